//! How a space leaves the program: clipboard, browser, invitation, QR code.
//!
//! Owns the ways out and says truthfully how far each went. It must not know the app, and never writes to the terminal itself:
//! bytes for it are handed to the caller.

pub mod browser;
pub mod clipboard;
pub mod invitation;
pub mod notice;
pub mod osc52;
pub mod qr;
pub mod serve;
mod system;
mod tmux;
