//! What the source of tokens can do for a call: another token after a refusal, a quota project, and reasons of its own.

use rstest::rstest;
use secrecy::ExposeSecret;

use super::*;
use crate::meet::error::{Kind, TokenRefusal};

const EXPIRED: &str = r#"{"error":{"code":401,"status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_EXPIRED"}]}}"#;
const INVALID: &str =
    r#"{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}"#;

/// A source that has another token once.
struct Renewing {
    answer: Result<Option<&'static str>, TokenError>,
    asked: Arc<Mutex<Vec<String>>>,
    project: Option<&'static str>,
}

impl TokenSource for Renewing {
    fn token(&self) -> BoxFuture<'_, Result<SecretString, TokenError>> {
        ready(Ok(SecretString::from(TOKEN))).boxed()
    }

    fn renew<'a>(&'a self, refused: &'a SecretString) -> BoxFuture<'a, Result<Option<SecretString>, TokenError>> {
        self.asked.lock().unwrap().push(refused.expose_secret().to_owned());
        ready(self.answer.clone().map(|token| token.map(SecretString::from))).boxed()
    }

    fn quota_project(&self) -> Option<String> {
        self.project.map(str::to_owned)
    }
}

type Asked = Arc<Mutex<Vec<String>>>;

fn with(server: &Server, answer: Result<Option<&'static str>, TokenError>, project: Option<&'static str>) -> (Client, Asked) {
    let asked = Asked::default();
    let source = Renewing { answer, asked: Arc::clone(&asked), project };
    (Client::new(patient(server.endpoint()), Arc::new(source)).unwrap().client, asked)
}

fn bearers(server: &Server) -> Vec<String> {
    server.seen().iter().map(|one| one.header("authorization").concat()).collect()
}

#[rstest]
#[case::expired(EXPIRED)]
#[case::without_a_reason(INVALID)]
#[tokio::test]
async fn a_refused_token_is_renewed_and_the_call_sent_once_more(#[case] refusal: &str) {
    let server = Server::start(vec![Reply::json(401, refusal), Reply::json(200, SPACE)]).await;
    let (client, asked) = with(&server, Ok(Some("ya29.fresh")), None);
    client.get_space(&space_ref()).await.unwrap();
    assert_eq!(bearers(&server), [format!("Bearer {TOKEN}"), "Bearer ya29.fresh".to_owned()]);
    assert_eq!(*asked.lock().unwrap(), [TOKEN]);
}

#[tokio::test]
async fn a_create_too_for_a_refusal_comes_before_anything_is_done() {
    let server = Server::start(vec![Reply::json(401, EXPIRED), Reply::json(200, SPACE)]).await;
    let (client, _) = with(&server, Ok(Some("ya29.fresh")), None);
    client.create_space(None).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|one| one.line() == "POST /v2/spaces" && one.body == "{}"));
}

#[tokio::test]
async fn once_only() {
    let server = Server::start(vec![Reply::json(401, EXPIRED)]).await;
    let (client, asked) = with(&server, Ok(Some("ya29.fresh")), None);
    let error = client.get_space(&space_ref()).await.unwrap_err();
    assert!(matches!(error, MeetError::TokenRefused { cause: TokenRefusal::Expired, .. }), "{error:?}");
    assert_eq!((server.seen().len(), asked.lock().unwrap().len()), (2, 1));
}

