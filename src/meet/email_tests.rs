use std::collections::HashSet;

use rstest::rstest;

use super::*;

#[rstest]
#[case("bo@example.com", "bo@example.com")]
#[case("  Bo.Lindqvist+meet@Example.co.uk\n", "Bo.Lindqvist+meet@Example.co.uk")]
#[case("<bo@example.com>", "bo@example.com")]
#[case("mailto:bo@example.com", "bo@example.com")]
#[case("MAILTO:bo@example.com", "bo@example.com")]
#[case("\"Lindqvist, Bo\" <bo@example.com>", "bo@example.com")]
#[case("佐藤 千代 <chiyo@xn--wgv71a.example>", "chiyo@xn--wgv71a.example")]
fn the_ways_to_write_an_address(#[case] text: &str, #[case] address: &str) {
    assert_eq!(text.parse::<Email>().unwrap().as_str(), address);
}

#[rstest]
#[case("", EmailError::Empty)]
#[case(" \t", EmailError::Empty)]
#[case("<>", EmailError::Empty)]
#[case("bo", EmailError::NoAt)]
#[case("bo@example.com@example.com", EmailError::NoAt)]
#[case("bo@example.com, chi@example.com", EmailError::NoAt)]
#[case("@example.com", EmailError::Mailbox)]
#[case("bo lindqvist@example.com", EmailError::Mailbox)]
#[case("bo..l@example.com", EmailError::Mailbox)]
#[case("\u{1b}[31mbo@example.com", EmailError::Mailbox)]
#[case("bö@example.com", EmailError::Mailbox)]
#[case("bo@example", EmailError::Domain)]
#[case("bo@", EmailError::Domain)]
#[case("bo@example..com", EmailError::Domain)]
#[case("bo@-example.com", EmailError::Domain)]
#[case("bo@127.0.0.1", EmailError::Domain)]
#[case("bo@example.com.", EmailError::Domain)]
#[case("bo@exa\u{202e}mple.com", EmailError::Domain)]
fn what_is_no_address(#[case] text: &str, #[case] error: EmailError) {
    assert_eq!(text.parse::<Email>(), Err(error));
}

#[test]
fn ten_kilobytes_are_refused_by_their_length() {
    let text = format!("{}@example.com", "a".repeat(10_240));
    assert_eq!(text.parse::<Email>(), Err(EmailError::TooLong(10_252)));
    assert_eq!(format!("{}@example.com", "a".repeat(65)).parse::<Email>(), Err(EmailError::Mailbox));
}

#[test]
fn case_makes_no_other_address() {
    let addresses: HashSet<Email> = ["bo@example.com", "Bo@Example.COM", "b@example.com"].map(|a| a.parse().unwrap()).into();
    assert_eq!(addresses.len(), 2);
}

proptest::proptest! {
    #[test]
    fn no_input_panics_and_what_is_read_is_printable(text in "\\PC*|[a-z]{1,3}@[a-z.]{1,8}") {
        if let Ok(email) = text.parse::<Email>() {
            proptest::prop_assert!(email.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
            proptest::prop_assert_eq!(email.as_str().parse::<Email>(), Ok(email.clone()));
        }
    }
}
