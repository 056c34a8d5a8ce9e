//! A question, answered with `y` or `n`; Enter takes the safe answer.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::Outcome;
use crate::book::RowId;
use crate::config::Preset;
use crate::meet::names::{MemberName, SpaceRef};
use crate::meet::resources::Role;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// Names in a question at the most.
const NAMES: usize = 12;

/// What it is about, a line each as far as that goes, then how many more.
pub(super) fn names(theme: &Theme, names: &[String], height: usize, room: usize) -> Vec<Line<'static>> {
    if height < 2 && names.len() > 1 {
        let more = format!(" and {} more", names.len() - 1);
        let first = ui::drawable(theme, names.first().map_or("", String::as_str));
        let first = text::fit_with(&first, room.saturating_sub(text::width(&more) + 2), theme.signs.ellipsis).into_owned();
        return vec![Line::from(vec![Span::styled(format!("  {first}"), theme.strong), Span::styled(more, theme.dim)])];
    }
    let whole = if names.len() <= height { names.len() } else { height.saturating_sub(1) };
    let line = |name: &String| {
        let name = ui::drawable(theme, name);
        Line::styled(text::fit_with(&format!("  {name}"), room, theme.signs.ellipsis).into_owned(), theme.strong)
    };
    let more = names.len() - whole;
    let rest = (more > 0).then(|| Line::styled(format!("  and {more} more"), theme.dim));
    names.iter().take(whole).map(line).chain(rest).collect()
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// End the conference of this row?
    End(RowId),
    /// Take this row off the list?
    Forget(RowId),
    /// Look up what was pasted?
    LookUp(SpaceRef),
    /// Shut the normal link of this row?
    ShutLink(RowId),
    /// Apply a preset to these rows that shuts their normal links?
    ShutLinks(Vec<RowId>, Box<Preset>),
    /// Write this preset over the one of its name?
    ReplacePreset(Box<Preset>),
    /// Give these members of this row these roles?
    Roles(RowId, Vec<(MemberName, Role)>),
    /// Take these members off this row?
    RemoveMembers(RowId, Vec<MemberName>),
    /// Sign this account out here?
    SignOut(String),
    /// End the conferences of these rows?
    EndAll(Vec<RowId>),
    /// Take these rows off the list?
    ForgetAll(Vec<RowId>),
    /// Write over the file that is there?
    ReplaceFile,
    /// Leave the rest of what is done to several, and quit?
    QuitBulk,
}

/// A question with what it is about.
#[derive(Debug)]
pub struct Confirm {
    question: Question,
    title: String,
    lines: Vec<String>,
    /// What it is about, one by one; as many are named as there is room for.
    names: Vec<String>,
    yes: &'static str,
}

impl Confirm {
    /// A question that names its object in the title, explains itself in lines, and names what `y` does.
    #[must_use]
    pub fn new(question: Question, title: String, lines: Vec<String>, yes: &'static str) -> Self {
        Self { question, title, lines, names: Vec::new(), yes }
    }

    /// The same about several, which are named.
    #[must_use]
    pub fn about(mut self, names: Vec<String>) -> Self {
        self.names = names;
        self
    }

    /// What is asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Says it in other words, as more becomes known.
    pub fn explain(&mut self, lines: Vec<String>) {
        self.lines = lines;
    }

    /// Names them in other words.
    pub fn name(&mut self, names: Vec<String>) {
        self.names = names;
    }

    /// Looking something up destroys nothing: there Enter may say yes.
    fn is_harmless(&self) -> bool {
        matches!(self.question, Question::LookUp(_))
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return Outcome::Unused;
        }
        match key.code {
            KeyCode::Char('y' | 'Y') => Outcome::Yes(self.question.clone()),
            KeyCode::Enter if self.is_harmless() => Outcome::Yes(self.question.clone()),
            KeyCode::Char('n' | 'N' | 'q') | KeyCode::Enter | KeyCode::Esc => Outcome::Close,
            _ => Outcome::Unused,
        }
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) {
        let room = usize::from(frame.area().width.saturating_sub(6)).min(60);
        let mut lines: Vec<Line> = vec![Line::default()];
        for words in &self.lines {
            lines.extend(text::wrap(&ui::drawable(theme, words), room).into_iter().map(Line::raw));
        }
        // The answers stay on the screen, however many there are.
        let height = usize::from(frame.area().height).saturating_sub(lines.len() + 6).clamp(1, NAMES);
        if height > 2 && !self.names.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(names(theme, &self.names, height, room));
        lines.push(Line::default());
        let yes_style =
            if self.is_harmless() { theme.accent } else { theme.trouble.add_modifier(ratatui::style::Modifier::BOLD) };
        let (yes, no) = if self.is_harmless() { ("y, Enter", "n") } else { ("y", "n, Enter") };
        lines.push(Line::from(vec![
            Span::styled(yes, yes_style),
            Span::raw(format!(" {}    ", self.yes)),
            Span::styled(no, theme.strong),
            Span::styled(if self.names.is_empty() { " leave it" } else { " leave them" }, theme.plain),
        ]));
        let title = ui::drawable(theme, &self.title);
        let width = lines.iter().map(Line::width).chain([text::width(&title) + 2, 36]).max().unwrap_or(0).min(room);
        let edge = if self.is_harmless() { theme.accent } else { theme.trouble };
        let width = u16::try_from(width).unwrap_or(60);
        let height = u16::try_from(lines.len()).unwrap_or(8);
        let inside = ui::popup(frame, theme, &title, width, height, edge);
        frame.render_widget(Paragraph::new(lines), inside);
    }
}
