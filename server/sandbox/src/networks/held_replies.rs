//! Replies and notices that are held until they are released, for tests that
//! stop Paydesk between a request and its reply.
//!
//! A held request is processed and recorded; only its reply waits. If Paydesk
//! closes the connection meanwhile, it never gets the reply.

use std::collections::BTreeSet;

use serde::Serialize;

/// The step of all notices, beside the networks' kinds of request.
pub(super) const NOTICE: &str = "notice";

/// A request whose reply waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct WaitingRequest {
    /// Its kind.
    pub(super) step: &'static str,
    /// Paydesk's number in it.
    pub(super) order_id: String,
}

/// What is held, and the requests that wait.
#[derive(Debug, Default, Serialize)]
pub(super) struct HeldReplies {
    holding: BTreeSet<&'static str>,
    #[serde(rename = "heard")]
    waiting: Vec<WaitingRequest>,
}

impl HeldReplies {
    /// Holds `step`, [`NOTICE`] or a kind of request, in addition to what is
    /// held already.
    pub(super) fn hold(&mut self, step: &'static str) {
        self.holding.insert(step);
    }

    /// Releases everything; the caller notifies the waiting requests.
    pub(super) fn release_all(&mut self) {
        *self = Self::default();
    }

    /// True while notices are held.
    pub(super) fn holds_notices(&self) -> bool {
        self.holds(NOTICE)
    }

    /// True while `step` is held.
    pub(super) fn holds(&self, step: &str) -> bool {
        self.holding.contains(step)
    }

    /// Lists a request that waits.
    pub(super) fn wait(&mut self, request: WaitingRequest) {
        self.waiting.push(request);
    }
}
