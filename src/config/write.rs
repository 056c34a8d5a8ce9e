//! Writes presets into `config.toml`: comments, order and everything else stay as the person left them.
//!
//! The file is read anew under a lock, changed, understood once more, and put in place whole or not at all.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

use super::preset::{Preset, Presets};
use super::read::{COHOSTS, KEYS, NAME};
use super::settings::{Settings, SettingsError};
use crate::files::{self, Lock, LockError};
use crate::meet::email::Email;
use crate::meet::settings::Setting;

/// How long another program that writes is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// A preset could not be kept; the file is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The file cannot be understood any more: somebody changed it.
    #[error("{0}")]
    Broken(SettingsError),
    /// The presets in it stand in a form that cannot be added to.
    #[error("{0}: presets is no table of tables")]
    Shape(String),
    /// There is a file already.
    #[error("{0} is there already")]
    There(String),
    /// Another program holds the file.
    #[error("another greenroom is writing {0}")]
    Held(String),
    /// The system refused.
    #[error("{path}: {said}")]
    Io {
        /// Which file or folder.
        path: String,
        /// What the system said.
        said: String,
    },
}

impl SaveError {
    /// What the person can do.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Broken(_) => "Mend that line, then save the preset again.",
            Self::Shape(_) => "Write presets as [presets.NAME], then save the preset again.",
            Self::There(_) => "Nothing was changed.",
            Self::Held(_) => "Try again in a moment.",
            Self::Io { .. } => "Make that file and its folder writable, then save the preset again.",
        }
    }
}

/// Puts a preset into the file of this folder, in the place of one of the same name. What the file then says comes back.
///
/// # Errors
///
/// See [`SaveError`]; the file is then as it was.
pub fn keep(folder: &Path, preset: &Preset) -> Result<Presets, SaveError> {
    let path = Settings::path(folder);
    let io = |at: &Path| {
        let path = at.display().to_string();
        move |error: io::Error| SaveError::Io { path, said: files::said(&error) }
    };
    files::make(folder).map_err(io(folder))?;
    let lock = folder.join("config.lock");
    let lock = Lock::take(&lock, PATIENCE).map_err(|error| match error {
        LockError::Held => SaveError::Held(path.display().to_string()),
        LockError::Io(error) => io(&lock)(error),
    })?;
    let old = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(io(&path)(error)),
    };
    let new = with_preset(&old, preset, &path)?;
    let settings = Settings::parse(&new, &path).map_err(SaveError::Broken)?;
    let place = place(&path).map_err(io(&path))?;
    let mode = fs::metadata(&place).ok().map(|found| found.permissions());
    files::replace(&place, new.as_bytes(), &lock).map_err(io(&path))?;
    if let Some(mode) = mode {
        // It is whole either way; only who else may read it is at stake.
        let _ = fs::set_permissions(&place, mode);
    }
    Ok(settings.presets)
}

