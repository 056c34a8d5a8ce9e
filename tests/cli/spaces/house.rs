//! A server with Ana's spaces, a list that knows them, and what a command did, fit for a snapshot.

use greenroom::emulator::{Method, Person, Scope};
use greenroom::meet::names::SpaceName;
use greenroom::meet::resources::Space;
use greenroom::store::{Entry, Facts, Known, Scope as List, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::bench::{ANA, Bench, Ended, PROJECT};

/// Where these tests play: Ana is signed in by a token.
pub struct House {
    pub bench: Bench,
    pub token: String,
}

impl House {
    pub fn new() -> Self {
        let (bench, token) = Bench::steady().with_token(&Scope::ALL);
        Self { bench, token }
    }

    /// With one more variable, or another value for one.
    pub fn with(self, name: &str, value: &str) -> Self {
        Self { bench: self.bench.with(name, value), ..self }
    }

    /// From here on as somebody whom the modes of files bind.
    pub fn unprivileged(self) -> Self {
        Self { bench: self.bench.unprivileged(), ..self }
    }

    /// A list with three spaces: one pinned, one live, one without a name, all of them known since a minute ago.
    pub fn furnished() -> Self {
        Self::new().furnish()
    }

    /// The same where news of it come as events; with the name of the topic.
    pub fn furnished_with_news() -> (Self, String) {
        let (bench, token) = Bench::steady().with_token(&Scope::FOR_NEWS);
        let (topic, pull) = bench.emulator.with(|world| world.prepare_events(PROJECT)).unwrap();
        let bench = bench.with("GREENROOM_EVENTS_TOPIC", &topic).with("GREENROOM_EVENTS_SUBSCRIPTION", &pull);
        (Self { bench, token }.furnish(), topic)
    }

    fn furnish(self) -> Self {
        let house = self;
        house.space("rev", "abc-mnop-xyz", Some("Weekly design review"));
        house.space("std", "bcd-mnop-xyz", Some("Stand-up"));
        house.space("one", "cde-mnop-xyz", None);
        house.join("std", "Bo");
        house.store().pin(&name("rev"), true).unwrap();
        house
    }

    /// A space of Ana's at the server, and in the list.
    pub fn space(&self, id: &str, code: &str, label: Option<&str>) {
        let facts = self.elsewhere(id, code);
        let minutes = 3 + i64::try_from(self.store().len().unwrap()).unwrap();
        let seen = Timestamp::now() - SignedDuration::from_mins(minutes);
        let mut entry = Entry::named(facts.space.name.clone(), seen);
        (entry.label, entry.created) = (label.map(Into::into), Some(seen));
        self.store().add(&Known { entry, facts: Some(facts) }).unwrap();
    }

    /// A space of Ana's at the server, and not in the list.
    pub fn elsewhere(&self, id: &str, code: &str) -> Facts {
        let name = name(id);
        self.bench.emulator.with(|world| {
            world.create_space_named(id, ANA, PROJECT).unwrap();
            world.give_code(code, name.as_str()).unwrap();
        });
        let space = serde_json::json!({
            "name": name.as_str(), "meetingCode": code, "meetingUri": format!("https://meet.google.com/{code}"),
            "config": {"accessType": "TRUSTED"},
        });
        let space: Space = serde_json::from_value(space).unwrap();
        Facts { space, learnt: Timestamp::now() - SignedDuration::from_mins(1) }
    }

    /// Somebody without an account joins.
    pub fn join(&self, id: &str, who: &str) {
        self.bench.emulator.with(|world| world.join(name(id).as_str(), &Person::Anonymous(who.into())).unwrap());
    }

    /// What was learnt of a space was learnt long ago.
    pub fn age(&self, id: &str, hours: i64) {
        let mut store = self.store();
        let known = store.forget(&name(id)).unwrap().unwrap();
        let facts = known.facts.map(|facts| Facts { learnt: facts.learnt - SignedDuration::from_hours(hours), ..facts });
        store.restore(&Known { entry: known.entry, facts }).unwrap();
    }

    /// The list of this house, as the program opens it.
    pub fn store(&self) -> Store {
        let scope = List { account: String::new(), endpoint: self.bench.emulator.endpoint() };
        Store::open(&self.bench.folder("data"), &scope).unwrap().store
    }

    pub fn entry(&self, id: &str) -> Option<Entry> {
        self.store().entry(&name(id)).unwrap()
    }

    pub fn count(&self, method: Method) -> usize {
        self.bench.emulator.with(|world| world.count(method))
    }

    /// How many requests came, of whatever kind.
    pub fn asked(&self) -> usize {
        self.bench.emulator.with(|world| world.count_all())
    }

    /// Runs it; no token is ever printed.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let ended = self.bench.run(arguments);
        ended.hides(std::slice::from_ref(&self.token));
        ended
    }

    /// The JSON that it prints when all is well.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        serde_json::from_str(&ended.out).unwrap()
    }

    /// Runs it; all that a script sees of it, without what differs from run to run.
    #[track_caller]
    pub fn told(&self, arguments: &[&str]) -> String {
        self.tidy(&self.run(arguments))
    }

    /// All that a script sees of a command.
    pub fn tidy(&self, ended: &Ended) -> String {
        let code = ended.code.map_or_else(|| "signal".to_owned(), |code| code.to_string());
        let text = format!("code {code}\n-- stdout\n{}-- stderr\n{}", ended.out, ended.err);
        let text = text.replace(&self.bench.emulator.endpoint(), "http://HERE");
        let text = text.replace(&self.bench.root().display().to_string(), "DIR");
        untimed(&text)
    }
}

/// Every time of the day and every timestamp made the same.
fn untimed(text: &str) -> String {
    let is_time = |word: &str| {
        let word = word.trim_end_matches([',', '"', '.']);
        let digits = word.len() == 5 && word.as_bytes()[2] == b':';
        digits && word.chars().filter(char::is_ascii_digit).count() == 4
    };
    let is_stamp = |word: &str| {
        let word = word.trim_matches(['"', ',']);
        word.ends_with('Z') && word.parse::<Timestamp>().is_ok()
    };
    let piece = |piece: &str| {
        if is_stamp(piece) {
            piece.replace(piece.trim_matches(['"', ',']), "TIME")
        } else if is_time(piece) {
            "HH:MM".to_owned()
        } else {
            piece.to_owned()
        }
    };
    let pieces = |line: &str| {
        let fields = line.split('\t').map(|field| field.split(' ').map(piece).collect::<Vec<_>>().join(" "));
        fields.collect::<Vec<_>>().join("\t")
    };
    // A minute after midnight it was made yesterday.
    let line = |line: &str| if line.starts_with("Made\t") { "Made\tHH:MM".to_owned() } else { pieces(line) };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

pub fn name(id: &str) -> SpaceName {
    format!("spaces/{id}").parse().unwrap()
}
