//! The scopes that there are, and what a person reads of them.

use std::collections::BTreeSet;

use super::super::method::Scope;

/// Scopes of a grant, each as Google answers it.
pub(in crate::emulator) type Scopes = BTreeSet<&'static str>;

/// The account's number.
pub(super) const OPENID: &str = "openid";
/// The account's address; `email` for short.
pub(super) const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";
/// The person's name; `profile` for short.
pub(super) const PROFILE: &str = "https://www.googleapis.com/auth/userinfo.profile";

/// Every scope but the short names, with what it lets an app do.
const KNOWN: &[(&str, &str)] = &[
    (OPENID, "Know which account this is"),
    (EMAIL, "See the e-mail address"),
    (PROFILE, "See the name"),
    ("https://www.googleapis.com/auth/meetings.space.created", "Make meeting spaces, and change those that this app made"),
    ("https://www.googleapis.com/auth/meetings.space.readonly", "See every meeting space and conference that you can see"),
    ("https://www.googleapis.com/auth/meetings.space.settings", "See and change the settings of all your meeting spaces"),
    ("https://www.googleapis.com/auth/drive.meet.readonly", "See the files in Drive that Meet made"),
    ("https://www.googleapis.com/auth/drive.readonly", "See all your files in Drive"),
    ("https://www.googleapis.com/auth/drive.file", "See and change the files in Drive that this app made"),
    ("https://www.googleapis.com/auth/calendar.events", "See and change the events of your calendars"),
    ("https://www.googleapis.com/auth/calendar.events.readonly", "See the events of your calendars"),
    ("https://www.googleapis.com/auth/calendar.readonly", "See your calendars"),
    ("https://www.googleapis.com/auth/contacts.readonly", "See your contacts"),
    ("https://www.googleapis.com/auth/directory.readonly", "See your organisation's directory"),
    ("https://www.googleapis.com/auth/cloud-platform", "See and change everything in your Cloud projects"),
    ("https://www.googleapis.com/auth/pubsub", "Use Pub/Sub"),
];

/// The scope as Google answers it; `None` when there is no such scope.
pub(super) fn canonical(asked: &str) -> Option<&'static str> {
    match asked {
        "email" => Some(EMAIL),
        "profile" => Some(PROFILE),
        _ => KNOWN.iter().find(|(scope, _)| *scope == asked).map(|(scope, _)| *scope),
    }
}

/// Reads a list of scopes, in order and each once; the error is those that do not exist.
pub(super) fn parse(text: &str) -> Result<Vec<&'static str>, Vec<String>> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for word in text.split_ascii_whitespace() {
        match canonical(word) {
            Some(scope) if known.contains(&scope) => {}
            Some(scope) => known.push(scope),
            None => unknown.push(word.to_owned()),
        }
    }
    if unknown.is_empty() { Ok(known) } else { Err(unknown) }
}

/// Whether it only says who the person is. Such scopes have no box to untick.
pub(super) fn is_sign_in(scope: &str) -> bool {
    matches!(scope, OPENID | EMAIL | PROFILE)
}

/// What it lets an app do.
pub(super) fn purpose(scope: &str) -> &'static str {
    KNOWN.iter().find(|(known, _)| *known == scope).map_or("", |(_, purpose)| purpose)
}

/// As `scope` stands in an answer.
pub(super) fn text(scopes: &Scopes) -> String {
    scopes.iter().copied().collect::<Vec<_>>().join(" ")
}

/// Those of them that a method wants.
pub(super) fn of_methods(scopes: &Scopes) -> BTreeSet<Scope> {
    Scope::EVERY.into_iter().filter(|scope| scopes.contains(scope.url())).collect()
}
