//! `greenroom link`: the join link and nothing else.

use super::super::base::{Base, title};
use super::super::find::find;
use super::super::{Args, Exit, complete, print};
use super::{dry, hand};

/// What `greenroom link` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct LinkArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// Also put it into the clipboard
    #[arg(long)]
    copy: bool,
    /// Also open it in the browser, as the account that is signed in
    #[arg(long)]
    open: bool,
}

const HELP: &str = "\
A link that Google said more than a day ago is asked for again first: its code may belong to another space by now.

Examples:
  greenroom link 'Stand-up'
  greenroom link 'Stand-up' --open";

pub(in crate::cli) fn run(args: &Args, own: &LinkArgs) -> Exit {
    link(args, own).unwrap_or_else(|end| end)
}

fn link(args: &Args, own: &LinkArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let clipboard = hand::clipboard(&base)?;
    let mut store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    if args.dry_run && hand::asks(&found) {
        return Ok(dry::requests(&[dry::look(&base, &found)]));
    }
    let (space, entry) = hand::fresh(&mut base, &mut store, &found)?;
    let Some(link) = hand::link(&space) else {
        let title = title(entry.as_ref(), Some(&space));
        return Err(Exit::Failed(format!("{title} has no link: Google sent none.")));
    };
    if let failed @ Exit::Failed(_) = print(&format!("{link}\n")) {
        return Err(failed);
    }
    if args.dry_run {
        return Ok(Exit::Done);
    }
    Base::used(store.as_mut(), entry.as_ref());
    let mut failed = Vec::new();
    if own.copy {
        failed.extend(hand::copy(&base, clipboard, "the link", &link, false).err());
    }
    if own.open {
        failed.extend(hand::open(&base, &link).err());
    }
    Ok(if failed.is_empty() { Exit::Done } else { Exit::Failed(failed.join("\n")) })
}
