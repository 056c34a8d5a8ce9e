//! `greenroom set`: one change of everything that is asked for; what Google says afterwards is what is shown.

use jiff::Timestamp;

use super::super::base::{Base, title};
use super::super::find::{Found, find, sure_or_asked};
use super::super::net::Net;
use super::super::out::{self, Cell, Column, Tone};
use super::super::{Args, Exit, exit};
use super::wanted::{FORBIDDEN, Wanted};
use super::{dry, show};
use crate::meet::preview::Preview;
use crate::meet::resources::{Space, SpaceConfig};
use crate::store::Facts;

/// What `greenroom set` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct SetArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE")]
    space: String,
    /// What it is to be
    #[command(flatten)]
    settings: Wanted,
    /// As JSON: the space as it is then, as `show --json` prints it
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Prints each setting with how it was and how it is. All of it is one change: it takes as a whole or not at all, but for what an
administrator overrides, which is told with code 1. --entry-points creator-app-only shuts the normal link, so it asks on a
terminal and elsewhere needs --yes.

Examples:
  greenroom set 'Stand-up' --access restricted
  greenroom set abc-mnop-xyz --moderation on --chat hosts-only --presenting hosts-only
  greenroom set 'Stand-up' --recording on --dry-run";

const SHUTS: &str = "With creator-app-only, people cannot join by meet.google.com, phone or SIP any more.";

/// What is said where it is broken off.
const UNFINISHED: &str = "The settings may have been changed: greenroom show tells.";

pub(in crate::cli) fn run(args: &Args, own: &SetArgs) -> Exit {
    set(args, own).unwrap_or_else(|end| end)
}

fn set(args: &Args, own: &SetArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    if own.settings.is_empty() {
        return Err(Exit::Usage(
            "nothing to set: name a setting, such as --access trusted (greenroom set --help lists them)".into(),
        ));
    }
    base.may_write("This changes a space")?;
    if own.settings.shuts() {
        sure_or_asked(&base, SHUTS)?;
    }
    let mut store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    let patch = own.settings.patch();
    if args.dry_run {
        return Ok(preview(&base, &found, &own.settings));
    }
    let mut net = Net::open(&mut base)?;
    let (space, entry) = found.fetch(&mut net, store.as_mut())?;
    let title = title(entry.as_ref(), Some(&space));
    let before = space.config.unwrap_or_default();
    if own.settings.is_so(&before) {
        let facts = Facts { space: Space { config: Some(before.clone()), ..space }, learnt: Timestamp::now() };
        base.say(&format!("{title} is so already: nothing was sent."));
        return Ok(if own.json { show::as_json(facts, entry) } else { told(&base, &own.settings, &before, &before) });
    }
    if let Some(setting) = own.settings.idle(&before) {
        let flag = setting.flag();
        let words = format!(
            "--{flag} has an effect with moderation alone, which is off in {title}: add --moderation on; nothing was changed"
        );
        return Err(Exit::Usage(words));
    }
    if own.settings.shuts() && !args.yes && !net.yes(&format!("Shut the normal link of {title}? {SHUTS}\nGo on?"))? {
        base.say("Nothing was changed.");
        return Ok(Exit::Done);
    }
    let name = space.name.clone();
    let patched = net.tried(UNFINISHED, |client| async move { client.patch_space(&name, &patch).await })?;
    let space = patched.map_err(|error| exit::meet(&format!("The settings of {title} were not changed"), &error))?;
    let entry = Base::learn(store.as_mut(), &space);
    let after = space.config.clone().unwrap_or_default();
    let printed = if own.json {
        show::as_json(Facts { space, learnt: Timestamp::now() }, entry)
    } else {
        told(&base, &own.settings, &before, &after)
    };
    let refused = own.settings.refused(&after);
    Ok(match printed {
        Exit::Done if !refused.is_empty() => {
            Exit::Failed(format!("Not all of it took in {title}: {}; {FORBIDDEN}", refused.join(", ")))
        }
        printed => printed,
    })
}

const COLUMNS: [Column; 3] = [Column::whole("", 0), Column::whole("", 0), Column::whole("", 0)];

/// Each setting with how it was and how it is.
fn told(base: &Base<'_>, wanted: &Wanted, before: &SpaceConfig, after: &SpaceConfig) -> Exit {
    let arrow = base.sheet.theme.signs.arrow.trim_start();
    let rows = wanted.changes(before, after).into_iter().map(|(setting, before, after)| {
        let after = if base.sheet.width.is_some() { format!("{arrow}{after}") } else { after };
        vec![Cell::new(setting.flag(), Tone::Plain), Cell::new(before, Tone::Dim), Cell::new(after, Tone::Strong)]
    });
    out::table(&base.sheet, &COLUMNS, &rows.collect::<Vec<_>>())
}

fn preview(base: &Base<'_>, found: &Found, wanted: &Wanted) -> Exit {
    let change = dry::name(found).map(|name| Preview::patch(&base.around.endpoint, &name, &wanted.patch()));
    dry::requests(&[Some(dry::look(base, found)), change].into_iter().flatten().collect::<Vec<_>>())
}
