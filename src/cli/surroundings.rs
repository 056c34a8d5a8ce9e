//! What flags and environment say, checked before anything is done: a wrong value ends the program with one line and code 2.

use secrecy::SecretString;

use super::{Args, variable};
use crate::auth::ways::Home;
use crate::config::Folders;
use crate::log::Level;
use crate::meet::endpoint::Endpoint;

/// Where a command without a screen plays.
pub(super) struct Surroundings {
    /// What is said about signing in, and both folders.
    pub(super) home: Home,
    /// The Meet API.
    pub(super) endpoint: Endpoint,
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
        let (home, endpoint) = home(args, folders)?;
        let no_color = variable("NO_COLOR").is_some();
        Ok(Self {
            home,
            endpoint,
            read_only: args.read_only,
            ascii: args.ascii,
            color: !no_color && std::io::IsTerminal::is_terminal(&std::io::stdout()),
            log: super::log_level()?,
        })
    }
}

/// What flags and variables say about signing in, and where the API is.
fn home(args: &Args, folders: Folders) -> Result<(Home, Endpoint), String> {
    let account = match (&args.account, variable("GREENROOM_ACCOUNT")) {
        (Some(account), _) => Some(account.clone()),
        (None, Some(text)) => Some(super::args::email(&text).map_err(|error| format!("GREENROOM_ACCOUNT: {error}"))?),
        _ => None,
    };
    let endpoint = |name: &str| -> Result<Option<Endpoint>, String> {
        variable(name).map(|text| Endpoint::parse(&text).map_err(|error| format!("{name}: {error}"))).transpose()
    };
    let meet = match &args.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => endpoint("GREENROOM_ENDPOINT")?.unwrap_or_else(Endpoint::google),
    };
    let client = std::env::var_os("GREENROOM_CLIENT").filter(|value| !value.is_empty());
    let token = variable("GREENROOM_ACCESS_TOKEN").filter(|token| !token.trim().is_empty());
    let home = Home {
        data: folders.data,
        config: folders.config,
        client: args.client.clone().or_else(|| client.map(Into::into)),
        oauth: endpoint("GREENROOM_OAUTH_ENDPOINT")?,
        account,
        impersonate: args.impersonate.clone(),
        token: token.map(SecretString::from),
    };
    Ok((home, meet))
}
