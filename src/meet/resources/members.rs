//! Members: who has a right of their own in a space before anybody has joined.

use serde::{Deserialize, Serialize};

use super::Others;
use crate::meet::names::MemberName;

open_enum!(
    /// What a member is in a conference of the space.
    Role {
        /// Nothing in particular: contributor or viewer, as the space's settings have it.
        Unspecified = "ROLE_UNSPECIFIED",
        /// Helps to run the conference. Without moderation, or in an edition without co-hosts, it has no effect.
        Cohost = "COHOST",
    }
);

/// Somebody who joins a space without knocking, perhaps as a co-host. Being a member is a right, not a presence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Its name.
    pub name: MemberName,
    /// The address as the server has it: not to be drawn before it is cleaned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The role; absent is the same as [`Role::Unspecified`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// What this version does not know (the documentation names a `user` that no schema has).
    #[serde(flatten)]
    pub other: Others,
}

impl Member {
    /// The role, where there is one of its own.
    #[must_use]
    pub fn own_role(&self) -> Option<&Role> {
        self.role.as_ref().filter(|role| **role != Role::Unspecified)
    }

    /// True for a co-host.
    #[must_use]
    pub fn is_cohost(&self) -> bool {
        self.role == Some(Role::Cohost)
    }
}
