//! The other end: a UnionPay that keeps its own books. What it says is true;
//! what becomes of its words on the way is the world's doing.

use super::random::SeededRandom;
use crate::tests::network::{CARD_TOKEN, Fields, SMS_CODE, echoed_fields, sms_code_of};
use domain::clock::At;
use std::collections::{BTreeMap, BTreeSet};

/// So long a bank may work on a payment, long past the time the payer had.
const BANK_DELAY_MS: (i64, i64) = (300_000, 3_600_000);
/// Of a hundred payments.
const SLOW_BANK_PERCENT: i64 = 5;

/// Codes by which a payment is refused for good.
const DECLINES: [&str; 6] = ["64", "63", "33", "67", "30", "81"];

/// A payment, or a try that failed.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    /// Our number of it.
    pub(super) wire_no: String,
    /// The network's.
    pub(super) query_id: String,
    /// In fen.
    pub(super) amount: i64,
    /// What became of it: `00`, `A6`, or a no.
    pub(super) code: &'static str,
    /// From when on the network says so; before, it works on it.
    pub(super) known_at: i64,
    /// How it was made.
    pub(super) origin: PaymentOrigin,
    /// What notices and queries say of it.
    pub(super) fields: Fields,
}

/// How a payment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaymentOrigin {
    /// By our server, with the card's token.
    Token,
    /// By the payer, in time and once.
    Payer,
    /// By the payer, too late or twice.
    Careless,
}

impl Payment {
    /// The attempt's part of our number.
    pub(super) fn attempt(&self) -> &str {
        &self.wire_no[..26]
    }

    /// True where money moved.
    pub(super) fn moved(&self) -> bool {
        matches!(self.code, "00" | "A6")
    }
}

/// Money on its way back.
#[derive(Clone, Debug)]
pub(super) struct RefundRecord {
    /// The payment's number at the network.
    pub(super) payment: String,
    /// In fen.
    pub(super) amount: i64,
    /// What becomes of it: `00`, or a no.
    pub(super) code: &'static str,
    /// From when on the network says so.
    pub(super) known_at: i64,
    /// What notices and queries say of it.
    pub(super) fields: Fields,
}

/// What a message led to at the network.
pub(super) enum Booked {
    Payment(Payment),
    RefundRecord(RefundRecord),
}

/// The network's books.
#[derive(Debug, Default)]
pub(super) struct SimulatedNetwork {
    /// Its clock is so much ahead of ours.
    ahead_ms: i64,
    payments: BTreeMap<String, Vec<Payment>>,
    /// By our number: what goes back.
    refunds: BTreeMap<String, RefundRecord>,
    /// By a QR's content: what was asked.
    codes: BTreeMap<String, Fields>,
    /// Numbers under which our server asked money to move.
    submitted: BTreeSet<String>,
    count: u64,
}

impl SimulatedNetwork {
    /// One whose clock is so much ahead of ours.
    pub(super) fn new(ahead_ms: i64) -> Self {
        Self {
            ahead_ms,
            ..Self::default()
        }
    }

    /// Every payment, and every try that failed.
    pub(super) fn payments(&self) -> impl Iterator<Item = &Payment> {
        self.payments.values().flatten()
    }

    /// Every payment under which money moved.
    pub(super) fn moved(&self) -> impl Iterator<Item = &Payment> {
        self.payments.values().flatten().filter(|p| p.moved())
    }

    /// What a QR stands for.
    pub(super) fn behind_code(&self, content: &str) -> Fields {
        self.codes[content].clone()
    }

