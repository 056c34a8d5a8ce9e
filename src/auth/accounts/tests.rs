//! The list of accounts, what it learns, and sign-ins that are kept and forgotten.

use std::fs;
use std::path::PathBuf;

use rstest::rstest;

use super::*;
use crate::auth::credential::{Client, Credential};
use crate::auth::error::Cause;
use crate::auth::scopes::Scope;
use crate::auth::session::{self, keep_at};
use crate::auth::signed_in::SignedIn;
use crate::auth::vault::{FileVault, Turn, Vault};

const PLANTED: &str = "planted-secret";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Hours after the first sign-in.
fn after(hours: i64) -> Timestamp {
    at("2026-11-01T09:00:00Z") + SignedDuration::from_hours(hours)
}

fn signed_in(email: &str, client: &str) -> SignedIn {
    SignedIn {
        email: email.into(),
        subject: Some("1234567890".into()),
        granted: Granted::of(&Scope::READ_ONLY),
        asked: Granted::of(&Scope::ALL),
        credential: Credential {
            client: Client { id: client.into(), secret: PLANTED.into(), token_uri: "https://oauth2.googleapis.com/token".into() },
            refresh: format!("1//{PLANTED}-{email}").into(),
            access: None,
        },
        ends: None,
    }
}

fn keep(data: &Path, email: &str, client: &str, now: Timestamp) -> Account {
    keep_at(data, &FileVault::new(data), signed_in(email, client), now).unwrap()
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    (dir, data)
}

fn emails(accounts: &Accounts) -> Vec<&str> {
    accounts.list().iter().map(|account| account.email.as_str()).collect()
}

fn current(data: &Path) -> Option<String> {
    Accounts::load(data).unwrap().current().map(|account| format!("{} {}", account.email, account.client_id))
}

fn is_kept(error: &AuthError) -> String {
    assert!(matches!(error, AuthError::Kept { .. }), "{error:?}");
    let text = format!("{} {}", error.why(), error.next_step());
    assert!(!text.contains(PLANTED), "{text}");
    text
}

#[test]
fn nobody_is_signed_in_at_first() {
    let (_dir, data) = folder();
    let accounts = Accounts::load(&data).unwrap();
    assert!(accounts.list().is_empty() && accounts.current().is_none() && accounts.notice().is_none());
    assert!(matches!(session::switch(&data, "ana@example.com"), Err(AuthError::UnknownAccount { .. })));
    assert!(!data.exists(), "looking makes nothing");
}

#[test]
fn a_sign_in_is_kept_and_current() {
    let (_dir, data) = folder();
    let account = keep(&data, "ana@example.com", "id-1", after(0));
    assert_eq!(account.place, data.join("tokens").display().to_string());
    let accounts = Accounts::load(&data).unwrap();
    assert_eq!((accounts.list(), accounts.current()), (&[account.clone()][..], Some(&account)));
    assert_eq!((account.granted, account.asked), (Granted::of(&Scope::READ_ONLY), Granted::of(&Scope::ALL)));
    let text = fs::read_to_string(data.join("accounts.json")).unwrap();
    assert!(!text.contains(PLANTED), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&data), mode(&data.join("accounts.json"))), (0o700, 0o600));
    }
}

#[test]
fn one_account_with_two_clients_is_two_sign_ins() {
    let (_dir, data) = folder();
    keep(&data, "ana@example.com", "id-1", after(0));
    keep(&data, "bo@example.com", "id-1", after(1));
    keep(&data, "ana@example.com", "id-2", after(2));
    // Again, and written in another way: the same one, with what is new.
    keep(&data, "Ana@Example.com", "id-1", after(3));
    let accounts = Accounts::load(&data).unwrap();
    assert_eq!(emails(&accounts), ["Ana@Example.com", "bo@example.com", "ana@example.com"]);
    assert_eq!(accounts.list()[0].signed_in, after(3));
    assert_eq!(current(&data).unwrap(), "Ana@Example.com id-1");

    assert_eq!(session::switch(&data, "BO@example.com").unwrap().email, "bo@example.com");
    assert_eq!(current(&data).unwrap(), "bo@example.com id-1");
    assert_eq!(Accounts::load(&data).unwrap().get("ana@example.com").unwrap().client_id, "id-1", "the newest");
    let Err(AuthError::UnknownAccount { wanted, known }) = session::switch(&data, "eve@example.com") else { panic!() };
    assert_eq!((wanted.as_str(), known.len()), ("eve@example.com", 3));
    assert_eq!(current(&data).unwrap(), "bo@example.com id-1", "as before");
}

