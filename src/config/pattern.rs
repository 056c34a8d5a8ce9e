//! [`Pattern`]: how spaces made by a preset are named.

use std::fmt;
use std::str::FromStr;

use jiff::Zoned;

use crate::text::nearest;

/// What may stand between braces, and what it becomes.
pub const PLACEHOLDERS: [(&str, &str); 4] = [
    ("date", "the day, as in 2026-11-21"),
    ("time", "the time of day, as in 14:05"),
    ("weekday", "as in Saturday"),
    ("preset", "the name of the preset"),
];

/// Longest pattern, in characters: what it becomes is cut to the longest name anyway.
const LONGEST: usize = 200;

/// A name with placeholders: `{date}`, `{time}`, `{weekday}`, `{preset}`. `{{` and `}}` are braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Box<str>);

/// A text that is no pattern; one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(String);

/// A piece of a pattern.
enum Piece<'a> {
    Text(&'a str),
    Brace(char),
    Placeholder(&'a str),
}

impl Pattern {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, at this moment and place.
    #[must_use]
    pub fn expand(&self, preset: &str, now: &Zoned) -> String {
        let mut name = String::new();
        for piece in pieces(&self.0) {
            match piece {
                Ok(Piece::Text(text)) => name.push_str(text),
                Ok(Piece::Brace(brace)) => name.push(brace),
                Ok(Piece::Placeholder("date")) => name.push_str(&now.strftime("%Y-%m-%d").to_string()),
                Ok(Piece::Placeholder("time")) => name.push_str(&now.strftime("%H:%M").to_string()),
                Ok(Piece::Placeholder("weekday")) => name.push_str(&now.strftime("%A").to_string()),
                Ok(Piece::Placeholder(_)) => name.push_str(preset),
                // It was checked when it was read.
                Err(_) => {}
            }
        }
        name
    }
}

/// From left to right; an error is the last thing that comes.
fn pieces(pattern: &str) -> impl Iterator<Item = Result<Piece<'_>, PatternError>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, after) = match first {
            '{' | '}' if rest[1..].starts_with(first) => (Ok(Piece::Brace(first)), &rest[2..]),
            '}' => (Err(PatternError("a } without a {: write }} for the sign itself".into())), ""),
            '{' => match rest[1..].split_once('}') {
                None => (Err(PatternError("a { without a }: write {{ for the sign itself".into())), ""),
                Some((name, after)) if PLACEHOLDERS.iter().any(|(known, _)| *known == name) => {
                    (Ok(Piece::Placeholder(name)), after)
                }
                Some((name, _)) => (Err(unknown(name)), ""),
            },
            _ => {
                let end = rest.find(['{', '}']).unwrap_or(rest.len());
                (Ok(Piece::Text(&rest[..end])), &rest[end..])
            }
        };
        rest = after;
        Some(piece)
    })
}

fn unknown(name: &str) -> PatternError {
    let name = crate::text::clean(name);
    let known = PLACEHOLDERS.map(|(known, _)| known);
    let next = match nearest(&name, known) {
        Some(near) => format!("did you mean {{{near}}}?"),
        None => format!("there are {}", known.map(|known| format!("{{{known}}}")).join(", ")),
    };
    PatternError(format!("unknown placeholder {{{name}}}: {next}"))
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PatternError("an empty name names nothing".into()));
        }
        if text.chars().count() > LONGEST {
            return Err(PatternError(format!("more than {LONGEST} characters are too long for a name")));
        }
        if text.chars().any(char::is_control) {
            return Err(PatternError("a name is one line, without control characters".into()));
        }
        pieces(text).try_for_each(|piece| piece.map(drop))?;
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(text: &str) -> Result<String, String> {
        let now: Zoned = "2026-11-21T14:05:09+01:00[Europe/Stockholm]".parse().unwrap();
        text.parse::<Pattern>().map(|pattern| pattern.expand("training", &now)).map_err(|error| error.to_string())
    }

    #[test]
    fn each_placeholder_becomes_something() {
        assert_eq!(expand(" {preset} of {weekday} {date}, {time} ").unwrap(), "training of Saturday 2026-11-21, 14:05");
        assert_eq!(expand("Löneförhandling {{x}} 朝会").unwrap(), "Löneförhandling {x} 朝会");
        for (name, _) in PLACEHOLDERS {
            assert!(!expand(&format!("{{{name}}}")).unwrap().contains(name) || name == "preset", "{name}");
        }
    }

    #[test]
    fn what_is_wrong_with_it_is_named() {
        assert_eq!(expand("{dates}").unwrap_err(), "unknown placeholder {dates}: did you mean {date}?");
        assert!(expand("a {moon}").unwrap_err().ends_with("there are {date}, {time}, {weekday}, {preset}"));
        assert!(expand("{date").unwrap_err().starts_with("a { without a }"));
        assert!(expand("date}").unwrap_err().starts_with("a } without a {"));
        assert!(expand("  ").is_err() && expand("a\nb").is_err() && expand(&"x".repeat(201)).is_err());
    }
}
