//! Everything that can go wrong with a call, as one enum.
//!
//! Made from the HTTP status, the API's `status` and `ErrorInfo.reason` (and header fields), never from the words of a message:
//! those are only shown. Texts in here are cleaned and bounded when they come in, and hold no token. What a person reads of an
//! error is in `texts`.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::token::TokenError;

/// Why a call failed.
///
/// `said` is what the server said, cleaned: one line without control characters, at most 300 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetError {
    /// There is no token to send: nothing was sent.
    Token(TokenError),
    /// 401: the token was sent and refused.
    TokenRefused {
        /// What is wrong with it.
        cause: TokenRefusal,
        /// How far this computer's clock is off, where that is more than five minutes.
        clock: Option<ClockOff>,
        /// What the server said.
        said: Option<String>,
    },
    /// The token was granted too little.
    ScopeMissing {
        /// Scopes of which one is needed, as the server names them or else as the API's schema does.
        any_of: Vec<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// The Meet API is not switched on in the Cloud project.
    ApiDisabled {
        /// `projects/NUMBER`.
        project: Option<String>,
        /// Google's page to switch it on.
        activation: Option<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// The quota project is wrong, or the account may not use it.
    QuotaProjectDenied {
        /// `projects/NUMBER`.
        project: Option<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// The Cloud project has no billing.
    BillingDisabled {
        /// `projects/NUMBER`.
        project: Option<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// The Cloud project does not exist any more, or is not valid.
    ProjectInvalid {
        /// `projects/NUMBER`.
        project: Option<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// Google has suspended the Cloud project.
    ProjectSuspended {
        /// `projects/NUMBER`.
        project: Option<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// The organisation's security perimeter (VPC Service Controls) forbids the call.
    SecurityPolicy {
        /// What the server said.
        said: Option<String>,
    },
    /// 403 without a reason, or 404: the server does not tell *there is none* from *not for you*.
    //
    // The API words the two 403s differently ("or it might not exist" stands only in the masked one), but nothing else in them
    // differs. Text is not read here, so every 403 without a reason counts as the masked one and all causes are named.
    Hidden {
        /// What was asked for.
        about: About,
        /// 403 or 404.
        http: u16,
        /// What the server said.
        said: Option<String>,
    },
    /// 403 or 404 in the middle of a list: what was there a page ago is not any more, or not for this account.
    Vanished {
        /// 403 or 404.
        http: u16,
        /// How many pages were read before.
        pages: usize,
    },
    /// 403 for a reason that this version has no words for.
    NotPermitted {
        /// `ErrorInfo.reason`.
        reason: String,
        /// What the server said.
        said: Option<String>,
    },
    /// 429: too many requests.
    RateLimited {
        /// Until when the server wants to be left alone, where it said so.
        until: Option<Timestamp>,
        /// What the server said.
        said: Option<String>,
    },
    /// The call does not fit the state of things: of `endActiveConference`, that no conference is running.
    FailedPrecondition {
        /// What the server said.
        said: Option<String>,
    },
    /// 400: the request is wrong.
    InvalidArgument {
        /// The fields at fault, where the server names them.
        violations: Vec<Violation>,
        /// What the server said.
        said: Option<String>,
    },
    /// 400 on adding a member whose address is in form: it belongs to no Google account.
    //
    // The answer's details are not documented. It counts as this unless it names other fields than the address.
    NoSuchAccount {
        /// What the server said.
        said: Option<String>,
    },
    /// 409: it is there already.
    AlreadyExists {
        /// What was to be made.
        about: About,
        /// What the server said.
        said: Option<String>,
    },
    /// Any other 4xx.
    Refused {
        /// The HTTP status.
        http: u16,
        /// The API's `status`.
        status: Option<String>,
        /// `ErrorInfo.reason`.
        reason: Option<String>,
        /// What the server said.
        said: Option<String>,
    },
    /// 5xx or 408: trouble at the server.
    Server {
        /// The HTTP status.
        http: u16,
        /// Until when the server wants to be left alone, where it said so.
        until: Option<Timestamp>,
        /// What the server said.
        said: Option<String>,
    },
    /// 3xx. The Meet API never redirects, and a token is not carried elsewhere.
    Redirected {
        /// The HTTP status.
        http: u16,
    },
    /// No connection: nothing was sent.
    Unreachable {
        /// At which step it failed.
        cause: Unreached,
        /// The system's words.
        detail: String,
    },
    /// The connection broke after the request was, or may have been, sent.
    ConnectionLost,
    /// No progress for too long.
    TimedOut {
        /// While doing what.
        phase: Phase,
        /// The time that was allowed.
        after: Duration,
    },
    /// Somebody answered, but not the API: it speaks JSON.
    NotJson {
        /// The HTTP status.
        http: u16,
        /// True for a web page.
        html: bool,
    },
    /// The answer ends in the middle.
    CutShort,
    /// The answer is longer than any answer can be.
    TooLarge {
        /// What is read at most, in bytes, unpacked.
        limit: usize,
    },
    /// The answer is JSON, but not what the call answers with.
    WrongShape {
        /// Where it differs; no content of the answer.
        detail: String,
    },
    /// A request that must not be sent twice was sent, and no answer says what became of it.
    OutcomeUnknown {
        /// Why there is no clear answer.
        cause: Box<MeetError>,
    },
    /// The HTTP client could not be built: nothing was sent.
    Setup {
        /// The library's words.
        detail: String,
    },
}

/// What is wrong with a token that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// `CREDENTIALS_MISSING`: none arrived.
    Missing,
    /// `ACCESS_TOKEN_EXPIRED`: its hour is over, or access was taken back.
    Expired,
    /// `ACCESS_TOKEN_TYPE_UNSUPPORTED`: it is another kind of token.
    WrongType,
    /// `ACCOUNT_STATE_INVALID`: the account behind it is deleted or suspended.
    Account,
    /// No reason given.
    Invalid,
}

/// How far this computer's clock is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOff {
    /// Seconds that it is ahead of the server's; behind when negative.
    pub ahead: i64,
}

/// What a call is about: it decides what a 403 or 404 can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A space to be made.
    NewSpace,
    /// A space to be read.
    Space,
    /// A space to be changed, which its owner alone may do.
    OwnSpace,
    /// The members of a space, all of them or a new one: for its owner alone.
    Members,
    /// One member of a space: for the space's owner alone.
    Member,
    /// A conference record and what is under it.
    Conference,
    /// Something of another of Google's APIs.
    Elsewhere,
}

/// A field of the request that the server found fault with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its path.
    pub field: String,
    /// What is wrong with it.
    pub description: String,
}

/// The step at which no connection came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// The host's name could not be looked up.
    Dns,
    /// The host is there, but nobody listens.
    Refused,
    /// There is no way to the host.
    NoRoute,
    /// The certificate is not to be trusted.
    Certificate,
    /// The certificate is not valid at this time: often it is the clock that is wrong.
    CertificateTime,
    /// No TLS connection came about for another reason.
    Tls,
    /// Something else, such as a proxy that refuses.
    Other,
}

