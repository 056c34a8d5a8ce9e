//! What a person reads of an error: why, and what to do now. One or two short sentences each, one line, no jargon.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::clean::clean;
use super::error::{About, ClockOff, MeetError, Phase, TokenRefusal, Unreached};
use super::token::TokenError;

/// What all of Google's scopes begin with; left out where scopes are read by people.
const SCOPE_PREFIX: &str = "https://www.googleapis.com/auth/";

/// Longest text, in characters: what the server said is 300 of them.
const LONGEST: usize = 800;

impl MeetError {
    /// Why the call failed, in plain words; one line.
    #[must_use]
    pub fn why(&self) -> String {
        clean(&self.reason(), LONGEST)
    }

    /// What to do now; one line.
    #[must_use]
    pub fn next_step(&self) -> String {
        clean(&self.advice(), LONGEST)
    }

    /// The text of `why`.
    fn reason(&self) -> String {
        match self {
            Self::Token(TokenError::NotSignedIn) => "You are not signed in: there is no access token.".to_owned(),
            Self::Token(TokenError::Over { why, .. } | TokenError::Unavailable { why, .. }) => why.clone(),
            Self::Token(error) => format!("Nothing was sent: {error}."),
            Self::TokenRefused { cause, clock, said } => {
                let cause = match cause {
                    TokenRefusal::Missing => "The access token did not reach Google.",
                    TokenRefusal::Expired => "The access token has expired, or access was taken back.",
                    TokenRefusal::WrongType => {
                        "Google takes another kind of token for this: it is not an access token of a user."
                    }
                    TokenRefusal::Account => "The account behind the access token is deleted or suspended.",
                    TokenRefusal::Invalid => "Google does not accept the access token: it is wrong, expired or taken back.",
                };
                with(&format!("{cause}{}", clock.map(clock_text).unwrap_or_default()), said.as_deref())
            }
            Self::ScopeMissing { any_of, said } if any_of.is_empty() => {
                with("The sign-in was not granted what this needs.", said.as_deref())
            }
            Self::ScopeMissing { any_of, .. } => {
                let scopes: Vec<&str> = any_of.iter().map(|scope| scope.strip_prefix(SCOPE_PREFIX).unwrap_or(scope)).collect();
                format!("The sign-in was not granted what this needs. Needed is one of: {}.", scopes.join(", "))
            }
            Self::ApiDisabled { project, .. } => {
                format!("The Google Meet API is not switched on in the Cloud project{}.", named(project.as_deref()))
            }
            Self::QuotaProjectDenied { project, said } => {
                with(&format!("This account may not use the quota project{}.", named(project.as_deref())), said.as_deref())
            }
            Self::BillingDisabled { project, said } => {
                with(&format!("Billing is not switched on in the Cloud project{}.", named(project.as_deref())), said.as_deref())
            }
            Self::ProjectInvalid { project, said } => {
                with(&format!("The Cloud project{} is deleted or not valid.", named(project.as_deref())), said.as_deref())
            }
            Self::ProjectSuspended { project, said } => {
                with(&format!("Google has suspended the Cloud project{}.", named(project.as_deref())), said.as_deref())
            }
            Self::SecurityPolicy { said } => {
                with("A security rule of your organisation (VPC Service Controls) forbids it.", said.as_deref())
            }
            Self::Hidden { about, said, .. } => with(hidden(*about), said.as_deref()),
            Self::Vanished { pages, .. } => vanished(*pages),
            Self::NotPermitted { reason, said } => with(&format!("Google does not permit it ({reason})."), said.as_deref()),
            Self::RateLimited { until: Some(until), .. } => {
                format!("Too many requests in a short time: Google asks to wait until {}.", clock_time(*until))
            }
            Self::RateLimited { until: None, .. } => "Too many requests in a short time: Google asks to wait.".to_owned(),
            Self::FailedPrecondition { said } => {
                with("It does not fit the present state. For ending a call: no conference is running.", said.as_deref())
            }
            Self::InvalidArgument { violations, said } if violations.is_empty() => {
                with("The server does not accept the request as it is.", said.as_deref())
            }
            Self::InvalidArgument { violations, .. } => {
                let fields: Vec<String> = violations.iter().take(5).map(|v| format!("{}: {}", v.field, v.description)).collect();
                format!("The server does not accept the request as it is. {}", fields.join("; "))
            }
            Self::NoSuchAccount { said } => {
                with("Google does not take the address: most likely no Google account belongs to it.", said.as_deref())
            }
            Self::AlreadyExists { about: About::Members, said } => with("This person is a member already.", said.as_deref()),
            Self::AlreadyExists { said, .. } => with("It is there already.", said.as_deref()),
            Self::Refused { http, status, reason, said } => {
                let word = reason.as_deref().or(status.as_deref()).map(|word| format!(" {word}")).unwrap_or_default();
                with(&format!("The server refused it (HTTP {http}{word})."), said.as_deref())
            }
            Self::Server { http, said, .. } => with(&format!("The server has trouble (HTTP {http})."), said.as_deref()),
            Self::Redirected { http } => {
                format!(
                    "The answer points to another address (HTTP {http}). The Meet API never does that, so it was not followed."
                )
            }
            Self::Unreachable { cause, detail } => with(unreached(*cause), Some(detail.as_str()).filter(|text| !text.is_empty())),
            Self::ConnectionLost => "The connection broke before the answer was there.".to_owned(),
            Self::TimedOut { phase, after } => {
                let what = match phase {
                    Phase::Connecting => "No connection came about",
                    Phase::Waiting => "The server did not answer",
                    Phase::Reading => "The answer stopped coming: nothing more came",
                    Phase::Overall => "The answer was not complete",
                };
                format!("{what} within {}.", span(*after))
            }
            Self::NotJson { http, html: true } => format!("A web page came back instead of the API's answer (HTTP {http})."),
            Self::NotJson { http, html: false } => format!("What came back is not an answer of the API (HTTP {http})."),
            Self::CutShort => "The answer was cut short on its way.".to_owned(),
            Self::TooLarge { limit } => {
                format!("The answer is larger than {} MB: no answer of the Meet API is.", limit / (1024 * 1024))
            }
            Self::WrongShape { detail } => format!("The answer is not what the Meet API answers with: {detail}."),
            Self::OutcomeUnknown { cause } => {
                format!("The request was sent, but whether it was done is unknown. {}", cause.reason())
            }
            Self::Setup { detail } => format!("The network client could not be set up: {detail}."),
        }
    }

