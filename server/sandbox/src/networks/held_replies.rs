//! Replies and notices that are held until they are released, for tests that
//! stop Paydesk between a request and its reply.
//!
//! A held request is processed and recorded; only its reply waits. If Paydesk
//! closes the connection meanwhile, it never gets the reply.

use std::collections::BTreeSet;

use serde::Serialize;

use super::shared::Shared;

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
        self.holding.contains(NOTICE)
    }
}

/// Waits while replies of this kind are held.
pub(super) async fn wait(shared: &Shared, request: WaitingRequest) {
    let step = request.step;
    let mut first = Some(request);
    loop {
        let mut released = std::pin::pin!(shared.holds_released.notified());
        released.as_mut().enable();
        {
            let held_replies = &mut shared.state().held_replies;
            if !held_replies.holding.contains(step) {
                return;
            }
            held_replies.waiting.extend(first.take());
        }
        released.await;
    }
}
