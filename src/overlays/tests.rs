use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rstest::rstest;
use serde_json::json;

use super::confirm::{Confirm, Question};
use super::copy_menu::{CopyMenu, What};
use super::help::Help;
use super::palette::Palette;
use super::problems::Problems;
use super::prompt::{Prompt, Purpose};
use super::*;
use crate::meet::resources::Space;

fn press(overlay: &mut Overlay, code: KeyCode) -> Outcome {
    overlay.key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn type_in(overlay: &mut Overlay, text: &str) {
    for letter in text.chars() {
        press(overlay, KeyCode::Char(letter));
    }
}

fn code() -> SpaceRef {
    "abc-mnop-xyz".parse().unwrap()
}

fn space() -> Space {
    serde_json::from_value(json!({
        "name": "spaces/a1",
        "meetingUri": "https://meet.google.com/abc-mnop-xyz",
        "meetingCode": "abc-mnop-xyz",
        "phoneAccess": [{"phoneNumber": "+15550100123", "pin": "1234567", "regionCode": "US"}],
        "gatewaySipAccess": [{"uri": "sip:812@gateway.example", "sipAccessCode": "812"}],
    }))
    .unwrap()
}

/// A dangerous question: only `y` is yes, Enter takes the safe answer.
#[rstest]
#[case(KeyCode::Char('y'), true)]
#[case(KeyCode::Char('Y'), true)]
#[case(KeyCode::Enter, false)]
#[case(KeyCode::Esc, false)]
#[case(KeyCode::Char('n'), false)]
#[case(KeyCode::Char('q'), false)]
fn a_question_has_a_safe_answer(#[case] key: KeyCode, #[case] yes: bool) {
    let mut book = crate::book::Book::default();
    let id = book.put(crate::store::Entry::named("spaces/a".parse().unwrap(), jiff::Timestamp::UNIX_EPOCH).into());
    let question = Question::End(id);
    let mut overlay = Overlay::Confirm(Confirm::new(question.clone(), "End?".into(), Vec::new(), "end it"));
    assert_eq!(press(&mut overlay, key), if yes { Outcome::Yes(question) } else { Outcome::Close });
}

#[test]
fn a_harmless_question_takes_enter_for_yes() {
    assert_eq!(press(&mut offer_look_up(code()), KeyCode::Enter), Outcome::Yes(Question::LookUp(code())));
    assert_eq!(press(&mut offer_look_up(code()), KeyCode::Char('x')), Outcome::Unused);
}

#[test]
fn a_prompt_gives_its_text_and_takes_pastes_as_text() {
    let mut overlay = Overlay::Prompt(Prompt::new(Purpose::LookUp, "Look up", "", ""));
    type_in(&mut overlay, "ab");
    assert_eq!(overlay.paste("c\x1b[31m-\u{202e}mnop\n"), Outcome::Stay);
    press(&mut overlay, KeyCode::Left);
    press(&mut overlay, KeyCode::Backspace);
    assert_eq!(press(&mut overlay, KeyCode::Enter), Outcome::Submit(Purpose::LookUp, "abc-mnp".into()));
    assert_eq!(press(&mut overlay, KeyCode::Esc), Outcome::Close);
}

#[test]
fn a_prompt_takes_no_more_than_it_can_use() {
    let mut overlay = Overlay::Prompt(Prompt::new(Purpose::LookUp, "Look up", "", ""));
    overlay.paste(&"x".repeat(10_240));
    let Outcome::Submit(_, text) = press(&mut overlay, KeyCode::Enter) else { panic!() };
    assert_eq!(text.chars().count(), prompt::LONGEST);
    press(&mut overlay, KeyCode::Char('y'));
    let Outcome::Submit(_, text) = press(&mut overlay, KeyCode::Enter) else { panic!() };
    assert_eq!(text.chars().count(), prompt::LONGEST);
}

#[test]
fn words_are_edited_with_alt_as_terminals_send_it() {
    let mut input = tui_input::Input::from("one two three");
    for (letter, value) in [('b', "one two three"), ('d', "one two ")] {
        prompt::edit(&mut input, KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT), 100);
        assert_eq!(input.value(), value);
    }
}

#[test]
fn the_palette_finds_by_name_and_by_what_it_does() {
    for (query, action) in
        [("rename", Action::Rename), ("qr", Action::ShowLink), ("undo", Action::Undo), ("browser", Action::Browse)]
    {
        let mut overlay = Overlay::Palette(Palette::default());
        type_in(&mut overlay, query);
        assert_eq!(press(&mut overlay, KeyCode::Enter), Outcome::Act(action), "{query}");
    }
    let mut overlay = Overlay::Palette(Palette::default());
    type_in(&mut overlay, "zzzz");
    assert_eq!(press(&mut overlay, KeyCode::Enter), Outcome::Stay);
}

