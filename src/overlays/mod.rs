//! What lies on top of the panes: help, palette, question, prompt, menus, whom to add, link card, problems, signing in, accounts,
//! presets, a new space, a change of several spaces.
//!
//! An overlay owns its state, says what a key means to it ([`Outcome`]) and how it is drawn; it changes nothing else.

pub mod access_menu;
pub mod accounts;
pub mod add_people;
pub mod bulk;
mod choices;
pub mod confirm;
pub mod copy_menu;
pub mod export_menu;
pub mod form;
pub mod help;
pub mod link_card;
pub mod palette;
pub mod presets;
pub mod problems;
pub mod prompt;
mod scroll;
pub mod sign_in;
pub mod speakers;

use crossterm::event::KeyEvent;

use crate::book::RowId;
use crate::config::Preset;
use crate::effect::{ExportWhat, Trouble};
use crate::keys::Action;
use crate::meet::names::SpaceRef;
use crate::meet::resources::AccessType;

pub use choices::Choices;
pub use scroll::Scroll;

/// What a key meant to the overlay on top.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stays.
    Stay,
    /// It closes.
    Close,
    /// The key means nothing to it.
    Unused,
    /// It closes and this is done.
    Act(Action),
    /// It closes and the question is answered with yes.
    Yes(confirm::Question),
    /// The text of a prompt.
    Submit(prompt::Purpose, String),
    /// It closes and this is copied.
    Copy(copy_menu::What),
    /// Something of signing in is to be done; the window decides when it closes.
    Sign(sign_in::Wish),
    /// Something with accounts is to be done.
    Accounts(accounts::Wish),
    /// A preset is to be applied to the spaces of these rows; the app decides when the window closes.
    Apply(Vec<RowId>, Box<Preset>),
    /// These people are to be added to a space.
    AddPeople(add_people::Wish),
    /// It closes and this is who may join the marked spaces.
    Access(AccessType),
    /// Something with what is done to several spaces.
    Bulk(bulk::Wish),
    /// It closes and this one's words alone are to be read; nobody's are everybody's.
    Speaker(Option<u32>),
    /// It closes and this is to be a file.
    Export(ExportWhat),
    /// This space is to be made; the app decides when the form closes.
    Make(Box<form::Wish>),
}

/// What lies on top.
#[derive(Debug)]
pub enum Overlay {
    /// Every key, and why one does not work.
    Help(help::Help),
    /// Every action by name.
    Palette(palette::Palette),
    /// A question.
    Confirm(confirm::Confirm),
    /// An input of one line.
    Prompt(prompt::Prompt),
    /// What to copy.
    CopyMenu(copy_menu::CopyMenu),
    /// The link as text and QR code.
    LinkCard(link_card::LinkCard),
    /// What went wrong lately.
    Problems(problems::Problems),
    /// Signing in.
    SignIn(Box<sign_in::SignIn>),
    /// Who is signed in.
    Accounts(accounts::Accounts),
    /// Which preset to apply.
    Presets(presets::Presets),
    /// Whom to add to a space.
    AddPeople(Box<add_people::AddPeople>),
    /// Who may join the marked spaces.
    Access(access_menu::AccessMenu),
    /// How far a change of several spaces is, and what failed.
    Bulk(bulk::Window),
    /// Whose words to read.
    Speakers(speakers::Speakers),
    /// What to write to a file.
    Export(export_menu::ExportMenu),
    /// A new space.
    Form(Box<form::Form>),
}

impl Overlay {
    /// What a key means to it.
    pub fn key(&mut self, key: KeyEvent) -> Outcome {
        match self {
            Self::Help(help) => help.key(key),
            Self::Palette(palette) => palette.key(key),
            Self::Confirm(confirm) => confirm.key(key),
            Self::Prompt(prompt) => prompt.key(key),
            Self::CopyMenu(menu) => menu.key(key),
            Self::LinkCard(_) => link_card::LinkCard::key(key),
            Self::Problems(problems) => problems.key(key),
            Self::SignIn(sign_in) => sign_in.key(key),
            Self::Accounts(accounts) => accounts.key(key),
            Self::Presets(presets) => presets.key(key),
            Self::AddPeople(window) => window.key(key),
            Self::Access(menu) => menu.key(key),
            Self::Bulk(window) => window.key(key),
            Self::Form(form) => form.key(key),
            Self::Speakers(menu) => menu.key(key),
            Self::Export(menu) => menu.key(key),
        }
    }

