//! Several spaces at once: marked, asked about once, changed one after the other, and what failed is told space by space.

use std::time::Duration;

use greenroom::bulk::{Pace, Run};
use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use greenroom::runtime::session::Ended;
use greenroom::store::{Entry, Known};
use serde_json::json;

use super::support::{ANA, BO, DAY, HOUR, House, Show, Start, ago};

/// A list of so many spaces of Ana's, the first of them used last.
fn many(house: &House, count: usize) -> Vec<String> {
    let names: Vec<String> = house.with(|world| (0..count).map(|_| world.create_space_for(ANA, "greenroom").unwrap()).collect());
    let known = names.iter().enumerate().map(|(at, name)| {
        let seen = ago(HOUR + i64::try_from(at).unwrap());
        let entry = Entry { label: Some(format!("Room {at}").into()), ..Entry::named(name.parse().unwrap(), seen) };
        Known { entry, facts: None }
    });
    house.store().fill(known).unwrap();
    names
}

/// All of them marked, and the menu of access answered with open.
async fn open_all(show: &mut Show) {
    show.press("* t g enter").await;
}

fn run(show: &Show) -> &Run {
    show.session.app.bulk().unwrap()
}

fn stored_access(house: &House, name: &str) -> String {
    let entry = house.store().entry(&name.parse().unwrap()).unwrap().unwrap();
    entry.access.map(|access| access.as_str().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn two_hundred_spaces_are_changed_one_after_the_other_with_one_exact_change_each() {
    let house = House::new();
    let names = many(&house, 200);
    let mut show = house.settled().await;
    show.press("* t").await;
    show.shows("Access of 200 spaces");
    show.shows("Room 0");
    assert_eq!(house.count(Method::UpdateSpace), 0);
    show.press("g enter").await;
    show.settle().await;
    let changes = house.requests(Method::UpdateSpace);
    assert_eq!(changes.len(), 200);
    assert!(changes.iter().all(|change| change.target.ends_with("updateMask=config.accessType")));
    let paths: Vec<&str> =
        changes.iter().map(|change| change.target.split('?').next().unwrap().trim_start_matches("/v2/")).collect();
    assert_eq!(paths, names, "in list order");
    assert!(names.iter().all(|name| house.access(name) == "OPEN"));
    assert!(show.footer().contains("Access to open: all 200 done"), "{}", show.footer());
    show.hides("200 of 200");
    assert!(show.line("Room 3").contains("open"));
    show.shows("200 marked");
    assert!(show.close().is_empty());
    assert!(names.iter().all(|name| stored_access(&house, name) == "OPEN"));
}

#[tokio::test]
async fn a_change_is_sent_when_the_one_before_is_answered() {
    let house = House::new();
    many(&house, 6);
    let mut show = house.settled().await;
    let latency = Duration::from_millis(80);
    house.with(|world| world.set_latency(latency));
    open_all(&mut show).await;
    show.settle().await;
    let times: Vec<_> = house.requests(Method::UpdateSpace).iter().map(|change| change.time).collect();
    assert_eq!(times.len(), 6);
    let apart = times.windows(2).map(|pair| Duration::try_from(pair[1].duration_since(pair[0])).unwrap());
    assert!(apart.clone().all(|apart| apart >= latency), "{:?}", apart.collect::<Vec<_>>());
}

#[tokio::test]
async fn it_is_stopped_between_two_and_the_rest_is_sent_later() {
    let house = House::new();
    let names = many(&house, 20);
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(40)));
    open_all(&mut show).await;
    show.until("some are done", |show| run(show).done() >= 3).await;
    show.shows("left");
    show.press("x").await;
    assert!(show.footer().contains("Esc stops it"), "{}", show.footer());
    show.press("esc").await;
    show.settle().await;
    let done = run(&show).done();
    assert!((3..20).contains(&done));
    assert_eq!(house.count(Method::UpdateSpace), done, "what was sent is awaited, and nothing else is sent");
    show.shows(&format!("{} not sent", 20 - done));
    show.shows("Not sent, because you stopped it");
    assert_eq!(show.session.app.problems().count(), 0, "nothing went wrong");
    show.press("esc").await;
    show.press("!").await;
    show.shows("tries these again");
    show.act("r").await;
    assert_eq!(house.count(Method::UpdateSpace), 20);
    assert!(names.iter().all(|name| house.access(name) == "OPEN"));
}

