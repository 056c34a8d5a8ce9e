//! Members: who has a right of their own in a space, whether or not anybody is there.

use serde_json::{Map, Value, json};

use super::rules::Feature;
use super::{World, WorldError, ids};

const COHOST: &str = "COHOST";
const NONE: &str = "ROLE_UNSPECIFIED";

/// Somebody with a right of their own in a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub(in super::super) id: String,
    /// The identifier of the space.
    space: String,
    email: String,
    /// The role's name in the API.
    role: String,
}

impl Member {
    /// The resource name, `spaces/…/members/…`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("spaces/{}/members/{}", self.space, self.id)
    }

    /// The address of the account.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Whether this is a co-host, with effect or without.
    #[must_use]
    pub fn is_cohost(&self) -> bool {
        self.role == COHOST
    }

    /// The member as it is sent: no role is no field.
    pub(in super::super) fn view(&self) -> Value {
        let mut view = json!({"name": self.name(), "email": self.email});
        if self.role != NONE {
            view["role"] = self.role.as_str().into();
        }
        view
    }

    /// What a PATCH can name, with a value for everything.
    pub(in super::super) fn fields(&self) -> Map<String, Value> {
        Map::from_iter([("email".to_owned(), self.email.as_str().into()), ("role".to_owned(), self.role.as_str().into())])
    }

    /// The same with the values that stand for none. An address cannot be none.
    pub(in super::super) fn defaults(&self) -> Map<String, Value> {
        Map::from_iter([("email".to_owned(), self.email.as_str().into()), ("role".to_owned(), NONE.into())])
    }

    /// Sets the role by its name in the API.
    pub(in super::super) fn set_role(&mut self, role: &str) {
        role.clone_into(&mut self.role);
    }
}

impl World {
    /// Adds a member behind everybody's back. The answer is the resource name, `spaces/…/members/…`.
    ///
    /// # Errors
    ///
    /// When there is no such space or account, or it is a member already.
    pub fn add_member(&mut self, space: &str, email: &str, cohost: bool) -> Result<String, WorldError> {
        let id = self.space(space).ok_or_else(|| WorldError::UnknownSpace(space.into()))?.id.clone();
        let member = self.enter(&id, email, if cohost { COHOST } else { NONE })?;
        Ok(member.name())
    }

    /// Takes a member away behind everybody's back.
    ///
    /// # Errors
    ///
    /// When there is no such member.
    pub fn remove_member(&mut self, name: &str) -> Result<(), WorldError> {
        let unknown = || WorldError::UnknownMember(name.into());
        let (space, id) = name.split_once("/members/").ok_or_else(unknown)?;
        let members = &mut self.space_mut(space).ok_or_else(unknown)?.members;
        let place = members.iter().position(|member| member.id == id).ok_or_else(unknown)?;
        members.remove(place);
        Ok(())
    }

    /// The members of a space, in the order in which they were added; none if there is no such space.
    #[must_use]
    pub fn members(&self, space: &str) -> &[Member] {
        self.space(space).map_or(&[], |space| &space.members)
    }

    /// Who has a host's powers in a space: its owner, and the co-hosts where their role has an effect. Without moderation, or a
    /// licence of the owner's, it has none.
    #[must_use]
    pub fn hosts(&self, name: &str) -> Vec<String> {
        let Some(space) = self.space(name) else {
            return Vec::new();
        };
        let in_effect = self.in_effect(name, Feature::Cohosts);
        let cohosts = space.members.iter().filter(|member| in_effect && member.is_cohost());
        std::iter::once(space.owner.clone()).chain(cohosts.map(|member| member.email.clone())).collect()
    }

    /// The account of that address, as it is written; case does not matter.
    fn account(&self, email: &str) -> Option<&str> {
        self.users.keys().find(|known| known.eq_ignore_ascii_case(email)).map(String::as_str)
    }

    /// Adds a member to the space with that identifier.
    pub(in super::super) fn enter(&mut self, space: &str, email: &str, role: &str) -> Result<&Member, WorldError> {
        let email = self.account(email).ok_or_else(|| WorldError::UnknownUser(email.into()))?.to_owned();
        let members = &mut self.spaces.get_mut(space).ok_or_else(|| WorldError::UnknownSpace(space.into()))?.members;
        if members.iter().any(|member| member.email == email) {
            return Err(WorldError::Taken(email));
        }
        let id = ids::member_id(&mut self.rng);
        members.push(Member { id, space: space.to_owned(), email, role: role.to_owned() });
        members.last().ok_or_else(|| WorldError::UnknownSpace(space.into()))
    }
}
