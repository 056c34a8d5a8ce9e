//! Token servers, networks and disks on bad days.

use rstest::rstest;

use super::*;
use crate::meet::tests::server::{head, message};

fn cut() -> Reply {
    let mut whole = message(200, &["Content-Type: application/json"], br#"{"access_token":"half","expires_in":3599}"#);
    whole.truncate(whole.len() - 10);
    Reply::Close(whole)
}

/// D5: the library takes any failure for a reason to open the browser, and forgets the cause.
#[rstest]
#[case::down(Reply::json(503, "{}"), "is in trouble (503)")]
#[case::too_many(Reply::json(429, r#"{"error":"rate_limit_exceeded"}"#), "is in trouble (429)")]
#[case::a_page(Reply::page(200), "web page (200)")]
#[case::a_page_and_down(Reply::page(502), "web page (502)")]
#[case::reset(Reply::Reset(Vec::new()), "cannot be reached")]
#[case::cut(cut(), "cannot be reached")]
#[case::redirect(Reply::Answer(message(302, &["Location: https://example.com/"], b"")), "is in trouble (302)")]
#[case::for_a_while(Reply::json(400, r#"{"error":"temporarily_unavailable"}"#), "is in trouble (400)")]
#[tokio::test]
async fn d5_trouble_at_the_server_is_told_and_passes(#[case] bad: Reply, #[case] said: &str) {
    let stage = Stage::new(-10, vec![bad, answer("new")]).await;
    let before = std::fs::read(FileVault::new(stage.dir.path()).path(&stage.account.slot())).unwrap();
    let renewer = stage.renewer();
    let error = failed(&renewer).await;
    assert!(matches!(&error, TokenError::Unavailable { why, .. } if why.contains(said)), "{error:?}");
    assert_eq!(stage.requests(), 1, "no second request, and none for a sign-in");
    let after = std::fs::read(FileVault::new(stage.dir.path()).path(&stage.account.slot())).unwrap();
    assert!(before == after, "what is kept is untouched");
    assert_eq!(got(&renewer).await, token("new"), "it passes");
}

#[tokio::test]
async fn d5_a_server_that_hangs_is_left_in_time() {
    let stage = Stage::new(-10, vec![Reply::Hang(Vec::new()), Reply::Hang(head(200, &["Content-Length: 50"]))]).await;
    let exchange = Exchange::new(None).within(Duration::from_millis(200));
    let renewer = Renewer::with(stage.vault(), stage.dir.path(), &stage.account, exchange, Timestamp::now);
    for requests in 1..3 {
        let error = failed(&renewer).await;
        assert!(matches!(&error, TokenError::Unavailable { why, .. } if why.contains("did not answer")), "{error:?}");
        assert_eq!(stage.requests(), requests);
    }
}

#[tokio::test]
async fn d5_without_a_network_it_is_told() {
    let stage = Stage::new(-10, vec![answer("unused")]).await;
    let mut kept = stage.kept();
    // Nobody listens there: the port was somebody's a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    kept.client.token_uri = format!("http://127.0.0.1:{port}/token");
    stage.vault().write(&stage.account.slot(), &kept).unwrap();
    let error = failed(&stage.renewer()).await;
    assert!(matches!(&error, TokenError::Unavailable { why, .. } if why.contains("cannot be reached")), "{error:?}");
}

/// D6: the library keeps an answer without a token, for good.
#[rstest]
#[case::an_error_in_another_shape(Reply::json(403, r#"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"no"}}"#))]
#[case::the_same_as_if_all_were_well(Reply::json(200, r#"{"error":{"code":403,"status":"PERMISSION_DENIED"}}"#))]
#[case::nothing(Reply::json(200, "{}"))]
#[case::an_empty_one(Reply::json(200, r#"{"access_token":"","expires_in":3599,"token_type":"Bearer"}"#))]
#[case::another_kind(Reply::json(200, r#"{"id_token":"e30.e30.","expires_in":3599,"token_type":"Bearer"}"#))]
#[case::null(Reply::json(200, r#"{"access_token":null,"refresh_token":"","expires_in":3599}"#))]
#[case::a_list(Reply::json(200, "[]"))]
#[tokio::test]
async fn d6_an_answer_without_a_token_is_never_kept(#[case] bad: Reply) {
    let stage = Stage::new(-10, vec![bad, answer("new")]).await;
    let renewer = stage.renewer();
    failed(&renewer).await;
    let kept = stage.kept();
    assert_eq!(kept.refresh.expose_secret(), token("refresh-1"));
    assert_eq!(kept.access.unwrap().token.expose_secret(), token("kept-1"));
    assert_eq!(got(&renewer).await, token("new"), "it is asked again");
}

#[tokio::test]
async fn in_the_last_minute_the_old_token_does_where_no_new_one_can_be_had() {
    let stage = Stage::new(50, vec![Reply::page(503)]).await;
    let renewer = stage.renewer();
    assert_eq!(got(&renewer).await, token("kept-1"));
    assert_eq!((got(&renewer).await, stage.requests()), (token("kept-1"), 2), "each call tries");
    // Not for one who was refused with it.
    check(&renewer.renew(&secret("kept-1")).await.unwrap_err());
}

#[tokio::test]
async fn an_address_that_is_none_is_told() {
    for uri in ["", "no address", "http://example.com/token", "ftp://127.0.0.1/token"] {
        let stage = Stage::new(-10, vec![answer("unused")]).await;
        let mut kept = stage.kept();
        kept.client.token_uri = uri.into();
        stage.vault().write(&stage.account.slot(), &kept).unwrap();
        failed(&stage.renewer()).await;
        assert_eq!(stage.requests(), 0, "{uri}");
    }
}

#[tokio::test]
async fn tokens_that_are_gone_or_damaged_are_told() {
    let stage = Stage::new(3600, vec![answer("unused")]).await;
    let path = FileVault::new(stage.dir.path()).path(&stage.account.slot());
    let renewer = stage.renewer();
    std::fs::write(&path, "{").unwrap();
    let error = failed(&renewer).await;
    assert!(matches!(&error, TokenError::Over { why, .. } if why.contains("damaged")), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"{");
    std::fs::remove_file(&path).unwrap();
    let error = failed(&renewer).await;
    assert!(matches!(&error, TokenError::Over { why, .. } if why.contains("no tokens of ana@example.com")), "{error:?}");
    // Signed in again: nothing has to be started anew.
    sign_in(stage.dir.path(), credential(&stage.server, "2", 3600), Timestamp::now());
    assert_eq!(got(&renewer).await, token("kept-2"));
}

/// A vault on a disk that takes nothing any more.
struct Full {
    vault: FileVault,
    full: std::sync::atomic::AtomicBool,
}

impl Vault for Full {
    fn place(&self) -> String {
        self.vault.place()
    }
    fn read(&self, slot: &Slot) -> Result<Option<Credential>, AuthError> {
        self.vault.read(slot)
    }
    fn write(&self, slot: &Slot, credential: &Credential) -> Result<(), AuthError> {
        if self.full.load(std::sync::atomic::Ordering::SeqCst) {
            let (what, detail, next) = ("written", "the disk is full".into(), "Free some room.".into());
            return Err(AuthError::Kept { place: self.place(), what, detail, next });
        }
        self.vault.write(slot, credential)
    }
    fn forget(&self, slot: &Slot) -> Result<(), AuthError> {
        self.vault.forget(slot)
    }
    fn try_lock(&self, slot: &Slot) -> Result<Option<Turn>, AuthError> {
        if self.full.load(std::sync::atomic::Ordering::SeqCst) {
            let (what, detail, next) = ("changed", "the disk is full".into(), "Free some room.".into());
            return Err(AuthError::Kept { place: self.place(), what, detail, next });
        }
        self.vault.try_lock(slot)
    }
}

#[tokio::test]
async fn a_full_disk_stops_nobody_and_the_newest_refresh_token_is_not_lost() {
    let rotated = |name: &str, refresh: &str| answer_with(name, &format!(r#","refresh_token":"{refresh}-{PLANTED}""#));
    let replies = vec![rotated("new", "refresh-2"), rotated("newer", "refresh-3"), rotated("newest", "refresh-4")];
    let stage = Stage::new(-10, replies).await;
    let vault = Arc::new(Full { vault: FileVault::new(stage.dir.path()), full: true.into() });
    let renewer = Renewer::new(Arc::clone(&vault) as Arc<dyn Vault>, stage.dir.path(), &stage.account, None);
    assert_eq!(got(&renewer).await, token("new"));
    assert!(matches!(renewer.notice(), Some(AuthError::Kept { .. })));
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-1"));
    let fresh = renewer.renew(&secret("other")).await.unwrap().unwrap();
    assert_eq!((fresh.expose_secret().to_owned(), stage.requests()), (token("new"), 1), "it is another one already");

    renewer.inner.memory().access_for_test(-10);
    assert_eq!(got(&renewer).await, token("newer"));
    assert!(stage.server.seen()[1].body.contains("refresh-2"), "the one that could not be kept");

    vault.full.store(false, std::sync::atomic::Ordering::SeqCst);
    renewer.inner.memory().access_for_test(-10);
    assert_eq!(got(&renewer).await, token("newest"));
    assert!(stage.server.seen()[2].body.contains("refresh-3"));
    assert_eq!(stage.kept().refresh.expose_secret(), token("refresh-4"), "as soon as it can be");
    assert_eq!(renewer.notice(), None);
}
