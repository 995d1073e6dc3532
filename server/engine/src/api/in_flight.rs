//! Keyed calls that are being worked on in this process.
//!
//! Whoever sends the same call with the same `Idempotency-Key` while the
//! first is under way is told so at once (409, `Retry-After`), rather than
//! made to wait. This only makes the answer kinder: that nothing is done
//! twice is held by the key's row in the database, in this process and any
//! other.
//!
//! A call that bears the very signature of the one under way is no repetition
//! but a copy: it is told so, and must not use up the signature, which the
//! first one's work may still have to.

use domain::ids::MallId;
use domain::refusal::{Code, Refusal};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use super::idempotency::Keyed;

/// What a key is kept under: the mall, method and path, the mall's key.
type Name = (MallId, String, String);

/// What tells a repetition from a copy, and both from another call.
#[derive(Debug)]
struct Marks {
    body_hash: String,
    /// [`crate::signature::Proof::fingerprint`].
    fingerprint: [u8; 32],
}

/// The calls under way.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashMap<Name, Marks>>>);

impl InFlight {
    /// Takes the key until the answer is dropped: with the caller's wait and
    /// with the work itself, whichever ends last, so that a client that goes
    /// away does not let a second one in before the first is done.
    ///
    /// # Errors
    /// [`Code::IdempotencyInFlight`], [`Code::IdempotencyKeyReused`] where the
    /// call under way has another body, [`Code::SignatureReplayed`] where it
    /// has the same signature.
    pub(super) fn begin(
        &self,
        mall: &MallId,
        route: &str,
        keyed: &Keyed,
        fingerprint: [u8; 32],
    ) -> Result<Arc<Begun>, Refusal> {
        let name = (mall.clone(), route.to_owned(), keyed.key.clone());
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match calls.entry(name.clone()) {
            Entry::Vacant(free) => {
                free.insert(Marks {
                    body_hash: keyed.body_hash.clone(),
                    fingerprint,
                });
                Ok(Arc::new(Begun {
                    name,
                    calls: Arc::clone(&self.0),
                }))
            }
            Entry::Occupied(taken) if taken.get().fingerprint == fingerprint => {
                Err(super::door::replay())
            }
            Entry::Occupied(taken) if taken.get().body_hash == keyed.body_hash => {
                Err(Refusal::new(
                    Code::IdempotencyInFlight,
                    "the same request is being worked on; ask again in a second, signed anew",
                ))
            }
            Entry::Occupied(_) => Err(super::idempotency::reused()),
        }
    }
}

/// A call under way. Dropped: no longer.
#[derive(Debug)]
pub(super) struct Begun {
    name: Name,
    calls: Arc<Mutex<HashMap<Name, Marks>>>,
}

impl Drop for Begun {
    fn drop(&mut self) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::{InFlight, Keyed};
    use domain::ids::MallId;
    use domain::refusal::Code;

    fn keyed(key: &str, body: &str) -> Keyed {
        Keyed {
            key: key.to_owned(),
            body_hash: body.to_owned(),
        }
    }

    #[test]
    fn a_key_is_taken_until_the_last_who_holds_it_lets_go() {
        let calls = InFlight::default();
        let mall = MallId::stored("mal_1".to_owned());
        let signed = std::cell::Cell::new(0_u8);
        let anew = || [signed.replace(signed.get() + 1); 32];
        let begin = |key, body| {
            let begun = calls.begin(&mall, "POST /v1/orders", &keyed(key, body), anew());
            begun.map_err(|refusal| refusal.code)
        };
        let (wait, other) = (begin("k", "a").expect("free"), begin("l", "a"));
        let work = std::sync::Arc::clone(&wait);
        assert!(other.is_ok(), "another key");
        assert_eq!(begin("k", "a").err(), Some(Code::IdempotencyInFlight));
        assert_eq!(begin("k", "b").err(), Some(Code::IdempotencyKeyReused));
        let route = calls.begin(
            &mall,
            "POST /v1/orders/ord_1/close",
            &keyed("k", "a"),
            anew(),
        );
        assert!(route.is_ok(), "another call");
        let stranger = MallId::stored("mal_2".to_owned());
        let theirs = calls.begin(&stranger, "POST /v1/orders", &keyed("k", "a"), anew());
        assert!(theirs.is_ok(), "another mall");
        drop(wait);
        assert!(begin("k", "a").is_err(), "the work goes on");
        drop(work);
        assert!(begin("k", "b").is_ok(), "free again");
        drop((other, route, theirs));
        assert!(calls.0.lock().expect("not poisoned").is_empty());
    }
    #[test]
    fn a_copy_of_the_call_under_way_is_a_replay() {
        let calls = InFlight::default();
        let mall = MallId::stored("mal_1".to_owned());
        let begin = |signed: u8| {
            let begun = calls.begin(&mall, "POST /v1/orders", &keyed("k", "a"), [signed; 32]);
            begun.map_err(|refusal| refusal.code)
        };
        let first = begin(1).expect("free");
        assert_eq!(begin(1).err(), Some(Code::SignatureReplayed));
        assert_eq!(begin(2).err(), Some(Code::IdempotencyInFlight));
        drop(first);
        assert!(
            begin(1).is_ok(),
            "whether it was used up, the database says"
        );
    }
}
