//! What must not stand in a bug report: the last look at every line.
//!
//! Checks are written so that nothing of it comes here; this holds when one slips, or a server repeats what it was sent.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::text;

/// What Google's secrets begin with: access tokens, refresh tokens, client secrets, API keys, signed tokens, codes of sign-in.
const BEGINNINGS: [&str; 6] = ["ya29.", "1//", "GOCSPX-", "AIza", "eyJ", "4/0"];
/// Between words.
const BETWEEN: &[char] = &[' ', '"', '\'', '(', ')', ',', ';', '=', '<', '>', '`', '[', ']', '{', '}'];
/// A link to a meeting begins so.
const MEETINGS: &str = "meet.google.com/";

/// What is known to be private here.
#[derive(Default)]
pub(super) struct Private {
    pub(super) home: Option<PathBuf>,
    pub(super) secrets: Vec<SecretString>,
}

impl Private {
    /// The line without them: `~` for the home folder, `(hidden)` for secrets, `a…@example.com` for people.
    pub(super) fn hide(&self, line: &str) -> String {
        let mut line = text::clean(line).into_owned();
        for secret in &self.secrets {
            if !secret.expose_secret().is_empty() {
                line = line.replace(secret.expose_secret(), "(hidden)");
            }
        }
        if let Some(home) = self.home.as_ref().and_then(|home| home.to_str()).map(|home| home.trim_end_matches('/'))
            && !home.is_empty()
        {
            line = at_home(&line, home);
        }
        line.split_inclusive(BETWEEN).map(word).collect()
    }
}

/// `~` in place of the home folder, where it stands as a whole folder.
fn at_home(line: &str, home: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(home) {
        let after = &rest[at + home.len()..];
        out.push_str(&rest[..at]);
        out.push_str(if after.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '-' | '_' | '.')) {
            home
        } else {
            "~"
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn word(given: &str) -> String {
    let word = given.trim_end_matches(BETWEEN);
    let between = &given[word.len()..];
    if BEGINNINGS.iter().any(|beginning| word.starts_with(beginning) && word.len() > beginning.len() + 2) {
        return format!("(hidden){between}");
    }
    if let Some((before, after)) = word.split_once(MEETINGS) {
        let shown = if after.is_empty() { "" } else { "(hidden)" };
        return format!("{before}{MEETINGS}{shown}{between}");
    }
    match word.split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !name.contains('/') => {
            let first: String = name.chars().take(1).collect();
            format!("{first}…@{host}{between}")
        }
        _ => given.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("in /home/ana/.config/greenroom.", "in ~/.config/greenroom.")]
    #[case("in /home/ana", "in ~")]
    #[case("in /home/anabel/x and /home/ana/y", "in /home/anabel/x and ~/y")]
    #[case("as ana@example.com, or (bo.b@x.example)", "as a…@example.com, or (b…@x.example)")]
    #[case(
        "token=ya29.a0AfB_x \"1//0gabc\" GOCSPX-abc eyJhbGciOi 4/0AbCd",
        "token=(hidden) \"(hidden)\" (hidden) (hidden) (hidden)"
    )]
    #[case("see https://meet.google.com/abc-mnop-xyz there", "see https://meet.google.com/(hidden) there")]
    #[case("sent planted back", "sent (hidden) back")]
    #[case("two\nlines\u{1b}[31m", "two lines")]
    #[case("nothing of it: 120×40, 83 ms", "nothing of it: 120×40, 83 ms")]
    fn what_is_private_is_hidden(#[case] line: &str, #[case] shown: &str) {
        let private = Private { home: Some("/home/ana/".into()), secrets: vec!["planted".into(), "".into()] };
        assert_eq!(private.hide(line), shown);
    }

    #[test]
    fn without_a_home_folders_stay() {
        for home in [None, Some("/".into())] {
            assert_eq!(Private { home, secrets: vec![] }.hide("in /data/x"), "in /data/x");
        }
    }
}
