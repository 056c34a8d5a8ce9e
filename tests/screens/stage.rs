//! Made-up state: a list, answers, keys.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use greenroom::app::{App, Session, Setup};
use greenroom::book::RowId;
use greenroom::config::{Polling, Presets};
use greenroom::effect::{Effect, Key, Msg, RecordsMsg, Reply, Running, StoreReply, Trouble};
use greenroom::meet::client::Waiting;
use greenroom::meet::error::{About, MeetError, TokenRefusal, Unreached};
use greenroom::meet::names::SpaceName;
use greenroom::store::{Entry, Facts};
use greenroom::ui::Areas;
use greenroom::ui::clock::Clock;
use greenroom::ui::theme::Theme;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;
use serde_json::{Value, json};

/// The time on every screen.
pub fn noon() -> Timestamp {
    "2026-11-18T12:00:00Z".parse().unwrap()
}

pub fn ago(minutes: i64) -> Timestamp {
    noon() - SignedDuration::from_mins(minutes)
}

const DAY: i64 = 60 * 24;

/// A space of the list: id, name, code, access, live, pinned, minutes since it was used, minutes since it was learnt.
type Row = (&'static str, &'static str, &'static str, &'static str, bool, bool, i64, i64);

const LONG: &str = "Quarterly planning with everybody from the northern and the southern offices";

const ROWS: [Row; 12] = [
    ("design", "Weekly design review", "dsn-revw-wkl", "OPEN", true, true, 26, 1),
    ("standup", "Stand-up", "stu-pdly-abc", "TRUSTED", true, false, 3, 1),
    ("bo", "1:1 with Bo", "one-onbo-xyz", "RESTRICTED", false, false, 45, 1),
    ("unnamed", "", "qrs-tuvw-xyz", "TRUSTED", false, false, 190, 1),
    ("asa", "朝会", "asa-kaij-jpn", "TRUSTED", false, false, 400, 1),
    ("family", "Familjen 👩‍👩‍👧‍👦 på söndag", "fam-ilje-ngo", "OPEN", false, false, DAY, 1),
    ("stale", "Interview, second round", "int-ervw-two", "RESTRICTED", false, false, DAY * 3, DAY * 2),
    ("long", LONG, "qrt-plan-all", "OPEN", false, false, DAY * 20, 5),
    ("theirs", "Bo's office hours", "bos-offi-hrs", "", false, false, DAY * 30, 5),
    ("new-enum", "Somewhere new", "new-enum-abc", "BY_INVITATION_ONLY", false, false, DAY * 60, 5),
    ("retro", "Retro", "ret-rosp-ect", "TRUSTED", false, false, DAY * 100, 5),
    ("old", "Last year's party", "old-part-yyy", "OPEN", false, false, DAY * 400, DAY * 399),
];

pub fn name(id: &str) -> SpaceName {
    format!("spaces/{id}").parse().unwrap()
}

fn entry(row: &Row) -> Entry {
    let (id, label, code, access, live, pinned, used, learnt) = *row;
    Entry {
        label: (!label.is_empty()).then(|| label.into()),
        code: Some(code.into()),
        access: (!access.is_empty()).then(|| access.to_owned().into()),
        pinned,
        live,
        created: (id != "theirs").then(|| ago(used + DAY)),
        learnt: Some(ago(learnt)),
        ..Entry::named(name(id), ago(used))
    }
}

/// What the server says of a space of the list.
pub fn space(id: &str) -> Value {
    let (_, _, code, access, live, ..) = *ROWS.iter().find(|row| row.0 == id).unwrap();
    let mut space = json!({
        "name": format!("spaces/{id}"), "meetingUri": format!("https://meet.google.com/{code}"), "meetingCode": code,
    });
    if access.is_empty() {
        return space;
    }
    space["config"] = json!({
        "accessType": access, "entryPointAccess": "ALL", "moderation": "ON",
        "moderationRestrictions": { "chatRestriction": "NO_RESTRICTION", "reactionRestriction": "NO_RESTRICTION",
            "presentRestriction": "HOSTS_ONLY", "defaultJoinAsViewerType": "OFF" },
        "attendanceReportGenerationType": "DO_NOT_GENERATE",
        "artifactConfig": { "recordingConfig": { "autoRecordingGeneration": "OFF" },
            "transcriptionConfig": { "autoTranscriptionGeneration": "ON" },
            "smartNotesConfig": { "autoSmartNotesGeneration": "ON" } },
    });
    space["phoneAccess"] = json!([
        { "phoneNumber": "+15550100", "pin": "19707300277", "regionCode": "US", "languageCode": "en" },
        { "phoneNumber": "+4685550100", "pin": "88230144", "regionCode": "SE", "languageCode": "sv" },
    ]);
    space["gatewaySipAccess"] = json!([{ "uri": "sip:8123456789012@gateway.example", "sipAccessCode": "812345678" }]);
    if live {
        space["activeConference"] = json!({ "conferenceRecord": format!("conferenceRecords/{id}") });
    }
    if id == "new-enum" {
        space["config"]["lobbyMusic"] = json!("BAROQUE");
        space["greenRoom"] = json!({ "sofas": 3 });
    }
    space
}

