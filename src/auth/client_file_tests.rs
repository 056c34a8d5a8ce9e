use rstest::rstest;
use secrecy::ExposeSecret as _;
use serde_json::json;
use tempfile::TempDir;

use super::*;

const ID: &str = "1082-x.apps.googleusercontent.com";

fn whole() -> Value {
    json!({"installed": {
        "client_id": ID, "project_id": "my-project", "client_secret": "GOCSPX-planted",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth", "token_uri": "https://oauth2.googleapis.com/token",
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs", "redirect_uris": ["http://localhost"],
    }})
}

fn with(field: &str, value: Value) -> String {
    let mut all = whole();
    all["installed"][field] = value;
    all.to_string()
}

/// Why it is no client file, and what to do; neither shows a secret.
fn wrong(text: &str) -> (String, String) {
    let error = ClientFile::parse(text, Some(Path::new("/there/client.json"))).unwrap_err();
    let AuthError::ClientFile { path, .. } = &error else { panic!("{error:?}") };
    assert_eq!(path.as_deref(), Some(Path::new("/there/client.json")));
    assert!(!format!("{error:?} {error}").contains("planted"));
    (error.why(), error.next_step())
}

#[test]
fn the_file_of_googles_console_is_read() {
    for text in [whole().to_string(), format!("\u{feff}{:#}\r\n", whole())] {
        let file = ClientFile::parse(&text, None).unwrap();
        assert_eq!((file.client.id.as_str(), file.client.secret.expose_secret()), (ID, "GOCSPX-planted"));
        assert_eq!(file.client.token_uri, "https://oauth2.googleapis.com/token");
        assert_eq!(file.auth_uri, "https://accounts.google.com/o/oauth2/auth");
        assert_eq!(file.project.as_deref(), Some("my-project"));
        assert!(!format!("{file:?}").contains("planted"));
    }
}

#[test]
fn a_file_without_addresses_is_read() {
    let text = json!({"installed": {"client_id": ID, "client_secret": "s", "auth_uri": null}}).to_string();
    let file = ClientFile::parse(&text, None).unwrap();
    assert_eq!((file.auth_uri.as_str(), file.client.token_uri.as_str(), file.project), ("", "", None));
}

#[rstest]
#[case::web(r#"{"web":{"client_id":"x","client_secret":"planted"}}"#, "Web application", "Desktop app")]
#[case::service_account(
    r#"{"type":"service_account","private_key":"planted"}"#,
    "key of a service account",
    "GOOGLE_APPLICATION_CREDENTIALS"
)]
#[case::gcloud(r#"{"type":"authorized_user","refresh_token":"planted"}"#, "gcloud's credentials", "gcloud")]
#[case::federation(r#"{"type":"external_account"}"#, "credentials of Google Cloud", "GOOGLE_APPLICATION_CREDENTIALS")]
#[case::tokens(r#"{"refresh_token":"planted","client_id":"x"}"#, "tokens of another program", "Desktop app")]
#[case::bare_client(r#"{"client_id":"x","client_secret":"planted"}"#, "\"installed\" is missing around it", "anew")]
#[case::api_key_json(r#"{"api_key":"planted"}"#, "API key", "Desktop app")]
#[case::api_key("AIzaSyplanted", "API key", "Desktop app")]
#[case::id_alone(ID, "client's ID alone", "download its JSON file")]
#[case::secret_alone("GOCSPX-planted", "secret alone", "download its JSON file")]
#[case::address("https://console.cloud.google.com/auth/clients", "an address", "download its JSON file")]
#[case::page("<!DOCTYPE html><title>Sign in</title>", "web page", "Desktop app")]
#[case::plist("<?xml version=\"1.0\"?><plist/>", "iOS", "Desktop app")]
#[case::pem("-----BEGIN PRIVATE KEY-----\nplanted", "bare key", "Desktop app")]
#[case::empty(" \n", "nothing in it", "Desktop app")]
#[case::prose("my client", "no JSON", "Desktop app")]
#[case::cut(r#"{"installed":{"client_id":"x","client_secret":"plan"#, "stops in the middle", "anew")]
#[case::slip("{\"installed\":{\"client_id\":\"x\"\n\"client_secret\":\"planted\"}}", "line 2", "anew")]
#[case::list("[]", "no client file", "Desktop app")]
#[case::number("42", "no client file", "Desktop app")]
#[case::other("{}", "\"installed\" is missing", "Desktop app")]
#[case::hollow(r#"{"installed":[]}"#, "under \"installed\"", "anew")]
#[case::no_id(r#"{"installed":{"client_secret":"planted"}}"#, "no client_id", "anew")]
#[case::no_secret(r#"{"installed":{"client_id":"x"}}"#, "no client_secret", "Desktop app")]
#[case::odd_id(r#"{"installed":{"client_id":"x&prompt=none","client_secret":"planted"}}"#, "client_id is none", "anew")]
#[case::wrong_kind(r#"{"installed":{"client_id":7,"client_secret":"planted"}}"#, "client_id is no text", "anew")]
fn each_wrong_file_has_its_sentence_and_a_way_out(#[case] text: &str, #[case] why: &str, #[case] next: &str) {
    let (said, advice) = wrong(text);
    assert!(said.contains(why) && said.contains("/there/client.json"), "{said}");
    assert!(advice.contains(next), "{advice}");
}

