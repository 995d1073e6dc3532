//! What the event stream sends to an open page: enough to notice that the page
//! is out of date, and no content.

use super::place::Place;
use crate::ids::PayToken;
use crate::refund::RefundState;

/// The state of an order's page. Equal states mean an unchanged page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageState {
    /// The page that the order's state leads to.
    pub place: Place,
    /// The states of its refunds, by [`refund_digest`].
    pub refunds: String,
}

impl PageState {
    /// One line: the page's path and, where there are refunds, a blank and the
    /// digest.
    pub fn line(&self, token: &PayToken) -> String {
        let path = self.place.path(token);
        if self.refunds.is_empty() {
            path
        } else {
            format!("{path} {}", self.refunds)
        }
    }
}

/// One letter for the state of each refund, oldest first.
pub fn refund_digest(states: impl Iterator<Item = RefundState>) -> String {
    let letter = |state| match state {
        RefundState::Pending | RefundState::Unknown => 'w',
        RefundState::Succeeded => 's',
        RefundState::Failed => 'f',
    };
    states.map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::{PageState, refund_digest};
    use crate::desk::Place;
    use crate::ids::PayToken;
    use crate::refund::RefundState;

    #[test]
    fn a_line_is_the_path_alone_until_there_are_refunds() {
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
