//! The part of a seed that says what was held in a space, who was there, and what was left behind.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::super::world::{Artifact, Conference, Line, Made, Person, Saying, Script, World, WorldError, takes};
use super::{Age, Seed, SeedError, SeedSpace};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SeedConference {
    /// Absent while it is running.
    ended: Option<Age>,
    people: Vec<SeedPerson>,
    crowd: Option<SeedCrowd>,
    #[serde(default)]
    recordings: Vec<SeedMade>,
    #[serde(default)]
    transcripts: Vec<SeedMade>,
    #[serde(default)]
    smart_notes: Vec<SeedMade>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedPerson {
    user: Option<String>,
    anonymous: Option<String>,
    phone: Option<String>,
    joined: Age,
    left: Option<Age>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedCrowd {
    people: usize,
    #[serde(default)]
    entries: usize,
    lasts: Age,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedMade {
    started: Age,
    ended: Option<Age>,
    ready: Option<Age>,
    talk: Option<String>,
}

/// What went wrong: the offending value, and why.
type Wrong = (String, String);

/// The talk of a lively space. It goes on where a running transcript of it stands.
pub(super) fn script(seed: &Seed, space: &SeedSpace) -> Result<Script, SeedError> {
    let Some(name) = &space.talk else { return Ok(Script::default()) };
    let lines = talk(seed, name).map_err(|(value, why)| seed.wrong(&space.id, &value, why))?;
    let running = space.conferences.iter().filter(|conference| conference.ended.is_none());
    let mut transcripts = running.flat_map(|conference| &conference.transcripts);
    let begun = transcripts.any(|made| made.ended.is_none() && made.talk.as_ref() == Some(name));
    Ok(Script::new(lines.clone(), if begun { said_so_far(lines) } else { 0 }))
}

/// How many lines of a talk have been said where its transcript is running: the rest is left to be said.
fn said_so_far(lines: &[Line]) -> usize {
    lines.len() * 3 / 5
}

fn talk<'s>(seed: &'s Seed, name: &str) -> Result<&'s Vec<Line>, Wrong> {
    seed.file.talks.get(name).ok_or_else(|| (name.to_owned(), format!("there is no talk {name}")))
}

/// Holds every conference of a space.
pub(super) fn sow(world: &mut World, seed: &Seed, space: &SeedSpace) -> Result<(), SeedError> {
    let name = format!("spaces/{}", space.id);
    let mut conferences: Vec<&SeedConference> = space.conferences.iter().collect();
    // a running one is the latest
    conferences.sort_by_key(|conference| std::cmp::Reverse(conference.ended.map(|age| age.0).unwrap_or_default()));
    for conference in conferences {
        let told = |(value, why): Wrong| seed.wrong(&space.id, &value, why);
        if world.people_in(&name) > 0 {
            return Err(told(("conferences".into(), "two conferences of one space are running".into())));
        }
        hold(world, seed, &name, conference).map_err(told)?;
    }
    Ok(())
}

fn hold(world: &mut World, seed: &Seed, space: &str, conference: &SeedConference) -> Result<(), Wrong> {
    let now = world.now();
    let ago = |age: Age| {
        let age = SignedDuration::try_from(age.0).unwrap_or(SignedDuration::ZERO);
        now.checked_sub(age).unwrap_or(Timestamp::MIN)
    };
    let told = |error: WorldError| ("conferences".to_owned(), error.to_string());
    let end = conference.ended.map(ago);
    if let Some(SeedCrowd { people, entries, lasts }) = conference.crowd {
        let last = end.unwrap_or(now);
        let start = last.checked_sub(now.duration_since(ago(lasts))).unwrap_or(last);
        world.gather_at(space, (people, entries), start, last).map_err(told)?;
    }
    let mut events = Vec::new();
    for person in &conference.people {
        let who = match (&person.user, &person.anonymous, &person.phone) {
            (Some(email), None, None) => Person::User(email.clone()),
            (None, Some(name), None) => Person::Anonymous(name.clone()),
            (None, None, Some(number)) => Person::Phone(number.clone()),
            _ => return Err(("people".into(), "a person is one of user, anonymous and phone".into())),
        };
        events.push((ago(person.joined), true, who.clone()));
        if let Some(left) = person.left {
            events.push((ago(left), false, who));
        }
    }
    events.sort_by_key(|(time, joins, _)| (*time, !joins));
    for (time, joins, who) in events {
        let done = if joins { world.join_at(space, &who, time) } else { world.leave_at(space, &who, time) };
        done.map_err(|error| (who.value().to_owned(), error.to_string()))?;
    }
    if conference.ended.is_none() && world.people_in(space) == 0 {
        return Err(("conferences".into(), "a conference that has not ended needs somebody who has not left".into()));
    }
    // the last to leave may have ended it before its time
    let Some(held) = world.latest_mut(space) else { return Ok(()) };
    for (kind, list) in [
        (Artifact::Recording, &conference.recordings),
        (Artifact::Transcript, &conference.transcripts),
        (Artifact::SmartNotes, &conference.smart_notes),
    ] {
        for seeded in list {
            leave_behind(held, seed, kind, seeded, (now, end), ago)?;
        }
    }
    match end {
        Some(end) => world.end_at(space, end).map(|_| ()).map_err(told),
        None => Ok(()),
    }
}

fn leave_behind(
    held: &mut Conference,
    seed: &Seed,
    kind: Artifact,
    seeded: &SeedMade,
    (now, end): (Timestamp, Option<Timestamp>),
    ago: impl Fn(Age) -> Timestamp,
) -> Result<(), Wrong> {
    let start = ago(seeded.started);
    let stop = seeded.ended.map(&ago).or(end);
    let lines = match &seeded.talk {
        Some(_) if kind != Artifact::Transcript => return Err(("talk".into(), "only a transcript has a talk".into())),
        Some(name) => talk(seed, name)?.as_slice(),
        None => &[],
    };
    let lines = if stop.is_some() { lines } else { &lines[..said_so_far(lines)] };
    let sayings = paced(held, lines, start, stop.unwrap_or(now))?;
    let delay = SignedDuration::from_mins(5);
    let made: &mut Made = held.begin(kind, start);
    for saying in sayings {
        made.take_down(saying);
    }
    if let Some(stop) = stop {
        made.stop(stop, Some(delay));
        if let Some(ready) = seeded.ready {
            made.finish(ago(ready));
        }
    }
    Ok(())
}

/// The lines of a talk between two times: as fast as people speak, with pauses of half a minute at most, or hurried where the time is
/// short.
fn paced(held: &Conference, lines: &[Line], start: Timestamp, end: Timestamp) -> Result<Vec<Saying>, Wrong> {
    let count = i32::try_from(lines.len().max(1)).unwrap_or(i32::MAX);
    let window = end.duration_since(start);
    let needed: SignedDuration = lines.iter().map(|line| takes(&line.text)).fold(SignedDuration::ZERO, |sum, one| sum + one);
    let pause = ((window - needed) / count).clamp(SignedDuration::ZERO, SignedDuration::from_secs(30));
    let hurry = if needed > window { window.as_secs_f64() / needed.as_secs_f64() } else { 1.0 };
    let mut time = start;
    let mut sayings = Vec::with_capacity(lines.len());
    for line in lines {
        let whole = takes(&line.text);
        let lasts = SignedDuration::try_from_secs_f64(whole.as_secs_f64() * hurry).unwrap_or(whole);
        let until = time.checked_add(lasts).unwrap_or(end);
        let mut there = held.participants.iter().filter(|one| one.was_there_at(time));
        let who = if let Some(by) = &line.by {
            there.find(|one| one.person.value() == by)
        } else {
            // one after the other, and nobody twice in a row
            let before = sayings.last().map(|saying: &Saying| saying.speaker.as_str());
            let others: Vec<_> = there.filter(|one| Some(one.id.as_str()) != before).collect();
            others.get(sayings.len() % others.len().max(1)).copied()
        };
        let by = line.by.as_deref().unwrap_or("anybody");
        let who = who.ok_or_else(|| (by.to_owned(), format!("{by} is not there to say \"{}\"", line.text)))?;
        sayings.push(Saying {
            speaker: who.id.clone(),
            start: time,
            end: until,
            language: line.language.clone().into(),
            text: line.text.clone().into(),
        });
        time = until.checked_add(pause).unwrap_or(end);
    }
    Ok(sayings)
}
