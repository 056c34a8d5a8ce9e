//! Where the answer of the sign-in page is handed in: by the browser, or pasted by the person. Both are judged by the same rule.
//!
//! It takes one answer, and only one that brings this sign-in's `state`. Whatever is handed in otherwise changes nothing: a
//! page somewhere on the web can neither slip in a code of its own nor end the waiting.

use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::exchange::short;
use super::pkce::same;

/// Longest code that is taken, in bytes; Google's have at most 256.
const LONGEST: usize = 2048;

/// What the page where people sign in answers.
pub(super) enum Answer {
    /// A code, to be changed into tokens once.
    Code(SecretString),
    /// No.
    Refused {
        /// OAuth's word for it.
        code: String,
        /// The page's own words.
        said: Option<String>,
    },
}

/// What became of something handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the answer.
    Taken,
    /// It is ours, but there is an answer already.
    Already,
    /// It is ours, but nobody waits any more.
    Over,
    /// It brings the `state` of something else.
    WrongState,
    /// It brings no `state`.
    NoState,
    /// It is ours, and brings neither a code nor an error, or more than one.
    Nothing,
}

/// The desk of one sign-in.
pub(super) struct Desk {
    state: SecretString,
    waiting: Mutex<Option<oneshot::Sender<Answer>>>,
}

impl Desk {
    /// A desk, and where its answer comes out.
    pub(super) fn new(state: SecretString) -> (Self, oneshot::Receiver<Answer>) {
        let (sender, receiver) = oneshot::channel();
        (Self { state, waiting: Mutex::new(Some(sender)) }, receiver)
    }

    /// Takes the query of the address on which the browser ended.
    pub(super) fn take(&self, query: &str) -> Verdict {
        let all = |wanted: &str| -> Vec<String> {
            let pairs = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == wanted);
            pairs.map(|(_, value)| value.into_owned()).collect()
        };
        // RFC 6749 section 3.1: none may come twice.
        match all("state").as_slice() {
            [] => return Verdict::NoState,
            [state] if same(&self.state, state) => {}
            _ => return Verdict::WrongState,
        }
        let answer = match (all("code").as_slice(), all("error").as_slice()) {
            ([code], []) if sound(code) => Answer::Code(code.as_str().into()),
            ([], [error]) => {
                let said = all("error_description").first().map(|said| short(said, 300));
                Answer::Refused { code: short(error, 60), said: said.filter(|said| !said.is_empty()) }
            }
            _ => return Verdict::Nothing,
        };
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        match waiting.map(|waiting| waiting.send(answer)) {
            None => Verdict::Already,
            Some(Ok(())) => Verdict::Taken,
            Some(Err(_)) => Verdict::Over,
        }
    }
}

/// RFC 6749 appendix A.11: visible ASCII.
fn sound(code: &str) -> bool {
    !code.is_empty() && code.len() <= LONGEST && code.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use secrecy::ExposeSecret as _;

    use super::*;

    #[rstest]
    #[case("code=4/x", Verdict::NoState)]
    #[case("", Verdict::NoState)]
    #[case("code=4/x&state=", Verdict::WrongState)]
    #[case("code=4/x&state=Mine", Verdict::WrongState)]
    #[case("code=4/x&state=min", Verdict::WrongState)]
    #[case("code=4/x&state=mine&state=mine", Verdict::WrongState)]
    #[case("code=4/x&state=other&state=mine", Verdict::WrongState)]
    #[case("error=access_denied&state=other", Verdict::WrongState)]
    #[case("state=mine", Verdict::Nothing)]
    #[case("state=mine&code=", Verdict::Nothing)]
    #[case("state=mine&code=4/x&code=4/y", Verdict::Nothing)]
    #[case("state=mine&code=4/x&error=access_denied", Verdict::Nothing)]
    #[case("state=mine&code=%00", Verdict::Nothing)]
    #[case("state=mine&code=%ff", Verdict::Nothing)]
    fn d2_what_does_not_fit_changes_nothing(#[case] query: &str, #[case] verdict: Verdict) {
        let (desk, mut answer) = Desk::new("mine".into());
        assert_eq!(desk.take(query), verdict);
        assert!(answer.try_recv().is_err());
        assert_eq!(desk.take("state=mine&code=4%2Fx&scope=email"), Verdict::Taken, "the right one still counts");
        assert!(matches!(answer.try_recv(), Ok(Answer::Code(code)) if code.expose_secret() == "4/x"));
    }

    #[test]
    fn d2_a_code_is_taken_once() {
        let (desk, mut answer) = Desk::new("mine".into());
        assert_eq!(desk.take("state=mine&code=1"), Verdict::Taken);
        assert_eq!(desk.take("state=mine&code=1"), Verdict::Already);
        assert_eq!(desk.take("state=mine&code=2"), Verdict::Already);
        assert_eq!(desk.take("state=other&code=2"), Verdict::WrongState);
        assert!(matches!(answer.try_recv(), Ok(Answer::Code(code)) if code.expose_secret() == "1"));
    }

    #[test]
    fn d3_a_refusal_is_an_answer() {
        let (desk, mut answer) = Desk::new("mine".into());
        assert_eq!(desk.take("error=access_denied&error_description=no%1b[31m%0Away&state=mine"), Verdict::Taken);
        let Ok(Answer::Refused { code, said }) = answer.try_recv() else { panic!("no refusal") };
        assert_eq!((code.as_str(), said.as_deref()), ("access_denied", Some("no way")));
    }

    #[test]
    fn d3_a_late_one_is_told_so() {
        let (desk, answer) = Desk::new("mine".into());
        drop(answer);
        assert_eq!(desk.take("state=mine&code=1"), Verdict::Over);
    }
}
