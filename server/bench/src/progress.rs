//! Progress lines on standard error, with the seconds since the first one. The
//! table is on standard output.

use crate::system::now;
use std::fmt::Display;
use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Prints a line. The first call starts the clock.
pub(crate) fn print_progress(text: impl Display) {
    let start = START.get_or_init(now);
    eprintln!("bench: {:>4} s  {text}", (now() - *start).as_secs());
}