/// How an app is started.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own, given by name")]
pub struct With {
    pub signed_in: bool,
    pub read_only: bool,
    pub demo: bool,
    pub theme: Theme,
    pub rows: usize,
    pub loaded: bool,
    pub presets: Presets,
}

impl Default for With {
    fn default() -> Self {
        Self {
            signed_in: true,
            read_only: false,
            demo: false,
            theme: Theme::default(),
            rows: ROWS.len(),
            loaded: true,
            presets: Presets::default(),
        }
    }
}

/// An app under construction.
pub struct Stage {
    pub app: App,
    /// The generation of the reads that the app asked for by itself.
    sweep: u64,
    /// The generation of answers from now on.
    now: u64,
}

impl Stage {
    /// The list as the store has it, nothing asked yet.
    pub fn new(with: With) -> Self {
        let session = Session {
            account: with.signed_in.then(|| "ana@example.com".into()),
            demo: with.demo,
            signed_in: with.signed_in,
            read_only: with.read_only,
            mouse: true,
            endpoint: None,
            ..Session::default()
        };
        let entries: Vec<Entry> = ROWS[..with.rows].iter().map(entry).collect();
        let total = if with.loaded { entries.len() } else { 500 };
        let facts = entries.first().map(|_| Facts { space: serde_json::from_value(space("design")).unwrap(), learnt: ago(1) });
        let clock = Clock::new(noon(), TimeZone::UTC);
        let setup = Setup {
            session,
            theme: with.theme,
            clock,
            entries: entries.clone(),
            total,
            facts,
            troubles: Vec::new(),
            presets: with.presets,
            polling: Polling::default(),
        };
        let (app, _effects) = App::new(setup);
        let mut stage = Self { app, sweep: 0, now: u64::MAX };
        if with.loaded {
            stage.hears(Msg::Store(StoreReply::Entries { entries, last: true }));
        }
        let areas = Areas { screen: Rect::new(0, 0, 80, 24), ..Areas::default() };
        for effect in stage.app.update(Msg::Drawn(areas), noon()) {
            if let Effect::Sweep { generation, .. } = effect {
                stage.sweep = generation;
            }
        }
        stage
    }

    /// The list, with a fresh answer for what is on it.
    pub fn full() -> Self {
        Self::new(With::default()).answered()
    }

    pub fn answered(mut self) -> Self {
        self.now = self.sweep;
        let known: Vec<&str> = ROWS.iter().map(|row| row.0).filter(|id| self.app.book.find(&name(id)).is_some()).collect();
        for id in known.iter().filter(|id| !matches!(**id, "stale" | "old")) {
            self.says(id, &space(id));
        }
        // The others are forgotten by now: their answers come all the same.
        while self.app.sweeping() > 0 {
            let reply = Reply::Space(Err(masked()));
            self.hears(Msg::Answer { key: Key::Space(name("nobody")), generation: self.sweep, reply });
        }
        for (id, people, minutes) in [("design", 4, 56), ("standup", 17, 3)] {
            if known.contains(&id) {
                let running = Running { since: Some(ago(minutes)), people };
                self.answer(Key::Conference(name(id)), Reply::Conference(Ok(running)));
            }
        }
        self.now = u64::MAX;
        self
    }

    /// One message; what is to be done outside is nobody's business here.
    pub fn hears(&mut self, msg: Msg) {
        drop(self.app.update(msg, noon()));
    }

    fn answer(&mut self, key: Key, reply: Reply) {
        self.hears(Msg::Answer { key, generation: self.now, reply });
    }

    pub fn says(&mut self, id: &str, space: &Value) {
        let space = Box::new(serde_json::from_value(space.clone()).unwrap());
        self.answer(Key::Space(name(id)), Reply::Space(Ok(space)));
    }

    pub fn answers(&mut self, key: Key, space: &Value) {
        let space = Box::new(serde_json::from_value(space.clone()).unwrap());
        self.answer(key, Reply::Space(Ok(space)));
    }

    /// A read fails.
    pub fn refuses(&mut self, id: &str, error: MeetError) {
        self.fails(Key::Space(name(id)), error);
    }

