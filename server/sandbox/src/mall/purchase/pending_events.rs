//! Changes that the mall learned from answers. The event of each is still
//! expected, and the order page waits for it for a limited time.

use domain::clock::At;
use serde::{Deserialize, Serialize};

/// How long the page waits for an event, in seconds: longer than its first
/// repeats take. A later one is still applied, and shown at the next view.
const WAITED_FOR_S: i64 = 120;

/// What has no event yet, and since when it is known: a state of the order, or
/// the id of a refund that ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingEvents(Vec<(String, At)>);

impl PendingEvents {
    /// Records what an answer reported.
    pub(super) fn expect(&mut self, what: &str, now: At) {
        self.0.push((what.to_owned(), now));
    }

    /// Removes what an event reported.
    pub(super) fn received(&mut self, what: &str) {
        self.0.retain(|(pending_events, _)| pending_events != what);
    }

    /// True while an event is still waited for.
    pub(super) fn may_arrive(&self, now: At) -> bool {
        let due = |&(_, since): &(String, At)| now < since.plus_s(WAITED_FOR_S);
        self.0.iter().any(due)
    }
}
