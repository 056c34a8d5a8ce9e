//! Whether a browser that is started here would be in front of the person, and how their own machine reaches this one.

use super::variable;

/// Why it would not be, as far as that can be told without trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBrowser {
    /// The person sits at another machine.
    OverSsh,
    /// There is nothing that windows could open on.
    NoDesktop,
}

/// Why no browser can be opened here, if it is known.
pub(super) fn no_browser_here() -> Option<NoBrowser> {
    let is_set = |name| variable(name).is_some();
    let desktop = is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    if (is_set("SSH_CONNECTION") || is_set("SSH_TTY")) && !desktop {
        return Some(NoBrowser::OverSsh);
    }
    // Windows below Linux has a browser of its own.
    let elsewhere = is_set("BROWSER") || is_set("WSL_DISTRO_NAME");
    (cfg!(all(unix, not(target_os = "macos"))) && !desktop && !elsewhere).then_some(NoBrowser::NoDesktop)
}

/// This machine as the person's own reaches it over SSH: user and address, as far as they are known.
pub(super) fn over_ssh() -> Option<String> {
    // Client's address and port, server's address and port.
    let host = variable("SSH_CONNECTION")?.split(' ').nth(2).map(str::to_owned)?;
    Some(format!("{}{host}", user()))
}

/// The user with an `@`, or nothing.
pub(super) fn user() -> String {
    variable("USER").or_else(|| variable("LOGNAME")).map(|user| format!("{user}@")).unwrap_or_default()
}
