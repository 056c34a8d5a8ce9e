//! [`Told`]: an event as it is told: to people, to scripts, and to the program that is run for it.

use std::io::{self, Write as _};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::base::Base;
use super::super::out::{Sheet, Tone, visible};
use crate::activity::{Happening, Kind};
use crate::meet::resources::Who;
use crate::text;

/// Columns of a space's name.
const NAME: usize = 24;
/// Columns of what happened.
const WORD: usize = 18;

/// An event, as it is told.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    time: Timestamp,
    #[serde(rename = "type")]
    kind: &'static str,
    space: Option<String>,
    label: Option<Box<str>>,
    conference_record: Option<String>,
    participant: Option<Value>,
    resource: Box<str>,
    #[serde(skip)]
    happened: Kind,
    #[serde(skip)]
    called: String,
    #[serde(skip)]
    who: Box<str>,
    #[serde(skip)]
    again: bool,
}

impl Told {
    pub(super) fn new(happening: &Happening, called: String, label: Option<Box<str>>) -> Self {
        let participant = happening.participant().map(|name| {
            let called = json!({ "displayName": &*happening.who });
            // As the API has it, as far as it is known.
            match happening.joined_as {
                Some(Who::SignedIn) => json!({ "name": name.as_str(), "signedinUser": called }),
                Some(Who::Guest) => json!({ "name": name.as_str(), "anonymousUser": called }),
                Some(Who::Phone) => json!({ "name": name.as_str(), "phoneUser": called }),
                Some(Who::Unknown) | None => json!({ "name": name.as_str() }),
            }
        });
        Self {
            time: happening.at,
            kind: happening.kind.as_type(),
            space: happening.space.as_ref().map(ToString::to_string),
            label,
            conference_record: happening.conference.as_ref().map(ToString::to_string),
            participant,
            resource: happening.resource.clone(),
            happened: happening.kind,
            called,
            who: happening.who.clone(),
            again: happening.again,
        }
    }

    /// As one line of JSON.
    pub(super) fn json(&self) -> String {
        // Of texts, times and maps with texts as keys, JSON can always be made.
        visible(serde_json::to_string(self).unwrap_or_default())
    }

    /// What the program that is run for it finds in its environment.
    pub(super) fn variables(&self) -> [(&'static str, String); 8] {
        let participant = self.participant.as_ref().and_then(|one| one.get("name")).and_then(Value::as_str);
        [
            ("GREENROOM_EVENT_TYPE", self.kind.to_owned()),
            ("GREENROOM_EVENT_TIME", self.time.to_string()),
            ("GREENROOM_EVENT_SPACE", self.space.clone().unwrap_or_default()),
            ("GREENROOM_EVENT_LABEL", one_line(self.label.as_deref().unwrap_or_default())),
            ("GREENROOM_EVENT_CONFERENCE", self.conference_record.clone().unwrap_or_default()),
            ("GREENROOM_EVENT_PARTICIPANT", participant.unwrap_or_default().to_owned()),
            ("GREENROOM_EVENT_WHO", one_line(&self.who)),
            ("GREENROOM_EVENT_RESOURCE", one_line(&self.resource)),
        ]
    }
}

/// Clean, and without what would end a field or a line; a variable cannot hold a zero.
fn one_line(words: &str) -> String {
    text::clean(words).replace(['\t', '\n', '\r', '\0'], " ")
}

/// In which words it is told.
#[derive(Debug)]
pub(super) struct Voice {
    pub(super) json: bool,
    pub(super) sheet: Sheet,
}

impl Voice {
    /// Writes a line to stdout, at once.
    pub(super) fn say(&self, told: &Told) -> io::Result<()> {
        let line = if self.json {
            told.json()
        } else if self.sheet.width.is_some() {
            self.for_people(told)
        } else {
            fields(told)
        };
        let mut out = io::stdout().lock();
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
        out.flush()
    }

    fn for_people(&self, told: &Told) -> String {
        let sheet = &self.sheet;
        let ellipsis = sheet.theme.signs.ellipsis;
        let column = |words: &str, width: usize| text::pad(&text::fit_with(&sheet.fit(words), width, ellipsis), width);
        let tone = match told.happened {
            Kind::ConferenceStarted | Kind::Joined => Tone::Live,
            Kind::FileGenerated(_) => Tone::Strong,
            _ => Tone::Plain,
        };
        let word = if told.again { "came again" } else { told.happened.word() };
        let time = Base::clock().second(told.time);
        let (label, word) = (column(&told.called, NAME), column(word, WORD));
        let line = format!("{}  {label}  {}  {}", sheet.paint(&time, Tone::Dim), sheet.paint(&word, tone), sheet.fit(&told.who));
        line.trim_end().to_owned()
    }
}

/// With tabs between.
fn fields(told: &Told) -> String {
    let time = told.time.to_string();
    let space = told.space.clone().unwrap_or_default();
    let fields = [time.as_str(), told.happened.short(), &told.called, &told.who, &space, &told.resource];
    fields.map(one_line).join("\t")
}
