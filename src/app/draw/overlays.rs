//! What lies on top: each overlay is given what it shows of the state.

use ratatui::Frame;

use crate::app::App;
use crate::book::{Draft, RowId};
use crate::keys::Action;
use crate::overlays::{Overlay, accounts, bulk, form, presets};
use crate::ui::{self, Listing};

/// Draws all of them; gives back what stands where in the topmost.
pub(super) fn draw(app: &App, frame: &mut Frame) -> Option<Listing> {
    let mut topmost = None;
    for (at, overlay) in app.overlays.iter().enumerate() {
        // Two windows of one matter: what lies below would only show at the edges.
        if matches!(
            (overlay, app.overlays.get(at + 1)),
            (Overlay::Accounts(_), Some(Overlay::SignIn(_))) | (Overlay::Prompt(_), Some(Overlay::Confirm(_)))
        ) {
            continue;
        }
        topmost = one(app, overlay, frame);
    }
    if let Some(listing) = &topmost {
        ui::show_cursor(frame, &app.theme, listing.area);
    }
    topmost
}

fn one(app: &App, overlay: &Overlay, frame: &mut Frame) -> Option<Listing> {
    let theme = &app.theme;
    let reason = |action: Action| app.available(action).err();
    match overlay {
        Overlay::Help(help) => help.draw(frame, theme, reason),
        Overlay::Palette(palette) => return Some(palette.draw(frame, theme, reason)),
        Overlay::Confirm(confirm) => confirm.draw(frame, theme),
        Overlay::Prompt(prompt) => prompt.draw(frame, theme),
        Overlay::AddPeople(window) => window.draw(frame, theme),
        Overlay::CopyMenu(menu) => return Some(menu.draw(frame, theme)),
        Overlay::LinkCard(card) => {
            let link = app.space_of(card.of).and_then(|space| space.meeting_uri);
            let learnt = app.book.row(card.of).and_then(|row| row.learnt);
            let note = match learnt {
                Some(learnt) if app.link_is_stale(card.of) => {
                    format!("learnt {}: it may belong to another space by now", app.clock.long(learnt))
                }
                _ => String::new(),
            };
            card.draw(frame, theme, &app.title(card.of), link.as_deref(), &note);
        }
        Overlay::Problems(problems) => {
            problems.draw(frame, theme, &app.clock, app.problems(), app.bulk().is_some());
        }
        Overlay::Access(menu) => return Some(menu.draw(frame, theme)),
        Overlay::Bulk(window) => {
            let run = app.bulk()?;
            let look = bulk::Look { run, left: app.bulk_left(), waiting: app.waiting(), clock: &app.clock, theme };
            window.draw(frame, &look);
        }
        Overlay::SignIn(sign_in) => return sign_in.draw(frame, theme, &app.clock),
        Overlay::Form(window) => return Some(form::draw(window, frame, theme)),
        Overlay::Speakers(menu) => return Some(menu.draw(frame, theme)),
        Overlay::Export(menu) => return Some(menu.draw(frame, theme)),
        Overlay::Presets(presets) => {
            return Some(presets_window(app, presets, frame));
        }
        Overlay::Accounts(accounts) => {
            let session = &app.session;
            let (here, way) = (session.account.as_deref(), session.way.as_deref());
            let look = accounts::Look { clock: &app.clock, here, way, over: app.over.is_some() && way.is_none() };
            return Some(accounts.draw(frame, theme, &look));
        }
    }
    None
}

fn presets_window(app: &App, window: &presets::Presets, frame: &mut Frame) -> Listing {
    let empty = Draft::default();
    if let [id] = &*window.of {
        let draft = app.book.card(*id).map_or(&empty, |card| &card.draft);
        let target = presets::Target::One(app.config(*id), draft);
        let look = presets::Look { title: app.title(*id), target, missing: &|cohosts| app.missing(*id, cohosts) };
        return window.draw(frame, &app.theme, &look);
    }
    let (others, own): (Vec<RowId>, Vec<RowId>) = window.of.iter().partition(|id| app.is_not_owned(**id));
    let configs = own.into_iter().map(|id| app.config(id)).collect();
    let look = presets::Look {
        title: format!("{} spaces", window.of.len()),
        target: presets::Target::Several { configs, others: others.len(), hidden: app.hidden_words() },
        missing: &<[_]>::to_vec,
    };
    window.draw(frame, &app.theme, &look)
}
