//! Sign-ins over real HTTP: reqwest is the browser, a server by a script gives the tokens.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::net::TcpListener;
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

fn with(field: &str, value: Value) -> Reply {
    let mut all = answer();
    all[field] = value;
    Reply::json(200, &all.to_string())
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

/// A whole sign-in in which the browser comes back with this.
async fn signed_in(replies: Vec<Reply>, query: &str) -> (Result<SignedIn, AuthError>, String, Vec<String>) {
    let server = Server::start(replies).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let browser = tokio::spawn(open(back(&sign_in, query)));
    let result = sign_in.finish().await;
    (result, browser.await.unwrap().1, server.seen().iter().map(|seen| seen.line().to_owned()).collect())
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
    assert_eq!((seen.len(), seen[0].line()), (1, "POST /token"));
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(seen[0].body.as_bytes()).into_owned().collect();
    assert_eq!(form["code"], "4/0Ab+c");
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!((form["client_id"].as_str(), form["client_secret"].as_str()), (ID, "GOCSPX-planted"));
    assert_eq!(form["redirect_uri"], asked["redirect_uri"], "the very same");
}

#[tokio::test]
async fn d1_the_verifier_fits_the_challenge_and_shows_only_where_it_must() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let asked = asked(&sign_in);
    let url = sign_in.url().to_owned();
    sign_in.paste().give(&back(&sign_in, CODE)).unwrap();
    sign_in.finish().await.unwrap();
    let body = server.seen()[0].body.clone();
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let verifier = &form["code_verifier"];
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["code_challenge"], URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes())));
    assert!(!url.contains(verifier.as_str()));
}

#[tokio::test]
async fn the_address_says_what_is_asked_for_and_is_short() {
    let server = Server::start(vec![good()]).await;
    let mut order = order(&server);
    order.hint = Some("ana+test@example.com".into());
    let sign_in = SignIn::begin(order).await.unwrap();
    let asked = asked(&sign_in);
    let names: Vec<&str> = asked.keys().map(String::as_str).collect();
    let known = [
        "access_type",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "login_hint",
        "prompt",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ];
    assert_eq!(names, known, "and no include_granted_scopes, which is not for installed apps");
    assert_eq!((asked["prompt"].as_str(), asked["response_type"].as_str()), ("select_account consent", "code"));
    assert_eq!((asked["client_id"].as_str(), asked["login_hint"].as_str()), (ID, "ana+test@example.com"));
    assert_eq!(Granted::parse(&asked["scope"]), Granted::of(&Scope::ALL));
    assert!(sign_in.url().len() < 620, "{} characters", sign_in.url().len());
    assert!(sign_in.url().chars().all(|c| c.is_ascii_graphic()) && !sign_in.url().contains("planted"));
}

#[tokio::test]
async fn d13_the_browser_comes_back_to_the_address_that_is_bound() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    assert_eq!(asked(&sign_in)["redirect_uri"], format!("http://127.0.0.1:{}", sign_in.port()));
    assert!(TcpListener::bind(("127.0.0.1", sign_in.port())).await.is_err(), "bound before the address is known");
}

#[tokio::test]
async fn what_was_granted_before_cannot_add_to_the_address() {
    let server = Server::start(vec![good()]).await;
    let mut order = order(&server);
    order.ask = Granted::parse("email https://www.googleapis.com/auth/drive.file x&prompt=none y#z %26a=b");
    let sign_in = SignIn::begin(order).await.unwrap();
    let asked = asked(&sign_in);
    assert_eq!(asked["scope"], "email https://www.googleapis.com/auth/drive.file");
    assert_eq!(asked["prompt"], "select_account consent");
}

#[tokio::test]
async fn d2_a_page_on_the_web_can_neither_slip_in_a_code_nor_end_it() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let root = format!("http://127.0.0.1:{}", sign_in.port());
    let forged = [("/?code=EVIL", 400), ("/?code=EVIL&state=x", 400), ("/?error=access_denied", 400), ("/favicon.ico", 404)];
    for (target, status) in forged {
        assert_eq!(open(format!("{root}{target}")).await.0, status, "{target}");
    }
    let browser = tokio::spawn(open(back(&sign_in, CODE)));
    assert_eq!(sign_in.finish().await.unwrap().email, "ana@example.com");
    assert_eq!(browser.await.unwrap().0, StatusCode::OK);
    assert_eq!(server.seen().len(), 1);
    assert!(!server.seen()[0].body.contains("EVIL"));
}

