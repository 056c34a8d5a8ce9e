//! What the details say, line by line, free of any drawing.

use crate::book::{Book, Card, Doing, Row, RowId};
use crate::effect::Clip;
use crate::meet::resources::{AccessType, GatewaySipAccess, PhoneAccess, Space};
use crate::text;
use crate::ui::clock::Clock;
use crate::ui::tone::Tone;

use super::settings;

/// One line of the details.
#[derive(Debug, Clone)]
pub struct DetailLine {
    /// The label in the column at the left; empty when it belongs to the one above.
    pub label: &'static str,
    /// The value, in pieces.
    pub value: Vec<(String, Tone)>,
    /// What `y` copies here; none for lines that only tell.
    pub copy: Option<Clip>,
    /// Whether an empty line stands before it.
    pub gap: bool,
}

impl DetailLine {
    pub(super) fn new(label: &'static str, value: impl Into<String>, tone: Tone) -> Self {
        Self { label, value: vec![(value.into(), tone)], copy: None, gap: false }
    }

    pub(super) fn and(mut self, more: impl Into<String>, tone: Tone) -> Self {
        self.value.push((more.into(), tone));
        self
    }

    pub(super) fn copies(mut self, copied: impl Into<String>, what: &str, secret: bool) -> Self {
        self.copy = Some(Clip { text: copied.into(), what: what.to_owned(), secret });
        self
    }

    pub(super) fn after_gap(mut self) -> Self {
        self.gap = true;
        self
    }
}

/// What is said of a fact that the server did not send.
pub const NOT_VISIBLE: &str = "not visible to you";
/// What is said of a fact that nobody has asked for yet.
pub const NOT_KNOWN: &str = "not known yet";

/// For how long a code and a link can be trusted: a day.
pub const LINK_IS_FRESH: std::time::Duration = std::time::Duration::from_hours(24);

/// The details of a row.
#[must_use]
pub fn lines(book: &Book, id: RowId, clock: &Clock) -> Vec<DetailLine> {
    let Some(row) = book.row(id) else { return Vec::new() };
    let empty = Card::default();
    let card = book.card(id).unwrap_or(&empty);
    let mut lines = Vec::new();
    trouble(card, clock, &mut lines);
    match card.doing {
        Some(Doing::Creating) => {
            lines.push(DetailLine::new("Space", "being made: its link is copied as soon as it is there", Tone::Waiting));
            return lines;
        }
        Some(Doing::NotCreated) => return lines,
        Some(Doing::Ending { .. }) | None => {}
    }
    let space = card.facts.as_ref().map(|facts| &facts.space);
    link(row, space, clock, &mut lines);
    access(row, card, &mut lines);
    live(row, card, clock, &mut lines);
    if book.is_watched(id) {
        lines.push(DetailLine::new("Watched", "a notice when somebody comes in; w ends it", Tone::Plain));
    }
    match space {
        Some(space) => {
            phones(space, &mut lines);
            sip(space, &mut lines);
            settings::lines(space.config.as_ref(), &mut lines);
            others(space, &mut lines);
        }
        None => lines.push(DetailLine::new("Dial in", NOT_KNOWN, Tone::Dim).after_gap()),
    }
    history(row, card, clock, &mut lines);
    lines
}

fn trouble(card: &Card, clock: &Clock, lines: &mut Vec<DetailLine>) {
    let Some(trouble) = &card.trouble else { return };
    let whole = format!("{}: {} {}", trouble.what, trouble.why, trouble.next);
    lines.push(
        DetailLine::new("Problem", trouble.what.clone(), Tone::Trouble)
            .and(format!("  {}", clock.long(trouble.at)), Tone::Dim)
            .copies(whole, "the problem", false),
    );
    lines.push(DetailLine::new("", trouble.why.clone(), Tone::Plain));
    lines.push(DetailLine::new("", trouble.next.clone(), Tone::Strong));
}

