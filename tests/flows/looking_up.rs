//! `L` and pasted links: found and kept, or told why not.

use greenroom::emulator::{Fault, Method, Trouble};

use super::support::{BO, DAY, HOUR, House, link};

fn others(house: &House) -> (String, String) {
    let name = house.with(|world| world.create_space_for(BO, "greenroom")).unwrap();
    let code = house.code(&name);
    (name, code)
}

#[tokio::test]
async fn by_link_code_and_name_in_any_case() {
    type Way = fn(&str, &str) -> String;
    let ways: [Way; 5] = [
        |_, code| link(code),
        |_, code| code.into(),
        |_, code| code.to_uppercase(),
        |name, _| name.into(),
        |_, code| format!(" {}?authuser=0 ", link(code)),
    ];
    for way in ways {
        let house = House::new();
        let (name, code) = others(&house);
        let mut show = house.settled().await;
        let text = way(&name, &code);
        show.press("L").await;
        show.type_text(&text).await;
        show.act("enter").await;
        assert_eq!(show.rows(), [code], "{text}");
        assert!(show.footer().contains("Kept"), "{}", show.footer());
        show.hides("Look up a space");
        show.close();
        assert!(house.store().entry(&name.parse().unwrap()).unwrap().is_some(), "{text}");
    }
}

#[tokio::test]
async fn what_is_no_code_is_told_before_anything_is_sent() {
    let house = House::new();
    let mut show = house.settled().await;
    for (text, why) in [
        ("", "Nothing to look for"),
        ("hello", "a Meet link, a code such as"),
        ("https://zoom.example/j/123", "leads to zoom.example"),
        ("https://meet.google.com/", "names no meeting code"),
    ] {
        show.press("L").await;
        show.type_text(text).await;
        show.act("enter").await;
        show.shows("Nothing was looked up");
        show.shows(why);
        show.shows("Mend it");
        show.press("esc").await;
        show.hides("Nothing was looked up");
    }
    show.press("L").await;
    show.paste(&"x".repeat(10_000)).await;
    show.act("enter").await;
    show.shows("Nothing was looked up");
    show.press("esc").await;
    assert_eq!(house.with(|world| world.count_all()), 0);
    show.is_usable().await;
}

#[tokio::test]
async fn a_mistake_can_be_mended_in_place() {
    let house = House::new();
    let (_, code) = others(&house);
    let mut show = house.settled().await;
    show.press("L").await;
    show.type_text(&format!("{code}?!")).await;
    show.act("enter").await;
    show.shows("Nothing was looked up");
    show.press("backspace backspace").await;
    show.hides("Nothing was looked up");
    show.act("enter").await;
    assert_eq!(show.rows(), [code]);
}

#[tokio::test]
async fn not_found_names_all_three_causes() {
    let house = House::new();
    let mut show = house.settled().await;
    show.press("L").await;
    show.type_text("zzz-zzzz-zzz").await;
    show.act("enter").await;
    show.shows("Could not find that space");
    for cause in ["wrong", "no access", "another OAuth client"] {
        show.shows(cause);
    }
    assert!(show.rows().is_empty());
    show.press("esc").await;
    show.press("!").await;
    show.shows("Could not find that space");
    show.is_usable().await;
}

#[tokio::test]
async fn what_is_known_already_is_gone_to_and_not_kept_twice() {
    let house = House::new();
    let name = house.space("Stand-up");
    house.space("Retro");
    let mut show = house.settled().await;
    assert_eq!(show.cursor(), "Retro");
    show.press("L").await;
    show.type_text(&house.code(&name)).await;
    show.act("enter").await;
    assert_eq!(show.cursor(), "Stand-up");
    assert!(show.footer().contains("Stand-up is in the list already"), "{}", show.footer());
    assert_eq!(show.rows().len(), 2);
}

#[tokio::test]
async fn while_it_is_asked_the_prompt_says_so_and_escape_leaves() {
    let house = House::new();
    let (_, code) = others(&house);
    house.fault(Fault::new(Trouble::HangBeforeHeaders));
    let mut show = house.settled().await;
    show.press("L").await;
    show.type_text(&code).await;
    show.press("enter").await;
    show.shows("asking Google");
    show.press("esc").await;
    show.hides("asking Google");
    show.is_usable().await;
}

#[tokio::test]
async fn a_pasted_link_is_offered_and_kept() {
    let house = House::new();
    let (_, code) = others(&house);
    let mut show = house.settled().await;
    show.paste(&format!("{}\n", link(&code))).await;
    show.shows(&format!("Look up {code}?"));
    show.act("esc").await;
    assert_eq!(house.count(Method::GetSpace), 0);
    show.paste(&link(&code)).await;
    show.act("y").await;
    assert_eq!(show.rows(), std::slice::from_ref(&code));
    show.paste(&link(&code)).await;
    assert!(show.footer().contains("in the list already"), "{}", show.footer());
}

#[tokio::test]
async fn a_pasted_link_whose_known_code_is_old_is_looked_up() {
    let house = House::new();
    let mine = house.space_learnt("Stand-up", 2 * DAY);
    let code = house.code(&mine);
    let (theirs, _) = others(&house);
    house.with(|world| world.give_code(&code, &theirs)).unwrap();
    let mut show = house.open();
    show.paste(&link(&code)).await;
    show.shows(&format!("Look up {code}?"));
    show.act("y").await;
    assert_eq!(show.rows().len(), 2);
    assert_eq!(show.cursor(), code);
}

#[tokio::test]
async fn other_pastes_are_refused_in_a_line() {
    let house = House::new();
    house.space_learnt("Stand-up", HOUR);
    let mut show = house.settled().await;
    for text in ["hello there", "https://zoom.example/j/1", "\x1b[31m\u{202e}", "", &"a b ".repeat(2500)] {
        show.paste(text).await;
        assert!(show.footer().contains("Pasted, but"), "{text:?}: {}", show.footer());
        show.is_text();
    }
    assert_eq!(show.rows(), ["Stand-up"]);
    show.is_usable().await;
}
