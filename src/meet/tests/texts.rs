//! What a person reads of each error: there, short, on one line, and useful.

use rstest::rstest;

use super::*;
use crate::meet::error::{About, ClockOff, Phase, TokenRefusal, Unreached};

/// One of each kind, with all that varies in its texts.
fn every_error() -> Vec<MeetError> {
    use MeetError as E;
    let said = || Some("The server's words.".to_owned());
    let project = || Some("projects/1234".to_owned());
    let mut all = vec![
        E::Token(TokenError::NotSignedIn),
        E::Token(TokenError::Malformed),
        E::Token(TokenError::Over { why: "The sign-in is over.".into(), next: "Sign in again.".into() }),
        E::Token(TokenError::Unavailable { why: "Off line.".into(), next: "Look at the network.".into() }),
        E::TokenRefused { cause: TokenRefusal::Expired, clock: Some(ClockOff { ahead: -400 }), said: said() },
        E::ScopeMissing { any_of: vec![], said: said() },
        E::ScopeMissing { any_of: vec!["https://www.googleapis.com/auth/x".into()], said: None },
        E::ApiDisabled { project: project(), activation: Some("https://console.cloud.google.com/x".into()), said: None },
        E::ApiDisabled { project: None, activation: None, said: None },
        E::QuotaProjectDenied { project: project(), said: said() },
        E::BillingDisabled { project: project(), said: said() },
        E::ProjectInvalid { project: project(), said: said() },
        E::ProjectSuspended { project: project(), said: said() },
        E::SecurityPolicy { said: said() },
        E::Vanished { http: 404, pages: 3 },
        E::NotPermitted { reason: "WHY".into(), said: said() },
        E::RateLimited { until: Some(jiff::Timestamp::UNIX_EPOCH), said: None },
        E::RateLimited { until: None, said: said() },
        E::FailedPrecondition { said: said() },
        E::InvalidArgument { violations: vec![], said: said() },
        E::NoSuchAccount { said: said() },
        E::AlreadyExists { about: About::Members, said: said() },
        E::AlreadyExists { about: About::Space, said: said() },
        E::Refused { http: 409, status: Some("ABORTED".into()), reason: None, said: said() },
        E::Server { http: 503, until: None, said: said() },
        E::Redirected { http: 302 },
        E::ConnectionLost,
        E::NotJson { http: 200, html: true },
        E::NotJson { http: 200, html: false },
        E::CutShort,
        E::TooLarge { limit: 8 << 20 },
        E::WrongShape { detail: "it differs at line 1, column 2".into() },
        E::OutcomeUnknown { cause: Box::new(E::ConnectionLost) },
        E::Setup { detail: "no roots".into() },
    ];
    for cause in
        [TokenRefusal::Missing, TokenRefusal::Expired, TokenRefusal::WrongType, TokenRefusal::Account, TokenRefusal::Invalid]
    {
        all.push(E::TokenRefused { cause, clock: None, said: None });
    }
    for about in [About::NewSpace, About::Space, About::OwnSpace, About::Members, About::Member, About::Conference] {
        all.push(E::Hidden { about, http: 403, said: said() });
    }
    for cause in [
        Unreached::Dns,
        Unreached::Refused,
        Unreached::NoRoute,
        Unreached::Certificate,
        Unreached::CertificateTime,
        Unreached::Tls,
        Unreached::Other,
    ] {
        all.push(E::Unreachable { cause, detail: "details".into() });
    }
    for phase in [Phase::Connecting, Phase::Waiting, Phase::Reading, Phase::Overall] {
        all.push(E::TimedOut { phase, after: Duration::from_secs(15) });
    }
    all
}

#[test]
fn each_says_why_and_what_next_in_whole_sentences() {
    for error in every_error() {
        check_texts(&error);
        let (why, next) = (error.why(), error.next_step());
        for text in [&why, &next] {
            assert!(text.chars().count() <= 320, "{text}");
            assert!(text.starts_with(char::is_uppercase) && !text.contains("  ") && !text.contains(".."), "{text}");
        }
        assert!(next.ends_with('.'), "{next}");
        assert_ne!(why, next);
    }
}

#[rstest]
#[case(MeetError::TimedOut { phase: Phase::Waiting, after: Duration::from_secs(15) }, "The server did not answer within 15 s.")]
#[case(MeetError::TimedOut { phase: Phase::Connecting, after: 150 * MS }, "No connection came about within 150 ms.")]
#[case(MeetError::TooLarge { limit: 8 << 20 }, "The answer is larger than 8 MB: no answer of the Meet API is.")]
#[case(
    MeetError::BillingDisabled { project: Some("projects/12".into()), said: None },
    "Billing is not switched on in the Cloud project 12."
)]
#[case(
    MeetError::OutcomeUnknown { cause: Box::new(MeetError::ConnectionLost) },
    "The request was sent, but whether it was done is unknown. The connection broke before the answer was there."
)]
fn what_it_says(#[case] error: MeetError, #[case] why: &str) {
    assert_eq!(error.why(), why);
}

#[test]
fn no_two_kinds_read_alike() {
    let mut texts: Vec<String> = every_error().iter().map(MeetError::why).collect();
    let all = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all);
}

#[test]
fn nothing_that_was_surely_not_done_is_called_unknown_and_the_other_way_round() {
    for error in every_error() {
        assert!(!(error.is_untouched() && error.may_have_been_done()), "{error:?}");
        assert!(!matches!(error.kind(), crate::meet::error::Kind::NotPermitted) || !error.is_transient(), "{error:?}");
    }
}
