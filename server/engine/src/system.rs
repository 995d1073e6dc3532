//! The system's clock and random generator, for programs to construct. All other
//! code takes time and randomness as parameters.

use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use std::cell::RefCell;

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

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
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        BUFFER.with_borrow_mut(|buffer| buffer.take(bytes));
    }
}

/// Bytes that a thread requests from the system at once. A system call is
/// expensive, and a page or an order needs a few bytes several times.
const BUFFER_BYTES: usize = 512;

thread_local! {
    static BUFFER: RefCell<RandomBuffer> = const {
        RefCell::new(RandomBuffer { bytes: [0; BUFFER_BYTES], left: 0 })
    };
}

/// Random bytes that were not used yet: the first `left`. Used ones are wiped.
struct RandomBuffer {
    bytes: [u8; BUFFER_BYTES],
    left: usize,
}

impl RandomBuffer {
    fn take(&mut self, bytes: &mut [u8]) {
        if bytes.len() > BUFFER_BYTES {
            return fill_from_system(bytes);
        }
        if bytes.len() > self.left {
            fill_from_system(&mut self.bytes);
            self.left = BUFFER_BYTES;
        }
        let given = self.left - bytes.len()..self.left;
        self.left = given.start;
        let given = &mut self.bytes[given];
        bytes.copy_from_slice(given);
        given.fill(0);
    }
}

fn fill_from_system(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the system's random generator works");
}

#[cfg(test)]
mod tests {
    use super::{BUFFER_BYTES, RandomBuffer};
    use std::collections::HashSet;

    #[test]
    fn no_bytes_are_given_twice_or_kept() {
        let mut buffer = RandomBuffer {
            bytes: [0; BUFFER_BYTES],
            left: 0,
        };
        let mut seen = HashSet::new();
        for length in (8..64).cycle().take(1000) {
            let mut bytes = vec![0; length];
            buffer.take(&mut bytes);
            for part in bytes.chunks_exact(8) {
                assert!(seen.insert(part.to_vec()), "given twice: {part:?}");
            }
            assert!(buffer.bytes[buffer.left..].iter().all(|byte| *byte == 0));
        }
        let mut large = vec![0; BUFFER_BYTES + 1];
        buffer.take(&mut large);
        assert!(large.chunks_exact(8).all(|part| seen.insert(part.to_vec())));
    }
}
