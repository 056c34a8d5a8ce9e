use std::path::Path;

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::auth::test_keys::rsa_key;

fn parse(text: impl AsRef<[u8]>) -> Result<CredentialFile, AuthError> {
    let parsed = CredentialFile::parse(Path::new("/k.json"), text.as_ref());
    let shown = format!("{parsed:?}");
    assert!(!shown.contains("planted"), "{shown}");
    if let Err(error) = &parsed {
        assert!(matches!(error, AuthError::Key { .. }), "{error:?}");
        for text in [error.why(), error.next_step()] {
            assert!(!text.is_empty() && !text.contains("planted") && !text.chars().any(char::is_control), "{text}");
        }
    }
    parsed
}

#[rstest]
#[case::empty(" \n", "It is empty.", "JSON file")]
#[case::page("<!DOCTYPE html><p>planted", "It is a web page, no JSON.", "Download")]
#[case::pem("-----BEGIN PRIVATE KEY-----\nplanted", "It is a key alone", "type JSON")]
#[case::binary(b"\x30\x82\xff planted", "It is no text in UTF-8.", "P12")]
#[case::utf16(b"\xff\xfe{\0\"\0", "It is no text in UTF-8.", "JSON file")]
#[case::words("planted", "It is no JSON (line 1, column 1).", "JSON file")]
#[case::cut(r#"{"type":"authorized_user","refresh_token":"planted"#, "It is JSON that breaks off in the middle.", "anew")]
#[case::array(r#"["planted"]"#, "It is JSON, but holds no credentials.", "JSON file")]
#[case::client(r#"{"installed":{"client_id":"x"}}"#, "It is an OAuth client's file", "greenroom auth login --client /k.json")]
#[case::web_client(r#"{"web":{"client_id":"x"}}"#, "It is an OAuth client's file", "greenroom auth login")]
#[case::no_type(r#"{"refresh_token":"planted"}"#, "It has no type", "JSON file")]
#[case::type_no_text(r#"{"type":5}"#, "It has no type", "JSON file")]
#[case::another_type(
    r#"{"type":"gdch_service_account"}"#,
    "Credentials of type gdch_service_account are unknown",
    "greenroom auth login"
)]
#[case::bad_type(r#"{"type":"\u001b[31mred"}"#, "Credentials of type red are unknown", "greenroom auth login")]
#[case::workforce(
    r#"{"type":"external_account_authorized_user","refresh_token":"planted"}"#,
    "workforce identity federation",
    "greenroom auth login"
)]
#[case::missing(
    r#"{"type":"authorized_user","client_id":"x","client_secret":"planted"}"#,
    "It lacks refresh_token.",
    "gcloud auth application-default login"
)]
#[case::empty_field(r#"{"type":"authorized_user","client_id":"x","client_secret":""}"#, "It lacks client_secret.", "gcloud")]
#[case::no_text(r#"{"type":"authorized_user","client_id":["planted"]}"#, "Its client_id is no text.", "gcloud")]
#[case::universe(r#"{"type":"authorized_user","universe_domain":"cloud.example"}"#, "It is for cloud.example", "public cloud")]
fn each_wrong_file_has_its_own_sentence(#[case] text: impl AsRef<[u8]>, #[case] why: &str, #[case] next: &str) {
    let error = parse(text).unwrap_err();
    assert!(error.why().starts_with("/k.json: ") && error.why().contains(why), "{}", error.why());
    assert!(error.next_step().contains(next), "{}", error.next_step());
}

#[test]
fn a_file_that_is_too_long_is_not_looked_into() {
    let error = parse(vec![b' '; 300_000]).unwrap_err();
    assert!(error.why().contains("far too long"), "{}", error.why());
}

fn user() -> Value {
    json!({ "type": "authorized_user", "client_id": "x", "client_secret": "planted", "refresh_token": "planted" })
}

#[test]
fn gclouds_file_with_what_editors_and_gcloud_add() {
    let mut content = user();
    content["quota_project_id"] = "pays".into();
    content["account"] = "".into();
    let file = parse(format!("\u{feff}{content}\r\n")).unwrap();
    assert_eq!((file.kind(), file.quota_project(), file.account()), (Kind::AuthorizedUser, Some("pays"), None));
    assert_eq!((file.path(), file.kind().warning()), (Path::new("/k.json"), None));
    content["quota_project_id"] = "a\r\nX-Evil: 1".into();
    assert!(parse(content.to_string()).unwrap_err().why().contains("Its quota_project_id is no name of a project."));
}

