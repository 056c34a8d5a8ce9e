use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::auth::test_keys::rsa_key;
use crate::meet::token::TokenSource as _;

/// A machine as the closures show it.
#[derive(Default)]
struct Machine {
    variables: BTreeMap<&'static str, String>,
    files: BTreeMap<PathBuf, Result<String, ErrorKind>>,
    signed_in: SignedIn,
    accounts_broken: bool,
}

const GCLOUD: &str = "/home/ana/.config/gcloud/application_default_credentials.json";

impl Machine {
    fn new() -> Self {
        Self { variables: BTreeMap::from([("HOME", "/home/ana".to_owned())]), ..Self::default() }
    }

    fn set(mut self, name: &'static str, value: &str) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    fn file(mut self, path: &str, content: &impl ToString) -> Self {
        self.files.insert(path.into(), Ok(content.to_string()));
        self
    }

    /// The first one is the current one.
    fn accounts(mut self, all: &[&str]) -> Self {
        self.signed_in =
            SignedIn { current: all.first().map(ToString::to_string), all: all.iter().map(ToString::to_string).collect() };
        self
    }

    /// Does something with the closures of this machine.
    fn outside<T>(&self, then: impl FnOnce(&Outside<'_>) -> T) -> T {
        then(&Outside {
            variable: &|name| self.variables.get(name).map(OsString::from),
            read: &|path| match self.files.get(path) {
                Some(Ok(content)) => Ok(content.clone().into_bytes()),
                Some(Err(kind)) => Err((*kind).into()),
                None => Err(ErrorKind::NotFound.into()),
            },
            accounts: &|| if self.accounts_broken { Err(broken()) } else { Ok(self.signed_in.clone()) },
            windows: false,
        })
    }

    fn look(&self, home: &Home) -> Look {
        let look = self.outside(|outside| look(home, outside));
        assert_eq!(look.looked.iter().map(|looked| looked.place).collect::<Vec<_>>(), Place::ALL);
        let taken = look.looked.iter().filter(|looked| looked.state == State::Taken).count();
        assert!(taken <= 1 && (look.way.is_err() || taken == 1));
        let shown = format!("{look:?}");
        assert!(!shown.contains("planted") && !shown.contains("PRIVATE"), "{shown}");
        look
    }
}

fn broken() -> AuthError {
    AuthError::Kept { place: "accounts.json".into(), what: "read", detail: "x".into(), next: "y".into() }
}

fn home() -> Home {
    Home { data: "/d".into(), config: "/c".into(), client: None, oauth: None, account: None, impersonate: None, token: None }
}

fn user() -> Value {
    json!({ "type": "authorized_user", "client_id": "x", "client_secret": "planted", "refresh_token": "planted" })
}

fn key() -> Option<Value> {
    let key = rsa_key()?;
    Some(json!({
        "type": "service_account", "client_email": "robot@p.test", "client_id": "12", "private_key": key,
        "token_uri": "https://oauth2.googleapis.com/token",
    }))
}

/// The state of each place as one letter.
fn states(look: &Look) -> String {
    let letter = |looked: &Looked| match looked.state {
        State::Taken => 'T',
        State::Shadowed => 's',
        State::Absent => '-',
        State::Unusable(_) => '!',
    };
    look.looked.iter().map(letter).collect()
}

#[test]
fn the_order() {
    let Some(key) = key() else { return };
    let all = Machine::new()
        .accounts(&["ana@x.test", "bo@x.test"])
        .set("GOOGLE_APPLICATION_CREDENTIALS", "/key.json")
        .file("/key.json", &key)
        .file(GCLOUD, &user());
    let mut home = Home { token: Some("ya29.planted".into()), impersonate: Some("cy@x.test".into()), ..home() };

    let look = all.look(&home);
    assert_eq!(states(&look), "Tss-s");
    assert!(matches!(look.way, Ok(Way::Token)));

    home.token = Some(" \n".into());
    let look = all.look(&home);
    assert_eq!(states(&look), "-Ts-s");
    let Ok(Way::ServiceAccount { path, email, user: acts_for, .. }) = look.way else { panic!("{:?}", look.way) };
    assert_eq!((path, email.as_str(), acts_for.as_str()), ("/key.json".into(), "robot@p.test", "cy@x.test"));

    home.impersonate = None;
    let look = all.look(&home);
    assert_eq!(states(&look), "--T!s", "a key for nobody is told of, but does no harm");
    assert!(matches!(&look.way, Ok(Way::Account(email)) if email == "ana@x.test"));

    let all = all.file("/key.json", &user());
    assert_eq!(states(&all.look(&home)), "--Tss");
    let nobody = all.accounts(&[]);
    let look = nobody.look(&home);
    assert_eq!(states(&look), "---Ts");
    let Ok(Way::Adc { path, kind, gcloud, .. }) = look.way else { panic!("{:?}", look.way) };
    assert_eq!((path, kind, gcloud), ("/key.json".into(), Kind::AuthorizedUser, false));

    let look = nobody.set("GOOGLE_APPLICATION_CREDENTIALS", "").look(&home);
    assert_eq!(states(&look), "----T");
    assert!(matches!(look.way, Ok(Way::Adc { gcloud: true, .. })));

    let look = Machine::new().look(&home);
    assert_eq!(states(&look), "-----");
    assert_eq!(look.way.unwrap_err(), AuthError::NotSignedIn);
    let details: Vec<&str> = look.looked.iter().map(|looked| looked.detail.as_str()).collect();
    assert_eq!(details[..4], ["not set", "not given", "nobody is signed in", "not set"]);
    assert_eq!(details[4], format!("{GCLOUD} is not there"));
}

#[rstest]
#[case(None, Ok("ana@x.test"))]
#[case(Some(" "), Ok("ana@x.test"))]
#[case(Some("bo@x.test"), Ok("bo@x.test"))]
#[case(Some("BO@X.test"), Ok("bo@x.test"))]
#[case(Some("cy@x.test"), Err("cy@x.test is not signed in. Signed in: ana@x.test, bo@x.test."))]
fn which_account(#[case] wanted: Option<&str>, #[case] expected: Result<&str, &str>) {
    let machine = Machine::new().accounts(&["ana@x.test", "bo@x.test"]).file(GCLOUD, &user());
    let home = Home { account: wanted.map(str::to_owned), ..home() };
    match (machine.look(&home).way, expected) {
        (Ok(Way::Account(email)), Ok(expected)) => assert_eq!(email, expected),
        (Err(error), Err(expected)) => assert_eq!(error.why(), expected),
        (way, expected) => panic!("{way:?} is not {expected:?}"),
    }
    // Whoever has a token needs no account, not even the one that is named.
    let home = Home { token: Some("ya29.planted".into()), ..home };
    assert!(matches!(machine.look(&home).way, Ok(Way::Token)));
}

#[test]
fn an_account_that_is_named_is_not_replaced_by_gcloud() {
    let home = Home { account: Some("ana@x.test".into()), ..home() };
    let look = Machine::new().file(GCLOUD, &user()).look(&home);
    assert_eq!(look.way.unwrap_err(), AuthError::UnknownAccount { wanted: "ana@x.test".into(), known: vec![] });
}

#[test]
fn accounts_that_cannot_be_read_are_not_passed_over() {
    let machine = Machine { accounts_broken: true, ..Machine::new().file(GCLOUD, &user()) };
    let look = machine.look(&home());
    assert_eq!((states(&look).as_str(), look.way.unwrap_err()), ("--!-s", broken()));
    let look = machine.look(&Home { token: Some("ya29.planted".into()), ..home() });
    assert_eq!(states(&look), "T-!-s");
}

#[rstest]
#[case::no_variable(
    Machine::new(),
    "ana@x.test",
    "--impersonate: It needs a service account's key",
    "Set GOOGLE_APPLICATION_CREDENTIALS"
)]
#[case::no_address(Machine::new(), "ana", "--impersonate: This is no e-mail address.", "ana@example.com")]
#[case::no_file(Machine::new().set("GOOGLE_APPLICATION_CREDENTIALS", "/none"), "ana@x.test", "/none: There is no such file.", "unset")]
#[case::other_file(
    Machine::new().set("GOOGLE_APPLICATION_CREDENTIALS", "/u").file("/u", &user()),
    "ana@x.test",
    "/u: --impersonate needs a service account's key, and it holds gcloud's sign-in of a person.",
    "leave --impersonate out"
)]
fn impersonating_without_a_key(#[case] machine: Machine, #[case] user: &str, #[case] why: &str, #[case] next: &str) {
    let machine = machine.accounts(&["bo@x.test"]);
    let error = machine.look(&Home { impersonate: Some(user.into()), ..home() }).way.unwrap_err();
    assert!(error.why().starts_with(why) && error.next_step().contains(next), "{} {}", error.why(), error.next_step());
}

