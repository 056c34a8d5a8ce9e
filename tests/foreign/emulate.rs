//! At the Google of the package `emulate`: signing in by both ways back, refreshing, taking back.

use greenroom::meet::token::{TokenError, TokenSource as _};
use secrecy::ExposeSecret as _;

use super::browser::{Browser, Page};
use super::desk::{Desk, Login};
use super::server::{ANA, CLIENT, Server};

const SCRIPT: &str = include_str!("servers/emulate.mjs");

/// The server, and a machine whose client file leads there.
fn stage() -> Option<(Server, Desk)> {
    let server = Server::start(SCRIPT)?;
    let desk = Desk::new(&server.client_file("/oauth2/token"));
    Some((server, desk))
}

/// Looks at the page, and chooses Ana; gives where the browser is sent.
async fn choose(server: &mut Server, login: &Login) -> reqwest::Url {
    assert_eq!(server.ask(&format!("redirect {}", login.asked("redirect_uri"))), "ok");
    let mut browser = Browser::new();
    let page = browser.open(&login.url).await;
    browser.send(page.form(ANA)).await.sent()
}

async fn sign_in(server: &mut Server, desk: &Desk) {
    let login = desk.login(&[]);
    let back = choose(server, &login).await;
    let (_, page) = Browser::new().open(back.as_str()).await.shown();
    assert!(page.contains(ANA), "{page}");
    login.end(0);
}

#[tokio::test]
async fn from_the_link_to_the_tokens_by_loopback() {
    let Some((mut server, desk)) = stage() else { return };
    let login = desk.login(&[]);
    assert_eq!((login.asked("code_challenge_method"), login.asked("response_type")), ("S256".into(), "code".into()));
    let back = choose(&mut server, &login).await;
    assert!(back.as_str().starts_with(&login.asked("redirect_uri")), "{back}");
    // Somebody else's request comes first, with a state of its own.
    let mut theirs = back.clone();
    theirs.query_pairs_mut().clear().append_pair("code", "theirs").append_pair("state", "theirs");
    Browser::new().open(theirs.as_str()).await.shown();
    let (_, page) = Browser::new().open(back.as_str()).await.shown();
    assert!(page.contains(ANA), "{page}");
    let (out, said) = login.end(0);
    assert!(out.is_empty() && said.contains("Signed in as ana@example.com."), "{out}{said}");

    let status = desk.status(0);
    assert_eq!((&status["current"], &status["accounts"][0]["missing"]), (&ANA.into(), &serde_json::json!([])));
    let (account, credential) = desk.account();
    assert!(account.subject.is_some_and(|subject| !subject.is_empty()), "its identity token names it");
    let access = credential.access.unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned().into();
    assert_eq!(desk.holding(&[&code]), Vec::<std::path::PathBuf>::new());
    for path in desk.holding(&[&access.token, &credential.refresh]) {
        assert!(path.starts_with(desk.data().join("tokens")), "{} holds a token", path.display());
    }
}

#[tokio::test]
async fn from_the_link_to_the_tokens_by_hand() {
    let Some((mut server, desk)) = stage() else { return };
    let mut login = desk.login(&[]);
    let back = choose(&mut server, &login).await;
    login.paste(&login.url.clone());
    login.paste(&back.as_str().replace("state=", "state=x"));
    login.paste(back.as_str());
    let (_, said) = login.end(0);
    assert!(said.contains("That is the link to open") && said.contains("Signed in as ana@example.com."), "{said}");
}

#[tokio::test]
async fn a_refresh_and_the_end_of_it() {
    let Some((mut server, desk)) = stage() else { return };
    sign_in(&mut server, &desk).await;
    let (_, before) = desk.account();
    let (renewer, old) = (desk.renewer(), before.access.unwrap().token);
    assert_eq!(renewer.token().await.unwrap().expose_secret(), old.expose_secret(), "it is good for an hour");
    let new = renewer.renew(&old).await.unwrap().unwrap();
    assert_ne!(new.expose_secret(), old.expose_secret());
    let (_, after) = desk.account();
    assert_eq!(after.refresh.expose_secret(), before.refresh.expose_secret());
    assert_eq!(after.access.unwrap().token.expose_secret(), new.expose_secret(), "another greenroom finds it");

    // The person takes it back elsewhere.
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let form = [("token", after.refresh.expose_secret())];
    let taken_back = http.post(server.at("/oauth2/revoke")).form(&form).send().await.unwrap();
    assert!(taken_back.status().is_success());
    let error = desk.renewer().renew(&new).await.unwrap_err();
    assert!(matches!(&error, TokenError::Over { why, .. } if why.contains(ANA)), "{error:?}");
    assert_eq!(desk.account().1.refresh.expose_secret(), after.refresh.expose_secret(), "nothing is deleted");
}

#[tokio::test]
async fn taken_back_and_forgotten() {
    let Some((mut server, desk)) = stage() else { return };
    sign_in(&mut server, &desk).await;
    let (_, credential) = desk.account();
    let (_, said) = desk.run(&["auth", "logout", "--revoke", "--yes"], 0);
    assert!(said.contains("is signed out"), "{said}");
    let access = credential.access.unwrap();
    assert_eq!(desk.holding(&[&credential.refresh, &access.token]), Vec::<std::path::PathBuf>::new());
    assert_eq!(desk.status(3)["accounts"], serde_json::json!([]));

    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", credential.refresh.expose_secret()),
        ("client_id", CLIENT.0),
        ("client_secret", CLIENT.1),
    ];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let asked = http.post(server.at("/oauth2/token")).form(&form).send().await.unwrap();
    assert_eq!(asked.status(), 400, "the server knows that it is taken back");
    assert!(asked.text().await.unwrap().contains("invalid_grant"));
}

#[tokio::test]
async fn a_wrong_secret_is_told() {
    let Some((mut server, _)) = stage() else { return };
    let file = server.client_file("/oauth2/token").replace(CLIENT.1, "GOCSPX-of-another-client");
    let desk = Desk::new(&file);
    let login = desk.login(&[]);
    let back = choose(&mut server, &login).await;
    Browser::new().open(back.as_str()).await.shown();
    let (_, said) = login.end(4);
    assert!(said.contains("The client_secret is incorrect.") && !said.contains("GOCSPX"), "{said}");
    assert_eq!(desk.status(3)["accounts"], serde_json::json!([]));
}

#[tokio::test]
async fn a_refusal_on_its_page_leaves_the_program_waiting() {
    let Some((mut server, desk)) = stage() else { return };
    let mut login = desk.login(&[]);
    // The port of another sign-in is registered.
    assert_eq!(server.ask("redirect http://127.0.0.1:1"), "ok");
    let Page::Shown(_, page) = Browser::new().open(&login.url).await else { panic!("sent on") };
    assert!(page.contains("Redirect URI mismatch"), "{page}");
    let back = choose(&mut server, &login).await;
    login.paste(back.as_str());
    login.end(0);
}
