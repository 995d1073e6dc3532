//! Replies and notices that are held until they are released, for tests that
//! stop Paydesk between a request and its reply.
//!
//! A held request is processed and recorded; only its reply waits. If Paydesk
//! closes the connection meanwhile, it never gets the reply.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::NetworkShared;
use super::request::RequestKind;

/// What can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum HeldStep {
    /// All notices.
    Notice,
    /// The replies to requests of this kind.
    #[serde(untagged)]
    Answer(RequestKind),
}

/// A request whose reply waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct WaitingRequest {
    /// Its kind.
    pub(super) step: RequestKind,
    /// Its `orderId`.
    pub(super) order_id: String,
}

/// What is held, and the requests that wait.
#[derive(Debug, Default, Serialize)]
pub(super) struct HeldReplies {
    holding: BTreeSet<HeldStep>,
    #[serde(rename = "heard")]
    waiting: Vec<WaitingRequest>,
}

impl HeldReplies {
    /// Holds `step`, in addition to what is held already.
    pub(super) fn hold(&mut self, step: HeldStep) {
        self.holding.insert(step);
    }

    /// Releases everything; the caller notifies the waiting requests.
    pub(super) fn release_all(&mut self) {
        *self = Self::default();
    }

    /// True while notices are held.
    pub(super) fn holds_notices(&self) -> bool {
        self.holding.contains(&HeldStep::Notice)
    }

    fn holds_reply(&self, kind: RequestKind) -> bool {
        self.holding.contains(&HeldStep::Answer(kind))
    }
}

/// Waits while replies of this kind are held.
pub(super) async fn wait(network: &NetworkShared, request: WaitingRequest) {
    let kind = request.step;
    let mut first = Some(request);
    loop {
        let mut released = std::pin::pin!(network.holds_released.notified());
        released.as_mut().enable();
        {
            let held_replies = &mut network.state().held_replies;
            if !held_replies.holds_reply(kind) {
                return;
            }
            held_replies.waiting.extend(first.take());
        }
        released.await;
    }
}
