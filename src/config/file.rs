//! Files that a person writes: read whole and bounded, and what is wrong with one told in one line.

use std::io::Read as _;
use std::path::Path;

use super::settings::SettingsError;
use crate::files;

/// Longest file that is read, in bytes: hundreds of times what anybody writes by hand.
const LONGEST: u64 = 1024 * 1024;

/// The text of a file; nothing where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, SettingsError> {
    let wrong = |why: &str| SettingsError::plain(format!("{}: {why}", path.display()));
    let mut bytes = Vec::new();
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && path.symlink_metadata().is_err() => return Ok(None),
        Err(error) => return Err(wrong(&files::said(&error))),
    };
    // Whatever is no file might never end.
    match file.metadata() {
        Ok(found) if found.is_dir() => return Err(wrong("it is a folder: put a file of that name in its place")),
        Ok(found) if !found.is_file() => return Err(wrong("it is no file")),
        Ok(_) => {}
        Err(error) => return Err(wrong(&files::said(&error))),
    }
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| wrong(&files::said(&error)))?;
    if bytes.len() as u64 > LONGEST {
        return Err(wrong("it is longer than 1 MiB: settings are not"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let text = String::from_utf8_lossy(good);
            Err(SettingsError::at(path, &place(&text, text.len()), "it is not UTF-8 text from here on: save it as UTF-8"))
        }
    }
}

/// Line and column of a byte of this text, both from 1, as `3:7`.
pub(super) fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    format!("{}:{column}", before.matches('\n').count() + 1)
}

/// One line of what the reader of TOML says; for a key that nobody knows, with the one that was probably meant.
pub(super) fn explain(error: &toml::de::Error) -> (usize, String) {
    let at = error.span().map_or(0, |span| span.start);
    let line = crate::text::clean(&error.message().lines().collect::<Vec<_>>().join(" ")).into_owned();
    // In serde's words, the same for every table: unknown field `x`, expected one of `a`, `b`.
    let Some((given, expected)) = line.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected ")) else {
        return (at, plainly(&line).unwrap_or(line));
    };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let given = crate::text::fit(given, 40);
    let why = match crate::text::nearest(&given, known.iter().copied()) {
        Some(near) => format!("unknown key {given}: did you mean {near}?"),
        None => format!(
            "unknown key {given}: there are {}; or this file is for a newer greenroom than {}",
            known.join(", "),
            env!("CARGO_PKG_VERSION")
        ),
    };
    (at, why)
}

/// What the libraries say of types and of keys that stand there twice, in words for those who write no programs.
fn plainly(line: &str) -> Option<String> {
    if line == "duplicate key" {
        return Some("duplicate key: it is given further up already".into());
    }
    let (found, wanted) = line.strip_prefix("invalid type: ")?.split_once(", expected ")?;
    let wanted = match wanted {
        "a boolean" => "true or false",
        "a string" => "a text in quotes",
        "a sequence" => "a list in [ ]",
        "a map" | "struct Table" | "struct File" => "a table",
        other => other,
    };
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let found = match kind {
        "string" => format!("the text {value}"),
        "integer" => format!("the number {}", value.trim_matches('`')),
        "floating" => format!("the number {}", value.trim_start_matches("point ").trim_matches('`')),
        "boolean" => value.trim_matches('`').to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        _ => found.to_owned(),
    };
    Some(format!("it is {}: write {wanted}", crate::text::fit(&found, 60)))
}
