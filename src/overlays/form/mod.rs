//! `N`: a new space with a form, from top to bottom: name, preset, settings, co-hosts.
//!
//! Owns what was filled in; makes nothing. The window stays until the space is made, so that nothing is lost where it is not.

mod view;
mod wish;

pub use view::draw;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use super::Outcome;
use super::prompt::{LONGEST_NAME, edit, insert};
use crate::book::{Also, RowId};
use crate::config::{Preset, Wanted};
use crate::effect::Trouble;
use crate::meet::email::Email;
use crate::meet::emails::{self, Addresses};
use crate::meet::members::MOST_IN_BATCH;
use crate::meet::settings::Setting;
use wish::Wished;

/// The longest list of co-hosts, in characters.
const LONGEST: usize = 60_000;
/// Fields above the settings, and all of them.
const ABOVE: usize = 2;
const FIELDS: usize = ABOVE + Setting::ALL.len() + 2;

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The person's name for it; empty for none.
    pub name: String,
    /// What it is made with.
    pub settings: Wanted,
    /// Who becomes a co-host.
    pub cohosts: Vec<Email>,
}

/// Something to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Preset,
    Setting(Setting),
    Cohosts,
    Create,
}

impl Field {
    fn at(place: usize) -> Self {
        match place {
            0 => Self::Name,
            1 => Self::Preset,
            place if place == FIELDS - 2 => Self::Cohosts,
            place => Setting::ALL.get(place - ABOVE).map_or(Self::Create, |setting| Self::Setting(*setting)),
        }
    }
}

/// A preset, and the name that it gives to a space made now.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The preset.
    pub preset: Preset,
    /// The name.
    pub name: String,
}

/// The form.
#[derive(Debug)]
pub struct Form {
    /// The row of the space, while it is being made.
    pub row: Option<RowId>,
    /// Why it was not made.
    pub trouble: Option<Trouble>,
    at: usize,
    name: Input,
    offers: Vec<Offer>,
    preset: Option<usize>,
    wished: Wished,
    cohosts: Input,
    found: Addresses,
    /// What the person typed, which another preset does not take back.
    typed_name: bool,
    typed_cohosts: bool,
    /// What the last choice brought with it, or why it does not go on.
    note: Option<String>,
}

impl Form {
    /// A form that offers these presets and starts with what a new space gets by itself.
    #[must_use]
    pub fn new(offers: Vec<Offer>, start: &Offer) -> Self {
        let mut form = Self {
            row: None,
            trouble: None,
            at: 0,
            name: Input::default(),
            preset: offers.iter().position(|offer| offer.preset.name == start.preset.name),
            offers,
            wished: Wished::default(),
            cohosts: Input::default(),
            found: Addresses::default(),
            typed_name: false,
            typed_cohosts: false,
            note: None,
        };
        form.take_over(Some(start));
        form
    }

    fn field(&self) -> Field {
        Field::at(self.at)
    }

