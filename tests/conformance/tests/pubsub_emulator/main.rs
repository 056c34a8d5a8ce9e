//! Google's own Pub/Sub emulator: the same requests to it and to this one, and greenroom's client with it.
//!
//! Google's needs Java. It comes with the Google Cloud CLI (`gcloud components install pubsub-emulator`, or the package
//! `google-cloud-cli-pubsub-emulator` of Google's own apt repository), so these tests are run by hand:
//! `cargo test --test pubsub_emulator -- --ignored`. `GREENROOM_PUBSUB_EMULATOR` names its program where it lies elsewhere.

mod client;
mod google;
mod program;
mod same;
