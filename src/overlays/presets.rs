//! Every preset, and what the one under the cursor would change: nothing is applied before that was on the screen.

use std::cell::Cell;
use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Choices, Outcome};
use crate::book::{self, Also, Draft, RowId};
use crate::config::Preset;
use crate::meet::email::Email;
use crate::meet::resources::SpaceConfig;
use crate::meet::settings::{Setting, Value};
use crate::panes::settings;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the text.
const WIDTH: u16 = 72;
/// Columns of the names of settings.
const LABELS: usize = 14;
/// Most presets in sight at once.
const MOST: usize = 8;
/// Most co-hosts that are named one by one.
const NAMED: usize = 8;
/// Columns of the longest word of a setting.
const WORDS: usize = 16;

/// The window of presets.
#[derive(Debug)]
pub struct Presets {
    /// Whose settings are to change.
    pub of: Vec<RowId>,
    list: Vec<Preset>,
    pub(super) choices: Choices,
    /// The first line of the changes in sight, and where drawing them ended: how many were in sight, of how many.
    first: usize,
    drawn: Cell<(usize, usize)>,
}

/// What the window is drawn from.
pub struct Look<'a> {
    /// What it is applied to, in words.
    pub title: String,
    /// The same, with its settings.
    pub target: Target<'a>,
    /// Which of these people are not co-hosts of it, as far as is known.
    pub missing: &'a dyn Fn(&[Email]) -> Vec<Email>,
}

/// What a preset is applied to.
pub enum Target<'a> {
    /// A space: its settings, as far as they are known, and what was chosen for it before.
    One(Option<&'a SpaceConfig>, &'a Draft),
    /// Several spaces.
    Several {
        /// Their settings, as far as they are known.
        configs: Vec<Option<&'a SpaceConfig>>,
        /// How many more are somebody else's.
        others: usize,
        /// What else there is to say, such as that some are hidden by the filter.
        hidden: Option<String>,
    },
}

