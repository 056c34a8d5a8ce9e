//! `greenroom pin`: at the top of the list, or no longer.

use super::super::base::{Base, title};
use super::super::find::find;
use super::super::{Args, Exit, complete, exit};
use super::dry;

/// What `greenroom pin` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct PinArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// No longer
    #[arg(long)]
    off: bool,
}

const HELP: &str = "\
The pin is kept on this computer alone. A space that is not in the list is looked up at Google and taken in.

Examples:
  greenroom pin 'Stand-up'
  greenroom pin --off 'Stand-up'";

pub(in crate::cli) fn run(args: &Args, own: &PinArgs) -> Exit {
    pin(args, own).unwrap_or_else(|end| end)
}

fn pin(args: &Args, own: &PinArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    if args.dry_run {
        let found = find(&own.space, base.list()?.as_ref())?;
        return Ok(dry::here(&base, Some(&found)));
    }
    let mut store = base.store()?;
    let found = find(&own.space, Some(&store))?;
    if own.off && found.entry.is_none() {
        return Err(Exit::NotFound(format!("{} is not in the list, so it is not pinned either", found.title())));
    }
    let entry = found.keep(&mut base, &mut store)?;
    let title = title(Some(&entry), None);
    store.pin(&entry.name, !own.off).map_err(|error| exit::store(&format!("{title} stays as it was"), &error))?;
    base.say(&if own.off { format!("{title} is no longer pinned.") } else { format!("Pinned {title} to the top.") });
    Ok(Exit::Done)
}
