//! How the settings are drawn: group by group, old → new where something was chosen, and what the one under the cursor means.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Settings;
use crate::book::{Card, Draft};
use crate::meet::resources::SpaceConfig;
use crate::meet::settings::{Setting, Value};
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the names.
const LABELS: usize = 14;

/// What the settings need to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What is known of the space, if anything is.
    pub card: Option<&'a Card>,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go here.
    pub focused: bool,
}

/// A line of the screen, and which setting it belongs to.
struct Drawn {
    line: Line<'static>,
    item: Option<usize>,
}

/// Draws them into the inside of the pane; gives back which setting stands where.
pub fn draw(settings: &Settings, frame: &mut Frame, inside: Rect, look: &Look) -> Listing {
    let theme = look.theme;
    let room = usize::from(inside.width).saturating_sub(2);
    let facts = look.card.and_then(|card| card.facts.as_ref());
    let Some(config) = facts.and_then(|facts| facts.space.config.as_ref()) else {
        let words = match facts {
            Some(_) => "Only the owner sees and changes the settings of a space.",
            None => "Its settings are not known yet; ‹refresh› asks.",
        };
        let lines = text::wrap(&theme.keys.in_words(words), room);
        for (y, line) in (inside.y..inside.bottom()).zip(lines) {
            frame.render_widget(Line::styled(format!(" {line}"), theme.dim), Rect { y, height: 1, ..inside });
        }
        return Listing { area: inside, items: Vec::new() };
    };
    let empty = Draft::default();
    let draft = look.card.map_or(&empty, |card| &card.draft);
    let below = below(settings, config, draft, look, room);
    // What the cursor stands on is explained where that leaves room for some settings.
    let explained = if usize::from(inside.height) >= below.len() + 6 { below.len() } else { 0 };
    let height = usize::from(inside.height) - explained;
    let drawn = rows(settings, config, draft, look);
    let cursor = drawn.iter().position(|line| line.item == Some(settings.cursor)).unwrap_or(0);
    let first = if look.focused { ui::scroll(0, (cursor + 1).min(drawn.len() - 1), height, drawn.len()) } else { 0 };
    let mut items = Vec::new();
    // The words stand right below the settings.
    let list = Rect { height: u16::try_from(height.min(drawn.len())).unwrap_or(inside.height), ..inside };
    for (y, line) in (list.y..list.bottom()).zip(drawn.iter().skip(first)) {
        frame.render_widget(&line.line, Rect { y, height: 1, ..inside });
        items.push(line.item);
    }
    for (y, line) in (list.bottom()..inside.bottom()).zip(below) {
        frame.render_widget(line, Rect { y, height: 1, ..inside });
    }
    Listing { area: list, items }
}

fn rows(settings: &Settings, config: &SpaceConfig, draft: &Draft, look: &Look) -> Vec<Drawn> {
    let theme = look.theme;
    let mut drawn = Vec::new();
    let mut group = None;
    for (at, setting) in Setting::ALL.into_iter().enumerate() {
        if group != Some(setting.group()) {
            if group.is_some() {
                drawn.push(Drawn { line: Line::default(), item: None });
            }
            group = Some(setting.group());
            drawn.push(Drawn { line: Line::styled(format!(" {}", setting.group().title()), theme.strong), item: None });
        }
        let chosen = look.focused && at == settings.cursor;
        let bar = Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent);
        let label = text::pad(setting.label(), LABELS - 1);
        let mut spans = vec![bar, Span::styled(format!(" {label}"), if chosen { theme.strong } else { theme.dim })];
        spans.extend(value(setting, config, draft, theme));
        drawn.push(Drawn { line: Line::from(spans), item: Some(at) });
    }
    for (field, sent) in &config.other {
        let words = ui::drawable(theme, &format!(" Also sent      {field}: {sent}"));
        drawn.push(Drawn { line: Line::styled(words, theme.dim), item: None });
    }
    drawn
}

/// A value: as the server has it, and what it is to become.
#[must_use]
pub fn value(setting: Setting, config: &SpaceConfig, draft: &Draft, theme: &Theme) -> Vec<Span<'static>> {
    let word = |at: usize| setting.choices().get(at).map_or("?", |choice| choice.word);
    let idle = Setting::RESTRICTIONS.contains(&setting)
        && draft.get(Setting::Moderation).map_or_else(|| Setting::Moderation.value(config), Value::Known) == Value::Known(0);
    let (old, style) = match setting.value(config) {
        Value::Known(at) => (word(at).to_owned(), if idle { theme.dim } else { theme.plain }),
        Value::Unknown(sent) => (format!("{} (unknown to this version)", ui::drawable(theme, sent)), theme.waiting),
        Value::Hidden => ("not visible to you".to_owned(), theme.dim),
    };
    let on_its_way = draft.sent.as_ref().is_some_and(|sent| sent.contains_key(&setting));
    match draft.get(setting) {
        Some(new) => vec![
            Span::styled(old, theme.dim),
            Span::styled(theme.signs.arrow, theme.dim),
            Span::styled(word(new), theme.waiting),
            Span::styled(if on_its_way { "  being changed" } else { "" }, theme.dim),
        ],
        None if idle => vec![Span::styled(old, style), Span::styled("  needs moderation", theme.dim)],
        None => vec![Span::styled(old, style)],
    }
}

/// What the setting under the cursor means, and what is to be sent.
fn below(settings: &Settings, config: &SpaceConfig, draft: &Draft, look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut lines = vec![Line::default()];
    if look.focused {
        let setting = settings.current();
        let at = draft.get(setting).map_or_else(|| setting.value(config), Value::Known);
        let means = match at {
            Value::Known(at) => setting.choices().get(at).map_or("", |choice| choice.means),
            Value::Unknown(_) => "A value that this version does not know. It is left alone unless you choose another one.",
            Value::Hidden => "Google did not say. It is left alone unless you choose something.",
        };
        for words in [Some(means), setting.licence()].into_iter().flatten() {
            let words = ui::drawable(theme, words);
            lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(format!(" {line}"), theme.dim)));
        }
    }
    if let Some(trouble) = look.card.and_then(|card| card.trouble.as_ref()) {
        for (part, style) in [(&trouble.what, theme.trouble), (&trouble.why, theme.plain), (&trouble.next, theme.strong)] {
            let part = ui::drawable(theme, part);
            lines.extend(text::wrap(&part, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
        }
    }
    let words = match (draft.count(), draft.sent.is_some()) {
        (0, false) => return if lines.len() > 1 { lines } else { Vec::new() },
        (_, true) => "being changed at Google".to_owned(),
        (1, false) => "1 change: ‹send› sends it, ‹back› drops it".to_owned(),
        (count, false) => format!("{count} changes: ‹send› sends them together, ‹back› drops them"),
    };
    let words = theme.keys.in_words(&words);
    lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(format!(" {line}"), theme.waiting)));
    lines
}
