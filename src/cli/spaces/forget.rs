//! `greenroom forget`: off the list, which is the one place that has it.

use super::super::base::{Base, title};
use super::super::find::{find, sure_or_asked};
use super::super::net::Driver;
use super::super::{Args, Exit, complete, exit};
use super::{dry, hand};
use crate::text;

/// What `greenroom forget` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct ForgetArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
}

const HELP: &str = "\
The space, its link and its settings live on at Google, which has no list to find it in again: it is said how to bring it back. \
Asks on a terminal; elsewhere it needs --yes, else it ends with code 2.

Examples:
  greenroom forget 'Old stand-up'
  greenroom show 'Old stand-up' --json > old.json && greenroom forget --yes 'Old stand-up'
  greenroom import old.json";

pub(in crate::cli) fn run(args: &Args, own: &ForgetArgs) -> Exit {
    forget(args, own).unwrap_or_else(|end| end)
}

fn forget(args: &Args, own: &ForgetArgs) -> Result<Exit, Exit> {
    let base = Base::begin(args)?;
    sure_or_asked(&base, "The list is the one place that has it.")?;
    let store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    let (Some(entry), Some(mut store)) = (found.entry.clone(), store) else {
        return Err(Exit::NotFound(format!("{} is not in the list", found.title())));
    };
    if args.dry_run {
        return Ok(dry::here(&base, None));
    }
    let title = title(Some(&entry), None);
    if !args.yes {
        let question = format!("Forget {title}? It goes from this list alone, and lives on at Google.\nGo on?");
        if !Driver::new(&base)?.yes(&question)? {
            base.say("Nothing was changed.");
            return Ok(Exit::Done);
        }
    }
    let gone = store.forget(&entry.name).map_err(|error| exit::store(&format!("{title} is still in the list"), &error))?;
    let link = gone.and_then(|known| known.facts).and_then(|facts| hand::link(&facts.space));
    let again = link.unwrap_or_else(|| entry.name.to_string());
    let label = entry.label.as_deref().map(quoted).unwrap_or_default();
    base.say(&format!("Forgot {title}. greenroom rename {again} '{label}' takes it in again."));
    Ok(Exit::Done)
}

/// Fit to stand between single quotes of a shell.
fn quoted(label: &str) -> String {
    text::clean(label).replace('\'', "'\\''")
}
