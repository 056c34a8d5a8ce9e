//! Error answers of each kind, over the wire.

use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::meet::error::{About, Kind, TokenRefusal, Violation};
use crate::meet::names::ConferenceName;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::AccessType;

/// An error body of the API.
fn error_body(code: u16, status: &str, details: &Value) -> String {
    json!({"error": {"code": code, "message": "The server's\u{1b}[31m words.", "status": status, "details": details}}).to_string()
}

/// The detail that holds a reason.
fn info(reason: &str, metadata: &Value) -> Value {
    json!([
        {"@type": "type.googleapis.com/google.rpc.Later", "reason": "NOT_THIS_ONE"},
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": metadata},
    ])
}

/// The server's words after cleaning.
#[expect(clippy::unnecessary_wraps, reason = "it is compared with a field that may be empty")]
fn words() -> Option<String> {
    Some("The server's words.".to_owned())
}

async fn forbidden(reason: &str) -> MeetError {
    let metadata = json!({
        "service": "meet.googleapis.com", "consumer": "projects/1234",
        "activationUrl": "https://console.developers.google.com/apis/api/meet.googleapis.com/overview?project=1234",
    });
    get_error(vec![Reply::json(403, &error_body(403, "PERMISSION_DENIED", &info(reason, &metadata)))]).await
}

#[rstest]
#[case("CREDENTIALS_MISSING", TokenRefusal::Missing)]
#[case("ACCESS_TOKEN_EXPIRED", TokenRefusal::Expired)]
#[case("ACCESS_TOKEN_TYPE_UNSUPPORTED", TokenRefusal::WrongType)]
#[case("ACCOUNT_STATE_INVALID", TokenRefusal::Account)]
#[case("SOMETHING_NEW", TokenRefusal::Invalid)]
#[tokio::test]
async fn a_token_is_refused(#[case] reason: &str, #[case] cause: TokenRefusal) {
    let body = error_body(401, "UNAUTHENTICATED", &info(reason, &json!({})));
    let error = get_error(vec![Reply::json(401, &body)]).await;
    assert_eq!(error, MeetError::TokenRefused { cause, clock: None, said: words() });
    assert_eq!(error.kind(), Kind::NotSignedIn);
}

#[rstest]
#[case(Reply::json(401, ""))]
#[case(Reply::json(401, r#"{"error":{"code":401,"status":"UNAUTHENTICATED"}}"#))]
#[case(Reply::page(401))]
#[tokio::test]
async fn a_token_is_refused_without_a_reason(#[case] reply: Reply) {
    let refused = MeetError::TokenRefused { cause: TokenRefusal::Invalid, clock: None, said: None };
    assert_eq!(get_error(vec![reply.clone()]).await, refused);
    // Nobody makes a space for a stranger: nothing is unknown.
    assert_eq!(create_error(reply).await, refused);
}

