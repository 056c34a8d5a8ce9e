//! Sign-ins over real HTTP: reqwest is the browser, a server by a script gives the tokens.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::super::identity::tests::token as id_token;
use super::*;
use crate::meet::tests::server::{Reply, Server};

const ID: &str = "1082-x.apps.googleusercontent.com";

fn order(server: &Server) -> Order {
    let text = json!({"installed": {
        "client_id": ID, "client_secret": "GOCSPX-planted", "redirect_uris": ["http://localhost"],
        "auth_uri": format!("{}/o/oauth2/v2/auth", server.endpoint()), "token_uri": format!("{}/token", server.endpoint()),
    }});
    Order { patience: Duration::from_secs(20), ..Order::new(ClientFile::parse(&text.to_string(), None).unwrap()) }
}

fn answer() -> Value {
    json!({
        "access_token": "ya29.planted", "refresh_token": "1//planted", "expires_in": 3599, "token_type": "Bearer",
        "scope": Granted::of(&Scope::ALL).to_string().replace(" email", " https://www.googleapis.com/auth/userinfo.email"),
        "id_token": id_token(&json!({"aud": ID, "sub": "1082", "email": "ana@example.com"})),
    })
}

fn good() -> Reply {
    Reply::json(200, &answer().to_string())
}

/// The parameters of the address to open.
fn asked(sign_in: &SignIn) -> BTreeMap<String, String> {
    Url::parse(sign_in.url()).unwrap().query_pairs().into_owned().collect()
}

/// The address to which the page sends the browser back.
fn back(sign_in: &SignIn, query: &str) -> String {
    let asked = asked(sign_in);
    format!("{}/?{}", asked["redirect_uri"], query.replace("STATE", &asked["state"]))
}

/// What the browser shows.
async fn open(address: String) -> (StatusCode, String) {
    let here = Endpoint::parse("http://127.0.0.1").unwrap();
    let browser = crate::meet::http_client(&crate::meet::client::Settings::new(here)).unwrap();
    let response = browser.get(address).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

const CODE: &str = "state=STATE&code=4%2F0Ab%2Bc&scope=email";

#[tokio::test]
async fn a_sign_in() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let asked = asked(&sign_in);
    let browser = tokio::spawn(open(back(&sign_in, CODE)));
    let signed_in = sign_in.finish().await.unwrap();

    assert_eq!((signed_in.email.as_str(), signed_in.subject.as_deref()), ("ana@example.com", Some("1082")));
    assert_eq!(signed_in.granted, Granted::of(&Scope::ALL));
    assert_eq!((signed_in.asked, signed_in.ends), (Granted::of(&Scope::ALL), None));
    let credential = signed_in.credential;
    assert_eq!(credential.refresh.expose_secret(), "1//planted");
    assert_eq!((credential.client.id.as_str(), credential.client.secret.expose_secret()), (ID, "GOCSPX-planted"));
    assert_eq!(credential.client.token_uri, format!("{}/token", server.endpoint()));
    let access = credential.access.unwrap();
    assert_eq!(access.token.expose_secret(), "ya29.planted");
    let left = access.expires.unwrap().duration_since(Timestamp::now()).as_secs();
    assert!((3500..=3600).contains(&left), "{left}");

    let (status, page) = browser.await.unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("ana@example.com") && page.contains("You can close this tab"), "{page}");

    let seen = server.seen();
    assert_eq!(seen.iter().map(|seen| seen.line()).collect::<Vec<_>>(), ["POST /token"]);
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(seen[0].body.as_bytes()).into_owned().collect();
    assert_eq!(form["code"], "4/0Ab+c");
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!((form["client_id"].as_str(), form["client_secret"].as_str()), (ID, "GOCSPX-planted"));
    assert_eq!(form["redirect_uri"], asked["redirect_uri"], "the very same");
}
