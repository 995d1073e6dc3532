//! Reproducible entropy.

use aws_lc_rs::digest::{SHA256, digest};
use domain::entropy::Entropy;
use std::sync::atomic::{AtomicU64, Ordering};

/// Hashes of a counter: bytes that look random, differ at each call, and are
/// the same in each run.
#[derive(Debug, Default)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// Seeds that are far apart give different bytes.
    pub const fn from_seed(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            chunk.copy_from_slice(&digest(&SHA256, &n.to_be_bytes()).as_ref()[..chunk.len()]);
        }
    }
}