#[tokio::test]
async fn what_is_refused_is_told_space_by_space_and_tried_again() {
    let house = House::new();
    let names = many(&house, 6);
    let mut show = house.settled().await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotOwner)).on(Method::UpdateSpace).times(2));
    open_all(&mut show).await;
    show.settle().await;
    show.shows("4 done · 2 failed");
    show.shows("× Room 0 × Room 1");
    show.shows("you are not the owner");
    show.tells("Access to open: 2 of 6 failed", "you are not the owner", "! shows each");
    show.press("esc").await;
    assert!(show.line("Room 0").contains("restricted") && show.line("Room 2").contains("open"), "{}", show.screen());
    show.shows("Room 0 was not changed");
    show.press("! !").await;
    show.shows("What went wrong");
    show.press("!").await;
    show.shows("tries these again");
    show.act("r").await;
    assert!(names.iter().all(|name| house.access(name) == "OPEN"));
    assert_eq!(house.count(Method::UpdateSpace), 8);
    show.hides("was not changed");
    show.is_usable().await;
}

#[tokio::test]
async fn those_of_others_are_left_out_and_said() {
    let house = House::new();
    let theirs = house.with(|world| world.create_space_for(BO, "greenroom")).unwrap();
    house.remember(&theirs, "Bo's", HOUR);
    let name = house.space("Mine");
    let mut show = house.settled().await;
    show.press("* t").await;
    show.shows("1 of them you do not own");
    show.press("g enter").await;
    show.settle().await;
    assert_eq!((house.count(Method::UpdateSpace), house.access(&name)), (1, "OPEN".into()));
    show.shows("Only the owner sees and changes who may join.");
    show.hides("tries these again");
}

#[tokio::test]
async fn too_many_changes_are_waited_out_and_the_wait_is_shown() {
    let house = House::new();
    let names = many(&house, 4);
    let mut show = house.settled().await;
    let limited = Refusal::RateLimited { retry_after: None, retry_info: None };
    // Five tries are what the client makes by itself.
    house.fault(Fault::new(Trouble::Refuse(limited)).on(Method::UpdateSpace).times(7));
    open_all(&mut show).await;
    show.until_screen("asks for patience").await;
    show.settle().await;
    assert_eq!(house.count(Method::UpdateSpace), 7 + 4);
    assert!(names.iter().all(|name| house.access(name) == "OPEN"));
    assert_eq!(show.session.app.problems().count(), 0);
}

#[tokio::test]
async fn no_more_than_the_pace_allows_are_sent_and_the_window_says_why_it_waits() {
    let house = House::new();
    many(&house, 6);
    let pace = Pace::new(4, Duration::from_mins(10), Duration::from_secs(1));
    let mut show = house.open_as(&Start { pace, ..Start::default() });
    show.settle().await;
    open_all(&mut show).await;
    show.until_screen("Google allows 100 changes a minute: goes on in").await;
    assert_eq!(house.count(Method::UpdateSpace), 4);
    show.press("enter").await;
    assert!(show.header().contains("4 of 6 done"), "{}", show.header());
    // The list works on.
    show.press("j y").await;
    show.until("the links are copied", |show| show.copied().len() == 1).await;
    assert_eq!(show.copied()[0].lines().count(), 6);
    show.press("! esc").await;
    show.settle().await;
    assert_eq!(house.count(Method::UpdateSpace), 4);
}

#[tokio::test]
async fn a_server_that_is_gone_in_the_middle_leaves_the_rest_unsent() {
    let house = House::new();
    many(&house, 30);
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(30)));
    open_all(&mut show).await;
    show.until("some are done", |show| run(show).done() >= 2).await;
    let gone = house.server_gone();
    show.settle().await;
    let run = run(&show);
    assert!(!run.is_running() && run.failed().len() == 1, "{run:?}");
    assert_eq!(run.done() + 1 + run.unsent().len(), 30);
    show.shows("Not sent, because it would have ended the same way");
    assert!(show.header().contains("offline since"), "{}", show.header());
    show.press("r").await;
    show.settle().await;
    assert!(!self::run(&show).is_running());
    show.is_usable().await;
    drop(gone);
}

