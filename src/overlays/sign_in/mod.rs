//! Signing in: the first screen of who is not, the way through Google's console, the wait for the browser, and how it ended.
//!
//! Owns where in this way a person is. What has to be done outside goes up as a [`Wish`].

mod guide;
mod view;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use super::{Choices, Outcome, Scroll, prompt};
use crate::effect::{SignedInAs, Trouble, Typed};
pub use guide::{STEPS, Step};

/// Longest content of a client file that is taken, in characters: Google's has some 400.
const LONGEST: usize = 20_000;

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
    /// On to the list of this account; true when it was signed in by another OAuth client.
    Enter(String, bool),
    /// On to the list with gcloud's credentials.
    UseGcloud,
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
        /// Whether a browser was started here, once it is known.
        opened: Option<Result<(), String>>,
        /// The line for the address that the browser ended on, when it is wanted.
        paste: Option<Input>,
        /// What was wrong with what was pasted.
        trouble: Option<Trouble>,
        /// The address as a QR code lies on top.
        code: bool,
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
    scroll: Scroll,
}

impl SignIn {
    /// The first screen.
    #[must_use]
    pub fn welcome() -> Self {
        Self::at(Stage::Welcome(Choices::new(3)))
    }

    /// A sign-in that begins at once.
    #[must_use]
    pub fn begun(account: Option<String>) -> Self {
        Self { account, ..Self::at(Stage::Preparing) }
    }

    fn at(stage: Stage) -> Self {
        Self { stage, account: None, scroll: Scroll::default() }
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

    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        match &mut self.stage {
            Stage::Welcome(choices) => match key.code {
                KeyCode::Esc | KeyCode::Char('q') => Outcome::Close,
                KeyCode::Enter | KeyCode::Char(' ') => self.welcomed(),
                KeyCode::Char(number @ '1'..='3') => {
                    choices.go_to(number as usize - '1' as usize);
                    self.welcomed()
                }
                _ if choices.walk(key) => Outcome::Stay,
                _ => Outcome::Unused,
            },
            Stage::Guide(at) => {
                let at = *at;
                self.guide_key(at, key)
            }
            Stage::File { .. } => self.file_key(key),
            Stage::Preparing => match key.code {
                KeyCode::Esc | KeyCode::Char('q') => self.cancel(),
                _ => Outcome::Unused,
            },
            Stage::Waiting { .. } => self.waiting_key(key),
            Stage::Done(done) => match key.code {
                KeyCode::Enter | KeyCode::Esc | KeyCode::Char('q') => {
                    Outcome::Sign(Wish::Enter(done.email.clone(), done.other_client))
                }
                KeyCode::Char('g') if !done.missing.is_empty() => Outcome::Sign(Wish::GrantRest(done.email.clone())),
                _ => self.scrolled(key),
            },
            Stage::Failed(_) => match key.code {
                KeyCode::Enter | KeyCode::Char('r') => {
                    self.go(Stage::Preparing);
                    Outcome::Sign(Wish::Begin)
                }
                KeyCode::Char('f') => {
                    self.ask_file(None);
                    Outcome::Stay
                }
                KeyCode::Esc | KeyCode::Char('q') => Outcome::Close,
                _ => self.scrolled(key),
            },
            Stage::Gcloud { busy, .. } => match key.code {
                KeyCode::Enter | KeyCode::Char('r') if !*busy => {
                    *busy = true;
                    Outcome::Sign(Wish::Gcloud)
                }
                KeyCode::Char('y') => Outcome::Sign(Wish::Copy(guide::gcloud_command(), "the command")),
                KeyCode::Esc | KeyCode::Char('q') => self.back_to_welcome(1),
                _ => self.scrolled(key),
            },
        }
    }

    fn scrolled(&mut self, key: KeyEvent) -> Outcome {
        if self.scroll.key(key) { Outcome::Stay } else { Outcome::Unused }
    }

    pub(super) fn wheel(&mut self, by: isize) {
        match &mut self.stage {
            Stage::Welcome(choices) => choices.step(by.signum()),
            _ => self.scroll.by(by),
        }
    }

    pub(super) fn click(&mut self, row: usize) -> Outcome {
        if let Stage::Welcome(choices) = &mut self.stage {
            choices.go_to(row);
            return self.welcomed();
        }
        Outcome::Stay
    }

    fn welcomed(&mut self) -> Outcome {
        let Stage::Welcome(choices) = &self.stage else { return Outcome::Stay };
        match choices.at {
            0 => {
                self.go(Stage::Preparing);
                Outcome::Sign(Wish::Begin)
            }
            1 => {
                self.go(Stage::Gcloud { trouble: None, busy: true });
                Outcome::Sign(Wish::Gcloud)
            }
            _ => Outcome::Sign(Wish::Demo),
        }
    }