fn link(row: &Row, space: Option<&Space>, clock: &Clock, lines: &mut Vec<DetailLine>) {
    let stale = row.learnt.is_none_or(|learnt| learnt > clock.now || clock.age(learnt) > LINK_IS_FRESH);
    let (tone, note) = if stale { (Tone::Dim, "  fetched again before use") } else { (Tone::Strong, "") };
    let uri = match (space.and_then(|space| space.meeting_uri.clone()), row.code.as_deref()) {
        (Some(uri), _) => Some(uri),
        (None, Some(code)) => Some(format!("https://meet.google.com/{code}")),
        (None, None) => None,
    };
    let gap = !lines.is_empty();
    let mut line = match uri {
        Some(uri) => DetailLine::new("Link", uri.clone(), tone).and(note, Tone::Dim).copies(uri, "the link", false),
        None => DetailLine::new("Link", NOT_KNOWN, Tone::Dim),
    };
    line.gap = gap;
    lines.push(line);
    if let Some(code) = row.code.as_deref() {
        let tone = if stale { Tone::Dim } else { Tone::Plain };
        lines.push(DetailLine::new("Code", code, tone).copies(code, "the code", false));
    }
}

/// What an access type means, in plain words.
#[must_use]
pub fn meaning(access: &AccessType) -> &'static str {
    match access {
        AccessType::Open => "anyone with the link joins without knocking",
        AccessType::Trusted => "organisation and invited people need not knock",
        AccessType::Restricted => "only invited people join without knocking",
        AccessType::Other(_) => "a value that this version does not know",
    }
}

fn access(row: &Row, card: &Card, lines: &mut Vec<DetailLine>) {
    if let Some(pending) = &card.access {
        let state = if pending.sent.is_some() { "being changed" } else { "sent when the keys rest" };
        let old = row.access.as_ref().map_or("?", AccessType::word);
        lines.push(
            DetailLine::new("Access", format!("{old} → {}", pending.chosen.word()), Tone::Waiting)
                .and(format!(" · {state}"), Tone::Dim),
        );
        return;
    }
    lines.push(match &row.access {
        Some(access) => DetailLine::new("Access", access.word(), Tone::Strong)
            .and(format!(" · {}", meaning(access)), Tone::Plain)
            .copies(access.as_str(), "the access type", false),
        None => unknown("Access", card.facts.is_some()),
    });
}

/// A fact that is not there: hidden by the server, or never asked for.
pub(super) fn unknown(label: &'static str, asked: bool) -> DetailLine {
    DetailLine::new(label, if asked { NOT_VISIBLE } else { NOT_KNOWN }, Tone::Dim)
}

fn live(row: &Row, card: &Card, clock: &Clock, lines: &mut Vec<DetailLine>) {
    if let Some(Doing::Ending { since }) = card.doing {
        lines.push(
            DetailLine::new("Live", "ending", Tone::Waiting)
                .and(format!(" · asked {}; Google takes a moment to confirm", clock.long(since)), Tone::Dim),
        );
        return;
    }
    if !row.live {
        // Who is neither owner nor participant is not told of a conference: absent is not "none".
        let words = match &card.facts {
            Some(facts) if facts.space.config.is_some() => "no conference is running",
            Some(_) => "none that you can see",
            None => NOT_KNOWN,
        };
        lines.push(DetailLine::new("Live", words, Tone::Dim));
        return;
    }
    lines.push(match card.running {
        Some((running, _)) => {
            let since = running.since.map_or_else(String::new, |since| format!("since {} · ", clock.at(since)));
            DetailLine::new("Live", format!("{since}{}", people(running.people)), Tone::Live)
        }
        None => DetailLine::new("Live", "a conference is running", Tone::Live),
    });
}

/// A number of people in words.
#[must_use]
pub fn people(count: u32) -> String {
    match count {
        0 => "nobody in it".into(),
        1 => "1 person".into(),
        _ => format!("{count} people"),
    }
}

