//! `greenroom cohosts`: who joins without knocking, and who among them helps to run the call.

use clap::Subcommand;

use super::super::base::{Base, title};
use super::super::find::find;
use super::super::net::Net;
use super::super::out::{self, Cell, Column, Tone};
use super::super::{Args, Exit, complain, complete, exit};
use super::dry;
use crate::meet::email::Email;
use crate::meet::error::{Kind, MeetError};
use crate::meet::names::{MemberName, SpaceName};
use crate::meet::preview::Preview;
use crate::meet::resources::{Member, Role, Space};
use crate::meet::settings::{Setting, Value};

/// What `greenroom cohosts` does.
#[derive(Debug, Subcommand)]
pub enum CohostsCommand {
    /// Who joins without knocking, and who of them is a co-host
    #[command(visible_alias = "ls", after_help = LIST)]
    List {
        /// Join link, code, spaces/ID or your name for it
        #[arg(value_name = "SPACE", add = complete::spaces())]
        space: String,
        /// As JSON: an array of the API's members
        #[arg(long)]
        json: bool,
    },
    /// Make people co-hosts
    #[command(after_help = ADD)]
    Add(People),
    /// Take people off: they knock again, and are co-hosts no longer
    #[command(after_help = REMOVE)]
    Remove(People),
}

/// A space, and people.
#[derive(Debug, clap::Args)]
pub struct People {
    /// Join link, code, spaces/ID or your name for it
    #[arg(value_name = "SPACE", add = complete::spaces())]
    space: String,
    /// Their addresses
    #[arg(value_name = "EMAIL", required = true)]
    emails: Vec<Email>,
}

const LIST: &str = "\
Only the owner sees them. On a terminal a table; elsewhere a line each, address and role with a tab between.

Examples:
  greenroom cohosts list 'Stand-up'
  greenroom cohosts list 'Stand-up' --json | jq -r '.[] | select(.role == \"COHOST\") | .email'";

const ADD: &str = "\
Each is one request, and who is a co-host already is left alone. Who cannot be added is told, the others are added all the same, \
and the exit code is that of the first who could not. Co-hosts have an effect with --moderation on alone.

Example:
  greenroom cohosts add 'Stand-up' bo@example.com chiyo@example.com";

const REMOVE: &str = "\
Who is not a member is told, with code 5; the others are taken off all the same.

Example:
  greenroom cohosts remove 'Stand-up' bo@example.com";

pub(in crate::cli) fn run(args: &Args, command: &CohostsCommand) -> Exit {
    let done = match command {
        CohostsCommand::List { space, json } => list(args, space, *json),
        CohostsCommand::Add(people) => add(args, people),
        CohostsCommand::Remove(people) => remove(args, people),
    };
    done.unwrap_or_else(|end| end)
}

/// A space as the server has it, and the way there.
struct Place {
    net: Net,
    space: Space,
    title: String,
}

/// Finds the space; or, where nothing is to be sent, what would be.
fn place(base: &mut Base<'_>, word: &str, previews: impl FnOnce(&Base<'_>, &SpaceName) -> Vec<Preview>) -> Result<Place, Exit> {
    let mut store = base.list()?;
    let found = find(word, store.as_ref())?;
    if base.args.dry_run {
        let mut all = vec![dry::look(base, &found)];
        all.extend(dry::name(&found).map(|name| previews(base, &name)).unwrap_or_default());
        return Err(dry::requests(&all));
    }
    let mut net = Net::open(base)?;
    let (space, entry) = found.fetch(&mut net, store.as_mut())?;
    let title = title(entry.as_ref(), Some(&space));
    Ok(Place { net, space, title })
}

fn members(net: &mut Net, space: &Space, title: &str) -> Result<Vec<Member>, Exit> {
    let name = space.name.clone();
    net.ask(&format!("The members of {title} could not be read"), |client| async move { client.list_members(&name).await })
}

const COLUMNS: [Column; 2] = [Column::flexible("ADDRESS", 12), Column::whole("ROLE", 0)];

fn list(args: &Args, word: &str, json: bool) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    let mut place = place(&mut base, word, |base, name| vec![Preview::members(&base.around.endpoint, name)])?;
    let mut members = members(&mut place.net, &place.space, &place.title)?;
    if json {
        return Ok(out::json(&members));
    }
    members.sort_by_cached_key(|member| (!member.is_cohost(), member.email.clone().unwrap_or_default().to_lowercase()));
    if members.is_empty() && base.sheet.width.is_some() {
        base.say(&format!("{} has no members: whoever is not invited otherwise knocks.", place.title));
    }
    let row = |member: &Member| {
        let role = match member.own_role() {
            Some(Role::Cohost) => Cell::new("co-host", Tone::Strong),
            Some(other) => Cell::new(other.as_str(), Tone::Plain),
            None => Cell::new("member", Tone::Dim),
        };
        vec![Cell::new(member.email.as_deref().unwrap_or_else(|| member.name.as_str()), Tone::Plain), role]
    };
    Ok(out::table(&base.sheet, &COLUMNS, &members.iter().map(row).collect::<Vec<_>>()))
}

