//! A thousand events at once while a person types: no key is dropped, and each shows soon.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{PATIENCE, Scene};
use crate::figure::Figure;
use crate::stage::Stage;
use crate::stats::Times;

/// Programs, each with a burst of its own.
const BURSTS: usize = 10;
/// Events of a burst.
const EVENTS: usize = 1000;
/// What is typed, a letter every few milliseconds: a filter of what happened, which matches much at first.
const TYPED: &str = "came to the stand-up or left the planning or the retro of a call";
/// Between two letters.
const PAUSE: u64 = 4;

/// The filter as it stands, and how many lines there are in all: ` / came         500 of 1000`.
fn filter(lines: &[String]) -> Option<(String, usize)> {
    lines.iter().find_map(|line| {
        let line = line.trim_matches(|letter: char| letter == '│' || letter.is_whitespace());
        let (rest, all) = line.strip_prefix('/')?.rsplit_once(" of ")?;
        let (typed, _matches) = rest.trim_end().rsplit_once(' ')?;
        Some((typed.trim().to_owned(), all.parse().ok()?))
    })
}

/// What one burst took.
struct Burst {
    /// From the events to the acknowledgement of the last.
    acknowledged: Duration,
    /// From the events to the frame that counts them all.
    drawn: Duration,
}

fn burst(stage: &Stage, keys: &mut Times) -> Result<Burst> {
    let mut scene = Scene::new(stage)?;
    // There is to be something to filter.
    let before = scene.happens(|calls, world| calls.begin(world).map(|_| ()))?;
    scene.all_is_taken()?;
    scene.program.rest(Duration::from_millis(500))?;
    scene.program.write("E/")?;
    scene.program.until("the filter", |lines| filter(lines).is_some_and(|(_, all)| all == before))?;
    let start = Instant::now();
    let happened = scene.happens(|calls, world| (0..EVENTS / 10).try_for_each(|_| calls.hold(world)))?;
    ensure!(happened == EVENTS, "{happened} events");
    let Scene { served, program, queue, .. } = &mut scene;
    let (emulator, queue) = (&served.emulator, &*queue);
    let mut pressed = Vec::new();
    let acknowledged = std::thread::scope(|scope| -> Result<Duration> {
        let watch = scope.spawn(|| emulator.wait_until(PATIENCE, |world| world.backlog(queue) == 0).then(|| start.elapsed()));
        for letter in TYPED.chars() {
            pressed.push(Instant::now());
            program.write(&letter.to_string())?;
            std::thread::sleep(Duration::from_millis(fastrand::u64(PAUSE..=2 * PAUSE)));
        }
        watch.join().ok().flatten().context("not all is acknowledged")
    })?;
    // What arrived meanwhile was given its time as it did.
    let (mut shown, mut drawn) = (0, None);
    while shown < TYPED.len() || drawn.is_none() {
        let at = program.frame()?;
        let lines = program.lines();
        let (typed, all) = filter(&lines).with_context(|| lines.join("\n"))?;
        // A blank at the end cannot be seen.
        let length = TYPED.find(&typed).filter(|place| *place == 0).map(|_| typed.len());
        let length = length.with_context(|| format!("a key was dropped: {typed:?}"))?;
        while shown < length || (shown < TYPED.len() && shown == length && TYPED[shown..].starts_with(' ')) {
            keys.push(at.saturating_duration_since(pressed[shown]));
            shown += 1;
        }
        if all >= before + EVENTS && drawn.is_none() {
            drawn = Some(at.saturating_duration_since(start));
        }
    }
    scene.program.end("\x03")?;
    Ok(Burst { acknowledged, drawn: drawn.context("not drawn")? })
}

/// Burst after burst.
pub fn measure(stage: &Stage) -> Result<Vec<Figure>> {
    let (mut keys, mut drawn, mut acknowledged) = (Times::default(), Times::default(), Times::default());
    for _ in 0..BURSTS {
        let burst = burst(stage, &mut keys)?;
        drawn.push(burst.drawn);
        acknowledged.push(burst.acknowledged);
    }
    Ok(vec![
        Figure::time("1,000 events at once → all are counted on the screen, median of 10", drawn.median(), None),
        Figure::time("… all are acknowledged, median", acknowledged.median(), None),
        Figure::time("… key → frame meanwhile, none dropped, 99th percentile", keys.per_mille(990), None),
        Figure::time("… median", keys.median(), None),
    ])
}
