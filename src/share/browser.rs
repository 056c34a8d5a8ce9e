//! The browser: a link opened as the person who is signed in.
//!
//! Owns which links may be opened: Google's own, over https. It must not wait for the browser, nor let it near the terminal.

use std::io;

use url::Url;

use crate::text;

/// The sites that greenroom has links to: meetings, what is kept of them, and the console where programs are let in.
const SITES: [&str; 4] = ["meet.google.com", "drive.google.com", "docs.google.com", "console.cloud.google.com"];

/// Why a link is not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrowserError {
    /// Not an `https` link.
    #[error("that is not an https link")]
    NotALink,
    /// It leads somewhere else; holds its host.
    #[error("that link leads to {0}, not to Google Meet, Drive or Docs")]
    OtherSite(String),
    /// No program took it; holds the operating system's word.
    #[error("no browser could be started: {0}")]
    NoBrowser(String),
}

impl BrowserError {
    /// What the person can do now.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NotALink | Self::OtherSite(_) => "Refresh the space: the server's answer has the right link.",
            Self::NoBrowser(_) => "Copy the link, or show it as a QR code for a phone.",
        }
    }
}

/// What opens a link. Tests put their own in its place.
pub trait Opener {
    /// Starts the browser, without a terminal, and does not wait for it to end.
    ///
    /// # Errors
    ///
    /// Where nothing could be started.
    fn open(&self, url: &str) -> io::Result<()>;
}

/// The desktop's way: `xdg-open` and its like on Linux, `open` on macOS, the shell on Windows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desktop;

impl Opener for Desktop {
    fn open(&self, url: &str) -> io::Result<()> {
        open::that_detached(url)
    }
}

/// The link as the account is to open it: with `authuser=EMAIL` in place of any that it had.
///
/// # Errors
///
/// [`BrowserError::NotALink`] and [`BrowserError::OtherSite`]: only Google's own sites are ever opened.
pub fn meet_link(uri: &str, account: Option<&str>) -> Result<String, BrowserError> {
    let mut url = allowed(uri)?;
    let Some(account) = account else { return Ok(url.into()) };
    let others: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| name != "authuser").map(|(name, value)| (name.into(), value.into())).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("authuser", account);
    Ok(url.into())
}

fn allowed(uri: &str) -> Result<Url, BrowserError> {
    let url = Url::parse(uri.trim()).map_err(|_| BrowserError::NotALink)?;
    let host = url.host_str().unwrap_or_default();
    if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
        return Err(BrowserError::NotALink);
    }
    if !SITES.contains(&host) {
        return Err(BrowserError::OtherSite(text::fit(&text::clean(host), 60).into_owned()));
    }
    Ok(url)
}

/// Opens one of Google's links in the browser. Can take a quarter of a second for each launcher it tries, so not on the
/// thread that draws.
///
/// # Errors
///
/// [`BrowserError`]; that a browser was started does not say that it shows the page.
pub fn open(url: &str) -> Result<(), BrowserError> {
    open_with(&Desktop, url)
}

/// As [`open()`], with an opener of one's own.
///
/// # Errors
///
/// As [`open()`].
pub fn open_with(opener: &dyn Opener, url: &str) -> Result<(), BrowserError> {
    let url = allowed(url)?;
    opener.open(url.as_str()).map_err(|error| BrowserError::NoBrowser(text::clean(&error.to_string()).into_owned()))
}

/// Opens the page of a sign-in: whichever the client file names, over https, or on this machine.
///
/// # Errors
///
/// [`BrowserError::NotALink`] and [`BrowserError::NoBrowser`].
pub fn open_sign_in(opener: &dyn Opener, url: &str) -> Result<(), BrowserError> {
    let page = Url::parse(url).map_err(|_| BrowserError::NotALink)?;
    crate::meet::endpoint::Endpoint::parse(&page.origin().ascii_serialization()).map_err(|_| BrowserError::NotALink)?;
    if !page.username().is_empty() || page.password().is_some() {
        return Err(BrowserError::NotALink);
    }
    opener.open(page.as_str()).map_err(|error| BrowserError::NoBrowser(text::clean(&error.to_string()).into_owned()))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://meet.google.com/abc-mnop-xyz", "https://meet.google.com/abc-mnop-xyz?authuser=ana%40example.com")]
    #[case(
        "https://meet.google.com/abc-mnop-xyz?authuser=0&hs=1",
        "https://meet.google.com/abc-mnop-xyz?hs=1&authuser=ana%40example.com"
    )]
    #[case(
        "https://docs.google.com/document/d/1/edit#h",
        "https://docs.google.com/document/d/1/edit?authuser=ana%40example.com#h"
    )]
    fn the_account_stands_in_the_link(#[case] link: &str, #[case] with_account: &str) {
        assert_eq!(meet_link(link, Some("ana@example.com")).unwrap(), with_account);
    }

    #[test]
    fn the_account_cannot_add_anything_else() {
        let link = meet_link("https://meet.google.com/abc-mnop-xyz", Some("a+b@x.example&pli=1#\n")).unwrap();
        assert_eq!(link, "https://meet.google.com/abc-mnop-xyz?authuser=a%2Bb%40x.example%26pli%3D1%23%0A");
    }

    #[test]
    fn without_an_account_the_link_stays() {
        let link = "https://drive.google.com/file/d/1/view?usp=x";
        assert_eq!(meet_link(link, None).unwrap(), link);
    }

    #[rstest]
    #[case("http://meet.google.com/abc-mnop-xyz", BrowserError::NotALink)]
    #[case("javascript:alert(1)", BrowserError::NotALink)]
    #[case("file:///etc/passwd", BrowserError::NotALink)]
    #[case("--help", BrowserError::NotALink)]
    #[case("", BrowserError::NotALink)]
    #[case("https://ana@meet.google.com/x", BrowserError::NotALink)]
    #[case("https://meet.google.com:8443/x", BrowserError::NotALink)]
    #[case("https://meet.google.com.evil.example/x", BrowserError::OtherSite("meet.google.com.evil.example".into()))]
    #[case("https://evil.example/meet.google.com", BrowserError::OtherSite("evil.example".into()))]
    fn nothing_else_is_opened(#[case] link: &str, #[case] error: BrowserError) {
        struct Never;
        impl Opener for Never {
            fn open(&self, url: &str) -> io::Result<()> {
                panic!("opened {url}")
            }
        }
        assert_eq!(meet_link(link, Some("ana@example.com")), Err(error.clone()));
        assert_eq!(open_with(&Never, link), Err(error));
    }

    #[test]
    fn what_the_opener_says_reaches_the_person() {
        struct Recorder(RefCell<Vec<String>>);
        impl Opener for Recorder {
            fn open(&self, url: &str) -> io::Result<()> {
                self.0.borrow_mut().push(url.to_owned());
                Err(io::Error::other("no \x1b[31mxdg-open"))
            }
        }
        let recorder = Recorder(RefCell::default());
        let error = open_with(&recorder, "https://meet.google.com/abc-mnop-xyz").unwrap_err();
        assert_eq!(error.to_string(), "no browser could be started: no xdg-open");
        assert!(error.next_step().contains("QR"));
        assert_eq!(*recorder.0.borrow(), ["https://meet.google.com/abc-mnop-xyz"]);
    }
}
