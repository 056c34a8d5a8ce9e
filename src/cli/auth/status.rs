//! `greenroom auth status`: what is known of signing in, without asking anybody.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::super::surroundings::Surroundings;
use super::super::way_in::{self, WayIn};
use super::super::{Exit, print};
use super::words;
use crate::auth::accounts::{Account, ends_soon};
use crate::auth::scopes::{Granted, Scope};
use crate::auth::ways::State;
use crate::text;

/// Meet's own.
const MEET: [Scope; 3] = [Scope::Created, Scope::Readonly, Scope::Settings];

pub(super) fn run(around: &Surroundings, json: bool) -> Exit {
    let found = way_in::look(around);
    let shown = if json { format!("{:#}\n", as_json(&found)) } else { as_text(&found) };
    if let failed @ Exit::Failed(_) = print(&shown) {
        return failed;
    }
    match &found.look.way {
        Ok(_) => Exit::Done,
        Err(error) => Exit::NotSignedIn(words(error)),
    }
}

fn accounts(found: &WayIn) -> (&[Account], Option<&Account>) {
    found.accounts.as_ref().map_or((&[], None), |accounts| (accounts.list(), accounts.current()))
}

fn is(one: Option<&Account>, other: &Account) -> bool {
    one.is_some_and(|one| one.email == other.email && one.client_id == other.client_id)
}

fn missing(granted: &Granted) -> Vec<Scope> {
    granted.lacks(&MEET)
}

fn word(state: &State) -> &'static str {
    match state {
        State::Taken => "taken",
        State::Shadowed => "not needed",
        State::Absent => "absent",
        State::Unusable(_) => "unusable",
    }
}

fn as_json(found: &WayIn) -> Value {
    let (all, current) = accounts(found);
    let scopes = |scopes: &[Scope]| scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>();
    let looked = |spot: &crate::auth::ways::Looked| json!({ "place": spot.place.to_string(), "state": word(&spot.state), "detail": spot.detail });
    json!({
        "way": found.look.looked.iter().find(|spot| found.look.way.is_ok() && spot.state == State::Taken).map(looked),
        "looked": found.look.looked.iter().map(looked).collect::<Vec<_>>(),
        "current": current.map(|account| &account.email),
        "accounts": all.iter().map(|account| json!({
            "email": account.email,
            "current": is(current, account),
            "clientId": account.client_id,
            "granted": account.granted.iter().collect::<Vec<_>>(),
            "missing": scopes(&missing(&account.granted)),
            "signedIn": account.signed_in.to_string(),
            "ends": account.ends.map(|ends| ends.to_string()),
            "place": account.place,
        })).collect::<Vec<_>>(),
        "problem": found.look.way.as_ref().err().map(|error| json!({ "why": error.why(), "next": error.next_step() })),
    })
}

/// Longest of the labels: that of `GOOGLE_APPLICATION_CREDENTIALS`.
const LABEL: usize = 32;

/// A column of labels, and what belongs to them.
fn row(out: &mut String, label: &str, words: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  {}  {}", text::pad(label, LABEL), text::clean(words));
}

fn as_text(found: &WayIn) -> String {
    let mut out = String::new();
    let (all, current) = accounts(found);
    out.push_str("Ways in, in their order\n");
    for (number, spot) in found.look.looked.iter().enumerate() {
        let mark = match &spot.state {
            State::Taken => " (taken)",
            State::Shadowed => " (not needed)",
            State::Unusable(_) => " (cannot be used)",
            State::Absent => "",
        };
        let place = spot.place.to_string();
        row(&mut out, &format!("{} {place}", number + 1), &format!("{}{mark}", spot.detail));
    }
    if let Some(notice) = found.accounts.as_ref().ok().and_then(|accounts| accounts.notice()) {
        let _ = writeln!(out, "\n{}", text::clean(notice));
    }
    for account in all {
        account_rows(&mut out, account, is(current, account));
    }
    out
}

fn account_rows(out: &mut String, account: &Account, current: bool) {
    let _ = writeln!(out, "\n{}{}", text::clean(&account.email), if current { " (current)" } else { "" });
    let when = |at: Timestamp| at.to_zoned(TimeZone::system()).strftime("%-d %B %Y, %H:%M").to_string();
    let names = |scopes: Vec<&str>| if scopes.is_empty() { "nothing of Google Meet's".to_owned() } else { scopes.join(", ") };
    row(out, "tokens", &format!("in {}", account.place));
    row(out, "granted", &names(MEET.iter().filter(|scope| account.granted.has(**scope)).map(|scope| scope.name()).collect()));
    for scope in missing(&account.granted) {
        row(out, "missing", &format!("{}, to {}", scope.name(), scope.purpose()));
    }
    row(out, "signed in", &when(account.signed_in));
    if let Some(ends) = account.ends {
        let over = if ends <= Timestamp::now() { ": it is over" } else { "" };
        let soon = if over.is_empty() && ends_soon(account, Timestamp::now()).is_some() { ": soon" } else { "" };
        row(out, "ends", &format!("{}{over}{soon}", when(ends)));
    }
}
