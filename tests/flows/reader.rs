//! A transcript on the screen: read page by page, searched, walked, followed; and what happens on bad days.

use std::sync::atomic::{AtomicI64, Ordering};

use greenroom::effect::{Msg, Timer};
use greenroom::emulator::{Artifact, Crowd, Fault, Method, Paging, Person, Refusal, Trouble, World};
use jiff::{SignedDuration, Timestamp};

use super::support::{ANA, House, Show, Start};

const ENTRIES: Method = Method::ListTranscriptEntries;

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// A conference that is over, with so many entries in its transcript.
fn over(house: &House, space: &str, entries: usize) -> String {
    let crowd = Crowd { people: 30, entries, lasts: minutes(60), ended: Some(minutes(90)) };
    house.with(|world| world.gather(space, &crowd).unwrap())
}

/// Somebody says it in the running transcript.
fn say(house: &House, space: &str, who: &str, text: &str) {
    let person = if who.contains('@') { Person::User(who.into()) } else { Person::Anonymous(who.into()) };
    house.with(|world| {
        // As long as it takes to say it, and a little more: who began first stands first.
        let takes = i64::try_from(text.chars().count()).unwrap() / 5 + 4;
        world.advance(SignedDuration::from_secs(takes.min(1400)));
        world.say(space, &person, "en-US", text).unwrap()
    });
}

/// A conference that runs, with a transcript that is being taken.
fn running(house: &House, people: &[&str]) -> (String, String) {
    let name = house.space("Stand-up");
    house.join(&name, people);
    let transcript = house.with(|world| world.start_artifact(&name, Artifact::Transcript).unwrap());
    (name, transcript)
}

/// The one conference of the one space, open, with the cursor on its transcript.
async fn at_the_transcript(house: &House) -> Show {
    let mut show = house.settled().await;
    show.act("4").await;
    show.act("enter").await;
    show.press("j").await;
    show
}

/// The transcript, as far as it comes by itself.
async fn reading(house: &House) -> Show {
    let mut show = Box::pin(at_the_transcript(house)).await;
    Box::pin(show.act("enter")).await;
    show
}

