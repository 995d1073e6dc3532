//! Where money moves: the one place that books a payment, refuses it, posts
//! its notices, or does so with a trouble.

use domain::clock::At;

use super::books::{Change, Letter, LogError, Paid, State, Told, Trade, Way};
use super::cards::{Card, LIMIT_FEN, Mood};
use super::code::Code;
use super::trouble::Trouble;
use super::{Inner, Live, stamp};

/// A late notice's delay.
pub(super) const LATE_S: i64 = 90;
/// A second notice's delay.
pub(super) const SECOND_S: i64 = 1;
/// Queries answered by 502.
pub(super) const BAD_QUERIES: u8 = 2;

/// What whoever asked for the payment gets to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// It is paid.
    Paid,
    /// It is refused.
    Refused(Code),
    /// No answer.
    Silence,
    /// Half an answer.
    Cut,
    /// HTTP 502.
    BadGateway,
}

/// An account to pay from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payer {
    /// How the network shows it.
    masked: String,
    mood: Mood,
}

impl Payer {
    /// A card's account.
    pub(super) fn card(card: &Card) -> Self {
        Self {
            masked: card.masked(),
            mood: card.mood,
        }
    }

    /// The account behind a bank's page. Its payer picked the result there.
    pub(super) fn bank(works: bool) -> Self {
        let mood = if works { Mood::Good } else { Mood::Empty };
        Self {
            masked: "621700*********0000".to_owned(),
            mood,
        }
    }

    /// Why this account does not pay `fen`, if it does not.
    const fn refuses(&self, fen: i64) -> Option<Code> {
        match self.mood {
            Mood::Empty => Some(Code::Balance),
            Mood::Frozen => Some(Code::CardState),
            Mood::Limited if fen > LIMIT_FEN => Some(Code::OverLimit),
            Mood::Good | Mood::Limited => None,
        }
    }
}

/// Pays `trade`, or does not. `before` is written with the result, or not
/// at all.
///
/// # Errors
/// [`LogError`]: nothing was booked.
pub(super) fn pay(
    network: &Inner,
    live: &mut Live,
    trade: &Trade,
    payer: &Payer,
    before: Vec<Change>,
    now: At,
) -> Result<Shown, LogError> {
    if let Some(code) = payer.refuses(trade.fen) {
        return refuse(network, live, trade, code, before, now);
    }
    let trouble = live
        .next
        .pop_front()
        .or_else(|| Trouble::of_amount(trade.fen));
    match trouble {
        Some(Trouble::Decline) => return refuse(network, live, trade, Code::Balance, before, now),
        Some(Trouble::BadGatewayUnpaid) => {
            live.bad_gateways.insert(trade.key(), BAD_QUERIES);
            return Ok(Shown::BadGateway);
        }
        _ => {}
    }
    let paid = receipt(network, live, &payer.masked, now);
    let mut changes = before;
    changes.push(Change::Settled {
        key: trade.key(),
        state: State::Paid(paid.clone()),
    });
    for (told, delay_s, held) in told(network, trade, trouble, paid, now) {
        let id = live.books.next_letter() + posted(&changes);
        let next = Some(now.plus_s(delay_s));
        let (tries, acknowledged) = (0, false);
        changes.push(Change::Posted(Letter {
            id,
            key: trade.key(),
            told,
            tries,
            next,
            acknowledged,
            held,
        }));
    }
    live.books.write(changes)?;
    network.wake.notify_one();
    Ok(match trouble {
        Some(Trouble::Timeout) => Shown::Silence,
        Some(Trouble::Cut) => Shown::Cut,
        Some(Trouble::BadGatewayPaid) => {
            live.bad_gateways.insert(trade.key(), BAD_QUERIES);
            Shown::BadGateway
        }
        _ => Shown::Paid,
    })
}

/// Books a no. Payments with a token are noticed of it; on a page or a code
/// the payer may try again, and nobody is told (wire facts 1.10).
pub(super) fn refuse(
    network: &Inner,
    live: &mut Live,
    trade: &Trade,
    code: Code,
    before: Vec<Change>,
    now: At,
) -> Result<Shown, LogError> {
    let key = trade.key();
    let mut changes = before;
    changes.push(Change::Settled {
        key: key.clone(),
        state: State::Refused(code),
    });
    if trade.way == Way::Token {
        changes.push(Change::Posted(Letter {
            id: live.books.next_letter(),
            key,
            told: Told::Refused(code),
            tries: 0,
            next: Some(now),
            acknowledged: false,
            held: false,
        }));
    }
    live.books.write(changes)?;
    network.wake.notify_one();
    Ok(Shown::Refused(code))
}

/// The notices of a payment: what each says, after how many seconds, and
/// whether it is kept back.
fn told(
    network: &Inner,
    trade: &Trade,
    trouble: Option<Trouble>,
    paid: Paid,
    now: At,
) -> Vec<(Told, i64, bool)> {
    let told = |paid, fen, well_signed| Told::Paid {
        paid,
        fen,
        well_signed,
    };
    match trouble {
        Some(Trouble::NoticeLost) => vec![],
        Some(Trouble::NoticeLate) => vec![(told(paid, trade.fen, true), LATE_S, true)],
        Some(Trouble::WrongSignature) => vec![(told(paid, trade.fen, false), 0, false)],
        Some(Trouble::WrongAmount) => vec![(told(paid, trade.fen + 1, true), 0, false)],
        Some(Trouble::PaidTwice) => {
            let query_id = query_id(network, &paid.trace_no, now.plus_s(SECOND_S));
            let second = Paid {
                query_id,
                ..paid.clone()
            };
            vec![
                (told(paid, trade.fen, true), 0, false),
                (told(second, trade.fen, true), SECOND_S, false),
            ]
        }
        _ => vec![(told(paid, trade.fen, true), 0, false)],
    }
}

/// The facts of a payment made now.
fn receipt(network: &Inner, live: &Live, masked: &str, now: At) -> Paid {
    let trace_no = live.books.next_trace_no();
    Paid {
        query_id: query_id(network, &trace_no, now),
        trace_time: stamp::trace_time(now),
        settle_date: stamp::settle_date(now),
        card: masked.to_owned(),
        trace_no,
    }
}

/// 21 digits: two, the time with a two-digit year, the trace number, one.
pub(super) fn query_id(network: &Inner, trace_no: &str, at: At) -> String {
    let time = stamp::full(at);
    format!(
        "{}{}{trace_no}{}",
        network.digits(2),
        &time[2..],
        network.digits(1)
    )
}

/// How many notices `changes` post already.
fn posted(changes: &[Change]) -> u64 {
    changes
        .iter()
        .map(|change| u64::from(matches!(change, Change::Posted(_))))
        .sum()
}
