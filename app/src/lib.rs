//! The pay page: pages, islands and server functions.