    pub fn fails(&mut self, key: Key, error: MeetError) {
        self.answer(key, Reply::Space(Err(error)));
    }

    /// The members of a space: address and role.
    pub fn members(&mut self, id: &str, people: &[(&str, &str)]) {
        let member = |(number, (email, role)): (usize, &(&str, &str))| {
            let mut member = json!({ "name": format!("spaces/{id}/members/{number}"), "email": email });
            if !role.is_empty() {
                member["role"] = json!(role);
            }
            serde_json::from_value(member).unwrap()
        };
        let list = people.iter().enumerate().map(member).collect();
        self.answer(Key::Members(name(id)), Reply::Members(Ok(list)));
    }

    pub fn members_refused(&mut self, id: &str, error: MeetError) {
        self.answer(Key::Members(name(id)), Reply::Members(Err(error)));
    }

    /// Somebody was not added.
    pub fn not_added(&mut self, id: &str, email: &str, error: MeetError) {
        self.answer(Key::AddMember(name(id), email.parse().unwrap()), Reply::Member(Err(error)));
    }

    /// A part of what is done to several took, as it was asked.
    pub fn one_done(mut self, id: &str) -> Self {
        let mut space = space(id);
        space["config"]["accessType"] = json!("RESTRICTED");
        let space = Box::new(serde_json::from_value(space).unwrap());
        self.one_answers(id, Reply::Space(Ok(space)));
        self
    }

    pub fn one_fails(&mut self, id: &str, error: MeetError) {
        self.one_answers(id, Reply::Space(Err(error)));
    }

    fn one_answers(&mut self, id: &str, reply: Reply) {
        let generation = (0..10_000).find(|generation| self.app.bulk().unwrap().asked(&name(id), *generation).is_some()).unwrap();
        self.hears(Msg::Answer { key: Key::OneOfMany(name(id)), generation, reply });
    }

    pub fn one_waits(&mut self, id: &str, cause: MeetError) {
        let delay = std::time::Duration::from_secs(4);
        self.hears(Msg::Waiting(Key::OneOfMany(name(id)), Waiting { method: "spaces.patch", attempt: 1, delay, cause }));
    }

    pub fn waits(&mut self, id: &str, cause: MeetError) {
        let delay = std::time::Duration::from_secs(4);
        self.hears(Msg::Waiting(Key::Space(name(id)), Waiting { method: "spaces.get", attempt: 1, delay, cause }));
    }

    /// Something about conferences.
    pub fn records(&mut self, msg: RecordsMsg) {
        self.hears(Msg::Records(msg));
    }

    /// Keys, parted by blanks.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let (key, modifiers) = match key.strip_prefix("alt-") {
                Some(key) => (key, KeyModifiers::ALT),
                None => (key, KeyModifiers::NONE),
            };
            let code = match key {
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "tab" => KeyCode::Tab,
                "space" => KeyCode::Char(' '),
                "F1" => KeyCode::F(1),
                _ => KeyCode::Char(key.chars().next().unwrap()),
            };
            self.hears(Msg::Input(Event::Key(KeyEvent::new(code, modifiers))));
        }
    }

    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.hears(Msg::Input(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE))));
        }
    }

    pub fn paste(&mut self, text: &str) {
        self.hears(Msg::Input(Event::Paste(text.into())));
    }

    pub fn go_to(&mut self, id: &str) {
        let row = self.app.book.find(&name(id)).unwrap();
        self.app.spaces.go_to(row);
        self.hears(Msg::Resumed);
    }

    /// `n`, and its row.
    pub fn new_space(&mut self) -> RowId {
        self.press("n");
        self.app.current().unwrap()
    }

    pub fn notice(&mut self, what: &str, why: &str, next: &str) {
        self.hears(Msg::Notice(Trouble { what: what.into(), why: why.into(), next: next.into(), at: ago(5) }));
    }
}

pub fn masked() -> MeetError {
    let said = Some("Permission denied on resource Space (or it might not exist).".into());
    MeetError::Hidden { about: About::Space, http: 403, said }
}

pub fn no_network() -> MeetError {
    MeetError::Unreachable { cause: Unreached::NoRoute, detail: "Network is unreachable (os error 101)".into() }
}

pub fn expired() -> MeetError {
    MeetError::TokenRefused { cause: TokenRefusal::Expired, clock: None, said: None }
}

pub fn too_many() -> MeetError {
    MeetError::RateLimited { until: None, said: None }
}

pub fn lost() -> MeetError {
    MeetError::OutcomeUnknown { cause: Box::new(MeetError::ConnectionLost) }
}
