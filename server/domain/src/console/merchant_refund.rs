//! A refund that a merchant's member asks for, and the limit above which a
//! second person approves it.

use super::{Approval, OrderRow, Person, RefundReason};
use crate::ids::{ApprovalId, RefundId};
use crate::money::Money;

/// The most characters of a note.
pub const REFUND_NOTE_MAX: usize = 100;

/// What the form of a refund shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundForm {
    /// The order, with what can still be refunded.
    pub order: OrderRow,
    /// What of the order is refunded, or about to be, so far.
    pub reserved: Money,
    /// Up to this sum of an order's refunds no second person is needed.
    pub limit: Money,
    /// True where the own role refunds up to the limit alone.
    pub may_alone: bool,
    /// Who else may approve.
    pub approvers: Vec<Person>,
    /// What waits for approval already.
    pub open: Option<Approval>,
}

impl RefundForm {
    /// True where a second person has to approve a refund of this amount.
    pub fn needs_second(&self, amount: Money) -> bool {
        needs_second(self.may_alone, self.limit, self.reserved, amount)
    }
}

/// True where a second person has to approve a refund. The limit is of the sum
/// of the order's refunds, so that many small ones do not pass it.
pub fn needs_second(may_alone: bool, limit: Money, reserved: Money, amount: Money) -> bool {
    let sum = reserved.plus(amount);
    !may_alone || sum.is_ok_and(|sum| sum.minor() > limit.minor())
}

/// The form of a refund as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// The form's key.
    pub key: FormKey,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// What was noted; may be empty.
    pub note: String,
    /// What could be refunded when the form was shown.
    pub refundable: Money,
    /// Whether its button asked for a second person's approval.
    pub second_person: bool,
}

/// What came of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundAsked {
    /// The refund began.
    Begun(RefundId),
    /// It waits for a second person.
    Waiting(ApprovalId),
}

/// The key of a form: 26 letters and digits, made when it is shown. What was
/// done under a key is not done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormKey(String);

impl FormKey {
    /// Reads it as [`crate::ids::random_text`] makes it.
    pub fn parse(text: &str) -> Option<Self> {
        let valid = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        valid.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the form of the limit shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundLimitForm {
    /// The limit.
    pub limit: Money,
    /// Who else may approve a higher one.
    pub approvers: Vec<Person>,
    /// The higher one that waits for approval.
    pub open: Option<Approval>,
}

#[cfg(test)]
mod tests {
    use super::{FormKey, needs_second};
    use crate::money::Money;

    #[test]
    fn the_limit_is_of_all_refunds_of_an_order_together() {
        let second = |alone, reserved, amount| {
            let limit = Money::fen(100_000);
            needs_second(alone, limit, Money::fen(reserved), Money::fen(amount))
        };
        assert!(!second(true, 0, 100_000));
        assert!(second(true, 0, 100_001));
        assert!(!second(true, 60_000, 40_000));
        assert!(second(true, 60_000, 40_001));
        assert!(second(false, 0, 1));
    }

    #[test]
    fn a_key_has_one_shape() {
        let key = "01aryz6s41zzzzzzzzzzzzzzzz";
        assert_eq!(FormKey::parse(key).expect("a key").as_str(), key);
        for bad in ["", "01aryz6s41", "01aryz6s41zzzzzzzzzzzzzzz-"] {
            assert_eq!(FormKey::parse(bad), None, "{bad}");
        }
    }
}
