//! Use cases of the consoles.

pub mod orders;
mod timeline;
