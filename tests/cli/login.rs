//! `greenroom auth login`.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use greenroom::emulator::{Consent, OAuth};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::bench::{ANA, BO, Bench, parameter};
use crate::support::browser;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file under the folder, with what is in it.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.clone(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()));
        }
    }
    all
}

#[test]
fn a_pasted_address_signs_in() {
    let bench = Bench::new().with("GREENROOM_LOG", "trace");
    let client = bench.client_file();
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &client]);
    let url = login.line();
    let ended_on = browser::consent(&url);
    login.paste(&ended_on);
    let ended = login.end();

    assert_eq!((ended.code, ended.out.as_str()), (Some(0), url.as_str()), "the link stands alone");
    assert!(url.starts_with(&bench.emulator.endpoint()) && !url.contains(&bench.client_secret), "{url}");
    let port = url::Url::parse(&ended_on).unwrap().port().unwrap();
    for words in [format!("ssh -L {port}:127.0.0.1:{port} "), format!("Signed in as {ANA}."), "read back".into()] {
        assert!(ended.err.contains(&words), "{words}: {}", ended.err);
    }
    assert!(!ended.err.contains("Not granted") && !ended.err.contains('\x1b'), "{}", ended.err);
    assert_eq!(bench.accounts()["accounts"][0]["email"], ANA, "{}", bench.accounts());

    // The client's file is kept, so that it need not be named again.
    let kept = bench.folder("config").join("client.json");
    assert_eq!(std::fs::read(&kept).unwrap(), std::fs::read(client).unwrap());
    assert!(ended.err.contains(&kept.display().to_string()) && mode(&kept) == 0o600, "{}", ended.err);

    let mut secrets = bench.secrets();
    secrets.extend(["code", "state"].map(|name| parameter(&ended_on, name)));
    assert!(secrets.len() >= 5);
    let log = std::fs::read_to_string(bench.folder("data").join("greenroom.log")).unwrap();
    for event in ["a sign-in has begun", "what=\"token\"", "signed in"] {
        assert!(log.contains(event), "{event}: {log}");
    }
    for secret in &secrets {
        assert!(!ended.err.contains(secret) && !log.contains(secret), "{secret} in {}\n{log}", ended.err);
    }
    // Tokens lie in one place, for this person alone.
    for (path, text) in files(&bench.folder("data")) {
        let has_secret = secrets.iter().any(|secret| text.contains(secret));
        assert!(!has_secret || path.parent().unwrap().ends_with("tokens"), "{}", path.display());
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(mode(&bench.folder("data").join("tokens")), 0o700);
}

#[test]
fn a_forwarded_port_does_as_well_and_no_input_is_needed() {
    let bench = Bench::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut login = bench.start(&["auth", "login", "--no-browser", "--port", &port, "--client", &bench.client_file()]);
    login.close();
    let ended_on = browser::consent(&login.line());
    assert_eq!(url::Url::parse(&ended_on).unwrap().port().unwrap().to_string(), port);
    let page = browser::get(&ended_on);
    assert!(page.status == 200 && page.text.contains(ANA), "{} {}", page.status, page.text);
    let ended = login.end();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    ended.hides(&bench.secrets());
}

#[test]
fn what_is_pasted_wrong_is_told_and_can_be_pasted_right() {
    let bench = Bench::new();
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste("");
    login.paste("nonsense");
    login.complaint("That is no address.");
    login.paste(&url);
    login.complaint("That is the link to open");
    let right = browser::consent(&url);
    login.paste(&right.replace("state=", "state=x"));
    login.complaint("another one's");
    login.paste(&right);
    assert_eq!(login.end().code, Some(0));
}

#[test]
fn a_program_that_pasted_wrong_and_went_is_not_waited_for() {
    let bench = Bench::new();
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    login.line();
    login.paste("nonsense");
    login.close();
    let ended = login.end();
    assert!(ended.code == Some(3) && ended.err.contains("That is no address."), "{:?} {}", ended.code, ended.err);
}