/// A dial-in number with its own PIN, as it is read aloud.
#[must_use]
pub fn phone_text(phone: &PhoneAccess) -> String {
    let number = phone.phone_number.as_deref().map_or_else(|| NOT_VISIBLE.into(), text::phone);
    match &phone.pin {
        Some(pin) => format!("{number} PIN {}#", text::groups(pin)),
        None => number,
    }
}

fn phones(space: &Space, lines: &mut Vec<DetailLine>) {
    if space.phone_access.is_empty() {
        lines.push(unknown("Dial in", true).after_gap());
    }
    let numbers: Vec<String> = space
        .phone_access
        .iter()
        .map(|phone| phone.phone_number.as_deref().map_or_else(|| NOT_VISIBLE.into(), text::phone))
        .collect();
    let widest = numbers.iter().map(|number| text::width(number)).max().unwrap_or(0);
    for (at, (phone, number)) in space.phone_access.iter().zip(&numbers).enumerate() {
        let region = phone.region_code.as_deref().unwrap_or("");
        let pin = phone.pin.as_deref().map_or_else(String::new, |pin| format!("  PIN {}#", text::groups(pin)));
        let mut line = DetailLine::new(if at == 0 { "Dial in" } else { "" }, format!("{region:<4}"), Tone::Dim)
            .and(text::pad(number, widest), Tone::Plain)
            .and(pin, Tone::Plain)
            .copies(phone_text(phone), "the dial-in number with its PIN", true);
        line.gap = at == 0;
        lines.push(line);
    }
    if let Some(code) = space.code()
        && !space.phone_access.is_empty()
    {
        let page = code.numbers_page();
        lines.push(DetailLine::new("", "more numbers  ", Tone::Dim).and(page.clone(), Tone::Dim).copies(
            page,
            "the page of numbers",
            false,
        ));
    }
}

/// A SIP address with its access code.
#[must_use]
pub fn sip_text(sip: &GatewaySipAccess) -> String {
    match (&sip.uri, &sip.sip_access_code) {
        (Some(uri), Some(code)) => format!("{uri} code {}", text::groups(code)),
        (Some(uri), None) => uri.clone(),
        (None, Some(code)) => format!("code {}", text::groups(code)),
        (None, None) => NOT_VISIBLE.into(),
    }
}

fn sip(space: &Space, lines: &mut Vec<DetailLine>) {
    if space.gateway_sip_access.is_empty() {
        lines.push(unknown("SIP", true));
    }
    for (at, sip) in space.gateway_sip_access.iter().enumerate() {
        let uri = sip.uri.clone().unwrap_or_else(|| NOT_VISIBLE.into());
        let code = sip.sip_access_code.as_deref().map_or_else(String::new, |code| format!("  code {}", text::groups(code)));
        lines.push(DetailLine::new(if at == 0 { "SIP" } else { "" }, uri, Tone::Plain).and(code, Tone::Plain).copies(
            sip_text(sip),
            "the SIP address with its code",
            true,
        ));
    }
}

/// What the server sent and this version does not know.
fn others(space: &Space, lines: &mut Vec<DetailLine>) {
    for (at, (field, value)) in space.other.iter().enumerate() {
        let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let mut line = DetailLine::new(if at == 0 { "Also sent" } else { "" }, format!("{field}: {value}"), Tone::Dim);
        line.gap = at == 0;
        lines.push(line);
    }
}

fn history(row: &Row, card: &Card, clock: &Clock, lines: &mut Vec<DetailLine>) {
    if let Some(name) = &row.name {
        lines.push(DetailLine::new("Space", name.as_str(), Tone::Dim).copies(name.as_str(), "the space name", false).after_gap());
    }
    let made = row.created.map_or_else(|| "not by greenroom here".into(), |created| clock.at(created));
    lines.push(DetailLine::new("Made", made, Tone::Dim));
    let state = if card.reading.is_some() { " · asking again" } else { "" };
    let learnt = row.learnt.map_or_else(|| "never".into(), |learnt| clock.long(learnt));
    lines.push(DetailLine::new("Learnt", format!("{learnt}{state}"), Tone::Dim));
}
