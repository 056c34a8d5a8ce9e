//! Renewing, against a token server that answers by a script.

mod causes;
mod many;
mod trouble;

use jiff::SignedDuration;

use super::*;
use crate::auth::credential::{Access, Client};
use crate::auth::scopes::Scope;
use crate::auth::session::keep_at;
use crate::auth::signed_in::SignedIn;
use crate::auth::vault::FileVault;
use crate::meet::tests::server::{Reply, Server};

/// What no error, no debug output and no file but the vault's may show.
const PLANTED: &str = "planted-secret";

/// An answer with this token.
fn answer(token: &str) -> Reply {
    answer_with(token, "")
}

/// The same with more in it.
fn answer_with(token: &str, more: &str) -> Reply {
    let text = format!(r#"{{"access_token":"{token}-{PLANTED}","expires_in":3599,"token_type":"Bearer"{more}}}"#);
    Reply::json(200, &text)
}

fn token(name: &str) -> String {
    format!("{name}-{PLANTED}")
}

fn secret(name: &str) -> SecretString {
    token(name).into()
}

/// A signed-in account, whose access token ends in so many seconds.
struct Stage {
    server: Server,
    dir: tempfile::TempDir,
    account: Account,
}

impl Stage {
    async fn new(seconds: i64, replies: Vec<Reply>) -> Self {
        Self::signed_in(Timestamp::now(), seconds, replies).await
    }

    async fn signed_in(at: Timestamp, seconds: i64, replies: Vec<Reply>) -> Self {
        let server = Server::start(replies).await;
        let dir = tempfile::tempdir().unwrap();
        let credential = credential(&server, "1", seconds);
        let account = sign_in(dir.path(), credential, at);
        Self { server, dir, account }
    }

    fn vault(&self) -> Arc<dyn Vault> {
        Arc::new(FileVault::new(self.dir.path()))
    }

    /// A program that has just started.
    fn renewer(&self) -> Renewer {
        Renewer::new(self.vault(), self.dir.path(), &self.account, None)
    }

    fn kept(&self) -> Credential {
        self.vault().read(&self.account.slot()).unwrap().unwrap()
    }

    fn listed(&self) -> Account {
        Accounts::load(self.dir.path()).unwrap().current().unwrap().clone()
    }

    /// How many requests came; all of them are refreshes.
    fn requests(&self) -> usize {
        let seen = self.server.seen();
        for one in &seen {
            assert_eq!(one.line(), "POST /token");
            assert!(one.body.contains("grant_type=refresh_token"), "{}", one.body);
        }
        seen.len()
    }
}

fn credential(server: &Server, number: &str, seconds: i64) -> Credential {
    Credential {
        client: Client {
            id: "id-1".into(),
            secret: format!("client-{PLANTED}").into(),
            token_uri: format!("{}/token", server.endpoint().as_str()),
        },
        refresh: format!("refresh-{number}-{PLANTED}").into(),
        access: Some(Access {
            token: secret(&format!("kept-{number}")),
            expires: Some(Timestamp::now() + SignedDuration::from_secs(seconds)),
        }),
    }
}

fn sign_in(data: &Path, credential: Credential, at: Timestamp) -> Account {
    let signed_in = SignedIn {
        email: "ana@example.com".into(),
        subject: None,
        granted: Granted::of(&Scope::READ_ONLY),
        asked: Granted::of(&Scope::ALL),
        credential,
        ends: None,
    };
    keep_at(data, &FileVault::new(data), signed_in, at).unwrap()
}

async fn got(renewer: &Renewer) -> String {
    renewer.token().await.unwrap().expose_secret().to_owned()
}

/// The error, whose texts hold what they must.
async fn failed(renewer: &Renewer) -> TokenError {
    let error = renewer.token().await.unwrap_err();
    check(&error);
    error
}

#[track_caller]
fn check(error: &TokenError) {
    let (TokenError::Over { why, next } | TokenError::Unavailable { why, next }) = error else { panic!("{error:?}") };
    for text in [why, next, &format!("{error:?}"), &error.to_string()] {
        assert!(!text.is_empty() && !text.chars().any(char::is_control) && !text.contains(PLANTED), "{text:?}");
    }
}

#[tokio::test]
async fn a_token_that_is_good_for_more_than_a_minute_is_sent_as_it_is() {
    let stage = Stage::new(70, vec![answer("new")]).await;
    let renewer = stage.renewer();
    for _ in 0..3 {
        assert_eq!(got(&renewer).await, token("kept-1"));
    }
    assert_eq!(stage.requests(), 0);
}

#[tokio::test]
async fn one_that_ends_within_a_minute_is_renewed_and_kept() {
    for seconds in [50, 0, -5000] {
        let stage = Stage::new(seconds, vec![answer("new")]).await;
        let renewer = stage.renewer();
        assert_eq!(got(&renewer).await, token("new"));
        assert_eq!(got(&renewer).await, token("new"));
        assert_eq!(got(&stage.renewer()).await, token("new"), "the next program as well");
        assert_eq!(stage.requests(), 1);
        let kept = stage.kept();
        assert_eq!(kept.refresh.expose_secret(), token("refresh-1"), "none came, so the old one stays");
        let left = kept.access.unwrap().expires.unwrap().duration_since(Timestamp::now()).as_secs();
        assert!((3400..=3600).contains(&left), "{left}");
        let sent = &stage.server.seen()[0].body;
        for part in ["client_id=id-1", "client_secret=client-planted-secret", "refresh_token=refresh-1-planted-secret"] {
            assert!(sent.contains(part), "{sent}");
        }
    }
}

#[tokio::test]
async fn a_rotated_refresh_token_is_kept() {
    let first = answer_with("new", &format!(r#","refresh_token":"refresh-2-{PLANTED}""#));
    let stage = Stage::new(0, vec![first, answer("newer")]).await;
    let renewer = stage.renewer();
    assert_eq!(got(&renewer).await, token("new"));
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-2"));
    renewer.renew(&secret("new")).await.unwrap().unwrap();
    assert!(stage.server.seen()[1].body.contains("refresh-2"));
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-2"));
}

#[tokio::test]
async fn the_scopes_of_the_answer_are_noted() {
    let scope = format!(r#","scope":"{} openid""#, Scope::Created.url());
    let stage = Stage::new(0, vec![answer_with("new", &scope)]).await;
    let renewer = stage.renewer();
    assert_eq!(renewer.granted(), None);
    got(&renewer).await;
    let granted = Granted::of(&[Scope::Created, Scope::OpenId]);
    assert_eq!((renewer.granted(), stage.listed().granted), (Some(granted.clone()), granted));
    assert_eq!(stage.listed().asked, Granted::of(&Scope::ALL), "what was asked for stays");
}

#[tokio::test]
async fn an_end_that_is_none_does_no_harm() {
    for end in ["9223372036854775807", "-5", "\"3600\"", "3599.5", "null", "{}"] {
        let odd = Reply::json(200, &format!(r#"{{"access_token":"odd","expires_in":{end},"token_type":"Bearer"}}"#));
        let stage = Stage::new(0, vec![odd, answer("new")]).await;
        let renewer = stage.renewer();
        assert_eq!(got(&renewer).await, "odd", "{end}");
        let expected = if end == "-5" { token("new") } else { "odd".to_owned() };
        assert_eq!(got(&renewer).await, expected, "{end}");
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    // By this computer's clock it has an hour: the server knows better.
    let stage = Stage::new(3600, vec![answer("new"), answer("newer")]).await;
    let renewer = stage.renewer();
    assert_eq!(got(&renewer).await, token("kept-1"));
    for _ in 0..3 {
        // The others who were refused with the same token get what is in memory.
        let fresh = renewer.renew(&secret("kept-1")).await.unwrap().unwrap();
        assert_eq!(fresh.expose_secret(), token("new"));
    }
    assert_eq!((stage.requests(), got(&renewer).await), (1, token("new")));
    // One that was just brought is not refused for its age.
    assert!(renewer.renew(&secret("new")).await.unwrap().is_none());
    assert_eq!(stage.requests(), 1);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_two_programs() {
    let stage = Stage::new(3600, vec![answer("new")]).await;
    let (one, other) = (stage.renewer(), stage.renewer());
    assert_eq!((got(&one).await, got(&other).await), (token("kept-1"), token("kept-1")));
    for renewer in [one, other] {
        assert_eq!(renewer.renew(&secret("kept-1")).await.unwrap().unwrap().expose_secret(), token("new"));
    }
    assert_eq!(stage.requests(), 1);
}

/// D17, and what D7 is about: nothing that can be printed shows a secret.
#[tokio::test]
async fn d17_debug_shows_no_secret() {
    let stage = Stage::new(0, vec![answer("new")]).await;
    let renewer = stage.renewer();
    got(&renewer).await;
    let shown = format!("{renewer:?} {:?} {:?} {:?}", stage.kept(), stage.account, renewer.notice());
    assert!(shown.contains("ana@example.com") && !shown.contains(PLANTED), "{shown}");
    let list = std::fs::read_to_string(stage.dir.path().join("accounts.json")).unwrap();
    assert!(!list.contains(PLANTED), "{list}");
}

/// D17: a server that repeats what it was sent.
#[tokio::test]
async fn d17_a_server_that_repeats_secrets_is_not_quoted() {
    for (status, code) in [(400, "invalid_grant"), (400, "access_denied"), (503, "server_error")] {
        let text = format!(r#"{{"error":"{code}","error_description":"Bad refresh-1-{PLANTED} of client-{PLANTED}"}}"#);
        let stage = Stage::new(0, vec![Reply::json(status, &text)]).await;
        failed(&stage.renewer()).await;
    }
}
