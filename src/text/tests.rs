use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rstest::rstest;

use super::*;

#[rstest]
#[case::plain("Weekly design review", "Weekly design review")]
#[case::letters("Höhenflug 設計 مراجعة", "Höhenflug 設計 مراجعة")]
#[case::colour("\x1b[1;31mred\x1b[0m", "red")]
#[case::c1_csi("\u{9b}2Jgone", "gone")]
#[case::title("a\x1b]0;owned\x07b", "ab")]
#[case::link("\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "click")]
#[case::clipboard("x\x1b]52;c;cm0=\u{9c}y", "xy")]
#[case::c1_osc("x\u{9d}0;t\u{9c}y", "xy")]
#[case::dcs("x\x1bPq#0\x1b\\y", "xy")]
#[case::endless_string_hides_nothing("a\x1b]0;see me", "a0;see me")]
#[case::endless_csi("a\x1b[31", "a")]
#[case::csi_broken_off("a\x1b[3\u{e9}t\u{e9}", "a\u{e9}t\u{e9}")]
#[case::string_cut_by_a_sequence("a\x1b]0;t\x1b[31mb", "ab")]
#[case::single("a\x1b7b\x1bcc", "abc")]
#[case::charset("a\x1b(0b", "ab")]
#[case::lone_escape("a\x1b", "a")]
#[case::escape_before_a_letter_of_two_bytes("\x1bé", "é")]
#[case::controls("a\0b\x08c\x7fd\u{80}e", "abcde")]
#[case::breaks("a\r\nb\tc\n\n\nd\u{2028}e\u{85}f", "a b c d e f")]
#[case::bidi("\u{202e}gpj.exe\u{202c} \u{2067}x\u{2069}\u{200f}\u{61c}", "gpj.exe x")]
#[case::hidden("in\u{200b}vis\u{2060}ible\u{feff}\u{ad}\u{e0041}\u{e007f}", "invisible")]
#[case::joiner_between_letters_of_ascii("goo\u{200d}gle", "google")]
#[case::joiner_at_the_ends("\u{200d}a é\u{200d}", "a é")]
#[case::family("👩\u{200d}👩\u{200d}👧 ok", "👩\u{200d}👩\u{200d}👧 ok")]
#[case::heart("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥")]
#[case::keycap("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}")]
#[case::persian("می\u{200c}خواهم", "می\u{200c}خواهم")]
#[case::selectors_as_hiding_place("é\u{fe01}\u{fe02}\u{e0101}a\u{fe03}", "é\u{fe01}a")]
fn clean_leaves_only_text(#[case] raw: &str, #[case] text: &str) {
    assert_eq!(clean(raw), text);
}

#[test]
fn lines_stay_lines_where_they_are_wanted() {
    assert_eq!(clean_lines("a\r\nb\rc\n\nd\te\x1b[2J"), "a\nb\nc\n\nd e");
}

#[test]
fn a_clean_text_is_not_copied() {
    for text in ["", "plain", "Höhe", "👩\u{200d}👧"] {
        assert!(matches!(clean(text), Cow::Borrowed(_)), "{text:?}");
    }
    assert!(matches!(clean_lines("a\nb"), Cow::Borrowed(_)));
}

#[rstest]
#[case("abc", 3, "abc")]
#[case("abcd", 3, "ab…")]
#[case("ab cd", 4, "ab…")]
#[case("abcd", 1, "…")]
#[case("abcd", 0, "")]
#[case("設計審査", 5, "設計…")]
#[case("設計審査", 4, "設…")]
#[case("👩\u{200d}👩\u{200d}👧 family", 3, "👩\u{200d}👩\u{200d}👧…")]
fn fit_cuts_by_grapheme(#[case] text: &str, #[case] cols: usize, #[case] cut: &str) {
    assert_eq!(fit(text, cols), cut);
}

#[test]
fn the_sign_for_what_is_cut_can_be_ascii() {
    assert_eq!(fit_with("abcdef", 5, "..."), "ab...");
    assert_eq!(fit_with("abcdef", 2, "..."), "..");
}

#[test]
fn pad_fills_what_a_wide_letter_could_not() {
    assert_eq!(pad("ab", 4), "ab  ");
    assert_eq!(pad("設計審査", 4), "設… ");
    assert_eq!(pad("設", 0), "");
}

#[rstest]
#[case("to be or not to be", 6, &["to be", "or not", "to be"])]
#[case("abcdefgh ij", 3, &["abc", "def", "gh", "ij"])]
#[case("a\n\nb", 3, &["a", "", "b"])]
#[case("設計", 1, &["…", "…"])]
#[case("", 3, &[""])]
#[case("anything", 0, &[])]
fn wrap_breaks_between_words(#[case] text: &str, #[case] cols: usize, #[case] lines: &[&str]) {
    assert_eq!(wrap(text, cols), lines);
}

