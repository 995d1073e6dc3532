//! Randomness as a parameter: the server passes the system's generator, tests a
//! seeded one.

/// A source of unguessable bytes (a CSPRNG on the server).
pub trait Entropy: Send + Sync {
    /// Fills `bytes`. A broken generator ends the process.
    fn fill(&self, bytes: &mut [u8]);
}
