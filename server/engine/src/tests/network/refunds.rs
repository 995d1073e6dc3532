//! The network's other direction: refunds, undos, their results and notices.
//! It keeps to UnionPay's rules, so that a desk which sends twice is seen:
//! a number is taken once, a payment gives back no more than it has, an undo
//! is of a whole and untouched payment.

use super::{Book, Map, Network, echo};

/// Money on its way back.
pub(super) struct Back {
    /// The payment it is of.
    payment: String,
    fen: i64,
    /// The recorded result: `00`, `05` for not yet, or a no.
    code: String,
    fields: Map,
}

impl Network {
    /// The next refunds and undos that are taken in end with these results;
    /// `00` where none is given.
    pub(crate) fn refunds_end(&self, codes: &[&str]) {
        let mut book = self.book();
        book.refund_ends
            .extend(codes.iter().map(|c| (*c).to_owned()));
    }

    /// What was taken in and is not decided ends like this.
    pub(crate) fn decide(&self, code: &str) {
        for back in self.book().refunds.values_mut() {
            if back.code == "05" {
                code.clone_into(&mut back.code);
            }
        }
    }

    /// From now on messages that give money back never arrive, or do again.
    pub(crate) fn lose(&self, lost: bool) {
        self.book().refunds_lost = lost;
    }

    /// A message that was lost arrives after all.
    pub(crate) fn arrive(&self, asked: &Map) {
        let mut book = self.book();
        assert_eq!(take_in(&mut book, asked), "00");
    }

    /// Fen that went back so far.
    pub(crate) fn returned(&self) -> i64 {
        let book = self.book();
        let done = book.refunds.values().filter(|back| back.code == "00");
        done.map(|back| back.fen).sum()
    }

    /// The notice of the youngest refund or undo, not signed yet.
    pub(crate) fn refund_word(&self) -> Map {
        let book = self.book();
        let back = book.refunds.values().next_back().expect("a refund");
        word(back)
    }

    /// The notice of this number, not signed yet.
    pub(crate) fn word_of(&self, number: &str) -> Map {
        word(&self.book().refunds[number])
    }
}

fn word(back: &Back) -> Map {
    let mut fields = back.fields.clone();
    fields.insert("respCode".into(), back.code.clone());
    fields
}

/// A refund (04) or an undo (31) comes in; answers its `respCode`.
pub(super) fn take_in(book: &mut Book, asked: &Map) -> String {
    let number = asked["orderId"].clone();
    if book.refunds.contains_key(&number) || book.payments.contains_key(&number) {
        return "12".into();
    }
    let payment = asked["origQryId"].clone();
    let fen: i64 = asked["txnAmt"].parse().expect("an amount");
    let Some(&paid) = book.paid.get(&payment) else {
        return "34".into();
    };
    let before: i64 = book
        .refunds
        .values()
        .filter(|back| back.payment == payment && matches!(back.code.as_str(), "00" | "05"))
        .map(|back| back.fen)
        .sum();
    if asked["txnType"] == "31" && (before > 0 || fen != paid) {
        return "35".into();
    }
    if before + fen > paid {
        return if before == paid { "45" } else { "36" }.into();
    }
    let code = book.refund_ends.pop_front();
    book.count += 1;
    let mut fields = echo(asked);
    for (name, value) in [
        ("origQryId", payment.clone()),
        ("txnAmt", asked["txnAmt"].clone()),
        ("currencyCode", "156".into()),
        ("queryId", format!("7826060112000099{:05}", book.count)),
        ("traceNo", format!("{:06}", book.count)),
        ("traceTime", "0601120000".into()),
        ("settleDate", "0601".into()),
    ] {
        fields.insert(name.into(), value);
    }
    let back = Back {
        payment,
        fen,
        code: code.unwrap_or_else(|| "00".into()),
        fields,
    };
    book.refunds.insert(number, back);
    "00".into()
}

/// The answer to a question about a refund's number, if it is one.
pub(super) fn tell(book: &Book, number: &str) -> Option<Map> {
    let back = book.refunds.get(number)?;
    let mut fields = back.fields.clone();
    fields.insert("respCode".into(), "00".into());
    fields.insert("origRespCode".into(), back.code.clone());
    Some(fields)
}
