//! Both clients against a server on loopback that answers by a script.

mod calls;
mod decoding;
mod setup;
