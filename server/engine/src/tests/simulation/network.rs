//! The other end: a UnionPay that keeps its own books. What it says is true;
//! what becomes of its words on the way is the world's doing.

use super::dice::Dice;
use crate::tests::network::{CODE, Map, TOKEN, code_of, echo};
use domain::clock::At;
use std::collections::{BTreeMap, BTreeSet};

/// So long a bank may work on a payment, long past the time the payer had.
const IN_WORK_MS: (i64, i64) = (300_000, 3_600_000);
/// Of a hundred payments.
const LONG_IN_WORK: i64 = 5;

/// Codes by which a payment is refused for good.
const NO: [&str; 6] = ["64", "63", "33", "67", "30", "81"];

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
    pub(super) way: Way,
    /// What notices and queries say of it.
    pub(super) fields: Map,
}

/// How a payment was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
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
pub(super) struct Back {
    /// The payment's number at the network.
    pub(super) payment: String,
    /// In fen.
    pub(super) amount: i64,
    /// What becomes of it: `00`, or a no.
    pub(super) code: &'static str,
    /// From when on the network says so.
    pub(super) known_at: i64,
    /// What notices and queries say of it.
    pub(super) fields: Map,
}

/// What a message led to at the network.
pub(super) enum Made {
    Payment(Payment),
    Back(Back),
}

/// The network's books.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// Its clock is so much ahead of ours.
    ahead_ms: i64,
    payments: BTreeMap<String, Vec<Payment>>,
    /// By our number: what goes back.
    backs: BTreeMap<String, Back>,
    /// By a QR's content: what was asked.
    codes: BTreeMap<String, Map>,
    /// Numbers under which our server asked money to move.
    submitted: BTreeSet<String>,
    count: u64,
}

impl Network {
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
    pub(super) fn behind_code(&self, content: &str) -> Map {
        self.codes[content].clone()
    }

    /// The answer to a message, not signed yet, and the payment it made.
    pub(super) fn answer(&mut self, asked: &Map, now: i64, dice: &mut Dice) -> (Map, Option<Made>) {
        let mut fields = echo(asked);
        let mut made = None;
        let mut set = |name: &str, value: &str| {
            fields.insert(name.into(), value.into());
        };
        match (asked["txnType"].as_str(), asked["txnSubType"].as_str()) {
            ("77", _) if dice.percent(3) => set("respCode", dice.pick(&["66", "77", "38"])),
            ("77" | "74", _) => {}
            ("79", "00") if code_of(asked).as_deref() != Some(CODE) => set("respCode", "71"),
            ("79", "00") if dice.percent(2) => set("respCode", "61"),
            ("79", "00") => {
                let token = format!("{{token={TOKEN}&trId=62000000001&tokenType=01}}");
                set("tokenPayData", &token);
                set("payCardType", "01");
            }
            ("01", "07") if dice.percent(2) => set("respCode", "38"),
            ("01", "07") => {
                self.count += 1;
                let content = format!("https://qr.95516.com/00010000/{:032}", self.count);
                set("qrCode", &content);
                self.codes.insert(content, asked.clone());
            }
            ("01", "01") => {
                let (code, payment) = self.by_token(asked, now, dice);
                set("respCode", code);
                made = payment.map(Made::Payment);
            }
            ("04" | "31", "00") => {
                let (code, back) = self.give_back(asked, now, dice);
                set("respCode", code);
                made = back.map(Made::Back);
            }
            ("00", "00") => self.queried(asked, &mut fields, now, dice),
            other => panic!("the network does not know {other:?}"),
        }
        (fields, made)
    }

    fn by_token(
        &mut self,
        asked: &Map,
        now: i64,
        dice: &mut Dice,
    ) -> (&'static str, Option<Payment>) {
        assert!(
            self.submitted.insert(asked["orderId"].clone()),
            "{} is asked to move money twice",
            asked["orderId"]
        );
        if self.too_late(asked, now) {
            return ("69", None);
        }
        let right = code_of(asked).is_none_or(|code| code == CODE);
        let code = match dice.between(0, 99) {
            _ if !right => "71",
            0..=9 => dice.pick(&NO),
            10..=11 => "A6",
            _ => "00",
        };
        // A wrong code is often found late, while the payer tries elsewhere.
        let known_at = if dice.percent(LONG_IN_WORK) {
            now + dice.between(IN_WORK_MS.0, IN_WORK_MS.1)
        } else if dice.percent(if right { 70 } else { 40 }) {
            now
        } else {
            now + dice.between(1, 150_000)
        };
        let payment = self.book(asked, code, known_at, Way::Token);
        let said = if known_at > now {
            dice.pick(&["00", "05", "03", "83"])
        } else if payment.moved() {
            dice.pick(&["00", "00", "05", "04"])
        } else {
            dice.pick(&["00", "05", payment.code])
        };
        (said, Some(payment))
    }

