//! What flags and environment say, checked before anything is done: a wrong value ends the program with one line and code 2.

use std::ffi::OsString;
use std::path::PathBuf;

use secrecy::SecretString;

use super::{Args, variable};
use crate::config::Folders;
use crate::log::Level;
use crate::meet::endpoint::Endpoint;

/// Where a command without a screen plays.
pub(super) struct Surroundings {
    pub(super) folders: Folders,
    /// The Meet API.
    pub(super) endpoint: Endpoint,
    /// Google's OAuth, where it is not at Google's own addresses.
    pub(super) oauth: Option<Endpoint>,
    /// The account that was asked for.
    pub(super) account: Option<String>,
    /// The OAuth client file that was asked for.
    pub(super) client: Option<PathBuf>,
    /// The user that a service account is to act as.
    pub(super) impersonate: Option<String>,
    /// A token that somebody else got.
    pub(super) token: Option<SecretString>,
    /// True where nothing is to be written at Google, by the flag.
    pub(super) read_only: bool,
    pub(super) ascii: bool,
    /// Colours on standard output: it is a terminal, and nobody minds.
    pub(super) color: bool,
    pub(super) log: Level,
}

impl Surroundings {
    pub(super) fn read(args: &Args) -> Result<Self, String> {
        let folders = Folders::find(|name| std::env::var_os(name)).map_err(|error| error.to_string())?;
        let endpoint = |name: &str| {
            variable(name).map(|text| Endpoint::parse(&text).map_err(|error| format!("{name}: {error}"))).transpose()
        };
        let email = |given: &Option<String>, name: &str| match (given, variable(name)) {
            (Some(email), _) => Ok(Some(email.clone())),
            (None, Some(text)) => super::args::email(&text).map(Some).map_err(|error| format!("{name}: {error}")),
            (None, None) => Ok(None),
        };
        let file = |name: &str| std::env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Ok(Self {
            folders,
            endpoint: match &args.endpoint {
                Some(named) => named.clone(),
                None => endpoint("GREENROOM_ENDPOINT")?.unwrap_or_else(Endpoint::google),
            },
            oauth: endpoint("GREENROOM_OAUTH_ENDPOINT")?,
            account: email(&args.account, "GREENROOM_ACCOUNT")?,
            client: args.client.clone().or_else(|| file("GREENROOM_CLIENT")),
            impersonate: args.impersonate.clone(),
            token: variable("GREENROOM_ACCESS_TOKEN")
                .map(|token| token.trim().to_owned())
                .filter(|token| !token.is_empty())
                .map(SecretString::from),
            read_only: args.read_only,
            ascii: args.ascii,
            color: !no_color && std::io::IsTerminal::is_terminal(&std::io::stdout()),
            log: super::log_level()?,
        })
    }
}
