//! Spaces: making them, their settings, their codes, and what somebody sees of one.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::masks::{Mask, overlay};
use super::members::Member;
use super::speech::Script;
use super::{World, WorldError, ids, read_config};

/// A meeting space.
pub struct Space {
    pub(in super::super) id: String,
    pub(in super::super) code: String,
    pub(in super::super) owner: String,
    pub(in super::super) project: String,
    pub(in super::super) config: Map<String, Value>,
    pub(in super::super) active: Option<String>,
    phone: Vec<Value>,
    sip: Vec<Value>,
    /// Everybody with an account who ever was in it, by address.
    pub(in super::super) guests: BTreeSet<String>,
    /// Who has a right of their own in it.
    pub(in super::super) members: Vec<Member>,
    /// What is said in it when life is switched on.
    pub(in super::super) script: Script,
    /// Nobody but the owner and those who were in it can see it.
    pub hidden: bool,
    /// People come and go in it when life is switched on.
    pub lively: bool,
}

/// How somebody stands to a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Role {
    Owner,
    /// Is or was in a conference of the space.
    Participant,
    Other,
}

/// The settings of a space when neither its person nor an admin has others.
pub(in super::super) fn standard_config() -> Map<String, Value> {
    let config = json!({
        "accessType": "RESTRICTED",
        "entryPointAccess": "ALL",
        "moderation": "OFF",
        "moderationRestrictions": {
            "chatRestriction": "NO_RESTRICTION",
            "reactionRestriction": "NO_RESTRICTION",
            "presentRestriction": "NO_RESTRICTION",
            "defaultJoinAsViewerType": "OFF",
        },
        "attendanceReportGenerationType": "DO_NOT_GENERATE",
        "artifactConfig": {
            "recordingConfig": {"autoRecordingGeneration": "OFF"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
            "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
        },
    });
    match config {
        Value::Object(config) => config,
        _ => Map::new(),
    }
}

/// The reset rule: without moderation the restrictions are the default ones, whatever was sent.
pub(in super::super) fn settle(mut config: Map<String, Value>) -> Map<String, Value> {
    const RESTRICTIONS: &str = "moderationRestrictions";
    if config.get("moderation").and_then(Value::as_str) != Some("ON")
        && let Some(default) = standard_config().remove(RESTRICTIONS)
    {
        config.insert(RESTRICTIONS.to_owned(), default);
    }
    config
}

impl Space {
    /// The resource name, `spaces/…`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("spaces/{}", self.id)
    }

    /// The meeting code, in small letters.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The address of the owner.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The settings, all of them.
    #[must_use]
    pub fn config(&self) -> Value {
        Value::Object(self.config.clone())
    }

    /// The resource name of the running conference, `conferenceRecords/…`.
    #[must_use]
    pub fn active_conference(&self) -> Option<String> {
        self.active.as_ref().map(|id| format!("conferenceRecords/{id}"))
    }

    /// How somebody stands to a space.
    pub(in super::super) fn role(&self, email: &str) -> Role {
        if self.owner == email {
            Role::Owner
        } else if self.guests.contains(email) {
            Role::Participant
        } else {
            Role::Other
        }
    }

    /// What somebody in that role sees.
    pub(in super::super) fn seen_as(&self, role: Role) -> Value {
        let mut seen = json!({
            "name": self.name(),
            "meetingUri": format!("https://meet.google.com/{}", self.code),
            "meetingCode": self.code,
        });
        if role == Role::Owner {
            seen["config"] = self.config();
        }
        if role != Role::Other {
            if let Some(record) = self.active_conference() {
                seen["activeConference"] = json!({ "conferenceRecord": record });
            }
            // an empty list is left out
            for (key, list) in [("phoneAccess", &self.phone), ("gatewaySipAccess", &self.sip)] {
                if !list.is_empty() {
                    seen[key] = Value::Array(list.clone());
                }
            }
        }
        seen
    }
}

impl World {
    /// Makes a space with its person's default settings, as if that person had asked for it through an OAuth client of
    /// that project. The answer is its resource name, `spaces/…`.
    ///
    /// # Errors
    ///
    /// When there is no such person or project.
    pub fn create_space_for(&mut self, email: &str, project: &str) -> Result<String, WorldError> {
        let id = std::iter::repeat_with(|| ids::space_id(&mut self.rng)).find(|id| !self.spaces.contains_key(id));
        self.create_space_named(&id.unwrap_or_default(), email, project)
    }

