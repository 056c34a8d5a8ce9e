//! For people, not for programs: a page for each job, and nothing else. They are the Markdown files of the folder `docs`.
//!
//! The shell commands in them are run by `tests/docs`, the examples of the emulator's page by `tests/conformance`.

/// What the pages link to, as it is found from here. Of two definitions of one link Markdown takes the first, and each page ends with
/// its own, for whoever reads the file itself.
macro_rules! links {
    () => {
        "\n\
[the guide]: crate::guide\n\
[emulator]: crate::guide::emulator\n\
[`Seed`]: crate::emulator::Seed\n\
[`Trouble`]: crate::emulator::Trouble\n\
\n"
    };
}

#[doc = links!()]
#[doc = include_str!("../docs/emulator.md")]
pub mod emulator {}
