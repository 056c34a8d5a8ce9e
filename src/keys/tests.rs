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
            let parsed = key.parse::<Chord>().unwrap_or_else(|()| panic!("{key} of {} is no key", binding.name));
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
    let text = columns();
    assert_eq!(text.lines().count(), BINDINGS.len());
    assert!(text.lines().next().unwrap().starts_with("n "), "{text}");
    assert!(text.contains("j ↓"), "{text}");
    assert!(markdown().contains("| `g` `Home` | first row |"), "{}", markdown());
}
