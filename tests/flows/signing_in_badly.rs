//! Signing in on bad days: the token endpoint is down, slow or says nonsense, the clock is wrong, another person comes than the one
//! who was expected, and two programs that share one sign-in.

use std::time::Duration;

use crossterm::event::Event;
use greenroom::auth::scopes::Scope;
use greenroom::auth::vault::{FileVault, Slot, Vault};
use greenroom::effect::{Msg, Next, Timer};
use greenroom::emulator::{Consent, Fault, Method, OAuth, Refusal, Trouble};
use greenroom::runtime::session::Ended;
use rstest::rstest;

use super::signing_in::{Lobby, browse, get, lobby};
use super::support::{ANA, BO, Show, Start};

/// Google's page is in the browser.
async fn waiting(lobby: &Lobby) -> Show {
    let mut show = lobby.nobody();
    show.press("enter").await;
    show.until("a page", |show| !show.opened().is_empty()).await;
    show.until_screen("ssh -L").await;
    show
}

fn parameter(url: &str, wanted: &str) -> String {
    reqwest::Url::parse(url).unwrap().query_pairs().find(|(name, _)| name == wanted).unwrap().1.into_owned()
}

#[rstest]
#[case::down(Trouble::Refuse(Refusal::Unavailable { retry_after: None }), "is in trouble (503)")]
#[case::broken(Trouble::Reset, "cannot be reached")]
#[case::html(Trouble::Html, "a web page (502)")]
#[case::cut(Trouble::CutBody, "")]
#[case::huge(Trouble::HugeBody(8 << 20), "")]
#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_that_fails_is_told_and_tried_again(#[case] trouble: Trouble, #[case] why: &str) {
    let lobby = lobby().with_client();
    lobby.agrees(Consent::allow(ANA));
    lobby.house.fault(Fault::new(trouble).on(OAuth::Token));
    let mut show = lobby.nobody();
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Nobody was signed in").await;
    show.tells("Nobody was signed in", why, "");
    show.hides("<html");
    assert!(lobby.accounts().is_empty());
    lobby.house.all_is_well();
    let before = show.opened().len();
    show.press("enter").await;
    show.until("another page", |show| show.opened().len() > before).await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_exchange_blocks_nothing_and_can_be_left() {
    let lobby = lobby().with_client();
    lobby.agrees(Consent::allow(ANA));
    lobby.house.fault(Fault::new(Trouble::HangBeforeHeaders).on(OAuth::Token));
    let mut show = waiting(&lobby).await;
    let url = show.opened().pop().unwrap();
    // The browser waits for the answer as well.
    let browser = tokio::spawn(async move { drop(get(&url).await) });
    show.until("the exchange", |_| lobby.house.with(|world| world.count(OAuth::Token)) > 0).await;
    show.press("u").await;
    show.shows("code_challenge_method=S256");
    show.press("esc esc").await;
    show.shows("Welcome");
    // The next one is not held up by it.
    lobby.house.all_is_well();
    let before = show.opened().len();
    show.press("enter").await;
    show.until("another page", |show| show.opened().len() > before).await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
    browser.await.unwrap();
}

