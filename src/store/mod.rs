//! The list of spaces, durable.
