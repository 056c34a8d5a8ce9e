//! `greenroom watch`: what happens in spaces, a line an event, until it is stopped.
//!
//! Where news come from is a [`Source`]; what is told of them stands in [`told`], and who is called for each in [`hand`].

mod hand;
mod live;
mod source;
mod told;

use std::ffi::OsString;
use std::io;
use std::time::Duration;

use super::base::{Base, title};
use super::find::find;
use super::net::Net;
use super::spaces::dry;
use super::{Args, Exit, complain, complete, events, exit};
use crate::activity;
use crate::meet::client::Settings;
use crate::meet::error::MeetError;
use crate::meet::preview::Preview;
use crate::store::{Entry, Store};
use hand::Hand;
use live::Live;
use source::{News, Source, Watched};
use told::{Told, Voice};

/// Spaces that are watched where none is named. With all of them idle that is a sixth of what Google allows in a minute.
const MOST: usize = 50;
/// How long it may take to take subscriptions away when it ends.
const PATIENCE: Duration = Duration::from_secs(5);

/// What `greenroom watch` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct WatchArgs {
    /// Join links, codes, spaces/ID or your names for them; otherwise those that you watch (w in the app), or else the first 50 of your list
    #[arg(value_name = "SPACE", add = complete::spaces())]
    spaces: Vec<String>,
    /// As JSON: an object a line
    #[arg(long)]
    json: bool,
    /// Run a program for each event, with the event as JSON on its stdin; what follows are its arguments
    #[arg(long, value_names = ["CMD", "ARG"], num_args = 1.., allow_hyphen_values = true)]
    exec: Vec<OsString>,
}

const HELP: &str = "\
On a terminal a line for people; elsewhere a line an event, with tabs between: time, event, the space's name, who, spaces/ID, the
resource that it is about. With --json an object a line: time, type (Google's event type, as
google.workspace.meet.participant.v2.joined), space, label (your name for it), conferenceRecord, participant (as the API has it, null
where it is about nobody), resource. Each line is written at once. What was so before it began is not told. Without SPACE it is the
spaces that you watch in the app (w); where there are none, the first 50 of your list: pinned ones, then those used last.

Google is asked every 30 seconds, about a running call every 15 ([polling] in config.toml), for many spaces less often: at most 120
reads a minute of the 600 that it allows. Where events are set up (greenroom events setup) Google tells by itself where something
happened, and is asked then, and else every five minutes. It goes on through outages, which stderr tells once, until Ctrl-C (code 130) or --timeout.

--exec takes the rest of the line: a program and its arguments, no shell. It is run for one event after another, in their order, each
for at most 10 seconds; what it prints goes to stderr, and each time that it failed is said there. Where 256 events wait for it,
watching waits. When watching ends, what runs is ended with it (SIGTERM, a second later SIGKILL), and what waits is dropped. Its environment has GREENROOM_EVENT_TYPE,
_TIME, _SPACE, _LABEL, _CONFERENCE, _PARTICIPANT, _WHO and _RESOURCE; its stdin the object of --json.

Examples:
  greenroom watch 'Stand-up'
  greenroom watch --json | jq -r 'select(.type | endswith(\".joined\")) | .participant.anonymousUser.displayName // empty'
  greenroom watch 'Stand-up' 'Weekly design review' --exec notify-send 'Something happened in Meet'
  greenroom watch --exec sh -c 'echo \"$GREENROOM_EVENT_TIME $GREENROOM_EVENT_WHO\" >> ~/meet.log'";

pub(super) fn run(args: &Args, own: &WatchArgs) -> Exit {
    watch(args, own).unwrap_or_else(|end| end)
}

fn watch(args: &Args, own: &WatchArgs) -> Result<Exit, Exit> {
    let mut base = Base::begin(args)?;
    if let Some(program) = own.exec.first() {
        hand::is_there(program).map_err(Exit::Usage)?;
    }
    let mut net = None;
    let spaces = chosen(&mut base, own, &mut net)?;
    if args.dry_run {
        let endpoint = &base.around.endpoint;
        let requests = spaces.iter().map(|watched| Preview::get(endpoint, &watched.space.clone().into()));
        return Ok(dry::requests(&requests.collect::<Vec<_>>()));
    }
    let mut net = match net {
        Some(net) => net,
        None => Net::open(&mut base)?,
    };
    let pace = activity::Pace { watched: base.settings.polling.watched, live: base.settings.polling.live };
    let mut hand = if own.exec.is_empty() { None } else { Some(Hand::new(own.exec.clone(), hand::LIMIT)) };
    let voice = Voice { json: own.json, sheet: base.sheet.clone() };
    let live = live(&base, &net, &spaces)?;
    let mut source = Source::new(net.client.clone(), pace, spaces, !own.spaces.is_empty()).with(live);
    let ended = net.tried("", |_| async {
        tokio::select! {
            end = told_to_end() => Ok(end),
            end = follow(&mut source, &base, &voice, hand.as_ref()) => end,
        }
    });
    if let Some(hand) = hand.take() {
        hand.end();
    }
    net.finish(PATIENCE, source.leave());
    ended?.map_err(|error| exit::meet("Watching ended", &error))
}

