//! Handing a space on: fresh facts, the clipboard, the browser.

use std::io::{self, IsTerminal as _, Write as _};

use jiff::Timestamp;

use super::super::base::{Base, title};
use super::super::find::{Found, find, is_fresh};
use super::super::net::Net;
use super::super::{Args, Exit, desktop, exit, print, variable};
use super::dry;
use crate::meet::names::MeetingCode;
use crate::meet::resources::Space;
use crate::share::browser::{self, Desktop};
use crate::share::clipboard::{Choice, Clipboard, Copied, Environment};
use crate::store::{Entry, Store};

/// A space that is handed on.
pub(super) struct Handed<'a> {
    pub(super) base: Base<'a>,
    pub(super) clipboard: Choice,
    store: Option<Store>,
    pub(super) space: Space,
    pub(super) entry: Option<Entry>,
}

impl<'a> Handed<'a> {
    /// Finds it. A dry run that would ask the server ends with what it would ask.
    pub(super) fn find(args: &'a Args, space: &str) -> Result<Self, Exit> {
        let mut base = Base::begin(args)?;
        let clipboard = clipboard(&base)?;
        let mut store = base.list()?;
        let found = find(space, store.as_ref())?;
        if args.dry_run && asks(&found) {
            return Err(dry::requests(&[dry::look(&base, &found)]));
        }
        let (space, entry) = fresh(&mut base, &mut store, &found)?;
        Ok(Self { base, clipboard, store, space, entry })
    }

    /// What to call it.
    pub(super) fn title(&self) -> String {
        title(self.entry.as_ref(), Some(&self.space))
    }

    /// Prints what is handed on, which counts as use. A dry run ends with it.
    pub(super) fn print(&mut self, args: &Args, words: &str) -> Result<(), Exit> {
        match print(words) {
            failed @ Exit::Failed(_) => Err(failed),
            _ if args.dry_run => Err(Exit::Done),
            _ => {
                Base::used(self.store.as_mut(), self.entry.as_ref());
                Ok(())
            }
        }
    }
}

/// The space as it can be handed on. What was learnt more than a day ago is fetched again first: its code may belong to another
/// space by now.
fn fresh(base: &mut Base<'_>, store: &mut Option<Store>, found: &Found) -> Result<(Space, Option<Entry>), Exit> {
    if let (Some(entry), Some(store), Some(_)) = (&found.entry, store.as_ref(), found.name())
        && is_fresh(entry.learnt, Timestamp::now())
    {
        let facts = store.facts(&entry.name).map_err(|error| exit::store("The list of spaces could not be read", &error))?;
        if let Some(facts) = facts {
            return Ok((facts.space, Some(entry.clone())));
        }
    }
    let mut net = Net::open(base)?;
    found.fetch(&mut net, store.as_mut())
}

/// Whether handing it on asks the server first.
fn asks(found: &Found) -> bool {
    let learnt = found.entry.as_ref().and_then(|entry| entry.learnt);
    found.name().is_none() || !is_fresh(learnt, Timestamp::now())
}

/// The join link.
pub(super) fn link(space: &Space) -> Option<String> {
    let sent = space.meeting_uri.as_deref().map(|uri| crate::text::clean(uri).into_owned());
    sent.or_else(|| space.code().as_ref().map(MeetingCode::link))
}

/// Where copies go: a wrong word ends the command before anything is done.
pub(super) fn clipboard(base: &Base<'_>) -> Result<Choice, Exit> {
    match variable("GREENROOM_CLIPBOARD") {
        Some(word) => word.parse().map_err(|error| Exit::Usage(format!("GREENROOM_CLIPBOARD: {error}"))),
        None => Ok(base.settings.clipboard.unwrap_or_default()),
    }
}

/// Copies it and says so; what went wrong otherwise.
pub(super) fn copy(base: &Base<'_>, choice: Choice, what: &str, words: &str, secret: bool) -> Result<(), String> {
    let clipboard = Clipboard::new(choice, Environment::from_env());
    let copied = clipboard.copy(words, secret, &mut |bytes| {
        let mut out = io::stderr().lock();
        if !io::stderr().is_terminal() {
            return Err(io::Error::other("standard error is none"));
        }
        out.write_all(bytes)?;
        out.flush()
    });
    clipboard.close();
    match copied {
        Ok(Copied::Copied) => base.say(&format!("Copied {what}.")),
        Ok(Copied::SentToTerminal) => base.say(&format!("Sent {what} to the terminal's clipboard.")),
        Err(error) => return Err(format!("{what} was not copied: {}. {}", error.why(), error.next_step())),
    }
    Ok(())
}

/// Opens it in the browser, as the account, and says so; what went wrong otherwise.
pub(super) fn open(base: &Base<'_>, link: &str) -> Result<(), String> {
    let whose = base.whose();
    let opened = browser::meet_link(link, whose).and_then(|url| match desktop::no_browser_here() {
        None => browser::open_with(&Desktop, &url),
        Some(desktop::NoBrowser::OverSsh) => Err(browser::BrowserError::NoBrowser("you are here over SSH".into())),
        Some(desktop::NoBrowser::NoDesktop) => Err(browser::BrowserError::NoBrowser("there is no desktop here".into())),
    });
    opened.map_err(|error| format!("it was not opened: {error}. {}", error.next_step()))?;
    let who = whose.map_or_else(String::new, |whose| format!(" as {whose}"));
    base.say(&format!("Opening it in the browser{who}."));
    Ok(())
}