#[test]
fn the_copy_menu_offers_what_there_is() {
    let menu = || Overlay::CopyMenu(CopyMenu::new(&space(), Some("Weekly")));
    for (key, what) in [
        ('l', What::Link),
        ('c', What::Code),
        ('i', What::Invitation),
        ('1', What::DialIn(0)),
        ('s', What::Sip(0)),
        ('n', What::Name),
        ('J', What::Json),
        ('y', What::Link),
    ] {
        assert_eq!(press(&mut menu(), KeyCode::Char(key)), Outcome::Copy(what), "{key}");
    }
    let mut walked = menu();
    press(&mut walked, KeyCode::Char('j'));
    assert_eq!(press(&mut walked, KeyCode::Enter), Outcome::Copy(What::Code));
    assert_eq!(press(&mut menu(), KeyCode::Char('2')), Outcome::Unused);
    let bare = Space::named("spaces/a1".parse().unwrap());
    assert_eq!(press(&mut Overlay::CopyMenu(CopyMenu::new(&bare, None)), KeyCode::Char('l')), Outcome::Unused);
}

#[test]
fn what_is_copied() {
    let copied = |what: What| what.clip(&space(), Some("Weekly")).map(|clip| (clip.text, clip.what, clip.secret));
    assert_eq!(copied(What::Link), Some(("https://meet.google.com/abc-mnop-xyz".into(), "the link of Weekly".into(), false)));
    assert_eq!(copied(What::DialIn(0)).unwrap().0, "+1 555 010 0123 PIN 123 4567#");
    assert_eq!(copied(What::DialIn(1)), None);
    assert_eq!(copied(What::Name).unwrap().0, "spaces/a1");
    let json: Space = serde_json::from_str(&copied(What::Json).unwrap().0).unwrap();
    assert_eq!(json, space());
    assert!(copied(What::Invitation).unwrap().0.contains("https://meet.google.com/abc-mnop-xyz"));
}

#[test]
fn windows_that_only_tell_close_by_the_keys_that_people_try() {
    for code in [KeyCode::Esc, KeyCode::Enter, KeyCode::Char('q')] {
        assert_eq!(press(&mut Overlay::Help(Help::default()), code), Outcome::Close);
        assert_eq!(press(&mut Overlay::Problems(Problems::default()), code), Outcome::Close);
    }
    assert_eq!(press(&mut Overlay::Help(Help::default()), KeyCode::Char('j')), Outcome::Stay);
}

#[test]
fn the_menu_of_access_begins_at_the_safest_and_walks_round() {
    use crate::meet::resources::AccessType;
    let menu = || Overlay::Access(access_menu::AccessMenu::new(vec!["Weekly".into()], vec![1, 0, 0], None));
    let chosen = |keys: &[KeyCode]| {
        let mut menu = menu();
        for key in keys {
            assert_eq!(press(&mut menu, *key), Outcome::Stay);
        }
        press(&mut menu, KeyCode::Enter)
    };
    let t = KeyCode::Char('t');
    assert_eq!(chosen(&[]), Outcome::Access(AccessType::Restricted));
    assert_eq!(chosen(&[t]), Outcome::Access(AccessType::Open));
    assert_eq!(chosen(&[t, t]), Outcome::Access(AccessType::Trusted));
    assert_eq!(chosen(&[KeyCode::Up]), Outcome::Access(AccessType::Trusted));
    assert_eq!(chosen(&[KeyCode::Home]), Outcome::Access(AccessType::Open));
    for key in [KeyCode::Esc, KeyCode::Char('q'), KeyCode::Char('n')] {
        assert_eq!(press(&mut menu(), key), Outcome::Close);
    }
    assert_eq!(menu().click(0), Outcome::Stay, "a click chooses, and Enter sends");
}

#[test]
fn the_window_of_several_stops_while_it_runs_and_closes_when_it_is_over() {
    use super::bulk::{Window, Wish};
    let window = |over| Overlay::Bulk(Window::new(over));
    for key in [KeyCode::Esc, KeyCode::Char('q')] {
        assert_eq!(press(&mut window(false), key), Outcome::Bulk(Wish::Stop));
        assert_eq!(press(&mut window(true), key), Outcome::Close);
    }
    assert_eq!(press(&mut window(false), KeyCode::Enter), Outcome::Close);
    assert_eq!(press(&mut window(false), KeyCode::Char('r')), Outcome::Unused);
    assert_eq!(press(&mut window(true), KeyCode::Char('r')), Outcome::Bulk(Wish::Again));
    assert_eq!(press(&mut window(true), KeyCode::Char('j')), Outcome::Stay);
    assert!(window(false).way_out().contains("Esc stops it"));
    assert_eq!(window(true).way_out(), "Esc closes");
}

#[test]
fn what_is_copied_of_several() {
    use super::copy_menu::Several;
    let line = |what: Several| what.line(&space(), Some("Weekly")).unwrap();
    assert_eq!(line(Several::Named), "Weekly: https://meet.google.com/abc-mnop-xyz");
    assert_eq!((line(Several::Codes), line(Several::Names)), ("abc-mnop-xyz".into(), "spaces/a1".into()));
    assert_eq!(Several::Links.line(&Space::named("spaces/a1".parse().unwrap()), None), None);
    assert_eq!([1, 3].map(|count| Several::Links.words(count)), ["1 link", "3 links"]);
    let mut menu = Overlay::CopyMenu(CopyMenu::several(3));
    assert_eq!(press(&mut menu, KeyCode::Char('b')), Outcome::Copy(What::Several(Several::Named)));
}
