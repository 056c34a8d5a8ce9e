//! People and their sessions as a table for spreadsheets: a row a session.

use jiff::Timestamp;

use super::one_line;

/// As whom somebody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// With a Google account.
    SignedIn,
    /// Without one, by a name that was typed.
    Guest,
    /// By phone.
    Phone,
    /// In a way that nobody knows.
    Unknown,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::SignedIn => "signed in",
            Self::Guest => "guest",
            Self::Phone => "phone",
            Self::Unknown => "unknown",
        }
    }
}

/// Somebody who was in a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What this person is called, or the number, as sent.
    pub display_name: Option<String>,
    /// As whom.
    pub kind: Kind,
    /// `users/…`, for somebody with an account.
    pub user: Option<String>,
    /// The resource name, `conferenceRecords/…/participants/…`.
    pub name: String,
    /// When this person first came.
    pub earliest_start: Option<Timestamp>,
    /// When this person last left; none while there.
    pub latest_end: Option<Timestamp>,
    /// Every stay, where they are known.
    pub sessions: Vec<Stay>,
}

/// One stay of one person on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The resource name, `…/participantSessions/…`.
    pub name: String,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended; none while it lasts.
    pub end: Option<Timestamp>,
}

const HEADINGS: [&str; 7] = ["name", "kind", "joined", "left", "user", "participant", "session"];

/// The people as CSV (RFC 4180, UTF-8): a row a session, and one for somebody whose sessions are not known. Times are UTC. A field that
/// a spreadsheet would take for a formula begins with `'`.
///
/// # Errors
///
/// Never, says the library: it is written to memory.
pub fn people_csv(people: &[Person]) -> Result<String, csv::Error> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(HEADINGS)?;
    for person in people {
        let whole = Stay { name: String::new(), start: person.earliest_start, end: person.latest_end };
        let sessions = if person.sessions.is_empty() { std::slice::from_ref(&whole) } else { &person.sessions };
        for session in sessions {
            table.write_record([
                field(person.display_name.as_deref()),
                person.kind.word().to_owned(),
                time(session.start),
                time(session.end),
                field(person.user.as_deref()),
                field(Some(&person.name)),
                field(Some(&session.name)),
            ])?;
        }
    }
    let bytes = table.into_inner().map_err(|error| csv::Error::from(std::io::Error::from(error.error().kind())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn time(time: Option<Timestamp>) -> String {
    time.map(|time| format!("{time:.0}")).unwrap_or_default()
}

/// A foreign text as a field that is text and nothing else, on one line.
fn field(text: Option<&str>) -> String {
    let Some(text) = text else { return String::new() };
    // of these a spreadsheet makes a formula; the wide ones where Japanese is spoken, and the first two before they are cleaned away
    let formula = |c: char| matches!(c, '\t' | '\r' | '\n' | '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let line = one_line(text).unwrap_or_default();
    if text.starts_with(formula) || line.starts_with(formula) { format!("'{line}") } else { line }
}
