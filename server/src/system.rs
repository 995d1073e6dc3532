//! The system's clock and random generator: the one place where time and
//! randomness come from outside. Everything else takes them as parameters.

use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use std::cell::RefCell;

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
        SUPPLY.with_borrow_mut(|supply| supply.fill(bytes));
    }
}

/// What a thread draws at once: a draw costs more than its bytes, and a page
/// or an order needs few of them several times.
const SUPPLY_BYTES: usize = 512;

thread_local! {
    static SUPPLY: RefCell<Supply> = const {
        RefCell::new(Supply { drawn: [0; SUPPLY_BYTES], left: 0 })
    };
}

/// Bytes that nobody was given yet; those that somebody was are wiped.
struct Supply {
    drawn: [u8; SUPPLY_BYTES],
    left: usize,
}

impl Supply {
    fn fill(&mut self, bytes: &mut [u8]) {
        if bytes.len() > SUPPLY_BYTES {
            return draw(bytes);
        }
        if bytes.len() > self.left {
            draw(&mut self.drawn);
            self.left = SUPPLY_BYTES;
        }
        let given = self.left - bytes.len()..self.left;
        self.left = given.start;
        let given = &mut self.drawn[given];
        bytes.copy_from_slice(given);
        given.fill(0);
    }
}

fn draw(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the system's random generator works");
}

#[cfg(test)]
mod tests {
    use super::{SUPPLY_BYTES, Supply};
    use std::collections::HashSet;

    #[test]
    fn no_bytes_are_given_twice_or_kept() {
        let mut supply = Supply {
            drawn: [0; SUPPLY_BYTES],
            left: 0,
        };
        let mut seen = HashSet::new();
        for length in (8..64).cycle().take(1000) {
            let mut bytes = vec![0; length];
            supply.fill(&mut bytes);
            for part in bytes.chunks_exact(8) {
                assert!(seen.insert(part.to_vec()), "given twice: {part:?}");
            }
            assert!(supply.drawn[supply.left..].iter().all(|byte| *byte == 0));
        }
        let mut large = vec![0; SUPPLY_BYTES + 1];
        supply.fill(&mut large);
        assert!(large.chunks_exact(8).all(|part| seen.insert(part.to_vec())));
    }
}
