use rstest::rstest;

use super::*;

#[rstest]
#[case("abc-mnop-xyz")]
#[case("ABC-MNOP-XYZ")]
#[case("abcmnopxyz")]
#[case("  https://meet.google.com/abc-mnop-xyz?authuser=ana%40example.com ")]
#[case("<https://meet.google.com/ABC-mnop-xyz/>")]
#[case("meet.google.com/abc-mnop-xyz#top")]
#[case("http://meet.google.com/abc-mnop-xyz")]
#[case("spaces/abc-mnop-xyz")]
fn the_ways_to_write_a_code(#[case] text: &str) {
    assert_eq!(text.parse::<SpaceRef>().unwrap().to_string(), "abc-mnop-xyz");
}

#[test]
fn a_space_name_keeps_its_case() {
    let name = "spaces/jQCFfuBOdN5z".parse::<SpaceRef>().unwrap();
    assert_eq!(name, SpaceRef::Name("spaces/jQCFfuBOdN5z".parse().unwrap()));
    assert_eq!(name.resource(), "spaces/jQCFfuBOdN5z");
    for id in ["ab-CdefGhij-k", "abc-mnoP-xyz", "abcmnopxyz", "a-bcdefghi-jk"] {
        let name = format!("spaces/{id}").parse::<SpaceRef>().unwrap();
        assert_eq!(name, SpaceRef::Name(format!("spaces/{id}").parse().unwrap()));
    }
}

#[rstest]
#[case("", NameError::Empty)]
#[case(" \n", NameError::Empty)]
#[case("hello", NameError::NotAName)]
#[case("https://zoom.us/j/123", NameError::OtherSite("zoom.us".into()))]
#[case("https://meet.google.com@evil.example/abc-mnop-xyz", NameError::OtherSite("evil.example".into()))]
#[case("https://evil@meet.google.com/abc-mnop-xyz", NameError::OtherSite("meet.google.com".into()))]
#[case("https://meet.google.com.evil.example/abc-mnop-xyz", NameError::OtherSite("meet.google.com.evil.example".into()))]
#[case("https://meet.google.com/lookup/weekly", NameError::NotAMeeting)]
#[case("https://meet.google.com/", NameError::NotAMeeting)]
#[case("spaces/a/b", NameError::NotAName)]
#[case("spaces/", NameError::NotAName)]
#[case("spaces/..", NameError::NotAName)]
#[case("spaces/a?b", NameError::NotAName)]
#[case("javascript://meet.google.com/abc-mnop-xyz", NameError::NotAName)]
fn what_is_refused(#[case] text: &str, #[case] error: NameError) {
    assert_eq!(text.parse::<SpaceRef>(), Err(error));
}

#[test]
fn ten_kilobytes_are_refused_by_their_length() {
    assert_eq!("a".repeat(10_240).parse::<SpaceRef>(), Err(NameError::TooLong(10_240)));
}

#[rstest]
#[case("spaces/jQCFfuBOdN5z/members/m-1_A")]
#[case("spaces/x/members/bo+cc@example.com")]
#[case("spaces/x/members/aGk=")]
fn a_member_belongs_to_a_space(#[case] text: &str) {
    let name: MemberName = text.parse().unwrap();
    assert_eq!((name.as_str(), name.to_string().as_str()), (text, text));
    assert_eq!(name.space().as_str(), text.split("/members").next().unwrap());
    assert_eq!(serde_json::from_value::<MemberName>(serde_json::json!(text)).unwrap(), name);
}

#[rstest]
#[case("")]
#[case("spaces/x")]
#[case("spaces/x/members/")]
#[case("spaces/x/members/..")]
#[case("spaces/x/members/a/b")]
#[case("spaces/x/members/a:batchUpdate")]
#[case("spaces/x/members/a?b")]
#[case("spaces/x/members/a%2Fb")]
#[case("spaces/x/members/a b")]
#[case("spaces//members/a")]
#[case("members/a")]
fn what_is_no_member(#[case] text: &str) {
    assert_eq!(text.parse::<MemberName>(), Err(NameError::NotAName));
}

proptest::proptest! {
    #[test]
    fn no_input_panics_and_what_is_read_can_stand_in_a_path(text in "\\PC*") {
        if let Ok(space) = text.parse::<SpaceRef>() {
            let resource = space.resource();
            proptest::prop_assert!(resource.bytes().all(|b| b.is_ascii_graphic()));
            proptest::prop_assert_eq!(resource.matches('/').count(), 1);
        }
    }
}
