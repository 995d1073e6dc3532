//! The machine's clock and randomness, for the sandbox's network and the
//! mall: real processes live in real time.

use domain::clock::{At, Clock};
use domain::entropy::Entropy;

/// The machine's clock.
#[derive(Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the desk under test is a process of its own, with the machine's clock"
    )]
    fn now(&self) -> At {
        At::from_ms(jiff::Timestamp::now().as_millisecond())
    }
}

/// The operating system's generator.
#[derive(Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system's random generator works");
    }
}