    /// What is said of a key that means nothing to it.
    #[must_use]
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Bulk(window) if !window.over => "Enter puts this aside, and the list works on; Esc stops it",
            _ => "Esc closes",
        }
    }

    /// Takes pasted text; [`Outcome::Unused`] when it has no input.
    pub fn paste(&mut self, text: &str) -> Outcome {
        match self {
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Palette(palette) => palette.paste(text),
            Self::AddPeople(window) => window.paste(text),
            Self::Form(form) => return form.paste(text),
            Self::SignIn(sign_in) if sign_in.takes(text) => {
                return sign_in.paste(text).map_or(Outcome::Stay, Outcome::Sign);
            }
            _ => return Outcome::Unused,
        }
        Outcome::Stay
    }

    /// The wheel: so many lines.
    pub fn wheel(&mut self, by: isize) {
        match self {
            Self::Help(help) => help.scroll.by(by),
            Self::Palette(palette) => palette.choices.step(by),
            Self::CopyMenu(menu) => menu.choices.step(by),
            Self::Problems(problems) => problems.scroll.by(by),
            Self::SignIn(sign_in) => sign_in.wheel(by),
            Self::Accounts(accounts) => accounts.choices.step(by),
            Self::Access(menu) => menu.choices.step(by),
            Self::Speakers(menu) => menu.choices.step(by),
            Self::Export(menu) => menu.choices.step(by),
            Self::Bulk(window) => window.scroll.by(by),
            Self::Presets(presets) => presets.go_to(presets.choices.at.saturating_add_signed(by.signum())),
            Self::Form(form) => form.step(by.signum()),
            Self::Confirm(_) | Self::Prompt(_) | Self::LinkCard(_) | Self::AddPeople(_) => {}
        }
    }

    /// A click on the row of this number.
    pub fn click(&mut self, row: usize) -> Outcome {
        match self {
            Self::Palette(palette) => {
                palette.choices.go_to(row);
                palette.chosen()
            }
            Self::CopyMenu(menu) => {
                menu.choices.go_to(row);
                menu.chosen()
            }
            Self::SignIn(sign_in) => sign_in.click(row),
            Self::Accounts(accounts) => {
                accounts.choices.go_to(row);
                accounts.chosen()
            }
            Self::Access(menu) => {
                // A click chooses, and Enter sends: it concerns many.
                menu.choices.go_to(row);
                Outcome::Stay
            }
            Self::Speakers(menu) => {
                menu.choices.go_to(row);
                menu.chosen()
            }
            Self::Export(menu) => {
                menu.choices.go_to(row);
                menu.chosen()
            }
            Self::Form(form) => form.click(row),
            // A click chooses; only Enter applies, once the changes were on the screen.
            Self::Presets(presets) => {
                presets.go_to(row);
                Outcome::Stay
            }
            _ => Outcome::Stay,
        }
    }
}

/// A question whether to look up what was pasted.
#[must_use]
pub fn offer_look_up(space: SpaceRef) -> Overlay {
    let title = format!("Look up {space}?");
    let lines = vec!["You pasted a Meet link. Looking it up keeps the space in the list.".into()];
    Overlay::Confirm(confirm::Confirm::new(confirm::Question::LookUp(space), title, lines, "look it up"))
}

/// Something that went wrong, in three parts.
#[must_use]
pub fn trouble_lines(trouble: &Trouble) -> [&str; 3] {
    [&trouble.what, &trouble.why, &trouble.next]
}

#[cfg(test)]
mod tests;
