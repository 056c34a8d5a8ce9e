//! A server that refuses, fails, babbles or stalls. Each time: the screen stays usable, what was known stays, and the message says
//! what, why and what next.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, Refusal, Scope as Grant, Trouble, World};
use greenroom::meet::client::RetryPolicy;

use super::support::{ANA, House, Show, Start, quick};

/// A program with a list, whose server has this trouble from now on; `r` meets it.
async fn met(trouble: Trouble) -> (House, String, Show) {
    let house = House::new();
    let name = house.space("Stand-up");
    let start = Start { silence: Duration::from_millis(400), ..Start::default() };
    let mut show = house.open_as(&start);
    show.settle().await;
    house.fault(Fault::new(trouble));
    house.with(World::clear_requests);
    show.act("r").await;
    (house, name, show)
}

/// What holds on every bad day: what was known is there, here and in the store; keys work; and better times are noticed.
async fn holds(house: &House, name: &str, mut show: Show) {
    show.shows(&house.link(name));
    show.is_usable().await;
    show.press("!").await;
    show.shows("What went wrong");
    show.press("esc").await;
    house.all_is_well();
    show.act("r").await;
    show.act("y").await;
    assert_eq!(show.copied(), [house.link(name)]);
    assert!(show.line("Stand-up").contains('○'), "the trouble is gone from the row: {}", show.screen());
    assert!(show.close().is_empty());
    assert_eq!(house.store().entry(&name.parse().unwrap()).unwrap().unwrap().label.as_deref(), Some("Stand-up"));
}

#[tokio::test]
async fn a_refusal_says_what_why_and_what_next() {
    let limited = Refusal::RateLimited { retry_after: None, retry_info: None };
    for (refusal, why, next) in [
        (Refusal::ScopeInsufficient, "not granted what this needs. Needed is one of: meetings.space", "tick every box"),
        (Refusal::ServiceDisabled, "not switched on in the Cloud project", "https://console"),
        (Refusal::NotOwner, "you have no access", "right account"),
        (Refusal::Masked, "another OAuth client", "letter by letter"),
        (Refusal::NotFound, "wrong", "letter by letter"),
        (limited, "Too many requests", "Wait a minute"),
        (Refusal::Internal, "HTTP 500", "try again"),
        (Refusal::Unavailable { retry_after: None }, "HTTP 503", "try again"),
    ] {
        let (house, name, show) = met(Trouble::Refuse(refusal)).await;
        show.tells("Could not ask about Stand-up", why, next);
        show.shows("Could not ask about Stand-up");
        assert!(show.footer().contains("! says why"), "{refusal:?}: {}", show.footer());
        assert!(house.count(Method::GetSpace) <= 5, "{refusal:?}: {} requests", house.count(Method::GetSpace));
        holds(&house, &name, show).await;
    }
}

#[tokio::test]
async fn an_answer_that_is_no_answer_says_what_why_and_what_next() {
    for (trouble, why, next) in [
        (Trouble::Html, "HTTP 502", ""),
        (Trouble::CutBody, "cut short", "try again"),
        (Trouble::HugeBody(50 * 1024 * 1024), "larger than", "endpoint"),
        (Trouble::HangBeforeHeaders, "did not answer", "try again"),
        (Trouble::HangAfterHeaders, "stopped coming", "try again"),
        (Trouble::Reset, "broke before the answer", "try again"),
    ] {
        let (house, name, show) = met(trouble).await;
        show.tells("Could not ask about Stand-up", why, next);
        holds(&house, &name, show).await;
    }
}

#[tokio::test]
async fn an_answer_that_drips_is_waited_for_while_keys_work() {
    let house = House::new();
    let name = house.space("Stand-up");
    let mut show = house.settled().await;
    house.with(|world| world.configure(&name, &serde_json::json!({ "accessType": "OPEN" }))).unwrap();
    house.fault(Fault::new(Trouble::Drip(Duration::from_millis(1))).on(Method::GetSpace));
    house.with(World::clear_requests);
    show.press("r").await;
    show.until("the read is there", |_| house.count(Method::GetSpace) == 1).await;
    show.is_usable().await;
    show.settle().await;
    assert!(show.line("Stand-up").contains("open"), "{}", show.screen());
}

