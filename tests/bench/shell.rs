//! Commands without a screen, each as a whole process: from its start to its end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use greenroom::store::{Scope, Store};

use super::figure::Figure;
use super::process;
use super::stage::{self, FEW, MANY, Served, Stage};
use super::stats::Times;

/// Runs of each command.
const RUNS: usize = 30;
/// Runs before those that count.
const WARM_UP: usize = 3;

/// Runs the command to its end; the time that took, and what it printed.
fn once(command: &mut Command) -> Result<(Duration, String)> {
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output()?;
    let length = start.elapsed();
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok((length, String::from_utf8(output.stdout)?))
}

/// The same many times over.
fn many(mut command: Command, check: impl Fn(&str) -> bool) -> Result<Times> {
    let mut times = Times::default();
    for run in 0..WARM_UP + RUNS {
        let (length, out) = once(&mut command)?;
        ensure!(check(&out), "{command:?} printed {} bytes: {:.200}", out.len(), out);
        if run >= WARM_UP {
            times.push(length);
        }
    }
    Ok(times)
}

/// What is asked of the command line in scripts and while a line is typed.
pub fn measure(stage: &mut Stage) -> Result<Vec<Figure>> {
    let lines = usize::try_from(MANY)?;
    // No token: what answers from the list needs none.
    let endpoint = stage.mute(false);
    let list = stage.list(MANY, &endpoint)?;
    let here = |arguments: &[&str]| {
        let mut command = Command::new(stage::program());
        command.args(arguments).env_clear().env("GREENROOM_ENDPOINT", &endpoint).env("GREENROOM_DATA_DIR", &list);
        command.env("GREENROOM_CONFIG_DIR", list.join("no-config")).env("HOME", &list).env("LANG", "C.UTF-8");
        command
    };
    let help = many(here(&["--help"]), |out| out.contains("Exit codes"))?;
    let listed = many(here(&["list"]), |out| out.lines().count() == lines)?;
    let (as_json, _) = once(&mut here(&["list", "--json"]))?;
    let mut completing = here(&["--", "greenroom", "link", "Weekly design review 9999"]);
    completing.env("GREENROOM_COMPLETE", "fish");
    let completed = many(completing, |out| !out.is_empty())?;

    let mut figures = vec![
        Figure::time("`--help`, median", help.median(), Some(4.0)),
        Figure::time("`list` of 100,000 spaces, median", listed.median(), Some(150.0)),
        Figure::time("… as JSON, with every fact", as_json, None),
        Figure::time("a space's name completed among 100,000, median", completed.median(), Some(30.0)),
    ];
    figures.extend(made(stage, here(&["new"]))?);
    Ok(figures)
}

/// `greenroom new` and Google's own client, in turn: each makes a space and prints its link; greenroom keeps it as well.
fn made(stage: &Stage, mut new: Command) -> Result<Vec<Figure>> {
    let served = Served::new(0, Duration::ZERO)?;
    let folder = stage.list_of("", FEW, &served.emulator.endpoint(), "-made")?;
    new.env("GREENROOM_DATA_DIR", &folder);
    let mut google = Command::new(Stage::google()?);
    google.env_clear().env("HOME", &folder).env("LANG", "C.UTF-8");
    for command in [&mut new, &mut google] {
        command.env("GREENROOM_ENDPOINT", served.emulator.endpoint()).env("GREENROOM_ACCESS_TOKEN", &served.token);
    }
    let (mut of_new, mut of_google) = (Times::default(), Times::default());
    for run in 0..WARM_UP + RUNS {
        for (command, times) in [(&mut new, &mut of_new), (&mut google, &mut of_google)] {
            let (length, out) = once(command)?;
            ensure!(out.starts_with("https://meet.google.com/"), "{command:?} printed {out}");
            if run >= WARM_UP {
                times.push(length);
            }
        }
    }
    let peaks = (process::peak(&mut new)?, process::peak(&mut google)?);
    let scope = Scope { account: String::new(), endpoint: served.emulator.endpoint() };
    let kept = Store::open(&folder, &scope)?.store.len()?;
    ensure!(kept == FEW + u64::try_from(RUNS + WARM_UP + 1)?, "what was made is not in the list: {kept}");
    let (new, google) = (of_new.median(), of_google.median());
    Ok(vec![
        Figure::time("`new` against a loopback server, median", new, Some(8.0)),
        Figure::time("… of forty lines on Google's own client, in turn, median", google, None),
        Figure::ratio("… `new` to Google's client", new.as_secs_f64() / google.as_secs_f64(), Some(1.0)),
        Figure::size("`new`: most memory resident at any time", peaks.0, Some(10.0)),
        Figure::size("… of Google's client", peaks.1, None),
    ])
}
