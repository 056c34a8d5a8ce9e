//! Notices: a bell, and a line on the desktop, asked for of the terminal (OSC 9, 777 or 99). No answer ever comes.
//!
//! Owns the bytes. It must not write them: only the loop writes to the terminal, between two frames. The terminal is on the person's
//! own machine, so this works over SSH, too; what no terminal knows it leaves alone.

use std::fmt;
use std::str::FromStr;

use crate::text;

/// Most columns of a notice.
const LONGEST: usize = 120;

/// In which way somebody is told who looks elsewhere (`[notices] how`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum How {
    /// By bell and desktop.
    #[default]
    Both,
    /// By bell.
    Bell,
    /// On the desktop.
    Desktop,
    /// Not at all.
    None,
}

/// Not one of the words for [`How`]; holds what was given, cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no notice is called {0:?}: choose both, bell, desktop or none")]
pub struct UnknownHow(String);

impl FromStr for How {
    type Err = UnknownHow;

    fn from_str(word: &str) -> Result<Self, UnknownHow> {
        match word {
            "both" => Ok(Self::Both),
            "bell" => Ok(Self::Bell),
            "desktop" => Ok(Self::Desktop),
            "none" => Ok(Self::None),
            _ => Err(UnknownHow(text::fit(&text::clean(word), 40).into_owned())),
        }
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Both => "both",
            Self::Bell => "bell",
            Self::Desktop => "desktop",
            Self::None => "none",
        })
    }
}

/// Which sequence a terminal takes for a line on the desktop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sequence {
    /// OSC 9, which most know.
    #[default]
    Osc9,
    /// OSC 777, of rxvt, VTE and foot.
    Osc777,
    /// OSC 99, kitty's own.
    Osc99,
    /// None: it would show the bytes, or swallow them.
    Nothing,
}

/// How notices are given on this terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notices {
    /// What the person wants.
    pub how: How,
    /// What the terminal takes.
    pub sequence: Sequence,
    /// The program runs in tmux, which passes on only what is wrapped for it.
    pub tmux: bool,
}

impl Notices {
    /// Those that the process's terminal takes. Nothing is asked of it.
    #[must_use]
    pub fn from_env(how: How) -> Self {
        let value = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let tmux = value("TMUX").is_some();
        let term = value("TERM").unwrap_or_default();
        let old_vte = value("VTE_VERSION").is_some();
        Self { how, sequence: sequence(&term, tmux, old_vte, value("STY").is_some()), tmux }
    }

    /// The bytes of a notice; none where none is wanted. What it says is cleaned: nothing in it is an order to the terminal.
    #[must_use]
    pub fn bytes(&self, title: &str, body: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        if matches!(self.how, How::Both | How::Desktop) {
            let order = self.order(title, body);
            if self.tmux && !order.is_empty() {
                bytes.extend_from_slice(b"\x1bPtmux;");
                bytes.extend_from_slice(order.replace('\x1b', "\x1b\x1b").as_bytes());
                bytes.extend_from_slice(b"\x1b\\");
            } else {
                bytes.extend_from_slice(order.as_bytes());
            }
        }
        if matches!(self.how, How::Both | How::Bell) {
            bytes.push(b'\x07');
        }
        bytes
    }

    fn order(self, title: &str, body: &str) -> String {
        let line = |words: &str| text::fit(&text::clean(words), LONGEST).replace(char::is_control, "");
        let (title, body) = (line(title), line(body));
        match self.sequence {
            // A number before a semicolon would be an order of ConEmu's: the program's name comes first.
            Sequence::Osc9 => format!("\x1b]9;greenroom: {title}{}{body}\x1b\\", if body.is_empty() { "" } else { " - " }),
            Sequence::Osc777 => format!("\x1b]777;notify;{};{}\x1b\\", title.replace(';', ","), body.replace(';', ",")),
            Sequence::Osc99 => format!("\x1b]99;i=greenroom:d=0;{title}\x1b\\\x1b]99;i=greenroom:p=body;{body}\x1b\\"),
            Sequence::Nothing => String::new(),
        }
    }
}

