use super::*;
use crate::book::Row;
use crate::meet::resources::AccessType;

fn row(name: &str, label: Option<&str>, code: &str, access: AccessType, second: i64) -> Row {
    Row {
        name: Some(name.parse().unwrap()),
        label: label.map(Into::into),
        code: Some(code.into()),
        access: Some(access),
        pinned: false,
        live: false,
        created: None,
        last_seen: jiff::Timestamp::from_second(second).unwrap(),
        learnt: None,
    }
}

fn book() -> Book {
    let mut book = Book::default();
    book.put(row("spaces/a", Some("Weekly design review"), "abc-mnop-xyz", AccessType::Open, 3));
    book.put(row("spaces/b", Some("Stand-up"), "bcd-nopq-yza", AccessType::Trusted, 2));
    book.put(row("spaces/c", None, "qrs-tuvw-xyz", AccessType::Restricted, 1));
    book
}

fn titles(spaces: &Spaces, book: &Book) -> Vec<String> {
    spaces.shown(book).iter().map(|id| book.row(*id).unwrap().title().to_owned()).collect()
}

#[test]
fn the_filter_knows_name_code_and_access() {
    let book = book();
    let mut spaces = Spaces::default();
    for (query, found) in [
        ("wkly", vec!["Weekly design review"]),
        ("STAND", vec!["Stand-up"]),
        ("qrs-t", vec!["qrs-tuvw-xyz"]),
        ("trusted", vec!["Stand-up"]),
        ("design open", vec!["Weekly design review"]),
        ("nothing", vec![]),
        ("   ", vec!["Weekly design review", "Stand-up", "qrs-tuvw-xyz"]),
    ] {
        spaces.filter = query.into();
        spaces.filter_changed(&book);
        assert_eq!(titles(&spaces, &book), found, "{query}");
    }
}

#[test]
fn a_longer_query_narrows_and_a_shorter_one_widens_again() {
    let book = book();
    let mut spaces = Spaces::default();
    let mut counts = Vec::new();
    for query in ["d", "de", "des", "de", "d"] {
        spaces.filter = query.into();
        spaces.filter_changed(&book);
        counts.push(spaces.shown(&book).len());
    }
    assert_eq!(counts, [2, 1, 1, 1, 2]);
}

#[test]
fn the_cursor_stays_on_its_row_and_goes_to_the_next_when_the_row_goes() {
    let mut book = book();
    let mut spaces = Spaces::default();
    spaces.sync(&book, 10);
    spaces.step(&book, 1);
    let stand_up = spaces.cursor().unwrap();
    // The last one becomes the first: the cursor's row moves down.
    let c = book.find(&"spaces/c".parse().unwrap()).unwrap();
    book.change(c, |row| row.pinned = true);
    spaces.sync(&book, 10);
    assert_eq!(spaces.cursor(), Some(stand_up));
    assert_eq!(spaces.at, 2);
    book.remove(stand_up);
    spaces.sync(&book, 10);
    assert_eq!(book.row(spaces.cursor().unwrap()).unwrap().title(), "Weekly design review");
    assert_eq!(spaces.at, 1);
}

#[test]
fn rows_are_read_from_the_visible_ones_outwards() {
    let mut book = Book::default();
    for n in 0..20 {
        book.put(row(&format!("spaces/s{n:02}"), None, "a-b-c", AccessType::Open, 100 - n));
    }
    let mut spaces = Spaces::default();
    spaces.sync(&book, 4);
    spaces.go_to_place(&book, 10);
    spaces.sync(&book, 4);
    let order: Vec<String> =
        spaces.outwards(&book, 4, 8).iter().map(|id| book.row(*id).unwrap().name.clone().unwrap().id().to_owned()).collect();
    assert_eq!(order, ["s07", "s08", "s09", "s10", "s11", "s06", "s12", "s05"]);
    assert_eq!(spaces.outwards(&book, 4, 500).len(), 20);
}

#[test]
fn equals_stay_in_list_order_however_the_query_was_typed() {
    let mut book = Book::default();
    // The code of the second one has letters of the query, which counts for it only while they are all of it.
    book.put(row("spaces/a", Some("Weekly"), "abc-mnqq-xyz", AccessType::Open, 3));
    book.put(row("spaces/b", Some("Party"), "opq-mnqq-xyz", AccessType::Open, 2));
    let mut spaces = Spaces::default();
    let mut first = Vec::new();
    for query in ["o", "op", "ope", "open"] {
        spaces.filter = query.into();
        spaces.filter_changed(&book);
        first.push(titles(&spaces, &book)[0].clone());
    }
    assert_eq!(first, ["Party", "Party", "Weekly", "Weekly"]);
}
