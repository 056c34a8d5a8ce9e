//! `greenroom new`: one request, never repeated; stored before anything is printed.

use jiff::Timestamp;
use tracing::info;

use super::super::base::{Base, title};
use super::super::net::Net;
use super::super::out;
use super::super::shape::{self, Shape};
use super::super::{Args, Exit, complain, exit, print};
use super::wanted::{self, Asked, FORBIDDEN, Wanted};
use super::{cohosts, dry, hand};
use crate::meet::email::Email;
use crate::meet::error::MeetError;
use crate::meet::preview::Preview;
use crate::meet::resources::{Space, SpaceConfig};
use crate::store::{Entry, Facts, Known, Store};

/// What `greenroom new` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct NewArgs {
    /// Your name for it; kept here, for Google has none
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// A preset of config.toml, or a built-in one; otherwise what [new] there says
    #[arg(long, value_name = "PRESET")]
    preset: Option<String>,
    /// What it is to be, beside the preset; otherwise as the account has it
    #[command(flatten)]
    settings: Wanted,
    /// Also put the link into the clipboard
    #[arg(long)]
    copy: bool,
    /// Also open it in the browser, as the account that is signed in
    #[arg(long)]
    open: bool,
    /// As JSON: one object, as `show --json` prints it
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
The join link stands alone on stdout. A link there says that a space was made, whatever the exit code: do not make it again. \
One request is sent and never repeated. Where its outcome is unknown that is said, and the code is 1. Google allows ten new spaces \
a minute, and no way to delete one.

Examples:
  greenroom new
  greenroom new 'Weekly design review' --access restricted --copy
  link=$(greenroom new --quiet)
  greenroom new --json | jq -r .meetingCode";

/// What is at stake while the request is under way.
const UNKNOWN: &str = "It is not known whether a space was made: the request was on its way. One that was made unseen cannot be found \
                       or deleted.";

pub(in crate::cli) fn run(args: &Args, own: &NewArgs) -> Exit {
    new(args, own).unwrap_or_else(|end| end)
}

fn new(args: &Args, own: &NewArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let asked = Asked::new(&base, own.preset.as_deref(), &own.settings, base.settings.presets.new_space())?;
    let name = own.name.as_deref().or(asked.name.as_deref());
    let label = name.map(shape::label).transpose().map_err(|words| Exit::Usage(format!("NAME: {words}")))?;
    let clipboard = hand::clipboard(&base)?;
    base.may_write("This makes a space")?;
    let choices = asked.complete();
    let patch = wanted::patch(&choices);
    let config = (!patch.is_empty()).then(|| patch.config());
    if args.dry_run {
        return Ok(preview(&base, config, &asked.cohosts));
    }
    // A space that cannot be kept would be lost: that is found out before.
    let mut store = base.store()?;
    if store.is_read_only() {
        return Err(Exit::Failed("the list cannot be changed, so the space would be lost; nothing was sent".into()));
    }
    let mut net = Net::open(&mut base)?;
    let made = net.once(UNKNOWN, |client| async move { client.create_space(config).await })?;
    let space = made.map_err(|error| match error {
        error @ MeetError::OutcomeUnknown { .. } => exit::meet("It is not known whether a space was made", &error),
        error => exit::meet("No space was made", &error),
    })?;
    info!("made a space");
    let kept = keep(&mut store, &space, label.flatten());
    let exit = if own.json { as_json(&kept, space.clone()) } else { printed(&space) };
    let mut failed: Vec<String> = kept.as_ref().err().cloned().into_iter().collect();
    if let Exit::Failed(words) = exit {
        failed.push(words);
    }
    let refused = wanted::refused(&choices, &space.config.clone().unwrap_or_default());
    if !refused.is_empty() {
        failed.push(format!("The space was made, but not all of it took: {}; {FORBIDDEN}", refused.join(", ")));
    }
    if !asked.cohosts.is_empty() {
        let title = kept.as_ref().map_or_else(|_| title(None, Some(&space)), |entry| title(Some(entry), None));
        match cohosts::invite(&base, &mut net, &space, &title, &asked.cohosts) {
            Ok(None) => {}
            // The space is made: whoever takes the code for something to repeat would make another one.
            Ok(Some(end)) | Err(end) => failed.push(end.words().unwrap_or("The co-hosts were not added").to_owned()),
        }
    }
    if let Some(link) = hand::link(&space) {
        if own.copy {
            failed.extend(hand::copy(&base, clipboard, "the link", &link, false).err());
        }
        if own.open {
            failed.extend(hand::open(&base, &link).err());
        }
    }
    Ok(if failed.is_empty() { Exit::Done } else { Exit::Failed(failed.join("\n")) })
}

/// The names of members are under the space's, which is not made.
fn preview(base: &Base<'_>, config: Option<&SpaceConfig>, people: &[Email]) -> Exit {
    let mut all = vec![Preview::create(&base.around.endpoint, config)];
    if let (false, Ok(name)) = (people.is_empty(), "spaces/ID".parse()) {
        all.extend(cohosts::previews(base, &name, people));
    }
    dry::requests(&all)
}

/// Puts it into the list; where that fails the link that is printed is all there is.
fn keep(store: &mut Store, space: &Space, label: Option<Box<str>>) -> Result<Entry, String> {
    let now = Timestamp::now();
    let mut entry = Entry::named(space.name.clone(), now);
    (entry.label, entry.created) = (label, Some(now));
    let known = Known { entry, facts: Some(Facts { space: space.clone(), learnt: now }) };
    store.add(&known).map_err(|error| {
        let again = hand::link(space).unwrap_or_else(|| space.name.to_string());
        format!(
            "The space was made, but it is not in the list: {}. {} Then take it in: greenroom rename {again} NAME",
            error.why(),
            error.next_step()
        )
    })
}

fn as_json(kept: &Result<Entry, String>, space: Space) -> Exit {
    let facts = Facts { space, learnt: Timestamp::now() };
    match kept {
        Ok(entry) => out::json(&Shape::listed(Known { entry: entry.clone(), facts: Some(facts) })),
        Err(_) => out::json(&Shape::unlisted(facts)),
    }
}

fn printed(space: &Space) -> Exit {
    if let Some(link) = hand::link(space) {
        return print(&format!("{link}\n"));
    }
    complain("Made, but Google sent no link for it: greenroom show asks again.");
    print(&format!("{}\n", space.name))
}
