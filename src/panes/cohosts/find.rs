//! Fuzzy search over the people of a space: address and role.

use std::cmp::Reverse;
use std::fmt;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::view::role_word;
use crate::book::{MemberLine, Members};
use crate::meet::resources::Role;

/// A searcher that keeps its scratch memory.
#[derive(Default)]
pub(super) struct Finder {
    matcher: Option<Matcher>,
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Finder")
    }
}

impl Finder {
    /// Those who match every word of the query, the best first, equals in the order of the list: who could not be added, co-hosts,
    /// members. Without a query, all.
    pub(super) fn find(&mut self, members: &Members, query: &str) -> Vec<MemberLine> {
        let invites = members.invites().iter();
        let invites = invites.map(|invite| (invite.email.as_str(), Some(&invite.role), MemberLine::Invite(invite.email.clone())));
        let known = members.list().iter().map(|member| {
            let text = member.email.as_deref().unwrap_or(member.name.as_str());
            (text, member.role.as_ref(), MemberLine::Member(member.name.clone()))
        });
        let people = invites.chain(known);
        if query.is_empty() {
            return people.map(|(_, _, person)| person).collect();
        }
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let words: Vec<(Atom, String)> = query
            .split_whitespace()
            .map(|word| {
                let atom = Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
                (atom, word.to_lowercase())
            })
            .collect();
        let mut wide = Vec::new();
        let mut score = |text: &str, role: Option<&Role>| {
            words.iter().try_fold(0_u32, |sum, (atom, word)| {
                let own = atom.score(Utf32Str::new(text, &mut wide), matcher);
                let by_role = || role_word(role).to_lowercase().starts_with(word.as_str()).then_some(0);
                Some(sum + u32::from(own.or_else(by_role)?))
            })
        };
        let mut hits: Vec<(Reverse<u32>, MemberLine)> =
            people.filter_map(|(text, role, person)| Some((Reverse(score(text, role)?), person))).collect();
        hits.sort_by_key(|(score, _)| *score);
        hits.into_iter().map(|(_, person)| person).collect()
    }
}
