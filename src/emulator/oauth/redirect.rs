//! Where answers may be sent, and names of this machine.

use url::{Host, Url};

use super::denial::Denial;
use super::state::{ClientKind, OAuthClient};

/// Checks the address that the answer is to go to.
///
/// Desktop clients register none: any port of this machine will do. Web clients have a list.
pub(super) fn check(client: &OAuthClient, given: &str) -> Result<Url, Denial> {
    if given.starts_with("urn:ietf:wg:oauth:2.0:oob") {
        return Err(Denial::invalid_request(
            "Copying a code by hand (out-of-band) is no longer offered. Use a redirect to this machine.",
        ));
    }
    let url = Url::parse(given).ok().filter(|url| url.fragment().is_none());
    let fits = |url: &Url| match client.kind {
        ClientKind::Desktop => {
            url.scheme() == "http" && is_loopback(url.host().as_ref()) && url.username().is_empty() && url.password().is_none()
        }
        ClientKind::Web => client.redirect_uris.iter().any(|known| known == given),
    };
    url.filter(fits).ok_or_else(|| {
        let description = match client.kind {
            ClientKind::Desktop => "A desktop client can only redirect to http://127.0.0.1, http://[::1] or http://localhost.",
            ClientKind::Web => "The redirect URI is not one of those that the client has registered.",
        };
        Denial::new(400, "redirect_uri_mismatch", description)
    })
}

fn is_loopback(host: Option<&Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => *name == "localhost",
        Some(Host::Ipv4(address)) => *address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => *address == std::net::Ipv6Addr::LOCALHOST,
        None => false,
    }
}

/// Whether a `Host` header names this machine, with any port.
pub(super) fn is_loopback_host(header: &str) -> bool {
    Url::parse(&format!("http://{header}/")).is_ok_and(|url| {
        // what is not a host and perhaps a port turns up elsewhere in the address
        is_loopback(url.host().as_ref()) && url.path() == "/" && url.username().is_empty() && url.query().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::is_loopback_host;

    #[test]
    fn a_host_is_this_machine_or_another() {
        for here in ["127.0.0.1", "127.0.0.1:8085", "localhost:1", "LOCALHOST", "[::1]:9"] {
            assert!(is_loopback_host(here), "{here}");
        }
        for other in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "a@127.0.0.1",
            "127.0.0.1/x",
            "0.0.0.0",
            "[::]",
        ] {
            assert!(!is_loopback_host(other), "{other}");
        }
    }
}
