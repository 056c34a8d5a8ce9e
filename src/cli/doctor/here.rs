//! What can be seen on this computer: terminal, clipboard, folders, settings, list. Nothing is made, mended or changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::check::{Cause, Check};
use crate::config::{Folders, Settings};
use crate::share::clipboard::{Choice, Clipboard, Environment, Way};
use crate::store::{Store, StoreError};
use crate::ui::theme::Background;

/// What a terminal is like.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was seen")]
pub(super) struct Seen {
    pub(super) stdin: bool,
    pub(super) stdout: bool,
    pub(super) size: Option<(u16, u16)>,
    pub(super) term: Option<String>,
    pub(super) no_color: bool,
    /// `None` where nothing says which letters it knows.
    pub(super) utf8: Option<bool>,
    pub(super) ascii: bool,
    pub(super) tmux: bool,
    pub(super) ssh: bool,
}

impl Seen {
    pub(super) fn here(ascii: bool) -> Self {
        use std::io::IsTerminal as _;
        let variable = super::super::variable;
        let (stdin, stdout) = (io::stdin().is_terminal(), io::stdout().is_terminal());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).map(|name| name.to_ascii_lowercase());
        Self {
            stdin,
            stdout,
            // Asked elsewhere, another program would be started to find out.
            size: if stdout { crossterm::terminal::size().ok() } else { None },
            term: variable("TERM"),
            no_color: variable("NO_COLOR").is_some(),
            utf8: if cfg!(windows) { Some(true) } else { locale.map(|name| name.contains("utf-8") || name.contains("utf8")) },
            ascii,
            tmux: variable("TMUX").is_some(),
            ssh: variable("SSH_CONNECTION").is_some() || variable("SSH_TTY").is_some(),
        }
    }
}

/// The terminal.
pub(super) fn terminal(seen: &Seen) -> Check {
    const NAME: &str = "terminal";
    let term = seen.term.as_deref().unwrap_or("no TERM");
    let mut detail = match seen.size {
        Some((columns, rows)) => format!("{columns}×{rows}, {term}"),
        None => term.to_owned(),
    };
    for (is_so, words) in [(seen.tmux, "in tmux"), (seen.ssh, "over SSH"), (seen.no_color, "no colours (NO_COLOR)")] {
        if is_so {
            detail = format!("{detail}, {words}");
        }
    }
    let lacks = match (seen.stdin, seen.stdout) {
        (true, true) => None,
        (false, true) => Some("standard input is none"),
        (true, false) => Some("standard output is none"),
        (false, false) => Some("standard input and output are none"),
    };
    if let Some(lacks) = lacks {
        return Check::warning(
            NAME,
            format!("{lacks} ({detail})"),
            "The app needs a terminal at both; the other commands work without. Run greenroom doctor there to see more.",
        );
    }
    if seen.term.as_deref().is_none_or(|term| term == "dumb") && !cfg!(windows) {
        return Check::warning(
            NAME,
            format!("{detail}: it does not say that it can place a cursor"),
            "Set TERM to what the terminal is, such as TERM=xterm-256color.",
        );
    }
    if seen.size.is_some_and(|(columns, rows)| columns < 60 || rows < 10) {
        return Check::warning(
            NAME,
            format!("{detail}: small"),
            "Make it 60×10 or larger; from 100 columns two panes stand side by side.",
        );
    }
    if seen.utf8 == Some(false) && !seen.ascii {
        return Check::warning(
            NAME,
            format!("{detail}: the locale is not UTF-8"),
            "Set LANG to a UTF-8 locale, such as C.UTF-8, or start greenroom with --ascii.",
        );
    }
    Check::ok(NAME, detail)
}

fn way(way: Way) -> &'static str {
    match way {
        Way::Tmux => "tmux",
        Way::System => "the desktop's",
        Way::Osc52 => "the terminal's (OSC 52, which gives no answer)",
    }
}

/// The clipboard: which ways a link would take, each tried without touching what is in it.
pub(super) fn clipboard(choice: Choice, environment: Environment) -> Check {
    const NAME: &str = "clipboard";
    if choice == Choice::None {
        return Check::ok(NAME, "turned off: links are shown, not copied");
    }
    let tried = Clipboard::new(choice, environment).probe();
    let first = tried.iter().find(|(_, outcome)| outcome.is_ok()).map(|(found, _)| way(*found));
    let silent: Vec<String> =
        tried.iter().filter_map(|(tried, outcome)| outcome.as_ref().err().map(|why| format!("{}: {why}", way(*tried)))).collect();
    match first {
        None => Check::failed(
            NAME,
            Cause::Other,
            format!("{choice}: none answers; {}", silent.join("; ")),
            "Choose another one: clipboard = \"osc52\" in config.toml, or GREENROOM_CLIPBOARD=osc52. Links are shown all the same.",
        ),
        Some(first) if silent.is_empty() => Check::ok(NAME, format!("{choice}: {first}")),
        Some(first) => Check::ok(NAME, format!("{choice}: {first}; these do not answer: {}", silent.join("; "))),
    }
}