    /// True when something was filled in by hand.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        let typed = |typed: bool, input: &Input| typed && !input.value().trim().is_empty();
        typed(self.typed_name, &self.name) || typed(self.typed_cohosts, &self.cohosts) || self.wished.is_by_hand()
    }

    /// The space was not made: what was filled in is still there.
    pub fn failed(&mut self, trouble: Trouble) {
        (self.row, self.trouble) = (None, Some(trouble));
    }

    fn take_over(&mut self, offer: Option<&Offer>) {
        self.wished.take_over(offer.map(|offer| &offer.preset));
        if !self.typed_name {
            self.name = Input::from(offer.map_or("", |offer| offer.name.as_str()));
        }
        if !self.typed_cohosts {
            let cohosts = offer.map(|offer| offer.preset.cohosts.as_slice()).unwrap_or_default();
            self.cohosts = Input::from(cohosts.iter().map(Email::as_str).collect::<Vec<_>>().join(", "));
            self.found = emails::read(self.cohosts.value());
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        if key.code == KeyCode::Esc {
            return Outcome::Close;
        }
        if self.row.is_some() {
            // One key press is one space.
            return Outcome::Stay;
        }
        self.note = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('s') if control => return self.submit(),
            KeyCode::Enter if self.field() == Field::Create => return self.submit(),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => self.go_to(self.at + 1),
            KeyCode::BackTab | KeyCode::Up => self.go_to(self.at.saturating_sub(1)),
            KeyCode::Char('n') if control => self.go_to(self.at + 1),
            KeyCode::Char('p') if control => self.go_to(self.at.saturating_sub(1)),
            KeyCode::PageDown => self.go_to(FIELDS - 1),
            KeyCode::PageUp => self.go_to(0),
            _ => return self.in_field(key),
        }
        Outcome::Stay
    }

    fn in_field(&mut self, key: KeyEvent) -> Outcome {
        let done = match self.field() {
            Field::Name => {
                let done = edit(&mut self.name, key, LONGEST_NAME);
                self.typed_name |= done;
                done
            }
            Field::Cohosts => {
                let done = edit(&mut self.cohosts, key, LONGEST);
                self.typed_cohosts |= done;
                self.found = emails::read(self.cohosts.value());
                done
            }
            Field::Preset => self.walk(key, Self::walk_preset),
            Field::Setting(setting) => match key.code {
                KeyCode::Backspace | KeyCode::Delete => {
                    let also = self.wished.choose(setting, None);
                    self.says(also);
                    true
                }
                _ => self.walk(key, |form, by| {
                    let also = form.wished.walk(setting, by);
                    form.says(also);
                }),
            },
            Field::Create if key.code == KeyCode::Char(' ') => return self.submit(),
            Field::Create => self.walk(key, |_, _| {}),
        };
        if done { Outcome::Stay } else { Outcome::Unused }
    }

    /// Keys of a field that is chosen, not typed.
    fn walk(&mut self, key: KeyEvent, change: impl Fn(&mut Self, isize)) -> bool {
        match key.code {
            KeyCode::Char(' ' | 'l') | KeyCode::Right => change(self, 1),
            KeyCode::Char('h') | KeyCode::Left => change(self, -1),
            KeyCode::Char('j') => self.go_to(self.at + 1),
            KeyCode::Char('k') => self.go_to(self.at.saturating_sub(1)),
            KeyCode::Char('g') | KeyCode::Home => self.go_to(0),
            KeyCode::Char('G') | KeyCode::End => self.go_to(FIELDS - 1),
            _ => return false,
        }
        true
    }

    fn walk_preset(&mut self, by: isize) {
        let count = self.offers.len();
        self.preset = match (self.preset, by > 0) {
            (None, true) => Some(0).filter(|_| count > 0),
            (None, false) => count.checked_sub(1),
            (Some(at), true) => Some(at + 1).filter(|at| *at < count),
            (Some(at), false) => at.checked_sub(1),
        };
        let offer = self.preset.and_then(|at| self.offers.get(at)).cloned();
        self.take_over(offer.as_ref());
    }

    fn says(&mut self, also: Also) {
        self.note = match also {
            Also::Nothing => None,
            Also::ModerationOn => Some("Moderation is turned on with it: without it this has no effect.".into()),
            Also::Resets(1) => Some("1 restriction goes with it; moderation on brings it back.".into()),
            Also::Resets(count) => Some(format!("{count} restrictions go with it; moderation on brings them back.")),
            Also::Restores(_) => Some("The restrictions are chosen again as they were.".into()),
        };
    }

    /// To this field; the last one is the end.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(FIELDS - 1);
    }

    pub(super) fn step(&mut self, by: isize) {
        self.go_to(self.at.saturating_add_signed(by));
    }

    /// A click: to the field, and the last one makes the space.
    pub(super) fn click(&mut self, at: usize) -> Outcome {
        let again = self.at == at;
        self.go_to(at);
        match self.field() {
            Field::Create if self.row.is_none() => self.submit(),
            // A second click is as good as Space.
            Field::Preset | Field::Setting(_) if again => self.key(KeyEvent::new(KeyCode::Char(' '), KeyModifiers::NONE)),
            _ => Outcome::Stay,
        }
    }

    pub(super) fn paste(&mut self, pasted: &str) -> Outcome {
        match self.field() {
            _ if self.row.is_some() => return Outcome::Stay,
            Field::Name => {
                insert(&mut self.name, pasted, LONGEST_NAME);
                self.typed_name = true;
            }
            Field::Cohosts => {
                // Each line is somebody.
                let lines: Vec<&str> = pasted.split(['\n', '\r', '\t']).map(str::trim).filter(|line| !line.is_empty()).collect();
                let before = self.cohosts.value().trim_end();
                let apart = before.is_empty() || before.ends_with([',', ';', '<']);
                let joined = format!("{}{}", if apart { "" } else { ", " }, lines.join(", "));
                insert(&mut self.cohosts, &joined, LONGEST);
                self.found = emails::read(self.cohosts.value());
                self.typed_cohosts = true;
            }
            Field::Preset | Field::Setting(_) | Field::Create => return Outcome::Unused,
        }
        Outcome::Stay
    }

    /// Everything is checked before anything is made.
    fn submit(&mut self) -> Outcome {
        let refused = if self.found.bad.is_empty() {
            let count = self.found.good.len();
            (count > MOST_IN_BATCH).then(|| format!("{count} people are too many at once: {MOST_IN_BATCH} at most"))
        } else {
            let count = self.found.bad.len();
            let what = if count == 1 { "One of them is no address".into() } else { format!("{count} of them are no addresses") };
            Some(format!("{what}: nothing was made. Mend it here, or take it out."))
        };
        if refused.is_some() {
            self.go_to(FIELDS - 2);
            self.note = refused;
            return Outcome::Stay;
        }
        self.trouble = None;
        Outcome::Make(Box::new(Wish {
            name: self.name.value().trim().to_owned(),
            settings: self.wished.settings().clone(),
            cohosts: self.found.good.clone(),
        }))
    }
}
