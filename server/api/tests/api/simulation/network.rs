//! A simulated UnionPay with records of its own. Its answers are always true;
//! the transport decides what becomes of them.

use super::second_network;
use domain::clock::At;
use std::collections::{BTreeMap, BTreeSet};
use testkit::network::{CARD_TOKEN, Fields, SMS_CODE, echoed_fields, sms_code_of};
use testkit::random::SeededRandom;

/// How long a slow bank takes, far beyond the payer's time limit.
pub(super) const BANK_DELAY_MS: (i64, i64) = (300_000, 3_600_000);
/// Percentage of payments at a slow bank.
pub(super) const SLOW_BANK_PERCENT: i64 = 5;

/// Codes that decline a payment for good.
const DECLINES: [&str; 6] = ["64", "63", "33", "67", "30", "81"];

/// A payment, or a failed try.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    /// Our network number.
    pub(super) wire_no: String,
    /// The network's `queryId`.
    pub(super) query_id: String,
    /// In fen.
    pub(super) amount: i64,
    /// The result: `00`, `A6`, or a decline.
    pub(super) code: &'static str,
    /// When the result is known; pending before.
    pub(super) known_at: i64,
    /// How it was made.
    pub(super) origin: PaymentOrigin,
    /// The fields of notices and query answers.
    pub(super) fields: Fields,
}

/// How a payment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaymentOrigin {
    /// Submitted by the engine, with a card token.
    Token,
    /// By the payer, in time and once.
    Payer,
    /// By the payer, too late or twice.
    Careless,
}

impl Payment {
    /// True where money moved.
    pub(super) fn moved(&self) -> bool {
        matches!(self.code, "00" | "A6")
    }
}

/// A refund or undo.
#[derive(Clone, Debug)]
pub(super) struct RefundRecord {
    /// The `queryId` of the payment.
    pub(super) payment: String,
    /// In fen.
    pub(super) amount: i64,
    /// The result: `00`, or a decline.
    pub(super) code: &'static str,
    /// When the result is known; pending before.
    pub(super) known_at: i64,
    /// The fields of notices and query answers.
    pub(super) fields: Fields,
}

/// What a request recorded at the network.
pub(super) enum Booked {
    Payment(Payment),
    Refund(RefundRecord),
}

/// The network and its records.
#[derive(Debug, Default)]
pub(super) struct SimulatedNetwork {
    /// How far its clock is ahead of ours.
    ahead_ms: i64,
    payments: BTreeMap<String, Vec<Payment>>,
    /// By our number.
    refunds: BTreeMap<String, RefundRecord>,
    /// By a QR code's content: the request for it.
    codes: BTreeMap<String, Fields>,
    /// Numbers that were closed: they cannot be paid any more.
    closed: BTreeSet<String>,
    /// Numbers under which the engine submitted a payment.
    submitted: BTreeSet<String>,
    count: u64,
}

impl SimulatedNetwork {
    /// A network whose clock is ahead of ours.
    pub(super) fn new(ahead_ms: i64) -> Self {
        Self {
            ahead_ms,
            ..Self::default()
        }
    }

    /// Every payment, failed tries too.
    pub(super) fn payments(&self) -> impl Iterator<Item = &Payment> {
        self.payments.values().flatten()
    }

    /// Every payment that moved money.
    fn moved(&self) -> impl Iterator<Item = &Payment> {
        self.payments().filter(|p| p.moved())
    }

    /// How many requests were closed.
    pub(super) fn closed(&self) -> usize {
        self.closed.len()
    }

    /// The request for a QR code with this content.
    pub(super) fn qr_request(&self, content: &str) -> Fields {
        self.codes[content].clone()
    }

