//! The fake network's refunds and undos, their results and notices. It enforces
//! UnionPay's rules, so that a request that is sent twice is found: a number is
//! accepted once, refunds never exceed their payment, and an undo is of a whole
//! payment without refunds.

use super::{FakeNetwork, Fields, Records, echoed_fields};

/// A refund or undo.
pub(super) struct RefundRecord {
    /// The `queryId` of its payment.
    payment: String,
    fen: i64,
    /// The result: `00`, `05` while pending, or a decline.
    code: String,
    fields: Fields,
}

impl FakeNetwork {
    /// The results of the next accepted refunds and undos; `00` afterwards.
    pub fn set_refund_results(&self, codes: &[&str]) {
        let mut records = self.records();
        records
            .refund_results
            .extend(codes.iter().map(|c| (*c).to_owned()));
    }

    /// All pending refunds end with this result.
    pub fn settle_refunds(&self, code: &str) {
        for refund in self.records().refunds.values_mut() {
            if refund.code == "05" {
                code.clone_into(&mut refund.code);
            }
        }
    }

    /// Loses all refund requests from now on, or no more.
    pub fn lose_refunds(&self, lost: bool) {
        self.records().refunds_lost = lost;
    }

    /// Delivers a lost request late.
    pub fn deliver(&self, asked: &Fields) {
        let mut records = self.records();
        assert_eq!(accept(&mut records, asked), "00");
    }

    /// Fen refunded so far.
    pub fn refunded_fen(&self) -> i64 {
        let records = self.records();
        let done = records
            .refunds
            .values()
            .filter(|refund| refund.code == "00");
        done.map(|refund| refund.fen).sum()
    }

    /// The unsigned notice of the last refund or undo.
    pub fn refund_notice(&self) -> Fields {
        let records = self.records();
        let refund = records.refunds.values().next_back().expect("a refund");
        notice(refund)
    }

    /// The unsigned notice of this number.
    pub fn notice_of(&self, number: &str) -> Fields {
        notice(&self.records().refunds[number])
    }
}

fn notice(refund: &RefundRecord) -> Fields {
    let mut fields = refund.fields.clone();
    fields.insert("respCode".into(), refund.code.clone());
    fields
}

/// Accepts a refund (04) or an undo (31); returns its `respCode`.
pub(super) fn accept(records: &mut Records, asked: &Fields) -> String {
    let number = asked["orderId"].clone();
    if records.refunds.contains_key(&number) || records.payments.contains_key(&number) {
        return "12".into();
    }
    let payment = asked["origQryId"].clone();
    let fen: i64 = asked["txnAmt"].parse().expect("an amount");
    let Some(&paid) = records.paid.get(&payment) else {
        return "34".into();
    };
    let before: i64 = records
        .refunds
        .values()
        .filter(|refund| refund.payment == payment && matches!(refund.code.as_str(), "00" | "05"))
        .map(|refund| refund.fen)
        .sum();
    if asked["txnType"] == "31" && (before > 0 || fen != paid) {
        return "35".into();
    }
    if before + fen > paid {
        return if before == paid { "45" } else { "36" }.into();
    }
    let code = records.refund_results.pop_front();
    records.count += 1;
    let mut fields = echoed_fields(asked);
    for (name, value) in [
        ("origQryId", payment.clone()),
        ("txnAmt", asked["txnAmt"].clone()),
        ("currencyCode", "156".into()),
        ("queryId", format!("7826060112000099{:05}", records.count)),
        ("traceNo", format!("{:06}", records.count)),
        ("traceTime", "0601120000".into()),
        ("settleDate", "0601".into()),
    ] {
        fields.insert(name.into(), value);
    }
    let refund = RefundRecord {
        payment,
        fen,
        code: code.unwrap_or_else(|| "00".into()),
        fields,
    };
    records.refunds.insert(number, refund);
    "00".into()
}

/// The answer to a query, where the number is a refund's.
pub(super) fn answer_query(records: &Records, number: &str) -> Option<Fields> {
    let refund = records.refunds.get(number)?;
    let mut fields = refund.fields.clone();
    fields.insert("respCode".into(), "00".into());
    fields.insert("origRespCode".into(), refund.code.clone());
    Some(fields)
}
