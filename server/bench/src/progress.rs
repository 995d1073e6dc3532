//! Progress lines on standard error, each with the seconds since the start;
//! standard output is for the table.

use crate::system::now;
use std::fmt::Display;
use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Prints a line. The first one starts the clock.
pub(crate) fn print_progress(text: impl Display) {
    let start = START.get_or_init(now);
    eprintln!("bench: {:>4} s  {text}", (now() - *start).as_secs());
}
