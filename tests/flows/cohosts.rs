//! The co-hosts tab: who comes in without knocking, and how that is changed.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use greenroom::auth::scopes::{Granted, Scope};
use greenroom::emulator::{Fault, Method, Trouble, World};
use serde_json::{Value, json};

use super::support::{ANA, BO, House, Show, Start};

pub const CHI: &str = "chi@example.com";

/// A space of Ana's with Bo as co-host and Chi as member, and the cursor on Bo.
pub async fn at_the_cohosts(house: &House) -> (Show, String) {
    let name = house.space("Stand-up");
    house.with(|world| {
        world.configure(&name, &json!({ "moderation": "ON" })).unwrap();
        world.add_member(&name, CHI, false).unwrap();
        world.add_member(&name, BO, true).unwrap();
    });
    let mut show = house.settled().await;
    show.act("3").await;
    show.shows("1 co-host, 1 member · asked just now");
    (show, name)
}

/// More people with Google accounts.
pub fn people(house: &House, count: usize) -> Vec<String> {
    let emails: Vec<String> = (0..count).map(|number| format!("guest{number:03}@example.com")).collect();
    house.with(|world| {
        for email in &emails {
            world.add_user(email, "Guest");
        }
    });
    emails
}

/// Who is a member at the server, and as what.
pub fn members(house: &House, name: &str) -> Vec<(String, bool)> {
    house.with(|world| world.members(name).iter().map(|member| (member.email().to_owned(), member.is_cohost())).collect())
}