    /// The answer to a message, not signed yet, and the payment it made.
    pub(super) fn answer(
        &mut self,
        asked: &Fields,
        now: i64,
        random: &mut SeededRandom,
    ) -> (Fields, Option<Booked>) {
        let mut fields = echoed_fields(asked);
        let mut made = None;
        let mut set = |name: &str, value: &str| {
            fields.insert(name.into(), value.into());
        };
        match (asked["txnType"].as_str(), asked["txnSubType"].as_str()) {
            ("77", _) if random.percent(3) => set("respCode", random.pick(&["66", "77", "38"])),
            ("77" | "74", _) => {}
            ("79", "00") if sms_code_of(asked).as_deref() != Some(SMS_CODE) => {
                set("respCode", "71")
            }
            ("79", "00") if random.percent(2) => set("respCode", "61"),
            ("79", "00") => {
                let token = format!("{{token={CARD_TOKEN}&trId=62000000001&tokenType=01}}");
                set("tokenPayData", &token);
                set("payCardType", "01");
            }
            ("01", "07") if random.percent(2) => set("respCode", "38"),
            ("01", "07") => {
                self.count += 1;
                let content = format!("https://qr.95516.com/00010000/{:032}", self.count);
                set("qrCode", &content);
                self.codes.insert(content, asked.clone());
            }
            ("01", "01") => {
                let (code, payment) = self.pay_by_token(asked, now, random);
                set("respCode", code);
                made = payment.map(Booked::Payment);
            }
            ("04" | "31", "00") => {
                let (code, back) = self.accept_refund(asked, now, random);
                set("respCode", code);
                made = back.map(Booked::RefundRecord);
            }
            ("00", "00") => self.queried(asked, &mut fields, now, random),
            other => panic!("the network does not know {other:?}"),
        }
        (fields, made)
    }

    fn pay_by_token(
        &mut self,
        asked: &Fields,
        now: i64,
        random: &mut SeededRandom,
    ) -> (&'static str, Option<Payment>) {
        assert!(
            self.submitted.insert(asked["orderId"].clone()),
            "{} is asked to move money twice",
            asked["orderId"]
        );
        if self.too_late(asked, now) {
            return ("69", None);
        }
        let right = sms_code_of(asked).is_none_or(|code| code == SMS_CODE);
        let code = match random.between(0, 99) {
            _ if !right => "71",
            0..=9 => random.pick(&DECLINES),
            10..=11 => "A6",
            _ => "00",
        };
        // A wrong code is often found late, while the payer tries elsewhere.
        let known_at = if random.percent(SLOW_BANK_PERCENT) {
            now + random.between(BANK_DELAY_MS.0, BANK_DELAY_MS.1)
        } else if random.percent(if right { 70 } else { 40 }) {
            now
        } else {
            now + random.between(1, 150_000)
        };
        let payment = self.book(asked, code, known_at, PaymentOrigin::Token);
        let said = if known_at > now {
            random.pick(&["00", "05", "03", "83"])
        } else if payment.moved() {
            random.pick(&["00", "00", "05", "04"])
        } else {
            random.pick(&["00", "05", payment.code])
        };
        (said, Some(payment))
    }

    /// Fen that went back of a payment.
    pub(super) fn returned(&self, query_id: &str) -> i64 {
        let back = |b: &&RefundRecord| b.payment == query_id && b.code == "00";
        self.refunds.values().filter(back).map(|b| b.amount).sum()
    }

    /// A refund (04) or an undo (31): a number is taken once, an undo is of a
    /// whole and untouched payment, and no payment gives back more than it
    /// has.
    fn accept_refund(
        &mut self,
        asked: &Fields,
        now: i64,
        random: &mut SeededRandom,
    ) -> (&'static str, Option<RefundRecord>) {
        let (number, query_id) = (&asked["orderId"], &asked["origQryId"]);
        if self.refunds.contains_key(number) {
            return ("12", None);
        }
        let other = |(no, back): (&String, &RefundRecord)| {
            no != number && no[..26] == number[..26] && back.code == "00"
        };
        assert!(
            !self.refunds.iter().any(other),
            "{number} is sent while another number of that refund may succeed or did"
        );
        let Some(paid) = self.moved().find(|p| p.query_id == *query_id) else {
            return ("34", None);
        };
        let (paid, before) = (paid.amount, self.returned(query_id));
        let amount: i64 = asked["txnAmt"].parse().expect("fen");
        let undo = asked["txnType"] == "31";
        if undo && (before > 0 || amount != paid || random.percent(20)) {
            return ("35", None);
        }
        if before + amount > paid {
            return (if before == paid { "45" } else { "36" }, None);
        }
        let code = if random.percent(10) { "60" } else { "00" };
        let known_at = now + random.pick(&[0, 0, 1_000, 90_000, 900_000]);
        self.count += 1;
        let mut fields = echoed_fields(asked);
        for (name, value) in [
            ("origQryId", query_id.clone()),
            ("txnAmt", asked["txnAmt"].clone()),
            ("currencyCode", "156".into()),
            ("queryId", format!("7826060199{:011}", self.count)),
            ("settleDate", "0601".into()),
            ("respCode", code.into()),
        ] {
            fields.insert(name.into(), value);
        }
        let back = RefundRecord {
            payment: query_id.clone(),
            amount,
            code,
            known_at,
            fields,
        };
        self.refunds.insert(number.clone(), back.clone());
        (random.pick(&["00", "00", "03", "05"]), Some(back))
    }

