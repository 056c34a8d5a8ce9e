//! `greenroom emulator`: the Meet API on loopback, for any program.

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;

use super::{Exit, print};
use crate::emulator::{Emulator, Seed, World, banner};
use crate::runtime::signals::{self, Signal};

/// Between two steps in which people come and go.
const LIFE: Duration = Duration::from_secs(7);

pub(super) fn run(port: u16, seed: Option<&Path>) -> Exit {
    let seed = match seed {
        None => Seed::demo().map_err(|error| error.to_string()),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| format!("{}: {error}", path.display()))
            .and_then(|text| Seed::parse(&text).map_err(|error| format!("{}: {error}", path.display()))),
    };
    let world = seed.and_then(|seed| World::from_seed(&seed).map_err(|error| error.to_string()));
    let world = match world {
        Ok(mut world) => {
            // whoever is told where it is as PUBSUB_EMULATOR_HOST sends no token
            world.set_pubsub_open(true);
            world
        }
        Err(words) => return Exit::Usage(words),
    };
    let emulator = match Emulator::start_on(port, world) {
        Ok(emulator) => emulator,
        Err(error) => return Exit::Failed(format!("could not listen on 127.0.0.1:{port}: {error}")),
    };
    emulator.enliven(LIFE, fastrand::u64(..));
    until_told(&emulator)
}

/// Says where it is, and serves until Ctrl-C or another end.
fn until_told(emulator: &Emulator) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Exit::Failed(error.to_string()),
    };
    runtime.block_on(async {
        // Before the first word: whoever reads it may end it at once.
        let signals = match signals::catch().and_then(signals::Caught::watch) {
            Ok(signals) => signals,
            Err(error) => return Exit::Failed(error.to_string()),
        };
        if let failed @ Exit::Failed(_) = print(&banner(emulator)) {
            return failed;
        }
        let mut ends = signals.filter_map(|signal| {
            std::future::ready(match signal {
                Signal::End(number) => Some(number),
                Signal::Suspend | Signal::GoOn => None,
            })
        });
        // Ctrl-C is how it is meant to end.
        match ends.next().await {
            Some(2) | None => Exit::Done,
            Some(number) => Exit::Signal(number),
        }
    })
}