    /// The unsigned answer to a request, and what it recorded.
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
                set("respCode", "71");
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
                made = back.map(Booked::Refund);
            }
            ("close", _) => set("respCode", self.close(asked, now)),
            ("00", "00") => self.answer_query(asked, &mut fields, now, random),
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
        // A wrong SMS code is often reported late, when the payer has moved
        // on.
        let known_at = if random.percent(SLOW_BANK_PERCENT) {
            now + random.between(BANK_DELAY_MS.0, BANK_DELAY_MS.1)
        } else if random.percent(if right { 70 } else { 40 }) {
            now
        } else {
            now + random.between(1, 150_000)
        };
        let payment = self.record_payment(asked, code, known_at, PaymentOrigin::Token);
        let said = if known_at > now {
            random.pick(&["00", "05", "03", "83"])
        } else if payment.moved() {
            random.pick(&["00", "00", "05", "04"])
        } else {
            random.pick(&["00", "05", payment.code])
        };
        (said, Some(payment))
    }

    /// Fen refunded of a payment.
    pub(super) fn returned(&self, query_id: &str) -> i64 {
        let back = |b: &&RefundRecord| b.payment == query_id && b.code == "00";
        self.refunds.values().filter(back).map(|b| b.amount).sum()
    }

    /// Accepts a refund (04) or an undo (31): a number once, an undo of a
    /// whole payment without refunds, and never more than was paid.
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

    /// The payer pays a form or a QR code. `None` where the network refuses;
    /// `late` and `twice` payments are accepted all the same, but none after a
    /// close.
    pub(super) fn payer_pays(
        &mut self,
        asked: &Fields,
        (late, twice): (bool, bool),
        now: i64,
        random: &mut SeededRandom,
    ) -> Option<Payment> {
        let before = self.payments.get(&asked["orderId"]);
        let paid = before.is_some_and(|all| all.iter().any(Payment::moved));
        let closed = self.closed.contains(&asked["orderId"]);
        if closed || paid && !twice || self.too_late(asked, now) && !late {
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
        Some(self.record_payment(asked, code, known_at, origin))
    }

    /// Closes a request, unless a payment of it was made or is pending.
    fn close(&mut self, asked: &Fields, now: i64) -> &'static str {
        let number = &asked["orderId"];
        let made = self.payments.get(number).into_iter().flatten();
        let pending = |payment: &Payment| payment.moved() || payment.known_at > now;
        if made.into_iter().any(pending) {
            return "12";
        }
        if !self.is_code(number) {
            return "34";
        }
        self.closed.insert(number.clone());
        "00"
    }

    fn too_late(&self, asked: &Fields, now: i64) -> bool {
        let until = timestamp(At::from_ms(now + self.ahead_ms));
        until > asked["payTimeout"]
    }

    fn answer_query(
        &self,
        asked: &Fields,
        fields: &mut Fields,
        now: i64,
        random: &mut SeededRandom,
    ) {
        let number = &asked["orderId"];
        let all = self.payments.get(number);
        let payment = all.and_then(|all| all.iter().find(|p| p.moved()).or(all.last()));
        let payment = payment.map(|p| (Some(&p.fields), p.code, p.known_at));
        let back = self.refunds.get(number);
        let back = back.map(|b| (Some(&b.fields), b.code, b.known_at));
        let known = if self.closed.contains(number) {
            Some((None, second_network::CLOSED, 0))
        } else {
            payment.or(back).or_else(|| self.not_paid(asked))
        };
        let code = match known {
            _ if random.percent(2) => random.pick(&["37", "06", "03"]),
            None => "34",
            Some(_) => "00",
        };
        if let Some((all, end, known_at)) = known.filter(|_| code == "00") {
            fields.extend(all.cloned().unwrap_or_default());
            let end = if known_at > now {
                random.pick(&["05", "83", "03", "04"])
            } else {
                end
            };
            fields.insert("origRespCode".into(), end.into());
        }
        fields.insert("respCode".into(), code.into());
    }

    /// The second network knows a code before it is scanned; UnionPay does not.
    fn not_paid(&self, asked: &Fields) -> Option<(Option<&Fields>, &'static str, i64)> {
        let known = second_network::is_its(asked) && self.is_code(&asked["orderId"]);
        known.then_some((None, second_network::NOT_PAID, 0))
    }

    /// True if a QR code has this number.
    fn is_code(&self, number: &str) -> bool {
        self.codes.values().any(|asked| asked["orderId"] == number)
    }

    fn record_payment(
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
        // A QR code is requested as 01/07; the payment repeats that type.
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
pub(super) fn timestamp(at: At) -> String {
    let china = At::from_ms(at.ms() + 8 * 3_600_000).rfc3339();
    china
        .chars()
        .filter(char::is_ascii_digit)
        .take(14)
        .collect()
}
