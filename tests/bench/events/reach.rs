//! From an event at the server, where a pull waits for it, to the frame that shows it.
//!
//! That begins earlier than the pull's answer is there: the way through the server is in it.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::Scene;
use crate::figure::Figure;
use crate::stage::Stage;
use crate::stats::Times;

/// Events, each in another space.
const EVENTS: usize = 100;

/// With what happened on the screen.
pub fn measure(stage: &Stage) -> Result<Vec<Figure>> {
    let mut scene = Scene::new(stage)?;
    scene.program.write("E")?;
    scene.program.until("what happened", |lines| lines.iter().any(|line| line.contains("Nothing happened")))?;
    let mut times = Times::default();
    for _ in 0..EVENTS {
        scene.all_is_taken()?;
        std::thread::sleep(Duration::from_millis(fastrand::u64(50..150)));
        let start = Instant::now();
        let mut title = String::new();
        scene.happens(|calls, world| {
            title = calls.begin(world)?;
            Ok(())
        })?;
        let shows = |line: &String| line.split_once(&format!("{title} ")).is_some_and(|(_, rest)| rest.contains("call started"));
        let at = scene.program.until(&title, |lines| lines.iter().any(shows))?;
        times.push(at.saturating_duration_since(start));
    }
    scene.program.end("\x03")?;
    Ok(vec![
        Figure::time("event at the server, a pull waiting → frame that shows it, worst of 100", times.worst(), Some(50.0)),
        Figure::time("… median", times.median(), None),
    ])
}
