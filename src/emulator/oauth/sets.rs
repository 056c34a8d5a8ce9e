//! What the program that runs the emulator can set up and change on the OAuth side.

use std::time::Duration;

use jiff::SignedDuration;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject as _;
use webpki::RawPublicKeyEntity;

use super::super::world::{World, WorldError, ids};
use super::client_file;
use super::state::{ClientKind, Consent, OAuthClient, ServiceAccount};

impl World {
    /// Adds an OAuth client to a project. Its identifier and secret are made up.
    ///
    /// # Errors
    ///
    /// When there is no such project.
    pub fn add_client(&mut self, project: &str, kind: ClientKind) -> Result<&mut OAuthClient, WorldError> {
        let number = self.projects.get(project).ok_or_else(|| WorldError::UnknownProject(project.into()))?.number.clone();
        let id = ids::client_id(&mut self.rng, &number);
        let secret = ids::client_secret(&mut self.rng);
        self.accept_client(&id, &secret, project, kind)
    }

    /// The same with an identifier and a secret that are known already.
    ///
    /// # Errors
    ///
    /// When there is no such project, or the identifier is taken.
    pub fn accept_client(
        &mut self,
        id: &str,
        secret: &str,
        project: &str,
        kind: ClientKind,
    ) -> Result<&mut OAuthClient, WorldError> {
        if !self.projects.contains_key(project) {
            return Err(WorldError::UnknownProject(project.into()));
        }
        if self.oauth.client(id).is_some() {
            return Err(WorldError::Taken(id.into()));
        }
        let client = OAuthClient {
            id: id.to_owned(),
            secret: secret.to_owned(),
            project: project.to_owned(),
            kind,
            redirect_uris: Vec::new(),
            block: None,
            rotates: false,
        };
        Ok(self.oauth.clients.push_mut(client))
    }

    /// A client, to be changed.
    #[must_use]
    pub fn client_mut(&mut self, id: &str) -> Option<&mut OAuthClient> {
        self.oauth.clients.iter_mut().find(|client| client.id == id)
    }

    /// The first desktop client: the one of `/client.json`.
    #[must_use]
    pub fn desktop_client(&self) -> Option<&OAuthClient> {
        self.oauth.clients.iter().find(|client| client.kind == ClientKind::Desktop)
    }

    /// The file that Google's console lets one download for a client, with addresses under `endpoint`
    /// ([`Emulator::endpoint`](super::super::Emulator::endpoint)).
    ///
    /// # Errors
    ///
    /// When there is no such client.
    pub fn client_file(&self, id: &str, endpoint: &str) -> Result<String, WorldError> {
        let client = self.oauth.client(id).ok_or_else(|| WorldError::UnknownClient(id.into()))?;
        Ok(client_file::file(client, endpoint).to_string())
    }

    /// Adds a service account. Its project is the one in its address, `NAME@PROJECT.iam.gserviceaccount.com`.
    ///
    /// `client_id` is its number, `key` its RSA public key (PEM `PUBLIC KEY`, or the same in DER), `delegated` the scopes with
    /// which an administrator lets it act as any user, exactly as they were written down.
    ///
    /// # Errors
    ///
    /// When there is no such project, the address is taken, or the key is none.
    pub fn add_service_account(
        &mut self,
        email: &str,
        client_id: &str,
        key: &[u8],
        delegated: &[&str],
    ) -> Result<(), WorldError> {
        let project = email.split_once('@').and_then(|(_, domain)| domain.strip_suffix(".iam.gserviceaccount.com"));
        let project = project.filter(|project| self.projects.contains_key(*project));
        let project = project.ok_or_else(|| WorldError::UnknownProject(format!("of {email}")))?;
        if self.oauth.account(email).is_some() {
            return Err(WorldError::Taken(email.into()));
        }
        let key = SubjectPublicKeyInfoDer::from_pem_slice(key).unwrap_or_else(|_| key.to_vec().into());
        if RawPublicKeyEntity::try_from(&key).is_err() {
            return Err(WorldError::BadKey(email.into()));
        }
        let account = ServiceAccount {
            email: email.to_owned(),
            client_id: client_id.to_owned(),
            project: project.to_owned(),
            key,
            delegated: delegated.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        self.oauth.accounts.push(account);
        Ok(())
    }

    /// How people decide from now on who are sent to the authorize address.
    ///
    /// # Errors
    ///
    /// When nobody has the e-mail address as whom they are to agree.
    pub fn set_consent(&mut self, consent: Consent) -> Result<(), WorldError> {
        if let Consent::Allow { user, .. } = &consent
            && !self.users.contains_key(user)
        {
            return Err(WorldError::UnknownUser(user.clone()));
        }
        self.oauth.consent = consent;
        Ok(())
    }

    /// How long access tokens live that are given out from now on; 3599 seconds unless something else is said.
    pub fn set_access_token_life(&mut self, life: Duration) {
        self.oauth.access_life = SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX);
    }

    /// Whether this person has to prove again who they are before a refresh token of theirs works (`invalid_rapt`).
    pub fn demand_reauth(&mut self, email: &str, demand: bool) {
        if demand {
            self.oauth.reauth.insert(email.to_owned());
        } else {
            self.oauth.reauth.remove(email);
        }
    }

    /// The refresh tokens that were given out and not taken back, with the e-mail address of each one's person, oldest
    /// first.
    #[must_use]
    pub fn refresh_tokens(&self) -> Vec<(String, String)> {
        self.oauth.refresh.iter().map(|refresh| (refresh.token.clone(), refresh.user.clone())).collect()
    }

    /// Makes a refresh token die now.
    ///
    /// # Errors
    ///
    /// When the token was never given out.
    pub fn expire_refresh_token(&mut self, token: &str) -> Result<(), WorldError> {
        let now = self.now();
        let known = self.oauth.refresh.iter_mut().find(|refresh| refresh.token == token);
        known.ok_or(WorldError::UnknownToken)?.ends = Some(now);
        Ok(())
    }

    /// Takes back all that this person gave to the apps of a project, as they can in their account's settings.
    pub fn revoke_access(&mut self, email: &str, project: &str) {
        self.oauth.refresh.retain(|refresh| refresh.user != email || refresh.project != project);
        self.tokens.retain(|_, grant| grant.user != email || grant.project != project);
        let tokens = &self.tokens;
        self.token_list.retain(|token| tokens.contains_key(token));
        self.scopes_revoked(email, project);
    }

    /// The address of this person, however it is written.
    pub(super) fn known_user(&self, email: &str) -> Option<String> {
        self.users.keys().find(|known| known.eq_ignore_ascii_case(email)).cloned()
    }
}
