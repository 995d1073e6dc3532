//! Refunds as the mall has them: those it requested, and those of late or
//! double payments, which Paydesk starts by itself.
//!
//! A refund is recorded before Paydesk is called, under the order's number and
//! a count, so a form sent twice is one refund. Only answers and events change
//! its state, and only forward.

use super::order_request::ApiAmount;
use domain::clock::At;
use serde::{Deserialize, Serialize};

/// The state of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MallRefundState {
    /// Recorded here; not yet confirmed by Paydesk.
    Sending,
    /// Refused by Paydesk, with this code.
    Refused(String),
    /// Accepted by Paydesk; no result yet.
    Pending,
    /// Declined by the network: no money moved.
    Failed,
    /// Refunded to the payer.
    Succeeded,
}

impl MallRefundState {
    /// The state of this name in the API.
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "pending" | "unknown" => Self::Pending,
            "failed" => Self::Failed,
            "succeeded" => Self::Succeeded,
            _ => return None,
        })
    }

    /// A rank: a state changes only to one of a higher rank.
    const fn step(&self) -> u8 {
        match self {
            Self::Sending => 0,
            Self::Refused(_) | Self::Pending => 1,
            Self::Failed => 2,
            Self::Succeeded => 3,
        }
    }
}

/// A refund as the API returns it.
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
    /// True when its result is final.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(
            MallRefundState::parse(&self.state),
            Some(MallRefundState::Failed | MallRefundState::Succeeded)
        )
    }
}

/// The body of `POST /v1/orders/{id}/refunds`.
#[derive(Debug, Serialize)]
pub(crate) struct RefundBody<'a> {
    pub(crate) mall_refund_no: &'a str,
    /// `None` for all that is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<&'a ApiAmount>,
}

/// One refund of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PurchaseRefund {
    /// The mall's number; `None` for a refund that Paydesk started.
    pub(crate) no: Option<String>,
    /// Paydesk's id of the refund, once known.
    pub(crate) desk_id: Option<String>,
    /// The amount; `None` until the answer to a request for all that is left.
    pub(crate) amount: Option<ApiAmount>,
    /// When it was requested, or first reported.
    pub(crate) at: At,
    /// The state of a refund.
    #[serde(rename = "stands")]
    pub(crate) state: MallRefundState,
}

impl PurchaseRefund {
    /// A refund that is requested now.
    pub(crate) const fn asked(no: String, amount: Option<ApiAmount>, at: At) -> Self {
        Self {
            no: Some(no),
            desk_id: None,
            amount,
            at,
            state: MallRefundState::Sending,
        }
    }

    /// True for the refund of a late or double payment.
    pub(crate) const fn is_surplus(&self) -> bool {
        self.no.is_none()
    }

    /// True while Paydesk may still change it.
    pub(crate) const fn is_waiting(&self) -> bool {
        matches!(
            self.state,
            MallRefundState::Sending | MallRefundState::Pending
        )
    }

    /// True unless it was refused or failed.
    pub(crate) const fn counts(&self) -> bool {
        !matches!(
            self.state,
            MallRefundState::Refused(_) | MallRefundState::Failed
        )
    }

    /// Applies an answer; true when something changed.
    fn apply_answer(&mut self, answer: &DeskRefund) -> bool {
        let before = self.clone();
        self.desk_id = Some(answer.id.clone());
        self.amount = Some(answer.amount.clone());
        if let Some(next) = MallRefundState::parse(&answer.state)
            && next.step() > self.state.step()
        {
            self.state = next;
        }
        *self != before
    }
}

/// Applies an answer about one refund; true when something changed. An unknown
/// refund is added.
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
        state: MallRefundState::Sending,
    };
    fresh.apply_answer(answer);
    known.push(fresh);
    true
}

#[cfg(test)]
mod tests {
    use super::{ApiAmount, DeskRefund, MallRefundState, PurchaseRefund, apply_answer};
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
        assert_eq!(known[0].state, MallRefundState::Succeeded);
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