    /// The text of `next_step`.
    fn advice(&self) -> String {
        match self {
            Self::Token(TokenError::NotSignedIn) => {
                "Set GREENROOM_ACCESS_TOKEN to an access token of your Google account and start again, or try greenroom --demo."
            }
            Self::Token(TokenError::Malformed) => "Copy the token again, whole and on one line, into GREENROOM_ACCESS_TOKEN.",
            Self::Token(TokenError::Over { next, .. } | TokenError::Unavailable { next, .. }) => next,
            Self::TokenRefused { clock: Some(_), .. } => "Set this computer's clock right, then sign in again with a fresh token.",
            Self::TokenRefused { cause: TokenRefusal::WrongType, .. } => {
                "Sign in as a user: an API key or an identity token does not do. Set GREENROOM_ACCESS_TOKEN to an OAuth access token."
            }
            Self::TokenRefused { cause: TokenRefusal::Account, .. } => "Sign in with another account, or ask your administrator.",
            Self::TokenRefused { .. } => "Sign in again: a token lasts about an hour. With GREENROOM_ACCESS_TOKEN, get a fresh one.",
            Self::ScopeMissing { .. } => "Sign in again and tick every box that Google shows, or get a token with that scope.",
            Self::ApiDisabled { activation: Some(page), .. } => {
                return format!("Switch it on at {page} (it takes a few minutes), then try again.");
            }
            Self::ApiDisabled { .. } => {
                "Switch it on in the project of your OAuth client (gcloud services enable meet.googleapis.com), wait a few minutes, try again."
            }
            Self::QuotaProjectDenied { .. } => {
                "Name a project that you may use, or ask its owner for the role Service Usage Consumer."
            }
            Self::BillingDisabled { .. } => "Switch billing on in Google's Cloud console, or use an OAuth client of another project.",
            Self::ProjectInvalid { .. } => "Use an OAuth client of a project that exists.",
            Self::ProjectSuspended { .. } => "Look into Google's Cloud console for the cause, or use an OAuth client of another project.",
            Self::SecurityPolicy { .. } => "Try from your organisation's network, or ask its administrator.",
            Self::Hidden { about: About::NewSpace, .. } => {
                "Check that this account can start meetings at meet.google.com; a service account must act for a user."
            }
            Self::Hidden { about: About::Space, .. } => "Check the code letter by letter, and that you are signed in with the right account.",
            Self::Hidden { about: About::OwnSpace, .. } => {
                "Sign in as its owner, with the OAuth client that made it; or change it at meet.google.com."
            }
            Self::Hidden { about: About::Members, .. } => {
                "Sign in as its owner, with the OAuth client that made it; or choose the co-hosts at meet.google.com."
            }
            Self::Hidden { about: About::Member, .. } => {
                "Refresh the members. If it is still there, sign in as the owner, with the OAuth client that made the space."
            }
            Self::Hidden { about: About::Conference, .. } => "Refresh the space: it names the conference that runs now.",
            Self::Hidden { about: About::Elsewhere, .. } => "Check its name, and that the account may use it.",
            Self::Vanished { .. } => "Refresh to see what is left.",
            Self::NotPermitted { .. } => "Ask your administrator, or use another account.",
            Self::RateLimited { until: Some(_), .. } => "Wait until then.",
            Self::RateLimited { .. } => "Wait a minute, then try again.",
            Self::FailedPrecondition { .. } => "Refresh to see how things stand.",
            Self::InvalidArgument { .. } => {
                "Change what is named and try again; if greenroom chose it, please report this as a bug."
            }
            Self::NoSuchAccount { .. } => {
                "Check the address letter by letter; whoever has no Google account can still be sent the link."
            }
            Self::AlreadyExists { .. } => "Refresh to see it.",
            Self::Refused { .. } => "Check the endpoint and your account; if both are right, please report this as a bug.",
            Self::Server { until: Some(_), .. } | Self::Server { .. } => {
                "Wait a little, refresh to see how things stand, then try again."
            }
            Self::Redirected { .. } | Self::NotJson { .. } => {
                "Check the endpoint and the network: a proxy or a log-in page of the network may stand in between."
            }
            Self::Unreachable { cause: Unreached::Refused, .. } => "Check the endpoint and whether its server runs.",
            Self::Unreachable { cause: Unreached::CertificateTime, .. } => "Check this computer's date and time, then try again.",
            Self::Unreachable { cause: Unreached::Certificate | Unreached::Tls, .. } => {
                "Check the endpoint. If your company's network opens TLS connections, its certificate must be known to the system."
            }
            Self::Unreachable { .. } | Self::TimedOut { phase: Phase::Connecting, .. } => {
                "Check the network (VPN, proxy), then try again."
            }
            Self::ConnectionLost | Self::TimedOut { .. } | Self::CutShort => {
                "Check the network, refresh to see how things stand, then try again."
            }
            Self::TooLarge { .. } | Self::WrongShape { .. } => {
                "Check the endpoint. If it is right, a newer greenroom may know this answer."
            }
            Self::OutcomeUnknown { .. } => {
                "It may have been done. Look before you repeat it: refresh to see a change; a space made unseen cannot be found or deleted."
            }
            Self::Setup { .. } => "Check the system's certificates and the proxy settings (HTTPS_PROXY), then start again.",
        }
        .to_owned()
    }
}

