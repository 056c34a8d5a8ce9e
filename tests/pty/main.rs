//! The built binary in a real terminal, driven by the keyboard against a real server on loopback.
//!
//! Nothing here waits for time to pass: each wait is for a word on the screen, a byte, an exit or a request.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on may fail it")]

#[path = "../support/mod.rs"]
mod support;

mod activity;
mod browser;
mod cohosts;
mod command_line;
mod commands;
mod conferences;
mod demo;
#[cfg(all(target_os = "linux", feature = "secret-service"))]
mod keyring;
mod list;
mod log;
mod login;
mod main_job;
mod mouse;
mod network;
mod no_secret_left;
mod pasting;
mod presets;
mod reader;
mod settings;
mod shells;
mod signing_in;
mod sizes;
mod two_at_once;
mod ways_out;
