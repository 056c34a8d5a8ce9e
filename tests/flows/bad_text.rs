//! Text that others wrote: nothing but text reaches the screen, the clipboard, the footer.

use serde_json::json;

use super::support::{House, Script};

const NASTY: &str = "a\x1b[31mb\x1b]0;title\x07c\u{202e}d\u{200b}e\u{9b}2Jf\r\ng\th";
const WIDE: [&str; 5] =
    ["朝会 朝会 朝会 朝会 朝会 朝会 朝会 朝会 朝会 朝会", "👩‍👩‍👧‍👦 family 👍🏽", "e\u{301}a\u{30a} ﷽", "ลาภ ปาก", "السلام عليكم لا"];

#[tokio::test]
async fn what_the_server_says_is_only_text() {
    let space = json!({
        "name": "spaces/abc",
        "meetingUri": format!("https://meet.google.com/abc-mnop-xyz{NASTY}"),
        "meetingCode": format!("abc-{NASTY}"),
        "config": { "accessType": NASTY, "moderation": NASTY, "newSwitch": NASTY },
        "activeConference": { "conferenceRecord": "conferenceRecords/x" },
        "phoneAccess": [{ "phoneNumber": NASTY, "pin": NASTY, "regionCode": NASTY, "languageCode": NASTY }],
        "gatewaySipAccess": [{ "uri": NASTY, "sipAccessCode": NASTY }],
        "newField": { "deep": [NASTY] }, "newText": NASTY,
    });
    let dir = tempfile::tempdir().unwrap();
    let answer = space.clone();
    let script = Script::start(move |verb, path| match (verb, path) {
        ("GET", "/v2/spaces/abc") => (200, answer.clone()),
        _ => (400, json!({ "error": { "code": 400, "status": "INVALID_ARGUMENT", "message": NASTY } })),
    })
    .await;
    let mut show = script.open(dir.path(), "", &space);
    show.settle().await;
    show.is_text();
    for keys in [
        "tab", "j j j j", "y", "G", "y", "tab", "Y", "esc", "v", "esc", "y", "o", "t", "e", "y", "n", "esc", "!", "esc", "?",
        "esc",
    ] {
        show.act(keys).await;
        show.is_text();
    }
    for text in show.copied() {
        let bad =
            text.chars().find(|letter| letter.is_control() && *letter != '\n' || ('\u{202a}'..='\u{202e}').contains(letter));
        assert_eq!(bad, None, "{text:?}");
    }
    for url in show.opened() {
        assert!(url.starts_with("https://meet.google.com/") && url.bytes().all(|byte| byte.is_ascii_graphic()), "{url:?}");
    }
    show.is_usable().await;
}

#[tokio::test]
async fn unknown_fields_and_values_are_shown_as_sent_and_survive_the_store() {
    let space = json!({
        "name": "spaces/abc", "meetingUri": "https://meet.google.com/abc-mnop-xyz", "meetingCode": "abc-mnop-xyz",
        "config": { "accessType": "BY_INVITATION_ONLY", "moderation": "SOMETIMES", "lobbyMusic": "BAROQUE" },
        "greenRoom": { "sofas": 3 },
    });
    let dir = tempfile::tempdir().unwrap();
    let answer = space.clone();
    let script = Script::start(move |_, _| (200, answer.clone())).await;
    for _ in 0..2 {
        let mut show = script.open(dir.path(), "Stand-up", &space);
        show.settle().await;
        for part in ["BY_INVITATION_ONLY", "SOMETIMES", "lobbyMusic", "BAROQUE", "greenRoom", "sofas"] {
            show.shows(part);
        }
        show.act("Y").await;
        show.act("J").await;
        let json: serde_json::Value = serde_json::from_str(show.copied().last().unwrap()).unwrap();
        assert_eq!(json, space);
        show.close();
    }
}

#[tokio::test]
async fn labels_of_every_width_stay_in_their_columns() {
    let house = House::new();
    for label in WIDE {
        house.space(label);
    }
    house.space(NASTY);
    let mut show = house.settled().await;
    for (width, height) in [(40, 10), (41, 12), (60, 20), (80, 24), (100, 30), (121, 40)] {
        show.resize(width, height);
        show.event(crossterm::event::Event::Resize(width, height)).await;
        show.is_text();
        for keys in ["j", "j", "j", "j", "d", "esc", "R", "esc", "v", "esc", "Y", "esc", "tab", "tab"] {
            show.press(keys).await;
            show.is_text();
            right_edges_stand(&show.screen());
        }
    }
}

/// The panes' right edge is a straight line: no text is wider than it was taken for.
#[track_caller]
fn right_edges_stand(screen: &str) {
    for line in screen.lines().skip(1) {
        let width = greenroom::ui::text::width(line);
        let longest = screen.lines().map(greenroom::ui::text::width).max().unwrap();
        assert_eq!(width, longest, "{line:?} in\n{screen}");
    }
}

#[tokio::test]
async fn a_name_is_cleaned_and_bounded_whatever_is_typed_or_pasted() {
    let house = House::new();
    house.space("Stand-up");
    let mut show = house.settled().await;
    show.press("R ctrl-u").await;
    show.paste(NASTY).await;
    show.act("enter").await;
    assert!(!show.cursor().contains(|letter: char| letter.is_control()), "{:?}", show.cursor());
    show.press("R ctrl-u").await;
    show.paste(&"朝".repeat(10_000)).await;
    show.act("enter").await;
    assert!(show.cursor().chars().count() <= 200);
    show.is_text();
    show.press("/").await;
    show.paste(&format!("{NASTY}{}", "x".repeat(10_000))).await;
    show.is_text();
    show.press("esc").await;
    show.is_usable().await;
}
