//! `accounts.json`: read, and changed under a lock.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::{Accounts, Current, Learnt, Record};
use crate::auth::error::AuthError;
use crate::auth::vault::FileVault;
use crate::files::{self, Lock, LockError};

/// The file in the data folder.
const FILE: &str = "accounts.json";
/// Its lock: empty, never removed.
const LOCK: &str = "accounts.lock";
/// How long one waits for others that write. They are done in milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// The form that this program writes.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Paper {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current: Option<Current>,
    accounts: Vec<Record>,
    #[serde(default)]
    clients: BTreeMap<String, Learnt>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// What is read first: a newer form may differ in everything else.
#[derive(Deserialize)]
struct Form {
    version: u32,
}

/// Why it cannot be read.
enum Problem {
    Missing,
    Damaged(&'static str),
    Newer,
    Io(std::io::Error),
}

pub(super) fn load(data: &Path) -> Result<Accounts, AuthError> {
    match read(data) {
        Ok(accounts) => Ok(accounts),
        Err(Problem::Missing) => Ok(Accounts { notice: left_behind(data), ..Accounts::default() }),
        Err(problem) => Err(told(data, "read", problem)),
    }
}

pub(super) fn change<T>(data: &Path, change: impl FnOnce(&mut Accounts) -> T) -> Result<T, AuthError> {
    let what = "written";
    let failed = |error| told(data, what, Problem::Io(error));
    files::make(data).map_err(failed)?;
    let lock = Lock::take(&data.join(LOCK), PATIENCE).map_err(|error| match error {
        LockError::Io(error) => failed(error),
        LockError::Held => AuthError::Kept {
            place: data.display().to_string(),
            what,
            detail: format!("another program holds {LOCK}"),
            next: "Close other greenrooms, then try again.".into(),
        },
    })?;
    let path = data.join(FILE);
    let mut missing = false;
    let mut accounts = match read(data) {
        Ok(accounts) => accounts,
        Err(Problem::Missing) => {
            missing = true;
            Accounts::default()
        }
        Err(Problem::Damaged(_)) => {
            files::set_aside(&path, &[], &lock, Timestamp::now()).map_err(failed)?;
            Accounts::default()
        }
        Err(problem) => return Err(told(data, what, problem)),
    };
    let value = change(&mut accounts);
    if missing && accounts.records.is_empty() && accounts.clients.is_empty() {
        // Nobody is signed in either way, and that the list is missing may still have to be told.
        return Ok(value);
    }
    let paper = Paper {
        version: VERSION,
        current: accounts.current,
        accounts: accounts.records,
        clients: accounts.clients,
        rest: accounts.rest,
    };
    let mut text = serde_json::to_string_pretty(&paper).map_err(|_| AuthError::Internal("the list of accounts".into()))?;
    text.push('\n');
    files::replace(&path, text.as_bytes(), &lock).map_err(failed)?;
    Ok(value)
}

fn read(data: &Path) -> Result<Accounts, Problem> {
    let bytes = fs::read(data.join(FILE)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Problem::Missing,
        _ => Problem::Io(error),
    })?;
    let damaged = |error: serde_json::Error| {
        Problem::Damaged(match error.classify() {
            Category::Eof => "it is empty or cut short",
            Category::Syntax | Category::Io => "it is not JSON",
            Category::Data => "a part of it is missing or of another kind",
        })
    };
    let form: Form = serde_json::from_slice(&bytes).map_err(damaged)?;
    if form.version != VERSION {
        return Err(Problem::Newer);
    }
    let paper: Paper = serde_json::from_slice(&bytes).map_err(damaged)?;
    let mut accounts = Accounts {
        list: Vec::new(),
        records: paper.accounts,
        current: paper.current,
        clients: paper.clients,
        rest: paper.rest,
        notice: None,
    };
    accounts.tell();
    Ok(accounts)
}

fn told(data: &Path, what: &'static str, problem: Problem) -> AuthError {
    let (detail, next) = match problem {
        Problem::Missing => ("it is not there".to_owned(), "Sign in again.".to_owned()),
        Problem::Damaged(detail) => (
            format!("it is damaged: {detail}"),
            "Mend it, or sign in again: it is then set aside as accounts.json.damaged-DATE, and the tokens stay.".to_owned(),
        ),
        Problem::Newer => (
            "it was written by a newer greenroom".to_owned(),
            "Install the newer greenroom, or name another folder in GREENROOM_DATA_DIR.".to_owned(),
        ),
        Problem::Io(error) => (
            files::said(&error),
            "Look at the rights of that file and its folder, or name another one in GREENROOM_DATA_DIR.".to_owned(),
        ),
    };
    AuthError::Kept { place: data.join(FILE).display().to_string(), what, detail, next }
}

/// Says that there are tokens of nobody. They are shown to nobody and used for nothing, but they are there.
fn left_behind(data: &Path) -> Option<String> {
    let vault = FileVault::new(data);
    let mut names: Vec<String> =
        vault.slots().into_iter().map(|slot| crate::text::clean(&slot.email).chars().take(254).collect()).collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| {
        format!(
            "The list of accounts, {}, is missing, but there are tokens of {}: sign in again to use them.",
            data.join(FILE).display(),
            names.join(", ")
        )
    })
}
