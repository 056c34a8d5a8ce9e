//! What the Cloud project has to hold, looked at and made.
