//! `greenroom link`: the join link and nothing else.

use super::super::{Args, Exit, complete};
use super::hand::{self, Handed};

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
    let mut handed = Handed::find(args, &own.space)?;
    let Some(link) = hand::link(&handed.space) else {
        return Err(Exit::Failed(format!("{} has no link: Google sent none.", handed.title())));
    };
    handed.print(args, &format!("{link}\n"))?;
    let mut failed = Vec::new();
    if own.copy {
        failed.extend(hand::copy(&handed.base, handed.clipboard, "the link", &link, false).err());
    }
    if own.open {
        failed.extend(hand::open(&handed.base, &link).err());
    }
    Ok(if failed.is_empty() { Exit::Done } else { Exit::Failed(failed.join("\n")) })
}
