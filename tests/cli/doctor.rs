//! `greenroom doctor`.

use greenroom::emulator::{Emulator, Method, Scope, World};
use serde_json::Value;

use crate::bench::{ANA, Bench, Ended, PROJECT};

/// The report for programs: each check by its name.
struct Report {
    checks: Vec<Value>,
    ended: Ended,
}

fn examine(bench: &Bench, arguments: &[&str]) -> Report {
    let ended = bench.run(&[&["doctor", "--json"], arguments].concat());
    let value: Value = serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {} {}", ended.out, ended.err));
    Report { checks: value["checks"].as_array().unwrap().clone(), ended }
}

impl Report {
    #[track_caller]
    fn check(&self, name: &str) -> &Value {
        self.checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}: {}", self.ended.out))
    }

    /// That the check ended so, with these words in its detail or in what to do.
    #[track_caller]
    fn says(&self, name: &str, status: &str, words: &str) {
        let check = self.check(name);
        let said = format!("{} {}", check["detail"].as_str().unwrap(), check["fix"].as_str().unwrap_or_default());
        assert!(check["status"] == status && said.contains(words), "{check}");
        assert_eq!(check["fix"].is_null(), status == "ok", "{check}");
    }
}

#[test]
fn all_is_well_with_an_account() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    let secrets = bench.secrets();
    let report = examine(&bench, &[]);
    assert_eq!((report.ended.code, report.ended.err.as_str()), (Some(0), ""));
    let names: Vec<&str> = report.checks.iter().map(|check| check["name"].as_str().unwrap()).collect();
    let expected = [
        "terminal",
        "settings",
        "clipboard",
        "folders",
        "store",
        "network",
        "clock",
        "way in",
        "keyring",
        "sign-in server",
        "token",
        "scopes",
        "api",
        "read",
    ];
    assert_eq!(names, expected);
    // A test has no terminal.
    for check in &report.checks[1..] {
        assert_eq!(check["status"], "ok", "{check}");
    }
    report.says("way in", "ok", "signed-in account: a…@example.com");
    report.ended.hides(&secrets);
    report.ended.hides(&[ANA.into(), bench.folder("home").display().to_string()]);
    assert_eq!(bench.emulator.with(|world| world.count(Method::CreateSpace)), 0);
    assert!(!bench.folder("data").join("greenroom.db").exists(), "looking makes nothing");

    let ended = bench.run(&["--ascii", "doctor"]);
    assert_eq!(ended.code, Some(0));
    assert!(
        ended.out.is_ascii() && ended.out.contains("\nok       read            ") && !ended.out.contains('\x1b'),
        "{}",
        ended.out
    );
    assert!(ended.out.starts_with("warning  terminal ") && ended.out.ends_with("\n1 warning.\n"), "{}", ended.out);
    ended.hides(&secrets);
}

#[test]
fn a_whole_round_trip_on_request_alone() {
    let (bench, token) = Bench::new().with_token(&Scope::ALL);
    let report = examine(&bench, &["--create-space"]);
    report.says("create space", "ok", "made, read, changed and changed back; it stays in your list as “greenroom doctor”");
    assert_eq!(report.ended.code, Some(0));
    let (code, link) = bench.emulator.with(|world| {
        assert_eq!((world.count(Method::CreateSpace), world.count(Method::UpdateSpace)), (1, 2));
        let space = world.spaces().next().unwrap();
        (space.code().to_owned(), space.name())
    });
    report.ended.hides(&[token, code, link]);
    report.says("store", "ok", "no list yet");
    let report = examine(&bench, &[]);
    report.says("store", "ok", "1 space, undamaged");

    let refused = bench.run(&["doctor", "--create-space", "--read-only"]);
    refused.failed(2, "--read-only");
    assert_eq!(refused.out, "");
    std::fs::write(bench.folder("config").join("config.toml"), "read_only = true\n").unwrap();
    let report = examine(&bench, &["--create-space"]);
    report.says("create space", "warning", "read_only");
    assert_eq!(bench.emulator.with(|world| world.count(Method::CreateSpace)), 1);
}

#[test]
fn a_list_that_is_not_well_keeps_a_space_from_being_made() {
    let (bench, _) = Bench::new().with_token(&Scope::ALL);
    let file = bench.folder("data").join("greenroom.db");
    std::fs::write(&file, "no list of greenroom's".repeat(500)).unwrap();
    let report = examine(&bench, &["--create-space"]);
    assert_eq!(report.ended.code, Some(1));
    report.says("store", "failed", "is damaged");
    report.says("create space", "failed", "could not be kept");
    report.says("read", "ok", "");
    assert_eq!(bench.emulator.with(|world| world.count(Method::CreateSpace)), 0);
    assert_eq!(std::fs::read_dir(bench.folder("data")).unwrap().count(), 1, "nothing was moved");
}

