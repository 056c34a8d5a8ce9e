//! Who is signed in here: switch, sign in another one, ask for what was not granted, sign out.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Choices, Outcome, trouble_lines};
use crate::effect::{AccountLine, Trouble};
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Columns of the text.
const WIDTH: u16 = 72;

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// On to the list of this account.
    Switch(String),
    /// Sign in another account.
    Another,
    /// Sign this account in again; what it was not granted is asked for as well.
    Again(String),
    /// Sign this account out here.
    SignOut(String),
    /// Into the demo, or out of it.
    Demo,
}

/// The window of accounts.
#[derive(Debug)]
pub struct Accounts {
    demo: bool,
    /// Those that are signed in, once they are known.
    pub list: Option<Result<Vec<AccountLine>, Trouble>>,
    pub(super) choices: Choices,
}

impl Accounts {
    /// Before the list is known; the last row leads into the demo, or out of it.
    #[must_use]
    pub fn new(demo: bool) -> Self {
        Self { demo, list: None, choices: Choices::new(2) }
    }

    /// Takes the list; the cursor goes to the account that is here.
    pub fn fill(&mut self, list: Result<Vec<AccountLine>, Trouble>, here: Option<&str>) {
        let lines = list.as_ref().map(Vec::as_slice).unwrap_or_default();
        let at = lines.iter().position(|line| Some(line.email.as_str()) == here);
        let first = self.list.is_none();
        let at = if first { at.unwrap_or(0) } else { self.choices.at };
        self.choices = Choices { at: at.min(lines.len() + 1), count: lines.len() + 2 };
        self.list = Some(list);
    }

