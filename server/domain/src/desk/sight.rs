//! What an open page is told of its order: enough to know that it shows
//! something else by now, and nothing to be shown.

use super::place::Place;
use crate::ids::PayToken;
use crate::refund::RefundState;

/// An order as seen from its page. Two that are equal are the same page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageState {
    /// The page the order is at.
    pub place: Place,
    /// How far its refunds are, by [`marks`].
    pub refunds: String,
}

impl PageState {
    /// In one line: the page's path and, where there are refunds, a space and
    /// their marks.
    pub fn line(&self, token: &PayToken) -> String {
        let path = self.place.path(token);
        if self.refunds.is_empty() {
            path
        } else {
            format!("{path} {}", self.refunds)
        }
    }
}

/// A letter for each refund, oldest first: it differs when a line of a
/// receipt would.
pub fn refund_digest(states: impl Iterator<Item = RefundState>) -> String {
    let mark = |state| match state {
        RefundState::Pending | RefundState::Unknown => 'w',
        RefundState::Succeeded => 's',
        RefundState::Failed => 'f',
    };
    states.map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::{PageState, refund_digest};
    use crate::desk::Place;
    use crate::ids::PayToken;
    use crate::refund::RefundState;

    #[test]
    fn a_line_is_the_path_alone_until_money_goes_back() {
        let token = PayToken::parse("00000000000000000000000000").expect("a token");
        let path = "/pay/00000000000000000000000000/paid";
        let mut sight = PageState {
            place: Place::Paid,
            refunds: String::new(),
        };
        assert_eq!(sight.line(&token), path);
        let states = [
            RefundState::Succeeded,
            RefundState::Failed,
            RefundState::Unknown,
            RefundState::Pending,
        ];
        sight.refunds = refund_digest(states.into_iter());
        assert_eq!(sight.line(&token), format!("{path} sfww"));
    }
}
