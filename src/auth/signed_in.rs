//! What a sign-in through the browser brought.

use jiff::Timestamp;

use super::credential::Credential;
use super::scopes::Granted;

/// A sign-in that is done, and not kept yet.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The account.
    pub email: String,
    /// Its number at Google, which stays when the address changes.
    pub subject: Option<String>,
    /// The scopes really granted.
    pub granted: Granted,
    /// Those that were asked for.
    pub asked: Granted,
    /// The tokens and their client.
    pub credential: Credential,
    /// When it ends, where access was granted for a while only.
    pub ends: Option<Timestamp>,
}
