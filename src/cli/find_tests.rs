use rstest::rstest;

use super::*;
use crate::meet::names::SpaceName;
use crate::store::{Facts, Known, Scope};

fn store() -> Store {
    let mut store = Store::in_memory(&Scope { account: String::new(), endpoint: String::new() }).unwrap();
    let now = Timestamp::now();
    let old = now.checked_sub(jiff::SignedDuration::from_hours(30)).unwrap();
    let rows = [
        ("a", "Stand-up", "abc-mnop-xyz", now),
        ("b", "Retro", "bcd-mnop-xyz", old),
        ("c", "Retro", "cde-mnop-xyz", now),
        ("d", "interviews", "def-mnop-xyz", now),
        ("e", "RETRO planning", "efg-mnop-xyz", now),
        ("f", "Föräldramöte", "fgh-mnop-xyz", now),
        ("g", "spaces/a", "ghi-mnop-xyz", now),
        ("h", "-dash \"quoted\"", "hij-mnop-xyz", now),
    ];
    for (id, label, code, learnt) in rows {
        let name: SpaceName = format!("spaces/{id}").parse().unwrap();
        let mut entry = Entry::named(name.clone(), learnt);
        entry.label = Some(label.into());
        let space = Space { meeting_code: Some(code.into()), ..Space::named(name) };
        store.add(&Known { entry, facts: Some(Facts { space, learnt }) }).unwrap();
    }
    store
}

#[rstest]
#[case("Stand-up", "a", "spaces/a")]
#[case("stand-UP", "a", "spaces/a")]
#[case(" Stand-up\n", "a", "spaces/a")]
#[case("spaces/a", "a", "spaces/a")]
#[case("abc-mnop-xyz", "a", "spaces/a")]
#[case("https://meet.google.com/ABC-mnop-xyz?authuser=1", "a", "spaces/a")]
#[case("abcmnopxyz", "a", "spaces/a")]
#[case::stale_code_is_asked_for("bcd-mnop-xyz", "b", "bcd-mnop-xyz")]
#[case::a_name_of_ten_letters("interviews", "d", "spaces/d")]
#[case("FÖRÄLDRAMÖTE", "f", "spaces/f")]
#[case("-dash \"quoted\"", "h", "spaces/h")]
fn in_the_list(#[case] word: &str, #[case] id: &str, #[case] asked: &str) {
    let found = find(word, Some(&store())).unwrap();
    assert_eq!(found.entry.unwrap().name.id(), id);
    assert_eq!(found.asked.to_string(), asked);
}

#[rstest]
#[case("spaces/zzz", "spaces/zzz")]
#[case("zzz-mnop-xyz", "zzz-mnop-xyz")]
#[case("meet.google.com/zzz-mnop-xyz", "zzz-mnop-xyz")]
fn elsewhere(#[case] word: &str, #[case] asked: &str) {
    for store in [Some(store()), None] {
        let found = find(word, store.as_ref()).unwrap();
        assert!(found.entry.is_none());
        assert_eq!(found.asked.to_string(), asked);
    }
}

#[test]
fn several_are_listed() {
    let Exit::Usage(words) = find("retro", Some(&store())).unwrap_err() else { panic!() };
    assert!(words.starts_with("2 spaces are called \"retro\"."), "{words}");
    assert!(words.contains("spaces/b  https://meet.google.com/bcd-mnop-xyz  Retro") && words.contains("spaces/c"), "{words}");
}

#[rstest]
#[case("plan", Some("Did you mean \"RETRO planning\"?"))]
#[case("no such\u{1b}[2J", Some("called \"no such\". Give a Meet link"))]
#[case("x", Some("Give a Meet link"))]
#[case("", None)]
#[case("https://example.com/x", None)]
#[case("https://meet.google.com/lookup/x", None)]
fn nowhere(#[case] word: &str, #[case] said: Option<&str>) {
    match (find(word, Some(&store())).unwrap_err(), said) {
        (Exit::NotFound(words), Some(said)) => assert!(words.contains(said), "{words}"),
        (Exit::Usage(words), None) => assert!(words.starts_with("SPACE: "), "{words}"),
        (exit, _) => panic!("{exit:?}"),
    }
}