#[test]
fn a_key_for_nobody() {
    let Some(key) = key() else { return };
    for machine in
        [Machine::new().set("GOOGLE_APPLICATION_CREDENTIALS", GCLOUD).file(GCLOUD, &key), Machine::new().file(GCLOUD, &key)]
    {
        let error = machine.look(&home()).way.unwrap_err();
        assert!(error.why().contains("It is a service account's key, and Meet belongs to people"), "{}", error.why());
        assert!(error.next_step().contains("greenroom --impersonate USER@YOUR-DOMAIN"), "{}", error.next_step());
    }
}

#[rstest]
#[case(Err(ErrorKind::NotFound), "There is no such file.")]
#[case(Err(ErrorKind::PermissionDenied), "You may not read it.")]
#[case(Err(ErrorKind::IsADirectory), "It is a folder, not a file.")]
#[case(Err(ErrorKind::TimedOut), "It cannot be read (")]
#[case(Ok(r#"{"installed":{}}"#), "It is an OAuth client's file")]
#[case(Ok("{"), "It is JSON that breaks off in the middle.")]
fn a_file_that_is_named_and_cannot_be_used_is_not_passed_over(#[case] content: Result<&str, ErrorKind>, #[case] why: &str) {
    let mut machine = Machine::new().set("GOOGLE_APPLICATION_CREDENTIALS", "/f").file(GCLOUD, &user());
    machine.files.insert("/f".into(), content.map(str::to_owned));
    let look = machine.look(&home());
    assert_eq!(states(&look), "---!s");
    let error = look.way.unwrap_err();
    assert!(error.why().starts_with(&format!("/f: {why}")), "{}", error.why());
    // For those who are signed in it is a line of the status.
    let look = machine.accounts(&["ana@x.test"]).look(&home());
    assert_eq!(states(&look), "--T!s");
    assert!(look.looked[3].detail.contains(why), "{:?}", look.looked[3]);
}

