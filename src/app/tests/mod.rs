//! Update tables: what a message changes and what it asks for. No I/O, no time but the one that is told.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use super::*;
use crate::config::{Polling, Presets};
use crate::effect::{Reply, Running, StoreReply};
use crate::keys::Action;
use crate::meet::error::{About, MeetError, Phase, Unreached};
use crate::meet::resources::{AccessType, Space, SpaceConfig};
use crate::share::clipboard::Copied;
use crate::store::{Entry, Facts};
use crate::ui::Listing;

mod input;
mod members;
mod reads;
mod records;
mod several;
mod several_here;
mod typing;
mod writes;

const NOW: &str = "2026-11-18T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn name(id: &str) -> SpaceName {
    format!("spaces/{id}").parse().unwrap()
}

fn space(id: &str, access: AccessType, live: bool) -> Space {
    let mut space: Space = serde_json::from_value(serde_json::json!({
        "name": format!("spaces/{id}"),
        "meetingUri": format!("https://meet.google.com/abc-mnop-{id}"),
        "meetingCode": format!("abc-mnop-{id}"),
    }))
    .unwrap();
    space.config = Some(SpaceConfig { access_type: Some(access), ..SpaceConfig::default() });
    if live {
        space.active_conference =
            serde_json::from_value(serde_json::json!({"conferenceRecord": format!("conferenceRecords/{id}")})).unwrap();
    }
    space
}

fn entry(id: &str, label: &str, age: i64) -> Entry {
    let mut entry = Entry::named(name(id), now() - jiff::SignedDuration::from_secs(age));
    entry.label = Some(label.into());
    entry.code = Some(format!("abc-mnop-{id}").into());
    entry.access = Some(AccessType::Open);
    entry.learnt = Some(now() - jiff::SignedDuration::from_secs(5));
    entry
}

/// An app with three known spaces, signed in.
struct Bench {
    app: App,
    now: Timestamp,
}

impl Bench {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup {
            session: Session { account: Some("ana@example.com".into()), signed_in: true, mouse: true, ..Session::default() },
            theme: Theme::default(),
            clock: Clock::new(now(), TimeZone::UTC),
            entries: vec![entry("aaa", "Alpha", 10), entry("bbb", "Beta", 20), entry("ccc", "Gamma", 30)],
            total: 3,
            facts: None,
            troubles: Vec::new(),
            presets: Presets::default(),
            polling: Polling::default(),
        };
        change(&mut setup);
        let (app, _) = App::new(setup);
        let mut bench = Self { app, now: now() };
        let listing = |x, width| Listing { area: Rect::new(x, 2, width, 20), items: (0..3).map(Some).collect() };
        let areas = Areas {
            screen: Rect::new(0, 0, 120, 40),
            spaces: Some(listing(1, 40)),
            details: Some(listing(50, 60)),
            overlay: None,
        };
        bench.send(Msg::Drawn(areas));
        bench
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        self.app.update(msg, self.now)
    }

    fn code(&mut self, code: KeyCode) -> Vec<Effect> {
        self.send(Msg::Input(Event::Key(KeyEvent::new(code, KeyModifiers::NONE))))
    }

    fn key(&mut self, letter: char) -> Vec<Effect> {
        self.code(KeyCode::Char(letter))
    }

    fn answer(&mut self, key: Key, generation: u64, result: Result<Space, MeetError>) -> Vec<Effect> {
        self.send(Msg::Answer { key, generation, reply: Reply::Space(result.map(Box::new)) })
    }

    fn wait(&mut self, seconds: i64) {
        self.now += jiff::SignedDuration::from_secs(seconds);
    }

    fn note(&self) -> &str {
        self.app.note().map_or("", |note| note.text.as_str())
    }

    fn title(&self) -> &str {
        self.app.book.row(self.app.current().unwrap()).unwrap().title()
    }
}

fn calls(effects: &[Effect]) -> Vec<&Call> {
    effects.iter().filter_map(|effect| if let Effect::Call(call) = effect { Some(&**call) } else { None }).collect()
}

fn copies(effects: &[Effect]) -> Vec<&str> {
    effects.iter().filter_map(|effect| if let Effect::Copy(clip) = effect { Some(clip.text.as_str()) } else { None }).collect()
}

fn hidden() -> MeetError {
    MeetError::Hidden { about: About::Space, http: 403, said: None }
}
