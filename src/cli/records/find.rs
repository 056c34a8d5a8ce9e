//! CONFERENCE: `conferenceRecords/ID`, or a SPACE for its latest one.

use super::super::base::{Base, title};
use super::super::find::{Found, find};
use super::super::net::Net;
use super::super::spaces::dry;
use super::super::{Exit, exit};
use crate::meet::names::{ConferenceName, SpaceRef};
use crate::meet::preview::Preview;
use crate::meet::records::{ConferenceFilter, List};
use crate::meet::resources::ConferenceRecord;
use crate::store::Store;

/// The conferences of a space that was found.
pub(super) fn of(found: &Found) -> ConferenceFilter {
    match &found.asked {
        SpaceRef::Name(name) => ConferenceFilter::of(name),
        SpaceRef::Code(code) => ConferenceFilter::of_code(code),
    }
}

/// What a word means, before anybody is asked.
pub(super) enum Wanted {
    Named(ConferenceName),
    LatestOf(Found),
}

pub(super) fn read(word: &str, store: Option<&Store>) -> Result<Wanted, Exit> {
    match word.trim().parse::<ConferenceName>() {
        Ok(name) => Ok(Wanted::Named(name)),
        Err(_) if word.trim().starts_with("conferenceRecords/") => {
            Err(Exit::Usage("CONFERENCE: conferenceRecords/ID is wanted, or a space for its latest one".into()))
        }
        Err(_) => find(word, store).map(Wanted::LatestOf),
    }
}

impl Wanted {
    /// The conference as Google has it.
    pub(super) fn fetch(&self, net: &mut Net) -> Result<ConferenceRecord, Exit> {
        match self {
            Self::Named(name) => {
                let (what, name) = (format!("{name} could not be read"), name.clone());
                net.ask(&what, |client| async move { client.conference_record(&name).await })
            }
            Self::LatestOf(found) => {
                let list = List::conferences(&of(found)).paged_by(1);
                let what = format!("The conferences of {} could not be read", found.title());
                let page = net.ask(&what, |client| async move { client.page(&list, None).await })?;
                page.items.into_iter().next().ok_or_else(|| {
                    Exit::NotFound(format!("{} has had no conference in the last 30 days that you can see", found.title()))
                })
            }
        }
    }

    /// What would be sent to find it, and a name for what would be sent then.
    pub(super) fn preview(&self, base: &Base<'_>) -> (Vec<Preview>, Option<ConferenceName>) {
        match self {
            Self::Named(name) => (Vec::new(), Some(name.clone())),
            Self::LatestOf(found) => {
                let list = List::conferences(&of(found)).paged_by(1);
                (vec![Preview::list(&base.around.endpoint, &list)], "conferenceRecords/ID".parse().ok())
            }
        }
    }
}

/// A conference that was found, and the way to what is under it.
pub(super) struct Place {
    pub(super) net: Net,
    pub(super) record: ConferenceRecord,
    /// What to call its space.
    pub(super) title: Option<String>,
}

/// Finds the conference; or, where nothing is to be sent, prints what would be.
pub(super) fn place(
    base: &mut Base<'_>,
    word: &str,
    previews: impl FnOnce(&Base<'_>, &ConferenceName) -> Vec<Preview>,
) -> Result<Place, Exit> {
    let store = base.list()?;
    let wanted = read(word, store.as_ref())?;
    if base.args.dry_run {
        let (mut all, name) = wanted.preview(base);
        all.extend(name.map(|name| previews(base, &name)).unwrap_or_default());
        return Err(dry::requests(&all));
    }
    let mut net = Net::open(base)?;
    let record = wanted.fetch(&mut net)?;
    let title = label(&record, store.as_ref())?;
    Ok(Place { net, record, title })
}

/// What the person calls the space of a conference, where the list has it; else its name.
pub(super) fn label(record: &ConferenceRecord, store: Option<&Store>) -> Result<Option<String>, Exit> {
    let Some(space) = &record.space else { return Ok(None) };
    let entry = store.map(|store| store.entry(space)).transpose();
    let entry = entry.map_err(|error| exit::store("The list of spaces could not be read", &error))?.flatten();
    Ok(Some(entry.map_or_else(|| space.to_string(), |entry| title(Some(&entry), None))))
}
