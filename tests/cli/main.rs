//! The commands without a screen, as scripts use them: the built binary against the emulator, with folders of its own. What they
//! print, where, and the code that they end with.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

mod accounts;
mod bench;
mod browser;
mod doctor;
mod login;