/// What Google tells of these by itself, where events are set up and may be asked for.
fn live(base: &Base<'_>, net: &Net, spaces: &[Watched]) -> Result<Option<Live>, Exit> {
    let chosen = &base.settings.events;
    let tokens = net.tokens();
    match events::source::source(&base.around, chosen, &tokens, None, !base.around.read_only).map_err(Exit::Usage)? {
        Some(Ok(source)) => {
            let names = spaces.iter().map(|watched| watched.space.clone()).collect();
            let meet = (Settings::new(base.around.endpoint.clone()), tokens);
            Ok(Some(Live::start(source, chosen.scope, names, meet, &net.handle())))
        }
        Some(Err(error)) => {
            complain(&format!("News do not come as they happen; looking now and then instead. {}", error.why()));
            Ok(None)
        }
        None => Ok(None),
    }
}

/// What is watched: what was named, or the first ones of the list.
fn chosen(base: &mut Base<'_>, own: &WatchArgs, net: &mut Option<Net>) -> Result<Vec<Watched>, Exit> {
    let mut store = base.list()?;
    let mut spaces: Vec<Watched> = Vec::new();
    for word in &own.spaces {
        let found = find(word, store.as_ref())?;
        let watched = if let Some(name) = found.name() {
            let label = found.entry.as_ref().and_then(|entry| entry.label.clone());
            Watched::new(name.clone(), label, found.title())
        } else {
            let net = match net {
                Some(net) => net,
                None => net.insert(Net::open(base)?),
            };
            let (space, entry) = found.fetch(net, store.as_mut())?;
            let called = title(entry.as_ref(), Some(&space));
            Watched::new(space.name, entry.and_then(|entry| entry.label), called)
        };
        if spaces.iter().all(|other| other.space != watched.space) {
            spaces.push(watched);
        }
    }
    if !own.spaces.is_empty() {
        return Ok(spaces);
    }
    if let Some(store) = &store {
        spaces.extend(by_itself(base, store)?.into_iter().map(|entry| {
            let called = title(Some(&entry), None);
            Watched::new(entry.name, entry.label, called)
        }));
    }
    if spaces.is_empty() {
        return Err(Exit::Usage("there is no space in the list to watch: name one by its link, code or spaces/ID".into()));
    }
    Ok(spaces)
}

/// Where nothing was named: what the person watches, or else the first ones of the list.
fn by_itself(base: &Base<'_>, store: &Store) -> Result<Vec<Entry>, Exit> {
    let unreadable = |error| exit::store("The list of spaces could not be read", &error);
    let names = store.watched().map_err(unreadable)?;
    if !names.is_empty() {
        let entries = names.iter().map(|name| store.entry(name)).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        return Ok(entries.into_iter().flatten().collect());
    }
    let all = store.len().map_err(unreadable)?;
    if all > u64::try_from(MOST).unwrap_or(u64::MAX) {
        let which = "pinned ones, then those used last";
        base.say(&format!("Only the first {MOST} of {all} spaces are watched: {which}. Name others to watch them."));
    }
    store.first(MOST).map_err(unreadable)
}

/// Ends when it is told to from outside, and when nobody reads any more: the next event may be an hour away.
#[cfg(unix)]
async fn told_to_end() -> Exit {
    use std::os::fd::AsFd as _;

    use tokio::io::Interest;
    use tokio::net::unix::pipe::Sender;
    use tokio::signal::unix::{SignalKind, signal};

    let unread = async {
        // Nobody waits for a file.
        let out = io::stdout().as_fd().try_clone_to_owned().and_then(Sender::from_owned_fd_unchecked);
        if let Ok(out) = &out
            && out.ready(Interest::ERROR).await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    };
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = term.recv() => Exit::Signal(15),
        () = unread => Exit::Done,
    }
}

#[cfg(not(unix))]
async fn told_to_end() -> Exit {
    std::future::pending().await
}

/// Tells what happens until nobody listens any more.
async fn follow(source: &mut Source, base: &Base<'_>, voice: &Voice, hand: Option<&Hand>) -> Result<Exit, MeetError> {
    loop {
        for news in source.next().await? {
            match news {
                News::Watching(words) | News::How(words) => base.say(&words),
                News::Unreachable(error) => complain(&format!("{} Watching goes on.", error.why())),
                News::Back => base.say("Google answers again."),
                News::Gone(called, error) => complain(&format!("{called} is not watched any more. {}", error.why())),
                News::Missing(called, error) => return Ok(exit::meet(&format!("{called} cannot be watched"), &error)),
                News::Nothing(error) => return Err(error),
                News::Happened(happening, called, label) => {
                    let told = Told::new(&happening, called, label);
                    match voice.say(&told) {
                        Ok(()) => {}
                        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
                        Err(error) => return Ok(Exit::Failed(format!("could not write: {error}"))),
                    }
                    if let Some(hand) = hand {
                        hand.give(told).await;
                    }
                }
            }
        }
    }
}
