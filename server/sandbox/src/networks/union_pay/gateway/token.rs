//! The token product: sign once (79/00), pay (01/01/000902), remove (74/01).
//!
//! A declined signing may be repeated under its `orderId`, because nothing was
//! booked; that of a payment can be used once, whatever its result.

use super::{
    CUT, GatewayError, GatewayRequest, MessageFields, UnionPayState, check_tr_id, known_token,
    token_hash,
};
use crate::networks::broken_reply::BrokenReply;
use crate::networks::cards::{CardBehaviour, TestCard};
use crate::networks::sms::SmsPurpose;
use crate::networks::union_pay::code::RespCode;
use crate::networks::union_pay::keys::UnionPayKit;
use crate::networks::union_pay::payment::{self, PaymentReply};
use crate::networks::union_pay::records::{PayMethod, RecordChange, Token, TransactionState};
use crate::networks::union_pay::request::refusal;
use crate::networks::union_pay::{card_data, wire_time};

/// The digits of a token.
const TOKEN_DIGITS: usize = 17;
/// How long a token is valid: about five years.
const TOKEN_LIFE_S: i64 = 5 * 365 * 86_400;
/// How long after signing the first payment needs no SMS code, in seconds.
const GRACE_S: i64 = 10 * 60;

/// Signs an agreement: card, holder and code must be right.
pub(super) fn open(
    request: &GatewayRequest<'_>,
    state: &mut UnionPayState,
) -> Result<MessageFields, GatewayError> {
    let keys = &request.network.keys;
    let (mer_id, order_id) = (request.get("merId"), request.get("orderId"));
    if state.records.opened(mer_id, order_id) {
        return Err(RespCode::Duplicate.into());
    }
    check_tr_id(&card_data::token_part(request.fields)?.tr_id)?;
    let card = card_data::card(request.fields, keys)?;
    let customer = card_data::customer(request.fields, keys)?;
    customer.check_holder(card)?;
    if card.behaviour == CardBehaviour::Frozen {
        return Err(RespCode::CardState.into());
    }
    let purpose = SmsPurpose {
        card: card.id,
        mer_id: mer_id.to_owned(),
        fen: None,
    };
    if !redeem(request, &purpose, customer.sms_code()) {
        return Err(RespCode::Sms.into());
    }
    let token = format!("62{}", request.network.shared.digits(TOKEN_DIGITS));
    state.records.write(vec![RecordChange::TokenMade(Token {
        hash: token_hash(&token),
        card: card.id.to_owned(),
        mer_id: mer_id.to_owned(),
        order_id: order_id.to_owned(),
        made_at: request.now,
        used: false,
    })])?;
    let (begin, end) = (
        wire_time::full(request.now),
        wire_time::full(request.now.plus_s(TOKEN_LIFE_S)),
    );
    let tr_id = UnionPayKit::TR_ID;
    Ok([
        ("tokenPayData", format!("{{token={token}&trId={tr_id}&tokenLevel=40&tokenBegin={begin}&tokenEnd={end}&tokenType=01}}")),
        ("accNo", card.masked()),
        ("payCardType", pay_card_type(card).to_owned()),
        ("activateStatus", "1".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into())
}

/// Pays. `00` means accepted; a notice and a query report the result, which is
/// booked by then.
pub(super) fn pay(
    request: &GatewayRequest<'_>,
    state: &mut UnionPayState,
) -> Result<MessageFields, GatewayError> {
    if state.records.transaction(&request.key()).is_some() {
        return Err(RespCode::Duplicate.into());
    }
    let (token, card) = known_token(request, state)?;
    request.check_in_time()?;
    let fresh = !token.used && request.now <= token.made_at.plus_s(GRACE_S);
    let used = RecordChange::TokenUsed {
        hash: token.hash.clone(),
    };
    let customer = card_data::customer(request.fields, &request.network.keys)?;
    let purpose = SmsPurpose {
        card: card.id,
        mer_id: request.get("merId").to_owned(),
        fen: Some(request.fen()),
    };
    let typed = customer.sms_code();
    let allowed = if typed.is_empty() {
        fresh
    } else {
        redeem(request, &purpose, typed)
    };
    let transaction = request.transaction(PayMethod::Token);
    let entry = RecordChange::Taken(Box::new(transaction.clone()));
    let (network, now) = (request.network, request.now);
    if !allowed {
        payment::refuse(
            network,
            state,
            &transaction,
            RespCode::Sms,
            vec![entry],
            now,
        )?;
        return Err(refusal(
            RespCode::Sms,
            if typed.is_empty() {
                "smsCode: 缺失"
            } else {
                ""
            },
        )
        .into());
    }
    let payer = payment::PayingAccount::card(card);
    let before = vec![entry, used];
    let reply = payment::pay(network, state, &transaction, &payer, before, now)?;
    match reply {
        PaymentReply::Paid | PaymentReply::PaidSlowly => {}
        PaymentReply::Refused(code) => return Err(code.into()),
        PaymentReply::Silence => return Err(GatewayError::Broken(BrokenReply::Silence)),
        PaymentReply::Cut => return Err(GatewayError::Broken(CUT)),
        PaymentReply::BadGateway => return Err(GatewayError::Broken(BrokenReply::BadGateway)),
    }
    let Some(TransactionState::Paid(paid)) =
        state.records.transaction(&request.key()).map(|t| &t.state)
    else {
        return Ok(MessageFields::new());
    };
    let fields = [("queryId", &paid.query_id), ("accNo", &paid.card)]
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .into();
    match reply {
        PaymentReply::PaidSlowly => Err(GatewayError::Slow(fields)),
        _ => Ok(fields),
    }
}

/// Redeems an SMS code.
fn redeem(request: &GatewayRequest<'_>, purpose: &SmsPurpose, typed: &str) -> bool {
    let inbox = &mut request.network.shared.state().inbox;
    inbox.redeem(purpose, typed, request.now)
}

/// `payCardType`: `01` debit, `02` credit.
const fn pay_card_type(card: &TestCard) -> &'static str {
    if card.credit.is_some() { "02" } else { "01" }
}

/// Removes a token.
pub(super) fn remove(
    request: &GatewayRequest<'_>,
    state: &mut UnionPayState,
) -> Result<MessageFields, GatewayError> {
    let hash = known_token(request, state)?.0.hash.clone();
    state
        .records
        .write(vec![RecordChange::TokenGone { hash }])?;
    Ok(MessageFields::new())
}
