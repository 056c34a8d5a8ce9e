//! What the figures were taken on, in general words.

/// System, kind of processor and how many.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().map_or_else(String::new, |load| format!(", load at the start {load}"));
    format!("{} {}, {cores} cores{load}", std::env::consts::OS, std::env::consts::ARCH)
}