#[test]
fn forgetting_takes_the_tokens_and_the_newest_that_is_left_becomes_current() {
    let (_dir, data) = folder();
    let vault = FileVault::new(&data);
    let ana = keep(&data, "ana@example.com", "id-1", after(0));
    let bo = keep(&data, "bo@example.com", "id-1", after(1));
    let cy = keep(&data, "cy@example.com", "id-1", after(2));
    session::forget(&data, &vault, &ana).unwrap();
    assert_eq!(current(&data).unwrap(), "cy@example.com id-1", "it was not ana");
    session::forget(&data, &vault, &cy).unwrap();
    assert_eq!(current(&data).unwrap(), "bo@example.com id-1");
    assert!(vault.read(&cy.slot()).unwrap().is_none() && vault.read(&bo.slot()).unwrap().is_some());
    session::forget(&data, &vault, &bo).unwrap();
    assert_eq!(current(&data), None);
    session::forget(&data, &vault, &bo).unwrap();
}

#[test]
fn what_is_not_known_is_kept() {
    let (_dir, data) = folder();
    keep(&data, "ana@example.com", "id-1", after(0));
    let path = data.join("accounts.json");
    let mut paper: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    paper["colour"] = "green".into();
    paper["accounts"][0]["nickname"] = "work".into();
    paper["clients"]["id-1"]["publisher"] = "me".into();
    fs::write(&path, paper.to_string()).unwrap();
    keep(&data, "bo@example.com", "id-1", after(1));
    keep(&data, "ana@example.com", "id-1", after(2));
    let paper: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(paper["colour"], "green");
    assert_eq!(paper["accounts"][0]["nickname"], "work");
    assert_eq!(paper["clients"]["id-1"]["publisher"], "me");
}

#[rstest]
#[case::empty("", "empty or cut short")]
#[case::cut(r#"{"version":1,"accounts":[{"email":"planted-secret"#, "empty or cut short")]
#[case::no_json("planted-secret", "not JSON")]
#[case::another_shape(r#"{"version":1,"accounts":"planted-secret"}"#, "another kind")]
#[case::an_account_without_a_name(r#"{"version":1,"accounts":[{"subject":"planted-secret"}]}"#, "another kind")]
fn a_damaged_list_is_told_and_set_aside_by_the_next_sign_in(#[case] content: &str, #[case] said: &str) {
    let (_dir, data) = folder();
    keep(&data, "ana@example.com", "id-1", after(0));
    let path = data.join("accounts.json");
    fs::write(&path, content).unwrap();
    let text = is_kept(&Accounts::load(&data).unwrap_err());
    assert!(text.contains(said) && text.contains(&*path.to_string_lossy()), "{text}");
    assert_eq!(fs::read_to_string(&path).unwrap(), content, "reading changes nothing");

    keep(&data, "bo@example.com", "id-1", after(1));
    assert_eq!(emails(&Accounts::load(&data).unwrap()), ["bo@example.com"]);
    let names = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<PathBuf> = names.filter(|path| path.to_string_lossy().contains("accounts.json.damaged-")).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), content);
    let ana = Slot::new("id-1", "ana@example.com");
    assert!(FileVault::new(&data).read(&ana).unwrap().is_some(), "the tokens stay");
}

#[test]
fn a_list_of_a_newer_greenroom_is_left_alone() {
    let (_dir, data) = folder();
    fs::create_dir(&data).unwrap();
    let newer = r#"{"version":2,"people":[]}"#;
    fs::write(data.join("accounts.json"), newer).unwrap();
    assert!(is_kept(&Accounts::load(&data).unwrap_err()).contains("newer greenroom"));
    is_kept(&keep_at(&data, &FileVault::new(&data), signed_in("ana@example.com", "id-1"), after(0)).unwrap_err());
    assert_eq!(fs::read_to_string(data.join("accounts.json")).unwrap(), newer);
}

