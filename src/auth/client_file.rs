//! The OAuth client file that Google's console gives out: read, checked, and kept in the config folder.
//!
//! Only a client of type *Desktop app* is of use, `{"installed": …}`. Everything else that people take for it has a sentence
//! of its own. Never repeats what stands in the file: it may be a secret.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::credential::Client;
use super::error::AuthError;
use super::exchange::short;
use super::places::{Places, address};

/// Its name in the config folder.
pub const FILE: &str = "client.json";
/// Longest file that is read, in bytes. Google's have some 400.
const LONGEST: u64 = 64 * 1024;
/// Where clients are made.
const MAKE: &str = "Make a client of type Desktop app at https://console.cloud.google.com/auth/clients, download its JSON file and give that one.";
/// What is to be done about a file that is not there.
const MISSING: &str = "Look for a client_secret_….json among your downloads and give its path; or make a client of type Desktop app at https://console.cloud.google.com/auth/clients.";
/// Where a file is got once more.
const ANEW: &str = "Download the client's JSON file anew from https://console.cloud.google.com/auth/clients.";

/// A client file that can be used.
#[derive(Debug, Clone)]
pub struct ClientFile {
    /// The client. Its `token_uri` is empty where the file names none: see [`Places`].
    pub client: Client,
    /// Where people sign in; empty where the file names none.
    pub auth_uri: String,
    /// The Cloud project, for links into its console.
    pub project: Option<String>,
}

