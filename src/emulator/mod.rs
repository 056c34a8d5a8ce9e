//! The Meet API on loopback.
