//! What a check comes to, and the whole report: its exit code, as lines for people and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::private::Private;
use crate::text;
use crate::ui::theme::Theme;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    Warning,
    /// With the code that the program ends with, were it the only one.
    Failed(Cause),
}

/// Why it failed, coarsely. In the order in which causes hide each other: without a network nothing can be said of the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    Unreachable,
    NotSignedIn,
    NotPermitted,
    Other,
}

impl Cause {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Unreachable => 6,
            Self::NotSignedIn => 3,
            Self::NotPermitted => 4,
            Self::Other => 1,
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) status: Status,
    /// What was found: a sentence without its full stop, or two.
    pub(super) detail: String,
    /// What to do; none where all is well.
    pub(super) fix: Option<String>,
}

impl Check {
    pub(super) fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, detail: detail.into(), fix: None }
    }

    pub(super) fn warning(name: &'static str, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, status: Status::Warning, detail: detail.into(), fix: Some(fix.into()) }
    }

    pub(super) fn failed(name: &'static str, cause: Cause, detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, status: Status::Failed(cause), detail: detail.into(), fix: Some(fix.into()) }
    }

    /// Something that could not be tried, because of another check.
    pub(super) fn untried(name: &'static str, why: &str) -> Self {
        Self::warning(name, format!("not tried: {why}"), "Mend that first.")
    }

    /// The same with what to do.
    pub(super) fn but(mut self, fix: &str) -> Self {
        self.fix = Some(fix.to_owned());
        self
    }

    /// Fit to be shown and pasted: one line, without what is nobody else's.
    pub(super) fn fit(mut self, private: &Private) -> Self {
        self.detail = private.hide(&self.detail);
        self.fix = self.fix.map(|fix| private.hide(&fix));
        self
    }

    fn word(&self) -> &'static str {
        match self.status {
            Status::Ok => "ok",
            Status::Warning => "warning",
            Status::Failed(_) => "failed",
        }
    }

    fn json(&self) -> Value {
        json!({ "name": self.name, "status": self.word(), "detail": self.detail, "fix": self.fix })
    }
}

/// The code of a whole report.
pub(super) fn code(checks: &[Check]) -> u8 {
    let causes = checks.iter().filter_map(|check| match check.status {
        Status::Failed(cause) => Some(cause),
        Status::Ok | Status::Warning => None,
    });
    causes.min().map_or(0, Cause::code)
}

/// The report for programs.
pub(super) fn json(checks: &[Check]) -> String {
    format!("{:#}\n", json!({ "checks": checks.iter().map(Check::json).collect::<Vec<_>>() }))
}

/// How lines are drawn.
pub(super) struct Paper {
    /// Escape sequences may be written.
    pub(super) color: bool,
    pub(super) theme: Theme,
    /// Columns, where it is a terminal.
    pub(super) width: Option<usize>,
}

/// Longest of the words for a status.
const WORD: usize = "warning".len();
/// Longest of the names, see the test.
pub(super) const NAME: usize = 14;

impl Paper {
    /// A check as one line, or several where the terminal is narrow, and what to do under it.
    pub(super) fn check(&self, check: &Check) -> String {
        let paint = match check.status {
            Status::Ok => "32",
            Status::Warning => "33",
            Status::Failed(_) => "31",
        };
        let word = text::pad(check.word(), WORD);
        let word = if self.color { format!("\x1b[{paint}m{word}\x1b[0m") } else { word };
        let indent = " ".repeat(WORD + NAME + 4);
        let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(indent.len()).max(20));
        let mut lines = wrapped(&check.detail, room);
        let arrow = self.theme.signs.arrow.trim_start();
        if let Some(fix) = &check.fix {
            let hanging = " ".repeat(text::width(arrow));
            let fix = wrapped(fix, room.saturating_sub(hanging.len()));
            lines.extend(fix.into_iter().enumerate().map(|(n, line)| format!("{}{line}", if n == 0 { arrow } else { &hanging })));
        }
        // Writing to a String cannot fail.
        let mut out = String::new();
        for (n, line) in lines.iter().enumerate() {
            let line = if self.theme.ascii { plain(line, self.theme.signs.ellipsis) } else { line.clone() };
            if n == 0 {
                let _ = writeln!(out, "{word}  {}  {line}", text::pad(check.name, NAME));
            } else {
                let _ = writeln!(out, "{indent}{line}");
            }
        }
        out
    }

    /// What it all comes to.
    pub(super) fn end(checks: &[Check]) -> String {
        let count = |word| checks.iter().filter(|check| check.word() == word).count();
        let some = |number: usize, word: &str| (number > 0).then(|| format!("{number} {word}"));
        let (warnings, failed) = (count("warning"), count("failed"));
        let all = [some(failed, "failed"), some(warnings, if warnings == 1 { "warning" } else { "warnings" })];
        let words = all.into_iter().flatten().collect::<Vec<_>>().join(", ");
        if words.is_empty() { "\nAll is well.\n".to_owned() } else { format!("\n{words}.\n") }
    }
}

