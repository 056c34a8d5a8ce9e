//! Page after page of a list. A page may be short, or empty, while more follow: the token alone says whether a list goes on.

use std::collections::HashSet;

use serde::Deserialize;

use super::list::{List, Listed};
use crate::meet::client::Client;
use crate::meet::error::MeetError;
use crate::meet::resources::Participant;

/// What leads to the next page of a list, and of no other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageToken(Box<str>);

impl PageToken {
    /// A token as it was sent; one that no server has made leads nowhere.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.into())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What is on it, perhaps nothing although more follows.
    pub items: Vec<T>,
    /// What leads to the next one; none on the last.
    pub next: Option<PageToken>,
}

/// A page as it is sent. A list that is empty has no field, or null.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent<T> {
    #[serde(
        default = "Option::default",
        alias = "conferenceRecords",
        alias = "participants",
        alias = "participantSessions",
        alias = "recordings",
        alias = "transcripts",
        alias = "transcriptEntries",
        alias = "smartNotes"
    )]
    items: Option<Vec<T>>,
    #[serde(default)]
    next_page_token: Option<String>,
    #[serde(default)]
    total_size: Option<u32>,
}

impl Client {
    /// A page of a list: the first one, or the one that a token leads to. Whoever walks through several takes [`Pages`].
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn page<T: Listed>(&self, list: &List<T>, token: Option<&PageToken>) -> Result<Page<T>, MeetError> {
        let sent: Sent<T> = self.call(list.call(token)).await?;
        let next = sent.next_page_token.filter(|token| !token.is_empty()).map(|token| PageToken::of(&token));
        Ok(Page { items: sent.items.unwrap_or_default(), next })
    }

    /// All pages of a list: each thing once, in the order of the server.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`].
    pub async fn read_all<T: Listed>(&self, list: &List<T>) -> Result<Vec<T>, MeetError> {
        let mut pages = Pages::new(list.clone());
        let mut all = Vec::new();
        while let Some(items) = pages.next(self).await? {
            all.extend(items);
        }
        Ok(all)
    }

    /// How many people a list has, where the server says it.
    pub(super) async fn total(&self, list: &List<Participant>) -> Result<Option<u32>, MeetError> {
        let sent: Sent<Participant> = self.call(list.total_only().call(None)).await?;
        // The only page of a list without anybody has no number.
        let nobody = sent.items.is_none_or(|items| items.is_empty()) && sent.next_page_token.is_none_or(|token| token.is_empty());
        Ok(sent.total_size.or(nobody.then_some(0)))
    }
}

/// A walk through the pages of a list.
#[derive(Debug)]
pub struct Pages<T> {
    list: List<T>,
    next: Option<PageToken>,
    /// Tokens that were followed: one that comes again leads round in a circle.
    followed: HashSet<PageToken>,
    /// What was on a page already: whoever comes or goes between two pages may shift the second one.
    seen: HashSet<Box<str>>,
    read: usize,
    over: bool,
}

impl<T: Listed> Pages<T> {
    /// A walk from the first page on.
    #[must_use]
    pub fn new(list: List<T>) -> Self {
        Self { list, next: None, followed: HashSet::new(), seen: HashSet::new(), read: 0, over: false }
    }

    /// A walk that goes on where an earlier one had come to.
    #[must_use]
    pub fn resumed(list: List<T>, after: Option<PageToken>) -> Self {
        let followed = after.iter().cloned().collect();
        Self { next: after, followed, ..Self::new(list) }
    }

    /// What leads to the page that is read next; none before the first and after the last one.
    #[must_use]
    pub fn position(&self) -> Option<&PageToken> {
        self.next.as_ref()
    }

    /// How many pages were read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.read
    }

    /// True when the last page was read.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What is new on the next page, perhaps nothing; none after the last. After an error the same page may be asked for again.
    /// A page that is too large is asked for in smaller ones, as is the rest of the list: the API allows that in the middle.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::Vanished`] when the record was there on an earlier page and is not any more,
    /// [`MeetError::WrongShape`] when the pages go round or do not end.
    pub async fn next(&mut self, client: &Client) -> Result<Option<Vec<T>>, MeetError> {
        if self.over {
            return Ok(None);
        }
        if self.read >= self.list.most_pages() {
            return Err(no_end());
        }
        let page = loop {
            match client.page(&self.list, self.next.as_ref()).await {
                Err(MeetError::Hidden { http, .. }) if self.next.is_some() => {
                    return Err(MeetError::Vanished { http, pages: self.read.max(1) });
                }
                Err(error @ MeetError::TooLarge { .. }) => match self.list.in_smaller_pages() {
                    Some(smaller) => self.list = smaller,
                    None => return Err(error),
                },
                page => break page?,
            }
        };
        if let Some(token) = page.next.clone()
            && !self.followed.insert(token)
        {
            return Err(no_end());
        }
        self.read += 1;
        self.over = page.next.is_none();
        self.next = page.next;
        Ok(Some(page.items.into_iter().filter(|item| self.seen.insert(item.resource().into())).collect()))
    }
}

fn no_end() -> MeetError {
    MeetError::WrongShape { detail: "its pages have no end".to_owned() }
}