/// Both folders: there, or to be made; for this person alone.
pub(super) fn folders(folders: &Folders) -> Check {
    const NAME: &str = "folders";
    let each = [("settings", &folders.config, "GREENROOM_CONFIG_DIR"), ("data", &folders.data, "GREENROOM_DATA_DIR")];
    let mut details = Vec::new();
    for (what, path, variable) in each {
        match folder(path) {
            Ok(word) => details.push(format!("{what} in {} ({word})", path.display())),
            Err(why) => {
                return Check::failed(
                    NAME,
                    Cause::Other,
                    format!("{what} in {}: {why}", path.display()),
                    format!("Make it a folder that you may write, or name another one in {variable}."),
                );
            }
        }
    }
    let detail = details.join(", ");
    let open: Vec<String> = open_to_others(folders).iter().map(|path| path.display().to_string()).collect();
    if open.is_empty() {
        return Check::ok(NAME, detail);
    }
    Check::warning(NAME, format!("{detail}; others can look into {}", open.join(", ")), format!("chmod go= {}", open.join(" ")))
}

/// How a folder stands: `there` or `to be made`.
fn folder(path: &Path) -> Result<&'static str, String> {
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => Err("it is no folder".into()),
        Ok(_) => writable(path).map(|()| "there").map_err(|error| format!("it may not be written: {}", plain(&error))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            // Made with the first thing that is kept; so it is asked whether that will do.
            let above = path.ancestors().skip(1).find(|above| fs::symlink_metadata(above).is_ok());
            let above = above.filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !above.is_dir() {
                return Err(format!("{} is no folder", above.display()));
            }
            writable(above)
                .map(|()| "to be made")
                .map_err(|error| format!("it is not there, and {} may not be written: {}", above.display(), plain(&error)))
        }
        Err(error) => Err(plain(&error)),
    }
}

/// Asks the system, and writes nothing.
#[cfg(unix)]
fn writable(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK | Access::READ_OK)?)
}

#[cfg(not(unix))]
fn writable(folder: &Path) -> io::Result<()> {
    if fs::metadata(folder)?.permissions().readonly() { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
}

/// What the system said, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// What greenroom keeps of which others may read. The settings' folder may be open; what is secret in it may not.
#[cfg(unix)]
fn open_to_others(folders: &Folders) -> Vec<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;
    let kept = ["greenroom.db", "greenroom.log", "greenroom.log.1", "accounts.json", "tokens.json"];
    let inside = kept.iter().map(|name| folders.data.join(name));
    let all = inside.chain([folders.data.clone(), folders.config.join("client.json")]);
    all.filter(|path| fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)).collect()
}

#[cfg(not(unix))]
fn open_to_others(_: &Folders) -> Vec<PathBuf> {
    Vec::new()
}

/// The settings' file; and what it says, or else what holds without one.
pub(super) fn settings(folder: &Path) -> (Check, Settings) {
    const NAME: &str = "settings";
    let path = folder.join("config.toml");
    // The file of a theme is read with them when the app starts.
    let loaded =
        Settings::load(folder).and_then(|settings| settings.theme.palette(folder, Background::Unknown).map(|_| settings));
    match loaded {
        Ok(settings) if path.exists() => (Check::ok(NAME, format!("{} is understood", path.display())), settings),
        Ok(settings) => (Check::ok(NAME, "no config.toml: everything as it comes"), settings),
        Err(error) => {
            let fix = "Mend that line; what may stand there is in the README. Until then greenroom does not start.";
            (Check::failed(NAME, Cause::Other, error.to_string(), fix), Settings::default())
        }
    }
}

/// The list of spaces.
pub(super) fn store(data: &Path) -> Check {
    const NAME: &str = "store";
    let spaces = |number: u64, lists: u64| {
        let spaces = if number == 1 { "1 space".to_owned() } else { format!("{number} spaces") };
        if lists == 1 { spaces } else { format!("{spaces} in {lists} lists") }
    };
    match Store::examine(data) {
        Ok(None) => Check::ok(NAME, "no list yet: it is made with the first space"),
        Ok(Some(found)) => {
            let detail = format!("{}, undamaged", spaces(found.spaces, found.lists));
            match found.writable {
                Ok(()) => Check::ok(NAME, detail),
                Err(error) => Check::warning(NAME, format!("{detail}; {}", error.why()), error.next_step()),
            }
        }
        Err(error @ StoreError::Locked) => Check::warning(NAME, error.why(), error.next_step()),
        Err(error) => Check::failed(NAME, Cause::Other, error.why(), error.next_step()),
    }
}

#[cfg(test)]
#[path = "here_tests.rs"]
mod tests;