/// What is wrong, and what to do.
type Wrong = (String, &'static str);

impl ClientFile {
    /// Reads a client file's text; `path` only says where it came from.
    ///
    /// # Errors
    ///
    /// [`AuthError::ClientFile`] with what is wrong and what to do.
    pub fn parse(text: &str, path: Option<&Path>) -> Result<Self, AuthError> {
        let wrong =
            |(problem, next): Wrong| AuthError::ClientFile { path: path.map(Path::to_owned), problem, next: next.to_owned() };
        let file = read_text(text).map_err(wrong)?;
        match Places::of_client(&file, None) {
            Ok(_) => Ok(file),
            Err(AuthError::ClientFile { problem, next, .. }) => {
                Err(AuthError::ClientFile { path: path.map(Path::to_owned), problem, next })
            }
            Err(other) => Err(other),
        }
    }

    /// Reads a client file.
    ///
    /// # Errors
    ///
    /// [`AuthError::ClientFile`], also when it cannot be read.
    pub fn read(path: &Path) -> Result<Self, AuthError> {
        Self::parse(&Self::text(path)?, Some(path))
    }

    /// What stands in a file, as far as it may be a client file by its size and letters.
    ///
    /// # Errors
    ///
    /// [`AuthError::ClientFile`], when it cannot be read.
    pub fn text(path: &Path) -> Result<String, AuthError> {
        let wrong = |(problem, next): Wrong| AuthError::ClientFile { path: Some(path.into()), problem, next: next.to_owned() };
        let bytes = load(path).map_err(wrong)?;
        String::from_utf8(bytes).map_err(|_| wrong(("This file holds no text in UTF-8.".into(), ANEW)))
    }

    /// Where the config folder keeps it.
    #[must_use]
    pub fn place(config: &Path) -> PathBuf {
        config.join(FILE)
    }

    /// Keeps the text of a client file in the config folder, for this person alone, and gives its path.
    ///
    /// Another one that is there becomes `client.json.before-DATE`. Killed at any moment, one of the two is whole in its place.
    ///
    /// # Errors
    ///
    /// [`AuthError::ClientFile`], when the text is no client file or cannot be written; what was there is still there.
    pub fn keep(text: &str, config: &Path) -> Result<PathBuf, AuthError> {
        Self::parse(text, None)?;
        let path = Self::place(config);
        let put = || -> io::Result<()> {
            make_folder(config)?;
            // Two programs at once: neither may lose what the other has just kept. Where folders cannot be locked (Windows),
            // that goes without.
            let folder = File::open(config).ok();
            let _locked = folder.as_ref().and_then(|folder| folder.lock().ok());
            let same = fs::read(&path).is_ok_and(|old| old == text.as_bytes());
            if !same && path.symlink_metadata().is_ok() {
                set_aside(&path, Timestamp::now())?;
            }
            replace(&path, text.as_bytes())?;
            if let Some(folder) = &folder {
                // The file is whole either way; only a power cut could still bring back the old one.
                let _ = folder.sync_all();
            }
            Ok(())
        };
        put().map_err(|error| AuthError::ClientFile {
            path: Some(path.clone()),
            problem: format!("It cannot be kept there ({}).", system(&error)),
            next: "Make room or give yourself the right to write there, or set GREENROOM_CONFIG_DIR to another folder.".into(),
        })?;
        Ok(path)
    }
}

/// The bytes of a plain file, as far as they may be.
fn load(path: &Path) -> Result<Vec<u8>, Wrong> {
    let unreadable = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => ("There is no such file.".to_owned(), MISSING),
        io::ErrorKind::PermissionDenied => {
            ("You have no right to read this file.".to_owned(), "Give yourself the right to read it, or download it anew.")
        }
        _ => (format!("This file cannot be read ({}).", system(error)), "Give another path, or download it anew."),
    };
    let found = fs::metadata(path).map_err(|error| unreadable(&error))?;
    // A pipe would be waited for without an end.
    if !found.is_file() {
        let what = if found.is_dir() { "That is a folder, not a file." } else { "That is no plain file." };
        return Err((what.into(), "Give the path of the client's JSON file."));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

/// What the system said, without its number.
fn system(error: &io::Error) -> String {
    let text = error.to_string();
    short(text.split(" (os error").next().unwrap_or_default(), 200)
}

fn read_text(text: &str) -> Result<ClientFile, Wrong> {
    if text.len() as u64 > LONGEST {
        return Err((format!("{} kB are too many for a client file.", text.len() / 1024), MAKE));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) if !text.starts_with('{') => return Err(no_json(text)),
        Err(error) if error.is_eof() => return Err(("The JSON stops in the middle: it was not copied whole.".into(), ANEW)),
        Err(error) => {
            return Err((format!("This is no JSON: line {}, column {} is wrong.", error.line(), error.column()), ANEW));
        }
    };
    let Value::Object(all) = value else { return Err(("This JSON is no client file.".into(), MAKE)) };
    match (all.get("installed"), all.get("web")) {
        (Some(Value::Object(installed)), _) => client(installed),
        (Some(_), _) => Err(("What stands under \"installed\" is no client.".into(), ANEW)),
        (None, Some(_)) => {
            Err(("This client is of type Web application: it cannot answer to a program on your machine.".into(), MAKE))
        }
        (None, None) => Err(other_json(&all)),
    }
}

fn client(installed: &Map<String, Value>) -> Result<ClientFile, Wrong> {
    let text = |field: &str| match installed.get(field) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text.trim()),
        Some(_) => Err((format!("Its {field} is no text."), ANEW)),
    };
    let (id, secret) = (text("client_id")?, text("client_secret")?);
    // The library puts it into an address as it is.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if id.is_empty() || id.len() > 256 || !id.chars().all(plain) {
        let what = if id.is_empty() { "It has no client_id." } else { "Its client_id is none: …apps.googleusercontent.com." };
        return Err((what.into(), ANEW));
    }
    if secret.is_empty() {
        return Err((
            "It has no client_secret: clients for Android, iOS and such have none, and Google shows it only when a client is made.".into(),
            MAKE,
        ));
    }
    let place = |field: &str| match text(field)? {
        "" => Ok(String::new()),
        // As the library will read it.
        given => match address(field, given) {
            Ok(url) => Ok(url.into()),
            Err(AuthError::ClientFile { problem, .. }) => Err((problem, ANEW)),
            Err(other) => Err((other.why(), ANEW)),
        },
    };
    Ok(ClientFile {
        client: Client { id: id.to_owned(), secret: secret.into(), token_uri: place("token_uri")? },
        auth_uri: place("auth_uri")?,
        project: Some(short(text("project_id").unwrap_or_default(), 100)).filter(|project| !project.is_empty()),
    })
}

