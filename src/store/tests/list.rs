use proptest::prelude::*;

use super::*;

#[test]
fn pinned_then_live_then_lately_used_then_by_name() {
    let mut store = memory();
    for (id, minutes) in [("old", 1), ("new", 9), ("live", 2), ("pin", 0), ("pinlive", 0), ("b", 5), ("a", 5)] {
        store.add(&bare(id, minutes)).unwrap();
    }
    for id in ["live", "pinlive"] {
        store.learn(&facts(id, AccessType::Open, true, at(10))).unwrap();
    }
    for id in ["pin", "pinlive"] {
        store.pin(&name(id), true).unwrap();
    }
    let order = ["pinlive", "pin", "live", "new", "a", "b", "old"];
    assert_eq!(ids(&store), order);
    let first: Vec<_> = store.first(3).unwrap().into_iter().map(|entry| entry.name.id().to_owned()).collect();
    assert_eq!(first, order[..3]);

    store.pin(&name("pinlive"), false).unwrap();
    store.learn(&facts("pinlive", AccessType::Open, false, at(11))).unwrap();
    store.touch(&name("old"), at(20)).unwrap();
    assert_eq!(ids(&store), ["pin", "live", "old", "new", "a", "b", "pinlive"]);
}

#[test]
fn all_comes_back_as_it_was_stored() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).store;
    let mut space = facts("x", AccessType::Other("FRIENDS".into()), true, at(3)).space;
    space.other.insert("colour".into(), serde_json::json!({"green": [1, null]}));
    let known = Known {
        entry: Entry { label: Some("Stand-up".into()), pinned: true, created: Some(at(1)), ..entry("x", 2) },
        facts: Some(Facts { space, learnt: at(3) }),
    };
    let stored = store.add(&known).unwrap();
    assert_eq!(stored.code.as_deref(), Some("abc-mnop-xyz"));
    assert_eq!(stored.access, Some(AccessType::Other("FRIENDS".into())));
    assert!(stored.live && stored.pinned);
    assert_eq!((stored.created, stored.last_seen, stored.learnt), (Some(at(1)), at(2), Some(at(3))));
    drop(store);

    let store = open(dir.path()).store;
    assert_eq!(store.first(9).unwrap(), std::slice::from_ref(&stored));
    assert_eq!(store.entry(&name("x")).unwrap(), Some(stored));
    assert_eq!(store.facts(&name("x")).unwrap(), known.facts);
    assert_eq!(store.len().unwrap(), 1);
}

#[test]
fn names_differ_by_case() {
    let mut store = memory();
    store.add(&bare("aB", 1)).unwrap();
    store.add(&bare("Ab", 2)).unwrap();
    assert_eq!(ids(&store), ["Ab", "aB"]);
}

#[test]
fn lists_of_two_scopes_know_nothing_of_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let mut ana = open(dir.path()).store;
    let others =
        [Scope { account: "bo@example.com".into(), ..scope() }, Scope { endpoint: "http://127.0.0.1:9/".into(), ..scope() }];
    ana.add(&bare("x", 1)).unwrap();
    ana.rename(&name("x"), Some("hers")).unwrap();
    for other in others {
        let mut other = Store::open(dir.path(), &other).unwrap().store;
        assert_eq!((ids(&other), other.len().unwrap()), (Vec::new(), 0));
        assert!(other.forget(&name("x")).unwrap().is_none());
        other.add(&bare("x", 5)).unwrap();
        assert_eq!(other.first(9).unwrap()[0].label, None);
        other.forget(&name("x")).unwrap();
        assert!(other.is_empty().unwrap());
    }
    assert_eq!((ids(&ana), ana.len().unwrap()), (vec!["x".to_owned()], 1));
}