#[tokio::test]
async fn while_a_server_hangs_every_key_works() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.space("Retro");
    house.fault(Fault::new(Trouble::HangBeforeHeaders));
    let mut show = house.open();
    show.until("a request", |_| house.count(Method::GetSpace) > 0).await;
    show.go_to("Stand-up").await;
    show.press("y").await;
    show.until("copied", |show| !show.copied().is_empty()).await;
    assert_eq!(show.copied(), [house.link(&name)]);
    show.press("p R").await;
    show.type_text("!").await;
    show.press("enter / s t").await;
    assert_eq!(show.cursor(), "Stand-up!");
    show.press("esc").await;
    show.is_usable().await;
    show.press("n").await;
    show.until("the post", |_| house.count(Method::CreateSpace) == 1).await;
    show.press("esc").await;
    show.shows("creating");
    assert!(show.close().is_empty(), "and nothing that was done is lost");
    let entry = house.store().entry(&name.parse().unwrap()).unwrap().unwrap();
    assert_eq!((entry.label.as_deref(), entry.pinned), (Some("Stand-up!"), true));
}

#[tokio::test]
async fn a_token_that_expires_in_mid_session_is_told_once_and_not_hammered() {
    let house = House::new();
    for number in 0..100 {
        house.space(&format!("Room {number}"));
    }
    let mut show = house.open();
    house.with(|world| world.set_latency(Duration::from_millis(30)));
    show.until("some answers", |_| house.count(Method::GetSpace) >= 10).await;
    house.with(|world| world.expire_token(&house.token)).unwrap();
    house.with(World::clear_requests);
    show.settle().await;
    let sent = house.with(|world| world.count_all());
    assert!((1..=10).contains(&sent), "{sent} requests after the token had expired");
    assert!(show.header().contains("token refused"), "{}", show.header());
    show.tells("Could not ask about", "expired", "Sign in again");
    assert!(show.session.app.problems().count() <= 10, "one cause is not a hundred problems");
    assert_eq!(show.rows().len(), 100);
    // Walking about asks no more.
    show.press("j j j G g").await;
    show.settle().await;
    assert_eq!(house.with(|world| world.count_all()), sent);
    show.is_usable().await;
    // What a person asks for is tried, and tells.
    show.act("r").await;
    assert_eq!(house.with(|world| world.count_all()), sent + 1);
    // A new token at the server: all is well again.
    house.with(|world| world.accept_token(&house.token, ANA, "greenroom", &Grant::ALL, Duration::from_hours(1))).unwrap();
    show.act("r").await;
    assert!(!show.header().contains("token refused"), "{}", show.header());
}

#[tokio::test]
async fn a_refused_token_does_not_lose_a_new_space_or_a_change() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    house.with(|world| world.expire_token(&house.token)).unwrap();
    show.act("t").await;
    show.tells("did not become open", "expired", "Sign in again");
    assert!(show.line("Stand-up").contains("restricted"));
    show.act("n").await;
    show.tells("No space was made", "expired", "Sign in again");
    assert!(show.copied().is_empty());
    show.is_usable().await;
}

