use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::json;

use super::*;
use crate::book::{Access, Book, Doing};
use crate::effect::{Running, Trouble};
use crate::meet::resources::{AccessType, Space};
use crate::store::Entry;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::tone::Tone;

fn clock() -> Clock {
    Clock::new("2026-11-18T12:00:00Z".parse().unwrap(), TimeZone::UTC)
}

fn ago(seconds: i64) -> Timestamp {
    clock().now - jiff::SignedDuration::from_secs(seconds)
}

fn owned() -> Space {
    serde_json::from_value(json!({
        "name": "spaces/jQCFfuBOdN5z",
        "meetingUri": "https://meet.google.com/abc-mnop-xyz",
        "meetingCode": "abc-mnop-xyz",
        "config": {
            "accessType": "OPEN", "entryPointAccess": "ALL", "moderation": "ON",
            "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY", "presentRestriction": "SOMETIMES"},
            "artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}},
        },
        "activeConference": {"conferenceRecord": "conferenceRecords/c1"},
        "phoneAccess": [
            {"phoneNumber": "+15550100123", "pin": "19707300277", "regionCode": "US"},
            {"phoneNumber": "+46855501001", "pin": "88230144", "regionCode": "SE"},
        ],
        "gatewaySipAccess": [{"uri": "sip:8123456789012@gateway.example", "sipAccessCode": "812345"}],
        "weather": "fine",
    }))
    .unwrap()
}

fn book(space: &Space, learnt: Timestamp) -> (Book, RowId) {
    let mut book = Book::default();
    let mut entry = Entry::named(space.name.clone(), ago(100));
    entry.label = Some("Weekly".into());
    let id = book.put(entry.into());
    book.learn(id, space, learnt);
    (book, id)
}

fn text(book: &Book, id: RowId) -> String {
    let mut text = String::new();
    for line in lines(book, id, &clock()) {
        let value: String = line.value.iter().map(|(piece, _)| piece.as_str()).collect();
        text.push_str(&crate::text::pad(line.label, 15));
        text.push_str(&value);
        text.push('\n');
    }
    text
}

#[test]
fn everything_about_an_own_live_space() {
    let (mut book, id) = book(&owned(), ago(5));
    book.card_mut(id).running = Some((Running { since: Some(ago(3600)), people: 4 }, ago(5)));
    insta::assert_snapshot!(text(&book, id), @r"
    Link           https://meet.google.com/abc-mnop-xyz
    Code           abc-mnop-xyz
    Access         open · anyone with the link joins without knocking
    Live           since 11:00 · 4 people
    Dial in        US  +1 555 010 0123  PIN 197 073 002 77#
                   SE  +46 855 501 001  PIN 882 301 44#
                   more numbers  https://meet.google.com/tel/abc-mnop-xyz
    SIP            sip:8123456789012@gateway.example  code 812 345
    Entry points   all
    Moderation     on
    Chat           hosts-only
    Reactions      not visible to you
    Presenting     SOMETIMES (unknown to this version)
    As viewer      not visible to you
    Attendance     not visible to you
    Recording      on
    Transcript     not visible to you
    Smart notes    not visible to you
    Also sent      weather: fine
    Space          spaces/jQCFfuBOdN5z
    Made           not by greenroom here
    Learnt         just now
    ");
}

#[test]
fn what_the_server_does_not_show_is_not_a_default() {
    let mut space = owned();
    space.config = None;
    space.active_conference = None;
    space.phone_access.clear();
    space.gateway_sip_access.clear();
    let (book, id) = book(&space, ago(5));
    let text = text(&book, id);
    for line in
        ["Access         not visible", "Dial in        not visible", "SIP            not visible", "Settings       not visible"]
    {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains("none that you can see") && !text.contains("off"), "{text}");
}

#[test]
fn what_nobody_asked_for_is_not_known_yet() {
    let mut book = Book::default();
    let id = book.put(Entry::named("spaces/a".parse().unwrap(), ago(1)).into());
    let text = text(&book, id);
    assert!(text.contains("Link           not known yet") && !text.contains("not visible"), "{text}");
}

#[test]
fn an_old_link_is_dim_and_says_what_happens() {
    let (book, id) = book(&owned(), ago(26 * 3600));
    let all = lines(&book, id, &clock());
    assert_eq!(all[0].value[0].1, Tone::Dim);
    assert_eq!(all[0].value[1].0, "  fetched again before use");
    assert_eq!(all[1].value[0].1, Tone::Dim);
}

#[test]
fn what_is_under_way_and_what_failed_is_told_where_it_is() {
    let (mut book, id) = book(&owned(), ago(5));
    book.card_mut(id).access = Some(Access { chosen: AccessType::Restricted, sent: None });
    assert!(text(&book, id).contains("Access         open → restricted · sent when the keys rest"));
    book.card_mut(id).doing = Some(Doing::Ending { since: ago(70) });
    assert!(text(&book, id).contains("Live           ending · asked 11:58"));
    book.card_mut(id).trouble =
        Some(Trouble { what: "It failed".into(), why: "Because.".into(), next: "Do this.".into(), at: ago(5) });
    let all = text(&book, id);
    assert!(all.starts_with("Problem        It failed  just now\n               Because.\n               Do this.\n"), "{all}");
    assert!(all.contains("https://meet.google.com/abc-mnop-xyz"), "old facts stay\n{all}");
}

#[test]
fn each_dial_in_is_copied_with_its_own_pin_and_kept_out_of_histories() {
    let (book, id) = book(&owned(), ago(5));
    let clips: Vec<_> = lines(&book, id, &clock()).into_iter().filter_map(|line| line.copy).collect();
    let dial: Vec<&str> = clips.iter().filter(|clip| clip.text.contains("PIN")).map(|clip| clip.text.as_str()).collect();
    assert_eq!(dial, ["+1 555 010 0123 PIN 197 073 002 77#", "+46 855 501 001 PIN 882 301 44#"]);
    assert!(clips.iter().filter(|clip| clip.text.contains("PIN") || clip.text.starts_with("sip:")).all(|clip| clip.secret));
}

#[test]
fn the_cursor_walks_what_can_be_copied_and_starts_anew_at_another_space() {
    let (book, id) = book(&owned(), ago(5));
    let count = lines(&book, id, &clock()).iter().filter(|line| line.copy.is_some()).count();
    let mut details = Details::default();
    details.show(Some(id));
    details.step(3, count);
    assert_eq!(details.cursor(), 3);
    details.step(1000, count);
    assert_eq!(details.cursor(), count - 1);
    details.show(Some(id));
    assert_eq!(details.cursor(), count - 1);
    details.show(None);
    assert_eq!(details.cursor(), 0);
}

/// Every line can be reached, whatever the size, and the one under the cursor is on the screen.
#[test]
fn the_line_under_the_cursor_is_always_in_sight() {
    let (book, id) = book(&owned(), ago(5));
    let (clock, theme) = (clock(), Theme::default());
    let count = lines(&book, id, &clock).iter().filter(|line| line.copy.is_some()).count();
    for (width, height) in [(40, 6), (60, 9), (72, 14), (120, 40)] {
        let mut details = Details::default();
        details.show(Some(id));
        for at in 0..count {
            details.go_to(at, count);
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            let mut listing = crate::ui::Listing::default();
            let look = Look { book: &book, of: Some(id), clock: &clock, theme: &theme, focused: true };
            terminal.draw(|frame| listing = draw(&details, frame, frame.area(), frame.area(), &look)).unwrap();
            assert!(listing.items.contains(&Some(at)), "line {at} of {count} at {width}x{height}");
        }
    }
}
