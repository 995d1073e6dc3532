//! What the event stream sends to an open page: enough to notice that the page
//! is out of date, and no content.

use super::place::Place;
use crate::clock::At;
use crate::day::time_in_china;
use crate::ids::PayToken;
use crate::refund::RefundState;

/// The state of an order's page. Equal states mean an unchanged page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageState {
    /// The page that the order's state leads to.
    pub place: Place,
    /// The states of its refunds, by [`refund_digest`]. Empty until the order
    /// is final.
    pub refunds: String,
    /// When the network was last asked, on a page that waits for its answer.
    pub asked_at: Option<At>,
}

impl PageState {
    /// One line: the page's path and, after a blank, what may change on that
    /// page: the time of the last query in China, or the digest of the refunds.
    pub fn line(&self, token: &PayToken) -> String {
        let path = self.place.path(token);
        match self.asked_at {
            Some(at) => format!("{path} {}", time_in_china(at)),
            None if self.refunds.is_empty() => path,
            None => format!("{path} {}", self.refunds),
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
    use crate::clock::At;
    use crate::desk::Place;
    use crate::ids::PayToken;
    use crate::refund::RefundState;

    #[test]
    fn a_line_is_the_path_and_what_may_change_on_its_page() {
        let token = PayToken::parse("00000000000000000000000000").expect("a token");
        let path = "/pay/00000000000000000000000000";
        let mut state = PageState {
            place: Place::Scan,
            refunds: String::new(),
            asked_at: None,
        };
        assert_eq!(state.line(&token), format!("{path}/scan"));
        state.asked_at = Some(At::from_ms(1_793_332_985_000));
        assert_eq!(state.line(&token), format!("{path}/scan 12:03:05"));
        let states = [
            RefundState::Succeeded,
            RefundState::Failed,
            RefundState::Unknown,
            RefundState::Pending,
        ];
        let paid = PageState {
            place: Place::Paid,
            refunds: refund_digest(states.into_iter()),
            asked_at: None,
        };
        assert_eq!(paid.line(&token), format!("{path}/paid sfww"));
    }
}
