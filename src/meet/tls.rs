//! Building the HTTP client: TLS, proxies, connections.
//!
//! One TLS stack (rustls with ring). The operating system says which certificates are trusted, for a company's own are known
//! there; if it knows none at all, Mozilla's list that is built in stands in, with a warning.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect, retry};
use rustls::{ClientConfig, RootCertStore};

use super::clean::clean;
use super::client::Settings;
use super::endpoint::{LOCALHOST, LOOPBACK};
use super::error::MeetError;

/// Google packs its answers only for programs that have the word `gzip` in their name line.
const USER_AGENT: &str = concat!("greenroom/", env!("CARGO_PKG_VERSION"), " (gzip)");

/// Builds the client; the second part is a warning to be shown.
pub(super) fn build(settings: &Settings) -> Result<(Client, Option<String>), MeetError> {
    // The library panics without a provider. An error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if settings.endpoint.is_plain() {
        // No TLS is spoken, so the system's certificates (milliseconds and megabytes) are not loaded.
        let client =
            base(settings).tls_backend_preconfigured(config(RootCertStore::empty())?).build().map_err(|error| setup(&error))?;
        return Ok((client, None));
    }
    or_built_in(settings, base(settings).https_only(true).build())
}

/// Takes what the system's certificates gave, or builds on the built-in ones.
fn or_built_in(settings: &Settings, first: reqwest::Result<Client>) -> Result<(Client, Option<String>), MeetError> {
    let error = match first {
        Ok(client) => return Ok((client, None)),
        Err(error) => error,
    };
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let client =
        base(settings).https_only(true).tls_backend_preconfigured(config(roots)?).build().map_err(|error| setup(&error))?;
    let warning = format!(
        "The system's list of trusted certificates cannot be used ({}); the built-in one is used instead.",
        cause(&error)
    );
    Ok((client, Some(warning)))
}

/// What every client has in common.
fn base(settings: &Settings) -> ClientBuilder {
    let builder = Client::builder();
    // A proxy does not lead to this machine, and would see the token that `http` carries in the clear.
    let builder = if settings.endpoint.is_local() { builder.no_proxy().resolve_to_addrs(LOCALHOST, &LOOPBACK) } else { builder };
    builder
        .user_agent(USER_AGENT)
        // A redirect would carry the request, and at the same host the token, somewhere nobody chose.
        .redirect(redirect::Policy::none())
        .referer(false)
        // Repeating is decided in `retry`, where it is known what may be done twice.
        .retry(retry::never())
        .connect_timeout(settings.connect_timeout.min(settings.total_timeout))
        .tcp_nodelay(true)
        // After a change of networks a connection may be dead without anybody saying so. It is asked for a sign of life while a
        // request waits on it, never while idle, so that an idle program stays asleep.
        .http2_keep_alive_interval(Duration::from_secs(8))
        .http2_keep_alive_timeout(Duration::from_secs(4))
        .http2_keep_alive_while_idle(false)
}

/// TLS with the given roots. HTTP/2 must be offered by hand here.
fn config(roots: RootCertStore) -> Result<ClientConfig, MeetError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| MeetError::Setup { detail: clean(&error.to_string(), 200) })?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn setup(error: &reqwest::Error) -> MeetError {
    MeetError::Setup { detail: cause(error) }
}

/// The innermost cause, in the library's words.
fn cause(error: &reqwest::Error) -> String {
    let mut at: &dyn std::error::Error = error;
    while let Some(next) = at.source() {
        at = next;
    }
    clean(&at.to_string(), 200)
}
