//! The client's calls about members against the emulator: the two were written from Google's documents, not from each other.

#[cfg(test)]
mod calls;
