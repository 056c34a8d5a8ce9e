//! Signing in: the first screen of who is not, the way through Google's console, the wait for the browser, and how it ended.
//!
//! Owns where in this way a person is. What has to be done outside goes up as a [`Wish`].

mod guide;
mod keys;
mod pages;
mod view;

use tui_input::Input;

use super::{Choices, Scroll};
use crate::effect::{SignedInAs, Trouble, Typed};
pub use guide::{STEPS, Step};

/// Longest content of a client file that is taken, in characters: Google's has some 400.
const LONGEST: usize = 20_000;
/// Longest path that is taken, in characters: no system has longer ones.
const LONGEST_PATH: usize = 4_096;

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Sign in by the browser.
    Begin,
    /// Gcloud's credentials: are they there?
    Gcloud,
    /// The demo.
    Demo,
    /// Check and keep this client file.
    Client(Typed),
    /// The address that the browser ended on.
    Paste(Typed),
    /// The sign-in's page in the browser here.
    Browse,
    /// A page of Google's console in the browser here.
    Console(&'static str),
    /// This text into the clipboard; holds what it is.
    Copy(String, &'static str),
    /// Stop waiting for the browser.
    Cancel,
    /// Ask Google for what was not granted.
    GrantRest(String),
    /// Who else is signed in.
    Accounts,
    /// On to the list of this account; true when it was signed in by another OAuth client.
    Enter(String, bool),
    /// Stay with the list of this account, though another one came.
    Stay(String),
    /// On to the list with gcloud's credentials.
    UseGcloud,
}

/// What is shown while the browser is waited for.
#[derive(Debug)]
pub enum Face {
    /// What one can do.
    Page,
    /// The address as a QR code.
    Code,
    /// The address alone, for the mouse.
    Address,
    /// The line for the address that the browser ended on.
    Paste {
        /// What is typed.
        input: Input,
        /// What was wrong with the last one.
        trouble: Option<Trouble>,
    },
}

/// How a person came here: it decides where Esc leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// The program began with it: there is nothing behind.
    First,
    /// By a key, with nobody signed in.
    Asked,
    /// For one sign-in: there is no first page to go back to.
    ForOne,
    /// Because a sign-in is over.
    Over,
}

/// Who was expected, where another one came.
fn other_than<'a>(expected: Option<&'a str>, done: &SignedInAs) -> Option<&'a str> {
    expected.filter(|expected| !expected.eq_ignore_ascii_case(&done.email))
}

/// Where a person is.
#[derive(Debug)]
pub enum Stage {
    /// What would you like?
    Welcome(Choices),
    /// One of the steps in Google's console.
    Guide(usize),
    /// The client file is wanted: its path, or its content.
    File {
        /// What is typed.
        input: Input,
        /// The program is looking at it.
        busy: bool,
        /// What was wrong with the last one.
        trouble: Option<Trouble>,
    },
    /// The program prepares the page.
    Preparing,
    /// The browser has the page.
    Waiting {
        /// Its address.
        url: String,
        /// Where the answer is awaited.
        port: u16,
        /// This machine as SSH reaches it, where that is known.
        machine: Option<String>,
        /// Whether a browser was started here, once it is known.
        opened: Option<Result<(), String>>,
        /// What of it is shown.
        face: Face,
    },
    /// It worked.
    Done(Box<SignedInAs>),
    /// It did not.
    Failed(Trouble),
    /// How gcloud is told to give what Meet needs.
    Gcloud {
        /// What is wrong with what is there.
        trouble: Option<Trouble>,
        /// The program is looking.
        busy: bool,
    },
}

/// The window of signing in.
#[derive(Debug)]
pub struct SignIn {
    /// Where a person is.
    pub stage: Stage,
    /// Who is expected to come.
    pub account: Option<String>,
    came: Came,
    scroll: Scroll,
}

impl SignIn {
    /// The first screen, with nothing behind it.
    #[must_use]
    pub fn first() -> Self {
        Self::at(Stage::Welcome(Choices::new(3)), Came::First)
    }

    /// The same over what is remembered, for who asked for it.
    #[must_use]
    pub fn asked() -> Self {
        Self::at(Stage::Welcome(Choices::new(3)), Came::Asked)
    }

    /// A sign-in that begins at once.
    #[must_use]
    pub fn begun(account: Option<String>) -> Self {
        Self { account, ..Self::at(Stage::Preparing, Came::ForOne) }
    }

    /// A sign-in that is over, and why.
    #[must_use]
    pub fn over(account: Option<String>, why: Trouble) -> Self {
        Self { account, ..Self::at(Stage::Failed(why), Came::Over) }
    }

    fn at(stage: Stage, came: Came) -> Self {
        Self { stage, account: None, came, scroll: Scroll::default() }
    }

    /// True when there is a first page to go back to.
    #[must_use]
    pub fn has_welcome(&self) -> bool {
        matches!(self.came, Came::First | Came::Asked)
    }

    /// To another place.
    pub fn go(&mut self, stage: Stage) {
        self.stage = stage;
        self.scroll = Scroll::default();
    }

    /// The file is asked for.
    pub fn ask_file(&mut self, trouble: Option<Trouble>) {
        self.go(Stage::File { input: Input::default(), busy: false, trouble });
    }

    /// True while the browser may come back.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.stage, Stage::Preparing | Stage::Waiting { .. })
    }
}
