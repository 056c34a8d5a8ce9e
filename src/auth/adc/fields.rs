//! The fields of a file of credentials, each with a sentence of its own where it is missing or wrong.

use std::path::Path;

use serde_json::{Map, Value};
use url::Url;

use super::{Kind, key_error};
use crate::auth::error::AuthError;
use crate::auth::exchange::endpoint_of;

/// Longest name of a project.
const LONGEST_PROJECT: usize = 100;

/// An object of the file.
pub(super) struct Fields<'a> {
    pub(super) path: &'a Path,
    pub(super) kind: Kind,
    /// Where in the file it stands: empty, or the object's name with a dot.
    pub(super) within: &'static str,
    pub(super) map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The file cannot be used for this reason.
    pub(super) fn refuse(&self, problem: &str) -> AuthError {
        key_error(self.path, problem, self.kind.made())
    }

    /// The same with other advice.
    pub(super) fn refuse_with(&self, problem: &str, next: &str) -> AuthError {
        key_error(self.path, problem, next)
    }

    /// A text that has to be there.
    pub(super) fn text(&self, field: &str) -> Result<&'a str, AuthError> {
        self.maybe(field)?.ok_or_else(|| self.refuse(&format!("It lacks {}{field}.", self.within)))
    }

    /// A text that may be there; an empty one is none.
    pub(super) fn maybe(&self, field: &str) -> Result<Option<&'a str>, AuthError> {
        match self.map.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.trim().is_empty())),
            Some(_) => Err(self.refuse(&format!("Its {}{field} is no text.", self.within))),
        }
    }

    /// An object that has to be there.
    pub(super) fn object(&self, field: &str, within: &'static str) -> Result<Self, AuthError> {
        match self.map.get(field) {
            Some(Value::Object(map)) => Ok(Self { within, map, ..*self }),
            Some(_) => Err(self.refuse(&format!("Its {}{field} is no object.", self.within))),
            None => Err(self.refuse(&format!("It lacks {}{field}.", self.within))),
        }
    }

    /// An address that secrets may be sent to, as both the library and the HTTP client read it.
    pub(super) fn address(&self, field: &str) -> Result<Url, AuthError> {
        let text = self.text(field)?;
        let refuse = |why: &str| self.refuse(&format!("Its {}{field} cannot be used: {why}.", self.within));
        let url = Url::parse(text).map_err(|_| refuse("it is no address"))?;
        endpoint_of(&url).map_err(|error| refuse(&error.to_string()))?;
        // The library reads addresses by stricter rules, and panics at what they do not allow.
        let strict = text.parse::<http::Uri>().ok().filter(|strict| strict.scheme_str() == Some(url.scheme()));
        let same = strict.is_some_and(|strict| {
            let port = strict.port_u16().or_else(|| if url.scheme() == "https" { Some(443) } else { Some(80) });
            strict.host().is_some_and(|host| host.eq_ignore_ascii_case(url.host_str().unwrap_or_default()))
                && port == url.port_or_known_default()
        });
        if same { Ok(url) } else { Err(refuse("it is not written as an address must be")) }
    }

    /// The project that pays.
    pub(super) fn quota_project(&self) -> Result<Option<String>, AuthError> {
        let project = self.maybe("quota_project_id")?;
        match project {
            Some(project) if !is_project(project) => Err(self.refuse("Its quota_project_id is no name of a project.")),
            project => Ok(project.map(str::to_owned)),
        }
    }
}

/// Whether this can be a project's name or number.
pub(in crate::auth) fn is_project(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_PROJECT
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

/// Whether this can be a person's or a service account's address. It stands in addresses and claims.
pub(in crate::auth) fn is_email(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"/:?#%\"\\<>(),;[]".contains(&byte);
    text.len() <= 254
        && text.bytes().all(allowed)
        && text.split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty() && !host.contains('@'))
}