#[test]
fn adding_again_fills_in_and_loses_nothing() {
    let mut store = memory();
    let made = Entry { label: Some("mine".into()), pinned: true, created: Some(at(1)), ..entry("x", 9) };
    store.add(&Known { entry: made, facts: None }).unwrap();
    let looked_up = Known {
        entry: Entry { label: Some("theirs".into()), created: None, ..entry("x", 4) },
        facts: Some(facts("x", AccessType::Trusted, true, at(5))),
    };
    let now = store.add(&looked_up).unwrap();
    assert_eq!(now.label.as_deref(), Some("mine"));
    assert_eq!((now.pinned, now.created, now.last_seen), (true, Some(at(1)), at(9)));
    assert_eq!((now.access.as_ref(), now.live, now.learnt), (Some(&AccessType::Trusted), true, Some(at(5))));
    assert_eq!(store.facts(&name("x")).unwrap(), looked_up.facts);
    assert_eq!(store.len().unwrap(), 1);

    // Older facts come with a later use: the use counts, the facts do not.
    let later = Known { entry: entry("x", 12), facts: Some(facts("x", AccessType::Open, false, at(3))) };
    let now = store.add(&later).unwrap();
    assert_eq!((now.last_seen, now.access.as_ref(), now.live), (at(12), Some(&AccessType::Trusted), true));
}

#[test]
fn facts_of_another_space_are_refused() {
    let mut store = memory();
    let mixed = Known { entry: entry("x", 1), facts: Some(facts("y", AccessType::Open, false, at(1))) };
    assert!(matches!(store.add(&mixed), Err(StoreError::Other { .. })));
    assert!(store.is_empty().unwrap());
}

#[test]
fn forgotten_and_brought_back_whole() {
    let mut store = memory();
    let known = Known {
        entry: Entry { label: Some("x".into()), pinned: true, created: Some(at(1)), ..entry("x", 2) },
        facts: Some(facts("x", AccessType::Open, true, at(3))),
    };
    let stored = store.add(&known).unwrap();
    let forgotten = store.forget(&name("x")).unwrap().unwrap();
    assert_eq!((&forgotten.entry, &forgotten.facts), (&stored, &known.facts));
    assert_eq!((store.len().unwrap(), store.facts(&name("x")).unwrap()), (0, None));
    assert!(store.forget(&name("x")).unwrap().is_none());

    store.restore(&forgotten).unwrap();
    assert_eq!(store.first(9).unwrap(), [stored]);
    assert_eq!(store.facts(&name("x")).unwrap(), known.facts);
    store.restore(&forgotten).unwrap();
    assert_eq!(store.len().unwrap(), 1);
}

#[test]
fn many_are_pinned_forgotten_and_brought_back_at_once() {
    let mut store = memory();
    let known = Known { entry: entry("x", 1), facts: Some(facts("x", AccessType::Open, true, at(3))) };
    store.fill([known.clone(), bare("y", 2), bare("z", 3)]).unwrap();
    let names = [name("x"), name("nobody"), name("z")];
    store.pin_all(&names, true).unwrap();
    let pinned = |store: &Store| -> Vec<bool> { store.first(9).unwrap().iter().map(|entry| entry.pinned).collect() };
    assert_eq!(pinned(&store).iter().filter(|pinned| **pinned).count(), 2);
    store.pin_all(&names, false).unwrap();
    assert_eq!(pinned(&store), [false; 3]);
    let forgotten = store.forget_all(&names).unwrap();
    assert_eq!((forgotten.len(), store.len().unwrap()), (2, 1));
    assert_eq!(forgotten[0].facts, known.facts);
    assert_eq!(store.fill(forgotten).unwrap(), 2);
    assert_eq!(store.facts(&name("x")).unwrap(), known.facts);
}

#[test]
fn a_late_answer_brings_nothing_back() {
    let mut store = memory();
    store.add(&bare("x", 1)).unwrap();
    store.forget(&name("x")).unwrap();
    assert_eq!(store.learn(&facts("x", AccessType::Open, true, at(2))).unwrap(), None);
    assert!(store.is_empty().unwrap());
    // Nor do facts of the forgotten one come to belong to the next.
    store.add(&bare("y", 1)).unwrap();
    assert_eq!(store.facts(&name("y")).unwrap(), None);
}

#[test]
fn older_facts_never_replace_newer_ones() {
    let mut store = memory();
    store.add(&bare("x", 1)).unwrap();
    store.learn(&facts("x", AccessType::Open, true, at(10))).unwrap();
    let kept = store.learn(&facts("x", AccessType::Restricted, false, at(9))).unwrap().unwrap();
    assert_eq!((kept.access, kept.live, kept.learnt), (Some(AccessType::Open), true, Some(at(10))));
    let new = store.learn(&facts("x", AccessType::Restricted, false, at(10))).unwrap().unwrap();
    assert_eq!((new.access, new.live), (Some(AccessType::Restricted), false));
    assert_eq!(store.facts(&name("x")).unwrap().unwrap().space.access(), Some(&AccessType::Restricted));
}