#[test]
fn gclouds_file_that_cannot_be_used() {
    let mut machine = Machine::new();
    machine.files.insert(GCLOUD.into(), Err(ErrorKind::PermissionDenied));
    assert_eq!(states(&machine.look(&home())), "----!");
    machine.files.insert(GCLOUD.into(), Err(ErrorKind::NotADirectory));
    assert_eq!(states(&machine.look(&home())), "-----");
}

#[test]
fn who_pays() {
    let content = {
        let mut content = user();
        content["quota_project_id"] = "of-the-file".into();
        content
    };
    let machine = Machine::new().file(GCLOUD, &content);
    let paid = |machine: &Machine| {
        let found = machine.outside(|outside| find(&home(), outside)).unwrap();
        found.keyed(false, None).unwrap().quota_project()
    };
    assert_eq!(paid(&machine).as_deref(), Some("of-the-file"));
    let machine = machine.set("GOOGLE_CLOUD_QUOTA_PROJECT", "of-the-variable");
    assert_eq!(paid(&machine).as_deref(), Some("of-the-variable"));
    let machine = machine.set("GOOGLE_CLOUD_QUOTA_PROJECT", "a\nX-Evil: 1");
    let error = machine.look(&home()).way.unwrap_err();
    assert_eq!(error.why(), "GOOGLE_CLOUD_QUOTA_PROJECT: It is no name of a project.");
    // Others do not send it, so it does not stop them.
    assert!(machine.accounts(&["ana@x.test"]).look(&home()).way.is_ok());
}

#[test]
fn the_source_of_what_was_found() {
    let Some(key) = key() else { return };
    let machine = Machine::new().set("GOOGLE_APPLICATION_CREDENTIALS", "/key.json").file("/key.json", &key);
    let home = Home { impersonate: Some("ana@x.test".into()), ..home() };
    let mut found = machine.outside(|outside| find(&home, outside)).unwrap();
    let source = found.keyed(true, None).unwrap();
    assert_eq!(source.asked(), [crate::auth::scopes::Scope::Readonly]);
    assert_eq!(
        format!("{source:?}"),
        r#"KeyedSource { file: CredentialFile { path: "/key.json", kind: ServiceAccount, .. }, user: Some("ana@x.test"), .. }"#
    );
    found.way = Way::Token;
    assert!(found.keyed(true, None).is_none());
}
