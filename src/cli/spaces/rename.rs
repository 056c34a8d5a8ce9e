//! `greenroom rename`: the person's own name for a space.

use super::super::base::{Base, title};
use super::super::find::find;
use super::super::{Args, Exit, complete, exit, shape};
use super::dry;

/// What `greenroom rename` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct RenameArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// What it is to be called; '' takes its name away
    #[arg(value_name = "NAME")]
    name: String,
}

const HELP: &str = "\
The name is kept on this computer alone. A space that is not in the list is looked up at Google and taken in.

Examples:
  greenroom rename abc-mnop-xyz 'Weekly design review'
  greenroom rename 'Stand-up' -- '-old stand-up-'
  greenroom rename 'Stand-up' ''";

pub(in crate::cli) fn run(args: &Args, own: &RenameArgs) -> Exit {
    rename(args, own).unwrap_or_else(|end| end)
}

fn rename(args: &Args, own: &RenameArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let label = shape::label(&own.name).map_err(|words| Exit::Usage(format!("NAME: {words}")))?;
    if args.dry_run {
        let found = find(&own.space, base.list()?.as_ref())?;
        return Ok(dry::here(&base, Some(&found)));
    }
    let mut store = base.store()?;
    let entry = find(&own.space, Some(&store))?.keep(&mut base, &mut store)?;
    let before = title(Some(&entry), None);
    let renamed = store.rename(&entry.name, label.as_deref());
    renamed.map_err(|error| exit::store(&format!("{before} keeps its name"), &error))?;
    match label {
        None => base.say(&format!("{before} has no name of yours any more.")),
        Some(label) => {
            base.say(&format!("{before} is called {label} now."));
            let others = store.called(&label).unwrap_or_default();
            if others.iter().any(|other| other.name != entry.name && other.label.is_some()) {
                base.say("Another space is called so too: commands will ask which one is meant.");
            }
        }
    }
    Ok(Exit::Done)
}