#[tokio::test(flavor = "multi_thread")]
async fn read_to_the_end_with_names_times_and_languages_and_only_once() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 450);
    let mut show = reading(&house).await;
    for words in
        ["Stand-up · transcript", "450 entries", "speakers", "en-US and", "Good morning, everybody.", "1 of 450", "· en-GB"]
    {
        show.shows(words);
    }
    show.hides("Somebody");
    let pages = house.requests(ENTRIES);
    assert_eq!(pages.len(), 5);
    assert!(pages.iter().all(|page| page.target.contains("pageSize=100")), "{}", pages[0].target);
    show.press("G").await;
    show.shows("450 of 450");
    show.press("k k").await;
    show.shows("448 of 450");
    show.press("pagedown pagedown pagedown g").await;
    show.shows("1 of 450");
    // Esc goes back to the conference; what is over was read once.
    show.act("esc").await;
    show.shows("People by arrival");
    show.act("enter").await;
    show.shows("450 entries");
    show.act("q esc").await;
    show.shows("Kept for");
    show.act("enter").await;
    show.act("j enter").await;
    show.shows("450 entries");
    assert_eq!(house.count(ENTRIES), 5);
    show.act("r").await;
    assert_eq!(house.count(ENTRIES), 10, "r reads whatever is known");
    show.shows("450 entries");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_of_use_and_leaving_ends_the_rest() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 450);
    let mut show = at_the_transcript(&house).await;
    house.fault(Fault::new(Trouble::HangBeforeHeaders).on(ENTRIES).sparing(2));
    show.press("enter").await;
    show.until_screen("200 entries so far").await;
    show.shows("2 pages");
    show.shows("%");
    show.press("G").await;
    show.shows("200 of 200");
    show.press("/").await;
    show.type_text("GOOD MORNING").await;
    show.press("enter").await;
    show.shows("1 of ");
    show.press("esc").await;
    // Were the third page still awaited, this would take until the end of patience.
    show.act("esc").await;
    show.shows("People by arrival");
    house.all_is_well();
    let before = house.count(ENTRIES);
    show.act("enter").await;
    show.shows("450 entries");
    assert_eq!(house.count(ENTRIES) - before, 3, "it goes on where it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_marked_and_walked() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 90);
    let mut show = reading(&house).await;
    let spaces = house.count(Method::CreateSpace);
    show.press("n").await;
    show.shows("nothing is looked for yet: / begins");
    show.press("N").await;
    show.shows("nothing is looked for yet");
    show.press("/").await;
    show.type_text("fifteenth").await;
    show.shows("1 of 3");
    show.shows("22 of 90");
    show.press("enter n").await;
    show.shows("2 of 3");
    show.shows("52 of 90");
    show.press("n n").await;
    show.shows("from the start again");
    show.shows("22 of 90");
    show.press("N").await;
    show.shows("82 of 90");
    // Esc drops the marks, and only then the transcript.
    show.press("esc").await;
    show.hides("fifteenth  ");
    show.shows("82 of 90");
    // What is not there; and Esc while typing goes back to where it began.
    show.press("/").await;
    show.type_text("zebra").await;
    show.shows("nowhere");
    show.press("enter").await;
    show.shows("Nobody said “zebra”");
    show.press("n").await;
    show.shows("Nobody said “zebra”");
    show.press("/").await;
    show.type_text("Monday").await;
    show.press("esc").await;
    show.shows("82 of 90");
    show.press("/").await;
    show.paste("大阪\u{1b}[31m\n").await;
    show.shows("1 of 3");
    show.settle().await;
    assert_eq!(house.count(Method::CreateSpace), spaces, "n makes no space here");
}

#[tokio::test(flavor = "multi_thread")]
async fn speakers_are_walked_and_one_can_be_chosen() {
    let house = House::new();
    let (name, _) = running(&house, &[ANA, "Guest", "Kim"]);
    for (who, text) in [(ANA, "One."), (ANA, "Two."), ("Guest", "Three."), ("Kim", "Four."), ("Guest", "Five."), (ANA, "Six.")] {
        say(&house, &name, who, text);
    }
    let mut show = reading(&house).await;
    show.shows("6 entries · 3 speakers");
    // Two of one speaker in a row are one group.
    assert_eq!(show.screen().matches("Ana  ").count(), 2, "{}", show.screen());
    show.press("}").await;
    show.shows("3 of 6");
    show.press("} }").await;
    show.shows("5 of 6");
    show.press("{").await;
    show.shows("4 of 6");
    show.press("} } }").await;
    show.shows("Nobody speaks after this");
    show.press("g s").await;
    show.shows("Whose words");
    show.shows("everybody");
    show.press("j enter").await;
    show.shows("only Guest");
    show.shows("3 of 6");
    show.press("}").await;
    show.shows("5 of 6");
    show.press("}").await;
    show.shows("Nobody speaks after this");
    show.press("esc").await;
    show.hides("only Guest");
    show.shows("transcript");
    show.press("{ {").await;
    show.shows("3 of 6");
    show.press("y").await;
    show.settle().await;
    assert_eq!(show.copied(), ["Three."]);
    show.press("o").await;
    show.shows("still running");
    assert!(show.opened().is_empty());
}

static LATER: AtomicI64 = AtomicI64::new(0);

fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(LATER.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_now_is_followed_until_the_document_is_there() {
    let house = House::new();
    let (name, transcript) = running(&house, &[ANA, "Guest"]);
    let mut show = house.open_as(&Start { now: later, ..Start::default() });
    show.settle().await;
    show.act("4").await;
    show.act("enter").await;
    show.press("j").await;
    show.act("enter").await;
    show.shows("Nothing is written down yet");
    show.shows("being taken");
    say(&house, &name, ANA, "The first words.");
    // It rings before its time: nothing is asked that is not due.
    let before = house.count(ENTRIES);
    show.happens(Msg::Woke(Timer::Transcript));
    show.settle().await;
    assert_eq!(house.count(ENTRIES), before);
    let wait = |show: &mut Show| {
        LATER.fetch_add(61, Ordering::Relaxed);
        show.happens(Msg::Woke(Timer::Transcript));
    };
    wait(&mut show);
    show.settle().await;
    show.shows("The first words.");
    assert_eq!(house.count(ENTRIES), before + 1);
    for n in 0..150 {
        say(&house, &name, "Guest", &format!("Line {n}."));
    }
    wait(&mut show);
    show.settle().await;
    show.shows("151 entries");
    show.press("f").await;
    show.shows("following the end");
    show.shows("Line 149.");
    for n in 150..250 {
        say(&house, &name, "Guest", &format!("Line {n}."));
    }
    let before = house.count(ENTRIES);
    wait(&mut show);
    show.settle().await;
    show.shows("Line 249.");
    show.shows("251 of 251");
    assert_eq!(house.count(ENTRIES), before + 3, "the last two pages and what follows them");
    // Whoever walks up stays there.
    show.press("k").await;
    show.hides("following");
    house.join(&name, &["Latecomer"]);
    say(&house, &name, "Latecomer", "Bye.");
    wait(&mut show);
    show.settle().await;
    show.shows("250 of 252");
    show.press("G").await;
    show.shows("Latecomer  ");
    show.hides("Somebody");
    show.press("k k").await;
    // The end: what is written after it is read, then nothing is asked any more.
    house.with(|world| {
        world.stop_artifact(&transcript).unwrap();
        world.finish_artifact(&transcript).unwrap();
    });
    for _ in 0..3 {
        wait(&mut show);
        show.settle().await;
    }
    show.hides("being taken");
    let before = house.count(ENTRIES);
    wait(&mut show);
    show.settle().await;
    assert_eq!(house.count(ENTRIES), before);
    show.act("o").await;
    assert!(show.opened()[0].starts_with("https://docs.google.com/document/d/"), "{:?}", show.opened());
    assert!(show.opened()[0].contains("authuser=ana%40example.com"));
}

#[tokio::test(flavor = "multi_thread")]
async fn short_and_empty_pages_are_read_to_the_end() {
    for (paging, times) in [(Paging::Short(7), 100), (Paging::Empty, 1)] {
        let house = House::new();
        let name = house.space("Stand-up");
        over(&house, &name, 150);
        house.fault(Fault::new(Trouble::Paging(paging)).on(ENTRIES).times(times));
        let mut show = reading(&house).await;
        show.shows("150 entries ·");
        show.is_usable().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_go_round_are_kept_as_far_as_they_came() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 450);
    house.fault(Fault::new(Trouble::Paging(Paging::Repeated)).on(ENTRIES).sparing(1));
    let mut show = reading(&house).await;
    show.tells("Not everything that was said could be read", "pages have no end", "");
    show.shows("Good morning, everybody.");
    assert!(house.count(ENTRIES) < 6, "{}", house.count(ENTRIES));
    show.press("G").await;
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_vanishes_between_two_pages_keeps_what_was_read() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 450);
    house.fault(Fault::new(Trouble::Refuse(Refusal::NotFound)).on(ENTRIES).sparing(1));
    let mut show = reading(&house).await;
    show.tells("Not everything that was said could be read", "is not any more", "");
    show.shows("Not everything that was said");
    show.press("G").await;
    show.shows("100 of 100");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_are_refused_or_expired_are_told_in_their_place() {
    for refusal in [Refusal::Masked, Refusal::NotFound] {
        let house = House::new();
        let name = house.space("Stand-up");
        over(&house, &name, 150);
        house.fault(Fault::new(Trouble::Refuse(refusal)).on(ENTRIES));
        let mut show = reading(&house).await;
        show.tells("What was said could not be read", "", "");
        show.shows("What was said could not be read");
        let asked = house.count(ENTRIES);
        show.press("n } G y s f").await;
        show.settle().await;
        assert_eq!(house.count(ENTRIES), asked, "it is not asked for again by itself");
        house.all_is_well();
        show.act("r").await;
        show.shows("150 entries");
        show.is_usable().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_text_is_text_and_ten_thousand_words_are_walked() {
    let house = House::new();
    let (name, _) = running(&house, &[ANA, "Evil \u{1b}[31mred\u{202e}", "نور", "👩‍👩‍👧‍👦 family"]);
    say(&house, &name, ANA, "\u{1b}]52;c;aGk=\u{7}before \u{202e}after\r\n\tand a tab \u{9b}31m!");
    say(&house, &name, "نور", "شكرا جزيلا. لدينا سؤال واحد فقط حول الميزانية.");
    say(&house, &name, "👩‍👩‍👧‍👦 family", &"👩‍👩‍👧‍👦👨‍👩‍👦".repeat(60));
    say(&house, &name, "Evil \u{1b}[31mred\u{202e}", &"a ".repeat(10_000));
    say(&house, &name, ANA, &"x".repeat(3000));
    say(&house, &name, ANA, "");
    let mut show = reading(&house).await;
    show.shows("before after and a tab");
    for size in [(120, 40), (80, 24), (60, 20), (41, 11), (200, 60)] {
        show.resize(size.0, size.1);
        show.press("g } } }").await;
        show.settle().await;
        show.shows("4 of 6");
        for _ in 0..30 {
            show.press("j").await;
        }
        show.shows("4 of 6");
        show.press("pagedown ctrl-d ctrl-u }").await;
        show.shows("5 of 6");
        show.press("k").await;
        show.shows("4 of 6");
        show.press("G k").await;
        show.settle().await;
        show.shows("5 of 6");
    }
    show.press("y").await;
    show.settle().await;
    assert_eq!(show.copied(), ["x".repeat(3000)]);
    show.press("g y").await;
    show.settle().await;
    assert!(!show.copied()[1].contains('\u{1b}') && !show.copied()[1].contains('\u{202e}'), "{:?}", show.copied()[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_too_large_is_asked_for_in_smaller_ones() {
    let house = House::new();
    let (name, _) = running(&house, &[ANA, "Guest"]);
    // 10,000 words of nine letters each: a page of a hundred is ten megabytes.
    let long = "greenroom ".repeat(10_000);
    for n in 0..110 {
        let who = if n % 2 == 0 { Person::User(ANA.into()) } else { Person::Anonymous("Guest".into()) };
        house.with(|world| world.say(&name, &who, "en-US", &long).unwrap());
    }
    let mut show = reading(&house).await;
    show.shows("110 entries");
    let sizes: Vec<bool> = house.requests(ENTRIES).iter().map(|page| page.target.contains("pageSize=25")).collect();
    assert_eq!(sizes, [false, true, true, true, true, true]);
    show.press("G").await;
    show.shows("110 of 110");
    show.is_usable().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_conference_closes_it_and_other_tabs_keep_it() {
    let house = House::new();
    let name = house.space("Stand-up");
    over(&house, &name, 50);
    house.space("Other");
    let mut show = house.settled().await;
    show.go_to("Stand-up").await;
    show.act("4").await;
    show.act("enter").await;
    show.act("j enter").await;
    show.shows("50 entries");
    show.act("1").await;
    show.shows("Dial in");
    show.act("4").await;
    show.shows("50 entries");
    // Beside the list, another space.
    show.act("tab").await;
    show.shows("50 entries");
    show.act("k").await;
    show.act("j").await;
    show.hides("50 entries");
    house.with(World::clear_requests);
    show.act("H").await;
    show.hides("· transcript");
    show.is_usable().await;
}
