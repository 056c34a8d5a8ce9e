//! `greenroom events status` and `clear`: the subscriptions of Workspace Events that this account has.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::super::base::Base;
use super::super::find::sure_or_asked;
use super::super::out::{self, Cell, Column, Tone};
use super::super::{Args, Exit};
use super::places::Places;
use super::{Clients, refused};
use crate::events::names::Target;
use crate::events::subscription::{State, Subscription, SuspensionReason};
use crate::meet::preview::Preview;

const COLUMNS: [Column; 4] =
    [Column::flexible("WATCHED", 12), Column::whole("STATE", 0), Column::whole("ENDS", 1), Column::flexible("WHY NOT", 20)];

fn preview(places: &Places) -> Exit {
    let url = format!("{}/v1/subscriptions?filter=…&pageSize=100", places.events.as_str());
    super::super::spaces::dry::requests(&[Preview { method: "GET".into(), url, body: None }])
}

fn all(base: &mut Base<'_>, places: &Places) -> Result<(Clients, Vec<Subscription>), Exit> {
    let mut clients = Clients::open(base, places)?;
    let workspace = clients.workspace.clone();
    let all = clients.driver.wait(Duration::ZERO, workspace.list(None)).map_err(|broken| broken.exit(""))?;
    Ok((clients, all.map_err(|error| refused("The subscriptions could not be listed", &error))?))
}

pub(super) fn run(args: &Args, json: bool) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let places = Places::read(&base.around.endpoint).map_err(Exit::Usage)?;
    if args.dry_run {
        return Ok(preview(&places));
    }
    let (_, all) = all(&mut base, &places)?;
    let labels = labels(&base)?;
    let label = |one: &Subscription| match &one.target {
        Some(Target::Space(space)) => labels.get(space.as_str()).cloned(),
        _ => None,
    };
    if json {
        let all: Vec<_> = all
            .iter()
            .map(|one| {
                json!({
                    "name": one.name.as_str(), "targetResource": one.target.as_ref().map(Target::resource), "label": label(one),
                    "eventTypes": one.event_types, "notificationEndpoint": {"pubsubTopic": one.topic},
                    "state": word(&one.state), "suspensionReason": one.suspended.as_ref().map(SuspensionReason::as_str),
                    "expireTime": one.expires.map(|ends| ends.to_string()), "authority": one.authority,
                })
            })
            .collect();
        return Ok(out::json(&all));
    }
    if all.is_empty() {
        base.say("Nothing is watched. With topic and subscription under [events] the app begins by itself; see greenroom events setup.");
        return Ok(Exit::Done);
    }
    let clock = Base::clock();
    let row = |one: &Subscription| {
        let target = match &one.target {
            Some(Target::Owner(_)) => "all your spaces".to_owned(),
            Some(Target::Space(space)) => label(one).unwrap_or_else(|| space.to_string()),
            None => "something else".to_owned(),
        };
        let tone = match one.state {
            State::Active => Tone::Live,
            State::Suspended => Tone::Trouble,
            State::Deleted | State::Other(_) => Tone::Waiting,
        };
        let why = one.suspended.as_ref().map(|reason| format!("{} {}", reason.why(), reason.next_step())).unwrap_or_default();
        let ends = one.expires.map(|ends| clock.at(ends)).unwrap_or_default();
        vec![
            Cell::new(target, Tone::Strong),
            Cell::new(word(&one.state).to_lowercase(), tone),
            Cell::new(ends, Tone::Dim),
            Cell::new(why, Tone::Plain),
        ]
    };
    Ok(out::table(&base.sheet, &COLUMNS, &all.iter().map(row).collect::<Vec<_>>()))
}

pub(super) fn clear(args: &Args) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    base.may_write("This takes subscriptions away")?;
    let places = Places::read(&base.around.endpoint).map_err(Exit::Usage)?;
    if args.dry_run {
        return Ok(preview(&places));
    }
    sure_or_asked(&base, "This takes away every subscription of Workspace Events that this account has with this OAuth client.")?;
    let (mut clients, all) = all(&mut base, &places)?;
    if all.is_empty() {
        base.say("There are none.");
        return Ok(Exit::Done);
    }
    let many = if all.len() == 1 { "1 subscription".to_owned() } else { format!("{} subscriptions", all.len()) };
    if !args.yes && !clients.driver.yes(&format!("Take away {many}? No news come through them any more. [y/N] "))? {
        base.say("Nothing was changed.");
        return Ok(Exit::Done);
    }
    let workspace = clients.workspace.clone();
    let work = async move {
        for one in &all {
            workspace.delete(&one.name).await?;
        }
        Ok(())
    };
    let done = clients
        .driver
        .wait(Duration::ZERO, work)
        .map_err(|broken| broken.exit("Some may be gone already: greenroom events status."))?;
    done.map_err(|error| refused("Not all could be taken away", &error))?;
    base.say(&format!("{many} taken away."));
    Ok(Exit::Done)
}

fn word(state: &State) -> &str {
    match state {
        State::Active => "ACTIVE",
        State::Suspended => "SUSPENDED",
        State::Deleted => "DELETED",
        State::Other(word) => word,
    }
}

/// The person's names for spaces, where there is a list.
fn labels(base: &Base<'_>) -> Result<BTreeMap<String, String>, Exit> {
    let mut labels = BTreeMap::new();
    let Some(store) = base.list()? else { return Ok(labels) };
    let read = store.each(|entry| {
        if let Some(label) = entry.label {
            labels.insert(entry.name.as_str().to_owned(), label.to_string());
        }
    });
    read.map_err(|error| super::super::exit::store("The list could not be read", &error))?;
    Ok(labels)
}