    /// The payer pays by a form or a QR. `None`: the network lets nobody
    /// pay (any more); a careless one (`late`, `twice`) does.
    pub(super) fn payer_pays(
        &mut self,
        asked: &Fields,
        (late, twice): (bool, bool),
        now: i64,
        random: &mut SeededRandom,
    ) -> Option<Payment> {
        let before = self.payments.get(&asked["orderId"]);
        let paid = before.is_some_and(|all| all.iter().any(Payment::moved));
        if paid && !twice || self.too_late(asked, now) && !late {
            return None;
        }
        let code = if random.percent(10) {
            random.pick(&DECLINES)
        } else {
            "00"
        };
        let (soonest, latest) = if random.percent(SLOW_BANK_PERCENT) {
            BANK_DELAY_MS
        } else {
            (0, 3_000)
        };
        let known_at = now + random.between(soonest, latest);
        let origin = if late || twice {
            PaymentOrigin::Careless
        } else {
            PaymentOrigin::Payer
        };
        Some(self.book(asked, code, known_at, origin))
    }

    fn too_late(&self, asked: &Fields, now: i64) -> bool {
        let until = stamp(At::from_ms(now + self.ahead_ms));
        until > asked["payTimeout"]
    }

    fn queried(&self, asked: &Fields, fields: &mut Fields, now: i64, random: &mut SeededRandom) {
        let all = self.payments.get(&asked["orderId"]);
        let payment = all.and_then(|all| all.iter().find(|p| p.moved()).or(all.last()));
        let payment = payment.map(|p| (&p.fields, p.code, p.known_at));
        let back = self.refunds.get(&asked["orderId"]);
        let known = payment.or(back.map(|b| (&b.fields, b.code, b.known_at)));
        let code = match known {
            _ if random.percent(2) => random.pick(&["37", "06", "03"]),
            None => "34",
            Some(_) => "00",
        };
        if let Some((all, end, known_at)) = known.filter(|_| code == "00") {
            fields.extend(all.clone());
            let end = if known_at > now {
                random.pick(&["05", "83", "03", "04"])
            } else {
                end
            };
            fields.insert("origRespCode".into(), end.into());
        }
        fields.insert("respCode".into(), code.into());
    }

    fn book(
        &mut self,
        asked: &Fields,
        code: &'static str,
        known_at: i64,
        origin: PaymentOrigin,
    ) -> Payment {
        self.count += 1;
        let query_id = format!("7826060112{:011}", self.count);
        let mut fields = echoed_fields(asked);
        for (name, value) in [
            ("txnAmt", asked["txnAmt"].clone()),
            ("currencyCode", "156".into()),
            ("queryId", query_id.clone()),
            ("traceNo", format!("{:06}", self.count % 1_000_000)),
            ("traceTime", "0601120000".into()),
            ("settleDate", "0601".into()),
            ("accNo", "622202******0123".into()),
            ("respCode", code.into()),
        ] {
            fields.insert(name.into(), value);
        }
        // A QR is asked for as 01/07 and paid as 01/01 would be: the type of
        // the payment is what was asked.
        let payment = Payment {
            wire_no: asked["orderId"].clone(),
            query_id,
            amount: asked["txnAmt"].parse().expect("fen"),
            code,
            known_at,
            origin,
            fields,
        };
        let all = self.payments.entry(payment.wire_no.clone()).or_default();
        all.push(payment.clone());
        payment
    }
}

/// `YYYYMMDDhhmmss` in China.
pub(super) fn stamp(at: At) -> String {
    let china = At::from_ms(at.ms() + 8 * 3_600_000).rfc3339();
    china
        .chars()
        .filter(char::is_ascii_digit)
        .take(14)
        .collect()
}
