//! The paydesk binary.
fn main() {}
