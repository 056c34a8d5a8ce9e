//! What a person reads of an [`AuthError`]: why, and what to do now. One or two short sentences each, one line.

use super::error::{AuthError, Cause};
use super::scopes::Scope;
use crate::text;

/// Longest text, in characters.
const LONGEST: usize = 800;

fn line(given: &str) -> String {
    let clean = text::clean(given);
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

fn with(sentence: &str, said: Option<&str>) -> String {
    said.map_or_else(|| sentence.to_owned(), |said| format!("{sentence} Google says: {said}"))
}

fn minutes(after: std::time::Duration) -> String {
    match after.as_secs() {
        seconds if seconds >= 120 => format!("{} minutes", seconds / 60),
        60..120 => "a minute".into(),
        seconds => format!("{seconds} seconds"),
    }
}

impl AuthError {
    /// Why it did not work, in plain words; one line.
    #[must_use]
    pub fn why(&self) -> String {
        line(&self.reason())
    }

    /// What to do now; one line.
    #[must_use]
    pub fn next_step(&self) -> String {
        line(&self.advice())
    }

    fn reason(&self) -> String {
        match self {
            Self::NotSignedIn => "You are not signed in.".into(),
            Self::UnknownAccount { wanted, known } if known.is_empty() => format!("{wanted} is not signed in; nobody is."),
            Self::UnknownAccount { wanted, known } => format!("{wanted} is not signed in. Signed in: {}.", known.join(", ")),
            Self::ClientFile { path: Some(path), problem, .. } | Self::Key { path, problem, .. } => {
                format!("{}: {problem}", path.display())
            }
            Self::ClientFile { path: None, problem, .. } => problem.clone(),
            Self::Setting { name, problem, .. } => format!("{name}: {problem}"),
            Self::Port { port: 0, detail } => format!("No port on 127.0.0.1 could be had for the browser's answer ({detail})."),
            Self::Port { port, detail } => {
                format!("Port {port} on 127.0.0.1 cannot be used for the browser's answer ({detail}).")
            }
            Self::Consent { code, said } => with(consent(code), said.as_deref()),
            Self::WrongState => "What came back does not belong to this sign-in: its state is missing or another one's.".into(),
            Self::Pasted(why) => why.clone(),
            Self::NobodyCame { after } => format!("Nobody came back from the browser within {}.", minutes(*after)),
            Self::Cancelled => "The sign-in was cancelled.".into(),
            Self::OtherAccount { wanted, came } => format!("The browser signed in {came}, not {wanted}."),
            Self::NoRefreshToken => "Google sent no refresh token: the sign-in would be over in an hour.".into(),
            Self::NoIdentity => "The answer does not say whose account it is.".into(),
            Self::NothingGranted { .. } => "No box of Google Meet was ticked: nothing could be read or made.".into(),
            Self::Refused { code, said, clock } => {
                let clock = clock.map(clock_text).unwrap_or_default();
                format!("{}{clock}", with(refused(code), said.as_deref()))
            }
            Self::Delegation { account, user, said, .. } => {
                with(&format!("The service account {account} may not act for {user} with all of the scopes."), said.as_deref())
            }
            Self::Over { account, cause, said } => {
                let cause = match cause {
                    Cause::Testing { since } => {
                        format!(
                            "it was given on {} and the Cloud project is in Testing, where it lives for seven days",
                            since.strftime("%-d %B")
                        )
                    }
                    Cause::TimeLimit => "its time was limited when it was granted".into(),
                    Cause::SessionPolicy => "your organisation asks for a new sign-in from time to time".into(),
                    Cause::Unused => "it was not used for six months".into(),
                    Cause::Client => "its OAuth client was deleted or has another secret now".into(),
                    Cause::Revoked => "access was taken back, the password changed, or newer sign-ins pushed it out".into(),
                };
                with(&format!("The sign-in of {account} is over: {cause}."), said.as_deref())
            }
            Self::Unreachable { host, detail } => format!("{host}, which gives tokens, cannot be reached ({detail})."),
            Self::TimedOut { host, after } => format!("{host}, which gives tokens, did not answer within {}.", minutes(*after)),
            Self::Server { host, http, html: true } => {
                format!(
                    "{host} answered with a web page ({http}) instead of a token: something stands between, or it is in trouble."
                )
            }
            Self::Server { host, http: 200..=299, html: false } => {
                format!("{host}, which gives tokens, answered with something that is none.")
            }
            Self::Server { host, http, html: false } => format!("{host}, which gives tokens, is in trouble ({http})."),
            Self::Kept { place, what, detail, .. } => format!("The sign-in could not be {what} in {place}: {detail}."),
            Self::Internal(said) => format!("A part of greenroom failed: {said}."),
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::NotSignedIn => "Sign in: greenroom auth login, or Enter on the first screen.".into(),
            Self::UnknownAccount { .. } => "greenroom auth login signs it in; greenroom auth status shows who is.".into(),
            Self::ClientFile { next, .. } | Self::Kept { next, .. } | Self::Key { next, .. } | Self::Setting { next, .. } => {
                next.clone()
            }
            Self::Port { port: 0, .. } => "Try again, or sign in with --no-browser.".into(),
            Self::Port { .. } => "Choose another one, or leave --port out: then any free one is taken.".into(),
            Self::Consent { code, .. } => consent_advice(code).into(),
            Self::WrongState => "Begin again, and use the newest link: an older page of the browser does not count.".into(),
            Self::Pasted(_) => {
                "Paste the whole address out of the browser's address bar: http://127.0.0.1:…?state=…&code=….".into()
            }
            Self::NobodyCame { .. } => "Begin again. On another machine: paste back the address that the browser ended on.".into(),
            Self::Cancelled => "Nothing was changed.".into(),
            Self::OtherAccount { .. } => "Both are kept apart: switch with A, or begin again and choose the other account.".into(),
            Self::NoRefreshToken => {
                "Remove greenroom at https://myaccount.google.com/connections, then sign in again.".into()
            }
            Self::NoIdentity => "Sign in again and leave the boxes for your e-mail address ticked.".into(),
            Self::NothingGranted { .. } => "Sign in again and tick the boxes of Google Meet.".into(),
            Self::Refused { code, .. } => refused_advice(code).into(),
            Self::Delegation { client_id, scopes, .. } => delegation(client_id.as_deref(), scopes),
            Self::Over { cause: Cause::Testing { .. }, .. } => {
                "Sign in again. To end this: publish the app (In production) or make it Internal, at https://console.cloud.google.com/auth/audience.".into()
            }
            Self::Over { cause: Cause::Client, .. } => "Download the client's JSON file anew and sign in again.".into(),
            Self::Over { .. } => "Sign in again: your list and its names stay.".into(),
            Self::Unreachable { .. } | Self::TimedOut { .. } => "Look at the network, a proxy or VPN; it is tried again by itself.".into(),
            Self::Server { html: true, .. } => "Open a web page in a browser here: a network may want you to sign in to it first.".into(),
            Self::Server { .. } => "Wait a little; it is tried again by itself.".into(),
            Self::Internal(_) => "Try again; if it stays, greenroom doctor helps to report it.".into(),
        }
    }
}

/// What an administrator has to type in.
fn delegation(client_id: Option<&str>, scopes: &[Scope]) -> String {
    let client = client_id.map_or_else(|| "the service account's numeric client ID".into(), |id| format!("client ID {id}"));
    let scopes: Vec<&str> = scopes.iter().map(|scope| scope.url()).collect();
    format!(
        "In the Admin console (Security, API controls, Domain-wide delegation) add {client} with exactly these scopes: {}",
        scopes.join(",")
    )
}

/// Words for what Google's page answers with.
fn consent(code: &str) -> &'static str {
    match code {
        "access_denied" => "Access was not granted: Cancel was pressed, or the account is no test user of the project.",
        "admin_policy_enforced" => "Your organisation's administrator does not allow this app.",
        "org_internal" => "The app is for members of another organisation only.",
        "deleted_client" => "The OAuth client was deleted (Google deletes those that nobody used for six months).",
        "invalid_client" => "Google does not know this OAuth client.",
        "redirect_uri_mismatch" => "The OAuth client is not one of type Desktop app.",
        "disallowed_useragent" => "Google does not sign in people inside this browser.",
        "invalid_scope" => "Google does not know one of the scopes, or does not give it to this app.",
        _ => "Google's page did not grant access.",
    }
}

