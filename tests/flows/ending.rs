//! `e`: asked, sent once, and over only when the server says so.

use std::time::Duration;

use greenroom::emulator::{Fault, Method, Refusal, Trouble};

use super::support::{BO, House, Show};

async fn live() -> (House, String, Show) {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[BO, "A guest", "Another guest"]);
    let mut show = house.settled().await;
    show.act("e").await;
    (house, name, show)
}

#[tokio::test]
async fn the_question_names_it_and_says_how_many_people_are_in_it() {
    let (house, _, show) = live().await;
    show.shows("End the call in Stand-up?");
    show.shows("with 3 people");
    assert_eq!(house.count(Method::EndActiveConference), 0);
}

#[tokio::test]
async fn the_number_comes_when_it_is_known() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[BO]);
    // The people are late.
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(700))).on(Method::ListParticipants));
    let mut show = house.open();
    show.until("live", |show| show.session.app.book.live() == 1).await;
    show.press("e").await;
    show.shows("not known yet how many");
    show.until_screen("with 1 person").await;
    show.settle().await;
}

#[tokio::test]
async fn everything_but_y_leaves_it() {
    for key in ["enter", "n", "esc", "q"] {
        let (house, name, mut show) = live().await;
        show.act(key).await;
        show.hides("End the call");
        assert_eq!(house.count(Method::EndActiveConference), 0, "{key}");
        assert_eq!(house.with(|world| world.people_in(&name)), 3, "{key}");
    }
}

#[tokio::test]
async fn y_ends_it_once_and_it_is_over_when_the_server_says_so() {
    let (house, name, mut show) = live().await;
    // The server needs a while to show it, as Google does.
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(400))).on(Method::GetSpace));
    show.press("y").await;
    assert!(show.line("Stand-up").contains("ending"), "{}", show.screen());
    show.until("the server ended it", |_| house.with(|world| world.people_in(&name)) == 0).await;
    assert!(show.line("Stand-up").contains("ending"), "it is not over before the server shows it: {}", show.screen());
    show.settle().await;
    assert!(show.footer().contains("is over"), "{}", show.footer());
    assert!(!show.line("Stand-up").contains("ending"));
    show.shows("no conference is running");
    let requests = house.requests(Method::EndActiveConference);
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].target.split('?').next(), Some(format!("/v2/{name}:endActiveConference").as_str()));
    show.act("e").await;
    assert!(show.footer().contains("no conference is running"), "{}", show.footer());
}

#[tokio::test]
async fn while_it_is_ending_a_second_end_is_refused() {
    let (house, name, mut show) = live().await;
    house.with(|world| world.set_latency(Duration::from_millis(500)));
    show.press("y").await;
    show.press("e").await;
    assert!(show.footer().contains("being ended"), "{}", show.footer());
    show.settle().await;
    assert_eq!(house.with(|world| world.people_in(&name)), 0);
    assert_eq!(house.count(Method::EndActiveConference), 1);
}

#[tokio::test]
async fn what_was_over_already_is_over() {
    let (house, name, mut show) = live().await;
    house.with(|world| world.end(&name)).unwrap();
    show.act("y").await;
    assert!(show.footer().contains("already over"), "{}", show.footer());
    show.shows("no conference is running");
    assert_eq!(show.session.app.problems().count(), 0, "nothing went wrong");
    show.is_usable().await;
}

#[tokio::test]
async fn a_refusal_leaves_it_live_and_says_why() {
    let (house, _, mut show) = live().await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::EndActiveConference));
    show.act("y").await;
    show.tells("was not ended", "not the owner", "owner");
    assert!(!show.line("Stand-up").contains("ending"));
    show.is_usable().await;
}

#[tokio::test]
async fn an_end_whose_answer_is_lost_is_not_sent_again() {
    let (house, _, mut show) = live().await;
    house.fault(Fault::new(Trouble::Reset).on(Method::EndActiveConference).after_processing().times(1));
    show.act("y").await;
    assert_eq!(house.count(Method::EndActiveConference), 1, "it might end the next call");
    let trouble = show.problem();
    assert!(trouble.why.contains("unknown"), "{trouble:?}");
    show.act("r").await;
    show.shows("no conference is running");
}
