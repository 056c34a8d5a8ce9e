//! Worlds written down in JSON: the week of `--demo`, and the file of `greenroom emulator --seed`.
//!
//! Times are ages, such as `3d` or `1h30m`, so that a seed is always as fresh as the moment it is sown.

mod conferences;
mod members;
mod sign_in;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::Value;

use super::method::Scope;
use super::oauth::Publishing;
use super::world::{Feature, Line, World};
use conferences::{SeedConference, script};
use members::SeedMember;
use sign_in::{SeedAccount, SeedClient};

const DEMO: &str = include_str!("../../assets/demo-week.json");

/// How long the tokens of a seed are good for.
const TOKEN_LIFETIME: Duration = Duration::from_hours(365 * 24);

/// A seed that cannot be sown, and the place where it goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {why}")]
pub struct SeedError {
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub why: String,
}

/// A world as it is written down: one JSON object.
///
/// - `projects`: Cloud projects, each with `id` and perhaps `apiEnabled`, `publishing` (`testing`, `production`, or
///   `{"internal": DOMAIN}`), `testUsers` (addresses) and `events` (whether there is a topic `meet-events`, to which Meet may publish,
///   and a subscription `greenroom` on it).
/// - `clients`: OAuth clients, each with `id`, `secret`, `project`, `kind` (`desktop` or `web`) and perhaps `redirectUris`. The
///   first desktop client is the one of `/client.json`.
/// - `serviceAccounts`: each with `email` (`NAME@PROJECT.iam.gserviceaccount.com`), `clientId`, `publicKey` (PEM) and perhaps
///   `delegated` (scopes).
/// - `users`: `email`, `name`, and perhaps `token` with its `project` and `scopes` (of `created`, `readonly`,
///   `settings`, `pubsub`, `openId`, `cloudPlatform`; all but the last if absent), `phone` and `sip` (whether new spaces have such access), `defaults` (settings), `policies`
///   (what an administrator forces: paths as in a mask, with their values), `without` (what the edition lacks, of `recording`,
///   `transcript`, `smartNotes`, `attendanceReport`, `cohosts`).
/// - `spaces`: `id`, `code`, `owner`, `project`, `created` and `lastUsed` (ages), and perhaps `label`, `pinned`, `lively`
///   (people come and go, and talk about the `talk` of that name), `hidden`, `config` (as in the API), `members` (each with `email`
///   and perhaps `role`, as in the API) and `conferences`, each with
///   - `people`, each one of `user`, `anonymous` and `phone`, with `joined` and perhaps `left`; whoever came twice stands there twice,
///   - once it is over, `ended`,
///   - perhaps `crowd`, so many more `people`, made up, there for `lasts`, with so many `entries` in a transcript,
///   - perhaps `recordings`, `transcripts`, `smartNotes`, each with `started` and perhaps `ended` (else with the conference) and `ready`
///     (when its file was there; else five minutes after the end); a transcript perhaps with the name of a `talk`.
/// - `talks`: what is said, by name: lines of three, who says it (an address, a typed name, a number; `null` for anybody), the
///   language, the text.
#[derive(Clone)]
pub struct Seed {
    text: String,
    file: File,
}

