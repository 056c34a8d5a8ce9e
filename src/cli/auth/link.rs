//! The link of a sign-in, on its way to a browser: opened here, or shown so that it gets to another machine.

use std::io::{self, IsTerminal as _, Write as _};

use super::super::desktop::{self, NoBrowser};
use super::super::{Exit, print, variable};
use super::say;
use crate::share::browser::{self, Desktop};
use crate::share::clipboard::{Choice, Clipboard, Copied, Environment};
use crate::share::qr;

/// Why no browser can be opened here, as far as that can be told without trying.
pub(super) fn no_browser_here() -> Option<&'static str> {
    Some(match desktop::no_browser_here()? {
        NoBrowser::OverSsh => "You are here over SSH: a browser would open on the other machine.",
        NoBrowser::NoDesktop => "There is no desktop here to open a browser on.",
    })
}

/// Starts the browser; blocks for a moment. What it says when it cannot be started.
pub(super) fn open(url: &str) -> Result<(), String> {
    browser::open_sign_in(&Desktop, url).map_err(|error| error.to_string())
}

/// Shows the link: alone on a line of stdout, and on a terminal in whatever else helps to carry it. Blocks for a moment.
pub(super) fn show(url: &str, port: u16, clipboard: Choice) -> Result<(), Exit> {
    say("Open this link in a browser, on any machine:");
    if let failed @ Exit::Failed(_) = print(&format!("{url}\n")) {
        return Err(failed);
    }
    if io::stderr().is_terminal() {
        if let Some(words) = copy(url, clipboard) {
            say(words);
        }
        if let Some(code) = code(url) {
            // Not through `say`: its colours are the point.
            let _gone = io::stderr().write_all(code.as_bytes());
        }
    }
    say(&format!(
        "Then the browser goes to http://127.0.0.1:{port}, and may say that it cannot be reached: that is right. Copy that whole \
         address out of its address bar, paste it here and press Enter.\n\
         Or, before opening the link, forward the port from the machine with the browser; nothing is to be pasted then:\n  {}",
        forward(port)
    ));
    Ok(())
}

/// The command that leads a port of the person's machine to this one.
fn forward(port: u16) -> String {
    let machine = desktop::over_ssh().unwrap_or_else(|| format!("{}HOST", desktop::user()));
    format!("ssh -L {port}:127.0.0.1:{port} {machine}")
}

fn copy(url: &str, choice: Choice) -> Option<&'static str> {
    let clipboard = Clipboard::new(choice, Environment::from_env());
    let copied = clipboard.copy(url, false, &mut |bytes| {
        let mut out = io::stderr().lock();
        out.write_all(bytes)?;
        out.flush()
    });
    clipboard.close();
    match copied {
        Ok(Copied::Copied) => Some("It is in the clipboard."),
        Ok(Copied::SentToTerminal) => Some("It was sent to your terminal's clipboard."),
        // It can be selected.
        Err(_) => None,
    }
}

/// The link as a QR code, where it fits and colours may be used: black on white, whatever the terminal's own are.
fn code(url: &str) -> Option<String> {
    if variable("NO_COLOR").is_some() || variable("TERM").is_none_or(|term| term == "dumb") {
        return None;
    }
    let (columns, rows) = crossterm::terminal::size().ok()?;
    drawn(&qr::qr_small(url)?, columns.into(), rows.into())
}

fn drawn(lines: &[String], columns: usize, rows: usize) -> Option<String> {
    // One that is cut, or that scrolled away, cannot be read.
    let fits = lines.len() + 2 <= rows && lines.iter().all(|line| line.chars().count() <= columns);
    fits.then(|| {
        let black_on_white = ("\x1b[38;5;16;48;5;231m", "\x1b[0m\n");
        lines.iter().flat_map(|line| [black_on_white.0, line, black_on_white.1]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_whole_or_not_at_all() {
        let lines = qr::qr("https://accounts.google.com/o/oauth2/v2/auth?x=y").unwrap();
        let (wide, high) = (lines[0].chars().count(), lines.len() + 2);
        let code = drawn(&lines, wide, high).unwrap();
        assert_eq!(code.lines().count(), lines.len());
        assert!(code.lines().all(|line| line.starts_with("\x1b[38;5;16;48;5;231m") && line.ends_with("\x1b[0m")));
        assert_eq!(drawn(&lines, wide - 1, high), None);
        assert_eq!(drawn(&lines, wide, high - 1), None);
    }
}
