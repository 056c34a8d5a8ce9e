//! The Meet REST API v2: names, resources, client, errors, retry. Knows no screen.

pub mod names;
pub mod resources;
