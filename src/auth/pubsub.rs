//! The way to a token for Pub/Sub. It may be another one than Meet's: a topic belongs to a Cloud project, not to a person.
//!
//! | order | way | taken when |
//! |---|---|---|
//! | 1 | the file that `credentials` under `[events]` names | it is set |
//! | 2 | Meet's own token | `GREENROOM_ACCESS_TOKEN` is set, or Pub/Sub is not at Google's address |
//! | 3 | what `GOOGLE_APPLICATION_CREDENTIALS` names | it is set |
//! | 4 | gcloud's file | it is there |
//!
//! A service account's key acts for itself here. As with Meet, the first that is there is taken, and if it cannot be used that is
//! an error.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::adc::{self, CredentialFile};
use super::error::AuthError;
use super::keyed::KeyedSource;
use crate::meet::endpoint::Endpoint;
use crate::meet::token::{StaticToken, TokenSource};

/// Where to look.
pub struct Asked<'a> {
    /// The file that the settings name.
    pub credentials: Option<&'a Path>,
    /// Meet's tokens, where they do for Pub/Sub as well.
    pub meet: Option<Arc<dyn TokenSource>>,
    /// `GREENROOM_OAUTH_ENDPOINT`.
    pub oauth: Option<&'a Endpoint>,
}

/// Where tokens for Pub/Sub come from, and the same in words; a source that has none, where there are none.
///
/// # Errors
///
/// Why the first that is there cannot be used.
pub fn find(
    asked: &Asked<'_>,
    variable: &dyn Fn(&str) -> Option<OsString>,
    windows: bool,
) -> Result<(Arc<dyn TokenSource>, String), AuthError> {
    let named = |path: &Path| {
        let bytes = adc::read(path).map_err(|error| adc::unreadable(path, &error))?;
        CredentialFile::parse(path, &bytes)
    };
    let file = if let Some(path) = asked.credentials {
        named(path).map_err(|error| here(path, error))?
    } else if let Some(meet) = &asked.meet {
        return Ok((meet.clone(), "Meet's own token".into()));
    } else if let Some(path) = variable(adc::VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from) {
        named(&path)?
    } else {
        match adc::gcloud_file(variable, windows).filter(|path| path.exists()) {
            Some(path) => named(&path)?,
            None => return Ok((Arc::new(StaticToken::new("")), "none".into())),
        }
    };
    let words = format!("{}, {}", file.kind().words(), file.path().display());
    Ok((Arc::new(KeyedSource::for_pubsub(file, None, asked.oauth)), words))
}

/// The same error, but of the file that the settings name: it is not the variable that has to be corrected.
fn here(path: &Path, error: AuthError) -> AuthError {
    match error {
        AuthError::Key { problem, next, .. } => {
            let next =
                if next.contains(adc::VARIABLE) { "Correct credentials under [events] in config.toml.".into() } else { next };
            AuthError::Key { path: path.to_owned(), problem, next }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::test_keys;
    use serde_json::json;

    fn words(asked: &Asked<'_>, variables: &[(&str, &Path)]) -> Result<String, AuthError> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, path)| path.as_os_str().to_owned());
        find(asked, &variable, false).map(|(_, words)| words)
    }

    #[test]
    fn the_first_that_is_there_is_taken() {
        let Some(rsa) = test_keys::rsa_key() else { return };
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key.json");
        let content = json!({
            "type": "service_account", "client_email": "puller@p-1.iam.gserviceaccount.com", "private_key": rsa,
            "token_uri": "https://oauth2.googleapis.com/token",
        });
        std::fs::write(&key, content.to_string()).unwrap();
        let none = Asked { credentials: None, meet: None, oauth: None };
        assert_eq!(words(&none, &[]).unwrap(), "none");
        let adc = words(&none, &[(adc::VARIABLE, &key)]).unwrap();
        assert!(adc.starts_with("a service account's key, "), "a key acts for itself here: {adc}");
        let meet: Arc<dyn TokenSource> = Arc::new(StaticToken::new("x"));
        let both = Asked { meet: Some(meet), ..none };
        assert_eq!(words(&both, &[(adc::VARIABLE, &key)]).unwrap(), "Meet's own token");
        let all = Asked { credentials: Some(&key), ..both };
        assert!(words(&all, &[]).unwrap().contains("key.json"));
    }

    #[test]
    fn a_file_of_the_settings_that_cannot_be_used_says_so() {
        let asked = Asked { credentials: Some(Path::new("/nowhere/key.json")), meet: None, oauth: None };
        let error = words(&asked, &[]).unwrap_err();
        assert!(error.next_step().contains("credentials under [events]"), "{}", error.next_step());
    }
}