    /// The same with an identifier that is already known.
    ///
    /// # Errors
    ///
    /// When there is no such person or project, or the identifier is taken.
    pub fn create_space_named(&mut self, id: &str, email: &str, project: &str) -> Result<String, WorldError> {
        if !self.projects.contains_key(project) {
            return Err(WorldError::UnknownProject(project.into()));
        }
        let user = self.users.get(email).ok_or_else(|| WorldError::UnknownUser(email.into()))?;
        if self.spaces.contains_key(id) {
            return Err(WorldError::Taken(id.into()));
        }
        let config = self.new_config(email, &Map::new());
        // made from the identifier, so that a space of a seed keeps its numbers from run to run
        let rng = &mut ids::rng_for(id);
        let space = Space {
            id: id.to_owned(),
            code: String::new(),
            owner: email.to_owned(),
            project: project.to_owned(),
            config,
            active: None,
            phone: if user.phone { ids::phone_access(rng) } else { Vec::new() },
            sip: if user.sip { ids::sip_access(rng) } else { Vec::new() },
            guests: BTreeSet::new(),
            members: Vec::new(),
            script: Script::default(),
            hidden: false,
            lively: false,
        };
        let name = space.name();
        self.spaces.insert(id.to_owned(), space);
        self.renew_code(&name)?;
        Ok(name)
    }

    /// The space of that name, `spaces/…` with its identifier.
    #[must_use]
    pub fn space(&self, name: &str) -> Option<&Space> {
        self.spaces.get(name.strip_prefix("spaces/")?)
    }

    /// The same, to be changed.
    #[must_use]
    pub fn space_mut(&mut self, name: &str) -> Option<&mut Space> {
        self.spaces.get_mut(name.strip_prefix("spaces/")?)
    }

    /// Every space, in no order.
    pub fn spaces(&self) -> impl Iterator<Item = &Space> {
        self.spaces.values()
    }

    fn known(&mut self, name: &str) -> Result<&mut Space, WorldError> {
        self.space_mut(name).ok_or_else(|| WorldError::UnknownSpace(name.into()))
    }

    /// Changes settings behind everybody's back; what is not given stays.
    ///
    /// # Errors
    ///
    /// When there is no such space, or the settings are not what the Meet API knows.
    pub fn configure(&mut self, name: &str, config: &Value) -> Result<(), WorldError> {
        let config = read_config(config)?;
        let space = self.known(name)?;
        space.config = settle(Mask::Present.apply(&space.config, &config, &Map::new()));
        Ok(())
    }

    /// Parts the space from its code and gives it a new one, which is returned. The old code leads nowhere.
    ///
    /// # Errors
    ///
    /// When there is no such space.
    pub fn renew_code(&mut self, name: &str) -> Result<String, WorldError> {
        let code = std::iter::repeat_with(|| ids::code(&mut self.rng)).find(|code| !self.codes.contains_key(code));
        let code = code.unwrap_or_default();
        self.give_code(&code, name)?;
        Ok(code)
    }

    /// Gives a code to a space. The space that had it, if any, gets a new one; the space's own old code leads nowhere.
    ///
    /// # Errors
    ///
    /// When there is no such space.
    pub fn give_code(&mut self, code: &str, name: &str) -> Result<(), WorldError> {
        let code = code.to_ascii_lowercase();
        let space = self.known(name)?;
        let id = space.id.clone();
        if space.code == code {
            return Ok(());
        }
        let old = std::mem::replace(&mut space.code, code.clone());
        self.codes.remove(&old);
        let loser = self.codes.insert(code, id);
        match loser {
            Some(loser) => {
                // its code is no longer its own, so it must not be removed again
                if let Some(space) = self.spaces.get_mut(&loser) {
                    space.code.clear();
                }
                self.renew_code(&format!("spaces/{loser}")).map(|_| ())
            }
            None => Ok(()),
        }
    }

    /// Takes a space out of the world, with its code. Its past conferences stay; subscriptions to news of it are suspended.
    ///
    /// # Errors
    ///
    /// When there is no such space.
    pub fn remove_space(&mut self, name: &str) -> Result<(), WorldError> {
        self.end(name)?;
        let id = name.strip_prefix("spaces/").unwrap_or_default();
        if let Some(space) = self.spaces.remove(id) {
            self.codes.remove(&space.code);
            self.space_is_gone(&space.id);
        }
        Ok(())
    }

    /// Finds a space by identifier (as it is) or by code (in any case).
    pub(in super::super) fn find(&self, id_or_code: &str) -> Option<&Space> {
        self.spaces.get(id_or_code).or_else(|| self.spaces.get(self.codes.get(&id_or_code.to_ascii_lowercase())?))
    }

    /// The settings of a space that somebody makes, from what was sent.
    pub(in super::super) fn new_config(&self, email: &str, sent: &Map<String, Value>) -> Map<String, Value> {
        let defaults = self.users.get(email).map_or_else(standard_config, |user| user.defaults.clone());
        let mut new =
            Map::from_iter([("config".to_owned(), overlay(&Value::Object(defaults), Some(&Value::Object(sent.clone()))))]);
        self.obey(email, &mut new, |_| true);
        match new.remove("config") {
            Some(Value::Object(config)) => settle(config),
            _ => standard_config(),
        }
    }
}
