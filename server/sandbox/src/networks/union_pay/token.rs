//! The token product: sign once (79/00), pay (01/01/000902), forget (74/01).
//!
//! A refused signing may be repeated under its number, since nothing was
//! booked; a payment's number is used up whatever came of it.

use super::{Fields, Halt, Live, Request, check_tr_id, known_token, shown, token_hash};
use crate::keys::Kit;
use crate::networks::books::{Change, State, Token, Way};
use crate::networks::cards::Mood;
use crate::networks::code::Code;
use crate::networks::request::no;
use crate::networks::sms::Purpose;
use crate::networks::{card_data, payment, stamp};

/// Digits of a token: as many as a card number has at most.
const TOKEN_DIGITS: usize = 17;
/// How long a token lives: about five years.
const TOKEN_LIFE_S: i64 = 5 * 365 * 86_400;
/// How long after signing the first payment needs no code of its own.
const GRACE_S: i64 = 10 * 60;

/// Signs: card, holder and code must be right.
pub(super) fn open(request: &Request<'_>, live: &mut Live) -> Result<Fields, Halt> {
    let keys = &request.network.keys;
    let (mer_id, order_id) = (request.get("merId"), request.get("orderId"));
    if live.books.opened(mer_id, order_id) {
        return Err(Code::Duplicate.into());
    }
    check_tr_id(&card_data::token_part(request.fields)?.tr_id)?;
    let card = card_data::card(request.fields, keys)?;
    let customer = card_data::customer(request.fields, keys)?;
    customer.check_holder(card)?;
    if card.mood == Mood::Frozen {
        return Err(Code::CardState.into());
    }
    let purpose = Purpose {
        card: card.id,
        mer_id: mer_id.to_owned(),
        fen: None,
    };
    if !live
        .inbox
        .redeem(&purpose, customer.sms_code(), request.now)
    {
        return Err(Code::Sms.into());
    }
    let token = format!("62{}", request.network.digits(TOKEN_DIGITS));
    live.books.write(vec![Change::TokenMade(Token {
        hash: token_hash(&token),
        card: card.id.to_owned(),
        mer_id: mer_id.to_owned(),
        order_id: order_id.to_owned(),
        made_at: request.now,
        used: false,
    })])?;
    let (begin, end) = (
        stamp::full(request.now),
        stamp::full(request.now.plus_s(TOKEN_LIFE_S)),
    );
    let tr_id = Kit::TR_ID;
    Ok([
        ("tokenPayData", format!("{{token={token}&trId={tr_id}&tokenLevel=40&tokenBegin={begin}&tokenEnd={end}&tokenType=01}}")),
        ("accNo", card.masked()),
        ("payCardType", card.wire_type().to_owned()),
        ("activateStatus", "1".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into())
}

/// Pays. The answer 00 means taken in; notice and query tell the result,
/// which is booked by then.
pub(super) fn pay(request: &Request<'_>, live: &mut Live) -> Result<Fields, Halt> {
    if live.books.trade(&request.key()).is_some() {
        return Err(Code::Duplicate.into());
    }
    let (token, card) = known_token(request, live)?;
    request.in_time()?;
    let fresh = !token.used && request.now <= token.made_at.plus_s(GRACE_S);
    let used = Change::TokenUsed {
        hash: token.hash.clone(),
    };
    let customer = card_data::customer(request.fields, &request.network.keys)?;
    let purpose = Purpose {
        card: card.id,
        mer_id: request.get("merId").to_owned(),
        fen: Some(request.fen()),
    };
    let typed = customer.sms_code();
    let allowed = if typed.is_empty() {
        fresh
    } else {
        live.inbox.redeem(&purpose, typed, request.now)
    };
    let trade = request.trade(Way::Token);
    let entry = Change::Taken(Box::new(trade.clone()));
    let (network, now) = (request.network, request.now);
    if !allowed {
        payment::refuse(network, live, &trade, Code::Sms, vec![entry], now)?;
        return Err(no(
            Code::Sms,
            if typed.is_empty() {
                "smsCode: 缺失"
            } else {
                ""
            },
        )
        .into());
    }
    let payer = payment::Payer::card(card);
    shown(payment::pay(
        network,
        live,
        &trade,
        &payer,
        vec![entry, used],
        now,
    )?)?;
    let Some(State::Paid(paid)) = live.books.trade(&request.key()).map(|t| &t.state) else {
        return Ok(Fields::new());
    };
    Ok([("queryId", &paid.query_id), ("accNo", &paid.card)]
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .into())
}

/// Forgets a token.
pub(super) fn remove(request: &Request<'_>, live: &mut Live) -> Result<Fields, Halt> {
    let hash = known_token(request, live)?.0.hash.clone();
    live.books.write(vec![Change::TokenGone { hash }])?;
    Ok(Fields::new())
}