#[test]
fn tokens_without_a_list_are_told() {
    let (_dir, data) = folder();
    keep(&data, "ana@example.com", "id-1", after(0));
    fs::remove_file(data.join("accounts.json")).unwrap();
    let accounts = Accounts::load(&data).unwrap();
    assert!(accounts.list().is_empty());
    let notice = accounts.notice().unwrap();
    assert!(notice.contains("ana@example.com") && notice.contains("accounts.json"), "{notice}");
    // Looking, and changing nothing, does not make the list whole.
    assert!(session::switch(&data, "ana@example.com").is_err());
    Accounts::change(&data, |accounts| accounts.remove(&Slot::new("id-9", "x@example.com"))).unwrap();
    assert!(Accounts::load(&data).unwrap().notice().is_some());
    keep(&data, "ana@example.com", "id-1", after(1));
    assert!(Accounts::load(&data).unwrap().notice().is_none());
}

#[test]
fn changes_of_many_at_once_are_all_kept() {
    let (_dir, data) = folder();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let data = &data;
            scope.spawn(move || {
                for number in 0..10 {
                    keep(data, &format!("{writer}-{number}@example.com"), "id-1", after(0));
                }
            });
        }
    });
    assert_eq!(Accounts::load(&data).unwrap().list().len(), 40);
}

/// A vault that says "kept" and has nothing.
struct Lying(tempfile::TempDir);

impl Vault for Lying {
    fn place(&self) -> String {
        "a liar".into()
    }
    fn read(&self, _: &Slot) -> Result<Option<Credential>, AuthError> {
        Ok(None)
    }
    fn write(&self, _: &Slot, _: &Credential) -> Result<(), AuthError> {
        // As every vault must: it has read back.
        Err(AuthError::Kept {
            place: self.place(),
            what: "written",
            detail: "nothing is there".into(),
            next: "Try again.".into(),
        })
    }
    fn forget(&self, _: &Slot) -> Result<(), AuthError> {
        Err(AuthError::Kept {
            place: self.place(),
            what: "removed",
            detail: "it is still there".into(),
            next: "Try again.".into(),
        })
    }
    fn try_lock(&self, slot: &Slot) -> Result<Option<Turn>, AuthError> {
        FileVault::new(self.0.path()).try_lock(slot)
    }
}

#[test]
fn nobody_is_signed_in_before_the_tokens_are_there_nor_out_before_they_are_gone() {
    let (_dir, data) = folder();
    let account = keep(&data, "ana@example.com", "id-1", after(0));
    let before = fs::read(data.join("accounts.json")).unwrap();
    let liar = Lying(tempfile::tempdir().unwrap());
    is_kept(&keep_at(&data, &liar, signed_in("bo@example.com", "id-1"), after(1)).unwrap_err());
    is_kept(&session::forget(&data, &liar, &account).unwrap_err());
    assert_eq!(fs::read(data.join("accounts.json")).unwrap(), before);
}

fn cause(data: &Path, account: &Account, code: &str, subtype: Option<&str>, now: Timestamp) -> Cause {
    Accounts::load(data).unwrap().cause(&account.slot(), &Death { code, subtype }, now)
}

#[test]
fn a_death_is_explained_by_evidence() {
    let (_dir, data) = folder();
    let account = keep(&data, "ana@example.com", "id-1", after(0));
    let testing = Cause::Testing { since: after(0) };
    for (hours, expected) in [
        (1, Cause::Revoked),
        (6 * 24 + 11, Cause::Revoked),
        (6 * 24 + 12, testing.clone()),
        (7 * 24 + 1, testing.clone()),
        (8 * 24, testing.clone()),
        (8 * 24 + 1, Cause::Revoked),
        (182 * 24, Cause::Revoked),
        (184 * 24, Cause::Unused),
    ] {
        assert_eq!(cause(&data, &account, "invalid_grant", None, after(hours)), expected, "after {hours} hours");
    }
    let week = after(7 * 24 + 1);
    assert_eq!(cause(&data, &account, "invalid_grant", Some("invalid_rapt"), week), Cause::SessionPolicy);
    assert_eq!(cause(&data, &account, "invalid_client", None, week), Cause::Client);
    assert_eq!(cause(&data, &account, "deleted_client", None, week), Cause::Client);
    // Used in between: not six months of nothing.
    Accounts::change(&data, |accounts| accounts.refreshed(&account.slot(), None, after(100 * 24))).unwrap();
    assert_eq!(cause(&data, &account, "invalid_grant", None, after(184 * 24)), Cause::Revoked);
}