/// Addresses that no secret may be sent to, or at which the library would panic.
#[rstest]
#[case("http://oauth2.example.test/token", "https://")]
#[case("ftp://oauth2.example.test/token", "https://")]
#[case("oauth2.example.test/token", "no address")]
#[case("https://ana:planted@oauth2.example.test/token", "user name or a password")]
#[case("https://oauth2.example.test/to ken", "not written as an address")]
#[case("https://oauth2.example.test/{x}\"<", "not written as an address")]
#[case("https://bücher.example.test/token", "not written as an address")]
#[case("https:oauth2.example.test", "not written as an address")]
#[case("https://oauth2.example.test\\@evil.test/token", "not written as an address")]
#[case("https://", "no address")]
fn addresses_are_checked_wherever_they_stand(#[case] address: &str, #[case] why: &str) {
    let account = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.test:generateAccessToken";
    let external = json!({
        "type": "external_account", "audience": "//x", "subject_token_type": "jwt", "token_url": "https://sts.googleapis.com/v1/token",
        "credential_source": { "url": "https://id.example.test/token" }, "service_account_impersonation_url": account,
    });
    assert!(parse(external.to_string()).is_ok());
    let mut all = Vec::new();
    for field in ["/token_url", "/credential_source/url", "/service_account_impersonation_url"] {
        let mut content = external.clone();
        *content.pointer_mut(field).unwrap() = address.into();
        all.push((content, field[1..].replace('/', ".")));
    }
    let service =
        json!({ "type": "service_account", "client_email": "a@b.test", "private_key": "planted", "token_uri": address });
    all.push((service, "token_uri".into()));
    let source = user();
    let impersonated = json!({ "type": "impersonated_service_account", "source_credentials": source, "service_account_impersonation_url": address });
    all.push((impersonated, "service_account_impersonation_url".into()));
    for (content, field) in all {
        let error = parse(content.to_string()).unwrap_err();
        assert!(error.why().contains(&format!("Its {field} cannot be used")) && error.why().contains(why), "{}", error.why());
    }
}

#[rstest]
#[case("https://oauth2.googleapis.com/token")]
#[case("https://OAUTH2.googleapis.com:443/token")]
#[case("http://127.0.0.1:8080/token")]
#[case("http://[::1]:8080/token")]
#[case("http://localhost/token")]
fn addresses_that_do(#[case] address: &str) {
    let Some(key) = rsa_key() else { return };
    let content = json!({ "type": "service_account", "client_email": "a@b.test", "client_id": "1", "private_key": key, "token_uri": address });
    let file = parse(content.to_string()).unwrap();
    assert_eq!((file.kind(), file.account(), file.client_id()), (Kind::ServiceAccount, Some("a@b.test"), Some("1")));
    assert!(!format!("{file:?}").contains("PRIVATE"), "{file:?}");
}

#[rstest]
#[case("planted")]
#[case("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
#[case("-----BEGIN PRIVATE KEY-----\nplanted")]
fn a_key_that_cannot_sign_is_found_before_it_is_used(#[case] key: &str) {
    let content =
        json!({ "type": "service_account", "client_email": "a@b.test", "private_key": key, "token_uri": "https://x.test/t" });
    assert!(parse(content.to_string()).unwrap_err().why().contains("no RSA key of 2048 bits"));
}

#[rstest]
#[case("a b@c.test")]
#[case("a@c.test/../x")]
#[case("\u{1b}[31m@c.test")]
#[case("nobody")]
fn a_service_account_is_an_address(#[case] email: &str) {
    let content =
        json!({ "type": "service_account", "client_email": email, "private_key": "x", "token_uri": "https://x.test/t" });
    assert!(parse(content.to_string()).unwrap_err().why().contains("Its client_email is no address."));
    let url = format!("https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{email}:generateAccessToken");
    let content =
        json!({ "type": "impersonated_service_account", "source_credentials": user(), "service_account_impersonation_url": url });
    let why = parse(content.to_string()).unwrap_err().why();
    assert!(why.contains("is not one of Google's") || why.contains("not written as an address"), "{why}");
}

