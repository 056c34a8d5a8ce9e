//! `greenroom events setup`.

use std::time::Duration;

use super::super::base::Base;
use super::super::spaces::dry::requests;
use super::super::{Args, Exit};
use super::places::{self, Named, Places};
use super::{Clients, report};
use crate::events::names::{Pull, Topic};
use crate::events::setup::{self, Status, Wish};

pub(super) fn run(args: &Args, topic: Option<&Topic>, pull: Option<&Pull>, json: bool) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let places = Places::read(&base.around.endpoint).map_err(Exit::Usage)?;
    let Some(Named { topic, pull }) = places::named(&base.settings.events, (topic, pull)).map_err(Exit::Usage)? else {
        return Err(Exit::Usage(
            "no topic and no subscription are set for events: name them with --topic projects/PROJECT/topics/meet-events --subscription projects/PROJECT/subscriptions/greenroom (the project of your OAuth client), or under [events] in config.toml".into(),
        ));
    };
    let wish = Wish { topic, pull, client_project: places::client_project(&base.around), make: !base.around.read_only };
    if args.dry_run {
        return Ok(requests(&wish.requests(&places.pubsub)));
    }
    let Clients { workspace, pubsub, credentials, mut driver } = Clients::open(&mut base, &places)?;
    base.say(&format!("Credentials for Pub/Sub: {credentials}"));
    let findings = driver
        .wait(Duration::ZERO, setup::run(&wish, &pubsub, &workspace))
        .map_err(|broken| broken.exit("What was made by then is made: run it again, it does no harm twice."))?;
    let fine = !findings.iter().any(|found| matches!(found.status, Status::Failed(_)));
    if fine && !json && places::named(&base.settings.events, (None, None)).ok().flatten().is_none() {
        let Wish { topic, pull, .. } = &wish;
        base.say(&format!("To use it, put this into config.toml:\n\n[events]\ntopic = \"{topic}\"\nsubscription = \"{pull}\"\n"));
    }
    Ok(report::findings(&base.sheet, &findings, json))
}
