//! An input of one line: a name for a space, or what to look up.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use super::Outcome;
use crate::book::RowId;
use crate::effect::Trouble;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// The longest text that an input takes, in characters: more is no name and no link.
pub const LONGEST: usize = 2_100;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;

/// What the text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// The person's name for a space just made.
    NameNew(RowId),
    /// The person's name for a space.
    Rename(RowId),
    /// A space to look up.
    LookUp,
    /// The name of a preset with the settings of a space.
    SavePreset(RowId),
    /// Where a file to keep is to be.
    Export,
}

/// An input of one line with its purpose.
#[derive(Debug)]
pub struct Prompt {
    /// What the text is for.
    pub purpose: Purpose,
    title: String,
    hint: String,
    input: Input,
    /// What was wrong with the last text.
    pub trouble: Option<Trouble>,
    /// What is awaited, while something is.
    pub busy: Option<String>,
}

impl Prompt {
    /// An input with a title, a hint below it and a text to start from.
    #[must_use]
    pub fn new(purpose: Purpose, title: impl Into<String>, hint: impl Into<String>, start: &str) -> Self {
        Self { purpose, title: title.into(), hint: hint.into(), input: Input::from(start), trouble: None, busy: None }
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return Outcome::Submit(self.purpose.clone(), self.input.value().to_owned()),
            _ => {}
        }
        if edit(&mut self.input, key, LONGEST) {
            self.trouble = None;
            Outcome::Stay
        } else {
            Outcome::Unused
        }
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        insert(&mut self.input, pasted, LONGEST);
        self.trouble = None;
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) {
        let width = 60.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let mut below: Vec<Line> = Vec::new();
        if let Some(busy) = &self.busy {
            below.push(Line::styled(ui::drawable(theme, busy), theme.waiting));
        } else if let Some(trouble) = &self.trouble {
            let styles = [theme.trouble, theme.plain, theme.strong];
            for (part, style) in super::trouble_lines(trouble).into_iter().zip(styles) {
                below.extend(text::wrap(&ui::drawable(theme, part), room).into_iter().map(|line| Line::styled(line, style)));
            }
        } else {
            let hint = ui::drawable(theme, &self.hint);
            below.extend(text::wrap(&hint, room).into_iter().map(|line| Line::styled(line, theme.dim)));
        }
        let height = u16::try_from(below.len()).unwrap_or(4).saturating_add(3);
        let inside = ui::popup(frame, theme, &ui::drawable(theme, &self.title), width, height, theme.accent);
        draw_input(
            &self.input,
            frame,
            Rect { y: inside.y + 1.min(inside.height), height: inside.height.min(1), ..inside },
            theme,
        );
        for (y, line) in (inside.y.saturating_add(3)..inside.bottom()).zip(below) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
    }
}

/// Draws an input with the terminal's own cursor in it.
pub(super) fn draw_input(input: &Input, frame: &mut Frame, area: Rect, theme: &Theme) {
    if area.width < 4 || area.height == 0 {
        return;
    }
    let room = usize::from(area.width) - 3;
    // What stands before the cursor decides how far the text is pushed to the left.
    let before: String = input.value().chars().take(input.cursor()).collect();
    let before = ui::drawable(theme, &before);
    let after = ui::drawable(theme, &input.value().chars().skip(input.cursor()).collect::<String>());
    let (mut start, mut used) = (before.len(), 0);
    for (at, letter) in before.char_indices().rev() {
        used += text::width(letter.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        start = at;
    }
    let column = text::width(&before[start..]);
    let rest = text::fit_with(&after, room.saturating_sub(column), "").into_owned();
    frame.render_widget(
        Line::from(vec![Span::styled("> ", theme.accent), Span::raw(before[start..].to_owned()), Span::raw(rest)]),
        area,
    );
    frame.set_cursor_position(Position::new(area.x + 2 + u16::try_from(column).unwrap_or(0), area.y));
}

/// Lets a key edit an input; false when it is no editing key.
pub fn edit(input: &mut Input, key: KeyEvent, longest: usize) -> bool {
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    // Terminals send Alt where tui-input waits for Meta.
    let request = match key.code {
        KeyCode::Char('b') if alt => Some(InputRequest::GoToPrevWord),
        KeyCode::Char('f') if alt => Some(InputRequest::GoToNextWord),
        KeyCode::Char('d') if alt => Some(InputRequest::DeleteNextWord),
        KeyCode::Backspace if alt => Some(InputRequest::DeletePrevWord),
        _ => None,
    };
    if let Some(request) = request {
        input.handle(request);
        return true;
    }
    let typed = matches!(key.code, KeyCode::Char(_)) && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    if typed && input.value().chars().count() >= longest {
        return true;
    }
    input.handle_event(&Event::Key(key)).is_some()
}

/// Puts pasted text into an input, as far as there is room.
pub fn insert(input: &mut Input, pasted: &str, longest: usize) {
    let room = longest.saturating_sub(input.value().chars().count());
    let clean: String = text::clean(pasted.trim()).chars().take(room).collect();
    let before: String = input.value().chars().take(input.cursor()).collect();
    let after: String = input.value().chars().skip(input.cursor()).collect();
    let cursor = input.cursor() + clean.chars().count();
    *input = Input::new(format!("{before}{clean}{after}")).with_cursor(cursor);
}
