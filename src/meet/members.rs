//! The calls about the members of a space: whom it lets in without knocking, and who among them is a co-host.
//!
//! All of them are the space's owner's alone, and only in spaces that the same Cloud project made: others are refused with the 403
//! that gives no reason.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::call::Call;
use super::client::{Client, MOST_PAGES};
use super::email::Email;
use super::error::{MeetError, Violation};
use super::names::{MemberName, SpaceName};
use super::resources::{Member, Role};

/// Most members that one `batchUpdate` changes.
pub const MOST_IN_BATCH: usize = 500;

/// A page of members, and the answer of `batchUpdate`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    members: Option<Vec<Member>>,
    #[serde(default)]
    next_page_token: Option<String>,
}

impl Client {
    /// `spaces.members.list`, all pages: each member once, in the order of the server, which means nothing.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::WrongShape`] when the pages do not end.
    pub async fn list_members(&self, space: &SpaceName) -> Result<Vec<Member>, MeetError> {
        self.list_members_by_page(space, |_| {}).await
    }

    /// The same, and `arrived` is given each page but the last as soon as it is there.
    ///
    /// # Errors
    ///
    /// Those of [`Client::list_members`].
    pub async fn list_members_by_page(
        &self,
        space: &SpaceName,
        mut arrived: impl FnMut(&[Member]) + Send,
    ) -> Result<Vec<Member>, MeetError> {
        let mut members: Vec<Member> = Vec::new();
        let mut names = HashSet::new();
        let mut tokens = HashSet::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page: Page = self.call(Call::members(space, token.as_deref())).await?;
            // Who comes or goes between two pages may shift the second one.
            let before = members.len();
            members.extend(page.members.into_iter().flatten().filter(|member| names.insert(member.name.clone())));
            match page.next_page_token.filter(|next| !next.is_empty()) {
                None => return Ok(members),
                Some(next) if tokens.insert(next.clone()) => {
                    arrived(&members[before..]);
                    token = Some(next);
                }
                Some(_) => break,
            }
        }
        Err(MeetError::WrongShape { detail: "its pages have no end".to_owned() })
    }

    /// `spaces.members.get`.
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn get_member(&self, name: &MemberName) -> Result<Member, MeetError> {
        self.call(Call::member(name)).await
    }

    /// `spaces.members.create`. Sent again only if surely nobody worked on it: what a second one does is not documented, so list
    /// the members before trying again. A role that this version does not know is not sent: the member then has none.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::NoSuchAccount`] for an address without a Google account, [`MeetError::AlreadyExists`],
    /// [`MeetError::OutcomeUnknown`] when the member may have been added all the same.
    pub async fn create_member(&self, space: &SpaceName, email: &Email, role: &Role) -> Result<Member, MeetError> {
        self.call(Call::add_member(space, email, role)).await
    }

    /// `spaces.members.delete`. Repeated where that may help. If an answer was lost and the member then cannot be found, the list
    /// is asked whether it is gone, for Google does not tell that from a refusal.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::OutcomeUnknown`] when the list could not be had either.
    pub async fn delete_member(&self, name: &MemberName) -> Result<(), MeetError> {
        let done: Result<Map<String, Value>, MeetError> = self.call(Call::remove_member(name)).await;
        match done {
            Ok(_) => Ok(()),
            Err(error @ MeetError::OutcomeUnknown { .. }) => match self.list_members(&name.space()).await {
                Ok(members) if members.iter().all(|member| member.name != *name) => Ok(()),
                _ => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// `spaces.members.patch` with the mask `role`: what comes back is how the member is now. A role that this version does not
    /// know is not sent: then this is a get.
    ///
    /// # Errors
    ///
    /// See [`MeetError`].
    pub async fn patch_member(&self, name: &MemberName, role: &Role) -> Result<Member, MeetError> {
        if matches!(role, Role::Other(_)) {
            return self.get_member(name).await;
        }
        self.call(Call::patch_member(name, role)).await
    }

    /// `spaces.members.batchUpdate` of roles, at most [`MOST_IN_BATCH`] of them: one write, however many. Changes to a role that
    /// this version does not know are left out; if nothing is left, nothing is sent.
    ///
    /// # Errors
    ///
    /// See [`MeetError`]; [`MeetError::InvalidArgument`] for more changes than that: nothing was sent.
    pub async fn batch_update_members(
        &self,
        space: &SpaceName,
        changes: &[(MemberName, Role)],
    ) -> Result<Vec<Member>, MeetError> {
        if changes.len() > MOST_IN_BATCH {
            let description = format!("at most {MOST_IN_BATCH} members can be changed at once, not {}", changes.len());
            let violations = vec![Violation { field: "requests".to_owned(), description }];
            return Err(MeetError::InvalidArgument { violations, said: None });
        }
        let known: Vec<(MemberName, Role)> =
            changes.iter().filter(|(_, role)| !matches!(role, Role::Other(_))).cloned().collect();
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let answer: Page = self.call(Call::patch_members(space, &known)).await?;
        Ok(answer.members.unwrap_or_default())
    }
}
