//! Which money a request may be told of: the only place that decides it, for
//! replies, queries and notices. A payment is never booked by a refund's or a
//! payout's receipt, nor the other way round.

use channels::Moved;
use domain::attempt::Receipt;
use domain::network_request::{NetworkRequest, Purpose};

/// The receipt, if a request of this purpose moves such money; else `None`, and
/// the request's result stays unknown.
pub(crate) fn receipt<'a>(request: &NetworkRequest, moved: &'a Moved) -> Option<&'a Receipt> {
    let receipt = of_purpose(request.purpose, moved);
    if receipt.is_none() {
        tracing::error!(number = %request.number, purpose = request.purpose.name(), ?moved,
            "the network reports money of another kind than the request's: not booked");
    }
    receipt
}

const fn of_purpose(purpose: Purpose, moved: &Moved) -> Option<&Receipt> {
    match (purpose, moved) {
        (
            Purpose::PayOnPage | Purpose::PayByQr | Purpose::PayByAgreement,
            Moved::Payment(receipt),
        )
        | (Purpose::Refund | Purpose::Undo, Moved::Refund(receipt)) => Some(receipt),
        (_, Moved::Payment(_) | Moved::Refund(_) | Moved::Payout(_) | Moved::PayoutReturned(_)) => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of_purpose;
    use channels::Moved;
    use domain::attempt::Receipt;
    use domain::money::Money;
    use domain::network_request::Purpose;

    #[test]
    fn each_purpose_admits_its_own_kind_only() {
        let receipt = Receipt {
            network_id: String::from("1"),
            trace: None,
            settle_date: None,
            amount: Money::fen(1),
            account: None,
            defect: false,
        };
        let kinds = [
            Moved::Payment,
            Moved::Refund,
            Moved::Payout,
            Moved::PayoutReturned,
        ];
        for (purpose, admitted) in [
            (Purpose::PayOnPage, [true, false, false, false]),
            (Purpose::PayByQr, [true, false, false, false]),
            (Purpose::PayByAgreement, [true, false, false, false]),
            (Purpose::Sign, [false; 4]),
            (Purpose::Refund, [false, true, false, false]),
            (Purpose::Undo, [false, true, false, false]),
        ] {
            let seen = kinds.map(|kind| of_purpose(purpose, &kind(receipt.clone())).is_some());
            assert_eq!(seen, admitted, "{}", purpose.name());
        }
    }
}
