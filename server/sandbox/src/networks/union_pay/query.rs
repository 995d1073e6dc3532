//! What became of a transaction (00/00): `respCode` is about the query,
//! `origRespCode` about the transaction.

use super::{Answer, Fields, Halt, Live, Request};
use crate::networks::code::Code;
use crate::networks::notices::{refund_fields, result_fields};

/// Tells the truth, after as many 502 as a trouble ordered.
pub(super) fn tell(request: &Request<'_>, live: &mut Live) -> Result<Fields, Halt> {
    let key = request.key();
    if let Some(left) = live.bad_gateways.get_mut(&key)
        && *left > 0
    {
        *left -= 1;
        return Err(Halt::Trouble(Answer::BadGateway));
    }
    let (mut fields, result) = match (live.books.trade(&key), live.books.refund(&key)) {
        (Some(trade), _) => (result_fields(trade, Code::Ok), trade.result(request.now)),
        (None, Some(refund)) => (refund_fields(refund, Code::Ok), refund.result(request.now)),
        (None, None) => return Err(Code::NotFound.into()),
    };
    if fields.get("txnTime").map(String::as_str) != Some(request.get("txnTime")) {
        return Err(Code::NotFound.into());
    }
    fields.insert("origRespCode".to_owned(), result.digits().to_owned());
    fields.insert("origRespMsg".to_owned(), result.text().to_owned());
    fields.insert("bizType".to_owned(), request.get("bizType").to_owned());
    Ok(fields)
}