    fn lines(&self) -> &[AccountLine] {
        match &self.list {
            Some(Ok(lines)) => lines,
            _ => &[],
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        let chosen = self.lines().get(self.choices.at).cloned();
        match (key.code, chosen) {
            (KeyCode::Esc | KeyCode::Char('q' | 'A'), _) => Outcome::Close,
            // Before they are known nobody can have chosen one of them.
            (KeyCode::Enter | KeyCode::Char(' '), _) if self.list.is_none() => Outcome::Stay,
            (KeyCode::Enter | KeyCode::Char(' '), _) => self.chosen(),
            (KeyCode::Char('n' | 'a'), _) => Outcome::Accounts(Wish::Another),
            (KeyCode::Char('d'), Some(line)) if key.modifiers.is_empty() => Outcome::Accounts(Wish::SignOut(line.email)),
            (KeyCode::Char('s'), Some(line)) => Outcome::Accounts(Wish::Again(line.email)),
            // `g` goes to the first row everywhere else: here too, where nothing is missing.
            (KeyCode::Char('g'), Some(line)) if !line.missing.is_empty() => Outcome::Accounts(Wish::Again(line.email)),
            _ if self.choices.walk(key) => Outcome::Stay,
            _ => Outcome::Unused,
        }
    }

    pub(super) fn chosen(&self) -> Outcome {
        let lines = self.lines();
        match lines.get(self.choices.at) {
            Some(line) => Outcome::Accounts(Wish::Switch(line.email.clone())),
            None if self.choices.at == lines.len() => Outcome::Accounts(Wish::Another),
            None => Outcome::Accounts(Wish::Demo),
        }
    }

    /// Rows before those of the accounts and after them: what they are called, and how they stand.
    fn rows(&self, look: &Look<'_>) -> Vec<Row> {
        let account = |line: &AccountLine| {
            let here = Some(line.email.as_str()) == look.here;
            let state = match (line.missing.as_slice(), line.ends) {
                _ if here && look.over => "signed out: Enter signs in again".into(),
                ([], None) => String::new(),
                ([], Some(ends)) => format!("ends {}", look.clock.at(ends)),
                ([one], _) => format!("lacks {}", one.name()),
                (several, _) => format!("lacks {} scopes", several.len()),
            };
            Row { name: line.email.clone(), here: here && !look.over, state }
        };
        let plain = |name: &str| Row { name: name.into(), here: false, state: String::new() };
        let mut rows: Vec<Row> = self.lines().iter().map(account).collect();
        rows.push(plain(match (self.demo, rows.is_empty()) {
            (true, _) => "Sign in as another of the demo's people",
            (false, true) => "Sign in with Google",
            (false, false) => "Sign in another account",
        }));
        rows.push(plain(if self.demo { "Leave the demo" } else { "Look around in the demo" }));
        rows
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let mut keys = vec![("Enter", "choose")];
        if let Some(line) = self.lines().get(self.choices.at) {
            keys.push(if line.missing.is_empty() { ("s", "sign in again") } else { ("g", "ask for the rest") });
            keys.push(("d", "sign out"));
        }
        if !self.lines().is_empty() {
            keys.push(("n", "another"));
        }
        keys.push(("Esc", "close"));
        keys
    }

    /// Draws it.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, look: &Look<'_>) -> Listing {
        let width = WIDTH.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let mut above: Vec<Line> = Vec::new();
        let mut say = |words: &str, style| {
            above.extend(text::wrap(&ui::drawable(theme, words), room).into_iter().map(|line| Line::styled(line, style)));
        };
        if let Some(way) = look.way {
            say(way, theme.dim);
        }
        match &self.list {
            None => say("Looking who is signed in.", theme.waiting),
            Some(Ok(_)) => {}
            Some(Err(trouble)) => {
                for (part, style) in trouble_lines(trouble).into_iter().zip([theme.trouble, theme.plain, theme.strong]) {
                    say(part, style);
                }
            }
        }
        let rows = if self.list.is_some() { self.rows(look) } else { Vec::new() };
        let keys = ui::hints(theme, &self.keys(), room);
        let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        // Air where there is room for it: above, after what is said, and between who is there and what else can be done.
        let parts = usize::from(!above.is_empty()) + usize::from(!self.lines().is_empty());
        let height = above.len() + rows.len() + parts + 2 + keys.len();
        let airy = height + 2 <= usize::from(frame.area().height);
        let gap = u16::from(airy);
        let height = if airy { height } else { above.len() + rows.len() + keys.len() };
        let inside = ui::popup(frame, theme, "Accounts", width, to_u16(height), theme.accent);
        let keys_at = inside.bottom().saturating_sub(to_u16(keys.len())).max(inside.y);
        for (y, line) in (keys_at..inside.bottom()).zip(keys) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        let mut y = inside.y + gap;
        let said = !above.is_empty();
        for line in above {
            if y < keys_at {
                frame.render_widget(line, Rect { y, height: 1, ..inside });
            }
            y = y.saturating_add(1);
        }
        let y = y.saturating_add(if said { gap } else { 0 }).min(keys_at);
        let area = Rect { y, height: keys_at - y, ..inside };
        // Who is there, a line of air, and what else can be done.
        let mut all: Vec<Option<usize>> = (0..rows.len()).map(Some).collect();
        if airy && !self.lines().is_empty() {
            all.insert(self.lines().len(), None);
        }
        let cursor = all.iter().position(|row| *row == Some(self.choices.at)).unwrap_or(0);
        let first = ui::scroll(0, cursor, usize::from(area.height), all.len());
        let items: Vec<Option<usize>> = all.into_iter().skip(first).take(usize::from(area.height)).collect();
        for (y, item) in (area.y..area.bottom()).zip(&items) {
            if let Some((at, row)) = item.and_then(|at| Some((at, rows.get(at)?))) {
                frame.render_widget(row.line(theme, room, at == self.choices.at), Rect { y, height: 1, ..area });
            }
        }
        Listing { area, items }
    }
}

/// What the window is drawn from.
pub struct Look<'a> {
    /// Time as the person has it.
    pub clock: &'a Clock,
    /// Who is at work.
    pub here: Option<&'a str>,
    /// How, where it is not by an account.
    pub way: Option<&'a str>,
    /// The sign-in of who is at work is over.
    pub over: bool,
}

/// One row.
struct Row {
    name: String,
    here: bool,
    state: String,
}

impl Row {
    fn line(&self, theme: &Theme, room: usize, chosen: bool) -> Line<'static> {
        let name = ui::drawable(theme, &self.name);
        let here = if self.here { "here" } else { "" };
        let state = ui::drawable(theme, &self.state);
        // Who it is comes before how it stands.
        let fits = |tail: usize| text::width(&name) + 4 + tail <= room;
        let whole = text::width(here) + 2 + text::width(&state);
        let state = if fits(whole) || here.is_empty() && fits(text::width(&state)) { state } else { String::new() };
        let between = if here.is_empty() || state.is_empty() { "" } else { "  " };
        let name_room = room.saturating_sub(text::width(here) + between.len() + text::width(&state) + 3);
        let name = text::pad(&text::fit_with(&name, name_room, theme.signs.ellipsis), name_room);
        Line::from(vec![
            Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
            Span::styled(format!(" {name} "), if chosen { theme.strong } else { theme.plain }),
            Span::styled(format!("{here}{between}"), theme.live),
            Span::styled(state, theme.waiting),
        ])
    }
}
