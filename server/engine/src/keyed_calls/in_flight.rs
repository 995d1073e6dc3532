//! Keyed calls in progress in this process.
//!
//! The same call again is answered 409 at once, instead of waiting. That
//! nothing is done twice does not rest on this: the key's row in the database
//! decides, in this process and any other.

use domain::ids::MallId;
use domain::refusal::{Code, Refusal};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use super::call::{KeyedCall, key_reused};

/// The mall, method and path, the mall's key.
type CallName = (MallId, String, String);

/// The calls in progress, each with the hash of its body.
#[derive(Debug, Default)]
pub(crate) struct CallsInFlight(Arc<Mutex<HashMap<CallName, String>>>);

impl CallsInFlight {
    /// Adds a call until the last clone of the answer is dropped. The caller
    /// holds one and the work another, so that a client that goes away does
    /// not let a second call in before the first is done.
    ///
    /// # Errors
    /// [`Code::IdempotencyInFlight`], or [`Code::IdempotencyKeyReused`] where
    /// the call in progress has another body.
    pub(crate) fn begin(&self, call: KeyedCall) -> Result<CallInFlight, Refusal> {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match calls.entry(name_of(&call)) {
            Entry::Vacant(free) => {
                free.insert(call.body_hash.clone());
                Ok(CallInFlight(Arc::new(Registered {
                    call,
                    calls: Arc::clone(&self.0),
                })))
            }
            Entry::Occupied(taken) if *taken.get() == call.body_hash => Err(Refusal::new(
                Code::IdempotencyInFlight,
                "the same request is being worked on; send it again in a second",
            )),
            Entry::Occupied(_) => Err(key_reused()),
        }
    }
}

/// A call in progress, until its last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct CallInFlight(Arc<Registered>);

impl Deref for CallInFlight {
    type Target = KeyedCall;

    fn deref(&self) -> &KeyedCall {
        &self.0.call
    }
}

#[derive(Debug)]
struct Registered {
    call: KeyedCall,
    calls: Arc<Mutex<HashMap<CallName, String>>>,
}

impl Drop for Registered {
    fn drop(&mut self) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.remove(&name_of(&self.call));
    }
}

fn name_of(call: &KeyedCall) -> CallName {
    (call.mall_id.clone(), call.route.clone(), call.key.clone())
}

#[cfg(test)]
mod tests {
    use super::{CallsInFlight, KeyedCall};
    use domain::ids::MallId;
    use domain::refusal::Code;

    const CREATE: &str = "POST /v1/orders";

    fn call(mall: &str, route: &str, key: &str, body: &str) -> KeyedCall {
        KeyedCall {
            mall_id: MallId::stored(mall.to_owned()),
            route: route.to_owned(),
            key: key.to_owned(),
            body_hash: body.to_owned(),
        }
    }

    #[test]
    fn a_key_is_taken_until_the_last_clone_is_dropped() {
        let calls = CallsInFlight::default();
        let begin = |key, body| {
            let begun = calls.begin(call("mal_1", CREATE, key, body));
            begun.map_err(|refusal| refusal.code)
        };
        let (wait, other) = (begin("k", "a").expect("free"), begin("l", "a"));
        let work = wait.clone();
        assert!(other.is_ok(), "another key");
        assert_eq!(begin("k", "a").err(), Some(Code::IdempotencyInFlight));
        assert_eq!(begin("k", "b").err(), Some(Code::IdempotencyKeyReused));
        let route = calls.begin(call("mal_1", "POST /v1/orders/ord_1/close", "k", "a"));
        assert!(route.is_ok(), "another call");
        let theirs = calls.begin(call("mal_2", CREATE, "k", "a"));
        assert!(theirs.is_ok(), "another mall");
        drop(wait);
        assert!(begin("k", "a").is_err(), "the work goes on");
        drop(work);
        assert!(begin("k", "b").is_ok(), "free again");
        drop((other, route, theirs));
        assert!(calls.0.lock().expect("not poisoned").is_empty());
    }
}