#[tokio::test]
async fn a_429_is_waited_out_and_the_wait_is_shown() {
    for refusal in [
        Refusal::RateLimited { retry_after: None, retry_info: None },
        Refusal::RateLimited { retry_after: Some(Duration::from_secs(1)), retry_info: None },
        Refusal::RateLimited { retry_after: None, retry_info: Some(Duration::from_millis(1200)) },
    ] {
        let house = House::new();
        let name = house.space("Stand-up");
        let retry = RetryPolicy { first: Duration::from_millis(700), ..quick() };
        let mut show = house.open_as(&Start { retry, ..Start::default() });
        show.settle().await;
        house.with(|world| world.configure(&name, &serde_json::json!({ "accessType": "OPEN" }))).unwrap();
        house.with(World::clear_requests);
        house.fault(Fault::new(Trouble::Refuse(refusal)).times(1));
        show.press("r").await;
        show.until("the wait", |show| show.header().contains("Google asks for patience, trying again in")).await;
        show.is_usable().await;
        show.settle().await;
        assert!(show.line("Stand-up").contains("open"), "{}", show.screen());
        assert!(show.header().contains("synced"), "{}", show.header());
        let reads = house.requests(Method::GetSpace);
        assert_eq!(reads.len(), 2);
        let asked = match refusal {
            Refusal::RateLimited { retry_after: Some(wait), .. } | Refusal::RateLimited { retry_info: Some(wait), .. } => wait,
            _ => Duration::from_millis(700),
        };
        let waited = Duration::try_from(reads[1].time.duration_since(reads[0].time)).unwrap();
        assert!(waited >= asked, "asked for {asked:?}, waited {waited:?}");
        assert_eq!(show.session.app.problems().count(), 0);
    }
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_with_its_end() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    let refusal = Refusal::RateLimited { retry_after: Some(Duration::from_mins(10)), retry_info: None };
    house.fault(Fault::new(Trouble::Refuse(refusal)));
    house.with(World::clear_requests);
    show.act("r").await;
    assert_eq!(house.count(Method::GetSpace), 1);
    show.tells("Could not ask about Stand-up", "Google asks to wait until", "Wait until then");
    show.is_usable().await;
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_and_then_it_goes_on() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    for trouble in [Trouble::Refuse(Refusal::Internal), Trouble::Reset, Trouble::CutBody] {
        house.fault(Fault::new(trouble).times(2));
        house.with(World::clear_requests);
        show.act("r").await;
        assert_eq!(house.count(Method::GetSpace), 3, "{trouble:?}");
        assert_eq!(show.session.app.problems().count(), 0, "{trouble:?}");
        house.all_is_well();
    }
}

#[tokio::test]
async fn a_new_space_that_is_refused_says_why_and_can_be_tried_again() {
    let limited = Refusal::RateLimited { retry_after: None, retry_info: None };
    for (refusal, why, next) in [
        (Refusal::ScopeInsufficient, "not granted what this needs", "tick every box"),
        (Refusal::ServiceDisabled, "not switched on", "https://console"),
        (Refusal::Masked, "does not let this account make a space", "meet.google.com"),
        (limited, "Too many requests", "Wait a minute"),
    ] {
        let house = House::new();
        let mut show = house.settled().await;
        house.fault(Fault::new(Trouble::Refuse(refusal)).on(Method::CreateSpace));
        show.act("n").await;
        assert_eq!(house.count(Method::CreateSpace), 1, "{refusal:?}");
        show.tells("No space was made", why, next);
        show.shows("not made");
        house.all_is_well();
        show.act("d").await;
        show.act("n").await;
        assert_eq!((show.copied().len(), show.rows().len()), (1, 1), "{refusal:?}");
    }
}

#[tokio::test]
async fn a_new_space_whose_answer_never_comes_is_told_as_unknown() {
    for trouble in [Trouble::HangBeforeHeaders, Trouble::HangAfterHeaders, Trouble::Html, Trouble::CutBody, Trouble::Reset] {
        let house = House::new();
        let mut show = house.open_as(&Start { silence: Duration::from_millis(300), ..Start::default() });
        show.settle().await;
        house.fault(Fault::new(trouble).on(Method::CreateSpace).after_processing());
        show.act("n").await;
        assert_eq!(house.count(Method::CreateSpace), 1, "{trouble:?}");
        show.tells("It is not known whether a space was made", "unknown", "cannot be found");
        show.shows("not made");
        show.is_usable().await;
        show.act("d").await;
        assert!(show.rows().is_empty());
    }
}
