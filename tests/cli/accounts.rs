//! `greenroom auth status`, `switch` and `logout`.

use std::time::Duration;

use greenroom::emulator::{Consent, OAuth, Scope};
use serde_json::{Value, json};

use crate::bench::{ANA, BO, Bench, PROJECT};
use crate::support::browser;

fn status(bench: &Bench) -> (Option<i32>, Value) {
    let ended = bench.run(&["auth", "status", "--json"]);
    (ended.code, serde_json::from_str(&ended.out).unwrap())
}

#[test]
fn nobody() {
    let bench = Bench::new();
    let ended = bench.run(&["auth", "status"]);
    ended.failed(3, "You are not signed in. Sign in: greenroom auth login");
    for place in ["GREENROOM_ACCESS_TOKEN", "--impersonate", "signed-in account", "GOOGLE_APPLICATION_CREDENTIALS", "gcloud"] {
        assert!(ended.out.contains(place), "{}", ended.out);
    }
    let (code, status) = status(&bench);
    assert_eq!(code, Some(3));
    assert_eq!((&status["way"], &status["current"], &status["accounts"]), (&Value::Null, &Value::Null, &json!([])));
    assert_eq!(status["looked"].as_array().unwrap().len(), 5);
    assert!(status["problem"]["next"].as_str().unwrap().contains("greenroom auth login"));
    bench.run(&["auth", "switch", ANA]).failed(5, "nobody is");
    bench.run(&["auth", "logout"]).failed(3, "You are not signed in.");
    bench.run(&["auth", "logout", ANA]).failed(5, "nobody is");
    assert_eq!(std::fs::read_dir(bench.folder("data")).unwrap().count(), 0, "asking makes nothing");
}