#[tokio::test]
async fn oauth_words_are_read_too() {
    let error = get_error(vec![Reply::json(401, r#"{"error":"invalid_token","error_description":"Bad token."}"#)]).await;
    assert!(matches!(&error, MeetError::TokenRefused { said: Some(said), .. } if said == "Bad token."), "{error:?}");
}

fn date(offset: i64) -> String {
    let at = Timestamp::now().saturating_add(SignedDuration::from_secs(offset)).unwrap();
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap()
}

#[rstest]
#[case::right(0, None)]
#[case::nearly_right(-200, None)]
#[case::ahead(-7_260, Some("2 hours ahead of"))]
#[case::a_little_ahead(-660, Some("11 minutes ahead of"))]
#[case::behind(400_000, Some("4 days behind"))]
#[tokio::test]
async fn a_wrong_clock_is_told(#[case] offset: i64, #[case] text: Option<&str>) {
    let error = get_error(vec![Reply::with(401, &[&format!("Date: {}", date(offset))], "{}")]).await;
    match text {
        None => assert!(!error.why().contains("clock"), "{}", error.why()),
        Some(text) => {
            assert!(error.why().contains(&format!("clock is {text} the server's")), "{}", error.why());
            assert!(error.next_step().contains("clock"), "{}", error.next_step());
        }
    }
}

#[tokio::test]
async fn what_the_project_may_not() {
    let project = Some("projects/1234".to_owned());
    let said = words();
    assert_eq!(
        forbidden("SERVICE_DISABLED").await,
        MeetError::ApiDisabled {
            project: project.clone(),
            activation: Some("https://console.developers.google.com/apis/api/meet.googleapis.com/overview?project=1234".into()),
            said: said.clone()
        }
    );
    let denied = MeetError::QuotaProjectDenied { project: project.clone(), said: said.clone() };
    assert_eq!(forbidden("USER_PROJECT_DENIED").await, denied);
    let billing = MeetError::BillingDisabled { project: project.clone(), said: said.clone() };
    assert_eq!(forbidden("BILLING_DISABLED").await, billing);
    let invalid = MeetError::ProjectInvalid { project: project.clone(), said: said.clone() };
    assert_eq!(forbidden("CONSUMER_INVALID").await, invalid);
    assert_eq!(forbidden("CONSUMER_SUSPENDED").await, MeetError::ProjectSuspended { project, said: said.clone() });
    assert_eq!(forbidden("SECURITY_POLICY_VIOLATED").await, MeetError::SecurityPolicy { said: said.clone() });
    let other = forbidden("USER_BLOCKED_BY_ADMIN").await;
    assert_eq!(other, MeetError::NotPermitted { reason: "USER_BLOCKED_BY_ADMIN".into(), said });
    assert_eq!(other.kind(), Kind::NotPermitted);
}

#[rstest]
#[case("javascript:alert(1)")]
#[case("http://console.developers.google.com/x")]
#[case("https://console.developers.google.com.evil.example/x")]
#[case("https://console.developers.google.com@evil.example/x")]
#[case("https://evil.example/.google.com")]
#[tokio::test]
async fn a_page_that_is_not_googles_is_not_shown_as_one_to_go_to(#[case] url: &str) {
    let body = error_body(403, "PERMISSION_DENIED", &info("SERVICE_DISABLED", &json!({"activationUrl": url})));
    let error = get_error(vec![Reply::json(403, &body)]).await;
    assert!(matches!(error, MeetError::ApiDisabled { activation: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_missing_scope_is_named_as_the_server_names_it() {
    let challenge = "WWW-Authenticate: Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\", \
                     scope=\"https://www.googleapis.com/auth/meetings.space.created https://x.example/other\"";
    let with_reason = error_body(403, "PERMISSION_DENIED", &info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", &json!({})));
    for body in [with_reason.as_str(), "{}"] {
        let error = get_error(vec![Reply::with(403, &[challenge], body)]).await;
        let MeetError::ScopeMissing { any_of, .. } = &error else { panic!("{error:?}") };
        assert_eq!(any_of, &["https://www.googleapis.com/auth/meetings.space.created", "https://x.example/other"]);
        assert!(error.why().contains(" meetings.space.created, https://x.example/other."), "{}", error.why());
        assert_eq!(error.kind(), Kind::NotPermitted);
    }
}

#[rstest]
#[case::no_challenge(&[])]
#[case::one_without_scopes(&["WWW-Authenticate: Bearer realm=x, error=\"insufficient_scope\""])]
#[case::another_scheme(&["WWW-Authenticate: Basic scope=\"x\""])]
#[case::a_broken_one(&["WWW-Authenticate: Bearer scope=\"x"])]
#[tokio::test]
async fn a_missing_scope_is_named_by_the_schema_where_the_server_does_not(#[case] headers: &[&str]) {
    let body = error_body(403, "PERMISSION_DENIED", &info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", &json!({})));
    let error = create_error(Reply::with(403, headers, &body)).await;
    let MeetError::ScopeMissing { any_of, .. } = error else { panic!("{error:?}") };
    assert_eq!(any_of, ["https://www.googleapis.com/auth/meetings.space.created"]);
}

#[tokio::test]
async fn a_refusal_without_a_reason_names_all_causes() {
    for http in [403, 404] {
        let status = if http == 403 { "PERMISSION_DENIED" } else { "NOT_FOUND" };
        let reply = Reply::json(http, &error_body(http, status, &json!([])));
        let server = Server::start(vec![reply]).await;
        let client = client(&server);
        let patch = SpacePatch::new().access(AccessType::Open);
        let conference: ConferenceName = "conferenceRecords/c".parse().unwrap();
        let changed = if http == 403 { Kind::NotPermitted } else { Kind::NotFound };
        for (error, about, kind) in [
            (client.get_space(&space_ref()).await.unwrap_err(), About::Space, Kind::NotFound),
            (client.patch_space(&space(), &patch).await.unwrap_err(), About::OwnSpace, changed),
            (client.end_active_conference(&space()).await.unwrap_err(), About::OwnSpace, changed),
            (client.create_space(None).await.unwrap_err(), About::NewSpace, changed),
            (client.conference_record(&conference).await.unwrap_err(), About::Conference, Kind::NotFound),
            (client.people_present(&conference).await.unwrap_err(), About::Conference, Kind::NotFound),
        ] {
            check_texts(&error);
            assert_eq!(error, MeetError::Hidden { about, http, said: words() });
            assert_eq!(error.kind(), kind, "{error:?}");
        }
        assert_eq!(server.seen().len(), 6, "a refusal is not asked for twice");
    }
    let why = MeetError::Hidden { about: About::Space, http: 403, said: None }.why();
    assert!(["code or id is wrong", "no access", "another OAuth client"].iter().all(|cause| why.contains(cause)), "{why}");
}

#[rstest]
#[case(403)]
#[case(404)]
#[case(400)]
#[case(407)]
#[tokio::test]
async fn a_page_instead_of_a_refusal(#[case] http: u16) {
    assert_eq!(get_error(vec![Reply::page(http)]).await, MeetError::NotJson { http, html: true });
    // Whoever answered so did not make a space.
    assert_eq!(create_error(Reply::page(http)).await, MeetError::NotJson { http, html: true });
}

#[tokio::test]
async fn no_conference_is_running() {
    let body = error_body(400, "FAILED_PRECONDITION", &json!([]));
    let server = Server::start(vec![Reply::json(400, &body)]).await;
    let error = client(&server).end_active_conference(&space()).await.unwrap_err();
    check_texts(&error);
    assert_eq!(error, MeetError::FailedPrecondition { said: words() });
}

#[tokio::test]
async fn a_wrong_argument_is_told_field_by_field() {
    let violations = json!([
        {"field": "space.config.accessType", "description": "Invalid value\u{7} \"X\""},
        {"field": 5, "description": "no field"},
        {"field": "no.description"},
        "nothing at all",
    ]);
    let details = json!([{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}]);
    let error = get_error(vec![Reply::json(400, &error_body(400, "INVALID_ARGUMENT", &details))]).await;
    let violations = vec![
        Violation { field: "space.config.accessType".into(), description: "Invalid value \"X\"".into() },
        Violation { field: "request".into(), description: "no field".into() },
    ];
    assert_eq!(error, MeetError::InvalidArgument { violations, said: words() });
    assert!(error.why().contains("space.config.accessType: Invalid value"), "{}", error.why());
}

#[rstest]
#[case(409, "ABORTED")]
#[case(412, "FAILED_PRECONDITION_OR_SO")]
#[case(418, "TEAPOT")]
#[tokio::test]
async fn other_refusals(#[case] http: u16, #[case] status: &str) {
    let error = create_error(Reply::json(http, &error_body(http, status, &info("WHY", &json!({}))))).await;
    let refused = MeetError::Refused { http, status: Some(status.into()), reason: Some("WHY".into()), said: words() };
    assert_eq!(error, refused);
    assert!(error.why().contains(&format!("HTTP {http} WHY")), "{}", error.why());
}

#[rstest]
#[case(500)]
#[case(502)]
#[case(503)]
#[case(504)]
#[case(408)]
#[case(501)]
#[case(599)]
#[tokio::test]
async fn trouble_at_the_server(#[case] http: u16) {
    for reply in [Reply::page(http), Reply::json(http, &error_body(http, "UNAVAILABLE", &json!([])))] {
        let error = get_error(vec![reply.clone()]).await;
        assert!(matches!(error, MeetError::Server { http: status, .. } if status == http), "{error:?}");
        let error = create_error(reply).await;
        assert!(matches!(error, MeetError::OutcomeUnknown { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_message_is_cut_and_a_token_sent_back_is_struck_out() {
    let message = format!("Bearer {TOKEN} is no good. {}", "x".repeat(10_000));
    let reason = info(TOKEN, &json!({"consumer": TOKEN, "activationUrl": format!("https://a.google.com/{TOKEN}")}));
    for (http, reason) in [(401, json!([])), (403, reason), (409, json!([]))] {
        let body = json!({"error": {"message": message, "status": TOKEN, "details": reason}});
        let error = get_error(vec![Reply::json(http, &body.to_string())]).await;
        assert!(error.why().contains("Bearer (token) is no good.") && error.why().chars().count() < 500, "{error:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_answer_panics_and_every_one_has_its_texts(
        http in 300_u16..=999,
        body in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
        words in "\\PC*|\\x00|[\\x00-\\x1f]*",
        kind in 0..6_usize,
        header in "[ -~]{0,60}",
    ) {
        use reqwest::header::{HeaderMap, HeaderValue};
        let body = match kind {
            0 => body,
            1 => words.clone().into_bytes(),
            2 => json!({"error": words}).to_string().into_bytes(),
            3 => json!({"error": {"message": words, "status": words, "details": words}}).to_string().into_bytes(),
            4 => error_body(http, "PERMISSION_DENIED", &info(&words, &json!({"consumer": words}))).into_bytes(),
            _ => json!({"error": {"details": [words, {"@type": words}, {"@type": "x/google.rpc.RetryInfo", "retryDelay": words}]}})
                .to_string().into_bytes(),
        };
        let mut headers = HeaderMap::new();
        for name in ["retry-after", "date", "www-authenticate", "content-type"] {
            headers.insert(name, HeaderValue::from_str(&header).unwrap());
        }
        let methods = [crate::meet::call::Method::Get, crate::meet::call::Method::Create, crate::meet::call::Method::Conference];
        for method in methods {
            let error = crate::meet::refusal::read(&crate::meet::refusal::Refusal {
                http, headers: &headers, body: &body, method, now: Timestamp::UNIX_EPOCH, secret: TOKEN,
            });
            check_texts(&error);
        }
    }

    #[test]
    fn no_challenge_panics(rest in "[ -~]{0,80}") {
        use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
        let mut headers = HeaderMap::new();
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_str(&format!("Bearer {rest}")).unwrap());
        let error = crate::meet::refusal::read(&crate::meet::refusal::Refusal {
            http: 403, headers: &headers, body: b"", method: crate::meet::call::Method::Get,
            now: Timestamp::UNIX_EPOCH, secret: TOKEN,
        });
        check_texts(&error);
    }
}
