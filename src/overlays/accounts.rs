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

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// On to the list of this account.
    Switch(String),
    /// Sign in another account.
    Another,
    /// Ask Google for what this account was not granted.
    GrantRest(String),
    /// Sign this account out here.
    Forget(String),
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
            (KeyCode::Enter | KeyCode::Char(' '), _) => self.chosen(),
            (KeyCode::Char('n' | 'a'), _) => Outcome::Accounts(Wish::Another),
            (KeyCode::Char('d'), Some(line)) => Outcome::Accounts(Wish::Forget(line.email)),
            // `g` goes to the first row everywhere else: here too, where nothing is missing.
            (KeyCode::Char('g'), Some(line)) if !line.missing.is_empty() => Outcome::Accounts(Wish::GrantRest(line.email)),
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

    /// Draws it: `here` is who is at work, `way` how, where it is not by an account.
    pub fn draw(&self, frame: &mut Frame, theme: &Theme, clock: &Clock, here: Option<&str>, way: Option<&str>) -> Listing {
        let width = 64.min(frame.area().width.saturating_sub(6));
        let room = usize::from(width);
        let mut above: Vec<Line> = Vec::new();
        if let Some(way) = way {
            above.extend(text::wrap(&ui::drawable(theme, way), room).into_iter().map(|line| Line::styled(line, theme.dim)));
        }
        if let Some(Err(trouble)) = &self.list {
            let styles = [theme.trouble, theme.plain, theme.strong];
            for (part, style) in trouble_lines(trouble).into_iter().zip(styles) {
                above.extend(text::wrap(&ui::drawable(theme, part), room).into_iter().map(|line| Line::styled(line, style)));
            }
        }
        let mut rows: Vec<(String, String, bool)> = self
            .lines()
            .iter()
            .map(|line| {
                let here = Some(line.email.as_str()) == here;
                let state = match (line.missing.as_slice(), line.ends) {
                    ([], None) => String::new(),
                    ([], Some(ends)) => format!("ends {}", clock.at(ends)),
                    ([one], _) => format!("lacks {}", one.name()),
                    (several, _) => format!("lacks {} scopes", several.len()),
                };
                (line.email.clone(), state, here)
            })
            .collect();
        rows.push(("Sign in another account".into(), String::new(), false));
        let demo = if self.demo { "Leave the demo" } else { "Look around in the demo" };
        rows.push((demo.into(), String::new(), false));
        let missing = self.lines().get(self.choices.at).is_some_and(|line| !line.missing.is_empty());
        let keys: &[(&str, &str)] = match (self.lines().is_empty(), missing) {
            (true, _) => &[("Enter", "choose"), ("Esc", "close")],
            (false, false) => &[("Enter", "choose"), ("n", "another"), ("d", "sign out here"), ("Esc", "close")],
            (false, true) => {
                &[("Enter", "choose"), ("g", "ask for the rest"), ("n", "another"), ("d", "sign out here"), ("Esc", "close")]
            }
        };
        let keys = ui::hints(theme, keys, room);
        let to_u16 = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let gap = usize::from(!above.is_empty());
        let height = 1 + above.len() + gap + rows.len() + 1 + keys.len();
        let inside = ui::popup(frame, theme, "Accounts", width, to_u16(height), theme.accent);
        let keys_at = inside.bottom().saturating_sub(to_u16(keys.len())).max(inside.y);
        for (y, line) in (keys_at..inside.bottom()).zip(keys) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        // Air above where there is room for it.
        let mut y = inside.y + u16::from(usize::from(inside.height) >= height);
        for line in above {
            if y < keys_at {
                frame.render_widget(line, Rect { y, height: 1, ..inside });
            }
            y = y.saturating_add(1);
        }
        y = y.saturating_add(to_u16(gap)).min(keys_at);
        let area = Rect { y, height: keys_at - y, ..inside };
        let first = ui::scroll(0, self.choices.at, usize::from(area.height), rows.len());
        let mut items = Vec::new();
        for (y, (at, (name, state, here))) in (area.y..area.bottom()).zip(rows.into_iter().enumerate().skip(first)) {
            let chosen = at == self.choices.at;
            let tail = format!("{}{state}", if here { "here  " } else { "" });
            let name_room = room.saturating_sub(text::width(&tail) + 3);
            let name = text::pad(&text::fit_with(&ui::drawable(theme, &name), name_room, theme.signs.ellipsis), name_room);
            let line = Line::from(vec![
                Span::styled(if chosen { theme.signs.cursor } else { " " }, theme.accent),
                Span::styled(format!(" {name} "), if chosen { theme.strong } else { theme.plain }),
                Span::styled(if here { "here  " } else { "" }, theme.live),
                Span::styled(state, theme.waiting),
            ]);
            frame.render_widget(line, Rect { y, height: 1, ..area });
            items.push(Some(at));
        }
        Listing { area, items }
    }
}
