//! Windows of every size, while it runs.

use crate::support::modes::clipboard;
use crate::support::stage::Stage;

#[test]
fn through_nothing_and_back() {
    let stage = Stage::new();
    let mut terminal = stage.open();
    let space = stage.make(&mut terminal, "Stand-up");
    let link = stage.link(&space);
    for (columns, rows) in [(0, 0), (1, 1), (39, 9), (0, 24), (300, 1), (1, 300), (0, 0), (80, 24)] {
        terminal.resize(columns, rows);
        // The keys go on to work, whatever can be seen.
        let before = clipboard(&terminal.bytes).len();
        terminal.keys("y");
        terminal.wait_for_bytes(&format!("the link at {columns}x{rows}"), |bytes| clipboard(bytes).len() > before);
    }
    terminal.wait_until("both panes", |text| {
        let lines: Vec<&str> = text.lines().collect();
        let wide = lines.iter().all(|line| line.chars().count() <= 80);
        wide && lines.len() == 24 && lines[0].contains("greenroom") && text.contains("Stand-up") && text.contains(&link)
    });
    terminal.resize(39, 9);
    terminal.wait_until("a word about it", |text| {
        text.split_whitespace().collect::<Vec<_>>().join(" ").contains("needs 40x10 or more")
    });
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    terminal.assert_as_it_was();
}
