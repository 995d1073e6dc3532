//! The mall over HTTP, before a desk that is played.