#[test]
fn status_tells_all_and_asks_nobody() {
    let bench = Bench::new();
    bench.consent(Consent::allow(ANA).without("https://www.googleapis.com/auth/meetings.space.settings"));
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    assert_eq!(login.end().code, Some(0));
    bench.sign_in(BO);
    let secrets = bench.secrets();
    bench.emulator.with(greenroom::emulator::World::clear_requests);

    let ended = bench.run(&["auth", "status"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    ended.hides(&secrets);
    for words in [
        format!("{BO} (taken)"),
        format!("\n{ANA}\n"),
        format!("\n{BO} (current)\n"),
        "missing                           meetings.space.settings, to see and change".into(),
        format!("in {}", bench.folder("data").join("tokens").display()),
    ] {
        assert!(ended.out.contains(&words), "{words}: {}", ended.out);
    }
    let (code, found) = status(&bench);
    assert_eq!((code, &found["current"]), (Some(0), &json!(BO)));
    let way = &found["way"];
    assert_eq!((&way["place"], &way["state"], &way["detail"]), (&json!("signed-in account"), &json!("taken"), &json!(BO)));
    let ana = &found["accounts"][0];
    assert_eq!(
        (&ana["email"], &ana["current"], &ana["missing"]),
        (&json!(ANA), &json!(false), &json!(["meetings.space.settings"]))
    );
    assert!(
        ana["signedIn"].as_str().unwrap().ends_with('Z') && ana["ends"].is_null() && ana["clientId"] == json!(bench.client_id)
    );
    assert_eq!(bench.emulator.with(|world| world.count_all()), 0);
}

#[test]
fn a_token_comes_first_and_is_not_shown() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    let (bench, token) = bench.with_token(&Scope::ALL);
    let ended = bench.run(&["auth", "status"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.contains("set (taken)") && ended.out.contains(&format!("{ANA} (not needed)")), "{}", ended.out);
    ended.hides(&[token]);
}

#[test]
fn a_way_that_is_there_and_broken_is_none() {
    let bench = Bench::new();
    let key = bench.root().join("key.json");
    std::fs::write(&key, "{}").unwrap();
    let bench = bench.with("GOOGLE_APPLICATION_CREDENTIALS", &key.display().to_string());
    let (code, found) = status(&bench);
    assert_eq!((code, &found["way"]), (Some(3), &Value::Null));
    assert_eq!(found["looked"][3]["state"], "unusable", "{found}");
    assert!(found["problem"]["why"].as_str().unwrap().contains("key.json"), "{found}");
}

#[test]
fn switching() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    bench.sign_in(BO);
    let ended = bench.run(&["auth", "switch", "ANA@example.com"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    assert!(ended.err.contains(&format!("{ANA} is used from now on")), "{}", ended.err);
    assert_eq!(status(&bench).1["current"], ANA);
    let unknown = bench.run(&["auth", "switch", "chiyo@example.com"]);
    unknown.failed(5, &format!("chiyo@example.com is not signed in. Signed in: {ANA}, {BO}."));
    assert_eq!(status(&bench).1["current"], ANA);
    bench.run(&["auth", "switch", "nobody"]).failed(2, "e-mail address");
    let bench = bench.with("GREENROOM_ACCOUNT", ANA);
    let ended = bench.run(&["auth", "switch", BO]);
    assert!(ended.code == Some(0) && ended.err.contains("GREENROOM_ACCOUNT names ana@example.com"), "{}", ended.err);
}

#[test]
fn logging_out_forgets_here_and_tells_nobody() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    bench.sign_in(BO);
    let tokens = || std::fs::read_dir(bench.folder("data").join("tokens")).unwrap().count();
    let before = tokens();
    let ended = bench.run(&["auth", "logout"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    assert!(
        ended.err.contains(&format!("{BO} is signed out")) && ended.err.contains(&format!("{ANA} is used from now on")),
        "{}",
        ended.err
    );
    assert_eq!(status(&bench).1["accounts"].as_array().unwrap().len(), 1);
    assert!(tokens() < before);
    let ended = bench.run(&["auth", "logout", ANA]);
    assert!(ended.code == Some(0) && ended.err.contains("Google was not told"), "{}", ended.err);
    assert_eq!(status(&bench).0, Some(3));
    assert_eq!(bench.emulator.with(|world| (world.count(OAuth::Revoke), world.refresh_tokens().len())), (0, 2));
}

#[test]
fn taking_back_asks_first() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    let ended = bench.run(&["auth", "logout", "--revoke"]);
    ended.failed(2, "every program with a client of it");
    assert!(ended.err.contains("--yes") && ended.err.lines().count() == 1, "{}", ended.err);
    assert_eq!(status(&bench).1["current"], ANA);
    let secrets = bench.secrets();
    let ended = bench.run(&["auth", "logout", "--revoke", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    ended.hides(&secrets);
    assert_eq!(bench.emulator.with(|world| world.refresh_tokens().len()), 0);
    assert_eq!(status(&bench).0, Some(3));
}

#[test]
fn what_was_taken_back_already_is_forgotten() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    bench.emulator.with(|world| world.revoke_access(ANA, PROJECT));
    let ended = bench.run(&["auth", "logout", "--revoke", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(status(&bench).0, Some(3));
}

#[test]
fn what_cannot_be_taken_back_now_is_not_forgotten_so_that_it_can_be_later() {
    let mut bench = Bench::new();
    bench.sign_in(ANA);
    let secrets = bench.secrets();
    let other = greenroom::emulator::Emulator::start(greenroom::emulator::World::empty()).unwrap();
    drop(std::mem::replace(&mut bench.emulator, other));
    let ended = bench.run(&["auth", "logout", "--revoke", "--yes"]);
    ended.failed(6, "was not forgotten here either");
    ended.hides(&secrets);
    assert_eq!(status(&bench).1["current"], ANA);
    assert_eq!(bench.run(&["auth", "logout"]).code, Some(0));
    assert_eq!(status(&bench).0, Some(3));
}

#[test]
fn an_end_that_is_known_is_told() {
    let bench = Bench::new();
    bench.consent(Consent::allow(ANA).only_for(Duration::from_hours(5)));
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(0) && ended.err.contains("This sign-in ends on"), "{}", ended.err);
    assert!(bench.run(&["auth", "status"]).out.contains(": soon"));
    assert!(status(&bench).1["accounts"][0]["ends"].is_string());
}
