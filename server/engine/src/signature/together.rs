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

#[cfg(test)]
mod tests {
    use super::Together;
    use crate::signature::keys::PublicKey;
    use crate::signature::tests::{Counting, Signer};
    use domain::mall::KeyAlgorithm;
    use futures::future::join_all;
    use std::sync::Arc;

    #[tokio::test]
    async fn each_of_many_signatures_gets_its_own_verdict() {
        let signers: Vec<Signer> = [KeyAlgorithm::Ed25519; 3]
            .into_iter()
            .chain([KeyAlgorithm::EcdsaP256Sha256])
            .map(Signer::new)
            .collect();
        let asked = |number: usize, spoil: bool| {
            let signer = &signers[number % signers.len()];
            let key = match signer {
                Signer::Ed25519(_) => signer.key(KeyAlgorithm::Ed25519),
                _ => signer.key(KeyAlgorithm::EcdsaP256Sha256),
            };
            let text = format!("request {number}");
            let mut signature = signer.sign(&text);
            if spoil {
                // A byte of R, one of s, a missing one: by turns.
                match number % 3 {
                    0 => signature[5] ^= 1,
                    1 => signature[40] ^= 1,
                    _ => signature.truncate(63),
                }
            }
            let key = PublicKey::from_spki(key.algorithm, &key.public_der).expect("a key");
            (key, text, signature)
        };
        for spoilt in [vec![], vec![17], vec![0, 1, 2, 3, 64], (0..100).collect()] {
            let together = Together::start(Arc::new(Counting::from(7)));
            let asked: Vec<_> = (0..100).map(|n| asked(n, spoilt.contains(&n))).collect();
            let verdicts = asked
                .iter()
                .map(|(key, text, signature)| together.holds(key, text.as_bytes(), signature));
            let verdicts = join_all(verdicts).await;
            let fell: Vec<usize> = (0..100).filter(|n| !verdicts[*n]).collect();
            assert_eq!(fell, spoilt);
        }
    }

    #[tokio::test]
    async fn what_two_spoilt_signatures_owe_each_other_does_not_pay_for_both() {
        // s + 1 and s - 1 under one key: their plain sum is that of two good ones.
        let signer = Signer::new(KeyAlgorithm::Ed25519);
        let key = signer.key(KeyAlgorithm::Ed25519);
        let key = PublicKey::from_spki(key.algorithm, &key.public_der).expect("a key");
        let (mut up, mut down) = (None, None);
        for text in (0..64).map(|n| format!("request {n}")) {
            let mut signature = signer.sign(&text);
            if signature[32] & 1 == 0 {
                signature[32] += 1;
                up = Some((text, signature));
            } else {
                signature[32] -= 1;
                down = Some((text, signature));
            }
        }
        let (up, down) = (up.expect("an even one"), down.expect("an odd one"));
        let together = Together::start(Arc::new(Counting::from(7)));
        let verdicts = tokio::join!(
            together.holds(&key, up.0.as_bytes(), &up.1),
            together.holds(&key, down.0.as_bytes(), &down.1)
        );
        assert_eq!(verdicts, (false, false));
    }
}
