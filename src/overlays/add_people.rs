//! Whom to add to a space: addresses typed, or pasted from anywhere, and what is wrong with them before anything is sent.

use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::Outcome;
use super::prompt::{draw_input, edit, insert};
use crate::book::{InviteState, Members, RowId};
use crate::meet::email::Email;
use crate::meet::emails::{self, Addresses};
use crate::meet::members::MOST_IN_BATCH;
use crate::meet::resources::Role;
use crate::ui::theme::Theme;
use crate::ui::{self, text};

/// The longest text, in characters: more than 500 addresses with the names of their people.
const LONGEST: usize = 60_000;
/// Most people that are added in one go.
pub const MOST: usize = MOST_IN_BATCH;
/// Most addresses that each complaint names.
const NAMED: usize = 4;

/// What the window wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// To which space.
    pub of: RowId,
    /// Whom to add.
    pub emails: Vec<Email>,
    /// As what.
    pub role: Role,
    /// Whether that was all, so that the window closes.
    pub done: bool,
}

/// The window.
#[derive(Debug)]
pub struct AddPeople {
    /// The space.
    pub of: RowId,
    title: String,
    input: Input,
    role: Role,
    found: Addresses,
    /// Who is a member already, or about to become one, and as what.
    known: HashMap<Email, String>,
    /// Why Enter did nothing.
    refused: Option<String>,
    /// How much of what was pasted did not fit, in characters.
    left_out: usize,
}

impl AddPeople {
    /// An empty window.
    #[must_use]
    pub fn new(of: RowId, title: String) -> Self {
        Self {
            of,
            title,
            input: Input::default(),
            role: Role::Cohost,
            found: Addresses::default(),
            known: HashMap::new(),
            refused: None,
            left_out: 0,
        }
    }

    /// Who is a member already.
    pub fn know(&mut self, members: &Members) {
        let list = members.list().iter().filter_map(|member| {
            let email = member.email.as_deref()?.parse().ok()?;
            Some((email, if member.is_cohost() { "a co-host already" } else { "a member already" }.to_owned()))
        });
        let coming = members.invites().iter().filter(|invite| matches!(invite.state, InviteState::Waiting | InviteState::Sent));
        let coming = coming.map(|invite| (invite.email.clone(), "on the way already".to_owned()));
        self.known = list.chain(coming).collect();
    }

    /// Those who can be added.
    fn new_ones(&self) -> Vec<Email> {
        self.found.good.iter().filter(|email| !self.known.contains_key(*email)).cloned().collect()
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match key.code {
            KeyCode::Esc => return Outcome::Close,
            KeyCode::Enter => return self.submit(),
            KeyCode::Tab | KeyCode::BackTab => {
                self.role = if self.role == Role::Cohost { Role::Unspecified } else { Role::Cohost };
                return Outcome::Stay;
            }
            _ => {}
        }
        if !edit(&mut self.input, key, LONGEST) {
            return Outcome::Unused;
        }
        self.changed();
        Outcome::Stay
    }

    /// Takes pasted text, behind what was typed.
    pub fn paste(&mut self, pasted: &str) {
        // Each line is somebody: the input has one line, so they are parted otherwise.
        let lines: Vec<&str> = pasted.split(['\n', '\r', '\t']).map(str::trim).filter(|line| !line.is_empty()).collect();
        let joined = lines.join("; ");
        let separated = !self.input.value().trim_end().is_empty() && !self.input.value().trim_end().ends_with([';', ',', '<']);
        let at_end = self.input.cursor() == self.input.value().chars().count();
        let joined = if separated && at_end { format!("; {joined}") } else { joined };
        let room = LONGEST.saturating_sub(self.input.value().chars().count());
        let left_out = joined.chars().count().saturating_sub(room);
        insert(&mut self.input, &joined, LONGEST);
        self.changed();
        self.left_out = left_out;
    }

    fn changed(&mut self) {
        self.found = emails::read(self.input.value());
        (self.refused, self.left_out) = (None, 0);
    }

