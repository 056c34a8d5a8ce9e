use super::*;
use crate::meet::resources::Who;

fn log(count: i64) -> Activity {
    let mut log = Activity::default();
    for n in 0..count {
        log.add(Happening {
            at: Timestamp::from_second(n).unwrap(),
            kind: if n % 2 == 0 { Kind::Joined } else { Kind::Left },
            space: format!("spaces/s{}", n % 3).parse().ok(),
            conference: None,
            resource: format!("conferenceRecords/c/participants/p/participantSessions/s{n}").into(),
            who: format!("Person {n}").into(),
            joined_as: (n % 10 == 0).then_some(Who::Guest),
            again: false,
            news: true,
        });
    }
    log
}

fn typed(pane: &mut Happened, words: &str) {
    pane.filter = Input::new(words.into());
    pane.filter_changed();
}

#[test]
fn every_word_is_somewhere_in_what_where_or_who() {
    let (log, book) = (log(30), Book::default());
    let mut pane = Happened::default();
    for (words, count) in
        [("", 30), ("LEFT", 15), ("s1 came", 5), ("person 7", 3), ("guest", 3), ("guest left", 0), ("nobody", 0)]
    {
        typed(&mut pane, words);
        pane.sync(&log, &book, 10);
        assert_eq!(pane.len(), count, "{words}");
    }
    assert!(pane.current(&log).is_none());
    pane.step(3, &log);
    assert!(pane.drop_filter() && !pane.drop_filter());
}

#[test]
fn the_cursor_stays_in_its_time_when_its_line_goes() {
    let (log, book) = (log(30), Book::default());
    let mut pane = Happened::default();
    pane.sync(&log, &book, 10);
    pane.go_to(9, &log);
    assert_eq!(&*pane.current(&log).unwrap().who, "Person 20");
    // Person 20 came: of those who left, the one before.
    pane.filter = Input::new("left".into());
    pane.sync(&log, &book, 10);
    assert_eq!(&*pane.current(&log).unwrap().who, "Person 19");
    pane.go_to(usize::MAX, &log);
    assert_eq!(&*pane.current(&log).unwrap().who, "Person 1");
}

#[test]
fn at_the_top_it_stays_at_the_top() {
    let (mut log, book) = (log(5), Book::default());
    let mut pane = Happened::default();
    pane.sync(&log, &book, 10);
    pane.step(-1, &log);
    let newest = Happening {
        at: Timestamp::from_second(99).unwrap(),
        resource: "conferenceRecords/x".into(),
        ..log.lines().next().unwrap().clone()
    };
    log.add(newest);
    pane.sync(&log, &book, 10);
    assert_eq!((pane.at(&log), pane.current(&log).unwrap().at.as_second()), (0, 99));
}