/// In ASCII: what the checks themselves write beside it has letters there.
fn plain(line: &str, ellipsis: &str) -> String {
    text::ascii(&line.replace('…', ellipsis).replace('×', "x").replace(['“', '”'], "\"")).into_owned()
}

fn wrapped(line: &str, room: usize) -> Vec<String> {
    if room == usize::MAX { vec![line.to_owned()] } else { text::wrap(line, room) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(color: bool, ascii: bool, width: Option<usize>) -> Paper {
        Paper { color, theme: Theme::new(color, ascii), width }
    }

    #[test]
    fn the_code_is_that_of_the_first_cause() {
        let failed = |cause| Check::failed("x", cause, "", "");
        let warning = Check::warning("x", "", "");
        assert_eq!(code(&[Check::ok("x", ""), warning.clone()]), 0);
        assert_eq!(code(&[failed(Cause::Other), warning]), 1);
        assert_eq!(code(&[failed(Cause::Other), failed(Cause::NotPermitted)]), 4);
        assert_eq!(code(&[failed(Cause::NotPermitted), failed(Cause::NotSignedIn), failed(Cause::Other)]), 3);
        assert_eq!(code(&[failed(Cause::NotSignedIn), failed(Cause::Unreachable)]), 6);
    }

    #[test]
    fn programs_get_four_fields_each() {
        let checks = [Check::ok("one", "fine"), Check::failed("two", Cause::Other, "bad", "mend it")];
        let value: Value = serde_json::from_str(&json(&checks)).unwrap();
        let expected = json!({"checks": [
            {"name": "one", "status": "ok", "detail": "fine", "fix": null},
            {"name": "two", "status": "failed", "detail": "bad", "fix": "mend it"},
        ]});
        assert_eq!(value, expected);
    }

    #[test]
    fn lines_are_aligned() {
        let paper = paper(false, false, None);
        assert_eq!(paper.check(&Check::ok("store", "fine")), "ok       store           fine\n");
        let check = Check::warning("way in", "not so fine", "mend it");
        assert_eq!(paper.check(&check), "warning  way in          not so fine\n                         → mend it\n");
        assert_eq!(Paper::end(&[check]), "\n1 warning.\n");
        assert_eq!(Paper::end(&[Check::ok("x", "")]), "\nAll is well.\n");
    }

    #[test]
    fn a_narrow_terminal_gets_more_lines_none_too_long() {
        let check = Check::failed("network", Cause::Other, "one two three four five six seven", "do this and that and so on");
        let lines = paper(false, false, Some(46)).check(&check);
        assert!(lines.lines().count() > 3 && lines.lines().all(|line| text::width(line) <= 46), "{lines}");
        assert!(lines.lines().skip(1).all(|line| line.starts_with(&" ".repeat(25))), "{lines}");
    }

    #[test]
    fn colours_and_other_letters_only_where_they_may_be() {
        let check = Check::warning("store", "fine — so far", "x");
        assert!(paper(true, false, None).check(&check).starts_with("\x1b[33mwarning\x1b[0m  store"));
        let plain = paper(false, true, None).check(&check);
        assert!(plain.is_ascii() && !plain.contains('\x1b') && plain.contains("-> x"), "{plain}");
    }
}