/// Writes the file that has every setting as a comment ([`super::commented`]) into this folder; where it now stands comes back, and
/// where what stood there before is kept. Without `over` one that is there stays as it is.
///
/// # Errors
///
/// See [`SaveError`]; [`SaveError::There`] without `over`. The file is then as it was.
pub fn init(folder: &Path, over: bool) -> Result<(PathBuf, Option<PathBuf>), SaveError> {
    let path = Settings::path(folder);
    let shown = path.display().to_string();
    let io = |error: io::Error| SaveError::Io { path: shown.clone(), said: files::said(&error) };
    if !over && path.symlink_metadata().is_ok() {
        return Err(SaveError::There(shown));
    }
    files::make(folder).map_err(io)?;
    let lock = Lock::take(&folder.join("config.lock"), PATIENCE).map_err(|error| match error {
        LockError::Held => SaveError::Held(shown.clone()),
        LockError::Io(error) => io(error),
    })?;
    let text = super::commented();
    match files::create(&path, text.as_bytes()) {
        Ok(()) => return Ok((path, None)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && over => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(SaveError::There(shown)),
        Err(error) => return Err(io(error)),
    }
    let place = place(&path).map_err(io)?;
    let old = fs::read(&place).map_err(io)?;
    let kept = aside(&path, &old).map_err(io)?;
    files::replace(&place, text.as_bytes(), &lock).map_err(io)?;
    Ok((path, Some(kept)))
}

/// Keeps what stood in the file beside it, under the first name that is free.
fn aside(path: &Path, old: &[u8]) -> io::Result<PathBuf> {
    for number in 1..100 {
        let name = if number == 1 { "config.toml.old".to_owned() } else { format!("config.toml.old-{number}") };
        let kept = path.with_file_name(name);
        match files::create(&kept, old) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|()| kept),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Where the file really lies: a link, as managers of dotfiles make them, stays one. One that may not be written is left alone.
fn place(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(place) => {
            OpenOptions::new().write(true).open(&place)?;
            Ok(place)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => Ok(path.to_owned()),
        Err(error) => Err(error),
    }
}

/// The text of the file with the preset in it.
fn with_preset(old: &str, preset: &Preset, path: &Path) -> Result<String, SaveError> {
    // What cannot be understood as settings is not touched, even where it is good TOML.
    Settings::parse(old, path).map_err(SaveError::Broken)?;
    let shape = || SaveError::Shape(path.display().to_string());
    let mut document: DocumentMut = old.parse().map_err(|_| shape())?;
    let presets = document.entry("presets").or_insert_with(|| {
        let mut presets = Table::new();
        presets.set_implicit(true);
        Item::Table(presets)
    });
    let inline = presets.is_inline_table();
    let presets = presets.as_table_like_mut().ok_or_else(shape)?;
    if !presets.contains_key(&preset.name) {
        let fresh = if inline {
            Item::Value(Value::InlineTable(toml_edit::InlineTable::new()))
        } else {
            let mut table = Table::new();
            // Air above, unless it is the first thing in the file.
            table.decor_mut().set_prefix(if old.trim().is_empty() { "" } else { "\n" });
            Item::Table(table)
        };
        presets.insert(&preset.name, fresh);
    }
    let table = presets.get_mut(&preset.name).and_then(Item::as_table_like_mut).ok_or_else(shape)?;
    fill(table, preset);
    let new = document.to_string();
    // What is written anew ends its lines as the file did.
    Ok(if old.contains("\r\n") { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new })
}

/// Makes the table say what the preset says; what it says already stays as it is written.
fn fill(table: &mut dyn TableLike, preset: &Preset) {
    for key in KEYS {
        match value(preset, key) {
            None => {
                table.remove(key);
            }
            Some(value) => put(table, key, value),
        }
    }
}

/// What the preset says under a key.
fn value(preset: &Preset, key: &str) -> Option<Value> {
    match key {
        COHOSTS if preset.cohosts.is_empty() => None,
        COHOSTS => Some(Value::Array(preset.cohosts.iter().map(Email::as_str).collect::<Array>())),
        NAME => preset.pattern.as_ref().map(|pattern| pattern.as_str().into()),
        _ => {
            let setting = Setting::ALL.into_iter().find(|setting| setting.flag() == key)?;
            let choice = preset.settings.get(&setting)?;
            setting.choices().get(*choice).map(|choice| choice.word.into())
        }
    }
}

/// Puts a value under a key, with the comment that stood behind the old one.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    let Some(old) = table.get_mut(key) else {
        table.insert(key, Item::Value(value));
        return;
    };
    if let Some(old) = old.as_value() {
        if old.to_string().trim() == value.to_string().trim() {
            return;
        }
        *value.decor_mut() = old.decor().clone();
    }
    *old = Item::Value(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Pattern;

    fn preset(name: &str) -> Preset {
        Preset {
            name: name.into(),
            settings: [(Setting::Access, 2), (Setting::JoinAsViewer, 1), (Setting::Moderation, 1)].into(),
            cohosts: vec!["bo@example.com".parse().unwrap()],
            pattern: Some("{preset} {date}".parse::<Pattern>().unwrap()),
            built_in: false,
        }
    }

    /// The file after a preset was kept in one with this text.
    fn kept(old: &str, preset: &Preset) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        if !old.is_empty() {
            fs::write(&path, old).unwrap();
        }
        let result = keep(folder.path(), preset).map_err(|error| format!("{error}\n{}", error.next_step()));
        let new = fs::read_to_string(&path).unwrap_or_default();
        match result {
            Ok(presets) => {
                assert_eq!(presets.find(&preset.name).unwrap(), preset);
                assert_eq!(Settings::load(folder.path()).unwrap().presets, presets);
                Ok(new)
            }
            Err(error) => {
                assert_eq!(new, old, "it was not touched");
                Err(error)
            }
        }
    }

    const TABLE: &str = "access = \"restricted\"\nmoderation = \"on\"\njoin-as-viewer = \"on\"\ncohosts = [\"bo@example.com\"]\nname = \"{preset} {date}\"\n";

    #[test]
    fn a_file_that_is_not_there_is_made() {
        assert_eq!(kept("", &preset("talk")).unwrap(), format!("[presets.talk]\n{TABLE}"));
    }

    #[test]
    fn comments_and_order_stay() {
        let old = "# mine\nmouse = false   # no mouse\n\n[presets.zebra] # black and white\naccess = 'open'\n\n[new]\n# last\npreset = \"zebra\"\n";
        let new = kept(old, &preset("All hands")).unwrap();
        assert!(new.contains(&format!("\n\n[presets.\"All hands\"]\n{TABLE}\n[new]")), "beside the others: {new}");
        for line in old.lines() {
            assert!(new.contains(line), "{line}\n{new}");
        }
        let at = |what: &str| new.find(what).unwrap();
        assert!(at("# mine") < at("[presets.zebra]") && at("[presets.zebra]") < at("[new]"), "{new}");
    }

    #[test]
    fn line_ends_stay() {
        let new = kept("# mine\r\nmouse = false\r\n", &preset("talk")).unwrap();
        assert!(new.lines().count() > 5 && new.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{new:?}");
    }

    #[test]
    fn one_of_the_same_name_keeps_its_comments() {
        let old = "[presets.talk] # for talks\n# who\naccess = \"restricted\" # few\nchat = \"everyone\"\nmoderation = \"off\"  # why?\n\n[presets.z]\n";
        let new = kept(old, &preset("talk")).unwrap();
        let expected = "[presets.talk] # for talks\n# who\naccess = \"restricted\" # few\nmoderation = \"on\"  # why?\njoin-as-viewer = \"on\"\ncohosts = [\"bo@example.com\"]\nname = \"{preset} {date}\"\n\n[presets.z]\n";
        assert_eq!(new, expected);
    }

    #[test]
    fn other_ways_to_write_a_table() {
        let new = kept("presets = { talk = { access = \"open\" }, b = {} }\n", &preset("talk")).unwrap();
        assert!(new.contains("b = {}") && new.lines().count() == 1, "{new}");
        let new = kept("presets = { b = {} }\n", &preset("talk")).unwrap();
        assert!(new.contains("b = {}") && new.lines().count() == 1, "{new}");
        kept("presets.talk.access = \"open\"\nmouse = true\n", &preset("talk")).unwrap();
        kept("[presets]\ntalk.access = \"open\"\n", &preset("other")).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_left_alone() {
        let error = kept("mouse = \n", &preset("talk")).unwrap_err();
        assert!(error.contains("config.toml:1:") && error.contains("Mend that line"), "{error}");
        let error = kept("mous = true\n", &preset("talk")).unwrap_err();
        assert!(error.contains("config.toml:1:1: unknown key mous"), "{error}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let no_folder = folder.path().join("file");
        fs::write(&no_folder, "").unwrap();
        let error = keep(&no_folder, &preset("talk")).unwrap_err();
        assert!(matches!(&error, SaveError::Io { path, .. } if path.ends_with("file")), "{error:?}");
        // The settings are a folder.
        fs::create_dir(folder.path().join("config.toml")).unwrap();
        assert!(matches!(keep(folder.path(), &preset("talk")), Err(SaveError::Io { .. })));
    }

    #[test]
    fn another_writer_is_waited_for_and_then_told() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::try_take(&folder.path().join("config.lock")).unwrap();
        assert!(matches!(keep(folder.path(), &preset("talk")), Err(SaveError::Held(_))));
        drop(held);
        keep(folder.path(), &preset("talk")).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_who_may_read_it_stays() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, dots) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let real = dots.path().join("greenroom.toml");
        fs::write(&real, "mouse = true\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, folder.path().join("config.toml")).unwrap();
        keep(folder.path(), &preset("talk")).unwrap();
        assert!(folder.path().join("config.toml").symlink_metadata().unwrap().is_symlink());
        assert!(fs::read_to_string(&real).unwrap().starts_with("mouse = true\n\n[presets.talk]\n"));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        // One that leads nowhere is not written over.
        fs::remove_file(&real).unwrap();
        assert!(matches!(keep(folder.path(), &preset("talk")), Err(SaveError::Io { .. })));
    }
}