#[tokio::test]
async fn d2_a_code_that_comes_again_is_not_sent_again() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let address = back(&sign_in, CODE);
    assert_eq!(open(address.clone()).await.0, StatusCode::OK);
    let (status, page) = open(address).await;
    assert!(status == StatusCode::GONE && page.contains("Already done"), "{page}");
    let AuthError::Pasted(why) = sign_in.paste().give(&back(&sign_in, CODE)).unwrap_err() else { panic!("taken") };
    assert!(why.contains("already"), "{why}");
    sign_in.finish().await.unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn d2_two_sign_ins_at_once_do_not_mix() {
    let server = Server::start(vec![good()]).await;
    let (one, other) = (SignIn::begin(order(&server)).await.unwrap(), SignIn::begin(order(&server)).await.unwrap());
    assert_ne!(one.port(), other.port());
    let mixed = back(&one, CODE).replace(&one.port().to_string(), &other.port().to_string());
    assert_eq!(open(mixed.clone()).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(other.paste().give(&mixed), Err(AuthError::WrongState));
    let browser = tokio::spawn(open(back(&one, CODE)));
    one.finish().await.unwrap();
    assert_eq!(browser.await.unwrap().0, StatusCode::OK);
    assert_eq!(server.seen().len(), 1);
}

#[rstest]
#[case("error=access_denied&state=STATE", "access_denied", None)]
#[case("error=admin_policy_enforced&error_description=ask%20Bo&state=STATE", "admin_policy_enforced", Some("ask Bo"))]
#[tokio::test]
async fn d3_d4_no_at_google_is_an_ending(#[case] query: &str, #[case] code: &str, #[case] said: Option<&str>) {
    let (result, page, seen) = signed_in(vec![good()], query).await;
    let error = AuthError::Consent { code: code.into(), said: said.map(str::to_owned) };
    assert_eq!(result.unwrap_err(), error);
    assert!(page.contains("You are not signed in") && page.contains(&error.next_step()), "{page}");
    assert!(seen.is_empty(), "no code, no request: {seen:?}");
}

#[tokio::test]
async fn d4_who_says_no_to_the_library_is_heard() {
    let server = Server::start(vec![good()]).await;
    let order = order(&server);
    let exchange = Exchange::new(None);
    // Asked for a second visit of the browser, which the library wants where something else did not work.
    let delegate = Delegate {
        redirect: "http://127.0.0.1:1".into(),
        exchange: exchange.clone(),
        patience: order.patience,
        visit: Mutex::new(None),
        why: Arc::default(),
    };
    let places = Places::of_client(&order.client, None).unwrap();
    let flow = Flow { client: order.client.client, places, exchange: exchange.clone(), asked: order.ask };
    assert_eq!(flow.run(delegate).await.unwrap_err(), AuthError::NotSignedIn);
    assert_eq!((exchange.requests(), server.seen().len()), (0, 0));
}

#[tokio::test]
async fn d3_nobody_comes_back() {
    let server = Server::start(vec![good()]).await;
    let patience = Duration::from_millis(30);
    let sign_in = SignIn::begin(Order { patience, ..order(&server) }).await.unwrap();
    let (port, paste, late) = (sign_in.port(), sign_in.paste(), back(&sign_in, CODE));
    assert_eq!(sign_in.finish().await.unwrap_err(), AuthError::NobodyCame { after: patience });
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let AuthError::Pasted(why) = paste.give(&late).unwrap_err() else { panic!("taken") };
    assert!(why.contains("over"), "{why}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn d3_who_comes_too_late_is_told_so() {
    let server = Server::start(vec![good()]).await;
    let mut sign_in = SignIn::begin(Order { patience: Duration::ZERO, ..order(&server) }).await.unwrap();
    assert!((&mut sign_in.task).await.unwrap().is_err());
    let (status, page) = open(back(&sign_in, CODE)).await;
    assert!(status == StatusCode::GONE && page.contains("begin again"), "{page}");
}

#[tokio::test]
async fn d3_cancelling_frees_the_port_at_once_and_whoever_waits() {
    // The token endpoint is slow beyond measure.
    let server = Server::start(vec![Reply::Hang(Vec::new())]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let (port, paste, address) = (sign_in.port(), sign_in.paste(), back(&sign_in, CODE));
    let here = Endpoint::parse("http://127.0.0.1").unwrap();
    let http = crate::meet::http_client(&crate::meet::client::Settings::new(here)).unwrap();
    let browser = tokio::spawn(http.get(&address).send());
    while server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(open(address.clone()).await.0, StatusCode::GONE, "nobody else waits for the token endpoint");
    drop(sign_in);
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    assert!(browser.await.unwrap().is_err());
    assert!(paste.give(&address).is_err());
}

#[tokio::test]
async fn d3_who_stops_waiting_for_the_end_cancels() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let port = sign_in.port();
    let waits = tokio::spawn(sign_in.finish());
    tokio::task::yield_now().await;
    waits.abort();
    assert!(waits.await.unwrap_err().is_cancelled());
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_and_one_that_is_asked_for_is_used() {
    let server = Server::start(vec![good()]).await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = SignIn::begin(Order { port, ..order(&server) }).await.unwrap_err();
    assert!(matches!(error, AuthError::Port { port: named, .. } if named == port), "{error:?}");
    drop(taken);
    let sign_in = SignIn::begin(Order { port, ..order(&server) }).await.unwrap();
    assert_eq!(sign_in.port(), port);
    drop(sign_in);
    let again = SignIn::begin(Order { port, ..order(&server) }).await.unwrap();
    assert_eq!(again.port(), port, "and once more right after it was given up");
}

#[tokio::test]
async fn the_address_may_be_pasted_instead() {
    let server = Server::start(vec![good()]).await;
    let sign_in = SignIn::begin(order(&server)).await.unwrap();
    let paste = sign_in.paste();
    let link = sign_in.url().to_owned();
    let AuthError::Pasted(why) = paste.give(&link).unwrap_err() else { panic!("taken") };
    assert!(why.contains("the link to open"), "{why}");
    paste.give(&format!("\"{}\"\n", back(&sign_in, CODE))).unwrap();
    assert_eq!(sign_in.finish().await.unwrap().email, "ana@example.com");
}

#[tokio::test]
async fn d12_what_was_not_ticked_is_not_granted() {
    let scope = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/meetings.space.readonly";
    let (result, ..) = signed_in(vec![with("scope", scope.into())], CODE).await;
    let signed_in = result.unwrap();
    assert_eq!(signed_in.granted.lacks(&Scope::ALL), [Scope::Created, Scope::Settings]);
    assert_eq!(signed_in.asked, Granted::of(&Scope::ALL));
}

#[tokio::test]
async fn d12_nothing_of_meet_ticked_is_no_sign_in() {
    let (result, page, _) = signed_in(vec![with("scope", "openid email".into())], CODE).await;
    assert_eq!(result.unwrap_err(), AuthError::NothingGranted { asked: MEET.to_vec() });
    assert!(page.contains("You are not signed in") && page.contains("tick the boxes"), "{page}");
}

#[tokio::test]
async fn d12_a_server_that_does_not_say_granted_what_was_asked() {
    let (result, ..) = signed_in(vec![with("scope", Value::Null)], CODE).await;
    assert_eq!(result.unwrap().granted, Granted::of(&Scope::ALL));
}

#[rstest]
#[case(Value::Null)]
#[case("".into())]
#[tokio::test]
async fn without_a_refresh_token_it_is_no_sign_in(#[case] refresh: Value) {
    let (result, page, _) = signed_in(vec![with("refresh_token", refresh)], CODE).await;
    assert_eq!(result.unwrap_err(), AuthError::NoRefreshToken);
    assert!(page.contains("no refresh token"), "{page}");
}

#[tokio::test]
async fn d14_whose_it_is_is_asked_where_the_answer_does_not_say() {
    let who = Reply::json(200, r#"{"sub":"7","email":"bo@example.com"}"#);
    let (result, _, seen) = signed_in(vec![with("id_token", Value::Null), who], CODE).await;
    let signed_in = result.unwrap();
    assert_eq!((signed_in.email.as_str(), signed_in.subject.as_deref()), ("bo@example.com", Some("7")));
    assert_eq!(seen, ["POST /token", "GET /oauth2/v3/userinfo"]);
}

#[tokio::test]
async fn d14_whose_it_is_cannot_be_told() {
    let (result, page, _) = signed_in(vec![with("id_token", Value::Null), Reply::json(403, "{}")], CODE).await;
    assert_eq!(result.unwrap_err(), AuthError::NoIdentity);
    assert!(page.contains("whose account"), "{page}");
}

#[rstest]
#[case(604_800.into(), Some(604_800))]
#[case(0.into(), None)]
#[case((-5).into(), None)]
#[case(i64::MAX.into(), None)]
#[case("soon".into(), None)]
#[tokio::test]
async fn an_access_for_a_while_has_its_end(#[case] given: Value, #[case] seconds: Option<i64>) {
    let (result, ..) = signed_in(vec![with("refresh_token_expires_in", given)], CODE).await;
    let left = result.unwrap().ends.map(|ends| ends.duration_since(Timestamp::now()).as_secs());
    assert_eq!(left.is_some(), seconds.is_some());
    assert!(left.zip(seconds).is_none_or(|(left, seconds)| (seconds - 60..=seconds).contains(&left)), "{left:?}");
}

#[rstest]
#[case(json!(i64::MAX))]
#[case(json!(-1))]
#[case(json!(1e30))]
#[case(json!("3599"))]
#[case(json!([]))]
#[case(Value::Null)]
#[tokio::test]
async fn a_time_that_no_calendar_knows_hurts_nobody(#[case] given: Value) {
    let (result, ..) = signed_in(vec![with("expires_in", given)], CODE).await;
    assert_eq!(result.unwrap().email, "ana@example.com");
}

#[rstest]
#[case::page(Reply::page(200), AuthError::Server { host: String::new(), http: 200, html: true })]
#[case::page_of_a_proxy(Reply::page(403), AuthError::Server { host: String::new(), http: 403, html: true })]
#[case::trouble(Reply::page(503), AuthError::Server { host: String::new(), http: 503, html: true })]
#[case::too_many(Reply::json(429, "{}"), AuthError::Server { host: String::new(), http: 429, html: false })]
#[case::empty(Reply::json(200, "{}"), AuthError::Server { host: String::new(), http: 200, html: false })]
#[case::redirect(Reply::with(302, &["Location: https://evil.example/"], ""), AuthError::Server { host: String::new(), http: 302, html: false })]
#[case::other_kind(with("token_type", "mac".into()), AuthError::Server { host: String::new(), http: 200, html: false })]
#[case::used(
    Reply::json(400, r#"{"error":"invalid_grant","error_description":"Bad Request"}"#),
    AuthError::Refused { code: "invalid_grant".into(), said: Some("Bad Request".into()), clock: None }
)]
#[case::client(
    Reply::json(401, r#"{"error":"invalid_client"}"#),
    AuthError::Refused { code: "invalid_client".into(), said: None, clock: None }
)]
#[tokio::test]
async fn a_token_endpoint_that_gives_nothing_is_asked_once_and_named(#[case] reply: Reply, #[case] mut error: AuthError) {
    let (result, page, seen) = signed_in(vec![reply], CODE).await;
    let mut got = result.unwrap_err();
    for either in [&mut got, &mut error] {
        if let AuthError::Server { host, .. } = either {
            host.clear();
        }
    }
    assert_eq!(got, error);
    assert!(page.contains("You are not signed in"), "{page}");
    assert_eq!(seen, ["POST /token"]);
}

#[tokio::test]
async fn a_token_endpoint_that_is_down_is_named() {
    let server = Server::start(vec![good()]).await;
    let order = order(&server);
    let sign_in = SignIn::begin(order).await.unwrap();
    let host = format!("127.0.0.1:{}", server.port());
    drop(server);
    // Its task is told to end, and does so when it is next looked at.
    while TcpListener::bind(&host).await.is_err() {
        tokio::task::yield_now().await;
    }
    let browser = tokio::spawn(open(back(&sign_in, CODE)));
    let error = sign_in.finish().await.unwrap_err();
    assert!(matches!(&error, AuthError::Unreachable { host: named, .. } if *named == host), "{error:?}");
    assert!(browser.await.unwrap().1.contains("cannot be reached"));
}

#[tokio::test]
async fn a_file_that_names_no_address_goes_to_the_root_that_was_given() {
    let server = Server::start(vec![good()]).await;
    let text = json!({"installed": {"client_id": ID, "client_secret": "GOCSPX-planted"}}).to_string();
    let order = Order { oauth: Some(server.endpoint()), ..Order::new(ClientFile::parse(&text, None).unwrap()) };
    let sign_in = SignIn::begin(order).await.unwrap();
    assert!(sign_in.url().starts_with(&format!("{}/o/oauth2/v2/auth?", server.endpoint())));
    sign_in.paste().give(&back(&sign_in, CODE)).unwrap();
    let signed_in = sign_in.finish().await.unwrap();
    assert_eq!(signed_in.credential.client.token_uri, format!("{}/token", server.endpoint()));
}

#[tokio::test]
async fn d11_a_client_that_was_not_read_from_a_file_is_checked_as_well() {
    for uri in ["http://tokens.example/token", "%%%", "https://exa mple"] {
        let client = Client { id: ID.into(), secret: "s".into(), token_uri: uri.into() };
        let file = ClientFile { client, auth_uri: String::new(), project: None };
        let error = SignIn::begin(Order::new(file)).await.unwrap_err();
        assert!(matches!(error, AuthError::ClientFile { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn no_secret_is_shown() {
    let server = Server::start(vec![good()]).await;
    let order = order(&server);
    let order_shown = format!("{order:?}");
    let sign_in = SignIn::begin(order).await.unwrap();
    let state = asked(&sign_in)["state"].clone();
    let begun = format!("{sign_in:?}{:?}", sign_in.paste());
    let browser = tokio::spawn(open(back(&sign_in, CODE)));
    let signed_in = sign_in.finish().await.unwrap();
    let all = format!("{order_shown}{begun}{signed_in:?}{:?}", browser.await.unwrap());
    assert!(!all.contains("planted") && !all.contains("0Ab") && !all.contains(&state), "{all}");
}