/// A server that refuses each code, an hour behind this computer.
async fn an_hour_behind() -> (String, tokio::task::JoinHandle<()>) {
    let refuse = || async {
        let date =
            (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1)).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let headers = [("date", date), ("content-type", "application/json".to_owned())];
        (axum::http::StatusCode::BAD_REQUEST, headers, r#"{"error":"invalid_grant","error_description":"Bad Request"}"#)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(refuse);
    (endpoint, tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_is_named() {
    let (server, task) = an_hour_behind().await;
    let mut lobby = lobby();
    lobby.client = lobby.client.replace(&lobby.house.endpoint(), &server);
    let lobby = lobby.with_client();
    let mut show = waiting(&lobby).await;
    let page = show.opened().pop().unwrap();
    let answer = format!("{}/?state={}&code=4%2Fplanted-code", parameter(&page, "redirect_uri"), parameter(&page, "state"));
    let browser = tokio::spawn(async move { drop(get(&answer).await) });
    show.until_screen("Nobody was signed in").await;
    show.shows("This computer's clock is about 60 minutes");
    show.hides("planted-code");
    browser.await.unwrap();
    task.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_fails_for_a_while_keeps_the_list_and_comes_back_by_itself() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    let name = lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    let refreshes = || lobby.house.with(|world| world.count(OAuth::Token));
    let before = refreshes();
    // The token is refused before its time, and its successor is not to be had.
    lobby.house.fault(Fault::new(Trouble::Refuse(Refusal::TokenExpired)).on(Method::GetSpace));
    lobby.house.fault(Fault::new(Trouble::Refuse(Refusal::Unavailable { retry_after: None })).on(OAuth::Token));
    show.act("r").await;
    assert!(refreshes() > before);
    assert!(show.header().contains("offline since"), "{}", show.header());
    show.tells("Could not ask about Stand-up", "is in trouble (503)", "");
    show.shows("Stand-up");
    show.shows(&lobby.house.link(&name));
    show.press("A").await;
    show.until_screen("here").await;
    show.press("esc").await;
    lobby.house.all_is_well();
    show.happens(Msg::Woke(Timer::Reconnect));
    show.until("connected", |show| show.footer().contains("Connected again")).await;
    show.settle().await;
    assert!(show.header().contains("synced"), "{}", show.header());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_off_is_told_with_the_page_that_switches_it_on() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    lobby.house.fault(Fault::new(Trouble::Refuse(Refusal::ServiceDisabled)));
    show.act("n esc").await;
    show.tells(
        "No space was made",
        "The Google Meet API is not switched on",
        "https://console.developers.google.com/apis/api/meet",
    );
    show.go_to("Stand-up").await;
    show.act("r").await;
    show.tells("Could not ask about", "The Google Meet API is not switched on", "https://console");
    assert!(!show.header().contains("signed out"), "{}", show.header());
    lobby.house.all_is_well();
    show.act("r").await;
    assert!(show.header().contains("synced"), "{}", show.header());
}

/// Ana's sign-in is over, and the app has seen it.
async fn over(lobby: &Lobby) -> Show {
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    lobby.house.with(|world| world.revoke_access(ANA, "greenroom"));
    show.act("r").await;
    assert!(show.header().contains("signed out"), "{}", show.header());
    show
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_in_the_place_of_another_has_a_list_of_its_own() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    lobby.house.space("Stand-up");
    let mut show = over(&lobby).await;
    lobby.agrees(Consent::allow(BO));
    show.press("A enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as bo@example.com").await;
    show.shows("That is not ana@example.com");
    assert_eq!(lobby.accounts(), [ANA, BO]);
    // Back to where one was: still Ana's, still over, and she may come after all.
    show.act("esc").await;
    show.shows("Stand-up");
    assert_eq!(lobby.current(), ANA, "the next start begins with her as well");
    assert!(show.header().contains("ana@example.com") && show.header().contains("signed out"), "{}", show.header());
    let again = async |show: &mut Show, keys: &str| {
        let before = show.opened().len();
        show.press(keys).await;
        show.until("another page", |show| show.opened().len() > before).await;
        browse(show).await;
    };
    again(&mut show, "A enter").await;
    show.until_screen("That is not ana@example.com").await;
    lobby.agrees(Consent::allow(ANA));
    again(&mut show, "s").await;
    show.until_screen("Signed in as ana@example.com").await;
    show.hides("That is not");
    show.press("enter").await;
    show.act("r").await;
    assert!(show.header().contains("synced"), "{}", show.header());
    // Or on to the other one's.
    show.press("A").await;
    show.until_screen("bo@example.com").await;
    show.press("j").await;
    assert_eq!(show.press_to_end("enter").await, Some(Ended::GoOn(Next::Account(BO.into()))));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_asks_for_less() {
    let lobby = lobby().with_client();
    lobby.agrees(Consent::allow(ANA));
    let mut show = lobby.house.open_as(&Start { signed_in: false, account: None, read_only: true, ..lobby.start() });
    show.press("enter").await;
    browse(&mut show).await;
    let asked = parameter(&show.opened().pop().unwrap(), "scope");
    assert!(asked.contains(Scope::Readonly.url()), "{asked}");
    assert!(!asked.contains(Scope::Created.url()) && !asked.contains(Scope::Settings.url()), "{asked}");
    show.until_screen("Signed in as ana@example.com").await;
    show.hides("Not granted");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_program_signs_in_and_the_other_goes_on_when_it_is_looked_at() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    let name = lobby.house.space("Stand-up");
    let (mut one, mut other) = (over(&lobby).await, over(&lobby).await);
    other.act("t").await;
    other.settle().await;
    // As long as nobody has signed in, looking changes nothing and says nothing new.
    let problems = other.session.app.problems().count();
    other.event(Event::FocusGained).await;
    other.settle().await;
    assert!(other.header().contains("signed out"), "{}", other.header());
    assert_eq!(other.session.app.problems().count(), problems);

    one.press("A enter").await;
    browse(&mut one).await;
    one.until_screen("Signed in as ana@example.com").await;
    let access = lobby.house.access(&name);
    other.act("r").await;
    assert!(other.header().contains("synced"), "{}", other.header());
    assert_eq!(lobby.house.access(&name), access, "what was refused before is not done unasked");
    other.press("A").await;
    other.until_screen("Sign in another account").await;
    other.hides("signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_it_is_enough() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    lobby.house.space_learnt("Stand-up", 24 * 3600);
    let mut other = lobby.as_account(ANA);
    lobby.house.with(|world| world.revoke_access(ANA, "greenroom"));
    other.settle().await;
    assert!(other.header().contains("signed out"), "{}", other.header());
    lobby.ana().await;
    other.event(Event::FocusGained).await;
    other.settle().await;
    assert!(other.header().contains("synced"), "{}", other.header());
}

/// `greenroom auth logout` in another program.
fn sign_out_elsewhere(lobby: &Lobby) {
    let account = lobby.account(ANA);
    let vault = FileVault::new(lobby.home.path());
    greenroom::auth::session::forget(lobby.home.path(), &vault, &account).unwrap();
    let slot = Slot { client_id: account.client_id, email: account.email };
    assert!(vault.read(&slot).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_by_another_program_the_list_stays_and_says_so() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    let name = lobby.house.space("Stand-up");
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    sign_out_elsewhere(&lobby);
    // Google takes the token back as well, as with --revoke.
    lobby.house.with(|world| world.revoke_access(ANA, "greenroom"));
    show.act("r").await;
    assert!(show.header().contains("signed out"), "{}", show.header());
    show.shows("Stand-up");
    show.shows(&lobby.house.link(&name));
    show.press("A").await;
    show.shows("You are signed out");
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
    show.press("enter").await;
    show.act("r").await;
    assert!(show.header().contains("synced"), "{}", show.header());
    assert_eq!(lobby.accounts(), [ANA]);
    show.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn esc_leads_back_to_where_one_came_from() {
    let lobby = lobby().with_client();
    lobby.ana().await;
    let mut show = lobby.as_account(ANA);
    show.settle().await;
    show.press("A").await;
    show.until_screen("here").await;
    show.press("n").await;
    show.until_screen("ssh -L").await;
    show.press("esc").await;
    show.shows("Accounts");
    show.hides("Welcome");
    show.press("esc").await;
    show.shows("No spaces yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn q_quits_where_there_is_nothing_behind_and_closes_where_there_is() {
    let lobby = lobby();
    let mut show = lobby.nobody();
    assert_eq!(show.press_to_end("q").await, Some(Ended::Quit));
    lobby.house.space("Stand-up");
    let mut show = lobby.nobody();
    show.press("A").await;
    show.shows("Welcome");
    show.press("q").await;
    show.hides("Welcome");
    show.shows("Stand-up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_dropped_on_any_step_and_a_path_may_be_endless() {
    let lobby = lobby();
    lobby.agrees(Consent::allow(ANA));
    let file = lobby.home.path().join("client secret.json");
    std::fs::write(&file, &lobby.client).unwrap();
    let mut show = lobby.nobody();
    show.press("enter").await;
    show.until_screen("Make a Cloud project").await;
    show.paste(&"/far/away".repeat(20_000)).await;
    show.shows("Give the client file");
    show.press("enter").await;
    show.until_screen("was not taken").await;
    show.press("esc").await;
    show.paste(&format!("'{}'", file.display())).await;
    show.press("enter").await;
    browse(&mut show).await;
    show.until_screen("Signed in as ana@example.com").await;
}

/// Time enough for nothing to come of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_never_comes_back_is_given_up() {
    let lobby = lobby().with_client();
    let mut show =
        lobby.house.open_as(&Start { signed_in: false, account: None, patience: Duration::from_millis(1), ..lobby.start() });
    show.press("enter").await;
    show.until_screen("Nobody was signed in").await;
    show.press("esc").await;
    show.shows("Welcome");
}
