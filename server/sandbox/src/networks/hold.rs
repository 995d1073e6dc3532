//! Answers and notices that wait until told: for tests that stop the desk
//! between what the network heard and what it said.
//!
//! What a held request asks for is done and in the books; only its answer
//! waits. A desk that hangs up meanwhile never gets it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Inner;
use super::request::Kind;

/// What can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Notices of all kinds: none is sent.
    Notice,
    /// The answer to a request of this kind.
    #[serde(untagged)]
    Answer(Kind),
}

/// A request whose answer waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Heard {
    /// What it asks for.
    pub(super) step: Kind,
    /// Its number.
    pub(super) order_id: String,
}

/// What is held, and who waits.
#[derive(Debug, Default, Serialize)]
pub(super) struct Holds {
    holding: BTreeSet<Step>,
    heard: Vec<Heard>,
}

impl Holds {
    /// Holds `step` from now on, beside what is held already.
    pub(super) fn hold(&mut self, step: Step) {
        self.holding.insert(step);
    }

    /// Holds nothing any more; wake those who wait.
    pub(super) fn let_go(&mut self) {
        *self = Self::default();
    }

    /// True while no notice goes out.
    pub(super) fn holds_notices(&self) -> bool {
        self.holding.contains(&Step::Notice)
    }

    fn holds(&self, kind: Kind) -> bool {
        self.holding.contains(&Step::Answer(kind))
    }
}

/// Waits as long as answers of this kind are held.
pub(super) async fn wait(network: &Inner, heard: Heard) {
    let kind = heard.step;
    let mut first = Some(heard);
    loop {
        let mut go = std::pin::pin!(network.let_go.notified());
        go.as_mut().enable();
        {
            let holds = &mut network.live().holds;
            if !holds.holds(kind) {
                return;
            }
            holds.heard.extend(first.take());
        }
        go.await;
    }
}
