//! What the system knows of a running process (Linux).

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::fs::{OFlags, fcntl_setfl};

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

/// The most memory that a command has resident at any time until it prints, in bytes: it prints into a pipe that is full, and is looked
/// at while it waits there.
pub fn peak(command: &mut Command) -> Result<u64> {
    let (mut reader, mut writer) = std::io::pipe()?;
    fcntl_setfl(&writer, OFlags::NONBLOCK)?;
    while writer.write(&[b'\n'; 4096]).is_ok() {}
    fcntl_setfl(&writer, OFlags::empty())?;
    let mut child = command.stdin(Stdio::null()).stdout(writer).spawn()?;
    // The command holds the other end as well, and would keep the pipe open.
    command.stdout(Stdio::null());
    let pid = child.id();
    let start = Instant::now();
    let most = loop {
        // What it waits for; where the system does not tell, which call it is in: write, to standard output.
        let waits = std::fs::read_to_string(format!("/proc/{pid}/wchan")).is_ok_and(|place| place.contains("pipe_write"))
            || std::fs::read_to_string(format!("/proc/{pid}/syscall")).is_ok_and(|call| call.starts_with("1 0x1 "));
        if waits {
            break number(&read(&format!("/proc/{pid}/status"))?, "VmHWM")? * 1024;
        }
        ensure!(child.try_wait()?.is_none() && start.elapsed() < PATIENCE, "{command:?} printed nothing");
        std::thread::sleep(Duration::from_millis(1));
    };
    let mut printed = String::new();
    reader.read_to_string(&mut printed)?;
    let status = child.wait()?;
    ensure!(status.success() && !printed.trim().is_empty(), "{command:?}: {status}");
    Ok(most)
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
