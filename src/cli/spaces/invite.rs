//! `greenroom invite`: the invitation, as it is mailed or pasted into a calendar.

use super::super::{Args, Exit, complete};
use super::hand::{self, Handed};
use crate::share::invitation::invitation;

/// What `greenroom invite` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct InviteArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// Also put it into the clipboard
    #[arg(long)]
    copy: bool,
}

const HELP: &str = "\
What Google said more than a day ago is asked for again first. Whoever reads it can dial in: it holds PINs and access codes.

Examples:
  greenroom invite 'Stand-up'
  greenroom invite abc-mnop-xyz | mail -s 'Stand-up' team@example.com";

pub(in crate::cli) fn run(args: &Args, own: &InviteArgs) -> Exit {
    invite(args, own).unwrap_or_else(|end| end)
}

fn invite(args: &Args, own: &InviteArgs) -> Result<Exit, Exit> {
    let mut handed = Handed::find(args, &own.space)?;
    let words = invitation(&handed.space, handed.entry.as_ref().and_then(|entry| entry.label.as_deref()));
    if hand::link(&handed.space).is_none() {
        return Err(Exit::Failed(format!("there is no invitation into {}: Google sent no link.", handed.title())));
    }
    handed.print(args, &words)?;
    match own.copy.then(|| hand::copy(&handed.base, handed.clipboard, "the invitation", &words, true)) {
        Some(Err(words)) => Ok(Exit::Failed(words)),
        _ => Ok(Exit::Done),
    }
}