    fn submit(&mut self) -> Outcome {
        let emails = self.new_ones();
        if emails.is_empty() {
            self.refused = Some(match (self.found.good.len(), self.found.bad.len()) {
                (0, 0) => "Type or paste an address, or press Esc.".into(),
                (0, _) => "There is no address among this: mend it, or press Esc.".into(),
                _ => "There is nobody new among these.".into(),
            });
            return Outcome::Stay;
        }
        if emails.len() > MOST {
            self.refused = Some(format!("{} are too many at once: take out some, up to {MOST} can be added.", emails.len()));
            return Outcome::Stay;
        }
        // What could not be read stays, to be mended.
        let rest: Vec<&str> = self.found.bad.iter().map(|(word, _)| word.as_str()).filter(|word| !word.is_empty()).collect();
        let (rest, done) = (rest.join("; "), self.found.bad.is_empty());
        self.input = Input::new(rest);
        self.changed();
        Outcome::AddPeople(Wish { of: self.of, emails, role: self.role.clone(), done })
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme) {
        let width = 66.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let mut below = vec![self.as_what(theme), Line::default()];
        below.extend(self.told(theme, room));
        below.push(Line::default());
        let count = self.new_ones().len();
        let enter = match (count, self.found.bad.len()) {
            (0, _) => "adds them".to_owned(),
            (1, 0) => "adds this one".to_owned(),
            (count, 0) => format!("adds {count}"),
            (count, 1) => format!("adds {count}, the other stays to be mended"),
            (count, bad) => format!("adds {count}, the other {bad} stay to be mended"),
        };
        below.extend(ui::hints(theme, &[("Enter", &enter), ("Tab", "other role"), ("Esc", "close")], room));
        let height = u16::try_from(below.len()).unwrap_or(8).saturating_add(3);
        let inside = ui::popup(frame, theme, &ui::drawable(theme, &self.title), width, height, theme.accent);
        let line = Rect { y: inside.y + 1.min(inside.height), height: inside.height.saturating_sub(1).min(1), ..inside };
        draw_input(&self.input, frame, line, theme);
        for (y, line) in (inside.y.saturating_add(3)..inside.bottom()).zip(below) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
    }

    fn as_what(&self, theme: &Theme) -> Line<'static> {
        let style = |on: bool| if on { theme.accent } else { theme.dim };
        let sign = |on: bool| if on { theme.signs.live } else { theme.signs.idle };
        let cohost = self.role == Role::Cohost;
        Line::from(vec![
            Span::styled(format!("{} as co-hosts", sign(cohost)), style(cohost)),
            Span::raw("   "),
            Span::styled(format!("{} as members without a role", sign(!cohost)), style(!cohost)),
        ])
    }

    /// What was read out of the text.
    fn told(&self, theme: &Theme, room: usize) -> Vec<Line<'static>> {
        let mut lines: Vec<(String, Style)> = Vec::new();
        let new = self.new_ones();
        if self.found == Addresses::default() {
            lines.push((
                "One address or several, pasted from anywhere: names, commas, semicolons, brackets and line ends are fine."
                    .into(),
                theme.dim,
            ));
        } else {
            let count = match new.len() {
                0 => "Nobody to add yet".to_owned(),
                1 => "1 person to add".to_owned(),
                count => format!("{count} people to add"),
            };
            lines.push((
                format!("{count}{}", few(new.iter().map(Email::as_str))),
                if new.is_empty() { theme.dim } else { theme.live },
            ));
        }
        for (word, why) in self.found.bad.iter().take(NAMED) {
            lines.push((format!("“{}”: {why}", text::fit(&text::clean(word), 40)), theme.trouble));
        }
        if self.found.bad.len() > NAMED {
            lines.push((format!("and {} more that are no addresses", self.found.bad.len() - NAMED), theme.trouble));
        }
        let known = self.found.good.iter().filter_map(|email| Some(format!("{email} ({})", self.known.get(email)?)));
        let known: Vec<String> = known.collect();
        if !known.is_empty() {
            lines.push((format!("{} not new{}", known.len(), few(known.iter().map(String::as_str))), theme.waiting));
        }
        if !self.found.twice.is_empty() {
            let twice = self.found.twice.iter().map(Email::as_str);
            lines.push((format!("{} more than once, taken once{}", self.found.twice.len(), few(twice)), theme.waiting));
        }
        if self.left_out > 0 {
            lines.push((format!("The text is too long: its last {} characters were left out.", self.left_out), theme.trouble));
        }
        if let Some(refused) = &self.refused {
            lines.push((refused.clone(), theme.trouble));
        }
        lines
            .into_iter()
            .flat_map(|(words, style)| {
                let words = ui::drawable(theme, &words);
                text::wrap(&words, room).into_iter().map(move |line| Line::styled(line, style))
            })
            .collect()
    }
}

/// The first few of them, as the end of a line.
fn few<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = all.collect();
    match all.len() {
        0 => String::new(),
        count if count > NAMED => format!(": {}, and {} more", all[..NAMED].join(", "), count - NAMED),
        _ => format!(": {}", all.join(", ")),
    }
}
