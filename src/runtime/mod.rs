//! Everything impure around the app: the loop, the runner of effects, the terminal.
//!
//! [`session`] is the loop, generic over the terminal and the input, so that tests drive the very loop that ships. [`runner`]
//! performs [`Effect`](crate::effect::Effect)s and owns every task. [`guard`] owns the terminal's modes, [`screen`] its frames,
//! [`input`] its keys, [`signals`] what the system says.

pub mod guard;
pub mod input;
pub mod modes;
pub mod runner;
pub mod screen;
pub mod session;
pub mod signals;