/// JSON that is something else.
fn other_json(all: &Map<String, Value>) -> Wrong {
    let has = |field: &str| all.contains_key(field);
    match all.get("type").and_then(Value::as_str) {
        Some("service_account") => (
            "This is the key of a service account, not a client.".into(),
            "Set GOOGLE_APPLICATION_CREDENTIALS to its path and name the user with --impersonate, or make a client of type Desktop app.",
        ),
        Some("authorized_user") => (
            "These are gcloud's credentials, not a client.".into(),
            "Where gcloud keeps them they are found without a client; otherwise set GOOGLE_APPLICATION_CREDENTIALS to their path.",
        ),
        Some("external_account" | "external_account_authorized_user" | "impersonated_service_account") => (
            "These are credentials of Google Cloud, not a client.".into(),
            "Set GOOGLE_APPLICATION_CREDENTIALS to their path, or make a client of type Desktop app.",
        ),
        _ if has("access_token") || has("refresh_token") || has("token") => {
            ("This file holds the tokens of another program, not a client.".into(), MAKE)
        }
        _ if has("client_id") => ("It names a client, but not of which type: \"installed\" is missing around it.".into(), ANEW),
        _ if has("api_key") || has("key") => ("This holds an API key; Meet takes none.".into(), MAKE),
        _ => ("This JSON is no client file: \"installed\" is missing.".into(), MAKE),
    }
}

/// No JSON at all.
fn no_json(text: &str) -> Wrong {
    let one_word = !text.contains(char::is_whitespace);
    let problem = if text.is_empty() {
        "There is nothing in it."
    } else if text.starts_with("<?xml") || text.contains("<plist") {
        "This is XML: a client for iOS, or something else altogether."
    } else if text.starts_with('<') {
        "This is a web page, not the JSON file: the download did not work, or the page itself was saved."
    } else if text.starts_with("-----BEGIN") {
        "This is a bare key, not a client."
    } else if one_word && text.starts_with("AIza") {
        "This is an API key; Meet takes none."
    } else if one_word && text.ends_with(".apps.googleusercontent.com") {
        "This is the client's ID alone; the whole JSON file is needed."
    } else if one_word && text.starts_with("GOCSPX-") {
        "This is the client's secret alone; the whole JSON file is needed."
    } else if one_word && (text.starts_with("https://") || text.starts_with("http://")) {
        "This is an address, not the JSON file."
    } else {
        "This is no JSON."
    };
    (problem.into(), MAKE)
}

fn make_folder(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// A file that is not there yet, for this person alone.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Gives what is there a second name that nothing has; it keeps its first one until that is replaced.
fn set_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let stamp = now.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y%m%d-%H%M%S").to_string();
    for number in 1..1000_u32 {
        let more = if number == 1 { String::new() } else { format!("-{number}") };
        let kept = with_suffix(path, &format!(".before-{stamp}{more}"));
        match fs::hard_link(path, &kept) {
            Ok(()) => return Ok(kept),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // A file system without links: a copy, whole before anything else is done.
            Err(_) => {
                let old = fs::read(path)?;
                let mut file = match private(&kept) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                    file => file?,
                };
                file.write_all(&old)?;
                file.sync_all()?;
                return Ok(kept);
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Puts a file in the place of what is there, at once and whole.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = with_suffix(path, &format!(".{:016x}.new", fastrand::u64(..)));
    let write = || -> io::Result<()> {
        let mut file = private(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&fresh);
    })
}

#[cfg(test)]
#[path = "client_file_tests.rs"]
mod tests;
