//! What the system knows of a running process (Linux).

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::pty::{PATIENCE, Pty};

/// What a process has used so far, in all its threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// How often a thread gave the processor away to wait, and so was to be woken.
    pub waits: u64,
    /// How often a thread was put off the processor.
    pub interrupted: u64,
    /// Time on a processor, in nanoseconds.
    pub nanoseconds: u64,
    /// Ticks of the system's accounting.
    pub ticks: u64,
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{path} is needed, which Linux has"))
}

/// A line such as `VmRSS:  1234 kB`.
fn number(status: &str, key: &str) -> Result<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    let word = line.and_then(|line| line.split_whitespace().next()).with_context(|| format!("no {key}"))?;
    Ok(word.parse()?)
}

/// Memory that a process has resident, in bytes: all of it, and what of that is its own.
pub fn resident(pid: u32) -> Result<(u64, u64)> {
    let status = read(&format!("/proc/{pid}/status"))?;
    Ok((number(&status, "VmRSS")? * 1024, number(&status, "RssAnon")? * 1024))
}

/// What a process has used so far.
pub fn usage(pid: u32) -> Result<Usage> {
    let mut usage = Usage::default();
    let tasks: Vec<PathBuf> =
        std::fs::read_dir(format!("/proc/{pid}/task"))?.filter_map(|task| Some(task.ok()?.path())).collect();
    for task in tasks {
        let task = task.display();
        let status = read(&format!("{task}/status"))?;
        usage.waits += number(&status, "voluntary_ctxt_switches")?;
        usage.interrupted += number(&status, "nonvoluntary_ctxt_switches")?;
        let times = read(&format!("{task}/schedstat"))?;
        usage.nanoseconds += times.split(' ').next().context("no time")?.parse::<u64>()?;
    }
    let stat = read(&format!("/proc/{pid}/stat"))?;
    // The name in brackets may hold anything; the 12th and 13th word after it are the times.
    let (_, rest) = stat.rsplit_once(')').context("no name")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    usage.ticks = ticks.sum::<Result<u64, _>>()?;
    Ok(usage)
}

/// Waits until a program neither writes nor works for that long.
pub fn rest(program: &mut Pty, length: Duration) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let before = usage(program.pid()?)?;
        program.forget();
        std::thread::sleep(length);
        if program.forget() == 0 && usage(program.pid()?)? == before {
            return Ok(());
        }
    }
    bail!("it does not come to rest")
}