#[test]
fn a_clock_that_was_ahead_does_no_lasting_harm() {
    let mut store = memory();
    let (year_ahead, a_little) = (at(720 + 525_600), at(720 + 4));
    store.add(&Known { entry: entry("x", 720 + 525_600), facts: Some(facts("x", AccessType::Open, true, year_ahead)) }).unwrap();
    let now = store.learn(&facts("x", AccessType::Trusted, false, noon())).unwrap().unwrap();
    assert_eq!((now.access, now.learnt), (Some(AccessType::Trusted), Some(noon())));
    store.touch(&name("x"), noon()).unwrap();
    assert_eq!(store.entry(&name("x")).unwrap().unwrap().last_seen, noon());

    // What is stamped ahead loses against the present, unless it is so little that clocks may differ by it.
    store.touch(&name("x"), year_ahead).unwrap();
    let now = store.learn(&facts("x", AccessType::Open, true, year_ahead)).unwrap().unwrap();
    assert_eq!((now.last_seen, now.learnt), (noon(), Some(noon())));
    let now = store.learn(&facts("x", AccessType::Open, true, a_little)).unwrap().unwrap();
    assert_eq!(now.learnt, Some(a_little));
}

#[test]
fn a_clock_that_fell_back_still_learns() {
    fn long_ago() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    let mut store = memory();
    store.add(&Known { entry: entry("x", 1), facts: Some(facts("x", AccessType::Open, true, at(1))) }).unwrap();
    store.habits.now = long_ago;
    store.learn(&facts("x", AccessType::Trusted, false, long_ago())).unwrap();
    assert_eq!(store.entry(&name("x")).unwrap().unwrap().access, Some(AccessType::Trusted));
    store.habits.now = noon;
    store.learn(&facts("x", AccessType::Restricted, false, noon())).unwrap();
    assert_eq!(store.entry(&name("x")).unwrap().unwrap().access, Some(AccessType::Restricted));
}

#[test]
fn the_ends_of_time_are_kept() {
    let mut store = memory();
    for (id, time) in [("first", Timestamp::MIN), ("last", Timestamp::MAX)] {
        store.add(&Known { entry: Entry { created: Some(time), ..Entry::named(name(id), time) }, facts: None }).unwrap();
        let stored = store.entry(&name(id)).unwrap().unwrap();
        assert_eq!(stored.last_seen.as_microsecond(), time.as_microsecond());
    }
    assert_eq!(ids(&store), ["last", "first"]);
}

