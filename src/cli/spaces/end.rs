//! `greenroom end`: ends the running conference for everybody.

use tracing::info;

use super::super::base::{Base, title};
use super::super::find::{Found, find, sure_or_asked};
use super::super::net::Net;
use super::super::{Args, Exit, complete, exit};
use super::{dry, show};
use crate::meet::error::MeetError;
use crate::meet::preview::Preview;
use crate::meet::resources::Space;
use crate::panes::details::people;
use crate::store::Store;

/// What `greenroom end` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct EndArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
}

const HELP: &str = "\
It ends for everybody; the space and its link stay. Asks on a terminal, naming the space and counting the people in it; elsewhere \
it needs --yes, else it ends with code 2 and nothing is sent. Where no conference is running that is said, with code 0.

Examples:
  greenroom end 'Stand-up'
  greenroom end --yes abc-mnop-xyz";

const FOR_ALL: &str = "This ends the call for everybody.";

/// What is said where it is broken off.
const UNKNOWN: &str = "It is not known whether the call was ended: the request was on its way. greenroom show tells.";

pub(in crate::cli) fn run(args: &Args, own: &EndArgs) -> Exit {
    end(args, own).unwrap_or_else(|end| end)
}

fn end(args: &Args, own: &EndArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    base.may_write("This ends a call")?;
    sure_or_asked(&base, FOR_ALL)?;
    let mut store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    if args.dry_run {
        return Ok(preview(&base, &found));
    }
    let mut net = Net::open(&mut base)?;
    let (space, entry) = found.fetch(&mut net, store.as_mut())?;
    let title = title(entry.as_ref(), Some(&space));
    if !args.yes {
        // Who may not see the conference may not end it either: the server has the last word.
        if space.config.is_some() && space.active_conference.is_none() {
            base.say(&format!("No call is running in {title}."));
            return Ok(Exit::Done);
        }
        let question = question(&mut net, &space, &title)?;
        if !net.yes(&question)? {
            base.say("Nothing was changed.");
            return Ok(Exit::Done);
        }
    }
    let name = space.name.clone();
    match net.once(UNKNOWN, |client| async move { client.end_active_conference(&name).await })? {
        Ok(()) => {
            info!("ended a call");
            base.say(&over(&mut net, space, store.as_mut(), &title)?);
            Ok(Exit::Done)
        }
        Err(MeetError::FailedPrecondition { .. }) => {
            base.say(&format!("No call was running in {title}."));
            Ok(Exit::Done)
        }
        Err(error @ MeetError::OutcomeUnknown { .. }) => {
            Err(exit::meet(&format!("It is not known whether the call in {title} was ended"), &error))
        }
        Err(error) => Err(exit::meet(&format!("The call in {title} was not ended"), &error)),
    }
}

/// Names it and says how many people are in it.
fn question(net: &mut Net, space: &Space, title: &str) -> Result<String, Exit> {
    let who = match show::running(net, space)? {
        Some(running) => {
            let since = running.since.map_or_else(String::new, |since| format!("since {}, ", Base::clock().at(since)));
            format!("It runs {since}with {}.", people(running.people))
        }
        None => "It is not known how many people are in it.".to_owned(),
    };
    Ok(format!("End the call in {title}? {who}\nIt ends for everybody; the space and its link stay. Go on?"))
}

/// What Google says of it afterwards, where it says anything.
fn over(net: &mut Net, space: Space, store: Option<&mut Store>, title: &str) -> Result<String, Exit> {
    let name = space.name;
    let now = net.tried("", |client| async move { client.get_space(&name.into()).await })?;
    Ok(match now {
        Ok(space) => {
            let still = space.active_conference.is_some();
            Base::learn(store, &space);
            if still {
                format!("Google took it, and still shows a call in {title}: it takes a moment.")
            } else {
                format!("The call in {title} is over.")
            }
        }
        Err(_) => format!("Google took it: the call in {title} ends."),
    })
}

fn preview(base: &Base<'_>, found: &Found) -> Exit {
    let end = dry::name(found).map(|name| Preview::end(&base.around.endpoint, &name));
    dry::requests(&[Some(dry::look(base, found)), end].into_iter().flatten().collect::<Vec<_>>())
}