#[tokio::test]
async fn after_the_renewal_a_create_is_as_careful_as_ever() {
    let server = Server::start(vec![Reply::json(401, EXPIRED), Reply::Reset(Vec::new())]).await;
    let (client, _) = with(&server, Ok(Some("ya29.fresh")), None);
    let error = client.create_space(None).await.unwrap_err();
    assert!(matches!(error, MeetError::OutcomeUnknown { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 2);
}

#[rstest]
#[case::there_is_none(None)]
#[case::it_is_the_same(Some(TOKEN))]
#[tokio::test]
async fn without_another_token_the_refusal_stands(#[case] other: Option<&'static str>) {
    let server = Server::start(vec![Reply::json(401, EXPIRED)]).await;
    let (client, _) = with(&server, Ok(other), None);
    let error = client.get_space(&space_ref()).await.unwrap_err();
    check_texts(&error);
    assert_eq!((error.kind(), server.seen().len()), (Kind::NotSignedIn, 1));
}

#[rstest]
#[case::account("ACCOUNT_STATE_INVALID")]
#[case::missing("CREDENTIALS_MISSING")]
#[tokio::test]
async fn what_another_token_cannot_mend_is_not_renewed(#[case] reason: &str) {
    let refusal = EXPIRED.replace("ACCESS_TOKEN_EXPIRED", reason);
    let server = Server::start(vec![Reply::json(401, &refusal)]).await;
    let (client, asked) = with(&server, Ok(Some("ya29.fresh")), None);
    client.get_space(&space_ref()).await.unwrap_err();
    assert_eq!((server.seen().len(), asked.lock().unwrap().len()), (1, 0));
}

fn over() -> TokenError {
    TokenError::Over { why: "The sign-in of ana@example.com is over.".into(), next: "Sign in again: your list stays.".into() }
}

fn unavailable() -> TokenError {
    TokenError::Unavailable { why: "The token server cannot be reached.".into(), next: "Look at the network.".into() }
}

#[rstest]
#[case::over(over(), Kind::NotSignedIn, 1)]
#[case::unavailable(unavailable(), Kind::Unavailable, 2)]
#[tokio::test]
async fn the_reasons_of_the_source_are_told_as_they_are(#[case] reason: TokenError, #[case] kind: Kind, #[case] tries: usize) {
    let (TokenError::Over { why, next } | TokenError::Unavailable { why, next }) = reason.clone() else { panic!() };
    let server = Server::start(vec![Reply::json(401, EXPIRED)]).await;
    let (client, asked) = with(&server, Err(reason.clone()), None);
    let error = client.get_space(&space_ref()).await.unwrap_err();
    check_texts(&error);
    assert_eq!((error.why(), error.next_step(), error.kind()), (why, next, kind));
    // Trouble that passes is worth a repetition, as often as a server that cannot be reached.
    assert_eq!((server.seen().len(), asked.lock().unwrap().len()), (tries, tries));

    // A source that has none to begin with: nothing is sent.
    let server = Server::start(vec![Reply::json(200, SPACE)]).await;
    let client = Client::new(patient(server.endpoint()), Arc::new(NoToken(reason))).unwrap().client;
    let (client, notes) = noted(&client);
    for error in [client.get_space(&space_ref()).await.unwrap_err(), client.create_space(None).await.unwrap_err()] {
        assert!(error.is_untouched() && !error.may_have_been_done() && error.is_transient() == (kind == Kind::Unavailable));
    }
    assert_eq!((server.seen().len(), notes.lock().unwrap().len()), (0, tries - 1));
}

#[tokio::test]
async fn the_quota_project_goes_with_each_call() {
    for project in ["my-project", "example.com:my-project", "123456789012"] {
        let server = Server::start(vec![Reply::json(200, SPACE)]).await;
        let (client, _) = with(&server, Ok(None), Some(project));
        client.get_space(&space_ref()).await.unwrap();
        assert_eq!(server.seen()[0].header("x-goog-user-project"), [project]);
    }
    let server = Server::start(vec![Reply::json(200, SPACE)]).await;
    client(&server).get_space(&space_ref()).await.unwrap();
    assert!(server.seen()[0].header("x-goog-user-project").is_empty());
}

#[tokio::test]
async fn what_is_no_project_is_not_sent() {
    for project in ["", "a b", "a\r\nX-Evil: 1", "prøject", &*Box::leak("p".repeat(101).into_boxed_str())] {
        let server = Server::start(vec![Reply::json(200, SPACE)]).await;
        let (client, _) = with(&server, Ok(None), Some(project));
        let error = client.get_space(&space_ref()).await.unwrap_err();
        check_texts(&error);
        assert!(matches!(error, MeetError::QuotaProjectDenied { .. }), "{error:?}");
        assert!(server.seen().is_empty());
    }
}
