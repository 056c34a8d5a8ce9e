//! The address on which the browser ended, pasted back by the person: for a browser on another machine.

use std::sync::Arc;

use url::{Host, Url};

use super::desk::{Desk, Verdict};
use super::error::AuthError;
use super::exchange::short;
use crate::text;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// Takes what is pasted for one sign-in. Clones belong to the same one.
#[derive(Clone)]
pub struct Paste {
    desk: Arc<Desk>,
    port: u16,
    authorize: Url,
}

impl Paste {
    pub(super) fn new(desk: Arc<Desk>, port: u16, authorize: Url) -> Self {
        Self { desk, port, authorize }
    }

    /// Takes the whole address that the browser ended on, or its part from `?` on; judged like the browser's own request.
    ///
    /// An address that says that Google refused is an answer as well: [`super::flow::SignIn::finish`] tells which.
    ///
    /// # Errors
    ///
    /// [`AuthError::WrongState`] and [`AuthError::Pasted`], each with what it is instead. The sign-in then waits on.
    pub fn give(&self, text: &str) -> Result<(), AuthError> {
        if text.len() > LONGEST {
            return Err(AuthError::Pasted(format!("That is {} kB of text: no address is as long.", text.len() / 1024)));
        }
        let text = bare(text);
        match self.query(&text)? {
            query if query.is_empty() => Err(pasted("That address ends before its code: it was not copied whole.")),
            query => self.judge(&query),
        }
    }

    /// The part of an address that counts.
    fn query(&self, text: &str) -> Result<String, AuthError> {
        if text.is_empty() {
            return Err(pasted("Nothing was pasted."));
        }
        let lower = text.to_ascii_lowercase();
        let whole = if lower.starts_with("127.0.0.1") || lower.starts_with("localhost") {
            format!("http://{text}")
        } else {
            text.to_owned()
        };
        if !whole.contains("://") {
            return match text.split_once('?') {
                Some(("" | "/", query)) => Ok(query.to_owned()),
                None if text.contains("state=") && text.contains('&') => Ok(text.to_owned()),
                None if text.starts_with("code=") || text.starts_with("4/") || text.starts_with("4%2F") => {
                    Err(pasted("That is the code alone, without the state that shows whose it is."))
                }
                _ => Err(pasted("That is no address.")),
            };
        }
        let Ok(url) = Url::parse(&whole) else { return Err(pasted("That is no address that a browser ends on.")) };
        let same_page = url.origin() == self.authorize.origin() && url.path() == self.authorize.path();
        if same_page || url.query_pairs().any(|(name, _)| name == "code_challenge") {
            return Err(pasted("That is the link to open, not the address that the browser ended on."));
        }
        let here = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            _ => false,
        };
        if !here || url.path() != "/" {
            let host = short(url.host_str().unwrap_or_default(), 80);
            return Err(if host.is_empty() {
                pasted("That is no address that a browser ends on.")
            } else {
                AuthError::Pasted(format!("That is the address of another page ({host}), not the one that the browser ended on."))
            });
        }
        match url.port_or_known_default() {
            Some(port) if port == self.port => Ok(url.query().unwrap_or_default().to_owned()),
            port => Err(AuthError::Pasted(format!(
                "That address belongs to another sign-in: its port is {}, this one's is {}.",
                port.unwrap_or_default(),
                self.port
            ))),
        }
    }

    fn judge(&self, query: &str) -> Result<(), AuthError> {
        let has = |wanted: &str| url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == wanted);
        match self.desk.take(query) {
            Verdict::Taken => Ok(()),
            Verdict::Already => Err(pasted("This sign-in has its answer already: nothing more is needed.")),
            Verdict::Over => Err(pasted("This sign-in is over: begin again.")),
            Verdict::WrongState => Err(AuthError::WrongState),
            Verdict::NoState if has("error") => {
                Err(pasted("That address says that access was not granted, but not for which sign-in: its state is missing."))
            }
            Verdict::NoState if has("code") => Err(pasted("That holds a code, but not the state that shows whose it is.")),
            Verdict::NoState => Err(pasted("That address holds neither a code nor a state: it is not the last one, or was cut.")),
            Verdict::Nothing => Err(pasted("That address holds no code that can be used: it was not copied whole.")),
        }
    }
}

fn pasted(why: &str) -> AuthError {
    AuthError::Pasted(why.to_owned())
}