impl Presets {
    /// These presets, for the spaces of these rows.
    #[must_use]
    pub fn new(of: Vec<RowId>, list: Vec<Preset>) -> Self {
        Self { of, choices: Choices::new(list.len()), list, first: 0, drawn: Cell::default() }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            // Nothing goes out before all of it was in sight.
            KeyCode::Enter | KeyCode::Char(' ') | KeyCode::PageDown if self.has_more() => {
                self.first += self.drawn.get().0.max(1);
                Outcome::Stay
            }
            KeyCode::PageUp | KeyCode::PageDown | KeyCode::Char(' ') => {
                self.first = if key.code == KeyCode::PageUp { 0 } else { self.first };
                Outcome::Stay
            }
            KeyCode::Enter => self.chosen(),
            KeyCode::Esc | KeyCode::Char('q' | 'P') => Outcome::Close,
            _ if self.choices.walk(key) => {
                self.first = 0;
                Outcome::Stay
            }
            _ => Outcome::Unused,
        }
    }

    /// The wheel and a click: to another preset.
    pub(super) fn go_to(&mut self, at: usize) {
        self.choices.go_to(at);
        self.first = 0;
    }

    /// True while some of the changes have not been in sight.
    fn has_more(&self) -> bool {
        let (shown, count) = self.drawn.get();
        self.first + shown < count
    }

    fn chosen(&self) -> Outcome {
        self.list.get(self.choices.at).map_or(Outcome::Stay, |preset| Outcome::Apply(self.of.clone(), Box::new(preset.clone())))
    }

    /// Draws it; gives back which preset stands where.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, look: &Look<'_>) -> Listing {
        let width = WIDTH.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let changes = self.list.get(self.choices.at).map(|preset| of_preset(preset, theme, look, room)).unwrap_or_default();
        // The window keeps its size while the cursor walks. What each preset does to thousands of spaces is not worked out for that.
        let lines = |preset: &Preset| match look.target {
            Target::One(..) => of_preset(preset, theme, look, room).len(),
            Target::Several { .. } => preset.complete().len() + guests(&preset.cohosts, theme, room).len() + 2,
        };
        let most_changes = self.list.iter().map(lines).max().unwrap_or(0).max(changes.len());
        let hints = |enter| ui::hints(theme, &[("Enter", enter), ("j k", "another"), ("Esc", "leave it")], room);
        let keys = hints("apply");
        let most = usize::from(frame.area().height.saturating_sub(2));
        // Air where there is room for it; what a preset changes comes before the other presets, but for a few of them.
        let fixed = most_changes + keys.len();
        let airy = fixed + self.list.len().min(MOST) + 3 <= most;
        let gap = usize::from(airy);
        let shown = self.list.len().min(MOST).min(most.saturating_sub(fixed + 3 * gap).max(2));
        let height = (shown + fixed + 3 * gap).min(most);
        let title = format!("Apply a preset to {}", ui::drawable(theme, &look.title));
        let inside = ui::popup(frame, theme, &title, width, to_u16(height), theme.accent);
        let keys_at = inside.bottom().saturating_sub(to_u16(keys.len())).max(inside.y);
        let top = (inside.y + to_u16(gap)).min(keys_at);
        let area = Rect { y: top, height: to_u16(shown).min(keys_at - top), ..inside };
        let first = ui::scroll(0, self.choices.at, usize::from(area.height), self.list.len());
        let names =
            self.list.iter().map(|preset| text::width(&preset.name)).max().unwrap_or(0).clamp(10, 20.min(room / 2).max(10));
        let mut items = Vec::new();
        for (y, (at, preset)) in (area.y..area.bottom()).zip(self.list.iter().enumerate().skip(first)) {
            frame.render_widget(row(preset, theme, names, room, at == self.choices.at), Rect { y, height: 1, ..area });
            items.push(Some(at));
        }
        let below = (area.bottom() + to_u16(gap)).min(keys_at);
        let count = changes.len();
        // The last line in sight says that there are more, so it is none of them.
        let room = usize::from(keys_at - below);
        let whole = self.first + room >= count;
        let shown = if whole { count.saturating_sub(self.first) } else { room.saturating_sub(1) };
        self.drawn.set((shown, count));
        let more = (!whole).then(|| Line::styled(format!("  and {} more", count - self.first - shown), theme.waiting));
        for (y, line) in (below..keys_at).zip(changes.into_iter().skip(self.first).take(shown).chain(more)) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        for (y, line) in (keys_at..inside.bottom()).zip(if whole { keys } else { hints("more") }) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        Listing { area, items }
    }
}

fn to_u16(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
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

/// What applying it does.
fn of_preset(preset: &Preset, theme: &Theme, look: &Look<'_>, room: usize) -> Vec<Line<'static>> {
    match &look.target {
        Target::One(Some(config), draft) => of_one(preset, config, (*draft).clone(), theme, look, room),
        Target::One(None, _) => {
            vec![Line::styled(ui::drawable(theme, "  Its settings are not known any more; ‹refresh› asks."), theme.dim)]
        }
        Target::Several { configs, others, hidden } => {
            let mut lines = of_several(preset, configs, theme, look, room);
            let others = match others {
                0 => None,
                1 => Some("1 of them you do not own: it is left out.".to_owned()),
                others => Some(format!("{others} of them you do not own: they are left out.")),
            };
            for words in [&others, hidden].into_iter().flatten() {
                lines.extend(note(words, theme, room));
            }
            lines
        }
    }
}

/// What it sends to several spaces: each setting once, with how many of them it changes.
fn of_several(
    preset: &Preset,
    configs: &[Option<&SpaceConfig>],
    theme: &Theme,
    look: &Look<'_>,
    room: usize,
) -> Vec<Line<'static>> {
    let mut counts: BTreeMap<(Setting, usize), usize> = BTreeMap::new();
    let (mut same, mut unknown, mut reset) = (0, 0, 0);
    for config in configs {
        let Some(config) = config else {
            unknown += 1;
            continue;
        };
        let (draft, also) = book::changes(&preset.settings, config);
        same += usize::from(draft.is_empty());
        reset += usize::from(matches!(also, Also::Resets(_)));
        for (setting, choice) in draft.chosen() {
            *counts.entry((*setting, *choice)).or_default() += 1;
        }
    }
    let total = configs.len();
    let mut lines: Vec<Line> = Vec::new();
    for ((setting, choice), count) in counts {
        let word = setting.choices().get(choice).map_or("?", |choice| choice.word);
        lines.push(Line::from(vec![
            Span::styled(format!("  {}", text::pad(setting.label(), LABELS)), theme.dim),
            Span::styled(theme.signs.arrow.trim_start(), theme.dim),
            Span::styled(text::pad(word, WORDS), theme.waiting),
            Span::styled(format!("  {count} of {total}"), theme.dim),
        ]));
    }
    lines.extend(guests(&(look.missing)(&preset.cohosts), theme, room));
    let mut notes = Vec::new();
    match unknown {
        0 => {}
        1 => notes.push(format!("1 whose settings are not known here gets all of it: {}.", preset.summary())),
        count => notes.push(format!("{count} whose settings are not known here get all of it: {}.", preset.summary())),
    }
    if reset > 0 {
        notes.push(format!("Turning moderation off resets the restrictions in {reset} of them."));
    }
    match same {
        0 => {}
        _ if same == total => notes.push("No setting would change: they are so already.".into()),
        1 => notes.push("1 is so already.".into()),
        count => notes.push(format!("{count} are so already.")),
    }
    lines.extend(notes.iter().flat_map(|words| note(words, theme, room)));
    lines
}

fn note(words: &str, theme: &Theme, room: usize) -> Vec<Line<'static>> {
    let wrapped = text::wrap(&ui::drawable(theme, words), room.saturating_sub(3));
    wrapped.into_iter().map(|words| Line::styled(format!("  {words}"), theme.dim)).collect()
}