#[test]
fn renaming_gives_the_old_name() {
    let mut store = memory();
    store.add(&bare("x", 1)).unwrap();
    assert_eq!(store.rename(&name("x"), Some("one")).unwrap(), None);
    assert_eq!(store.rename(&name("x"), Some("two")).unwrap().as_deref(), Some("one"));
    assert_eq!(store.rename(&name("x"), Some("")).unwrap().as_deref(), Some("two"));
    assert_eq!(store.entry(&name("x")).unwrap().unwrap().label, None);
    assert_eq!(store.rename(&name("nobody"), Some("two")).unwrap(), None);
    store.pin(&name("nobody"), true).unwrap();
    store.touch(&name("nobody"), at(1)).unwrap();
    assert_eq!(ids(&store), ["x"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_label_comes_back(label in any::<String>(), other in "\\PC*\u{0}[\u{0}\u{1b}\u{202e}a-z]*") {
        let mut store = memory();
        for (id, label) in [("a", &label), ("b", &other)] {
            let known = Known { entry: Entry { label: Some(label.as_str().into()), ..entry(id, 1) }, facts: None };
            let stored = store.add(&known).unwrap();
            let wanted = Some(label.as_str()).filter(|label| !label.is_empty());
            prop_assert_eq!(stored.label.as_deref(), wanted);
            store.rename(&name(id), None).unwrap();
            store.rename(&name(id), Some(label)).unwrap();
            let forgotten = store.forget(&name(id)).unwrap().unwrap().entry;
            prop_assert_eq!(forgotten.label.as_deref(), wanted);
        }
    }

    #[test]
    fn the_number_is_that_of_the_rows(steps in prop::collection::vec((0_u8..3, 0_u8..6), 0..60)) {
        let mut store = memory();
        for (step, id) in steps {
            let id = format!("s{id}");
            match step {
                0 | 1 => drop(store.add(&bare(&id, 1)).unwrap()),
                _ => drop(store.forget(&name(&id)).unwrap()),
            }
        }
        prop_assert_eq!(store.len().unwrap(), ids(&store).len() as u64);
    }
}

#[test]
fn facts_that_cannot_be_read_hide_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).store;
    for id in ["x", "y", "z"] {
        store.add(&Known { entry: entry(id, 1), facts: Some(facts(id, AccessType::Open, false, at(1))) }).unwrap();
    }
    let of = |id: &str| format!("(SELECT id FROM spaces WHERE name = 'spaces/{id}')");
    store.db.execute(&format!("UPDATE facts SET json = '{{\"name\":{{}}}}' WHERE space = {}", of("x")), []).unwrap();
    store.db.execute(&format!("UPDATE facts SET json = CAST(x'ff00' AS TEXT) WHERE space = {}", of("y")), []).unwrap();
    store.db.execute("UPDATE spaces SET label = CAST(x'41ff' AS TEXT) WHERE name = 'spaces/y'", []).unwrap();
    store.db.execute("UPDATE spaces SET name = 'rooms/z' WHERE name = 'spaces/z'", []).unwrap();
    assert_eq!(ids(&store), ["x", "y"]);
    assert_eq!(store.entry(&name("y")).unwrap().unwrap().label.as_deref(), Some("A\u{fffd}"));
    assert_eq!((store.facts(&name("x")).unwrap(), store.facts(&name("y")).unwrap()), (None, None));
    let fresh = facts("x", AccessType::Trusted, false, at(2));
    store.learn(&fresh).unwrap();
    assert_eq!(store.facts(&name("x")).unwrap(), Some(fresh));
    assert_eq!(store.forget(&name("y")).unwrap().unwrap().facts, None);
}

#[test]
fn the_first_rows_of_a_hundred_thousand_come_from_the_index_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).store;
    assert_eq!(store.fill(sample::spaces(100_000, noon())).unwrap(), 100_000);
    assert_eq!(store.fill(sample::spaces(10, noon())).unwrap(), 0);
    let mut statement = store.db.prepare(&format!("EXPLAIN QUERY PLAN {}", schema::LIST)).unwrap();
    let plan: Vec<String> =
        statement.query_map([1, 50], |row| row.get("detail")).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    assert_eq!(plan, ["SEARCH spaces USING COVERING INDEX list_order (scope=?)"]);
    assert_eq!((store.len().unwrap(), store.first(50).unwrap().len()), (100_000, 50));
    let mut all = Vec::new();
    store.each(|entry| all.push(entry)).unwrap();
    let key = |entry: &Entry| (!entry.pinned, !entry.live, std::cmp::Reverse(entry.last_seen), entry.name.clone());
    assert!(all.len() == 100_000 && all.is_sorted_by_key(key));
}

#[test]
fn all_or_none_is_filled_in() {
    let mut store = memory();
    store.add(&bare("x", 1)).unwrap();
    let wrong = Known { entry: entry("c", 1), facts: Some(facts("d", AccessType::Open, false, at(1))) };
    assert!(store.fill([bare("a", 1), bare("b", 1), wrong]).is_err());
    assert_eq!(ids(&store), ["x"]);
}

#[test]
fn an_entry_is_slim() {
    assert!(size_of::<Entry>() <= 160, "{}", size_of::<Entry>());
}

#[test]
fn a_log_is_told_neither_label_nor_code() {
    let entry = Entry { label: Some("Layoffs".into()), code: Some("abc-mnop-xyz".into()), ..entry("x", 1) };
    let shown = format!("{entry:?}");
    assert!(!shown.contains("Layoffs") && !shown.contains("mnop"), "{shown}");
}

