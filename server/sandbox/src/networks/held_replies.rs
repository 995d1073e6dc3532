//! Answers and notices held back until they are released: for tests that stop
//! the desk between a request and its answer.
//!
//! What a held request asks for is done and in the records; only its answer
//! waits. A desk that closes the connection meanwhile never gets it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::NetworkShared;
use super::request::MessageKind;

/// What can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum HeldStep {
    /// Notices of all kinds: none is sent.
    Notice,
    /// The answer to a request of this kind.
    #[serde(untagged)]
    Answer(MessageKind),
}

/// A request whose answer waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct WaitingRequest {
    /// What it asks for.
    pub(super) step: MessageKind,
    /// Its number.
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
    /// Holds `step` from now on, beside what is held already.
    pub(super) fn hold(&mut self, step: HeldStep) {
        self.holding.insert(step);
    }

    /// Holds nothing from now on; the caller wakes what waits.
    pub(super) fn release_all(&mut self) {
        *self = Self::default();
    }

    /// True while no notice goes out.
    pub(super) fn holds_notices(&self) -> bool {
        self.holding.contains(&HeldStep::Notice)
    }

    fn holds_reply(&self, kind: MessageKind) -> bool {
        self.holding.contains(&HeldStep::Answer(kind))
    }
}

/// Waits while answers of this kind are held.
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
