//! What the conformance tests share: a world behind the emulator, and Google's schemas of the Meet, Workspace Events and Pub/Sub APIs.
//!
//! The schemas are Google's text and no part of this repository. They are the file that `GREENROOM_MEET_SCHEMA` names and those
//! beside it, or else the ones inside the Python package `google-api-python-client`. Without either a test fails: a check that skips
//! itself proves nothing.

pub mod schema;

use std::process::Command;
use std::time::Duration;

use greenroom::emulator::{Artifact, Emulator, Person, Quota, Scope, World};
use jiff::SignedDuration;

/// The owner of everything.
pub const ANA: &str = "ana@example.com";
/// Somebody who is let in.
pub const BO: &str = "bo@example.com";
/// Somebody with an account and no token.
pub const CHI: &str = "chi@example.com";
/// The Cloud project of the tests' OAuth client.
pub const PROJECT: &str = "conformance";
/// Another one.
pub const CALENDAR: &str = "calendar";

/// An emulator with three people in it.
pub struct Bench {
    /// The server.
    pub emulator: Emulator,
    /// Ana's token.
    pub ana: String,
    /// Bo's token.
    pub bo: String,
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

impl Bench {
    /// A fresh world, without quotas: the tests share no minute with each other.
    ///
    /// # Panics
    ///
    /// When the emulator cannot be started.
    #[must_use]
    pub fn new() -> Self {
        // another test of this process may have done it
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut world = World::empty();
        world.add_user(ANA, "Ana Álvarez");
        world.add_user(BO, "Bo Lindqvist");
        world.add_user(CHI, "佐藤 千代");
        world.add_project(PROJECT);
        world.add_project(CALENDAR);
        world.set_quota(Quota::unlimited());
        let hour = Duration::from_hours(1);
        let mut token = |email| world.issue_token(email, PROJECT, &Scope::ALL, hour).expect("a user and a project");
        let (ana, bo) = (token(ANA), token(BO));
        let emulator = Emulator::start(world).expect("a loopback port");
        Self { emulator, ana, bo }
    }

    /// A running conference of Ana's with a recording, a transcript and notes in each of the three states, in the order generated,
    /// ended, started; entries in several languages; and Bo, who has come three times. The answer is its name.
    ///
    /// # Panics
    ///
    /// Never, for the people are there.
    #[must_use]
    pub fn rich_conference(&self) -> String {
        let bo = Person::User(BO.into());
        self.emulator.with(|world| {
            let space = world.create_space_for(ANA, PROJECT).expect("Ana");
            world.join(&space, &Person::User(ANA.into())).expect("a space");
            for minutes in [3, 2] {
                world.join(&space, &bo).expect("a space");
                let made = Artifact::ALL.map(|kind| world.start_artifact(&space, kind).expect("none is running"));
                world.advance(SignedDuration::from_mins(minutes));
                for (language, text) in [("en-US", "Good morning."), ("ja-JP", "おはようございます。"), ("ar", "صباح الخير")]
                {
                    world.say(&space, &bo, language, text).expect("a transcript");
                    world.advance(SignedDuration::from_secs(5));
                }
                for name in &made {
                    world.stop_artifact(name).expect("it is running");
                }
                world.leave(&space, &bo).expect("Bo");
                world.advance(SignedDuration::from_mins(minutes));
            }
            world.join(&space, &bo).expect("a space");
            for kind in Artifact::ALL {
                world.start_artifact(&space, kind).expect("none is running");
            }
            world.space(&space).and_then(greenroom::emulator::Space::active_conference).expect("a conference")
        })
    }

    /// A space of Ana's with a running conference: Bo, somebody without an account, somebody on the phone, and one who
    /// has left. The answers are the names of space and conference.
    ///
    /// # Panics
    ///
    /// Never, for the people are there.
    #[must_use]
    pub fn busy_space(&self) -> (String, String) {
        self.emulator.with(|world| {
            let space = world.create_space_for(ANA, PROJECT).expect("Ana");
            let guest = Person::Anonymous("小林".into());
            for person in [Person::User(BO.into()), guest.clone(), Person::Phone("+1 650-•••-••99".into())] {
                world.join(&space, &person).expect("a space");
            }
            world.leave(&space, &guest).expect("the guest");
            let conference = world.space(&space).and_then(greenroom::emulator::Space::active_conference);
            (space, conference.expect("a conference"))
        })
    }
}

/// The Python to use: `GREENROOM_PYTHON`, else `python3`.
#[must_use]
pub fn python() -> Command {
    Command::new(std::env::var_os("GREENROOM_PYTHON").unwrap_or_else(|| "python3".into()))
}
