//! `greenroom set`: one change of everything that is asked for; what Google says afterwards is what is shown.

use jiff::Timestamp;

use super::super::base::{Base, title};
use super::super::find::{Found, find, sure_or_asked};
use super::super::net::Net;
use super::super::out::{self, Cell, Column, Tone};
use super::super::{Args, Exit, complete, exit};
use super::wanted::{self, Asked, FORBIDDEN, Wanted};
use super::{cohosts, dry, show};
use crate::book::{Also, changes};
use crate::config::Preset;
use crate::meet::preview::Preview;
use crate::meet::settings::Setting;
use crate::store::Facts;

/// What `greenroom set` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct SetArgs {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// A preset of config.toml, or a built-in one
    #[arg(long, value_name = "PRESET")]
    preset: Option<String>,
    /// What it is to be, beside the preset
    #[command(flatten)]
    settings: Wanted,
    /// As JSON: the space as it is then, as `show --json` prints it
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Prints each setting with how it was and how it is. All of it is one change, of what is not so already; a restriction brings \
--moderation on with it. What an administrator overrides is told with code 1. A preset's co-hosts are added after it. --entry-points creator-app-only shuts the normal link, so it asks on a \
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
    let asked = Asked::new(&base, own.preset.as_deref(), &own.settings, &Preset::default())?;
    if asked.settings.is_empty() && asked.cohosts.is_empty() {
        return Err(Exit::Usage(
            "nothing to set: name a setting, such as --access trusted (greenroom set --help lists them)".into(),
        ));
    }
    base.may_write("This changes a space")?;
    if asked.shuts() {
        sure_or_asked(&base, SHUTS)?;
    }
    let mut store = base.list()?;
    let found = find(&own.space, store.as_ref())?;
    if args.dry_run {
        return Ok(preview(&base, &found, &asked));
    }
    let mut net = Net::open(&mut base)?;
    let (mut space, mut entry) = found.fetch(&mut net, store.as_mut())?;
    let title = title(entry.as_ref(), Some(&space));
    let before = space.config.clone().unwrap_or_default();
    let (draft, also) = changes(&asked.settings, &before);
    let mut choices = asked.settings.clone();
    choices.extend(draft.chosen());
    if draft.is_empty() {
        base.say(&format!("The settings of {title} are so already: no change was sent."));
    } else {
        if asked.shuts() && !args.yes && !net.yes(&format!("Shut the normal link of {title}? {SHUTS}\nGo on?"))? {
            base.say("Nothing was changed.");
            return Ok(Exit::Done);
        }
        if also == Also::ModerationOn {
            base.say("Moderation is turned on with it: without it what restricts people has no effect.");
        }
        let (name, patch) = (space.name.clone(), draft.patch());
        let patched = net.tried(UNFINISHED, |client| async move { client.patch_space(&name, &patch).await })?;
        space = patched.map_err(|error| exit::meet(&format!("The settings of {title} were not changed"), &error))?;
        entry = Base::learn(store.as_mut(), &space).or(entry);
    }
    let after = space.config.clone().unwrap_or_default();
    let mut failed = Vec::new();
    let refused = wanted::refused(draft.chosen(), &after);
    if !refused.is_empty() {
        failed.push(Exit::Failed(format!("Not all of it took in {title}: {}; {FORBIDDEN}", refused.join(", "))));
    }
    if !asked.cohosts.is_empty() {
        failed.extend(cohosts::invite(&base, &mut net, &space, &title, &asked.cohosts)?);
    }
    let printed = if own.json {
        show::as_json(Facts { space, learnt: Timestamp::now() }, entry)
    } else {
        told(&base, &wanted::changes(&choices, &before, &after))
    };
    Ok(match printed {
        Exit::Done => failed.into_iter().next().unwrap_or(Exit::Done),
        printed => printed,
    })
}

const COLUMNS: [Column; 3] = [Column::whole("", 0), Column::whole("", 0), Column::whole("", 0)];

/// Each setting with how it was and how it is.
fn told(base: &Base<'_>, changes: &[(Setting, String, String)]) -> Exit {
    let arrow = base.sheet.theme.signs.arrow.trim_start();
    let rows = changes.iter().map(|(setting, before, after)| {
        let after = if base.sheet.width.is_some() { format!("{arrow}{after}") } else { after.clone() };
        vec![Cell::new(setting.flag(), Tone::Plain), Cell::new(before, Tone::Dim), Cell::new(after, Tone::Strong)]
    });
    out::table(&base.sheet, &COLUMNS, &rows.collect::<Vec<_>>())
}

/// What is so already is left out of the change that is sent: which that is only the server knows.
fn preview(base: &Base<'_>, found: &Found, asked: &Asked) -> Exit {
    let mut all = vec![dry::look(base, found)];
    if let Some(name) = dry::name(found) {
        let patch = wanted::patch(&asked.complete());
        if !patch.is_empty() {
            all.push(Preview::patch(&base.around.endpoint, &name, &patch));
        }
        if !asked.cohosts.is_empty() {
            all.extend(cohosts::previews(base, &name, &asked.cohosts));
        }
    }
    dry::requests(&all)
}
