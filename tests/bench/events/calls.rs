//! What people do at the server, and what else comes through a topic.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use greenroom::emulator::{Artifact, Message, Person, World};
use greenroom::store::sample;
use jiff::Timestamp;

use super::PROJECT;

/// Spaces in which calls are held, one after the other.
pub struct Calls {
    /// Their names, and what they are called in the list.
    spaces: Vec<(String, String)>,
    held: usize,
}

impl Calls {
    /// In those of the first spaces of the list that have a name there.
    pub fn new(count: u64) -> Self {
        let all = sample::spaces(count, Timestamp::now());
        let named = all.filter_map(|known| Some((known.entry.name.to_string(), known.entry.label?.to_string())));
        Self { spaces: named.collect(), held: 0 }
    }

    fn next(&mut self) -> Result<&(String, String)> {
        self.held += 1;
        self.spaces.get((self.held - 1) % self.spaces.len()).context("no space")
    }

    /// Somebody enters the next space, which is empty; gives back what that is called. Two events.
    pub fn begin(&mut self, world: &mut World) -> Result<String> {
        let (space, title) = self.next()?;
        world.join(space, &Person::Anonymous("Guest".into()))?;
        Ok(title.clone())
    }

    /// A whole call in the next space: four people come and go. Ten events.
    pub fn hold(&mut self, world: &mut World) -> Result<()> {
        let (space, _) = self.next()?;
        let people: Vec<Person> = (0..4).map(|number| Person::Anonymous(format!("Guest {number}"))).collect();
        people.iter().try_for_each(|person| world.join(space, person))?;
        people.iter().try_for_each(|person| world.leave(space, person))?;
        Ok(())
    }

    /// The same, recorded and taken down. Sixteen events, with those of its files.
    pub fn hold_recorded(&mut self, world: &mut World) -> Result<()> {
        let (space, _) = self.next()?;
        let people: Vec<Person> = (0..4).map(|number| Person::Anonymous(format!("Guest {number}"))).collect();
        people.iter().try_for_each(|person| world.join(space, person))?;
        for kind in [Artifact::Recording, Artifact::Transcript] {
            let made = world.start_artifact(space, kind)?;
            world.stop_artifact(&made)?;
            world.finish_artifact(&made)?;
        }
        people.iter().try_for_each(|person| world.leave(space, person))?;
        Ok(())
    }

    /// What is no news: messages that cannot be read, an event of an unknown type, and one that comes as two messages. Five messages.
    pub fn disturb(&mut self, world: &mut World) -> Result<()> {
        let topic = format!("projects/{PROJECT}/topics/meet-events");
        let (space, _) = self.next()?;
        let subject = format!("//meet.googleapis.com/{space}");
        let number = self.held;
        let event = |kind: &str, data: String| Message {
            attributes: [("ce-type", kind.to_owned()), ("ce-id", format!("made up {number}")), ("ce-subject", subject.clone())]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
            data,
            ordering_key: None,
        };
        let told = STANDARD.encode(format!(r#"{{"conferenceRecord":{{"name":"conferenceRecords/made-up-{number}"}}}}"#));
        let started = "google.workspace.meet.conference.v2.started";
        world.publish(&topic, event(started, "%%% no base64".into()))?;
        world.publish(&topic, event(started, STANDARD.encode("no JSON")))?;
        world.publish(&topic, event("google.workspace.meet.whiteboard.v9.opened", told.clone()))?;
        world.publish(&topic, event(started, told.clone()))?;
        world.publish(&topic, event(started, told))?;
        Ok(())
    }
}
