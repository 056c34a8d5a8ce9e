//! How the people of a space are drawn: what to know first, then a row each, then what the row under the cursor has to say.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Cohosts;
use crate::book::{Card, Invite, InviteState, MemberLine, Members};
use crate::meet::resources::{Member, Role, Switch};
use crate::trouble::Trouble;
use crate::ui::clock::Clock;
use crate::ui::theme::Theme;
use crate::ui::{self, Listing, text};

/// Most co-hosts that Meet's own page takes.
const PAGE_TAKES: usize = 25;
/// Who may need a licence.
const LICENCE: &str =
    "Co-hosts may need Business Standard, Essentials, Enterprise, Education or Individual; personal accounts have none.";

/// What the people need to be drawn.
#[derive(Debug)]
pub struct Look<'a> {
    /// What is known of the space, if anything is.
    pub card: Option<&'a Card>,
    /// Now.
    pub clock: &'a Clock,
    /// Colours and signs.
    pub theme: &'a Theme,
    /// Whether the keys go here.
    pub focused: bool,
    /// Why nothing can be asked, where nothing can.
    pub silent: Option<&'a str>,
}

/// What a role is called; one that this version does not know is shown as it was sent.
pub(super) fn role_word(role: Option<&Role>) -> &str {
    match role {
        Some(Role::Cohost) => "co-host",
        Some(Role::Unspecified) | None => "member",
        Some(Role::Other(sent)) => sent,
    }
}

/// Draws them into the inside of the pane; gives back who stands where.
pub fn draw(cohosts: &Cohosts, frame: &mut Frame, inside: Rect, look: &Look) -> Listing {
    let (room, theme) = (usize::from(inside.width).saturating_sub(2), look.theme);
    let empty = Members::default();
    let members = look.card.map_or(&empty, |card| &card.members);
    let height = usize::from(inside.height);
    let mut above = above(cohosts, members, look, room);
    let mut below = below(cohosts, members, look, room);
    // Some people are always seen: what explains them gives way.
    let people = cohosts.rows.len().min(3);
    above.truncate(height.saturating_sub(people));
    below.truncate(height.saturating_sub(above.len() + people));
    if cohosts.rows.is_empty() && below.first().is_some_and(|line| line.width() == 0) {
        // There is nothing in between: one blank line is enough.
        below.remove(0);
    }
    let mut y = inside.y;
    let mut put = |line: Line<'static>, y: &mut u16| {
        if *y < inside.bottom() {
            frame.render_widget(line, Rect { y: *y, height: 1, ..inside });
            *y += 1;
        }
    };
    for line in above {
        put(line, &mut y);
    }
    let rows = height.saturating_sub(usize::from(y - inside.y) + below.len());
    let first = ui::scroll(cohosts.offset, cohosts.at, rows, cohosts.rows.len());
    let visible = &cohosts.rows[first..(first + rows).min(cohosts.rows.len())];
    let list = Rect { y, height: u16::try_from(visible.len()).unwrap_or(0), ..inside };
    let states: Vec<(String, Vec<Span>)> = visible.iter().map(|person| shown(person, members, theme)).collect();
    // One column for all addresses on the screen, as wide as what stands behind them allows.
    let widest = states.iter().map(|(_, state)| state.iter().map(Span::width).sum::<usize>()).max().unwrap_or(0);
    let longest = states.iter().map(|(address, _)| text::width(address)).max().unwrap_or(0).next_multiple_of(8);
    let column = longest.max(24).min(room.saturating_sub(5 + widest).max(14));
    for (at, (person, (address, state))) in (first..).zip(visible.iter().zip(states)) {
        let sign = if cohosts.marked.contains(person) { theme.signs.marked } else { " " };
        put(row(&address, state, at == cohosts.at, sign, column, look), &mut y);
    }
    for line in below {
        put(line, &mut y);
    }
    cursor(cohosts, frame, inside, look);
    // The height is that of the room for rows, for pages and scrolling; the items are what stands there.
    let area = Rect { height: u16::try_from(rows.max(1)).unwrap_or(list.height), ..list };
    let area = area.intersection(inside);
    Listing { area, items: (0..visible.len()).map(|line| Some(first + line)).collect() }
}

fn cursor(cohosts: &Cohosts, frame: &mut Frame, inside: Rect, look: &Look) {
    if look.focused && cohosts.typing && inside.width > 4 && inside.height > 0 {
        let room = usize::from(inside.width) - 4;
        let column = u16::try_from(cohosts.filter.visual_cursor().min(room)).unwrap_or(0);
        frame.set_cursor_position(Position::new(inside.x + 3 + column, inside.y));
    }
}

