//! For people, not for programs: a page for each job, and nothing else. They are the Markdown files of the folder `docs`.
//!
//! The shell commands in them are run by `tests/docs`, the examples of the emulator's page by `tests/conformance`. What the pages
//! link to, as it is found from here, stands in `guide/links.md`, before each: of two definitions of one link Markdown takes the
//! first, and each page ends with its own, for whoever reads the file itself.
//!
#![doc = include_str!("guide/links.md")]
#![doc = include_str!("../docs/README.md")]

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/first-start.md")]
pub mod first_start {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/spaces.md")]
pub mod spaces {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/space-settings.md")]
pub mod space_settings {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/cohosts.md")]
pub mod cohosts {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/many-at-once.md")]
pub mod many_at_once {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/conferences.md")]
pub mod conferences {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/transcripts.md")]
pub mod transcripts {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/watching.md")]
pub mod watching {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/accounts.md")]
pub mod accounts {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/scripts.md")]
pub mod scripts {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/configuration.md")]
pub mod configuration {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/keys.md")]
pub mod keys {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/trouble.md")]
pub mod trouble {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/privacy.md")]
pub mod privacy {}

#[doc = include_str!("guide/links.md")]
#[doc = include_str!("../docs/emulator.md")]
pub mod emulator {}
