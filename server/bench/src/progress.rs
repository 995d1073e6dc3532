//! What is said while the measuring goes on, each line with the seconds since
//! the start. On standard error: standard output is the table's.

use crate::system::now;
use std::fmt::Display;
use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Says it at once. The first word starts the clock.
pub(crate) fn say(text: impl Display) {
    let start = START.get_or_init(now);
    eprintln!("bench: {:>4} s  {text}", (now() - *start).as_secs());
}