/// A space of a seed, as a person's own list would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeededSpace {
    /// The resource name, `spaces/…`.
    pub name: String,
    /// The meeting code.
    pub code: String,
    /// The owner's e-mail address.
    pub owner: String,
    /// The person's own name for it.
    pub label: Option<String>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// How long ago it was made.
    pub created: Duration,
    /// How long ago it was last used.
    pub last_used: Duration,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct File {
    #[serde(default)]
    projects: Vec<SeedProject>,
    #[serde(default)]
    clients: Vec<SeedClient>,
    #[serde(default)]
    service_accounts: Vec<SeedAccount>,
    users: Vec<SeedUser>,
    #[serde(default)]
    spaces: Vec<SeedSpace>,
    #[serde(default)]
    talks: BTreeMap<String, Vec<Line>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedProject {
    id: String,
    #[serde(default = "yes")]
    api_enabled: bool,
    #[serde(default)]
    events: bool,
    #[serde(default)]
    publishing: Publishing,
    #[serde(default)]
    test_users: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedUser {
    email: String,
    name: String,
    token: Option<Hushed>,
    /// The Cloud project of the client that the token was given to.
    project: Option<String>,
    #[serde(default = "all_scopes")]
    scopes: Vec<Scope>,
    #[serde(default = "yes")]
    phone: bool,
    #[serde(default = "yes")]
    sip: bool,
    defaults: Option<Value>,
    #[serde(default)]
    policies: BTreeMap<String, String>,
    #[serde(default)]
    without: Vec<Feature>,
}

/// A token or a secret never shows itself.
#[derive(Clone, Deserialize)]
struct Hushed(String);

impl std::fmt::Debug for Hushed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hushed(…)")
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedSpace {
    id: String,
    code: String,
    owner: String,
    project: String,
    label: Option<String>,
    #[serde(default)]
    pinned: bool,
    created: Age,
    last_used: Age,
    #[serde(default)]
    lively: bool,
    #[serde(default)]
    hidden: bool,
    talk: Option<String>,
    config: Option<Value>,
    #[serde(default)]
    members: Vec<SeedMember>,
    #[serde(default)]
    conferences: Vec<SeedConference>,
}

/// How long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Age(Duration);

impl<'de> Deserialize<'de> for Age {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_age(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is no age such as \"3d\" or \"1h30m\"")))
    }
}

fn parse_age(text: &str) -> Option<Age> {
    let mut seconds: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..end].parse().ok()?;
        let unit = match rest.as_bytes()[end] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 24 * 3600,
            b'w' => 7 * 24 * 3600,
            _ => return None,
        };
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        rest = &rest[end + 1..];
    }
    // an empty text says nothing, and nothing is older than a century here
    (!text.is_empty() && seconds < 100 * 366 * 24 * 3600).then_some(Age(Duration::from_secs(seconds)))
}

fn yes() -> bool {
    true
}

fn all_scopes() -> Vec<Scope> {
    vec![Scope::Created, Scope::Readonly, Scope::Settings, Scope::Pubsub, Scope::OpenId]
}

impl Seed {
    /// The week that `--demo` shows.
    ///
    /// # Errors
    ///
    /// Never, unless the program was built with a broken file.
    pub fn demo() -> Result<Self, SeedError> {
        Self::parse(DEMO)
    }

    /// Reads a seed.
    ///
    /// # Errors
    ///
    /// When it is no JSON, or not of the right form.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        let file = serde_json::from_str(text).map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let why = error.to_string();
            let why = why.strip_suffix(&place).unwrap_or(&why).to_owned();
            SeedError { line: error.line(), column: error.column(), why }
        })?;
        Ok(Self { text: text.to_owned(), file })
    }

    /// Every space, in the order of the file.
    #[must_use]
    pub fn spaces(&self) -> Vec<SeededSpace> {
        let spaces = self.file.spaces.iter();
        spaces
            .map(|space| SeededSpace {
                name: format!("spaces/{}", space.id),
                code: space.code.clone(),
                owner: space.owner.clone(),
                label: space.label.clone(),
                pinned: space.pinned,
                created: space.created.0,
                last_used: space.last_used.0,
            })
            .collect()
    }

    /// The first person with a token: address and token.
    #[must_use]
    pub fn main_user(&self) -> Option<(&str, &str)> {
        let mut users = self.file.users.iter();
        users.find_map(|user| Some((user.email.as_str(), user.token.as_ref()?.0.as_str())))
    }

    /// An error at the first place, from `anchor` on, where the text says `value`.
    fn wrong(&self, anchor: &str, value: &str, why: String) -> SeedError {
        let quoted = |text: &str| Value::from(text).to_string();
        let start = self.text.find(&quoted(anchor)).unwrap_or(0);
        let place = self.text[start..].find(&quoted(value)).map_or(start, |offset| start + offset);
        let before = &self.text[..place];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        SeedError { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, why }
    }
}

