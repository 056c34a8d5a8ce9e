//! The settings of a space among its details. What the server did not send is "not visible to you", never a default.

use super::lines::{DetailLine, NOT_VISIBLE};
use crate::meet::resources::SpaceConfig;
use crate::meet::settings::{Setting, Value};
use crate::ui::tone::Tone;

/// Adds the settings to the details; who joins without knocking stands among them already.
pub fn lines(config: Option<&SpaceConfig>, lines: &mut Vec<DetailLine>) {
    let Some(config) = config else {
        lines.push(DetailLine::new("Settings", NOT_VISIBLE, Tone::Dim).and(" · the owner sees them", Tone::Dim).after_gap());
        return;
    };
    for (at, setting) in Setting::ALL.into_iter().filter(|setting| *setting != Setting::Access).enumerate() {
        let (value, tone) = match setting.value(config) {
            Value::Known(choice) => (setting.choices().get(choice).map_or("?", |choice| choice.word).to_owned(), Tone::Plain),
            Value::Unknown(sent) => (format!("{sent} (unknown to this version)"), Tone::Waiting),
            Value::Hidden => (NOT_VISIBLE.to_owned(), Tone::Dim),
        };
        let mut line = DetailLine::new(setting.label(), value.clone(), tone);
        line.gap = at == 0;
        lines.push(match tone {
            Tone::Dim => line,
            _ => line.copies(value, "the setting", false),
        });
    }
    for (field, value) in &config.other {
        lines.push(DetailLine::new("Also sent", format!("{field}: {value}"), Tone::Dim));
    }
}
