//! `greenroom invite`: the invitation, as it is mailed or pasted into a calendar.

use super::super::base::{Base, title};
use super::super::find::find;
use super::super::{Args, Exit, complete, print};
use super::{dry, hand};
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
    let mut base = Base::begin(args)?;
    let clipboard = hand::clipboard(&base)?;
    let mut store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    if args.dry_run && hand::asks(&found) {
        return Ok(dry::requests(&[dry::look(&base, &found)]));
    }
    let (space, entry) = hand::fresh(&mut base, &mut store, &found)?;
    let words = invitation(&space, entry.as_ref().and_then(|entry| entry.label.as_deref()));
    if hand::link(&space).is_none() {
        let title = title(entry.as_ref(), Some(&space));
        return Err(Exit::Failed(format!("there is no invitation into {title}: Google sent no link.")));
    }
    if let failed @ Exit::Failed(_) = print(&words) {
        return Err(failed);
    }
    if args.dry_run {
        return Ok(Exit::Done);
    }
    Base::used(store.as_mut(), entry.as_ref());
    match own.copy.then(|| hand::copy(&base, clipboard, "the invitation", &words, true)) {
        Some(Err(words)) => Ok(Exit::Failed(words)),
        _ => Ok(Exit::Done),
    }
}
