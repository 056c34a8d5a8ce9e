//! The filter of conferences: of one space and of all.

use greenroom::emulator::{Crowd, Fault, Method, Paging, Refusal, Trouble, World};
use jiff::{SignedDuration, Timestamp};

use super::support::{ANA, House, Show, Start};

/// A conference that was over so many hours ago.
fn over(house: &House, space: &str, hours: i64) {
    // Each is another one: the server tells them apart by their size.
    let (people, entries) = (usize::try_from(hours % 16).unwrap() + 2, usize::try_from(hours / 16).unwrap());
    let crowd = Crowd { people, entries, lasts: SignedDuration::from_mins(30), ended: Some(SignedDuration::from_hours(hours)) };
    house.with(|world| world.gather(space, &crowd).unwrap());
}

/// A low screen: of each row that is seen four reads are made.
async fn low(house: &House) -> Show {
    let mut show = house.open_as(&Start { size: (100, 14), ..Start::default() });
    show.settle().await;
    show
}

/// Rows of the list of conferences on the screen.
fn rows(show: &Show) -> usize {
    show.session.app.areas.details.as_ref().map_or(0, |listing| listing.items.iter().flatten().count())
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_name_code_and_day_narrow_all_conferences_as_one_types() {
    let house = House::new();
    let (design, daily) = (house.space("Design réview"), house.space("Stand-up"));
    for day in 0..6 {
        over(&house, &daily, 2 + day * 24);
    }
    over(&house, &design, 50);
    house.join(&design, &[ANA]);
    let mut show = house.settled().await;
    show.act("H").await;
    assert_eq!(rows(&show), 8);
    house.with(World::clear_requests);
    show.press("/").await;
    show.shows("since:mon");
    show.type_text("review").await;
    show.settle().await;
    show.shows("2 of 8");
    assert_eq!(rows(&show), 2);
    show.type_text(" live").await;
    assert_eq!(rows(&show), 1);
    show.press("esc").await;
    assert_eq!(rows(&show), 8);
    show.shows("Conferences of all spaces");
    show.press("/").await;
    show.type_text(&house.code(&daily)[..6]).await;
    show.settle().await;
    assert_eq!(rows(&show), 6);
    show.press("esc /").await;
    show.type_text("since:yesterday").await;
    show.settle().await;
    let today = rows(&show);
    assert!((2..=4).contains(&today), "{}", show.screen());
    // Kept with Enter, walked, and opened.
    show.act("enter j enter").await;
    show.shows(" people");
    show.press("esc").await;
    assert_eq!(rows(&show), today, "the filter is still there");
    show.press("esc").await;
    assert_eq!(rows(&show), 8, "Esc clears it first");
    assert_eq!(house.count(Method::ListConferenceRecords), 0, "all of them were known");
    show.press("esc").await;
    show.hides("Conferences of all spaces");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_none_is_said_and_nothing_is_lost() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 2);
    let mut show = house.settled().await;
    show.act("4 /").await;
    show.type_text("since:someday").await;
    show.act("enter").await;
    show.shows("someday is no day; since: takes a day such as mon");
    assert_eq!(rows(&show), 1, "the rest of it holds");
    show.press("/").await;
    show.type_text(" nothing-like-it").await;
    show.settle().await;
    show.shows("Nothing matches.");
    show.press("enter enter").await;
    show.shows("there is no conference under the cursor");
    show.press("esc").await;
    assert_eq!(rows(&show), 1);
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_and_hostile_text_is_text() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 2);
    let mut show = house.settled().await;
    show.act("4 /").await;
    show.paste("since:\u{1b}[31mred\u{202e} 👩‍👩‍👧‍👦 نور \u{7}").await;
    show.settle().await;
    show.shows("is no day");
    show.press("enter").await;
    show.is_text();
    show.resize(40, 10);
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn google_is_asked_for_the_days_that_are_looked_for_where_that_saves_pages() {
    let house = House::new();
    let name = house.space("Stand-up");
    // Three pages of a hundred, the latest first.
    for at in 0..260 {
        over(&house, &name, 1 + at * 2);
    }
    let mut show = low(&house).await;
    show.act("H").await;
    show.shows("100+");
    house.with(World::clear_requests);
    show.press("/").await;
    show.type_text("until:15d").await;
    show.settle().await;
    let lists = house.requests(Method::ListConferenceRecords);
    assert_eq!(lists.len(), 1, "{lists:?}");
    assert!(lists[0].target.contains("start_time%3C%3D"), "{}", lists[0].target);
    assert!(rows(&show) > 3, "{}", show.screen());
    show.act("esc").await;
    show.shows("100+");
    // Since some day is what the pages come in: no more of them are read than reach back to it.
    house.with(World::clear_requests);
    show.press("/").await;
    show.type_text("since:2d").await;
    show.settle().await;
    show.act("enter G").await;
    assert_eq!(house.count(Method::ListConferenceRecords), 0);
    show.act("esc /").await;
    show.type_text("since:10d").await;
    show.act("enter G").await;
    assert_eq!(house.count(Method::ListConferenceRecords), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn further_pages_that_fail_are_told_beside_what_was_found() {
    let house = House::new();
    let name = house.space("Stand-up");
    for at in 0..130 {
        over(&house, &name, 1 + at);
    }
    let mut show = low(&house).await;
    show.act("H").await;
    house.fault(Fault::new(Trouble::Refuse(Refusal::ScopeInsufficient)).on(Method::ListConferenceRecords));
    show.press("/").await;
    show.type_text("stand-up").await;
    show.act("enter G").await;
    show.shows("could not be read");
    assert!(rows(&show) > 3, "{}", show.screen());
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_and_empty_pages_of_conferences_are_read_to_the_end() {
    for (paging, times) in [(Paging::Short(3), 100), (Paging::Empty, 1)] {
        let house = House::new();
        let name = house.space("Stand-up");
        for at in 0..8 {
            over(&house, &name, 1 + at);
        }
        house.fault(Fault::new(Trouble::Paging(paging)).on(Method::ListConferenceRecords).times(times));
        let mut show = house.settled().await;
        show.act("H").await;
        assert_eq!(rows(&show), 8, "{}", show.screen());
        show.is_usable().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conference_that_google_has_forgotten_meanwhile_says_so() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 1);
    over(&house, &name, 2);
    let mut show = house.settled().await;
    show.act("H").await;
    let missing =
        [Method::GetConferenceRecord, Method::ListParticipants, Method::ListRecordings, Method::ListParticipantSessions];
    for method in missing {
        house.fault(Fault::new(Trouble::Refuse(Refusal::NotFound)).on(method));
    }
    show.act("enter").await;
    show.shows("Not everybody who was there could be read");
    show.hides("Asking who was there");
    assert!(show.session.app.problems().count() > 0);
    show.act("esc").await;
    assert_eq!(rows(&show), 2);
    house.all_is_well();
    show.act("enter r").await;
    show.shows(" people");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_shows_no_negative_times() {
    fn behind() -> Timestamp {
        Timestamp::now() - SignedDuration::from_hours(3)
    }
    fn ahead() -> Timestamp {
        Timestamp::now() + SignedDuration::from_hours(3)
    }
    for now in [behind, ahead] {
        let house = House::new();
        let name = house.space("Stand-up");
        over(&house, &name, 1);
        house.join(&name, &[ANA, "Guest"]);
        let mut show = house.open_as(&Start { now, ..Start::default() });
        show.settle().await;
        show.act("H").await;
        assert_eq!(rows(&show), 2, "{}", show.screen());
        assert!(!show.screen().contains(" -"), "{}", show.screen());
        show.act("enter").await;
        show.shows("2 people · 2 here now");
        show.is_usable().await;
    }
}