/// What a time-out interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking up, connecting, TLS: nothing was sent.
    Connecting,
    /// Waiting for the beginning of the answer.
    Waiting,
    /// Reading the answer: nothing came for a while.
    Reading,
    /// All of it together.
    Overall,
}

/// Coarse kinds, as the exit codes of a program tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is no valid token.
    NotSignedIn,
    /// The account, the client or the project may not do this.
    NotPermitted,
    /// There is no such thing, or it is hidden.
    NotFound,
    /// The server limits, is down or cannot be reached: later it may work.
    Unavailable,
    /// Everything else.
    Failed,
}

impl MeetError {
    /// The coarse kind.
    ///
    /// A 403 without a reason counts as *not found* for a read, which is open to everyone who has the code, and as *not
    /// permitted* for a change and for members, whom the owner alone may read. An unknown outcome is [`Kind::Failed`], so that no script takes it for something to repeat.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Token(TokenError::NotSignedIn | TokenError::Malformed | TokenError::Over { .. })
            | Self::TokenRefused { .. } => Kind::NotSignedIn,
            Self::Hidden {
                http: 403,
                about: About::OwnSpace | About::NewSpace | About::Members | About::Member | About::Elsewhere,
                ..
            }
            | Self::ScopeMissing { .. }
            | Self::ApiDisabled { .. }
            | Self::QuotaProjectDenied { .. }
            | Self::BillingDisabled { .. }
            | Self::ProjectInvalid { .. }
            | Self::ProjectSuspended { .. }
            | Self::SecurityPolicy { .. }
            | Self::NotPermitted { .. } => Kind::NotPermitted,
            Self::Hidden { .. } | Self::Vanished { .. } => Kind::NotFound,
            Self::Token(TokenError::Unavailable { .. })
            | Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::Unreachable { .. }
            | Self::ConnectionLost
            | Self::TimedOut { .. }
            | Self::CutShort => Kind::Unavailable,
            Self::FailedPrecondition { .. }
            | Self::InvalidArgument { .. }
            | Self::NoSuchAccount { .. }
            | Self::AlreadyExists { .. }
            | Self::Refused { .. }
            | Self::Redirected { .. }
            | Self::NotJson { .. }
            | Self::TooLarge { .. }
            | Self::WrongShape { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Setup { .. } => Kind::Failed,
        }
    }

    /// True when the same request may well succeed a little later. It does not say that repeating it does no harm.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Token(TokenError::Unavailable { .. })
            | Self::RateLimited { .. }
            | Self::ConnectionLost
            | Self::TimedOut { .. }
            | Self::CutShort => true,
            Self::Server { http, .. } => matches!(http, 408 | 500 | 502 | 503 | 504),
            Self::Unreachable { cause, .. } => {
                matches!(cause, Unreached::Dns | Unreached::Refused | Unreached::NoRoute | Unreached::Other)
            }
            _ => false,
        }
    }

    /// True when the request surely had no effect because nobody worked on it, so that even a call that must not be done twice
    /// may be sent again.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        matches!(
            self,
            Self::Token(_)
                | Self::RateLimited { .. }
                | Self::Unreachable { .. }
                | Self::TimedOut { phase: Phase::Connecting, .. }
        )
    }

    /// True when the request may have been done although no clear answer came: it was sent, and what came back (if anything)
    /// is neither a refusal nor the resource. A 5xx counts, for it may come from a gateway that lost patience; every other
    /// error status and a redirect is an answer of somebody who did not do it.
    #[must_use]
    pub fn may_have_been_done(&self) -> bool {
        match self {
            Self::Server { .. }
            | Self::ConnectionLost
            | Self::CutShort
            | Self::TooLarge { .. }
            | Self::WrongShape { .. }
            | Self::OutcomeUnknown { .. } => true,
            Self::TimedOut { phase, .. } => *phase != Phase::Connecting,
            Self::NotJson { http, .. } => !(300..500).contains(http),
            _ => false,
        }
    }

    /// Until when the server wants to be left alone, where it said so.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        match self {
            Self::RateLimited { until, .. } | Self::Server { until, .. } => *until,
            Self::OutcomeUnknown { cause } => cause.retry_at(),
            _ => None,
        }
    }
}

impl From<TokenError> for MeetError {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

impl fmt::Display for MeetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why())
    }
}

impl std::error::Error for MeetError {}
