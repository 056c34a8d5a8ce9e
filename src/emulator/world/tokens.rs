//! Tokens: given out, run out, taken back; and everything secret that was given out, so that one can look whether it lies about.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::method::Scope;
use super::super::oauth::Scopes;
use super::{World, WorldError, ids};

/// How many secrets are remembered that were given out.
const SECRETS: usize = 100_000;

/// Of more tokens than so many, the oldest that has run out is forgotten.
const TOKENS: usize = 10_000;

/// What a token is good for.
#[derive(Clone)]
pub(in super::super) struct Grant {
    pub(in super::super) user: String,
    pub(in super::super) project: String,
    /// Those that a method here wants.
    pub(in super::super) scopes: BTreeSet<Scope>,
    /// All of them, as they stand in an answer.
    pub(in super::super) all: Scopes,
    /// The OAuth client, where it came through one.
    pub(in super::super) client: Option<String>,
    pub(in super::super) expires: Timestamp,
}

impl World {
    /// Gives out a token for somebody, through an OAuth client of that project, good for `lifetime` from now.
    ///
    /// # Errors
    ///
    /// When there is no such person or project.
    pub fn issue_token(
        &mut self,
        email: &str,
        project: &str,
        scopes: &[Scope],
        lifetime: Duration,
    ) -> Result<String, WorldError> {
        let token = ids::token(&mut self.rng);
        self.accept_token(&token, email, project, scopes, lifetime)?;
        Ok(token)
    }

    /// The same with a token that is already known.
    ///
    /// # Errors
    ///
    /// When there is no such person or project.
    pub fn accept_token(
        &mut self,
        token: &str,
        email: &str,
        project: &str,
        scopes: &[Scope],
        lifetime: Duration,
    ) -> Result<(), WorldError> {
        if !self.users.contains_key(email) {
            return Err(WorldError::UnknownUser(email.into()));
        }
        if !self.projects.contains_key(project) {
            return Err(WorldError::UnknownProject(project.into()));
        }
        let lifetime = SignedDuration::try_from(lifetime).unwrap_or(SignedDuration::MAX);
        let expires = self.now().checked_add(lifetime).unwrap_or(Timestamp::MAX);
        let grant = Grant {
            user: email.to_owned(),
            project: project.to_owned(),
            scopes: scopes.iter().copied().collect(),
            all: scopes.iter().map(|scope| scope.url()).collect(),
            client: None,
            expires,
        };
        self.put_token(token, grant);
        Ok(())
    }

    pub(in super::super) fn put_token(&mut self, token: &str, grant: Grant) {
        if self.tokens.insert(token.to_owned(), grant).is_some() {
            return;
        }
        self.token_list.push(token.to_owned());
        self.note_secret(token);
        let now = self.now();
        let has_ended = |known: &String| self.tokens.get(known).is_none_or(|grant| grant.expires <= now);
        if self.token_list.len() > TOKENS
            && let Some(place) = self.token_list.iter().position(has_ended)
        {
            let gone = self.token_list.remove(place);
            self.tokens.remove(&gone);
        }
    }

    /// Makes a token run out now.
    ///
    /// # Errors
    ///
    /// When the token was never given out.
    pub fn expire_token(&mut self, token: &str) -> Result<(), WorldError> {
        let now = self.now();
        self.tokens.get_mut(token).ok_or(WorldError::UnknownToken)?.expires = now;
        Ok(())
    }

    /// Takes a token back: it is as if it had never been given out.
    ///
    /// # Errors
    ///
    /// When the token was never given out.
    pub fn revoke_token(&mut self, token: &str) -> Result<(), WorldError> {
        self.tokens.remove(token).ok_or(WorldError::UnknownToken)?;
        self.token_list.retain(|known| known != token);
        Ok(())
    }

    /// The tokens that were given out, with the e-mail address of each one's person, oldest first.
    #[must_use]
    pub fn tokens(&self) -> Vec<(String, String)> {
        self.token_list
            .iter()
            .filter_map(|token| self.tokens.get(token).map(|grant| (token.clone(), grant.user.clone())))
            .collect()
    }

    pub(in super::super) fn note_secret(&mut self, secret: &str) {
        if self.secrets.len() >= SECRETS {
            self.secrets.pop_front();
        }
        self.secrets.push_back(secret.to_owned());
    }

    /// Every access, refresh and identity token and every code that was given out, oldest first, also what is dead by now: what no
    /// program may leave lying about. Only the latest 100,000 are kept.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.secrets.iter().cloned().collect()
    }
}
