//! Refunds as this mall knows them: those it requested, and money that the
//! desk returns by itself because it came late or twice.
//!
//! A refund is recorded before the desk is called, under a number made from the
//! order's and a count: the same form sent twice is one refund. Only the desk's
//! answers and events change its state, and only forward.

use super::order_request::ApiAmount;
use domain::clock::At;
use serde::{Deserialize, Serialize};

/// The state of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundState {
    /// Recorded here; not yet confirmed by the desk.
    Sending,
    /// The desk refused it, with this code.
    Refused(String),
    /// The desk and its network have it.
    Pending,
    /// The network refused it: no money moved.
    Failed,
    /// The payer has it.
    Succeeded,
}

impl RefundState {
    /// From its name in the API.
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "pending" | "unknown" => Self::Pending,
            "failed" => Self::Failed,
            "succeeded" => Self::Succeeded,
            _ => return None,
        })
    }

    /// Left only for one of a higher step.
    const fn step(&self) -> u8 {
        match self {
            Self::Sending => 0,
            Self::Refused(_) | Self::Pending => 1,
            Self::Failed => 2,
            Self::Succeeded => 3,
        }
    }
}

/// A refund as the desk shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct DeskRefund {
    pub(crate) id: String,
    /// `merchant` or `surplus`.
    pub(crate) cause: String,
    pub(crate) state: String,
    pub(crate) amount: ApiAmount,
    pub(crate) mall_refund_no: Option<String>,
}

impl DeskRefund {
    /// True when nothing more is to come.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(
            RefundState::parse(&self.state),
            Some(RefundState::Failed | RefundState::Succeeded)
        )
    }
}

/// The body of `POST /v1/orders/{id}/refunds`.
#[derive(Debug, Serialize)]
pub(crate) struct RefundRequest<'a> {
    pub(crate) mall_refund_no: &'a str,
    /// All that is left when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<&'a ApiAmount>,
}

/// One refund of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PurchaseRefund {
    /// Our number; none for what the desk gives back by itself.
    pub(crate) no: Option<String>,
    /// The desk's id, once known.
    pub(crate) desk_id: Option<String>,
    /// How much; none while "all that is left" was asked for and not
    /// answered.
    pub(crate) amount: Option<ApiAmount>,
    /// When it was requested, or first reported.
    pub(crate) at: At,
    /// The state of a refund.
    #[serde(rename = "stands")]
    pub(crate) state: RefundState,
}

impl PurchaseRefund {
    /// Asked for now.
    pub(crate) const fn asked(no: String, amount: Option<ApiAmount>, at: At) -> Self {
        Self {
            no: Some(no),
            desk_id: None,
            amount,
            at,
            state: RefundState::Sending,
        }
    }

    /// True for money that came late or twice.
    pub(crate) const fn is_surplus(&self) -> bool {
        self.no.is_none()
    }

    /// True while the desk may still change it.
    pub(crate) const fn is_waiting(&self) -> bool {
        matches!(self.state, RefundState::Sending | RefundState::Pending)
    }

    /// True while its amount is, or may be, the payer's.
    pub(crate) const fn counts(&self) -> bool {
        !matches!(self.state, RefundState::Refused(_) | RefundState::Failed)
    }

    /// Applies the desk's answer; true when something changed.
    fn apply_answer(&mut self, answer: &DeskRefund) -> bool {
        let before = self.clone();
        self.desk_id = Some(answer.id.clone());
        self.amount = Some(answer.amount.clone());
        if let Some(next) = RefundState::parse(&answer.state)
            && next.step() > self.state.step()
        {
            self.state = next;
        }
        *self != before
    }
}

/// Applies the desk's answer about one refund to those known; true when
/// something changed. An unknown refund is added: the desk's records decide.
pub(crate) fn apply_answer(known: &mut Vec<PurchaseRefund>, answer: &DeskRefund, now: At) -> bool {
    let same = |r: &&mut PurchaseRefund| {
        r.desk_id.as_ref() == Some(&answer.id) || (r.no.is_some() && r.no == answer.mall_refund_no)
    };
    if let Some(refund) = known.iter_mut().find(same) {
        return refund.apply_answer(answer);
    }
    let mut fresh = PurchaseRefund {
        no: answer.mall_refund_no.clone(),
        desk_id: None,
        amount: None,
        at: now,
        state: RefundState::Sending,
    };
    fresh.apply_answer(answer);
    known.push(fresh);
    true
}

#[cfg(test)]
mod tests {
    use super::{ApiAmount, DeskRefund, PurchaseRefund, RefundState, apply_answer};
    use domain::clock::At;

    const NOW: At = At::from_ms(5);

    fn desk_refund(id: &str, no: Option<&str>, state: &str) -> DeskRefund {
        DeskRefund {
            id: id.to_owned(),
            cause: String::from(if no.is_some() { "merchant" } else { "surplus" }),
            state: state.to_owned(),
            amount: ApiAmount {
                value: String::from("1.00"),
                currency: String::from("CNY"),
            },
            mall_refund_no: no.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_back_stays_back() {
        let mut known = vec![PurchaseRefund::asked(String::from("R1"), None, NOW)];
        assert!(apply_answer(
            &mut known,
            &desk_refund("rfd_1", Some("R1"), "unknown"),
            NOW
        ));
        assert!(apply_answer(
            &mut known,
            &desk_refund("rfd_1", Some("R1"), "succeeded"),
            NOW
        ));
        for late in ["pending", "unknown", "failed", "succeeded", "new word"] {
            assert!(!apply_answer(
                &mut known,
                &desk_refund("rfd_1", Some("R1"), late),
                NOW
            ));
        }
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].state, RefundState::Succeeded);
        assert!(known[0].amount.is_some());
    }

    #[test]
    fn two_surpluses_are_two() {
        let mut known = Vec::new();
        assert!(apply_answer(
            &mut known,
            &desk_refund("rfd_1", None, "pending"),
            NOW
        ));
        assert!(apply_answer(
            &mut known,
            &desk_refund("rfd_2", None, "succeeded"),
            NOW
        ));
        assert!(apply_answer(
            &mut known,
            &desk_refund("rfd_1", None, "failed"),
            NOW
        ));
        assert!(apply_answer(
            &mut known,
            &desk_refund("rfd_1", None, "succeeded"),
            NOW
        ));
        assert_eq!(known.len(), 2);
        assert!(known.iter().all(|r| r.is_surplus() && !r.is_waiting()));
    }
}
