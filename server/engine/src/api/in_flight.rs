//! Keyed calls that are being worked on in this process.
//!
//! Whoever sends the same call with the same `Idempotency-Key` while the
//! first is under way is told so at once (409, `Retry-After`), rather than
//! made to wait. This only makes the answer kinder: that nothing is done
//! twice is held by the key's row in the database, in this process and any
//! other.

use domain::ids::MallId;
use domain::refusal::{Code, Refusal};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use super::idempotency::Keyed;

/// What a key is kept under: the mall, method and path, the mall's key.
type Name = (MallId, String, String);

/// The calls under way, each with the hash of its body.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashMap<Name, String>>>);

impl InFlight {
    /// Takes the key until the answer is dropped: with the caller's wait and
    /// with the work itself, whichever ends last, so that a client that goes
    /// away does not let a second one in before the first is done.
    ///
    /// # Errors
    /// [`Code::IdempotencyInFlight`], [`Code::IdempotencyKeyReused`] where the
    /// call under way has another body.
    pub(super) fn begin(
        &self,
        mall: &MallId,
        route: &str,
        keyed: &Keyed,
    ) -> Result<Arc<Begun>, Refusal> {
        let name = (mall.clone(), route.to_owned(), keyed.key.clone());
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match calls.entry(name.clone()) {
            Entry::Vacant(free) => {
                free.insert(keyed.body_hash.clone());
                Ok(Arc::new(Begun {
                    name,
                    calls: Arc::clone(&self.0),
                }))
            }
            Entry::Occupied(taken) if *taken.get() == keyed.body_hash => Err(Refusal::new(
                Code::IdempotencyInFlight,
                "the same request is being worked on; send it again in a second",
            )),
            Entry::Occupied(_) => Err(super::idempotency::reused()),
        }
    }
}

/// A call under way. Dropped: no longer.
#[derive(Debug)]
pub(super) struct Begun {
    name: Name,
    calls: Arc<Mutex<HashMap<Name, String>>>,
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
        let begin = |key, body| {
            let begun = calls.begin(&mall, "POST /v1/orders", &keyed(key, body));
            begun.map_err(|refusal| refusal.code)
        };
        let (wait, other) = (begin("k", "a").expect("free"), begin("l", "a"));
        let work = std::sync::Arc::clone(&wait);
        assert!(other.is_ok(), "another key");
        assert_eq!(begin("k", "a").err(), Some(Code::IdempotencyInFlight));
        assert_eq!(begin("k", "b").err(), Some(Code::IdempotencyKeyReused));
        let route = calls.begin(&mall, "POST /v1/orders/ord_1/close", &keyed("k", "a"));
        assert!(route.is_ok(), "another call");
        let stranger = MallId::stored("mal_2".to_owned());
        let theirs = calls.begin(&stranger, "POST /v1/orders", &keyed("k", "a"));
        assert!(theirs.is_ok(), "another mall");
        drop(wait);
        assert!(begin("k", "a").is_err(), "the work goes on");
        drop(work);
        assert!(begin("k", "b").is_ok(), "free again");
        drop((other, route, theirs));
        assert!(calls.0.lock().expect("not poisoned").is_empty());
    }
}
