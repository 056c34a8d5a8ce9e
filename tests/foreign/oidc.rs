//! At a server that takes the standards to the letter: what it demands that Google does not, and does that Google does not.

use greenroom::auth::scopes::Scope;
use greenroom::meet::token::{TokenError, TokenSource as _};
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::browser::Browser;
use super::desk::{Desk, Login};
use super::server::{ANA, CLIENT, Server};

const SCRIPT: &str = include_str!("servers/oidc.mjs");

fn stage() -> Option<(Server, Desk)> {
    let server = Server::start(SCRIPT)?;
    let desk = Desk::new(&server.client_file("/token"));
    Some((server, desk))
}

/// Looks at the page, ticks all boxes but these, and allows it; gives where the browser is sent.
async fn allow(login: &Login, unticked: &[Scope]) -> reqwest::Url {
    let mut browser = Browser::new();
    let mut form = browser.open(&login.url).await.form("Allow").with("email", ANA);
    for scope in login.asked("scope").split(' ').filter(|scope| unticked.iter().all(|unticked| unticked.url() != *scope)) {
        form = form.with("scope", scope);
    }
    browser.send(form).await.sent()
}

async fn sign_in(desk: &Desk) {
    let login = desk.login(&[]);
    let back = allow(&login, &[]).await;
    Browser::new().open(back.as_str()).await.shown();
    login.end(0);
}

/// A request of the client's, with its secret; status and body.
async fn as_client(url: String, more: &[(&str, &str)]) -> (u16, String) {
    let form = [&[("client_id", CLIENT.0), ("client_secret", CLIENT.1)], more].concat();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = http.post(url).form(&form).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn whose_it_is_is_asked_where_no_token_says_it() {
    let Some((mut server, desk)) = stage() else { return };
    let login = desk.login(&[]);
    let back = allow(&login, &[]).await;
    // It says who it is, which Google does not (RFC 9207).
    assert!(back.query_pairs().any(|(name, _)| name == "iss"), "{back}");
    Browser::new().open(back.as_str()).await.shown();
    let (_, said) = login.end(0);
    assert!(said.contains("Signed in as ana@example.com."), "{said}");
    let (account, _) = desk.account();
    assert_eq!((account.email.as_str(), account.subject.as_deref()), (ANA, Some(ANA)));
    assert_eq!(account.granted.lacks(&Scope::ALL), []);
    assert_eq!(server.ask("granted"), json!({ "authorization_code": 1 }).to_string());
}

#[tokio::test]
async fn an_unticked_box_is_not_granted() {
    let Some((_server, desk)) = stage() else { return };
    let login = desk.login(&[]);
    let back = allow(&login, &[Scope::Settings]).await;
    Browser::new().open(back.as_str()).await.shown();
    let (_, said) = login.end(0);
    assert!(said.contains("Not granted: meetings.space.settings"), "{said}");
    assert_eq!(desk.account().0.granted.lacks(&Scope::ALL), [Scope::Settings]);
}

#[tokio::test]
async fn cancel_ends_it() {
    let Some((mut server, desk)) = stage() else { return };
    let login = desk.login(&[]);
    let mut browser = Browser::new();
    let form = browser.open(&login.url).await.form("Allow");
    let back = browser.send(form).await.sent();
    Browser::new().open(back.as_str()).await.shown();
    login.end(4);
    assert_eq!(server.ask("granted"), "{}");
    assert_eq!(desk.status(3)["accounts"], json!([]));
}

/// One token for one use: whoever sends an old one ends the whole grant, so a second refresh on the side would show.
#[tokio::test]
async fn a_refresh_token_that_changes_is_kept_and_a_hundred_calls_use_it_once() {
    let Some((mut server, desk)) = stage() else { return };
    sign_in(&desk).await;
    let (_, first) = desk.account();
    // Two programs, which hold the same token that is refused.
    let (renewers, refused) = ([desk.renewer(), desk.renewer()], first.access.unwrap().token);
    let calls = (0..100).map(|number| {
        let (renewer, refused) = (renewers[number % 2].clone(), refused.clone());
        tokio::spawn(async move { renewer.renew(&refused).await.unwrap().unwrap().expose_secret().to_owned() })
    });
    let mut tokens = std::collections::BTreeSet::new();
    for call in calls.collect::<Vec<_>>() {
        tokens.insert(call.await.unwrap());
    }
    assert_eq!(tokens.len(), 1, "all have the same one");
    assert_eq!(server.ask("granted"), json!({ "authorization_code": 1, "refresh_token": 1 }).to_string());
    let (_, second) = desk.account();
    assert_ne!(second.refresh.expose_secret(), first.refresh.expose_secret());

    // The next one goes by the new one.
    desk.renewer().renew(&second.access.unwrap().token).await.unwrap().unwrap();
    let (_, third) = desk.account();
    // Somebody has a copy of the first: the server ends it for all.
    let stolen = [("grant_type", "refresh_token"), ("refresh_token", first.refresh.expose_secret())];
    assert_eq!(as_client(server.at("/token"), &stolen).await.0, 400);
    let error = desk.renewer().renew(&third.access.unwrap().token).await.unwrap_err();
    assert!(matches!(error, TokenError::Over { .. }), "{error:?}");
}

#[tokio::test]
async fn it_is_not_taken_back_without_the_secret_and_nothing_is_forgotten() {
    let Some((server, desk)) = stage() else { return };
    sign_in(&desk).await;
    // Google asks for the token alone.
    let (_, said) = desk.run(&["auth", "logout", "--revoke", "--yes"], 4);
    assert!(said.contains("was not taken back") && said.contains("was not forgotten"), "{said}");
    let (_, credential) = desk.account();
    let (status, _) = as_client(server.at("/revoke"), &[("token", credential.refresh.expose_secret())]).await;
    assert_eq!(status, 200);
    let error = desk.renewer().renew(&credential.access.unwrap().token).await.unwrap_err();
    assert!(matches!(&error, TokenError::Over { why, .. } if why.contains(ANA)), "{error:?}");
    desk.run(&["auth", "logout"], 0);
    assert_eq!(desk.holding(&[&credential.refresh]), Vec::<std::path::PathBuf>::new());
}
