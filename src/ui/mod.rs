//! What panes share to draw.

pub mod text;
