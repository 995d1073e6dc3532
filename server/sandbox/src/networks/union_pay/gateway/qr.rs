//! Creates a QR code (01/07): a URL of UnionPay with 30 random digits (wire
//! facts 1.13).

use super::{GatewayError, GatewayRequest, MessageFields, UnionPayState};
use crate::networks::union_pay::code::RespCode;
use crate::networks::union_pay::records::{PayMethod, RecordChange};

/// Creates the code. The transaction is open until it is paid.
pub(super) fn apply(
    request: &GatewayRequest<'_>,
    state: &mut UnionPayState,
) -> Result<MessageFields, GatewayError> {
    if state.records.transaction(&request.key()).is_some() {
        return Err(RespCode::Duplicate.into());
    }
    request.check_in_time()?;
    let code = format!(
        "https://qr.95516.com/00010000/62{}",
        request.network.shared.digits(30)
    );
    let transaction = request.transaction(PayMethod::Qr { code: code.clone() });
    state
        .records
        .write(vec![RecordChange::Taken(Box::new(transaction))])?;
    Ok([("qrCode".to_owned(), code)].into())
}