fn wrapped(lines: &mut Vec<Line<'static>>, words: &str, style: Style, theme: &Theme, room: usize) {
    let words = ui::drawable(theme, words);
    lines.extend(text::wrap(&words, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
}

fn told(lines: &mut Vec<Line<'static>>, trouble: &Trouble, theme: &Theme, room: usize) {
    for (part, style) in [(&trouble.what, theme.trouble), (&trouble.why, theme.plain), (&trouble.next, theme.strong)] {
        wrapped(lines, part, style, theme, room);
    }
}

/// How many there are and how old that is; what keeps co-hosts from having an effect.
fn above(cohosts: &Cohosts, members: &Members, look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut lines = Vec::new();
    if cohosts.typing || !cohosts.filter.value().trim().is_empty() {
        let style = if cohosts.typing { theme.accent } else { theme.dim };
        let count = format!("  {} of {}", cohosts.rows.len(), members.list().len() + members.invites().len());
        let typed = text::fit_with(&ui::drawable(theme, cohosts.filter.value()), room.saturating_sub(16), "").into_owned();
        lines.push(Line::from(vec![Span::styled(" / ", style), Span::raw(typed), Span::styled(count, theme.dim)]));
    } else {
        let words = ui::drawable(theme, &counted(members, look, theme.signs.dot));
        let words = text::fit_with(&words, room + 1, theme.signs.ellipsis).into_owned();
        lines.push(Line::styled(format!(" {words}"), theme.dim));
    }
    let config = look.card.and_then(|card| card.facts.as_ref()?.space.config.as_ref());
    let off = config.and_then(|config| config.moderation.as_ref()) == Some(&Switch::Off);
    if off && (members.cohosts() > 0 || members.invites().iter().any(|invite| invite.role == Role::Cohost)) {
        let words = "Moderation is off: co-hosts have no more rights than anybody else. ‹settings_tab› goes to the settings, where it is turned on.";
        wrapped(&mut lines, words, theme.waiting, theme, room);
    }
    if members.waiting() > 0 {
        let words = format!(
            "{} to go, one after the other, well below the 100 changes a minute that Google allows. ‹stop_changes› stops them.",
            members.waiting() + usize::from(members.sent().is_some())
        );
        wrapped(&mut lines, &words, theme.waiting, theme, room);
    }
    lines.push(Line::default());
    lines
}

/// `3 co-hosts, 2 members · asked 12:04`
fn counted(members: &Members, look: &Look, dot: &str) -> String {
    let cohosts = members.cohosts();
    let others = members.list().len() - cohosts;
    let part = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let mut parts: Vec<String> = [part(cohosts, "co-host"), part(others, "member")].into_iter().flatten().collect();
    if members.invites().iter().any(|invite| matches!(invite.state, InviteState::Failed { .. } | InviteState::Unknown { .. })) {
        parts.push("not all were added".into());
    }
    let mut words = parts.join(", ");
    let state = match (members.learnt, members.reading) {
        (_, Some(_)) => "asking Google".to_owned(),
        (Some(at), None) => format!("asked {}", look.clock.long(at)),
        (None, None) if members.refused => "not visible to you".to_owned(),
        (None, None) => look.silent.map_or_else(|| "not known yet; ‹refresh› asks".to_owned(), str::to_owned),
    };
    if !words.is_empty() {
        words.push_str(dot);
    }
    words + &state
}

/// One row: cursor bar, mark, address, role or what is being done about it.
fn row(address: &str, state: Vec<Span<'static>>, chosen: bool, sign: &'static str, column: usize, look: &Look) -> Line<'static> {
    let theme = look.theme;
    let bar = Span::styled(if chosen { theme.signs.cursor } else { " " }, if look.focused { theme.accent } else { theme.dim });
    let address = text::fit_with(address, column, theme.signs.ellipsis);
    let style = if chosen { theme.strong } else { theme.plain };
    let sign = Span::styled(sign, theme.accent);
    let mut spans = vec![bar, sign, Span::raw(" "), Span::styled(text::pad(&address, column), style), Span::raw("  ")];
    spans.extend(state);
    Line::from(spans)
}

/// The address of somebody, and how it is with them. A member without an address is shown by name.
fn shown(person: &MemberLine, members: &Members, theme: &Theme) -> (String, Vec<Span<'static>>) {
    let (address, state) = match person {
        MemberLine::Invite(email) => {
            (email.as_str(), members.invite(email).map(|invite| invited(invite, theme)).unwrap_or_default())
        }
        MemberLine::Member(name) => match members.get(name) {
            Some(member) => (member.email.as_deref().unwrap_or(name.as_str()), role(member, members, theme)),
            None => (name.as_str(), Vec::new()),
        },
    };
    (ui::drawable(theme, address), state)
}

fn role(member: &Member, members: &Members, theme: &Theme) -> Vec<Span<'static>> {
    let word = |role: Option<&Role>| ui::drawable(theme, role_word(role));
    let style = match member.own_role() {
        Some(Role::Cohost) => theme.plain,
        Some(_) => theme.waiting,
        None => theme.dim,
    };
    if members.is_going(&member.name) {
        return vec![Span::styled("being taken off", theme.waiting)];
    }
    if let Some(coming) = members.coming_role(&member.name) {
        return vec![
            Span::styled(word(member.role.as_ref()), theme.dim),
            Span::styled(theme.signs.arrow, theme.dim),
            Span::styled(word(Some(coming)), theme.waiting),
        ];
    }
    vec![Span::styled(word(member.role.as_ref()), style)]
}