impl World {
    /// The world of a seed, as of now. What is made up later differs from run to run.
    ///
    /// # Errors
    ///
    /// When the seed contradicts itself: a space of nobody, a code given twice, settings that do not exist.
    pub fn from_seed(seed: &Seed) -> Result<Self, SeedError> {
        let mut world = Self::empty();
        for project in &seed.file.projects {
            let added = world.add_project(&project.id);
            added.api_enabled = project.api_enabled;
            added.publishing = project.publishing.clone();
            added.test_users = project.test_users.iter().cloned().collect();
            if project.events {
                // the project is there, and nothing else yet
                let _ = world.prepare_events(&project.id);
            }
        }
        for user in &seed.file.users {
            sow_user(&mut world, seed, user)?;
        }
        sign_in::sow(&mut world, seed)?;
        let mut codes = HashSet::new();
        for space in &seed.file.spaces {
            if !codes.insert(space.code.to_ascii_lowercase()) {
                return Err(seed.wrong(&space.id, &space.code, format!("the code {} is given twice", space.code)));
            }
            sow_space(&mut world, seed, space)?;
        }
        for space in &seed.file.spaces {
            members::sow(&mut world, seed, space)?;
        }
        let conferences: Vec<String> = world.conferences.keys().cloned().collect();
        for conference in conferences {
            world.await_files(&conference);
        }
        // what was sown is the same in every run, but a space made later must not be one that was made in an earlier run
        world.shuffle();
        Ok(world)
    }
}

fn sow_user(world: &mut World, seed: &Seed, user: &SeedUser) -> Result<(), SeedError> {
    let wrong = |why: String| seed.wrong(&user.email, &user.email, why);
    let added = world.add_user(&user.email, &user.name);
    added.phone = user.phone;
    added.sip = user.sip;
    if let Some(defaults) = &user.defaults {
        world.set_defaults(&user.email, defaults).map_err(|error| wrong(error.to_string()))?;
    }
    for (field, value) in &user.policies {
        let told = |error: super::WorldError| seed.wrong(&user.email, field, error.to_string());
        world.set_policy(&user.email, field, value).map_err(told)?;
    }
    for feature in &user.without {
        world.set_licence(&user.email, *feature, false).map_err(|error| wrong(error.to_string()))?;
    }
    if let Some(token) = &user.token {
        let project = user.project.as_deref().ok_or_else(|| wrong("a user with a token needs a project".into()))?;
        world
            .accept_token(&token.0, &user.email, project, &user.scopes, TOKEN_LIFETIME)
            .map_err(|error| seed.wrong(&user.email, project, error.to_string()))?;
    }
    Ok(())
}

fn sow_space(world: &mut World, seed: &Seed, space: &SeedSpace) -> Result<(), SeedError> {
    let wrong = |value: &str, why: String| seed.wrong(&space.id, value, why);
    let name = world.create_space_named(&space.id, &space.owner, &space.project).map_err(|error| {
        let value = match &error {
            super::WorldError::UnknownUser(user) => user,
            super::WorldError::UnknownProject(project) => project,
            _ => &space.id,
        };
        wrong(value, error.to_string())
    })?;
    world.give_code(&space.code, &name).map_err(|error| wrong(&space.code, error.to_string()))?;
    if let Some(config) = &space.config {
        world.configure(&name, config).map_err(|error| wrong("config", error.to_string()))?;
    }
    conferences::sow(world, seed, space)?;
    if let Some(sown) = world.space_mut(&name) {
        sown.lively = space.lively;
        sown.hidden = space.hidden;
        sown.script = script(seed, space)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
