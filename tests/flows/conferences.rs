//! The conferences of a space, and one of them: what is read, when, and what is shown on good and bad days.

use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Artifact, Crowd, Fault, Method, Paging, Person, Refusal, Trouble};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::support::{ANA, House, Script, Show};

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// A conference that is over: so many people, an hour, ended so many minutes ago.
fn over(house: &House, space: &str, people: usize, ago: i64) -> String {
    let crowd = Crowd { people, entries: 5, lasts: minutes(60), ended: Some(minutes(ago)) };
    house.with(|world| world.gather(space, &crowd).unwrap())
}

/// All reads of conferences that the server has seen.
fn reads(house: &House) -> usize {
    let kinds = [
        Method::GetConferenceRecord,
        Method::ListConferenceRecords,
        Method::ListParticipants,
        Method::ListParticipantSessions,
        Method::ListRecordings,
        Method::ListTranscripts,
        Method::ListSmartNotes,
    ];
    kinds.into_iter().map(|method| house.count(method)).sum()
}

/// The list with one space, its conferences on the screen and counted.
async fn at_the_conferences(house: &House) -> Show {
    let mut show = house.settled().await;
    show.act("4").await;
    show
}

#[tokio::test(flavor = "multi_thread")]
async fn live_first_with_people_files_and_how_long_it_is_kept() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 30, 90);
    over(&house, &name, 12, 26 * 60);
    house.join(&name, &[ANA, "Guest"]);
    let mut show = house.settled().await;
    house.with(greenroom::emulator::World::clear_requests);
    show.act("4").await;
    show.shows("Kept for");
    let screen = show.screen();
    let rows: Vec<&str> =
        screen.lines().filter(|line| line.contains(" min ") || line.contains("1 h 00") || line.contains(" s ")).collect();
    let part =
        |words: &str| rows.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words:?} in\n{screen}"));
    assert!(part("29 days") < part("28 days"), "{screen}");
    assert!(rows[part("29 days")].contains("30") && rows[part("29 days")].contains("1    1     1"), "{screen}");
    show.shows("Rec Text Notes");
    assert!(rows[part("28 days")].contains("12"), "{screen}");
    assert!(screen.lines().any(|line| line.contains("▌●")), "live first, under the cursor\n{screen}");
    let lists = house.requests(Method::ListConferenceRecords);
    assert_eq!(lists.len(), 1);
    assert!(lists[0].target.contains("space.name") && lists[0].target.contains("pageSize=100"), "{}", lists[0].target);
    // Three conferences: one read counts the people, one for each kind of file.
    let each = [Method::ListParticipants, Method::ListRecordings, Method::ListTranscripts, Method::ListSmartNotes];
    assert!(each.into_iter().all(|method| house.count(method) >= 3 && house.count(method) <= 5), "{}", reads(&house));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_does_not_wait_for_counts_and_leaving_ends_them() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 30, 90);
    let mut show = house.settled().await;
    for method in [Method::ListParticipants, Method::ListRecordings] {
        house.fault(Fault::new(Trouble::HangBeforeHeaders).on(method));
    }
    show.press("4").await;
    show.until_screen("29 days").await;
    show.until("counts are asked for", |_| house.count(Method::ListParticipants) > 0).await;
    // Were they still awaited, this would take until the end of patience.
    show.act("1").await;
    show.shows("Dial in");
    house.all_is_well();
    show.act("4").await;
    show.shows("30");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_there_at_once_and_not_asked_for_again() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 30, 90);
    let mut show = at_the_conferences(&house).await;
    show.act("enter").await;
    show.shows("30 people");
    show.act("esc").await;
    let before = reads(&house);
    show.press("1 4").await;
    show.shows("29 days");
    show.act("enter").await;
    show.shows("30 people");
    assert_eq!(reads(&house), before, "it is over, and was read");
    show.act("r").await;
    assert!(reads(&house) > before, "r asks whatever is known");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_walks_through_the_list_reads_little_on_the_way() {
    let house = House::new();
    for n in 0..12 {
        house.space(&format!("Space {n}"));
    }
    let mut show = house.settled().await;
    show.act("4 esc").await;
    house.with(greenroom::emulator::World::clear_requests);
    show.press("j j j j j j j j j j").await;
    show.settle().await;
    assert!(house.count(Method::ListConferenceRecords) <= 2, "{}", house.count(Method::ListConferenceRecords));
    show.shows("No conference in the last 30 days");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_conference_with_its_people_on_the_clock() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[ANA, "Guest \u{1b}[31mred\u{202e}", "نور", "👩‍👩‍👧‍👦 family"]);
    house.with(|world| {
        world.join(&name, &Person::Phone("+46 8 465 •• ••".into())).unwrap();
        for id in ["1", "2"] {
            world.join(&name, &Person::Visitor { id: format!("10{id}"), name: "Kim Lee".into() }).unwrap();
        }
    });
    let mut show = at_the_conferences(&house).await;
    show.act("enter").await;
    show.shows("7 people · 7 here now");
    for words in ["Guest red", "نور", "family", "+46 8 465", "Kim Lee #", "signed in", "guest", "phone", "━", "─", "╌"] {
        show.shows(words);
    }
    // Two of one name are two lines, told apart by the end of their ids.
    let screen = show.screen();
    let kims: Vec<&str> = screen.lines().filter(|line| line.contains("Kim Lee #")).collect();
    assert!(kims.len() == 2 && kims[0] != kims[1], "{screen}");
    show.press("s").await;
    show.shows("People by name");
    let screen = show.screen();
    let line = |words: &str| screen.lines().position(|line| line.contains(words)).unwrap();
    assert!(line("Ana") < line("Guest red") && line("Guest red") < line("Kim Lee"), "{screen}");
    // Somebody leaves and comes back: two bars, once it is asked again.
    house.with(|world| {
        world.leave(&name, &Person::Phone("+46 8 465 •• ••".into())).unwrap();
    });
    show.act("r").await;
    show.shows("7 people · 6 here now");
    show.act("esc").await;
    show.shows("Kept for");
    // q closes what is on top, as Esc does.
    show.act("enter q").await;
    show.shows("Kept for");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_and_go_on_the_screen_and_the_end_arrives() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[ANA, "Guest"]);
    let mut show = at_the_conferences(&house).await;
    show.act("enter").await;
    show.shows("2 people · 2 here now");
    house.join(&name, &["Latecomer"]);
    house.with(|world| world.leave(&name, &Person::Anonymous("Guest".into())).unwrap());
    house.with(greenroom::emulator::World::clear_requests);
    show.happens(Msg::Woke(Timer::Live));
    show.settle().await;
    show.shows("3 people · 2 here now");
    show.shows("Latecomer");
    assert_eq!(house.count(Method::ListRecordings), 0, "files do not come and go");
    assert_eq!(house.count(Method::ListParticipantSessions), 2, "of whoever came or went");
    // A look is every 15 seconds: of these reads there are less than 30 a minute.
    assert!(reads(&house) - house.count(Method::ListParticipantSessions) < 7, "{}", reads(&house));
    house.with(|world| world.end(&name).unwrap());
    show.happens(Msg::Woke(Timer::Live));
    show.settle().await;
    show.shows("kept for 29 days");
    show.hides("2 here now");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_read_of_whoever_is_on_the_screen_alone() {
    let house = House::new();
    let name = house.space("All hands");
    over(&house, &name, 600, 90);
    let mut show = at_the_conferences(&house).await;
    house.with(greenroom::emulator::World::clear_requests);
    show.act("enter").await;
    show.shows("600 people");
    assert_eq!(house.count(Method::ListParticipants), 3, "pages of 250");
    assert!(house.requests(Method::ListParticipants)[1].target.contains("pageSize=250"));
    let first = house.count(Method::ListParticipantSessions);
    assert!((15..=40).contains(&first), "{first}");
    show.act("G").await;
    let more = house.count(Method::ListParticipantSessions) - first;
    assert!((15..=40).contains(&more), "{more}");
    show.act("g").await;
    assert_eq!(house.count(Method::ListParticipantSessions), first + more, "what was read is remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_opened_copied_and_explained() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[ANA]);
    let (film, _running) = house.with(|world| {
        let film = world.start_artifact(&name, Artifact::Recording).unwrap();
        world.stop_artifact(&film).unwrap();
        (film, world.start_artifact(&name, Artifact::Transcript).unwrap())
    });
    let mut show = at_the_conferences(&house).await;
    show.act("enter").await;
    show.shows("being written");
    show.shows("running");
    show.shows("none so far");
    show.press("o").await;
    show.shows("Google is writing the file");
    show.press("j o").await;
    show.shows("still running");
    show.press("j y").await;
    show.shows("No notes of this call that you can see");
    show.press("j o").await;
    show.shows("The cursor is on a person");
    assert!(show.opened().is_empty() && show.copied().is_empty());
    house.with(|world| world.finish_artifact(&film).unwrap());
    show.act("g r").await;
    show.shows("ready");
    show.act("o").await;
    let opened = show.opened();
    assert!(opened.len() == 1 && opened[0].starts_with("https://drive.google.com/file/d/"), "{opened:?}");
    assert!(opened[0].contains("authuser=ana%40example.com"), "{opened:?}");
    show.act("y").await;
    let copied = show.copied();
    assert!(
        copied.len() == 1 && copied[0].starts_with("https://drive.google.com/file/d/") && copied[0].ends_with("/view"),
        "{copied:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_kind_of_file_that_is_refused_is_a_warning() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 30, 90);
    house.fault(Fault::new(Trouble::Refuse(Refusal::Masked)).on(Method::ListSmartNotes));
    let mut show = at_the_conferences(&house).await;
    show.shows("1    1     ?");
    show.shows("Notes could not be read");
    show.act("enter").await;
    show.shows("30 people");
    show.shows("could not be read");
    show.shows("ready");
    show.press("G g j j").await;
    show.tells("Notes could not be read", "Google does not tell which", "Refresh");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conference_that_vanishes_between_two_pages_keeps_what_was_read() {
    let house = House::new();
    let name = house.space("All hands");
    over(&house, &name, 600, 90);
    let mut show = at_the_conferences(&house).await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotFound)).on(Method::ListParticipants).sparing(1));
    show.act("enter").await;
    show.tells("Not everybody who was there could be read", "is not any more", "Refresh");
    show.shows("Not everybody who was there");
    show.shows("People by arrival");
    show.shows("━");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_and_empty_pages_are_read_to_the_end() {
    for (paging, times) in [(Paging::Short(7), 100), (Paging::Empty, 1)] {
        let house = House::new();
        let name = house.space("Stand-up");
        over(&house, &name, 30, 90);
        let mut show = at_the_conferences(&house).await;
        house.fault(Fault::new(Trouble::Paging(paging)).on(Method::ListParticipants).times(times));
        show.act("enter").await;
        show.shows("30 people ·");
        show.is_usable().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_whose_pages_go_round_are_kept_as_far_as_they_came() {
    let house = House::new();
    let name = house.space("All hands");
    over(&house, &name, 600, 90);
    let mut show = at_the_conferences(&house).await;
    house.fault(Fault::new(Trouble::Paging(Paging::Repeated)).on(Method::ListParticipants).sparing(1));
    show.act("enter").await;
    show.tells("Not everybody who was there could be read", "pages have no end", "");
    show.shows("━");
    assert!(house.count(Method::ListParticipants) < 8, "{}", house.count(Method::ListParticipants));
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_whose_pages_go_round_is_told_and_left() {
    let space =
        json!({ "name": "spaces/abc", "meetingUri": "https://meet.google.com/abc-mnop-xyz", "meetingCode": "abc-mnop-xyz" });
    let sent = space.clone();
    let script = Script::start(move |_, path| match path {
        "/v2/conferenceRecords" => (200, json!({ "conferenceRecords": [skewed()], "nextPageToken": "again" })),
        "/v2/spaces/abc" => (200, sent.clone()),
        path if path.ends_with("/participants") => (200, json!({ "participants": [out_of_time()] })),
        path if path.ends_with("/participantSessions") => (200, json!({ "participantSessions": [backwards()] })),
        path if path.ends_with("/c1") => (200, skewed()),
        _ => (200, json!({})),
    })
    .await;
    let dir = super::keep::folder();
    let mut show = script.open(dir.path(), "Round", &space);
    show.settle().await;
    show.act("4").await;
    show.tells("Not all conferences of Round could be read", "round in a circle", "asks again");
    let lists = script.seen().iter().filter(|line| line.ends_with("/conferenceRecords")).count();
    assert_eq!(lists, 2);
    // An end before the start, a time before all times, an unknown kind of person: all of it is drawn, none of it panics.
    show.act("enter").await;
    show.shows("1 person");
    show.shows("(unknown odd-1)");
    show.shows("none was made");
    show.press("G").await;
    show.resize(60, 20);
    show.is_usable().await;
}

fn skewed() -> Value {
    json!({
        "name": "conferenceRecords/c1", "space": "spaces/abc",
        "startTime": "2026-11-18T12:00:00Z", "endTime": "2026-11-18T11:00:00Z", "expireTime": "2126-11-18T11:00:00Z", "mood": "good",
    })
}

fn out_of_time() -> Value {
    json!({
        "name": "conferenceRecords/c1/participants/odd-1", "robotUser": { "displayName": "R" },
        "earliestStartTime": "1971-01-01T00:00:00Z", "latestEndTime": "1970-01-01T00:00:00Z",
    })
}

fn backwards() -> Value {
    json!({
        "name": "conferenceRecords/c1/participants/odd-1/participantSessions/s",
        "startTime": "2099-01-01T00:00:00Z", "endTime": "1970-01-01T00:00:00Z",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_refused_says_why_where_it_would_stand() {
    let house = House::new();
    house.space("Stand-up");
    house.fault(Fault::new(Trouble::Refuse(Refusal::ScopeInsufficient)).on(Method::ListConferenceRecords));
    let mut show = at_the_conferences(&house).await;
    show.shows("The conferences of Stand-up could not be read");
    show.shows("was not granted what this needs");
    show.press("enter").await;
    show.shows("there is no conference under the cursor");
    house.all_is_well();
    show.act("r").await;
    show.shows("No conference in the last 30 days");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_conferences_and_spaces_that_the_list_does_not_know() {
    let house = House::new();
    let known = house.space("Stand-up");
    over(&house, &known, 12, 90);
    let strange: Vec<String> = (0..3).map(|_| house.with(|world| world.create_space_for(ANA, "greenroom")).unwrap()).collect();
    for (at, name) in (1..).zip(&strange) {
        over(&house, name, 5 + at, 100 + i64::try_from(at).unwrap());
    }
    over(&house, &strange[0], 9, 600);
    let mut show = house.settled().await;
    house.with(greenroom::emulator::World::clear_requests);
    show.act("H").await;
    show.shows("Conferences of all spaces");
    show.shows("Stand-up");
    show.shows("3 spaces here are not in your list");
    let lists = house.requests(Method::ListConferenceRecords);
    assert!(lists.len() == 1 && !lists[0].target.contains("filter"), "{lists:?}");
    // What a key does to a space of the list is not done from here.
    show.press("d").await;
    show.shows("Esc goes back to the list first");
    show.press("a").await;
    show.shows("its space is in the list already");
    show.act("j a").await;
    show.shows("2 spaces here are not in your list");
    show.act("enter").await;
    show.shows("6 people");
    show.press("esc").await;
    show.shows("Conferences of all spaces");
    show.act("ctrl-a").await;
    show.hides("not in your list");
    show.act("esc").await;
    assert_eq!(show.rows().len(), 4);
    let code = house.code(&strange[2]);
    assert!(show.rows().contains(&code), "{:?}", show.rows());
    assert_eq!(house.store().len().unwrap(), 4, "they are there the next time, too");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_machine_fills_its_list_from_the_last_thirty_days() {
    let house = House::new();
    let name = house.with(|world| world.create_space_for(ANA, "greenroom")).unwrap();
    over(&house, &name, 5, 90);
    let mut show = house.settled().await;
    show.shows("No spaces yet");
    show.act("H").await;
    show.shows("1 space here is not in your list");
    show.act("r").await;
    show.act("ctrl-a esc").await;
    assert_eq!(show.rows(), [house.code(&name)]);
    show.act("1").await;
    show.shows("https://meet.google.com/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_being_written_is_asked_about_again() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.join(&name, &[ANA]);
    let film = house.with(|world| {
        let film = world.start_artifact(&name, Artifact::Recording).unwrap();
        world.stop_artifact(&film).unwrap();
        film
    });
    let mut show = at_the_conferences(&house).await;
    show.act("enter").await;
    show.shows("being written");
    show.shows("Asked again at");
    let before = house.count(Method::ListRecordings);
    house.with(|world| world.finish_artifact(&film).unwrap());
    // It rings before its time: nothing is asked that is not due.
    show.happens(Msg::Woke(Timer::Files));
    show.settle().await;
    assert_eq!(house.count(Method::ListRecordings), before);
}
