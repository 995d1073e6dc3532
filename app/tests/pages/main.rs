//! The pay page over HTTP, against a desk that serves every place.

mod actions;
mod fake;
mod front;
mod html;
mod over;
mod render;
mod shape;