/// What was there on the pages before, and is not any more.
fn vanished(pages: usize) -> String {
    let pages = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    format!(
        "It was there a moment ago and is not any more: {pages} of it came, then Google knew nothing of it. Google forgets a conference 30 days after its end; or your access was taken back."
    )
}

/// A sentence, and after it what the server said, as one too: what to do may follow.
pub(crate) fn with(text: &str, said: Option<&str>) -> String {
    let Some(said) = said.map(str::trim_end).filter(|said| !said.is_empty()) else { return text.to_owned() };
    let stop = if said.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{text} It said: {said}{stop}")
}

/// A project's name with a space before it, or nothing.
fn named(project: Option<&str>) -> String {
    project.map(|name| format!(" {}", name.strip_prefix("projects/").unwrap_or(name))).unwrap_or_default()
}

/// What a 403 without a reason, or a 404, can mean.
fn hidden(about: About) -> &'static str {
    match about {
        About::NewSpace => "Google does not let this account make a space.",
        About::Space => {
            "Not found, or not for you; Google does not tell which. The code or id is wrong, you have no access, or it was made with another OAuth client."
        }
        About::OwnSpace => {
            "Google refused the change and does not tell why. The id is wrong, you are not the owner, or the space was made with another OAuth client."
        }
        About::Members => {
            "Google refused it and does not tell why. You are not the owner, the space was made with another OAuth client (or in Calendar), or its code was given for its id."
        }
        About::Member => {
            "Google refused it and does not tell why. The member is gone, you are not the space's owner, it was made with another OAuth client (or in Calendar), or its code was given for its id."
        }
        About::Conference => {
            "Not found, or not for you; Google does not tell which. The name is wrong, you have no access, or it ended more than 30 days ago."
        }
        About::Elsewhere => "It is not there, or the account may not use it.",
    }
}

/// Why no connection came about.
fn unreached(cause: Unreached) -> &'static str {
    match cause {
        Unreached::Dns => "The server's name could not be looked up: the network may be down.",
        Unreached::Refused => "Nobody answers at the server's address.",
        Unreached::NoRoute => "There is no way to the server: the network may be down.",
        Unreached::Certificate => "The server's certificate is not to be trusted.",
        Unreached::CertificateTime => "The server's certificate is not valid at the time that this computer's clock shows.",
        Unreached::Tls => "No safe connection to the server came about.",
        Unreached::Other => "The server cannot be reached.",
    }
}

/// How far the clock is off, as a sentence after another one.
fn clock_text(clock: ClockOff) -> String {
    let side = if clock.ahead < 0 { "behind" } else { "ahead of" };
    let seconds = clock.ahead.unsigned_abs();
    let much = match seconds {
        0..7_200 => format!("{} minutes", seconds / 60),
        7_200..172_800 => format!("{} hours", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    };
    format!(" This computer's clock is {much} {side} the server's.")
}

/// A moment as the clock on the wall shows it.
fn clock_time(at: jiff::Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}

/// A span of time for people.
fn span(time: Duration) -> String {
    if time.as_secs() == 0 { format!("{} ms", time.as_millis()) } else { format!("{} s", time.as_secs()) }
}
