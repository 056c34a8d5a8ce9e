//! The co-hosts tab on bad days: refused, lost, overtaken, too many. What is known stays, nothing is sent twice, and whoever could
//! not be added stays listed with the reason.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use greenroom::bulk::Pace;
use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Fault, Method, Refusal, Trouble};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::cohosts::{CHI, at_the_cohosts, members, people, row};
use super::support::{ANA, BO, HOUR, House, Script, Show, Start};

/// Types addresses into the window and sends them off.
async fn add(show: &mut Show, text: &str) {
    show.press("a").await;
    show.paste(text).await;
    show.press("enter").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_of_another_client_or_owner_names_all_causes_and_the_likely_one() {
    let house = House::new();
    let other = house.with(|world| world.create_space_for(ANA, "calendar")).unwrap();
    house.remember(&other, "From the calendar", HOUR);
    let theirs = house.with(|world| world.create_space_for(BO, "greenroom")).unwrap();
    house.remember(&theirs, "Bo's", HOUR);
    let mut show = house.settled().await;
    for (title, likely) in [
        ("From the calendar", "it is yours: most likely it was made with another OAuth client, or in Calendar"),
        ("Bo's", "most likely it is somebody else's"),
    ] {
        show.press("esc").await;
        show.go_to(title).await;
        show.act("3").await;
        show.tells(
            &format!("Could not list the members of {title}"),
            "You are not the owner, the space was made with another OAuth",
            "Sign in as its owner",
        );
        show.shows(likely);
        show.press("a").await;
        show.shows("Google does not let you at its members; r asks again");
    }
    assert_eq!(house.count(Method::CreateMember), 0);
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_refused_as_well_is_not_sent_and_can_be_tried_again() {
    let limited = Refusal::RateLimited { retry_after: Some(Duration::from_mins(2)), retry_info: None };
    for (refusal, beside, words) in [
        (Refusal::ScopeInsufficient, "not granted", "Needed is one of: meetings.space.created"),
        (Refusal::Masked, "refused", "made with another OAuth client"),
        (Refusal::ServiceDisabled, "refused", "not switched on"),
        (Refusal::TokenExpired, "signed out", "access token"),
        (limited, "too many changes", "Too many requests"),
    ] {
        let house = House::new();
        let (mut show, name) = at_the_cohosts(&house).await;
        let emails = people(&house, 5);
        house.fault(Fault::new(Trouble::Refuse(refusal)).on(Method::CreateMember));
        add(&mut show, &emails.join(" ")).await;
        show.settle().await;
        assert_eq!(house.count(Method::CreateMember), 1, "{refusal:?}: the others would be refused as well");
        assert!(row(&show, &emails[0]).contains(beside), "{refusal:?}\n{}", show.screen());
        assert!(row(&show, &emails[4]).contains("not sent"), "{refusal:?}\n{}", show.screen());
        show.shows("5 not done");
        show.press("g").await;
        show.shows(words);
        // Better times.
        house.all_is_well();
        show.shows("Enter tries all 5 again that were held up");
        show.act("enter").await;
        show.shows("Stand-up: 5 added");
        assert_eq!(members(&house, &name).len(), 7, "{refusal:?}");
        show.hides("not sent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_without_a_google_account_stays_listed_with_the_reason() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    let emails = people(&house, 2);
    add(&mut show, &format!("{}, nobody@example.com, {}", emails[0], emails[1])).await;
    show.settle().await;
    show.shows("Stand-up: 2 added, 1 not done");
    show.tells("1 not done", "nobody@example.com: no Google account", "Enter on one tries again");
    assert!(row(&show, "nobody@example.com").contains("× no Google account"), "{}", show.screen());
    show.press("g").await;
    show.shows("whoever has no Google account can still be sent the link");
    // It stays when one comes back to the space, and can be tried again once there is an account.
    show.press("esc 3 g").await;
    house.with(|world| {
        world.add_user("nobody@example.com", "Nobody");
    });
    show.act("enter").await;
    show.shows("Stand-up: 1 added");
    assert_eq!(members(&house, &name).len(), 5);
    // Or it is given up, which sends nothing.
    add(&mut show, "never@example.com").await;
    show.settle().await;
    show.act("g d").await;
    show.hides("never@example.com");
    assert_eq!(house.count(Method::DeleteMember), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_lost_answer_the_list_is_asked_before_anything_is_sent_again() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    let emails = people(&house, 3);
    // Done, but the answer is lost: the list tells, and nothing is sent twice.
    house.fault(Fault::new(Trouble::Reset).on(Method::CreateMember).times(1).after_processing());
    add(&mut show, &emails[..2].join(" ")).await;
    show.settle().await;
    assert_eq!((house.count(Method::CreateMember), house.count(Method::ListMembers)), (2, 2));
    show.shows("Stand-up: 2 added");
    assert_eq!(members(&house, &name).len(), 4);
    // Not done: it stays, and says so.
    house.fault(Fault::new(Trouble::Reset).on(Method::CreateMember).times(1));
    add(&mut show, &emails[2]).await;
    show.settle().await;
    assert_eq!((house.count(Method::CreateMember), house.count(Method::ListMembers)), (3, 3));
    assert!(row(&show, &emails[2]).contains("answer lost"), "{}", show.screen());
    show.press("g").await;
    show.shows("The answer was lost on its way, and the list does not have it");
    show.act("enter").await;
    show.shows("Stand-up: 1 added");
    assert_eq!((house.count(Method::CreateMember), members(&house, &name).len()), (4, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nobody_can_tell_nothing_is_sent_again() {
    let house = House::new();
    let name = house.space("Stand-up");
    let emails = people(&house, 2);
    let mut show = house.open_as(&Start { silence: Duration::from_millis(300), ..Start::default() });
    show.settle().await;
    show.act("3").await;
    house.fault(Fault::new(Trouble::HangBeforeHeaders).on(Method::CreateMember).times(1));
    house.fault(Fault::new(Trouble::Refuse(Refusal::Internal)).on(Method::ListMembers));
    add(&mut show, &emails.join(" ")).await;
    show.settle().await;
    assert!(row(&show, &emails[0]).contains("nobody knows"), "{}", show.screen());
    assert!(row(&show, &emails[1]).contains("not sent"), "{}", show.screen());
    // Trying again asks the list first; as long as it cannot be had, nothing goes out.
    show.act("g enter").await;
    assert_eq!(house.count(Method::CreateMember), 1);
    house.all_is_well();
    show.press("space space").await;
    show.act("enter").await;
    assert_eq!(members(&house, &name), [(emails[1].clone(), true), (emails[0].clone(), true)]);
    assert_eq!(house.count(Method::CreateMember), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_another_program_changed_is_learnt_and_told() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    let chi = house.with(|world| world.members(&name)[0].name());
    // Gone meanwhile: a batch with it is refused as a whole.
    house.with(|world| world.remove_member(&chi).unwrap());
    show.press("* enter").await;
    show.act("y").await;
    show.tells("1 role of Stand-up not changed", "no longer a member", "change them again");
    show.shows("1 co-host · asked just now");
    show.hides(CHI);
    assert_eq!(members(&house, &name), [(BO.to_owned(), true)]);
    // Taken off here and there: it is off.
    let bo = house.with(|world| world.members(&name)[0].name());
    house.with(|world| world.remove_member(&bo).unwrap());
    show.press("d").await;
    show.act("y").await;
    show.shows("Stand-up: 1 taken off");
    show.shows("Nobody has a right of their own");
    // Added here and there: it is a member, and who did it does not matter.
    house.with(|world| drop(world.add_member(&name, CHI, false).unwrap()));
    add(&mut show, CHI).await;
    show.settle().await;
    assert!(row(&show, CHI).contains("member"), "{}", show.screen());
    show.hides("co-host already");
    show.tells("1 not done", "a member already", "Enter");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_finds_its_space_wherever_the_cursor_is() {
    let house = House::new();
    house.space("Other");
    let (mut show, name) = at_the_cohosts(&house).await;
    let emails = people(&house, 1);
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(300))).on(Method::CreateMember));
    house.fault(Fault::new(Trouble::Slow(Duration::from_millis(300))).on(Method::ListMembers));
    add(&mut show, &emails[0]).await;
    show.until_screen("being added").await;
    show.press("r esc").await;
    show.go_to("Other").await;
    show.hides(BO);
    show.settle().await;
    show.shows("Stand-up: 1 added");
    show.hides(BO);
    show.shows("Nobody has a right of their own in this space");
    show.go_to("Stand-up").await;
    show.shows("2 co-hosts, 1 member");
    show.shows(&emails[0]);
    assert_eq!(members(&house, &name).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_facts_stay_when_the_list_cannot_be_had() {
    let house = House::new();
    let (mut show, _) = at_the_cohosts(&house).await;
    for trouble in [Trouble::Refuse(Refusal::Internal), Trouble::Html, Trouble::CutBody] {
        house.fault(Fault::new(trouble).on(Method::ListMembers));
        show.act("r").await;
        show.shows("Could not list the members of Stand-up");
        show.shows(BO);
        show.shows("1 co-host, 1 member · asked just now");
        house.all_is_well();
        show.act("r").await;
        assert!(!show.screen().contains("││ Could not list"), "{}", show.screen());
    }
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_this_version_does_not_know_is_shown_as_sent_and_never_lost_unasked() {
    let space = json!({ "name": "spaces/abcDEF123456", "meetingUri": "https://meet.google.com/abc-mnop-xyz",
        "meetingCode": "abc-mnop-xyz", "config": { "accessType": "OPEN", "moderation": "ON" } });
    let answer = space.clone();
    let script = Script::start(move |verb, path| match (verb, path.ends_with("/members"), path.ends_with(":batchUpdate")) {
        ("GET", true, _) => (200, json!({ "members": [
            { "name": "spaces/abcDEF123456/members/1", "email": "bo@example.com", "role": "PANELIST\u{1b}[31m", "user": "users/1" },
            { "name": "spaces/abcDEF123456/members/2", "role": "COHOST" },
        ] })),
        (_, _, true) => (200, json!({ "members": [
            { "name": "spaces/abcDEF123456/members/1", "email": "bo@example.com", "role": "COHOST" } ] })),
        _ => (200, answer.clone()),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let mut show = script.open(folder.path(), "Stand-up", &space);
    show.settle().await;
    show.act("3").await;
    assert!(row(&show, BO).contains("PANELIST"), "{}", show.screen());
    assert!(row(&show, "spaces/abcDEF123456/members/2").contains("co-host"), "one without an address is listed by its name");
    show.press("j enter").await;
    show.shows("Make bo@example.com a co-host?");
    show.shows("A role that this version does not know is lost by it");
    show.act("n").await;
    assert!(script.seen().iter().all(|seen| !seen.contains("batchUpdate")));
    show.press("enter").await;
    show.act("y").await;
    show.shows("2 co-hosts");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_google_did_not_take_over_is_told() {
    let space = json!({ "name": "spaces/abcDEF123456", "meetingUri": "https://meet.google.com/abc-mnop-xyz",
        "meetingCode": "abc-mnop-xyz", "config": { "accessType": "OPEN", "moderation": "ON" } });
    let answer = space.clone();
    let member = json!({ "name": "spaces/abcDEF123456/members/1", "email": "bo@example.com" });
    let script = Script::start(move |verb, path| match (verb, path.contains("/members")) {
        ("GET", true) => (200, json!({ "members": [member] })),
        (_, true) if path.ends_with(":batchUpdate") => (200, json!({ "members": [member] })),
        (_, true) => (200, json!({ "name": "spaces/abcDEF123456/members/2", "email": "chi@example.com" })),
        _ => (200, answer.clone()),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let mut show = script.open(folder.path(), "Stand-up", &space);
    show.settle().await;
    show.act("3").await;
    show.act("enter").await;
    show.tells("Not every role took in Stand-up", "says another role: your administrator or the licence", "what Google has");
    assert!(row(&show, BO).contains("member"), "{}", show.screen());
    add(&mut show, "chi@example.com").await;
    show.settle().await;
    show.tells("Not every role took in Stand-up", "chi@example.com", "what Google has");
}

/// Seconds that the clock of the next test is ahead.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(AHEAD.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_go_out_below_the_limit_and_can_be_stopped() {
    let house = House::new();
    let name = house.space("Stand-up");
    let emails = people(&house, 500);
    let a_minute = Duration::from_mins(1);
    let mut show = house.open_as(&Start { now: later, pace: Pace::new(60, a_minute, a_minute), ..Start::default() });
    show.settle().await;
    show.act("3").await;
    let pasted: Vec<String> = emails.iter().map(|email| format!("Somebody Guest <{email}>")).collect();
    show.press("a").await;
    show.paste(&format!("{}\nbad@", pasted.join("\n"))).await;
    show.shows("500 people to add");
    show.press("enter esc").await;
    show.until("sixty are added", |_| house.count(Method::CreateMember) == 60).await;
    show.until_screen("440 to go").await;
    show.shows("one after the other, well below the 100 changes a minute");
    // Keys work meanwhile, and the space is not lost sight of.
    show.press("g").await;
    assert!(row(&show, "guest060@example.com").contains("to be added"), "{}", show.screen());
    show.press("esc d").await;
    show.shows("its members are being changed");
    show.press("3").await;
    AHEAD.store(61, Ordering::SeqCst);
    show.happens(Msg::Woke(Timer::MemberChange(name.parse().unwrap())));
    show.until("sixty more", |_| house.count(Method::CreateMember) == 120).await;
    show.until_screen("380 to go").await;
    show.press("x").await;
    show.shows("Stopped: 380 changes were not sent");
    show.shows("120 co-hosts");
    show.press("g").await;
    assert!(row(&show, "guest120@example.com").contains("stopped"), "{}", show.screen());
    assert_eq!((house.count(Method::CreateMember), members(&house, &name).len()), (120, 120));
    // More than five hundred at once are not taken.
    show.press("a").await;
    let many: Vec<String> = (0..501).map(|number| format!("more{number}@example.com")).collect();
    show.paste(&many.join("\n")).await;
    show.press("enter").await;
    show.shows("501 are too many at once");
}
