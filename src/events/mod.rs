//! News as it happens: Workspace Events, which says what Google is to tell, and Pub/Sub, which hands it over.
//!
//! Everybody has polling; this is for whoever has a Cloud project. A subscription of Workspace Events sends what happens in a
//! space, or in all that a person owns, to a topic; a subscription of Pub/Sub keeps it there until it is pulled. Both are REST,
//! and both go through [`crate::meet`]'s client: its rules of endpoints, time, tokens and errors hold here too.
//!
//! | file | owns |
//! |---|---|
//! | [`names`], [`subscription`], [`types`] | names and resources of both APIs |
//! | [`workspace`], [`pubsub`] | the clients, one method a call |
//! | [`error`] | what went wrong, in words that fit these APIs |
//! | [`message`] | a message of Pub/Sub read as an event |
//! | [`seen`] | which events were there already, in bounded memory |
//! | [`keeper`] | which subscriptions are to be there, and what has to be done for it; pure |
//! | [`setup`] | what the Cloud project has to hold, looked at and made |
//!
//! It keeps no state of spaces and counts nobody: an event names what changed, and whoever wants to know reads it.

pub mod error;
pub mod keeper;
pub mod message;
pub mod names;
pub mod pubsub;
pub mod seen;
pub mod setup;
pub mod subscription;
pub mod types;
mod values;
pub mod workspace;

#[cfg(test)]
mod tests;