#[tokio::test]
async fn a_token_that_runs_out_in_the_middle_leaves_the_rest_unsent() {
    let house = House::new();
    many(&house, 30);
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(30)));
    open_all(&mut show).await;
    show.until("some are done", |show| run(show).done() >= 2).await;
    house.with(|world| world.expire_token(&house.token)).unwrap();
    show.settle().await;
    let refused = house.count(Method::UpdateSpace) - run(&show).done();
    assert!((1..=2).contains(&refused), "{refused} after the end of the token");
    assert!(run(&show).unsent().len() > 10);
    assert!(show.header().contains("token refused"), "{}", show.header());
}

#[tokio::test]
async fn a_policy_that_keeps_another_value_is_told_and_what_google_has_is_shown() {
    let house = House::new();
    let names = many(&house, 3);
    house.with(|world| world.set_policy(ANA, "config.accessType", "TRUSTED")).unwrap();
    let mut show = house.settled().await;
    open_all(&mut show).await;
    show.settle().await;
    show.shows("3 failed");
    show.shows("says access trusted: your administrator may forbid it");
    show.press("esc").await;
    assert!(show.line("Room 1").contains("trusted"), "{}", show.screen());
    show.close();
    assert_eq!(stored_access(&house, &names[1]), "TRUSTED");
}

#[tokio::test]
async fn q_asks_and_ends_it_when_what_was_sent_is_answered() {
    let house = House::new();
    let names = many(&house, 20);
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(60)));
    open_all(&mut show).await;
    show.until("one is done", |show| run(show).done() >= 1).await;
    show.press("enter q").await;
    show.shows("stop it and quit?");
    show.press("enter q").await;
    show.press("y").await;
    let mut ended = None;
    while ended.is_none() {
        ended = show.session.step().await.unwrap();
    }
    assert_eq!(ended, Some(Ended::Quit));
    let sent = house.count(Method::UpdateSpace);
    assert!((1..20).contains(&sent));
    assert!(show.finish().await.is_empty());
    let learnt = names.iter().filter(|name| stored_access(&house, name) == "OPEN").count();
    assert_eq!(learnt, sent, "what was sent is known");
}

#[tokio::test]
async fn ctrl_c_does_not_wait_but_what_was_sent_is_known_all_the_same() {
    let house = House::new();
    let names = many(&house, 20);
    let mut show = house.settled().await;
    house.with(|world| world.set_latency(Duration::from_millis(200)));
    open_all(&mut show).await;
    show.until("the second one is on its way", |_| house.count(Method::UpdateSpace) == 2).await;
    assert_eq!(show.press_to_end("ctrl-c").await, Some(Ended::Quit));
    assert!(show.finish().await.is_empty());
    assert_eq!(house.count(Method::UpdateSpace), 2);
    assert_eq!(
        ["OPEN", "OPEN", "RESTRICTED"],
        [0, 1, 2].map(|at| stored_access(&house, &names[at])).each_ref().map(String::as_str)
    );
}

#[tokio::test]
async fn live_calls_are_ended_after_one_question_with_names_and_people() {
    let house = House::new();
    let names = many(&house, 5);
    house.join(&names[1], &[BO, "A guest"]);
    house.join(&names[3], &["Another guest"]);
    let mut show = house.settled().await;
    show.act("* e").await;
    show.shows("End the calls in 2 spaces?");
    show.shows("Room 1 · 2 people");
    show.shows("Room 3 · 1 person");
    show.shows("No call is known to run in the other 3 marked ones.");
    show.press("enter").await;
    assert_eq!(house.count(Method::EndActiveConference), 0, "Enter takes the safe answer");
    show.act("e").await;
    // One of them ends by itself while the question stands.
    house.with(|world| world.end(&names[3])).unwrap();
    show.act("y").await;
    assert_eq!(house.count(Method::EndActiveConference), 2);
    assert!(names.iter().all(|name| house.with(|world| world.people_in(name)) == 0));
    assert_eq!(show.session.app.book.live(), 0, "{}", show.screen());
    assert_eq!(show.session.app.problems().count(), 0);
    show.press("e").await;
    assert!(show.footer().contains("no conference is running"), "{}", show.footer());
}

#[tokio::test]
async fn an_end_whose_answer_is_lost_is_told_and_the_others_are_ended() {
    let house = House::new();
    let names = many(&house, 3);
    for name in &names {
        house.join(name, &["A guest"]);
    }
    let mut show = house.settled().await;
    house.fault(Fault::new(Trouble::Reset).on(Method::EndActiveConference).after_processing().times(1));
    show.act("* e").await;
    show.act("y").await;
    assert_eq!(house.count(Method::EndActiveConference), 3, "none is sent twice");
    show.shows("1 failed");
    show.shows("unknown");
}

