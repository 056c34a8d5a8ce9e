//! Names that a shell, a terminal or clap could take for something else, and one name for two spaces.

use rstest::rstest;

use super::definitions::leaves;
use super::house::House;

#[rstest]
#[case::blanks("  two  words ", "two  words")]
#[case::apostrophe("Bo's own", "Bo's own")]
#[case::quotes("the \"real\" one", "the \"real\" one")]
#[case::line("two\nlines\r\nand a third", "two lines and a third")]
#[case::tab("a\ttab", "a tab")]
#[case::dash("-x", "-x")]
#[case::flag("--json", "--json")]
#[case::dashes("--", "--")]
#[case::command("list", "list")]
#[case::shell("$HOME `id` $(id) ; rm * & | > <", "$HOME `id` $(id) ; rm * & | > <")]
#[case::back("back\\slash\\", "back\\slash\\")]
#[case::pattern("100% _all_ *?[a]", "100% _all_ *?[a]")]
#[case::letters("Höhe 設計 👩‍👩‍👧", "Höhe 設計 👩‍👩‍👧")]
#[case::number("42", "42")]
#[case::path("../../etc/passwd", "../../etc/passwd")]
#[case::sql("'; DROP TABLE spaces; --", "'; DROP TABLE spaces; --")]
fn a_name_is_what_it_is(#[case] given: &str, #[case] kept: &str) {
    let house = House::furnished();
    let ended = house.run(&["rename", "--", "spaces/std", given]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    assert!(ended.err.lines().count() <= 1, "{}", ended.err);
    assert_eq!(house.entry("std").unwrap().label.as_deref(), Some(kept));
    // As it was given and as it is shown it names the space, for whatever is to be done with it.
    for name in [given, kept] {
        assert_eq!(house.run(&["link", "--", name]).out, "https://meet.google.com/bcd-mnop-xyz\n", "{name:?}");
        assert_eq!(house.json(&["show", "--json", "--", name])["label"], kept);
        for command in ["pin", "invite", "conferences", "show"] {
            let ended = house.run(&[command, "--", name]);
            assert_eq!(ended.code, Some(0), "{command} {name:?}: {}", ended.err);
        }
        assert_eq!(house.run(&["set", "--access", "open", "--", name]).code, Some(0));
    }
    let list = house.run(&["list"]).out;
    assert!(list.lines().count() == 3 && list.lines().any(|line| line.split('\t').next() == Some(kept)), "{list}");
    let ended = house.run(&["forget", "--yes", "--", given]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(house.entry("std"), None);
}

#[rstest]
#[case::nothing("")]
#[case::blanks("   ")]
#[case::unseen("\u{202e}\u{200b}")]
#[case::escapes("\x1b[2J\x1b]0;x\x07")]
fn a_word_that_names_nothing_is_told_in_one_line(#[case] word: &str) {
    let house = House::furnished();
    for leaf in leaves().into_iter().filter(super::definitions::Leaf::takes_a_space) {
        let line = leaf.line(word);
        let words: Vec<&str> = line.iter().map(String::as_str).chain(["--yes"]).collect();
        let ended = house.run(&words);
        assert!(matches!(ended.code, Some(2 | 5)) && ended.out.is_empty(), "{words:?}: {:?} {}", ended.code, ended.err);
        let plain = |letter: char| letter == '\n' || !letter.is_control() && letter != '\u{202e}';
        assert!(ended.err.lines().count() == 1 && ended.err.chars().all(plain), "{words:?}: {:?}", ended.err);
    }
    assert_eq!(house.asked(), 0);
}

#[test]
fn two_of_one_name_are_listed_by_every_command_and_nothing_is_sent() {
    let house = House::furnished();
    house.space("twin", "efg-mnop-xyz", Some("stand-UP"));
    let before = house.run(&["list", "--json"]).out;
    let mut tried = 0;
    for leaf in leaves().into_iter().filter(super::definitions::Leaf::takes_a_space) {
        let line = leaf.line("STAND-UP");
        let words: Vec<&str> = line.iter().map(String::as_str).chain(["--yes"]).collect();
        let ended = house.run(&words);
        ended.failed(2, "2 spaces are called \"STAND-UP\". Say which by its link or name:");
        assert!(ended.out.is_empty() && ended.err.contains("spaces/std") && ended.err.contains("spaces/twin"), "{}", ended.err);
        tried += 1;
    }
    assert!(tried >= 14, "{tried}");
    assert_eq!((house.asked(), house.run(&["list", "--json"]).out), (0, before));
}
