//! SMS codes: for signing (77/00) and for paying (77/02). Nothing is booked. A
//! new code ends the one before.

use super::{
    GatewayError, GatewayRequest, MessageFields, RequestKind, UnionPayState, check_tr_id,
    known_token,
};
use crate::networks::sms::{SmsMessage, SmsPurpose};
use crate::networks::union_pay::card_data;

/// Sends a code, if the request has the phone registered with the bank.
pub(super) fn send(
    request: &GatewayRequest<'_>,
    state: &UnionPayState,
) -> Result<MessageFields, GatewayError> {
    let keys = &request.network.keys;
    let (card, fen) = if request.kind == RequestKind::OpenSms {
        check_tr_id(&card_data::token_part(request.fields)?.tr_id)?;
        (card_data::card(request.fields, keys)?, None)
    } else {
        (known_token(request, state)?.1, Some(request.fen()))
    };
    card_data::customer(request.fields, keys)?.check_phone(card)?;
    let code = request.network.shared.digits(6);
    let merchant = request.get("merName");
    let what = match fen {
        None => format!("正在{merchant}开通快捷支付"),
        Some(fen) => {
            let amount = domain::money::Money::fen(fen).grouped();
            format!("正在{merchant}支付 {amount} 元")
        }
    };
    let last_four = card.last_four();
    let text = format!(
        "【沙箱银联】您尾号 {last_four} 的卡{what}，验证码 {code}，5 分钟内有效。模拟短信，不会扣款。"
    );
    let purpose = SmsPurpose {
        card: card.id,
        mer_id: request.get("merId").to_owned(),
        fen,
    };
    let to = (card.holder.phone, code);
    let order_id = request.get("orderId").to_owned();
    let message = SmsMessage::new(to, text, order_id, purpose, request.now);
    request.network.shared.state().inbox.receive(message);
    Ok(MessageFields::new())
}
