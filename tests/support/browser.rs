//! A browser, as far as a sign-in needs one.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::PATIENCE;

/// An answer: its status, where it leads to, and its text.
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub text: String,
}

/// Gets one page on this machine.
pub fn get(url: &str) -> Page {
    let rest = url.strip_prefix("http://").unwrap();
    let (address, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(connection, "GET {slash}{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    let location = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then(|| value.to_owned())
    });
    Page { status: head.split(' ').nth(1).unwrap().parse().unwrap(), location, text: text.to_owned() }
}

/// Opens the link of a sign-in, at a server whose people decide at once. The address on which the browser ends.
pub fn consent(url: &str) -> String {
    let page = get(url);
    page.location.unwrap_or_else(|| panic!("{} {}", page.status, page.text))
}
