//! A code to scan (01/07): a UnionPay address with 30 random digits (wire
//! facts 1.13).

use super::{Fields, Halt, Live, Request};
use crate::networks::books::{Change, Way};
use crate::networks::code::Code;

/// Makes the code and waits for somebody to scan it.
pub(super) fn apply(request: &Request<'_>, live: &mut Live) -> Result<Fields, Halt> {
    if live.books.trade(&request.key()).is_some() {
        return Err(Code::Duplicate.into());
    }
    request.in_time()?;
    let code = format!(
        "https://qr.95516.com/00010000/62{}",
        request.network.digits(30)
    );
    let trade = request.trade(Way::Qr { code: code.clone() });
    live.books.write(vec![Change::Taken(Box::new(trade))])?;
    Ok([("qrCode".to_owned(), code)].into())
}