#[test]
fn what_was_unticked_is_named_with_what_it_is_for() {
    let bench = Bench::new();
    bench.consent(Consent::allow(ANA).without("https://www.googleapis.com/auth/meetings.space.settings"));
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("Not granted: meetings.space.settings, to see and change the settings"), "{}", ended.err);
    assert!(ended.err.contains(&format!("greenroom auth login --account {ANA} asks again")), "{}", ended.err);

    // Asked again for that account, it asks for both.
    bench.consent(Consent::allow(ANA));
    let mut login = bench.start(&["--account", ANA, "auth", "login", "--no-browser"]);
    let url = login.line();
    assert_eq!(parameter(&url, "login_hint"), ANA);
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(0) && !ended.err.contains("Not granted"), "{}", ended.err);
}

#[test]
fn read_only_asks_for_less() {
    let bench = Bench::new();
    let mut login = bench.start(&["--read-only", "auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    let scopes = parameter(&url, "scope");
    assert!(
        scopes.contains("meetings.space.readonly") && !scopes.contains("created") && !scopes.contains("settings"),
        "{scopes}"
    );
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(0) && !ended.err.contains("Not granted"), "{}", ended.err);
}

#[test]
fn cancel_at_google_is_not_permitted() {
    let bench = Bench::new();
    bench.consent(Consent::cancel());
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(4) && ended.err.contains("Access was not granted"), "{:?} {}", ended.code, ended.err);
    assert!(bench.accounts()["accounts"].as_array().is_none_or(Vec::is_empty));
    assert!(!bench.folder("config").join("client.json").exists(), "it did not work");
}

#[test]
fn a_token_server_that_is_down_is_unreachable() {
    let bench = Bench::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = format!("http://127.0.0.1:{port}");
    let text = std::fs::read_to_string(bench.client_file()).unwrap().replace(&bench.emulator.endpoint(), &dead);
    std::fs::write(bench.client_file(), text).unwrap();
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    let (back, state) = (parameter(&url, "redirect_uri"), parameter(&url, "state"));
    login.paste(&format!("{back}/?state={state}&code=4%2Fplanted"));
    let ended = login.end();
    assert!(ended.code == Some(6) && ended.err.contains("cannot be reached"), "{:?} {}", ended.code, ended.err);
    assert!(!ended.err.contains("planted"), "{}", ended.err);
}

