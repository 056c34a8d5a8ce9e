//! The client's calls about conferences against the emulator: the two were written from Google's documents, not from each other.

#[cfg(test)]
mod calls;
