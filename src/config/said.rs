//! What a settings file says itself, line by line, for `greenroom config show`.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Settings;
use super::file;
use super::settings::SettingsError;

/// A value that stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its name with those of its tables, as in `polling.live`.
    pub name: String,
    /// It, as it is written, on one line.
    pub value: String,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// Everything that `config.toml` in this folder says, in its order; nothing where there is none.
///
/// # Errors
///
/// When it cannot be read, or is no TOML.
pub fn said(folder: &Path) -> Result<Vec<Said>, SettingsError> {
    let path = Settings::path(folder);
    let Some(text) = file::read(&path)? else { return Ok(Vec::new()) };
    let table = DeTable::parse(&text).map_err(|error| {
        let (at, why) = file::explain(&error);
        SettingsError::at(&path, &file::place(&text, at), &why)
    })?;
    let mut said = Vec::new();
    walk(table.get_ref(), "", &text, &mut said);
    said.sort_by_key(|(at, _)| *at);
    Ok(said.into_iter().map(|(_, said)| said).collect())
}

fn walk(table: &DeTable<'_>, above: &str, text: &str, said: &mut Vec<(usize, Said)>) {
    for (key, value) in table {
        let name = format!("{above}{}", crate::text::clean(key.get_ref()));
        if let DeValue::Table(inner) = value.get_ref() {
            walk(inner, &format!("{name}."), text, said);
        } else {
            let at = key.span().start;
            said.push((at, Said { name, value: written(value, text), line: text[..at].matches('\n').count() + 1 }));
        }
    }
}

fn written(value: &Spanned<DeValue<'_>>, text: &str) -> String {
    let words: Vec<&str> = text.get(value.span()).unwrap_or_default().split_whitespace().collect();
    crate::text::clean(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(said(folder.path()).unwrap(), []);
        let text = "# mine\nmouse = false\n\n[presets.\"All hands\"]\ncohosts = [\n  \"bo@example.com\",\n]\n[polling]\nlive = '20s' # slow\n";
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        let found = said(folder.path()).unwrap();
        let shown: Vec<String> = found.iter().map(|said| format!("{} {} = {}", said.line, said.name, said.value)).collect();
        assert_eq!(shown, ["2 mouse = false", "5 presets.All hands.cohosts = [ \"bo@example.com\", ]", "9 polling.live = '20s'"]);
    }
}