/// The line of the screen that holds this.
#[track_caller]
pub fn row(show: &Show, words: &str) -> String {
    let screen = show.screen();
    screen.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words:?} on\n{screen}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_there_in_the_next_frame_and_asked_afresh_when_old() {
    let house = House::new();
    house.space("Other");
    let (mut show, _) = at_the_cohosts(&house).await;
    assert!(row(&show, BO).contains("co-host") && row(&show, CHI).contains("member"), "{}", show.screen());
    show.press("1 3").await;
    show.shows(BO);
    assert_eq!(house.count(Method::ListMembers), 1, "what is fresh is not asked for again");
    house.fault(Fault::new(Trouble::HangBeforeHeaders).on(Method::ListMembers));
    show.press("esc").await;
    show.go_to("Other").await;
    show.until_screen("asking Google").await;
    show.hides(BO);
    show.go_to("Stand-up").await;
    show.shows(BO);
    house.all_is_well();
    show.press("3").await;
    show.press("r").await;
    show.until("a second list of it", |_| house.count(Method::ListMembers) > 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_one_after_another_however_they_were_pasted() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    people(&house, 3);
    show.press("a").await;
    show.paste("Guest, Zero <guest000@example.com>; guest001@example.com\r\n\"Two\" <GUEST002@example.com>\n").await;
    show.shows("3 people to add");
    show.act("enter").await;
    show.shows("Stand-up: 3 added");
    show.shows("4 co-hosts, 1 member");
    let sent: Vec<Option<Value>> = house.requests(Method::CreateMember).into_iter().map(|request| request.body).collect();
    let body = |email: &str| Some(json!({ "email": email, "role": "COHOST" }));
    assert_eq!(sent, [body("guest000@example.com"), body("guest001@example.com"), body("GUEST002@example.com")]);
    assert_eq!(members(&house, &name).len(), 5);
    assert_eq!(house.count(Method::ListMembers), 1, "each answer says all there is to know");
    // Pasted without the window: it opens with them.
    show.paste("Zero <guest000@example.com>").await;
    show.shows("1 not new: guest000@example.com (a co-host already)");
    show.press("esc").await;
    show.paste(&house.link(&name)).await;
    show.shows("Stand-up is in the list already");
    // As a member without a role.
    people(&house, 4);
    show.press("a").await;
    show.type_text("guest003@example.com").await;
    show.act("tab enter").await;
    show.shows("4 co-hosts, 2 members");
    assert_eq!(house.requests(Method::CreateMember)[3].body, Some(json!({ "email": "guest003@example.com" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_stays_to_be_mended_and_duplicates_are_told() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    people(&house, 2);
    show.press("a enter").await;
    show.shows("Type or paste an address");
    show.paste("guest000@example.com, BO@example.com, guest000@example.com, oops@, bo at example.com").await;
    show.shows("1 person to add: guest000@example.com");
    show.shows("1 not new: BO@example.com (a co-host already)");
    show.shows("1 more than once, taken once");
    show.shows("“oops@”: what stands after the @ is no domain");
    show.shows("“bo at example.com”: an e-mail address has exactly one @");
    show.act("enter").await;
    assert_eq!(house.count(Method::CreateMember), 1);
    show.shows("> oops@; bo at example.com");
    show.press("enter").await;
    show.shows("There is no address among this");
    for _ in 0.."; bo at example.com".len() {
        show.press("backspace").await;
    }
    show.type_text("example.com").await;
    show.shows("1 person to add: oops@example.com");
    show.press("esc").await;
    assert_eq!(house.count(Method::CreateMember), 1, "Esc sends nothing");
    assert_eq!(members(&house, &name).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_changed_by_one_key_and_several_by_one_request() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    show.act("enter").await;
    show.shows("Stand-up: 1 role changed");
    assert_eq!(members(&house, &name), [(CHI.to_owned(), false), (BO.to_owned(), false)]);
    show.press("* enter").await;
    show.shows("Make 2 people co-hosts of Stand-up?");
    show.shows(CHI);
    show.act("enter").await;
    assert_eq!(house.count(Method::BatchUpdateMembers), 1, "Enter takes the safe answer");
    show.press("enter").await;
    show.act("y").await;
    show.shows("Stand-up: 2 roles changed");
    assert!(members(&house, &name).iter().all(|(_, cohost)| *cohost));
    let requests = house.requests(Method::BatchUpdateMembers);
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].body.as_ref().unwrap()["updateMask"], "role");
    assert_eq!(requests[1].body.as_ref().unwrap()["requests"].as_array().unwrap().len(), 2);
    show.hides("marked");
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_somebody_off_asks_first() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    show.press("d").await;
    show.shows("Take bo@example.com off Stand-up?");
    show.act("enter").await;
    assert_eq!(house.count(Method::DeleteMember), 0, "Enter takes the safe answer");
    show.press("space space d").await;
    show.shows("Take 2 people off Stand-up?");
    show.act("y").await;
    show.shows("Stand-up: 2 taken off");
    show.shows("Nobody has a right of their own in this space");
    assert_eq!((members(&house, &name).len(), house.count(Method::DeleteMember)), (0, 2));
    show.press("d").await;
    show.shows("nobody is in this list");
    assert_eq!(show.rows(), ["Stand-up"], "the space is not forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_moderation_cohosts_are_told_to_be_without_power_and_the_way_is_shown() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.with(|world| {
        world.configure(&name, &json!({ "moderation": "OFF" })).unwrap();
        world.add_member(&name, BO, true).unwrap();
    });
    let mut show = house.settled().await;
    show.act("3").await;
    show.shows("Moderation is off: co-hosts have no more rights than anybody else. 2 goes to the settings");
    show.shows("Co-hosts may need Business Standard");
    show.press("2 j j space").await;
    show.act("enter").await;
    show.act("3").await;
    show.hides("Moderation is off");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_narrows_the_people_and_marks_outlive_it() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    let emails = people(&house, 30);
    house.with(|world| emails.iter().for_each(|email| drop(world.add_member(&name, email, false).unwrap())));
    show.act("r").await;
    show.press("/").await;
    show.type_text("guest017").await;
    show.shows("1 of 32");
    show.press("enter space").await;
    show.shows("1 marked");
    show.press("esc").await;
    show.shows("1 co-host, 31 members");
    show.shows("1 marked");
    show.press("/").await;
    show.type_text("co-h").await;
    show.shows("1 of 32");
    show.shows(BO);
    show.press("esc").await;
    show.act("enter").await;
    show.shows("2 co-hosts, 30 members");
    assert!(row(&show, "guest017").contains("co-host"));
    show.press("/").await;
    show.type_text("zzz").await;
    show.shows("Nobody matches “zzz”");
    show.press("esc").await;
    show.act("y").await;
    assert_eq!(show.copied(), [BO], "y copies the address under the cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_page_of_people_is_listed_whole() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    let emails = people(&house, 700);
    house.with(|world| emails.iter().for_each(|email| drop(world.add_member(&name, email, false).unwrap())));
    show.act("r").await;
    show.shows("1 co-host, 701 members");
    assert_eq!(house.count(Method::ListMembers), 3, "one before, and two pages");
    show.press("G").await;
    show.shows("guest699@example.com");
    show.press("k ctrl-u g").await;
    show.shows(BO);
    // All of them at once: two batches, for one takes 500.
    show.press("* enter").await;
    show.shows("Make 701 people co-hosts of Stand-up?");
    show.shows("and 695 more");
    show.act("y").await;
    show.shows("702 co-hosts");
    assert_eq!(house.count(Method::BatchUpdateMembers), 2);
    assert!(members(&house, &name).iter().all(|(_, cohost)| *cohost));
    show.shows("Meet's own page stops at 25 co-hosts");
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_and_missing_scopes_say_why_nothing_can_be_changed() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.with(|world| drop(world.add_member(&name, BO, true).unwrap()));
    let mut show = house.open_as(&Start { read_only: true, ..Start::default() });
    show.settle().await;
    show.act("3").await;
    show.shows(BO);
    for key in ["a", "enter", "d"] {
        show.act(key).await;
        show.shows("read-only: started so that nothing is changed");
    }
    show.session.app.session.read_only = false;
    show.session.app.session.granted = Some(Granted::of(&[Scope::Readonly]));
    for key in ["a", "enter", "d"] {
        show.act(key).await;
        assert!(show.footer().contains("not granted: to make spaces, change them"), "{key}: {}", show.footer());
    }
    let writes = [Method::CreateMember, Method::BatchUpdateMembers, Method::DeleteMember];
    assert_eq!(writes.map(|method| house.count(method)), [0; 3]);
    // Nor may the list be asked for.
    show.session.app.session.granted = Some(Granted::of(&[Scope::Settings]));
    house.with(World::clear_requests);
    show.act("r").await;
    show.shows("not granted: to see spaces and conferences");
    assert_eq!(house.count(Method::ListMembers), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_reads_that_in_the_place_of_the_list() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.open_as(&Start { signed_in: false, account: Some(ANA), ..Start::default() });
    show.settle().await;
    show.act("3").await;
    show.shows("not signed in: A signs in");
    show.act("a").await;
    show.shows("not signed in");
    assert_eq!(house.with(|world| world.count_all()), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_and_the_wheel_choose_a_row() {
    let house = House::new();
    let (mut show, name) = at_the_cohosts(&house).await;
    let screen = show.screen();
    let line = screen.lines().position(|line| line.contains(CHI)).unwrap();
    let mouse =
        |kind| Event::Mouse(MouseEvent { kind, column: 60, row: u16::try_from(line).unwrap(), modifiers: KeyModifiers::NONE });
    show.event(mouse(MouseEventKind::Down(MouseButton::Left))).await;
    show.act("enter").await;
    assert!(members(&house, &name).iter().all(|(_, cohost)| *cohost), "the one that was clicked became a co-host");
    show.event(mouse(MouseEventKind::ScrollUp)).await;
    show.act("y").await;
    assert_eq!(show.copied(), [BO]);
}