#[test]
fn a_client_whose_tokens_lived_longer_is_not_in_testing() {
    let (_dir, data) = folder();
    let account = keep(&data, "ana@example.com", "id-1", after(0));
    assert!(Accounts::load(&data).unwrap().is_news(&account.slot(), None, after(9 * 24)));
    Accounts::change(&data, |accounts| accounts.refreshed(&account.slot(), None, after(9 * 24))).unwrap();
    assert!(!Accounts::load(&data).unwrap().is_news(&account.slot(), None, after(9 * 24 + 1)));
    let bo = keep(&data, "bo@example.com", "id-1", after(0));
    assert_eq!(cause(&data, &bo, "invalid_grant", None, after(7 * 24)), Cause::Revoked);
    let other = keep(&data, "bo@example.com", "id-2", after(0));
    assert_eq!(cause(&data, &other, "invalid_grant", None, after(7 * 24)), Cause::Testing { since: after(0) });
}

#[test]
fn a_time_that_was_limited_is_told() {
    let (_dir, data) = folder();
    let limited = SignedIn { ends: Some(after(24)), ..signed_in("ana@example.com", "id-1") };
    let account = keep_at(&data, &FileVault::new(&data), limited, after(0)).unwrap();
    assert_eq!(cause(&data, &account, "invalid_grant", None, after(23)), Cause::Revoked);
    assert_eq!(cause(&data, &account, "invalid_grant", None, after(24)), Cause::TimeLimit);
}

#[test]
fn after_one_death_in_testing_the_next_end_is_known_a_day_before() {
    let (_dir, data) = folder();
    let first = keep(&data, "ana@example.com", "id-1", after(0));
    assert_eq!((first.ends, ends_soon(&first, after(7 * 24 - 1))), (None, None));
    Accounts::change(&data, |accounts| accounts.died_in_testing("id-1", after(7 * 24))).unwrap();

    let start = 200;
    let next = keep(&data, "ana@example.com", "id-1", after(start));
    let end = after(start + 7 * 24);
    assert_eq!((next.ends, Accounts::load(&data).unwrap().current().unwrap().ends), (Some(end), Some(end)));
    assert_eq!(ends_soon(&next, after(start + 6 * 24 - 1)), None);
    assert_eq!(ends_soon(&next, after(start + 6 * 24)), Some(end));
    assert_eq!(ends_soon(&next, after(start + 9 * 24)), Some(end), "also when it is past");
    // However late it is noticed.
    assert_eq!(cause(&data, &next, "invalid_grant", None, after(start + 30 * 24)), Cause::Testing { since: after(start) });
    // The project was published: it lives on, and nothing is announced any more.
    Accounts::change(&data, |accounts| accounts.refreshed(&next.slot(), None, after(start + 9 * 24))).unwrap();
    assert_eq!(Accounts::load(&data).unwrap().current().unwrap().ends, None);
    let other = keep(&data, "ana@example.com", "id-2", after(start));
    assert_eq!(other.ends, None, "each client for itself");
}

#[test]
fn the_scopes_of_the_newest_answer_count() {
    let (_dir, data) = folder();
    let slot = keep(&data, "ana@example.com", "id-1", after(0)).slot();
    let all = Granted::of(&Scope::ALL);
    Accounts::change(&data, |accounts| accounts.refreshed(&slot, None, after(1))).unwrap();
    let accounts = Accounts::load(&data).unwrap();
    assert_eq!(accounts.current().unwrap().granted, Granted::of(&Scope::READ_ONLY));
    assert!(!accounts.is_news(&slot, None, after(2)) && accounts.is_news(&slot, Some(&all), after(2)));
    Accounts::change(&data, |accounts| accounts.refreshed(&slot, Some(&all), after(2))).unwrap();
    assert_eq!(Accounts::load(&data).unwrap().current().unwrap().granted, all);
}