#[rstest]
#[case("token_uri", json!("http://tokens.example/token"))]
#[case("auth_uri", json!("http://accounts.google.com/o/oauth2/auth"))]
#[case("token_uri", json!("https://exa mple/"))]
#[case("token_uri", json!("%%%"))]
#[case("token_uri", json!("https://"))]
#[case("auth_uri", json!("javascript:alert(1)"))]
#[case("auth_uri", json!(["https://accounts.google.com/o/oauth2/auth"]))]
fn d11_an_address_that_cannot_be_used_does_not_reach_the_library(#[case] field: &str, #[case] value: Value) {
    let (said, advice) = wrong(&with(field, value));
    assert!(said.contains(field), "{said}");
    assert!(advice.contains("anew"), "{advice}");
}

#[test]
fn d11_a_file_that_gives_googles_answer_to_somebody_else_is_refused() {
    let (said, advice) = wrong(&with("token_uri", json!("https://tokens.example/token")));
    assert!(said.contains("accounts.google.com") && said.contains("tokens.example"), "{said}");
    assert!(advice.starts_with("Do not use this file"), "{advice}");
}

#[test]
fn a_file_beyond_all_measure_is_not_read() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("big");
    fs::write(&path, " ".repeat(70 * 1024)).unwrap();
    for error in [ClientFile::read(&path).unwrap_err(), ClientFile::parse(&" ".repeat(70 * 1024), None).unwrap_err()] {
        assert!(error.why().contains("kB are too many"), "{error}");
    }
}

#[test]
fn what_cannot_be_read_is_told_apart() {
    let dir = TempDir::new().unwrap();
    let (missing, binary) = (dir.path().join("missing"), dir.path().join("binary"));
    fs::write(&binary, [0xff, 0xfe, b'{', 0]).unwrap();
    for (path, why) in [(missing.as_path(), "no such file"), (dir.path(), "a folder"), (&binary, "no text in UTF-8")] {
        let error = ClientFile::read(path).unwrap_err();
        assert!(error.why().contains(why) && error.why().contains(path.to_str().unwrap()), "{error}");
        assert!(!error.next_step().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_the_right_to_read_is_told_and_left() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = TempDir::new().unwrap();
    let path = dir.path().join(FILE);
    fs::write(&path, whole().to_string()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // root reads everything
    if File::open(&path).is_err() {
        let error = ClientFile::read(&path).unwrap_err();
        assert!(error.why().contains("no right to read"), "{error}");
    }
    ClientFile::keep(&with("client_id", "other".into()), dir.path()).unwrap();
    assert_eq!(kept(dir.path()).len(), 1, "it is there under another name");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let dir = TempDir::new().unwrap();
    let pipe = dir.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
    assert!(ClientFile::read(&pipe).unwrap_err().why().contains("no plain file"));
}

/// The older files that were kept.
fn kept(dir: &Path) -> Vec<String> {
    let all = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let older = all.filter(|entry| entry.file_name() != FILE);
    older
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            assert!(name.starts_with("client.json.before-20"), "{name}");
            fs::read_to_string(entry.path()).unwrap_or_default()
        })
        .collect()
}

#[test]
fn a_file_is_kept_for_this_person_alone() {
    let dir = TempDir::new().unwrap();
    let config = dir.path().join("not").join("there");
    let path = ClientFile::keep(&whole().to_string(), &config).unwrap();
    assert_eq!(path, config.join("client.json"));
    assert_eq!(ClientFile::read(&path).unwrap().client.id, ID);
    assert!(kept(&config).is_empty());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&config)), (0o600, 0o700));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        ClientFile::keep(&whole().to_string(), &config).unwrap();
        assert_eq!(mode(&path), 0o600, "the same file, but open to all");
        assert!(kept(&config).is_empty(), "the same needs no second name");
    }
}

#[test]
fn another_file_that_is_there_is_never_lost() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(FILE), "first").unwrap();
    let path = ClientFile::keep(&with("client_id", "second".into()), dir.path()).unwrap();
    assert_eq!(kept(dir.path()), ["first"]);
    ClientFile::keep(&with("client_id", "third".into()), dir.path()).unwrap();
    let mut older = kept(dir.path());
    older.sort();
    assert_eq!(older, ["first".to_owned(), with("client_id", "second".into())]);
    assert_eq!(ClientFile::read(&path).unwrap().client.id, "third");
}

#[test]
fn two_programs_at_once_lose_nothing() {
    let dir = TempDir::new().unwrap();
    let texts: Vec<String> = (0..8).map(|number| with("client_id", format!("id-{number}").into())).collect();
    std::thread::scope(|scope| {
        for text in &texts {
            scope.spawn(|| ClientFile::keep(text, dir.path()).unwrap());
        }
    });
    let mut all = kept(dir.path());
    all.push(fs::read_to_string(dir.path().join(FILE)).unwrap());
    all.sort();
    assert_eq!(all, texts);
}

#[test]
fn what_is_no_client_file_replaces_none() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(FILE), "first").unwrap();
    assert!(ClientFile::keep("{}", dir.path()).is_err());
    assert_eq!(fs::read_to_string(dir.path().join(FILE)).unwrap(), "first");
    assert!(kept(dir.path()).is_empty());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = ClientFile::keep(&whole().to_string(), &file).unwrap_err();
    assert!(error.why().contains("cannot be kept there"), "{error}");
    assert!(error.next_step().contains("GREENROOM_CONFIG_DIR"));
    assert!(!format!("{error:?}").contains("planted"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");

    fs::create_dir(dir.path().join(FILE)).unwrap();
    assert!(ClientFile::keep(&whole().to_string(), dir.path()).unwrap_err().why().contains("cannot be kept there"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing half written stays");
}
