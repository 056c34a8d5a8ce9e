//! The modes that the app puts the terminal into, and how each is put in and taken out.
//!
//! Owns the one list of them and their order. It must not decide when: that is the guard's.

use std::io::{self, Write};

use crossterm::cursor::{Hide, SetCursorStyle, Show};
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};

/// A terminal that can be written to and whose line discipline can be changed.
pub trait Device: Write {
    /// Turns raw mode on or off.
    ///
    /// # Errors
    ///
    /// The operating system's, where there is no terminal any more.
    fn set_raw(&mut self, on: bool) -> io::Result<()>;
}

impl Device for io::Stdout {
    fn set_raw(&mut self, on: bool) -> io::Result<()> {
        if on { crossterm::terminal::enable_raw_mode() } else { crossterm::terminal::disable_raw_mode() }
    }
}

/// One thing about the terminal that is not as the shell left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// No line editing, no echo, keys that come as they are.
    Raw,
    /// A screen of its own, so that the shell's is untouched.
    AlternateScreen,
    /// No cursor; an input draws its own.
    HiddenCursor,
    /// A paste that is told apart from typing.
    BracketedPaste,
    /// Clicks and the wheel. Not the motion of the mouse: each would wake the app.
    Mouse,
    /// Word of it when the terminal gets or loses the focus.
    FocusChange,
    /// A cursor of another shape.
    CursorStyle,
}

impl Mode {
    /// Every mode, in the order of entering.
    pub const ALL: [Self; 7] = [
        Self::Raw,
        Self::AlternateScreen,
        Self::HiddenCursor,
        Self::BracketedPaste,
        Self::Mouse,
        Self::FocusChange,
        Self::CursorStyle,
    ];

    /// Its place in a set of modes.
    #[must_use]
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Puts the terminal into this mode; what is written may still wait in the device's buffer.
    ///
    /// # Errors
    ///
    /// Those of the device.
    pub fn enter<D: Device>(self, device: &mut D) -> io::Result<()> {
        match self {
            Self::Raw => device.set_raw(true),
            Self::AlternateScreen => queue!(device, EnterAlternateScreen),
            Self::HiddenCursor => queue!(device, Hide),
            Self::BracketedPaste => queue!(device, EnableBracketedPaste),
            Self::Mouse => enter_mouse(device),
            Self::FocusChange => queue!(device, EnableFocusChange),
            Self::CursorStyle => Ok(()),
        }
    }

    /// Takes the terminal out of it.
    ///
    /// # Errors
    ///
    /// Those of the device.
    pub fn leave<D: Device>(self, device: &mut D) -> io::Result<()> {
        match self {
            Self::Raw => device.set_raw(false),
            Self::AlternateScreen => queue!(device, LeaveAlternateScreen),
            Self::HiddenCursor => queue!(device, Show),
            Self::BracketedPaste => queue!(device, DisableBracketedPaste),
            Self::Mouse => leave_mouse(device),
            Self::FocusChange => queue!(device, DisableFocusChange),
            Self::CursorStyle => queue!(device, SetCursorStyle::DefaultUserShape),
        }
    }
}

/// Ends what a frame that was broken off may have left: a held-back update, colours.
///
/// # Errors
///
/// Those of the device.
pub fn end_frame<D: Device>(device: &mut D) -> io::Result<()> {
    queue!(device, EndSynchronizedUpdate, ResetColor)
}

// crossterm's own command asks for motion too (1003), which would end the app's rest with every move of the mouse.
#[cfg(not(windows))]
fn enter_mouse<D: Device>(device: &mut D) -> io::Result<()> {
    device.write_all(b"\x1b[?1000h\x1b[?1006h")
}

#[cfg(not(windows))]
fn leave_mouse<D: Device>(device: &mut D) -> io::Result<()> {
    device.write_all(b"\x1b[?1006l\x1b[?1000l")
}

#[cfg(windows)]
fn enter_mouse<D: Device>(device: &mut D) -> io::Result<()> {
    queue!(device, crossterm::event::EnableMouseCapture)
}

#[cfg(windows)]
fn leave_mouse<D: Device>(device: &mut D) -> io::Result<()> {
    queue!(device, crossterm::event::DisableMouseCapture)
}
