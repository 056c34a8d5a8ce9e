//! `greenroom events setup`.

use std::time::Duration;

use super::super::base::Base;
use super::super::spaces::dry::requests;
use super::super::{Args, Exit, exit};
use super::places::{self, Named, Places};
use super::{Clients, report, source};
use crate::config::Watched;
use crate::events::names::{Pull, Target, Topic};
use crate::events::setup::{self, Status, Wish};

pub(super) fn run(args: &Args, topic: Option<&Topic>, pull: Option<&Pull>, json: bool) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let places = Places::read(&base.around.endpoint).map_err(Exit::Usage)?;
    let Some(Named { topic, pull }) = places::named(&base.settings.events, (topic, pull)).map_err(Exit::Usage)? else {
        return Err(Exit::Usage(
            "no topic and no subscription are set for events: name them with --topic projects/PROJECT/topics/meet-events --subscription projects/PROJECT/subscriptions/greenroom (the project of your OAuth client), or under [events] in config.toml".into(),
        ));
    };
    let of_all = base.settings.events.scope == Watched::Mine;
    let mut wish = Wish {
        topic,
        pull,
        client_project: places::client_project(&base.around),
        target: if of_all { None } else { watched(&base)? },
        make: !base.around.read_only,
    };
    if args.dry_run {
        return Ok(requests(&wish.requests(&places.pubsub, &places.events)));
    }
    let Clients { meet, workspace, pubsub, credentials, mut driver } = Clients::open(&mut base, &places)?;
    base.say(&format!("Credentials for Pub/Sub: {credentials}"));
    let owner = source::ask(&base.around);
    let looking = async {
        if of_all {
            wish.target = owner.number(&meet).await.ok().flatten().map(Target::Owner);
        }
        setup::run(&wish, &pubsub, &workspace).await
    };
    let findings = driver
        .wait(Duration::ZERO, looking)
        .map_err(|broken| broken.exit("What was made by then is made: run it again, it does no harm twice."))?;
    let fine = !findings.iter().any(|found| matches!(found.status, Status::Failed(_)));
    if fine && !json && places::named(&base.settings.events, (None, None)).ok().flatten().is_none() {
        let Wish { topic, pull, .. } = &wish;
        base.say(&format!("To use it, put this into config.toml:\n\n[events]\ntopic = \"{topic}\"\nsubscription = \"{pull}\"\n"));
    }
    Ok(report::findings(&base.sheet, &findings, json))
}

/// One of the spaces that are watched.
fn watched(base: &Base<'_>) -> Result<Option<Target>, Exit> {
    let Some(store) = base.list()? else { return Ok(None) };
    let names = store.watched().map_err(|error| exit::store("The list of spaces could not be read", &error))?;
    Ok(names.into_iter().next().map(Target::Space))
}
