//! Money back: 退货 (04/00) and 消费撤销 (31/00).
//!
//! The network holds the sum: all refunds of a payment together never give
//! back more than was paid. An undo gives back the whole, on the payment's
//! clearing day, and only while nothing went back before (wire facts 1.7).
//! `00` means taken in; the bank is done a second later, and then the notice
//! goes out.

use domain::clock::At;

use super::{Answer, Fields, Halt, Live, Request, echo};
use crate::networks::books::{Back, Change, Letter, Paid, Refund, Told, Trade, Way};
use crate::networks::code::Code;
use crate::networks::payment::{BAD_QUERIES, LATE_S, SECOND_S, query_id};
use crate::networks::request::{No, no};
use crate::networks::stamp;
use crate::networks::trouble::Trouble;

/// How long the bank takes.
const BANK_S: i64 = 1;
/// `settleDate` has no year: an older payment is of another one.
const SAME_DAY_MS: i64 = 48 * 3_600_000;

/// Takes a refund or an undo in.
pub(super) fn take(request: &Request<'_>, live: &mut Live, back: Back) -> Result<Fields, Halt> {
    let key = request.key();
    if live.books.trade(&key).is_some() || live.books.refund(&key).is_some() {
        return Err(Code::Duplicate.into());
    }
    let card = allowed(request, live, back)?;
    // A trouble strikes a number once: sent again, it is done.
    let trouble = if live.bad_gateways.contains_key(&key) {
        None
    } else {
        let picked = live.next_refund.pop_front();
        picked.or_else(|| Trouble::of_amount(request.fen()))
    };
    if trouble == Some(Trouble::BadGatewayUnpaid) {
        live.bad_gateways.insert(key, BAD_QUERIES);
        return Err(Halt::Trouble(Answer::BadGateway));
    }
    let refund = booked(request, live, back, card, trouble);
    let first = live.books.next_letter();
    let letters = told(&refund, trouble);
    let posted = (first..)
        .zip(letters)
        .map(|(id, (told, next, held))| letter(id, &refund, told, next, held));
    let mut changes: Vec<Change> = posted.collect();
    let query_id = refund.facts.query_id.clone();
    changes.insert(0, Change::RefundTaken(Box::new(refund)));
    live.books.write(changes)?;
    request.network.wake.notify_one();
    match trouble {
        Some(Trouble::Timeout) => Err(Halt::Trouble(Answer::Silence)),
        Some(Trouble::Cut) => Err(Halt::Trouble(Answer::Cut)),
        Some(Trouble::BadGatewayPaid) => {
            live.bad_gateways.insert(key, BAD_QUERIES);
            Err(Halt::Trouble(Answer::BadGateway))
        }
        _ => Ok([("queryId".to_owned(), query_id)].into()),
    }
}

/// Refuses what the payment behind does not allow; else the card that gets
/// the money, masked.
fn allowed(request: &Request<'_>, live: &Live, back: Back) -> Result<String, No> {
    let orig = request.get("origQryId");
    let (trade, paid) = live
        .books
        .payment(orig)
        .filter(|(trade, _)| trade.echoed("merId") == request.get("merId"))
        .ok_or(no(Code::NotFound, "origQryId"))?;
    if request.get("bizType") != biz_type(trade) {
        return Err(no(Code::Mismatch, "bizType"));
    }
    let (mut before, mut undone) = (0, false);
    for refund in live.books.refunds_of(orig) {
        before += refund.fen;
        undone |= refund.back == Back::Undo;
    }
    let fen = request.fen();
    match back {
        _ if undone => Err(no(Code::GivenBack, "origQryId")),
        Back::Refund if before + fen > trade.fen => Err(no(Code::Mismatch, "txnAmt")),
        Back::Undo if before > 0 => Err(no(Code::State, "origQryId")),
        Back::Undo if fen != trade.fen => Err(no(Code::Mismatch, "txnAmt")),
        Back::Undo if !same_day(trade, paid, request.now) => Err(no(Code::State, "settleDate")),
        Back::Refund | Back::Undo => Ok(paid.card.clone()),
    }
}

/// The product a payment was made under.
const fn biz_type(trade: &Trade) -> &'static str {
    match trade.way {
        Way::Front { .. } => "000201",
        Way::Token => "000902",
        Way::Qr { .. } => "000000",
    }
}

/// True while the clearing day of a payment lasts.
fn same_day(trade: &Trade, paid: &Paid, now: At) -> bool {
    let recent = now.ms() - trade.taken_at.ms() < SAME_DAY_MS;
    recent && paid.settle_date == stamp::settle_date(now)
}

/// The refund as the books take it.
fn booked(
    request: &Request<'_>,
    live: &Live,
    back: Back,
    card: String,
    trouble: Option<Trouble>,
) -> Refund {
    let now = request.now;
    let trace_no = live.books.next_trace_no();
    Refund {
        echo: echo(request.fields),
        merchant: request.get("merName").to_owned(),
        fen: request.fen(),
        back_url: request.get("backUrl").to_owned(),
        back,
        payment: request.get("origQryId").to_owned(),
        taken_at: now,
        ends_at: now.plus_s(BANK_S),
        refused: (trouble == Some(Trouble::Decline)).then_some(Code::Balance),
        facts: Paid {
            query_id: query_id(request.network, &trace_no, now),
            trace_time: stamp::trace_time(now),
            settle_date: stamp::settle_date(now),
            card,
            trace_no,
        },
    }
}

/// Its notices: what each says, when, and whether it is kept back.
fn told(refund: &Refund, trouble: Option<Trouble>) -> Vec<(Told, At, bool)> {
    let told = |fen, well_signed| Told::Returned { fen, well_signed };
    let (fen, at) = (refund.fen, refund.ends_at);
    match trouble {
        Some(Trouble::NoticeLost) => vec![],
        Some(Trouble::NoticeLate) => vec![(told(fen, true), at.plus_s(LATE_S), true)],
        Some(Trouble::WrongSignature) => vec![(told(fen, false), at, false)],
        Some(Trouble::WrongAmount) => vec![(told(fen + 1, true), at, false)],
        Some(Trouble::PaidTwice) => vec![
            (told(fen, true), at, false),
            (told(fen, true), at.plus_s(SECOND_S), false),
        ],
        _ => vec![(told(fen, true), at, false)],
    }
}

fn letter(id: u64, refund: &Refund, told: Told, next: At, held: bool) -> Change {
    Change::Posted(Letter {
        id,
        key: refund.key(),
        told,
        tries: 0,
        next: Some(next),
        acknowledged: false,
        held,
    })
}
