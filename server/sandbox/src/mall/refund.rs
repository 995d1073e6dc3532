//! Money given back, as this mall knows it: what it asked the desk for, and
//! what the desk gives back by itself because it came late or twice.
//!
//! It is written down before the desk is asked, under a number made from the
//! order's and a count: the same form sent twice is one refund. Only the
//! desk's answer and its events move it; what is back stays back.

use super::new_order::Amount;
use domain::clock::At;
use serde::{Deserialize, Serialize};

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stands {
    /// Written down here; not yet known to be known to the desk.
    Sending,
    /// The desk said no, with this code.
    Refused(String),
    /// The desk and its network have it.
    Pending,
    /// The network said no: no money moved.
    Failed,
    /// The payer has it.
    Succeeded,
}

impl Stands {
    /// The desk's word for it.
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
    pub(crate) amount: Amount,
    pub(crate) mall_refund_no: Option<String>,
}

impl DeskRefund {
    /// True when nothing more is to come.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(
            Stands::parse(&self.state),
            Some(Stands::Failed | Stands::Succeeded)
        )
    }
}

/// The body of `POST /v1/orders/{id}/refunds`.
#[derive(Debug, Serialize)]
pub(crate) struct NewRefund<'a> {
    pub(crate) mall_refund_no: &'a str,
    /// All that is left when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<&'a Amount>,
}

/// One refund of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GivenBack {
    /// Our number; none for what the desk gives back by itself.
    pub(crate) no: Option<String>,
    /// The desk's id, once known.
    pub(crate) desk_id: Option<String>,
    /// How much; none while "all that is left" was asked for and not
    /// answered.
    pub(crate) amount: Option<Amount>,
    /// When it was asked for, or first heard of.
    pub(crate) at: At,
    /// How far it is.
    pub(crate) stands: Stands,
}

impl GivenBack {
    /// Asked for now.
    pub(crate) const fn asked(no: String, amount: Option<Amount>, at: At) -> Self {
        Self {
            no: Some(no),
            desk_id: None,
            amount,
            at,
            stands: Stands::Sending,
        }
    }

    /// True for money that came late or twice.
    pub(crate) const fn is_surplus(&self) -> bool {
        self.no.is_none()
    }

    /// True while the desk may still have news of it.
    pub(crate) const fn is_waiting(&self) -> bool {
        matches!(self.stands, Stands::Sending | Stands::Pending)
    }

    /// True while its amount is, or may be, the payer's.
    pub(crate) const fn counts(&self) -> bool {
        !matches!(self.stands, Stands::Refused(_) | Stands::Failed)
    }

    /// Takes the desk's word in; true when it brought news.
    fn learn(&mut self, told: &DeskRefund) -> bool {
        let before = self.clone();
        self.desk_id = Some(told.id.clone());
        self.amount = Some(told.amount.clone());
        if let Some(next) = Stands::parse(&told.state)
            && next.step() > self.stands.step()
        {
            self.stands = next;
        }
        *self != before
    }
}

/// Takes the desk's word of one refund into what is known; true when it
/// brought news. A refund nobody asked for here is kept as well: the desk's
/// books decide, not ours.
pub(crate) fn learn(known: &mut Vec<GivenBack>, told: &DeskRefund, now: At) -> bool {
    let same = |r: &&mut GivenBack| {
        r.desk_id.as_ref() == Some(&told.id) || (r.no.is_some() && r.no == told.mall_refund_no)
    };
    if let Some(refund) = known.iter_mut().find(same) {
        return refund.learn(told);
    }
    let mut fresh = GivenBack {
        no: told.mall_refund_no.clone(),
        desk_id: None,
        amount: None,
        at: now,
        stands: Stands::Sending,
    };
    fresh.learn(told);
    known.push(fresh);
    true
}

#[cfg(test)]
mod tests {
    use super::{Amount, DeskRefund, GivenBack, Stands, learn};
    use domain::clock::At;

    const NOW: At = At::from_ms(5);

    fn told(id: &str, no: Option<&str>, state: &str) -> DeskRefund {
        DeskRefund {
            id: id.to_owned(),
            cause: String::from(if no.is_some() { "merchant" } else { "surplus" }),
            state: state.to_owned(),
            amount: Amount {
                value: String::from("1.00"),
                currency: String::from("CNY"),
            },
            mall_refund_no: no.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_back_stays_back() {
        let mut known = vec![GivenBack::asked(String::from("R1"), None, NOW)];
        assert!(learn(
            &mut known,
            &told("rfd_1", Some("R1"), "unknown"),
            NOW
        ));
        assert!(learn(
            &mut known,
            &told("rfd_1", Some("R1"), "succeeded"),
            NOW
        ));
        for late in ["pending", "unknown", "failed", "succeeded", "new word"] {
            assert!(!learn(&mut known, &told("rfd_1", Some("R1"), late), NOW));
        }
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].stands, Stands::Succeeded);
        assert!(known[0].amount.is_some());
    }

    #[test]
    fn two_surpluses_are_two() {
        let mut known = Vec::new();
        assert!(learn(&mut known, &told("rfd_1", None, "pending"), NOW));
        assert!(learn(&mut known, &told("rfd_2", None, "succeeded"), NOW));
        assert!(learn(&mut known, &told("rfd_1", None, "failed"), NOW));
        assert!(learn(&mut known, &told("rfd_1", None, "succeeded"), NOW));
        assert_eq!(known.len(), 2);
        assert!(known.iter().all(|r| r.is_surplus() && !r.is_waiting()));
    }
}