#[test]
fn without_a_way_in_the_rest_is_looked_at() {
    let bench = Bench::new();
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(3));
    report.says("way in", "failed", "Sign in: greenroom auth login");
    report.says("way in", "failed", "~/.config/gcloud/application_default_credentials.json is not there");
    report.says("network", "ok", "answers in");
    for name in ["token", "scopes", "api", "read"] {
        report.says(name, "warning", "not tried");
    }
}

#[test]
fn what_is_not_granted_is_named() {
    let (bench, token) = Bench::new().with_token(&[Scope::Readonly]);
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(0));
    report.says("scopes", "warning", "missing: meetings.space.created (to make spaces");
    report.says("read", "ok", "");
    report.ended.hides(&[token]);
    // For who only wants to read nothing is missing.
    examine(&bench, &["--read-only"]).says("scopes", "ok", "granted: meetings.space.readonly");

    let (bench, _) = Bench::new().with_token(&[]);
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(4));
    report.says("scopes", "failed", "none of Google Meet's was granted");
}

#[test]
fn a_token_that_may_not_list_reads_a_space_of_the_list() {
    let (bench, _) = Bench::new().with_token(&[Scope::Settings]);
    examine(&bench, &[]).says("read", "warning", "there is no space in the list");
    let (bench, _) = bench.with_token(&[Scope::Created]);
    assert_eq!(examine(&bench, &["--create-space"]).ended.code, Some(0));
    let (bench, _) = bench.with_token(&[Scope::Settings]);
    let report = examine(&bench, &[]);
    report.says("read", "ok", "reading a space of the list works");
    assert_eq!(bench.emulator.with(|world| world.count(Method::ListConferenceRecords)), 1);
}

#[test]
fn an_api_that_is_off_is_told_with_the_page_to_switch_it_on() {
    let (bench, _) = Bench::new().with_token(&Scope::ALL);
    bench.emulator.with(|world| world.add_project(PROJECT).api_enabled = false);
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(4));
    report.says("api", "failed", "Switch it on at https://console.developers.google.com/");
    report.says("read", "warning", "not tried");
}

#[test]
fn a_dead_token_and_a_dead_sign_in_are_not_signed_in() {
    let (bench, token) = Bench::new().with_token(&Scope::ALL);
    bench.emulator.with(|world| world.expire_token(&token)).unwrap();
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(3));
    report.says("scopes", "failed", "Get a fresh token");
    report.says("read", "failed", "");
    report.ended.hides(&[token]);

    let bench = Bench::new();
    bench.sign_in(ANA);
    bench.emulator.with(|world| {
        world.advance(jiff::SignedDuration::from_hours(2));
        world.revoke_access(ANA, PROJECT);
    });
    std::fs::remove_dir_all(bench.folder("data").join("tokens")).unwrap();
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(3), "{}", report.ended.out);
    report.says("keyring", "failed", "Sign in again");
}

#[test]
fn without_a_network_that_comes_first() {
    let mut bench = Bench::new();
    bench.sign_in(ANA);
    let endpoint = bench.emulator.endpoint();
    drop(std::mem::replace(&mut bench.emulator, Emulator::start(World::empty()).unwrap()));
    let bench = bench.with("GREENROOM_ENDPOINT", &endpoint);
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(6));
    report.says("network", "failed", "Nobody answers");
    report.says("sign-in server", "failed", "Nobody answers");
    report.says("clock", "warning", "not tried");
    report.says("store", "ok", "");
}

#[test]
fn wrong_settings_are_a_check_and_wrong_variables_end_it() {
    let (bench, _) = Bench::new().with_token(&Scope::ALL);
    std::fs::write(bench.folder("config").join("config.toml"), "mous = 1\n").unwrap();
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(1));
    report.says("settings", "failed", "config.toml:1:1: ");
    for (name, value) in [("GREENROOM_LOG", "loud"), ("GREENROOM_CLIPBOARD", "floppy"), ("GREENROOM_OAUTH_ENDPOINT", "ftp://x")] {
        let bench = Bench::new().with(name, value);
        let ended = bench.run(&["doctor"]);
        ended.failed(2, &format!("{name}: "));
        assert!(ended.out.is_empty() && ended.err.lines().count() == 1, "{}", ended.err);
    }
}

#[test]
fn what_hangs_is_given_up_and_the_rest_goes_on() {
    let (bench, _) = Bench::new().with_token(&Scope::ALL);
    // A pipe that nobody writes to: reading it has no end.
    let pipe = bench.folder("config").join("config.toml");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let report = examine(&bench, &[]);
    assert_eq!(report.ended.code, Some(1));
    report.says("settings", "failed", "no answer within 5 s");
    report.says("read", "ok", "");
}
