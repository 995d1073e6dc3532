//! Keyed calls in progress in this process.
//!
//! A repeat of such a call gets 409 at once. Correctness does not depend on
//! this: the key's row in the database prevents a second execution.

use domain::refusal::{Code, Refusal};
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use super::call::KeyedCall;

/// The calls in progress. The same key with another body is another call: the
/// database decides between the two.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallsInFlight(Arc<Mutex<HashSet<KeyedCall>>>);

impl CallsInFlight {
    /// Registers a call until the last clone of the result is dropped. The
    /// handler and the transaction each hold one, so the call stays registered
    /// until the work is done, even if the client disconnects.
    ///
    /// # Errors
    /// [`Code::IdempotencyInFlight`] while the same call is in progress.
    pub(crate) fn begin(&self, call: KeyedCall) -> Result<CallInFlight, Refusal> {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !calls.insert(call.clone()) {
            return Err(Refusal::new(
                Code::IdempotencyInFlight,
                "the same request is being worked on; send it again in a second",
            ));
        }
        Ok(CallInFlight(Arc::new(Registered {
            call,
            calls: Arc::clone(&self.0),
        })))
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
    calls: Arc<Mutex<HashSet<KeyedCall>>>,
}

impl Drop for Registered {
    fn drop(&mut self) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.remove(&self.call);
    }
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
        assert!(begin("k", "b").is_ok(), "the database decides");
        let route = calls.begin(call("mal_1", "POST /v1/orders/ord_1/close", "k", "a"));
        assert!(route.is_ok(), "another call");
        let theirs = calls.begin(call("mal_2", CREATE, "k", "a"));
        assert!(theirs.is_ok(), "another mall");
        drop(wait);
        assert!(begin("k", "a").is_err(), "the work goes on");
        drop(work);
        assert!(begin("k", "a").is_ok(), "free again");
        drop((other, route, theirs));
        assert!(calls.0.lock().expect("not poisoned").is_empty());
    }
}