#[rstest]
#[case::program(json!({ "executable": { "command": "rm -rf /" } }), "It wants a program to be run")]
#[case::program_and_file(json!({ "executable": { "command": "x" }, "file": "/x" }), "It wants a program to be run")]
#[case::aws(json!({ "environment_id": "aws1", "region_url": "http://169.254.169.254/x" }), "It is for a machine at AWS")]
#[case::certificate(json!({ "certificate": {} }), "neither a file nor a url")]
#[case::nothing(json!({}), "neither a file nor a url")]
#[case::no_object(json!("/x"), "Its credential_source is no object.")]
#[case::json_file(json!({ "file": "/x", "format": { "type": "json" } }), "a file that is not plain text")]
#[case::format(json!({ "url": "https://x.test/", "format": { "type": "xml" } }), "neither text nor json")]
#[case::field(json!({ "url": "https://x.test/", "format": { "type": "json" } }), "It lacks credential_source.format.subject_token_field_name.")]
#[case::metadata(json!({ "url": "http://169.254.169.254/id" }), "http to 169.254.169.254")]
#[case::header_name(json!({ "url": "https://x.test/", "headers": { "a b": "planted" } }), "credential_source.headers hold")]
#[case::header_value(json!({ "url": "https://x.test/", "headers": { "a": "planted\r\nb: 1" } }), "credential_source.headers hold")]
#[case::header_kind(json!({ "url": "https://x.test/", "headers": { "a": 1 } }), "credential_source.headers hold")]
fn sources_of_identity_that_are_refused(#[case] source: Value, #[case] why: &str) {
    let content = json!({
        "type": "external_account", "audience": "//x", "subject_token_type": "jwt", "token_url": "https://sts.googleapis.com/v1/token",
        "credential_source": source,
    });
    let error = parse(content.to_string()).unwrap_err();
    assert!(error.why().contains(why), "{}", error.why());
}

#[rstest]
#[case::another_cloud(json!({ "service_account_impersonation_url": "https://iam.example.test/v1/x/a@b.test:generateAccessToken" }), "is not one of Google's")]
#[case::chain(json!({ "delegates": ["x"] }), "(delegates)")]
#[case::source(json!({ "source_credentials": { "type": "service_account" } }), "of type service_account; greenroom reads only authorized_user")]
#[case::field(json!({ "source_credentials": { "type": "authorized_user" } }), "It lacks source_credentials.client_id.")]
#[case::none(json!({ "source_credentials": null }), "Its source_credentials is no object.")]
fn impersonation_that_is_refused(#[case] change: Value, #[case] why: &str) {
    let mut content = json!({
        "type": "impersonated_service_account", "source_credentials": user(),
        "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.test:generateAccessToken",
    });
    let file = parse(content.to_string()).unwrap();
    assert_eq!(file.account(), Some("a@b.test"));
    assert!(file.kind().warning().is_some());
    content.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let error = parse(content.to_string()).unwrap_err();
    assert!(error.why().contains(why), "{}", error.why());
}

#[rstest]
#[case(&[("CLOUDSDK_CONFIG", "/c"), ("HOME", "/h")], false, Some("/c/application_default_credentials.json"))]
#[case(&[("CLOUDSDK_CONFIG", ""), ("HOME", "/h")], false, Some("/h/.config/gcloud/application_default_credentials.json"))]
#[case(&[("APPDATA", "/a"), ("HOME", "/h")], true, Some("/a/gcloud/application_default_credentials.json"))]
#[case(&[("APPDATA", "/a")], false, None)]
fn where_gcloud_keeps_it(#[case] set: &[(&str, &str)], #[case] windows: bool, #[case] path: Option<&str>) {
    let variable = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
    assert_eq!(gcloud_file(variable, windows), path.map(PathBuf::from));
}

#[test]
fn files_are_read_as_far_as_they_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long");
    std::fs::write(&path, vec![b' '; 400_000]).unwrap();
    assert_eq!(read(&path).unwrap().len(), 256 * 1024 + 1);
    for (path, why) in [(folder.path().join("none"), "There is no such file."), (folder.path().to_owned(), "It is a folder")] {
        let error = unreadable(&path, &read(&path).unwrap_err());
        assert!(error.why().contains(why) && error.next_step().contains(VARIABLE), "{} {}", error.why(), error.next_step());
    }
    let error = unreadable(&path, &ErrorKind::PermissionDenied.into());
    assert!(error.why().contains("You may not read it."), "{}", error.why());
}