    fn back_to_welcome(&mut self, at: usize) -> Outcome {
        self.go(Stage::Welcome(Choices { at, count: 3 }));
        Outcome::Stay
    }

    fn guide_key(&mut self, at: usize, key: KeyEvent) -> Outcome {
        let Some(step) = STEPS.get(at) else { return Outcome::Close };
        match key.code {
            KeyCode::Enter | KeyCode::Right | KeyCode::Char('n' | 'l') => {
                if at + 1 < STEPS.len() {
                    self.go(Stage::Guide(at + 1));
                } else {
                    self.ask_file(None);
                }
                Outcome::Stay
            }
            KeyCode::Left | KeyCode::Backspace | KeyCode::Char('p' | 'h') if at > 0 => {
                self.go(Stage::Guide(at - 1));
                Outcome::Stay
            }
            KeyCode::Char('o') => Outcome::Sign(Wish::Console(step.link)),
            KeyCode::Char('y') => Outcome::Sign(Wish::Copy(step.link.to_owned(), "the page's address")),
            KeyCode::Char('f') => {
                self.ask_file(None);
                Outcome::Stay
            }
            KeyCode::Esc | KeyCode::Left | KeyCode::Backspace | KeyCode::Char('q') => self.back_to_welcome(0),
            _ => self.scrolled(key),
        }
    }

    fn file_key(&mut self, key: KeyEvent) -> Outcome {
        let Stage::File { input, busy, trouble } = &mut self.stage else { return Outcome::Unused };
        match key.code {
            KeyCode::Esc => {
                self.go(Stage::Guide(STEPS.len() - 1));
                Outcome::Stay
            }
            KeyCode::Enter if *busy => Outcome::Stay,
            KeyCode::Enter => {
                *busy = true;
                *trouble = None;
                Outcome::Sign(Wish::Client(Typed(input.value().to_owned())))
            }
            _ if prompt::edit(input, key, LONGEST) => {
                *trouble = None;
                Outcome::Stay
            }
            _ => Outcome::Unused,
        }
    }

    fn cancel(&mut self) -> Outcome {
        self.back_to_welcome(0);
        Outcome::Sign(Wish::Cancel)
    }

    fn waiting_key(&mut self, key: KeyEvent) -> Outcome {
        let Stage::Waiting { url, paste, trouble, code, .. } = &mut self.stage else { return Outcome::Unused };
        if let Some(input) = paste {
            return match key.code {
                KeyCode::Esc => {
                    *paste = None;
                    *trouble = None;
                    Outcome::Stay
                }
                KeyCode::Enter => Outcome::Sign(Wish::Paste(Typed(input.value().to_owned()))),
                _ if prompt::edit(input, key, prompt::LONGEST) => {
                    *trouble = None;
                    Outcome::Stay
                }
                _ => Outcome::Unused,
            };
        }
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return self.scrolled(key);
        }
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'v') if *code => *code = false,
            KeyCode::Char('v') => *code = true,
            KeyCode::Esc | KeyCode::Char('q') => return self.cancel(),
            KeyCode::Char('o') => return Outcome::Sign(Wish::Browse),
            KeyCode::Char('y') => return Outcome::Sign(Wish::Copy(url.clone(), "the address to sign in")),
            KeyCode::Char('p') => *paste = Some(Input::default()),
            _ => return self.scrolled(key),
        }
        Outcome::Stay
    }

    /// Takes pasted text: a client file where that is wanted, or the address that the browser ended on.
    pub(super) fn paste(&mut self, text: &str) -> Option<Wish> {
        match &mut self.stage {
            Stage::File { input, busy, trouble } if !*busy => {
                *trouble = None;
                // The content of a file is taken as it is; a path goes into the line.
                if text.trim_start().starts_with('{') {
                    *busy = true;
                    return Some(Wish::Client(Typed(text.chars().take(LONGEST).collect())));
                }
                prompt::insert(input, text, LONGEST);
            }
            Stage::Guide(_) if text.trim_start().starts_with('{') => {
                self.go(Stage::File { input: Input::default(), busy: true, trouble: None });
                return Some(Wish::Client(Typed(text.chars().take(LONGEST).collect())));
            }
            Stage::Waiting { paste, trouble, .. } => {
                *trouble = None;
                *paste = Some(Input::default());
                return Some(Wish::Paste(Typed(text.chars().take(LONGEST).collect())));
            }
            _ => {}
        }
        None
    }

    /// True where pasted text has a place.
    #[must_use]
    pub(super) fn takes_text(&self) -> bool {
        matches!(self.stage, Stage::File { .. } | Stage::Guide(_) | Stage::Waiting { .. })
    }
}
