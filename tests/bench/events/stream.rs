//! Resident memory over a hundred thousand events.

use std::time::Duration;

use anyhow::Result;

use super::{Scene, process};
use crate::figure::Figure;
use crate::stage::Stage;

/// So many are taken in before memory is first looked at: whatever is remembered of the latest few thousand is full then.
const WARM: usize = 20_000;
/// So many more follow.
const EVENTS: usize = 100_000;
/// Events that come at once.
const AT_ONCE: usize = 1000;
/// What may be resident more without being in use, in MB. Each thread's heap keeps what it once needed, and pieces that come and go lie
/// elsewhere each time: what is in use (`malloc_info`) stays the same, what is kept beside it creeps up by 0.8 MB on a quiet machine, by 1
/// to 3 MB on one that is busy. One event that is never let go takes some 300 bytes: of a hundred thousand, one in thirty would show.
const NOISE: f64 = 1.0;

/// Lets so many happen, many at once, and waits until they are taken in.
fn happen(scene: &mut Scene, count: usize) -> Result<()> {
    let mut happened = 0;
    while happened < count {
        let mut now = 0;
        while now < AT_ONCE {
            now += scene.happens(|calls, world| {
                // Some come twice, as Pub/Sub may hand them over.
                world.set_repeats(u32::from(fastrand::u8(..10) == 0));
                calls.hold(world)?;
                calls.hold_recorded(world)?;
                calls.disturb(world)
            })?;
        }
        scene.all_is_taken()?;
        scene.program.seen();
        happened += now;
    }
    scene.program.rest(Duration::from_millis(1500))
}

/// All of it, and what is its own without the pages of files.
pub fn measure(stage: &Stage) -> Result<Vec<Figure>> {
    let mut scene = Scene::new(stage)?;
    happen(&mut scene, WARM)?;
    let (all, own) = process::resident(scene.program.pid()?)?;
    happen(&mut scene, EVENTS)?;
    let (all_after, own_after) = process::resident(scene.program.pid()?)?;
    scene.program.end("\x03")?;
    Ok(vec![
        Figure::size("resident memory after 20,000 events in 400 spaces", all, None),
        Figure::size("… after 100,000 more", all_after, None),
        Figure::size("… growth", all_after.saturating_sub(all), Some(NOISE)),
        Figure::size("… growth without the pages of files", own_after.saturating_sub(own), Some(NOISE)),
    ])
}
