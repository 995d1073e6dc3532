//! What became of a transaction (00/00): `respCode` is about the query,
//! `origRespCode` about the transaction.

use super::{Answer, Fields, Halt, Live, Request};
use crate::networks::code::Code;
use crate::networks::notices::result_fields;

/// Tells the truth, after as many 502 as a trouble ordered.
pub(super) fn tell(request: &Request<'_>, live: &mut Live) -> Result<Fields, Halt> {
    let key = request.key();
    if let Some(left) = live.bad_gateways.get_mut(&key)
        && *left > 0
    {
        *left -= 1;
        return Err(Halt::Trouble(Answer::BadGateway));
    }
    let trade = live
        .books
        .trade(&key)
        .filter(|trade| trade.echoed("txnTime") == request.get("txnTime"))
        .ok_or(Code::NotFound)?;
    let result = trade.result(request.now);
    let mut fields = result_fields(trade, Code::Ok);
    fields.insert("origRespCode".to_owned(), result.digits().to_owned());
    fields.insert("origRespMsg".to_owned(), result.text().to_owned());
    fields.insert("bizType".to_owned(), request.get("bizType").to_owned());
    Ok(fields)
}
