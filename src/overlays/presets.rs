//! Every preset, and what the one under the cursor would change: nothing is applied before that was on the screen.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Choices, Outcome};
use crate::book::{Also, Draft, RowId};
use crate::config::Preset;
use crate::meet::email::Email;
use crate::meet::resources::SpaceConfig;
use crate::panes::settings;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the text.
const WIDTH: u16 = 72;
/// Columns of the names of settings.
const LABELS: usize = 14;
/// Most presets in sight at once.
const MOST: usize = 8;

/// The window of presets.
#[derive(Debug)]
pub struct Presets {
    /// Whose settings are to change.
    pub of: RowId,
    list: Vec<Preset>,
    pub(super) choices: Choices,
}

/// What the window is drawn from.
pub struct Look<'a> {
    /// What the space is called.
    pub title: &'a str,
    /// Its settings, as far as they are known.
    pub config: Option<&'a SpaceConfig>,
    /// What was chosen for it before.
    pub draft: &'a Draft,
    /// Which of these people are not co-hosts of it, as far as is known.
    pub missing: &'a dyn Fn(&[Email]) -> Vec<Email>,
}

impl Presets {
    /// These presets, for the space of this row.
    #[must_use]
    pub fn new(of: RowId, list: Vec<Preset>) -> Self {
        Self { of, choices: Choices::new(list.len()), list }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Enter => self.chosen(),
            KeyCode::Esc | KeyCode::Char('q' | 'P') => Outcome::Close,
            _ if self.choices.walk(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    fn chosen(&self) -> Outcome {
        self.list.get(self.choices.at).map_or(Outcome::Stay, |preset| Outcome::Apply(self.of, Box::new(preset.clone())))
    }

    /// Draws it; gives back which preset stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, look: &Look<'_>) -> Listing {
        let width = WIDTH.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let changes = self.list.get(self.choices.at).map(|preset| changes(preset, theme, look, room)).unwrap_or_default();
        let keys = ui::hints(theme, &[("Enter", "apply"), ("j k", "another"), ("Esc", "leave it")], room);
        let most = usize::from(frame.area().height.saturating_sub(2));
        // Air where there is room for it; what a preset changes comes before the other presets, but for a few of them.
        let fixed = changes.len() + keys.len();
        let airy = fixed + self.list.len().min(MOST) + 3 <= most;
        let gap = usize::from(airy);
        let shown = self.list.len().min(MOST).min(most.saturating_sub(fixed + 3 * gap).max(2));
        let height = (shown + fixed + 3 * gap).min(most);
        let title = format!("Apply a preset to {}", ui::drawable(theme, look.title));
        let inside = ui::popup(frame, theme, &title, width, to_u16(height), theme.accent);
        let keys_at = inside.bottom().saturating_sub(to_u16(keys.len())).max(inside.y);
        for (y, line) in (keys_at..inside.bottom()).zip(keys) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        let top = (inside.y + to_u16(gap)).min(keys_at);
        let area = Rect { y: top, height: to_u16(shown).min(keys_at - top), ..inside };
        let first = ui::scroll(0, self.choices.at, usize::from(area.height), self.list.len());
        let names = self.list.iter().map(|preset| text::width(&preset.name)).max().unwrap_or(0).clamp(10, 20);
        let mut items = Vec::new();
        for (y, (at, preset)) in (area.y..area.bottom()).zip(self.list.iter().enumerate().skip(first)) {
            frame.render_widget(row(preset, theme, names, room, at == self.choices.at), Rect { y, height: 1, ..area });
            items.push(Some(at));
        }
        let below = (area.bottom() + to_u16(gap)).min(keys_at);
        for (y, line) in (below..keys_at).zip(fitted(changes, usize::from(keys_at - below), theme)) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        Listing { area, items }
    }
}

fn to_u16(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// So many lines; what does not fit is counted.
fn fitted(mut lines: Vec<Line<'static>>, room: usize, theme: &Theme) -> Vec<Line<'static>> {
    if lines.len() > room && room > 0 {
        let more = lines.len() + 1 - room;
        lines.truncate(room - 1);
        lines.push(Line::styled(format!(" and {more} more{}", theme.signs.ellipsis), theme.waiting));
    }
    lines
}

fn row(preset: &Preset, theme: &Theme, names: usize, room: usize, chosen: bool) -> Line<'static> {
    let name = text::fit_with(&ui::drawable(theme, &preset.name), names, theme.signs.ellipsis).into_owned();
    let what = ui::drawable(theme, &preset.summary());
    let what = text::fit_with(&what, room.saturating_sub(names + 4), theme.signs.ellipsis).into_owned();
    Line::from(vec![
        Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
        Span::styled(format!(" {}  ", text::pad(&name, names)), if chosen { theme.strong } else { theme.plain }),
        Span::styled(what, theme.dim),
    ])
}

/// What applying it sends, setting by setting, and whom it adds.
fn changes(preset: &Preset, theme: &Theme, look: &Look<'_>, room: usize) -> Vec<Line<'static>> {
    let Some(config) = look.config else {
        return vec![Line::styled(" Its settings are not known any more; r asks.", theme.dim)];
    };
    let mut draft = look.draft.clone();
    let also = draft.take_over(&preset.settings, config);
    let mut lines: Vec<Line> = draft
        .chosen()
        .keys()
        .map(|setting| {
            let mut spans = vec![Span::styled(format!("  {}", text::pad(setting.label(), LABELS)), theme.dim)];
            spans.extend(settings::value(*setting, config, &draft, theme));
            Line::from(spans)
        })
        .collect();
    let missing = (look.missing)(&preset.cohosts);
    if !missing.is_empty() {
        let words = missing.iter().map(Email::as_str).collect::<Vec<_>>().join(", ");
        let wrapped = text::wrap(&ui::drawable(theme, &format!("+ {words}")), room.saturating_sub(LABELS + 3));
        for (at, words) in wrapped.into_iter().enumerate() {
            let label = if at == 0 { "Co-hosts" } else { "" };
            lines.push(Line::from(vec![
                Span::styled(format!("  {}", text::pad(label, LABELS)), theme.dim),
                Span::styled(words, theme.waiting),
            ]));
        }
    }
    if lines.is_empty() {
        return vec![Line::styled("  Nothing would change: it is so already.", theme.dim)];
    }
    let note = match also {
        Also::ModerationOn => Some("Moderation is turned on with it: without it the restrictions have no effect.".to_owned()),
        Also::Resets(1) => Some("Turning moderation off resets 1 restriction.".to_owned()),
        Also::Resets(count) => Some(format!("Turning moderation off resets {count} restrictions.")),
        Also::Nothing | Also::Restores(_) => None,
    };
    if let Some(note) = &note {
        let wrapped = text::wrap(&ui::drawable(theme, note), room.saturating_sub(3));
        lines.extend(wrapped.into_iter().map(|words| Line::styled(format!("  {words}"), theme.dim)));
    }
    lines
}