/// Whom it adds.
fn guests(missing: &[Email], theme: &Theme, room: usize) -> Vec<Line<'static>> {
    if missing.is_empty() {
        return Vec::new();
    }
    let mut words = missing.iter().take(NAMED).map(Email::as_str).collect::<Vec<_>>().join(", ");
    if missing.len() > NAMED {
        words = format!("{words} and {} more", missing.len() - NAMED);
    }
    let wrapped = text::wrap(&ui::drawable(theme, &format!("+ {words}")), room.saturating_sub(LABELS + 3));
    let line = |(at, words)| {
        let label = if at == 0 { "Co-hosts" } else { "" };
        Line::from(vec![Span::styled(format!("  {}", text::pad(label, LABELS)), theme.dim), Span::styled(words, theme.waiting)])
    };
    wrapped.into_iter().enumerate().map(line).collect()
}

/// What applying it sends to one space, setting by setting, and whom it adds.
fn of_one(
    preset: &Preset,
    config: &SpaceConfig,
    mut draft: Draft,
    theme: &Theme,
    look: &Look<'_>,
    room: usize,
) -> Vec<Line<'static>> {
    let also = draft.take_over(&preset.settings, config);
    let mut lines: Vec<Line> = Vec::new();
    for setting in draft.chosen().keys() {
        let label = Span::styled(format!("  {}", text::pad(setting.label(), LABELS)), theme.dim);
        let value = Line::from(settings::value(*setting, config, &draft, theme));
        if LABELS + 2 + value.width() <= room {
            lines.push([label].into_iter().chain(value).collect());
        } else {
            // A value that is cut says nothing.
            lines.extend([label.into(), [Span::raw("    ")].into_iter().chain(value).collect()]);
        }
    }
    let missing = (look.missing)(&preset.cohosts);
    lines.extend(guests(&missing, theme, room));
    if lines.is_empty() {
        return vec![Line::styled("  Nothing would change: it is so already.", theme.dim)];
    }
    let moderated = draft.get(Setting::Moderation).map_or_else(|| Setting::Moderation.value(config), Value::Known);
    let idle = !missing.is_empty() && moderated == Value::Known(0);
    let words = match also {
        Also::ModerationOn => Some("Moderation is turned on with it: without it the restrictions have no effect.".to_owned()),
        Also::Resets(1) => Some("Turning moderation off resets 1 restriction.".to_owned()),
        Also::Resets(count) => Some(format!("Turning moderation off resets {count} restrictions.")),
        Also::Nothing | Also::Restores(_) if idle => Some("Without moderation a co-host can do no more than others.".into()),
        Also::Nothing | Also::Restores(_) => None,
    };
    lines.extend(words.iter().flat_map(|words| note(words, theme, room)));
    lines
}
