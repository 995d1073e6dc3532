//! Ed25519 signatures, verified together: those that are ready to be looked
//! at in one turn of the runtime share most of the arithmetic, a third of
//! what each costs alone. Nobody waits for more to come.
//!
//! One equation with unguessable weights holds for all of them or for none.
//! Where it does not, each is looked at alone, so that everyone gets a
//! verdict of its own; both ways accept exactly the same signatures
//! ([`super::keys`]).

use super::keys::PublicKey;
use domain::entropy::Entropy;
use ed25519_zebra::batch::{Item, Verifier};
use rand_core::{CryptoRng, RngCore};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Signatures in one equation. More would gain little, and keep the thread
/// from others for longer.
const MOST: usize = 32;
/// Signatures that may wait; past that each is looked at alone.
const WAITING: usize = 256;

/// A signature somebody waits for.
struct Asked {
    item: Item,
    answer: oneshot::Sender<bool>,
}

/// The verifier of signatures.
pub(crate) struct Together(mpsc::Sender<Asked>);

impl Together {
    /// Starts it; it ends when this is dropped.
    pub(crate) fn start(entropy: Arc<dyn Entropy>) -> Self {
        let (asked, waiting) = mpsc::channel(WAITING);
        tokio::spawn(verify(waiting, entropy));
        Self(asked)
    }

    /// Whether `signature` is `key`'s over `message`.
    pub(crate) async fn holds(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        let Some(item) = key.item(message, signature) else {
            return key.verifies(message, signature);
        };
        let (answer, answered) = oneshot::channel();
        let asked = Asked {
            item: item.clone(),
            answer,
        };
        match self.0.try_send(asked) {
            Ok(()) => answered.await.ok(),
            Err(_) => None,
        }
        .unwrap_or_else(|| item.verify_single().is_ok())
    }
}

async fn verify(mut waiting: mpsc::Receiver<Asked>, entropy: Arc<dyn Entropy>) {
    let mut asked = Vec::with_capacity(MOST);
    while let Some(first) = waiting.recv().await {
        asked.push(first);
        // Requests that are here already have their turn first, and come along.
        tokio::task::yield_now().await;
        while asked.len() < MOST
            && let Ok(next) = waiting.try_recv()
        {
            asked.push(next);
        }
        let all = asked.len() > 1 && all_hold(&asked, entropy.as_ref());
        for Asked { item, answer } in asked.drain(..) {
            // Whoever went away meanwhile misses nothing.
            let _ = answer.send(all || item.verify_single().is_ok());
        }
    }
}

fn all_hold(asked: &[Asked], entropy: &dyn Entropy) -> bool {
    let mut together = Verifier::new();
    for one in asked {
        together.queue(one.item.clone());
    }
    together.verify(Weights(entropy)).is_ok()
}

/// Unguessable bytes, as the library asks for them.
struct Weights<'a>(&'a dyn Entropy);

impl RngCore for Weights<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

/// [`Entropy`] is a generator for secrets.
impl CryptoRng for Weights<'_> {}