/// Which sequence fits; within tmux the terminal outside is not known, and OSC 9 is known to most.
fn sequence(term: &str, tmux: bool, vte: bool, screen: bool) -> Sequence {
    match term {
        _ if tmux => Sequence::Osc9,
        _ if screen => Sequence::Nothing,
        "" | "dumb" | "linux" | "vt100" | "vt220" => Sequence::Nothing,
        _ if vte || term.starts_with("rxvt") || term.starts_with("foot") => Sequence::Osc777,
        _ if term.starts_with("xterm-kitty") => Sequence::Osc99,
        _ => Sequence::Osc9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(how: How, sequence: Sequence, tmux: bool) -> String {
        String::from_utf8(Notices { how, sequence, tmux }.bytes("Stand-up", "Ana is in")).unwrap()
    }

    #[test]
    fn each_terminal_gets_what_it_takes() {
        assert_eq!(bytes(How::Both, Sequence::Osc9, false), "\x1b]9;greenroom: Stand-up - Ana is in\x1b\\\x07");
        assert_eq!(bytes(How::Desktop, Sequence::Osc777, false), "\x1b]777;notify;Stand-up;Ana is in\x1b\\");
        let kitty = "\x1b]99;i=greenroom:d=0;Stand-up\x1b\\\x1b]99;i=greenroom:p=body;Ana is in\x1b\\";
        assert_eq!(bytes(How::Desktop, Sequence::Osc99, false), kitty);
        assert_eq!(bytes(How::Bell, Sequence::Osc9, false), "\x07");
        assert_eq!(bytes(How::None, Sequence::Osc9, false), "");
        assert_eq!(bytes(How::Both, Sequence::Nothing, true), "\x07");
        let tmux = "\x1bPtmux;\x1b\x1b]9;greenroom: Stand-up - Ana is in\x1b\x1b\\\x1b\\\x07";
        assert_eq!(bytes(How::Both, Sequence::Osc9, true), tmux);
    }

    #[test]
    fn nothing_that_somebody_wrote_is_an_order() {
        let evil = "4;3\x1b\\\x07\x1b]0;boo\x07\u{9c}\n\u{202e}name";
        for sequence in [Sequence::Osc9, Sequence::Osc777, Sequence::Osc99] {
            let notices = Notices { how: How::Desktop, sequence, tmux: false };
            let said = String::from_utf8(notices.bytes(evil, &evil.repeat(200))).unwrap();
            let orders = if sequence == Sequence::Osc99 { 2 } else { 1 };
            assert_eq!(said.matches('\x1b').count(), orders * 2, "{said:?}");
            assert_eq!(said.matches(|c: char| c.is_control() && c != '\x1b').count(), 0, "{said:?}");
            assert!(said.len() < 400);
        }
    }

    #[test]
    fn the_sequence_follows_the_terminal() {
        assert_eq!(sequence("xterm-256color", false, false, false), Sequence::Osc9);
        assert_eq!(sequence("xterm-256color", false, true, false), Sequence::Osc777);
        assert_eq!(sequence("foot", false, false, false), Sequence::Osc777);
        assert_eq!(sequence("xterm-kitty", false, false, false), Sequence::Osc99);
        assert_eq!(sequence("tmux-256color", true, true, false), Sequence::Osc9);
        assert_eq!(sequence("linux", false, false, false), Sequence::Nothing);
        assert_eq!(sequence("screen", false, false, true), Sequence::Nothing);
    }

    #[test]
    fn words_are_read_back() {
        for how in [How::Both, How::Bell, How::Desktop, How::None] {
            assert_eq!(how.to_string().parse(), Ok(how));
        }
        assert!("loud\x1b[31m".parse::<How>().unwrap_err().to_string().contains("\"loud\""));
    }
}
