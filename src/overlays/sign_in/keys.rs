//! What keys, the wheel, clicks and pasted text mean to the window of signing in.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use super::{Came, Face, LONGEST, LONGEST_PATH, STEPS, SignIn, Stage, Wish, guide, other_than};
use crate::effect::Typed;
use crate::keys::Action;
use crate::overlays::{Choices, Outcome, Scroll, prompt};

impl SignIn {
    pub(in crate::overlays) fn key(&mut self, key: KeyEvent) -> Outcome {
        match &mut self.stage {
            Stage::Welcome(choices) => match key.code {
                KeyCode::Char('q') if self.came == Came::First => Outcome::Act(Action::Quit),
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
            Stage::Done(done) => match (key.code, other_than(self.account.as_deref(), done)) {
                (KeyCode::Char('o'), _) if done.still.is_some() => Outcome::Sign(Wish::Console(STEPS[1].link)),
                (KeyCode::Esc | KeyCode::Char('q'), Some(expected)) => Outcome::Sign(Wish::Stay(expected.to_owned())),
                (KeyCode::Char('s'), Some(_)) => {
                    self.go(Stage::Preparing);
                    Outcome::Sign(Wish::Begin)
                }
                (KeyCode::Enter | KeyCode::Esc | KeyCode::Char('q'), _) => {
                    Outcome::Sign(Wish::Enter(done.email.clone(), done.other_client))
                }
                (KeyCode::Char('g'), _) if !done.missing.is_empty() => Outcome::Sign(Wish::GrantRest(done.email.clone())),
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
                KeyCode::Char('A') if self.came == Came::Over => Outcome::Sign(Wish::Accounts),
                KeyCode::Esc | KeyCode::Char('q') => self.back(0),
                _ => self.scrolled(key),
            },
            Stage::Gcloud { busy, .. } => match key.code {
                KeyCode::Enter | KeyCode::Char('r') if !*busy => {
                    *busy = true;
                    Outcome::Sign(Wish::Gcloud)
                }
                KeyCode::Char('y') => Outcome::Sign(Wish::Copy(guide::gcloud_command(), "the command")),
                KeyCode::Esc | KeyCode::Char('q') => self.back(1),
                _ => self.scrolled(key),
            },
        }
    }

    fn scrolled(&mut self, key: KeyEvent) -> Outcome {
        if self.scroll.key(key) { Outcome::Stay } else { Outcome::Unused }
    }

    pub(in crate::overlays) fn wheel(&mut self, by: isize) {
        match &mut self.stage {
            Stage::Welcome(choices) => choices.step(by.signum()),
            _ => self.scroll.by(by),
        }
    }

    pub(in crate::overlays) fn click(&mut self, row: usize) -> Outcome {
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

    /// Back to where the person came from: the first page with the cursor there, or what lies behind the window.
    fn back(&mut self, at: usize) -> Outcome {
        if !self.has_welcome() {
            return Outcome::Close;
        }
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
            KeyCode::Esc | KeyCode::Left | KeyCode::Backspace | KeyCode::Char('q') => self.back(0),
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
            _ if prompt::edit(input, key, LONGEST_PATH) => {
                *trouble = None;
                Outcome::Stay
            }
            _ => self.scrolled(key),
        }
    }

    /// The window itself is closed by who knows what lies behind it.
    fn cancel(&mut self) -> Outcome {
        self.back(0);
        Outcome::Sign(Wish::Cancel)
    }

    fn waiting_key(&mut self, key: KeyEvent) -> Outcome {
        let Stage::Waiting { url, opened, face, .. } = &mut self.stage else { return Outcome::Unused };
        if let Face::Paste { input, trouble } = face {
            return match key.code {
                KeyCode::Esc => self.show(Face::Page),
                KeyCode::Enter => Outcome::Sign(Wish::Paste(Typed(input.value().to_owned()))),
                _ if prompt::edit(input, key, prompt::LONGEST) => {
                    *trouble = None;
                    Outcome::Stay
                }
                _ => self.scrolled(key),
            };
        }
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return self.scrolled(key);
        }
        match (key.code, &*face) {
            (KeyCode::Char('y'), _) => Outcome::Sign(Wish::Copy(url.clone(), "the address to sign in")),
            (KeyCode::Char('v'), Face::Code) | (KeyCode::Char('u'), Face::Address) => self.show(Face::Page),
            (KeyCode::Char('v'), _) => self.show(Face::Code),
            (KeyCode::Char('u'), _) => self.show(Face::Address),
            (KeyCode::Char('p'), _) => self.show(Face::Paste { input: Input::default(), trouble: None }),
            (KeyCode::Char('o'), _) => {
                *opened = None;
                self.show(Face::Page);
                Outcome::Sign(Wish::Browse)
            }
            (KeyCode::Esc | KeyCode::Char('q'), Face::Page) => self.cancel(),
            (KeyCode::Esc | KeyCode::Char('q'), _) => self.show(Face::Page),
            _ => self.scrolled(key),
        }
    }

    fn show(&mut self, another: Face) -> Outcome {
        if let Stage::Waiting { face, .. } = &mut self.stage {
            *face = another;
        }
        self.scroll = Scroll::default();
        Outcome::Stay
    }

    /// Takes pasted text: a client file where that is wanted, or the address that the browser ended on.
    pub(in crate::overlays) fn paste(&mut self, text: &str) -> Option<Wish> {
        let content = text.trim_start().starts_with('{');
        let whole = || Typed(text.chars().take(LONGEST).collect());
        match &mut self.stage {
            Stage::File { busy: true, .. } => {}
            Stage::Waiting { .. } => {
                // What is in it is handed over, and not shown.
                self.show(Face::Paste { input: Input::default(), trouble: None });
                return Some(Wish::Paste(whole()));
            }
            // The content of a file is taken as it is; a path goes into the line.
            _ if content => {
                self.go(Stage::File { input: Input::default(), busy: true, trouble: None });
                return Some(Wish::Client(whole()));
            }
            Stage::File { input, trouble, .. } => {
                *trouble = None;
                prompt::insert(input, text, LONGEST_PATH);
            }
            Stage::Guide(_) => {
                let mut input = Input::default();
                prompt::insert(&mut input, text, LONGEST_PATH);
                self.go(Stage::File { input, busy: false, trouble: None });
            }
            _ => {}
        }
        None
    }

    /// True where this text has a place when it is pasted.
    #[must_use]
    pub(in crate::overlays) fn takes(&self, text: &str) -> bool {
        match self.stage {
            Stage::File { .. } | Stage::Guide(_) | Stage::Waiting { .. } => true,
            Stage::Welcome(_) | Stage::Failed(_) => text.trim_start().starts_with('{'),
            Stage::Preparing | Stage::Done(_) | Stage::Gcloud { .. } => false,
        }
    }
}
