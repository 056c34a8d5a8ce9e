use rstest::rstest;

use super::*;

#[rstest]
#[case("https://meet.googleapis.com", "https://meet.googleapis.com")]
#[case(" https://meet.googleapis.com/ ", "https://meet.googleapis.com")]
#[case("HTTPS://Meet.GoogleAPIs.com:443//", "https://meet.googleapis.com")]
#[case("https://meet.example:8443/some/root/", "https://meet.example:8443/some/root")]
#[case("https://10.0.0.1", "https://10.0.0.1")]
#[case("http://127.0.0.1:8080", "http://127.0.0.1:8080")]
#[case("http://127.255.3.4:1", "http://127.255.3.4:1")]
#[case("http://[::1]:8080/", "http://[::1]:8080")]
#[case("http://localhost:9", "http://localhost:9")]
#[case("http://LOCALHOST", "http://localhost")]
fn what_is_an_endpoint(#[case] text: &str, #[case] root: &str) {
    assert_eq!(text.parse::<Endpoint>().unwrap().as_str(), root);
}

#[rstest]
#[case("", EndpointError::NotAnAddress)]
#[case("meet.googleapis.com", EndpointError::NotAnAddress)]
#[case("localhost:8080", EndpointError::NotAnAddress)]
#[case("https://", EndpointError::NotAnAddress)]
#[case("https:meet.example", EndpointError::NotAnAddress)]
#[case("https:///meet.example", EndpointError::NotAnAddress)]
#[case("https://a b", EndpointError::NotAnAddress)]
#[case("https://a\nb", EndpointError::NotAnAddress)]
#[case("https:\\\\meet.example", EndpointError::NotAnAddress)]
#[case("https://x:99999", EndpointError::NotAnAddress)]
#[case("ftp://meet.example", EndpointError::Scheme("ftp".into()))]
#[case("file:///etc/passwd", EndpointError::Scheme("file".into()))]
#[case("http://meet.googleapis.com", EndpointError::InTheClear("meet.googleapis.com".into()))]
#[case("http://192.168.1.4:80", EndpointError::InTheClear("192.168.1.4".into()))]
#[case("http://0.0.0.0:80", EndpointError::InTheClear("0.0.0.0".into()))]
#[case("http://[::]:80", EndpointError::InTheClear("[::]".into()))]
#[case("http://[::ffff:127.0.0.1]", EndpointError::InTheClear("[::ffff:7f00:1]".into()))]
#[case("http://localhost.evil.example", EndpointError::InTheClear("localhost.evil.example".into()))]
#[case("http://localhost.", EndpointError::InTheClear("localhost.".into()))]
#[case("http://127.0.0.1@evil.example", EndpointError::UserInfo)]
#[case("https://ana:hunter2@meet.example", EndpointError::UserInfo)]
#[case("https://@meet.example", EndpointError::UserInfo)]
#[case("https://meet.example/?key=hunter2", EndpointError::QueryOrFragment)]
#[case("https://meet.example/#hunter2", EndpointError::QueryOrFragment)]
fn what_is_none_and_why(#[case] text: &str, #[case] error: EndpointError) {
    let found = Endpoint::parse(text).unwrap_err();
    assert_eq!(found, error);
    let said = found.to_string();
    assert!(!said.contains("hunter2") && !said.chars().any(char::is_control), "{said}");
}

#[test]
fn ten_kilobytes_are_refused_by_their_length() {
    assert_eq!(Endpoint::parse(&"x".repeat(10_240)), Err(EndpointError::TooLong(10_240)));
}

#[test]
fn google_is_told_apart() {
    assert!(Endpoint::google().is_google());
    assert!(Endpoint::parse(Endpoint::google().as_str()).unwrap().is_google());
    assert!(!Endpoint::parse("https://meet.googleapis.com/other").unwrap().is_google());
    assert!(!Endpoint::parse("http://127.0.0.1:1").unwrap().is_google());
}

proptest::proptest! {
    #[test]
    fn no_text_panics_and_what_is_read_is_read_the_same_again(text in "(https?://)?\\PC{0,40}") {
        if let Ok(endpoint) = Endpoint::parse(&text) {
            proptest::prop_assert_eq!(Endpoint::parse(endpoint.as_str()), Ok(endpoint.clone()));
            proptest::prop_assert!(!endpoint.as_str().ends_with('/'));
        }
    }
}