#[test]
fn changes_of_another_handle_are_noticed_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = open(dir.path()).store;
    let mut two = open(dir.path()).store;
    one.changed_elsewhere().unwrap();
    one.add(&bare("x", 1)).unwrap();
    assert!(!one.changed_elsewhere().unwrap());
    assert!(two.changed_elsewhere().unwrap());
    assert!(!two.changed_elsewhere().unwrap());
    two.rename(&name("x"), Some("two")).unwrap();
    assert!(one.changed_elsewhere().unwrap());
    assert_eq!(one.entry(&name("x")).unwrap().unwrap().label.as_deref(), Some("two"));
    assert_eq!((one.len().unwrap(), two.len().unwrap()), (1, 1));
}

#[test]
fn rows_are_found_by_name_by_code_and_by_how_they_begin() {
    let mut store = memory();
    for (id, label, minutes) in [("a", "Stand-up", 3), ("b", "stand-UP", 2), ("c", "100% done", 1), ("d", "Standing", 4)] {
        store.add(&Known { entry: Entry { label: Some(label.into()), ..entry(id, minutes) }, facts: None }).unwrap();
    }
    store.add(&Known { entry: entry("e", 0), facts: Some(facts("e", AccessType::Open, false, at(1))) }).unwrap();
    let found = |rows: Vec<Entry>| rows.iter().map(|row| row.name.id().to_owned()).collect::<Vec<_>>();
    assert_eq!(found(store.called("STAND-up").unwrap()), ["a", "b"]);
    assert_eq!(found(store.called("abc-mnop-xyz").unwrap()), ["e"]);
    assert_eq!(found(store.called("Stand").unwrap()), Vec::<String>::new());
    assert_eq!(found(store.beginning("stand", 9).unwrap()), ["d", "a", "b"]);
    assert_eq!(found(store.beginning("stand", 1).unwrap()), ["d"]);
    assert_eq!(found(store.beginning("100%", 9).unwrap()), ["c"]);
    assert_eq!(found(store.beginning("%", 9).unwrap()), Vec::<String>::new());
    assert_eq!(found(store.beginning("abc-m", 9).unwrap()), ["e"]);

    let mut all = Vec::new();
    store.each_known(|known| all.push(known)).unwrap();
    assert_eq!(found(all.iter().map(|known| known.entry.clone()).collect()), ids(&store));
    let facts: Vec<bool> = all.iter().map(|known| known.facts.is_some()).collect();
    assert_eq!(facts.iter().filter(|there| **there).count(), 1);
    assert_eq!(all.iter().find_map(|known| known.facts.clone()), store.facts(&name("e")).unwrap());
}

#[test]
fn what_is_watched_is_remembered_and_goes_with_the_space() {
    let mut store = memory();
    for id in ["a", "b", "c"] {
        store.add(&bare(id, 1)).unwrap();
    }
    store.watch_all(&[name("b"), name("a"), name("nowhere")], true).unwrap();
    store.watch_all(&[name("a")], true).unwrap();
    assert_eq!(store.watched().unwrap(), [name("a"), name("b")]);
    store.watch_all(&[name("a")], false).unwrap();
    assert_eq!(store.watched().unwrap(), [name("b")]);
    store.forget(&name("b")).unwrap();
    assert!(store.watched().unwrap().is_empty());
}

#[test]
fn a_file_of_the_first_form_is_renewed_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).store;
    store.add(&bare("a", 1)).unwrap();
    drop(store);
    let file = dir.path().join(folder::FILE);
    let old = rusqlite::Connection::open(&file).unwrap();
    old.execute_batch("DROP TRIGGER watched_gone; DROP TABLE watched; PRAGMA user_version = 1;").unwrap();
    drop(old);
    let mut store = open(dir.path()).store;
    assert_eq!(ids(&store), ["a"]);
    assert!(store.watched().unwrap().is_empty());
    store.watch_all(&[name("a")], true).unwrap();
    assert_eq!(open(dir.path()).store.watched().unwrap(), [name("a")]);
}

#[test]
fn lists_of_two_accounts_watch_apart() {
    let dir = tempfile::tempdir().unwrap();
    let other = Scope { account: "bo@example.com".into(), ..scope() };
    let mut mine = open(dir.path()).store;
    mine.add(&bare("a", 1)).unwrap();
    mine.watch_all(&[name("a")], true).unwrap();
    let mut theirs = Store::open_with(dir.path(), &other, habits()).unwrap().store;
    theirs.add(&bare("a", 1)).unwrap();
    assert!(theirs.watched().unwrap().is_empty());
}
