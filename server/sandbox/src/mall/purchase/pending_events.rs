//! What this mall learned from answers only: the event with the same content is
//! still expected, and the order page waits for it for a while.

use domain::clock::At;
use serde::{Deserialize, Serialize};

/// How long an event is waited for: longer than its first repeats take. One
/// that comes later is still applied, and seen at the next view.
const WAITED_FOR_S: i64 = 120;

/// What has no event yet, and since when it is known: a state of the order, or
/// the id of a refund that ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingEvents(Vec<(String, At)>);

impl PendingEvents {
    /// Learned from an answer.
    pub(super) fn expect(&mut self, what: &str, now: At) {
        self.0.push((what.to_owned(), now));
    }

    /// Its event came.
    pub(super) fn received(&mut self, what: &str) {
        self.0.retain(|(pending_events, _)| pending_events != what);
    }

    /// True while one of the events may come any moment.
    pub(super) fn may_arrive(&self, now: At) -> bool {
        let due = |&(_, since): &(String, At)| now < since.plus_s(WAITED_FOR_S);
        self.0.iter().any(due)
    }
}