#[tokio::test]
async fn links_are_copied_one_a_line_and_old_ones_fetched_before() {
    let house = House::new();
    let names: Vec<String> =
        [("Old", 3 * DAY), ("Fresh", HOUR), ("Older", 9 * DAY)].map(|(label, age)| house.space_learnt(label, age)).into();
    // Nothing is read by itself, so that the old ones stay old.
    house.fault(Fault::new(Trouble::Refuse(Refusal::Internal)).on(Method::GetSpace));
    let mut show = house.settled().await;
    house.all_is_well();
    let new_code = house.with(|world| world.renew_code(&names[2])).unwrap();
    show.act("* y").await;
    let copied = show.copied();
    let lines: Vec<&str> = copied[0].lines().collect();
    assert_eq!(copied.len(), 1);
    assert_eq!(lines.len(), 3);
    assert!(lines.contains(&house.link(&names[0]).as_str()) && lines.iter().any(|line| line.contains(&new_code)), "{lines:?}");
    assert!(show.footer().contains("3 links"), "{}", show.footer());
}

#[tokio::test]
async fn several_are_forgotten_and_brought_back_by_one_key_each() {
    let house = House::new();
    let names = many(&house, 5);
    let (mut show, mut other) = (house.settled().await, house.settled().await);
    other.press("*").await;
    show.press("space space space d").await;
    show.shows("Forget 3 spaces?");
    show.act("y").await;
    assert_eq!(show.rows(), ["Room 3", "Room 4"]);
    assert!(show.footer().contains("Forgot 3 spaces"), "{}", show.footer());
    assert_eq!(house.store().len().unwrap(), 2);
    other.act("ctrl-r").await;
    assert_eq!((other.rows().len(), other.session.app.spaces.marks()), (2, 2), "marks of forgotten rows drop out");
    show.act("u").await;
    assert_eq!((show.rows().len(), house.store().len().unwrap()), (5, 5));
    assert_eq!(show.session.app.spaces.marks(), 3);
    show.act("p").await;
    let pinned = names.iter().filter(|name| house.store().entry(&name.parse().unwrap()).unwrap().unwrap().pinned).count();
    assert_eq!(pinned, 3);
    show.act("u").await;
    assert!(names.iter().all(|name| !house.store().entry(&name.parse().unwrap()).unwrap().unwrap().pinned));
}

#[tokio::test]
async fn marks_stay_on_their_rows_when_the_order_changes_and_the_filter_hides_them() {
    let house = House::new();
    let names = many(&house, 4);
    let mut show = house.settled().await;
    show.press("j space space").await;
    house.join(&names[3], &["A guest"]);
    show.act("ctrl-r r").await;
    assert!(show.line("Room 1").contains('✓') && show.line("Room 2").contains('✓') && !show.line("Room 0").contains('✓'));
    show.press("/ 0 enter").await;
    show.shows("2 marked");
    show.press("t").await;
    show.shows("Access of 2 spaces");
    show.shows("2 of them are hidden by the filter.");
    show.press("esc").await;
    show.press("esc").await;
    show.hides("2 marked");
    show.shows("1 of 4");
}

#[tokio::test]
async fn what_one_space_is_asked_by_hand_goes_beside_it_but_never_twice_at_once() {
    let house = House::new();
    let names = many(&house, 3);
    house.with(|world| world.configure(&names[0], &json!({ "accessType": "TRUSTED" })).unwrap());
    let mut show = house.settled().await;
    show.go_to("Room 0").await;
    // A change of the first one hangs for a while.
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(900))).on(Method::UpdateSpace).times(1));
    show.press("t").await;
    show.until("it is on its way", |_| house.count(Method::UpdateSpace) == 1).await;
    open_all(&mut show).await;
    show.settle().await;
    let changes = house.requests(Method::UpdateSpace);
    let of_first: Vec<_> = changes.iter().filter(|change| change.target.contains(&names[0])).collect();
    assert_eq!((changes.len(), of_first.len()), (4, 2));
    let apart = Duration::try_from(of_first[1].time.duration_since(of_first[0].time)).unwrap();
    assert!(apart >= Duration::from_millis(900), "{apart:?}");
    assert!(names.iter().all(|name| house.access(name) == "OPEN"));
}
