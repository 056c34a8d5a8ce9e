//! The commands without a screen, as scripts use them: the built binary against the emulator, with folders of its own. What they
//! print, where, and the code that they end with.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

#[expect(dead_code, reason = "no terminal is needed here")]
#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod bench;
mod doctor;
mod events;
mod login;
mod settings;
mod spaces;