fn consent_advice(code: &str) -> &'static str {
    match code {
        "access_denied" => {
            "Try again and press Continue; for a project in Testing add your address under https://console.cloud.google.com/auth/audience."
        }
        "admin_policy_enforced" => "Ask the administrator to trust the client ID (Admin console, Security, API controls).",
        "org_internal" => "Choose an account of that organisation, or use a client of your own.",
        "deleted_client" | "invalid_client" | "redirect_uri_mismatch" => {
            "Make a client of type Desktop app at https://console.cloud.google.com/auth/clients and use its JSON file."
        }
        "disallowed_useragent" => "Open the link in an ordinary browser.",
        _ => "Try again; the page in the browser says more.",
    }
}

/// Words for what the token endpoint answers with.
fn refused(code: &str) -> &'static str {
    match code {
        "invalid_grant" => "Google did not take it: a code that was used or is too old, or a key that is not valid any more.",
        "invalid_client" => "Google does not know this OAuth client, or its secret is another one.",
        "unauthorized_client" => "The service account may not act for this user with these scopes.",
        "invalid_scope" => "Google does not know one of the scopes.",
        "invalid_request" => "Google could not read the request.",
        "access_denied" => "Google does not permit it.",
        _ => "Google refused to give a token.",
    }
}

fn refused_advice(code: &str) -> &'static str {
    match code {
        "invalid_grant" => "Begin again; if it stays, look at this computer's clock.",
        "invalid_client" => "Download the client's JSON file anew from https://console.cloud.google.com/auth/clients.",
        "unauthorized_client" => {
            "In the Admin console (Security, API controls, Domain-wide delegation) add the account's numeric client ID with exactly these scopes."
        }
        _ => "Begin again; if it stays, greenroom doctor says more.",
    }
}

fn clock_text(ahead: i64) -> String {
    let (minutes, way) = (ahead.abs() / 60, if ahead > 0 { "fast" } else { "slow" });
    format!(" This computer's clock is about {minutes} minutes {way}.")
}
