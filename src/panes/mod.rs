//! What stands side by side on the screen. A pane owns its state and how it is drawn; it knows no other pane.

pub mod activity;
pub mod cohosts;
pub mod conference;
pub mod conferences;
pub mod details;
pub mod settings;
pub mod spaces;
pub mod transcript;
