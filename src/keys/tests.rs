use std::collections::HashSet;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;

fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Action> {
    Keymap::default().get(KeyEvent::new(code, modifiers).into(), None).map(|binding| binding.action)
}

#[test]
fn every_key_of_the_table_is_understood_and_belongs_to_one_action() {
    let mut seen = HashSet::new();
    for binding in BINDINGS {
        for key in binding.keys {
            let parsed = key.parse::<Chord>().unwrap_or_else(|error| panic!("{}: {error}", binding.name));
            assert!(seen.insert((Some(binding.context).filter(|context| context.is_place()), parsed)), "{key} is bound twice");
        }
    }
}

#[test]
fn names_are_unique_and_every_action_has_a_binding() {
    let names: HashSet<_> = BINDINGS.iter().map(|binding| binding.name).collect();
    let actions: HashSet<_> = BINDINGS.iter().map(|binding| binding.action).collect();
    assert_eq!((names.len(), actions.len()), (BINDINGS.len(), BINDINGS.len()));
}

#[test]
fn keys_as_terminals_send_them() {
    assert_eq!(pressed(KeyCode::Char('n'), KeyModifiers::NONE), Some(Action::New));
    assert_eq!(pressed(KeyCode::Char('G'), KeyModifiers::SHIFT), Some(Action::Last));
    assert_eq!(pressed(KeyCode::Char('G'), KeyModifiers::NONE), Some(Action::Last));
    assert_eq!(pressed(KeyCode::Char('?'), KeyModifiers::NONE), Some(Action::Help));
    assert_eq!(pressed(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(Action::Help));
    assert_eq!(pressed(KeyCode::Char(':'), KeyModifiers::SHIFT), Some(Action::Palette));
    assert_eq!(pressed(KeyCode::Char('!'), KeyModifiers::NONE), Some(Action::Problems));
    assert_eq!(pressed(KeyCode::Char('/'), KeyModifiers::NONE), Some(Action::Filter));
    assert_eq!(pressed(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Action::Quit));
    assert_eq!(pressed(KeyCode::Char('r'), KeyModifiers::CONTROL), Some(Action::RefreshAll));
    assert_eq!(pressed(KeyCode::BackTab, KeyModifiers::SHIFT), Some(Action::PreviousPane));
    assert_eq!(pressed(KeyCode::BackTab, KeyModifiers::NONE), Some(Action::PreviousPane));
    assert_eq!(pressed(KeyCode::Tab, KeyModifiers::NONE), Some(Action::NextPane));
    assert_eq!(pressed(KeyCode::Char('n'), KeyModifiers::CONTROL), None);
    assert_eq!(pressed(KeyCode::Char('x'), KeyModifiers::NONE), Some(Action::Export));
    assert_eq!(pressed(KeyCode::Char('X'), KeyModifiers::NONE), None);
}

#[test]
fn the_list_of_keys_reads_well() {
    let text = columns(&Keymap::default());
    assert_eq!(text.lines().count(), BINDINGS.len());
    assert!(text.lines().next().unwrap().starts_with("n "), "{text}");
    assert!(text.contains("j ↓"), "{text}");
    assert!(page().contains("| `g` `Home` | `first` | first row |"), "{}", page());
}

fn chords(keys: &[&str]) -> Vec<Chord> {
    keys.iter().map(|key| key.parse().unwrap()).collect()
}

#[test]
fn keys_of_ones_own_take_the_place_of_the_tables() {
    let keymap = Keymap::with([(Action::Copy, chords(&["n", "F5"])), (Action::New, chords(&["ctrl-n"])), (Action::Pin, vec![])]);
    let keymap = keymap.unwrap();
    let does = |key: &str, place| keymap.get(key.parse().unwrap(), place).map(|binding| binding.action);
    assert_eq!(
        [does("n", None), does("f5", None), does("ctrl-n", None)].map(Option::unwrap),
        [Action::Copy, Action::Copy, Action::New]
    );
    assert_eq!([does("y", None), does("p", None)], [None, None]);
    assert_eq!(does("y", Some(Context::Conference)), Some(Action::CopyFile));
    assert_eq!([keymap.key_of(Action::Copy), keymap.key_of(Action::Pin), keymap.key_of(Action::Quit)], ["n", "", "ctrl-c"]);
    assert!(keymap.is_own(Action::Pin) && !keymap.is_own(Action::End) && keymap != Keymap::default());
    assert_eq!(Keymap::with([(Action::Pin, chords(&["p"]))]).unwrap(), Keymap::default());
    assert!(columns(&keymap).contains("\n              pin ") && columns(&keymap).contains("ctrl-n "), "{}", columns(&keymap));
}

#[test]
fn one_key_does_one_thing_in_one_place_and_ctrl_c_quits() {
    let clash =
        |action, key: &str| Keymap::with([(action, chords(&[key]))]).map(drop).map_err(|clash| clash.of.map(|of| of.name));
    assert_eq!(clash(Action::Rename, "n"), Err(["new", "rename"]));
    assert_eq!(clash(Action::Rename, "left"), Ok(()), "it is taken in the settings alone");
    assert_eq!(clash(Action::Send, "left"), Err(["previous_value", "send"]));
    assert_eq!(clash(Action::Send, "ctrl-c"), Err(["send", "quit"]));
    assert_eq!(clash(Action::Rename, "ctrl-c"), Err(["rename", "quit"]));
    let keymap = Keymap::with([(Action::Quit, chords(&["Q"]))]).unwrap();
    assert_eq!(keymap.keys_of(binding(Action::Quit).unwrap()), ["Q", "ctrl-c"]);
}

#[test]
fn texts_name_the_keys_that_hold() {
    let keymap = Keymap::with([(Action::Refresh, chords(&["ctrl-e"])), (Action::Pin, vec![])]).unwrap();
    assert_eq!(keymap.in_words("not known yet; ‹refresh› asks"), "not known yet; ctrl-e asks");
    assert_eq!(keymap.in_words(&format!("‹pin›, {} and ‹help›", key_of(Action::Undo))), ":pin, u and ?");
    for plain in ["nothing", "‹i>not italic‹/i>", "‹nothing›", "‹", "›‹pi"] {
        assert_eq!(keymap.in_words(plain), plain);
    }
}

#[test]
fn every_action_that_a_text_names_is_there() {
    for binding in BINDINGS {
        let shown = Keymap::default().in_words(binding.doc).into_owned();
        assert!(!shown.contains(['‹', '›']), "{shown}");
    }
}

#[test]
fn keys_as_people_write_them() {
    let read = |text: &str| text.parse::<Chord>().map(|chord| chord.to_string()).map_err(|error| error.to_string());
    for (text, shown) in
        [("PgDn", "PgDn"), ("pagedown", "PgDn"), ("Ctrl-R", "ctrl-r"), ("shift-tab", "Shift-Tab"), ("f12", "F12")]
    {
        assert_eq!(read(text).as_deref(), Ok(shown));
    }
    for (text, shown) in
        [("-", "-"), ("alt--", "alt--"), ("SPACE", "Space"), ("↓", "↓"), ("å", "å"), ("shift-g", "G"), ("del", "Del")]
    {
        assert_eq!(read(text).as_deref(), Ok(shown));
    }
    assert_eq!(read("pagdown").unwrap_err(), "\"pagdown\" is no key: did you mean pagedown?");
    assert_eq!(read("strg-r").unwrap_err(), "\"strg-r\" is no key: before a - stands ctrl, alt or shift, not strg");
    assert_eq!(read("ctrl-i").unwrap_err(), "\"ctrl-i\" is no key: a terminal sends it as tab");
    for text in ["", "nn", "ctrl-", "\u{1b}", "f13", "ctrl-ctrl", "\u{1b}[31m"] {
        let error = read(text).unwrap_err();
        assert!(!error.contains('\u{1b}') && error.contains("is no key"), "{error}");
    }
    // What is shown can be written.
    for binding in BINDINGS {
        for key in Keymap::default().chords(binding) {
            assert_eq!(key.to_string().parse::<Chord>(), Ok(key));
        }
    }
}