fn add(args: &Args, people: &People) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    base.may_write("This adds people to a space")?;
    let Place { mut net, space, title } = place(&mut base, &people.space, |base, name| previews(base, name, &people.emails))?;
    let failed = invite(&base, &mut net, &space, &title, &people.emails)?;
    if Setting::Moderation.value(&space.config.clone().unwrap_or_default()) == Value::Known(0) {
        base.say(&format!("Moderation is off in {title}: co-hosts can do no more than others until it is on."));
    }
    Ok(failed.unwrap_or(Exit::Done))
}

/// What would be sent to add them.
pub(super) fn previews(base: &Base<'_>, name: &SpaceName, emails: &[Email]) -> Vec<Preview> {
    let endpoint = &base.around.endpoint;
    let add = |email: &Email| Preview::add_member(endpoint, name, email, &Role::Cohost);
    std::iter::once(Preview::members(endpoint, name)).chain(emails.iter().map(add)).collect()
}

/// Makes them co-hosts, one after the other, telling what came of each; the end of the first that failed.
pub(super) fn invite(base: &Base<'_>, net: &mut Net, space: &Space, title: &str, emails: &[Email]) -> Result<Option<Exit>, Exit> {
    let known = members(net, space, title)?;
    let mut failed = None;
    for email in emails {
        let there = known.iter().find(|member| is(member, email));
        let done = match there {
            Some(member) if member.is_cohost() => {
                base.say(&format!("{email} is a co-host of {title} already."));
                continue;
            }
            Some(member) => {
                let name = member.name.clone();
                net.tried(&unknown(email), |client| async move { client.patch_member(&name, &Role::Cohost).await })?
            }
            None => {
                let (name, email) = (space.name.clone(), email.clone());
                let words = unknown(&email);
                net.once(&words, |client| async move { client.create_member(&name, &email, &Role::Cohost).await })?
            }
        };
        match done {
            Ok(member) if member.is_cohost() => base.say(&format!("{email} is a co-host of {title} now.")),
            Ok(_) => {
                let words = format!(
                    "{email} is a member of {title}, but no co-host: an administrator or the account's edition may forbid it"
                );
                note(&mut failed, Exit::Failed(words));
            }
            Err(error) => {
                let what = match &error {
                    MeetError::OutcomeUnknown { .. } => format!("Whether {email} was added to {title} is not known"),
                    _ => format!("{email} was not added to {title}"),
                };
                let ends = befalls_all(&error);
                note(&mut failed, exit::meet(&what, &error));
                if ends {
                    break;
                }
            }
        }
    }
    Ok(failed)
}

fn remove(args: &Args, people: &People) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    base.may_write("This takes people off a space")?;
    let previews = |base: &Base<'_>, name: &SpaceName| {
        // Their names are the server's own, and only it knows them.
        let gone = people.emails.iter().filter_map(|_| format!("{name}/members/ID").parse::<MemberName>().ok());
        let gone = gone.map(|member| Preview::remove_member(&base.around.endpoint, &member));
        std::iter::once(Preview::members(&base.around.endpoint, name)).chain(gone).collect()
    };
    let Place { mut net, space, title } = place(&mut base, &people.space, previews)?;
    let known = members(&mut net, &space, &title)?;
    let mut failed = None;
    for email in &people.emails {
        let Some(member) = known.iter().find(|member| is(member, email)) else {
            note(&mut failed, Exit::NotFound(format!("{email} is not a member of {title}")));
            continue;
        };
        let name = member.name.clone();
        let words = format!("It is not known whether {email} was taken off: greenroom cohosts list tells.");
        match net.tried(&words, |client| async move { client.delete_member(&name).await })? {
            Ok(()) => base.say(&format!("{email} was taken off {title}.")),
            Err(error) => {
                let ends = befalls_all(&error);
                note(&mut failed, exit::meet(&format!("{email} was not taken off {title}"), &error));
                if ends {
                    break;
                }
            }
        }
    }
    Ok(failed.unwrap_or(Exit::Done))
}

fn unknown(email: &Email) -> String {
    format!("It is not known whether {email} was added: greenroom cohosts list tells.")
}

fn is(member: &Member, email: &Email) -> bool {
    member.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email.as_str()))
}

/// The first failure is the end of the command; those after it are told at once.
fn note(failed: &mut Option<Exit>, exit: Exit) {
    match failed {
        None => *failed = Some(exit),
        Some(_) => {
            if let Some(words) = exit.words() {
                complain(words);
            }
        }
    }
}

/// Whether the next one would fare the same.
fn befalls_all(error: &MeetError) -> bool {
    matches!(error.kind(), Kind::NotSignedIn | Kind::NotPermitted | Kind::Unavailable)
}
