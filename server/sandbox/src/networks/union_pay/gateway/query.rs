//! Queries a transaction (00/00): `respCode` is about the query, `origRespCode`
//! about the transaction.

use super::{GatewayError, GatewayRequest, MessageFields, UnionPayState};
use crate::networks::broken_reply::BrokenReply;
use crate::networks::union_pay::code::RespCode;
use crate::networks::union_pay::notice_message::{refund_fields, result_fields};

/// The result, after the 502 replies of a failure.
pub(super) fn answer(
    request: &GatewayRequest<'_>,
    state: &mut UnionPayState,
) -> Result<MessageFields, GatewayError> {
    let key = request.key();
    if state.bad_gateways.take(&key) {
        return Err(GatewayError::Broken(BrokenReply::BadGateway));
    }
    let (mut fields, result) = match (state.records.transaction(&key), state.records.refund(&key)) {
        (Some(transaction), _) => (
            result_fields(transaction, RespCode::Ok),
            transaction.result(request.now),
        ),
        (None, Some(refund)) => (
            refund_fields(refund, RespCode::Ok),
            refund.result(request.now),
        ),
        (None, None) => return Err(RespCode::NotFound.into()),
    };
    if fields.get("txnTime").map(String::as_str) != Some(request.get("txnTime")) {
        return Err(RespCode::NotFound.into());
    }
    fields.insert("origRespCode".to_owned(), result.digits().to_owned());
    fields.insert("origRespMsg".to_owned(), result.text().to_owned());
    fields.insert("bizType".to_owned(), request.get("bizType").to_owned());
    Ok(fields)
}
