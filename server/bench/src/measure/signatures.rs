//! Signatures that all cores together verify per second: the cost of an order's
//! signature alone.

use crate::load::Throughput;
use crate::system::now;
use anyhow::ensure;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};
use std::time::Duration;

/// As long as the signature base of an order.
const TEXT: [u8; 400] = [b'x'; 400];

/// Verifies Ed25519 signatures on as many threads as there are cores.
///
/// # Errors
/// A signature was not valid.
pub(super) async fn checked(duration: Duration) -> anyhow::Result<u64> {
    let pair = Ed25519KeyPair::generate()?;
    let (signature, start) = (pair.sign(&TEXT), now());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut working = tokio::task::JoinSet::new();
    for _ in 0..cores {
        let key = ParsedPublicKey::new(&ED25519, pair.public_key().as_ref())?;
        working.spawn_blocking(move || -> anyhow::Result<u64> {
            let mut count = 0;
            while now() < start + duration {
                let holds = key.verify_sig(&TEXT, signature.as_ref()).is_ok();
                ensure!(holds, "a signature just made holds");
                count += 1;
            }
            Ok(count)
        });
    }
    let mut count = 0;
    while let Some(done) = working.join_next().await {
        count += done??;
    }
    let took = now() - start;
    Ok(Throughput { count, took }.rate())
}
