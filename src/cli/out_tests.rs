use super::*;

fn sheet(width: usize, color: bool, ascii: bool) -> Sheet {
    Sheet { color, theme: Theme::new(color, ascii), width: Some(width) }
}

const COLUMNS: [Column; 4] =
    [Column::flexible("NAME", 6), Column::whole("ACCESS", 2), Column::whole("LINK", 0), Column::whole("USED", 3)];

fn rows() -> Vec<Vec<Cell>> {
    let row = |name: &str, access: &str| {
        vec![
            Cell::new(name, Tone::Strong),
            Cell::new(access, Tone::Plain),
            Cell::new("https://m/abc", Tone::Plain),
            Cell::new("12:04", Tone::Dim),
        ]
    };
    vec![row("Weekly design review", "open"), row("朝会\x1b[2J\n2", "restricted")]
}

#[test]
fn a_table_fits_whatever_the_width_and_never_cuts_a_link() {
    for width in 27..70 {
        let table = drawn(&sheet(width, false, false), &COLUMNS, &rows(), width);
        assert_eq!(table.lines().count(), 3);
        assert!(table.lines().all(|line| text::width(line) <= width), "{width}\n{table}");
        assert_eq!(table.matches("https://m/abc").count(), 2, "{width}\n{table}");
        assert!(!table.contains('\x1b'));
    }
    let table = drawn(&sheet(46, false, false), &COLUMNS, &rows(), 46);
    let expected = [
        "NAME          ACCESS      LINK           USED",
        "Weekly desi…  open        https://m/abc  12:04",
        "朝会 2        restricted  https://m/abc  12:04",
    ];
    assert_eq!(table.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn colours_and_other_letters_only_where_they_may_be() {
    let table = drawn(&sheet(80, true, false), &COLUMNS, &rows(), 80);
    assert!(table.contains("\x1b[1mWeekly design review\x1b[0m  open"), "{table:?}");
    let table = drawn(&sheet(30, false, true), &COLUMNS, &rows(), 30);
    assert!(table.is_ascii() && table.contains("Weekly design~") && table.contains("?? 2"), "{table}");
    assert_eq!(drawn(&sheet(80, true, false), &COLUMNS, &[], 80), "");
}

#[test]
fn json_keeps_every_letter_and_steers_no_terminal() {
    let said = "a\u{9b}2J\u{202e}b\u{7f}\n🙂 å";
    let json = visible(serde_json::to_string(said).unwrap());
    assert!(!json.contains(['\u{9b}', '\u{202e}', '\u{7f}']) && json.contains("🙂 å"), "{json}");
    assert_eq!(serde_json::from_str::<String>(&json).unwrap(), said);
}
