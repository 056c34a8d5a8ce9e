//! News as they happen: how soon an event is on the screen, a thousand at once under a person's keys, and memory over many.
//!
//! All of it comes through a server over HTTP: what people do there becomes events, which greenroom pulls and acknowledges.

mod burst;
mod calls;
mod reach;
mod stream;

use std::time::Duration;

use anyhow::{Result, ensure};
use greenroom::emulator::{Method, PubsubMethod, World};

use super::figure::Figure;
use super::process;
use super::stage::{FEW, PROJECT, Served, Stage};
use super::watched::Watched;
use calls::Calls;

/// Longest wait for what the server is to see.
const PATIENCE: Duration = Duration::from_mins(2);

/// Each measure with a program and a server of its own.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let mut figures = reach::measure(stage)?;
    figures.extend(burst::measure(stage)?);
    figures.extend(stream::measure(stage)?);
    Ok(figures)
}

/// A server, and a program with a list of its spaces to which news come.
struct Scene {
    served: Served,
    calls: Calls,
    program: Watched,
    /// The Pub/Sub subscription.
    queue: String,
}

impl Scene {
    /// With everything that is done at the start done.
    fn new(stage: &Stage) -> Result<Self> {
        let served = Served::new(FEW, Duration::ZERO)?;
        let calls = Calls::new(FEW);
        let mut program = Watched::start(stage.told(FEW, &served)?)?;
        program.until("news come", |lines| lines[0].contains("live ·"))?;
        program.rest(Duration::from_millis(700))?;
        Ok(Self { served, calls, program, queue: format!("projects/{PROJECT}/subscriptions/greenroom") })
    }

    /// Lets something happen at the server; gives back how many messages came of it.
    fn happens(&mut self, what: impl FnOnce(&mut Calls, &mut World) -> Result<()>) -> Result<usize> {
        let Self { served, calls, queue, .. } = self;
        served.emulator.with(|world| {
            let before = world.backlog(queue);
            what(calls, world)?;
            Ok(world.backlog(queue) - before)
        })
    }

    /// Waits until all is acknowledged and a pull waits for more.
    fn all_is_taken(&self) -> Result<()> {
        let pulls = Method::Pubsub(PubsubMethod::Pull);
        let acknowledges = Method::Pubsub(PubsubMethod::Acknowledge);
        // The first pull only asks whether it works; of the others each but the last has brought something.
        let taken = |world: &mut World| world.backlog(&self.queue) == 0 && world.count(pulls) == world.count(acknowledges) + 2;
        ensure!(self.served.emulator.wait_until(PATIENCE, taken), "events are left, or nobody pulls");
        Ok(())
    }
}