/// The address without what stands around it: quotes, brackets, words before and after. Where a terminal or a mail broke it
/// into lines they are joined again.
fn bare(text: &str) -> String {
    let clean = text::clean_lines(text);
    let joined: String = clean.lines().map(str::trim).collect();
    let from = ["http://", "https://"].iter().filter_map(|scheme| joined.find(scheme)).min().unwrap_or_default();
    let edge = |c: char| c.is_whitespace() || "\"'`<>()[]{}“”‘’«»".contains(c);
    let start = joined[from..].trim_start_matches(edge);
    let end = start.find(edge).unwrap_or(start.len());
    start[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use secrecy::ExposeSecret as _;
    use tokio::sync::oneshot;

    use super::super::desk::Answer;
    use super::*;

    fn paste() -> (Paste, oneshot::Receiver<Answer>) {
        let (desk, answer) = Desk::new("mine".into());
        let authorize = Url::parse("http://127.0.0.1:7/o/oauth2/v2/auth").unwrap();
        (Paste::new(Arc::new(desk), 4242, authorize), answer)
    }

    #[rstest]
    #[case("http://127.0.0.1:4242/?state=mine&code=4/0Ab_c&scope=email%20openid")]
    #[case("http://127.0.0.1:4242?state=mine&code=4/0Ab_c")]
    #[case("  \"http://127.0.0.1:4242/?code=4%2F0Ab_c&state=mine\"\r\n")]
    #[case("<http://127.0.0.1:4242/?code=4%2F0Ab_c&state=mine>")]
    #[case("it is this: http://127.0.0.1:4242/?code=4%2F0Ab_c&state=mine thank you")]
    #[case("http://127.0.0.1:4242/?state=mine&co\n   de=4/0A\r\nb_c&scope=x")]
    #[case("\u{1b}[200~http://127.0.0.1:4242/?state=mine&code=4/0Ab_c\u{1b}[201~")]
    #[case("http://127.0.0.1:4242/?state=mine&code=4/0Ab_c#")]
    #[case("http://localhost:4242/?state=mine&code=4/0Ab_c")]
    #[case("https://127.0.0.1:4242/?state=mine&code=4/0Ab_c")]
    #[case("127.0.0.1:4242/?state=mine&code=4/0Ab_c")]
    #[case("?code=4/0Ab_c&state=mine")]
    #[case("/?code=4/0Ab_c&state=mine")]
    #[case("state=mine&code=4/0Ab_c")]
    fn the_address_is_found_in_what_was_pasted(#[case] text: &str) {
        let (paste, mut answer) = paste();
        assert_eq!(paste.give(text), Ok(()));
        assert!(matches!(answer.try_recv(), Ok(Answer::Code(code)) if code.expose_secret() == "4/0Ab_c"));
    }

    #[rstest]
    #[case("", "Nothing was pasted.")]
    #[case(" \n\"\" ", "Nothing was pasted.")]
    #[case("yes", "That is no address.")]
    #[case("4/0Ab_c", "the code alone")]
    #[case("code=4/0Ab_c", "the code alone")]
    #[case("?code=4/0Ab_c", "but not the state")]
    #[case("http://127.0.0.1:4242/?code=4/0Ab_c", "but not the state")]
    #[case("http://127.0.0.1:4242/", "not copied whole")]
    #[case("http://127.0.0.1:4242/?scope=email", "neither a code nor a state")]
    #[case("http://127.0.0.1:4242/?state=mine", "no code that can be used")]
    #[case("http://127.0.0.1:4242/?error=access_denied", "access was not granted")]
    #[case("http://127.0.0.1:4243/?state=mine&code=4/0Ab_c", "its port is 4243, this one's is 4242")]
    #[case("http://127.0.0.1/?state=mine&code=4/0Ab_c", "its port is 80")]
    #[case("http://127.0.0.1:7/o/oauth2/v2/auth?client_id=x&state=mine", "the link to open")]
    #[case("https://accounts.google.com/o/oauth2/auth?client_id=x&code_challenge=y", "the link to open")]
    #[case("https://accounts.google.com/signin/oauth/consent?authuser=0", "another page (accounts.google.com)")]
    #[case("http://127.0.0.1:4242/other?state=mine&code=4/0Ab_c", "another page (127.0.0.1)")]
    #[case("http://evil.example:4242/?state=mine&code=4/0Ab_c", "another page (evil.example)")]
    #[case("file:///etc/passwd?state=mine&code=4/0Ab_c", "no address that a browser ends on")]
    #[case("http://[::/?state=mine", "no address that a browser ends on")]
    fn every_wrong_form_has_its_sentence(#[case] text: &str, #[case] sentence: &str) {
        let (paste, mut answer) = paste();
        let AuthError::Pasted(why) = paste.give(text).unwrap_err() else { panic!("another error") };
        assert!(why.contains(sentence), "{why}");
        assert!(!why.contains("4/0Ab_c"), "a code is a secret");
        assert!(answer.try_recv().is_err());
        assert_eq!(paste.give("?state=mine&code=1"), Ok(()), "it waits on");
    }

    #[test]
    fn d2_the_state_is_checked_like_the_browsers() {
        let (paste, mut answer) = paste();
        assert_eq!(paste.give("http://127.0.0.1:4242/?state=other&code=4/0Ab_c"), Err(AuthError::WrongState));
        assert_eq!(paste.give("?state=other&error=access_denied"), Err(AuthError::WrongState));
        assert!(answer.try_recv().is_err());
    }

    #[test]
    fn d3_a_refusal_is_an_answer() {
        let (paste, mut answer) = paste();
        assert_eq!(paste.give("http://127.0.0.1:4242/?error=access_denied&state=mine"), Ok(()));
        assert!(matches!(answer.try_recv(), Ok(Answer::Refused { code, .. }) if code == "access_denied"));
    }

    #[test]
    fn junk_is_measured_and_not_read() {
        let (paste, _answer) = paste();
        let AuthError::Pasted(why) = paste.give(&"x".repeat(10 * 1024)).unwrap_err() else { panic!("another error") };
        assert!(why.contains("10 kB"), "{why}");
        assert!(why.len() < 100);
    }

    #[test]
    fn what_comes_too_late_is_told_so() {
        let (paste, answer) = paste();
        paste.give("?state=mine&code=1").unwrap();
        let AuthError::Pasted(why) = paste.give("?state=mine&code=1").unwrap_err() else { panic!("another error") };
        assert!(why.contains("already"), "{why}");
        drop(answer);
        let (paste, answer) = super::tests::paste();
        drop(answer);
        let AuthError::Pasted(why) = paste.give("?state=mine&code=1").unwrap_err() else { panic!("another error") };
        assert!(why.contains("over"), "{why}");
    }
}
