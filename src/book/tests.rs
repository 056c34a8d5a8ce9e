use super::*;

fn row(name: &str, pinned: bool, live: bool, second: i64) -> Row {
    Row {
        name: Some(name.parse().unwrap()),
        label: None,
        code: None,
        access: None,
        pinned,
        live,
        created: None,
        last_seen: Timestamp::from_second(second).unwrap(),
        learnt: None,
    }
}

fn names(book: &Book) -> Vec<&str> {
    book.order().iter().map(|id| book.row(*id).unwrap().name.as_ref().unwrap().id()).collect()
}

#[test]
fn pinned_then_live_then_the_most_recently_used() {
    let mut book = Book::default();
    for row in [
        row("spaces/old", false, false, 1),
        row("spaces/new", false, false, 9),
        row("spaces/live", false, true, 2),
        row("spaces/pin", true, false, 0),
    ] {
        book.put(row);
    }
    assert_eq!(names(&book), ["pin", "live", "new", "old"]);
    assert_eq!(book.live(), 1);
    let id = book.find(&"spaces/live".parse().unwrap()).unwrap();
    book.change(id, |row| row.live = false);
    assert_eq!(names(&book), ["pin", "new", "live", "old"]);
    assert_eq!(book.live(), 0);
}

#[test]
fn a_space_keeps_its_identity_from_its_making_on() {
    let mut book = Book::default();
    let id = book.put(Row { name: None, ..row("spaces/x", false, false, 5) });
    let name: SpaceName = "spaces/made".parse().unwrap();
    book.change(id, |row| row.name = Some(name.clone()));
    assert_eq!(book.find(&name), Some(id));
    assert_eq!(book.put(row("spaces/made", true, false, 6)), id);
    assert_eq!(book.order().len(), 1);
    assert!(book.remove(id).is_some_and(|row| row.pinned));
    assert!(book.find(&name).is_none() && book.order().is_empty());
}

proptest::proptest! {
    #[test]
    fn whatever_happens_the_order_stays_sorted(changes in proptest::collection::vec((0..20_u32, 0..4_u8, 0..50_i64), 1..120)) {
        let mut book = Book::default();
        for (which, what, second) in changes {
            let name = format!("spaces/s{which}");
            let id = book.find(&name.parse().unwrap());
            match (what, id) {
                (0, Some(id)) => { book.remove(id); }
                (1, Some(id)) => book.change(id, |row| row.live = !row.live),
                (2, Some(id)) => book.change(id, |row| row.pinned = !row.pinned),
                (3, Some(id)) if second % 2 == 0 => {
                    let every_third: Vec<RowId> = book.order().iter().copied().step_by(3).chain([id]).collect();
                    if second % 4 == 0 { book.pin_all(&every_third, second % 8 == 0) } else { drop(book.remove_all(&every_third)) }
                }
                _ => { book.put(row(&name, false, false, second)); }
            }
            let rows: Vec<&Row> = book.order().iter().map(|id| book.row(*id).unwrap()).collect();
            proptest::prop_assert!(rows.windows(2).all(|pair| pair[0].order(pair[1]) == Ordering::Less));
            proptest::prop_assert_eq!(book.live(), rows.iter().filter(|row| row.live).count());
        }
    }
}