    /// Fen that went back of a payment.
    pub(super) fn returned(&self, query_id: &str) -> i64 {
        let back = |b: &&Back| b.payment == query_id && b.code == "00";
        self.backs.values().filter(back).map(|b| b.amount).sum()
    }

    /// A refund (04) or an undo (31): a number is taken once, an undo is of a
    /// whole and untouched payment, and no payment gives back more than it
    /// has.
    fn give_back(
        &mut self,
        asked: &Map,
        now: i64,
        dice: &mut Dice,
    ) -> (&'static str, Option<Back>) {
        let (number, query_id) = (&asked["orderId"], &asked["origQryId"]);
        if self.backs.contains_key(number) {
            return ("12", None);
        }
        let other = |(no, back): (&String, &Back)| {
            no != number && no[..26] == number[..26] && back.code == "00"
        };
        assert!(
            !self.backs.iter().any(other),
            "{number} is sent while another number of that refund may succeed or did"
        );
        let Some(paid) = self.moved().find(|p| p.query_id == *query_id) else {
            return ("34", None);
        };
        let (paid, before) = (paid.amount, self.returned(query_id));
        let amount: i64 = asked["txnAmt"].parse().expect("fen");
        let undo = asked["txnType"] == "31";
        if undo && (before > 0 || amount != paid || dice.percent(20)) {
            return ("35", None);
        }
        if before + amount > paid {
            return (if before == paid { "45" } else { "36" }, None);
        }
        let code = if dice.percent(10) { "60" } else { "00" };
        let known_at = now + dice.pick(&[0, 0, 1_000, 90_000, 900_000]);
        self.count += 1;
        let mut fields = echo(asked);
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
        let back = Back {
            payment: query_id.clone(),
            amount,
            code,
            known_at,
            fields,
        };
        self.backs.insert(number.clone(), back.clone());
        (dice.pick(&["00", "00", "03", "05"]), Some(back))
    }

    /// The payer pays by a form or a QR. `None`: the network lets nobody
    /// pay (any more); a careless one (`late`, `twice`) does.
    pub(super) fn payer_pays(
        &mut self,
        asked: &Map,
        (late, twice): (bool, bool),
        now: i64,
        dice: &mut Dice,
    ) -> Option<Payment> {
        let before = self.payments.get(&asked["orderId"]);
        let paid = before.is_some_and(|all| all.iter().any(Payment::moved));
        if paid && !twice || self.too_late(asked, now) && !late {
            return None;
        }
        let code = if dice.percent(10) {
            dice.pick(&NO)
        } else {
            "00"
        };
        let (soonest, latest) = if dice.percent(LONG_IN_WORK) {
            IN_WORK_MS
        } else {
            (0, 3_000)
        };
        let known_at = now + dice.between(soonest, latest);
        let way = if late || twice {
            Way::Careless
        } else {
            Way::Payer
        };
        Some(self.book(asked, code, known_at, way))
    }

    fn too_late(&self, asked: &Map, now: i64) -> bool {
        let until = stamp(At::from_ms(now + self.ahead_ms));
        until > asked["payTimeout"]
    }

    fn queried(&self, asked: &Map, fields: &mut Map, now: i64, dice: &mut Dice) {
        let all = self.payments.get(&asked["orderId"]);
        let payment = all.and_then(|all| all.iter().find(|p| p.moved()).or(all.last()));
        let payment = payment.map(|p| (&p.fields, p.code, p.known_at));
        let back = self.backs.get(&asked["orderId"]);
        let known = payment.or(back.map(|b| (&b.fields, b.code, b.known_at)));
        let code = match known {
            _ if dice.percent(2) => dice.pick(&["37", "06", "03"]),
            None => "34",
            Some(_) => "00",
        };
        if let Some((all, end, known_at)) = known.filter(|_| code == "00") {
            fields.extend(all.clone());
            let end = if known_at > now {
                dice.pick(&["05", "83", "03", "04"])
            } else {
                end
            };
            fields.insert("origRespCode".into(), end.into());
        }
        fields.insert("respCode".into(), code.into());
    }

    fn book(&mut self, asked: &Map, code: &'static str, known_at: i64, way: Way) -> Payment {
        self.count += 1;
        let query_id = format!("7826060112{:011}", self.count);
        let mut fields = echo(asked);
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
            way,
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