fn invited(invite: &Invite, theme: &Theme) -> Vec<Span<'static>> {
    let sign = |sign: &'static str, words: &'static str, style: Style| vec![Span::styled(format!("{sign} {words}"), style)];
    match &invite.state {
        InviteState::Waiting => sign(theme.signs.waiting, "to be added", theme.dim),
        InviteState::Sent => sign(theme.signs.waiting, "being added", theme.waiting),
        InviteState::Failed { why, .. } => sign(theme.signs.failed, why, theme.trouble),
        InviteState::Unknown { .. } => sign(theme.signs.failed, "nobody knows", theme.trouble),
    }
}

/// What the row under the cursor has to say, what went wrong, and what is good to know.
fn below(cohosts: &Cohosts, members: &Members, look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut lines = vec![Line::default()];
    let under = cohosts.cursor.as_ref().filter(|_| look.focused).and_then(|person| match person {
        MemberLine::Invite(email) => members.invite(email),
        MemberLine::Member(_) => None,
    });
    let own = under.and_then(|invite| match &invite.state {
        InviteState::Failed { trouble, .. } | InviteState::Unknown { trouble, .. } => Some(trouble),
        InviteState::Waiting | InviteState::Sent => None,
    });
    if let Some(trouble) = own {
        told(&mut lines, trouble, theme, room);
        let together = matches!(under.map(|invite| &invite.state), Some(InviteState::Failed { at_large: true, .. }));
        let words = match members.held_up().len() {
            count @ 2.. if together => {
                format!("‹change_role› tries all {count} again that were held up, ‹remove_member› takes this one off the list.")
            }
            _ => "‹change_role› tries again, ‹remove_member› takes it off this list.".to_owned(),
        };
        wrapped(&mut lines, &words, theme.dim, theme, room);
    } else if let Some(trouble) = &members.trouble {
        told(&mut lines, trouble, theme, room);
    }
    if cohosts.marks() > 0 {
        let words =
            format!("{} marked: ‹change_role› changes the role, ‹remove_member› takes them off, ‹back› unmarks", cohosts.marks());
        wrapped(&mut lines, &words, theme.waiting, theme, room);
    }
    if lines.len() > 1 {
        return lines;
    }
    if cohosts.rows.is_empty() {
        return nobody(cohosts, members, look, room);
    }
    let member = match &cohosts.cursor {
        Some(MemberLine::Member(name)) if look.focused => members.get(name),
        _ => None,
    };
    if let Some(member) = member {
        wrapped(&mut lines, meaning(member), theme.dim, theme, room);
    }
    if members.cohosts() > 0 {
        wrapped(&mut lines, LICENCE, theme.dim, theme, room);
    }
    if members.cohosts() > PAGE_TAKES {
        let words = "Meet's own page stops at 25 co-hosts: what more of them can do is not documented.";
        wrapped(&mut lines, words, theme.dim, theme, room);
    }
    lines
}

fn meaning(member: &Member) -> &'static str {
    match member.own_role() {
        Some(Role::Cohost) => "Comes in without knocking and helps to run the call.",
        Some(_) => "A role that this version does not know. It is left alone unless you change it.",
        None => "Comes in without knocking; may do what the settings let everybody do.",
    }
}

/// What to say where nobody is listed.
fn nobody(cohosts: &Cohosts, members: &Members, look: &Look, room: usize) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut lines = Vec::new();
    if !cohosts.filter.value().trim().is_empty() {
        let words = format!("Nobody matches “{}”. ‹back› clears the filter.", cohosts.filter.value().trim());
        wrapped(&mut lines, &words, theme.dim, theme, room);
    } else if members.learnt.is_some() {
        wrapped(&mut lines, "Nobody has a right of their own in this space.", theme.dim, theme, room);
        let words =
            "‹add_member› adds people by their address: they come in without knocking, and co-hosts help to run the call.";
        wrapped(&mut lines, words, theme.dim, theme, room);
    }
    lines
}
