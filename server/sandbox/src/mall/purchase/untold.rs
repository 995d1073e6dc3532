//! What this mall knows by asking only: the event that says the same is still
//! on its way, and the order page follows until it is here, for a while.

use domain::clock::At;
use serde::{Deserialize, Serialize};

/// How long an event is waited for: longer than its first repeats take. One
/// that comes later is still taken in, and seen at the next look.
const WAITED_FOR_S: i64 = 120;

/// Words of the desk without their events, and since when each is known: a
/// state of the order, or the id of a refund that ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Untold(Vec<(String, At)>);

impl Untold {
    /// Known by an answer now.
    pub(super) fn asked(&mut self, what: &str, now: At) {
        self.0.push((what.to_owned(), now));
    }

    /// An event says so.
    pub(super) fn told(&mut self, what: &str) {
        self.0.retain(|(untold, _)| untold != what);
    }

    /// True while one of the events may come any moment.
    pub(super) fn is_due(&self, now: At) -> bool {
        let due = |&(_, since): &(String, At)| now < since.plus_s(WAITED_FOR_S);
        self.0.iter().any(due)
    }
}
