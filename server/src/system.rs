//! The system's clock and random generator: the one place where time and
//! randomness come from outside. Everything else takes them as parameters.

use domain::clock::{At, Clock};
use domain::entropy::Entropy;

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that all others are handed"
    )]
    fn now(&self) -> At {
        At::from_ms(jiff::Timestamp::now().as_millisecond())
    }
}

/// The operating system's generator.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system's random generator works");
    }
}