#[rstest]
#[case("", "")]
#[case("12", "12")]
#[case("123", "123")]
#[case("1234", "1234")]
#[case("12345", "123 45")]
#[case("197073002", "197 073 002")]
#[case("1970730027", "197 073 0027")]
#[case("19707300277", "197 073 002 77")]
#[case("8123456789012", "812 345 678 9012")]
#[case("19707300277#", "197 073 002 77#")]
#[case("code 812345, é 1", "code 812 345, é 1")]
fn digits_are_grouped_as_they_are_read(#[case] digits: &str, #[case] spaced: &str) {
    assert_eq!(groups(digits), spaced);
}

#[rstest]
#[case("+15550100123", "+1 555 010 0123")]
#[case("+15550100", "+1 555 0100")]
#[case("+79161234567", "+7 916 123 4567")]
#[case("+4685550100", "+46 855 501 00")]
#[case("+442079460000", "+44 207 946 0000")]
#[case("+3531234567", "+353 123 4567")]
#[case("+971501234567", "+971 501 234 567")]
#[case("5550100", "5550100")]
#[case("+1", "+1")]
#[case("+1 555", "+1 555")]
#[case("+\x1b[31m1", "+1")]
#[case("+123456789012345678", "+123456789012345678")]
fn phone_numbers_are_spaced_behind_the_country(#[case] e164: &str, #[case] spaced: &str) {
    assert_eq!(phone(e164), spaced);
}

#[test]
fn ascii_replaces_a_grapheme_by_one_question_mark() {
    assert_eq!(ascii("plain"), "plain");
    assert_eq!(ascii("Höhe 👩\u{200d}👧 e\u{301}."), "H?he ? ?.");
}

/// Columns that ratatui uses to draw it.
fn drawn(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 2000, 1));
    usize::from(buffer.set_stringn(0, 0, text, usize::MAX, Style::default()).0)
}

/// Text with everything in it that is hard.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{1,6}",
        prop::sample::select(vec![
            "\x1b",
            "\x1b[",
            "\x1b]",
            "\x1bP",
            "\x1b\\",
            "\x07",
            "\u{9b}",
            "\u{9c}",
            "\u{9d}",
            "\u{90}",
            "\r\n",
            "\n",
            "\t",
            "\x7f",
            "\u{200b}",
            "\u{200c}",
            "\u{200d}",
            "\u{202e}",
            "\u{2066}",
            "\u{feff}",
            "\u{fe0f}",
            "\u{e0101}",
            "\u{e0041}",
            "👩",
            "🇸",
            "🇪",
            "設",
            "لا",
            "e\u{301}",
            "ｶ\u{ff9e}",
            "\u{600}",
            "ก\u{e33}",
            "31m",
            ";",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_that_steers_survives(text in nasty()) {
        let clean = clean(&text);
        prop_assert!(!clean.contains(|c: char| c.is_control() || is_hidden(c) || is_break(c)), "{clean:?}");
        let lines = clean_lines(&text);
        prop_assert!(!lines.contains(|c: char| c != '\n' && (c.is_control() || is_hidden(c) || is_break(c))), "{lines:?}");
    }

    #[test]
    fn cleaning_twice_changes_nothing(text in nasty()) {
        let once = clean(&text).into_owned();
        prop_assert_eq!(clean(&once), once.as_str());
        let once = clean_lines(&text).into_owned();
        prop_assert_eq!(clean_lines(&once), once.as_str());
    }

    #[test]
    fn width_is_what_ratatui_draws(text in nasty()) {
        prop_assert_eq!(width(&text), drawn(&text));
        let clean = clean(&text);
        prop_assert_eq!(width(&clean), drawn(&clean));
    }

    #[test]
    fn fit_and_pad_keep_to_the_columns(text in nasty(), cols in 0_usize..30) {
        let clean = clean(&text);
        prop_assert!(width(&fit(&clean, cols)) <= cols);
        prop_assert!(width(&fit_with(&clean, cols, "...")) <= cols);
        let padded = pad(&clean, cols);
        prop_assert_eq!(width(&padded), cols);
        prop_assert_eq!(drawn(&padded), cols);
    }

    #[test]
    fn wrap_keeps_to_the_columns_and_loses_nothing(text in nasty(), cols in 0_usize..30) {
        let clean = clean_lines(&text);
        let lines = wrap(&clean, cols);
        for line in &lines {
            prop_assert!(width(line) <= cols, "{line:?}");
        }
        if cols >= 8 {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&clean));
        }
    }

    #[test]
    fn grouping_only_adds_spaces(text in "[0-9#a-zé ]{0,30}") {
        let spaced = groups(&text);
        prop_assert_eq!(spaced.replace(' ', ""), text.replace(' ', ""));
        prop_assert_eq!(groups(&spaced), spaced.as_str());
    }
}