#[test]
fn somebody_else_than_was_meant_is_kept_but_not_put_to_use() {
    let bench = Bench::new();
    bench.sign_in(ANA);
    bench.consent(Consent::allow(BO));
    let mut login = bench.start(&["auth", "login", "--no-browser", "--account", "chiyo@example.com"]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(3) && ended.err.contains(&format!("signed in {BO}, not chiyo@example.com")), "{}", ended.err);
    let status = bench.run(&["auth", "status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    assert_eq!((&status["current"], status["accounts"].as_array().unwrap().len()), (&json!(ANA), 2));
}

#[test]
fn without_a_client_file_the_steps_are_told() {
    let bench = Bench::new();
    let ended = bench.run(&["auth", "login"]);
    ended.failed(3, "https://console.cloud.google.com/auth/clients");
    assert!(ended.err.contains("--client") && ended.out.is_empty(), "{}", ended.err);
}

#[rstest]
#[case::not_there("nowhere.json", None, "There is no such file.")]
#[case::web("client.json", Some(r#"{"web":{"client_id":"x","client_secret":"GOCSPX-planted"}}"#), "Web application")]
#[case::service_account("client.json", Some(r#"{"type":"service_account","private_key":"planted"}"#), "service account")]
#[case::cut("client.json", Some(r#"{"installed":{"client_secret":"GOCSPX-planted"#), "stops in the middle")]
#[case::a_page("client.json", Some("<!DOCTYPE html><title>planted</title>"), "web page")]
fn a_wrong_client_file_is_wrong_usage(#[case] name: &str, #[case] text: Option<&str>, #[case] words: &str) {
    let bench = Bench::new();
    if let Some(text) = text {
        std::fs::write(bench.root().join(name), text).unwrap();
    }
    let ended = bench.run(&["auth", "login", "--client", name]);
    ended.failed(2, words);
    ended.hides(&["planted".into()]);
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
}

#[test]
fn flags_that_do_not_go_together() {
    let bench = Bench::new();
    let client = bench.client_file();
    bench.run(&["--impersonate", ANA, "auth", "login", "--client", &client]).failed(2, "--impersonate");
    bench.run(&["auth", "login", "--port", "0", "--client", &client]).failed(2, "--port");
    bench.run(&["auth"]).failed(2, "subcommand");
    std::fs::write(bench.folder("config").join("config.toml"), "mous = 1\n").unwrap();
    bench.run(&["auth", "login", "--client", &client]).failed(2, "config.toml:1:1");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let bench = Bench::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = bench.run(&["auth", "login", "--no-browser", "--port", &port, "--client", &bench.client_file()]);
    ended.failed(1, &format!("Port {port} on 127.0.0.1 cannot be used"));
    assert_eq!(ended.out, "");
}

#[test]
fn ctrl_c_cancels_and_frees_the_port() {
    let bench = Bench::new();
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.complaint("ssh -L");
    kill_process(Pid::from_raw(i32::try_from(login.child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    let ended = login.end();
    assert!(ended.code == Some(130) && ended.err.contains("Nothing was changed."), "{:?} {}", ended.code, ended.err);
    let back = parameter(&url, "redirect_uri");
    TcpListener::bind(back.strip_prefix("http://").unwrap()).unwrap();
    assert_eq!(bench.emulator.with(|world| world.count(OAuth::Token)), 0);
    assert_eq!(std::fs::read_dir(bench.folder("data")).unwrap().count(), 0);
}

#[test]
fn over_ssh_the_link_is_printed_unasked() {
    let bench = Bench::new().with("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.7 22").with("USER", "ana");
    let mut login = bench.start(&["auth", "login", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("You are here over SSH") && ended.err.contains(" ana@192.0.2.7"), "{}", ended.err);
}

/// A launcher of a desktop that hands the link over by a pipe, which needs no waiting for a time in which a file should be there.
fn launcher(bench: &Bench, script: &str) {
    let path = bench.root().join("xdg-open");
    // A shell writes it: a file that this process had open for writing could not be started while another thread starts something.
    let write = "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod +x \"$1\"";
    assert!(Command::new("/bin/sh").args(["-c", write, "sh"]).arg(path).arg(script).status().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_and_nothing_is_printed_for_programs() {
    let bench = Bench::new();
    let (path, pipe) = (bench.root().display().to_string(), bench.root().join("pipe"));
    let bench = bench.with("PATH", &path).with("DISPLAY", ":99");
    launcher(&bench, &format!("echo \"$1\" > '{}'", pipe.display()));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let told = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
    let login = bench.start(&["auth", "login", "--client", &bench.client_file()]);
    let url = told.join().unwrap();
    browser::get(&browser::consent(url.trim()));
    let ended = login.end();
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
    assert!(ended.err.contains("Opening the browser") && ended.err.contains(url.trim()), "{}", ended.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_that_does_not_start_leaves_the_link() {
    let bench = Bench::new();
    let path = bench.root().display().to_string();
    let bench = bench.with("PATH", &path).with("DISPLAY", ":99");
    launcher(&bench, "exit 3");
    let mut login = bench.start(&["auth", "login", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(0) && ended.err.contains("No browser: "), "{:?} {}", ended.code, ended.err);
}

#[test]
fn a_client_file_that_is_there_stays_as_it_is() {
    let bench = Bench::new();
    let kept = bench.folder("config").join("client.json");
    std::fs::write(&kept, "another one").unwrap();
    bench.sign_in(ANA);
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "another one");
}

#[test]
fn a_token_that_comes_first_is_named() {
    let bench = Bench::new().with("GREENROOM_ACCESS_TOKEN", "ya29.planted");
    let mut login = bench.start(&["auth", "login", "--no-browser", "--client", &bench.client_file()]);
    let url = login.line();
    login.paste(&browser::consent(&url));
    let ended = login.end();
    assert!(ended.code == Some(0) && ended.err.contains("GREENROOM_ACCESS_TOKEN is set and comes first"), "{}", ended.err);
    ended.hides(&["planted".into()]);
}
