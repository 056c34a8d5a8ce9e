//! What tests of the built binary share: a terminal to run it in, and a stage with a server and folders of its own.
//!
//! A test binary that needs only a part says so where it names this module: `#[expect(dead_code, reason = "..")] mod support;`.
//!
//! Every wait is for something that is sure to come, and fails loudly when it does not.
#![cfg(unix)]

pub mod browser;
pub mod keep;
pub mod login;
pub mod modes;
pub mod stage;
pub mod terminal;

use std::time::Duration;

/// Longest wait for something that is sure to come: far beyond what a slow machine needs.
pub const PATIENCE: Duration = Duration::from_mins(1);
