//! RSA keys for tests: made when they are needed, so that none lies in the repository. Used by tests of the crate and beside it.

use std::process::Command;
use std::sync::OnceLock;

/// A private key in PEM form. Nothing where there is no `openssl`: the test is left out, saying so; with `CI=true` that is a failure.
pub(crate) fn rsa_key() -> Option<&'static str> {
    static KEY: OnceLock<Option<String>> = OnceLock::new();
    KEY.get_or_init(make).as_deref()
}

fn make() -> Option<String> {
    match Command::new("openssl").args(["genrsa", "2048"]).output() {
        Ok(made) if made.status.success() => Some(String::from_utf8(made.stdout).unwrap()),
        other => {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "openssl makes no key: {other:?}");
            println!("left out: openssl is not installed, or makes no key");
            None
        }
    }
}
