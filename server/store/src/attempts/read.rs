//! Reading an attempt from its row. A row without the data of its state is a
//! fault.

use super::details;
use crate::Row;
use crate::error::{Error, Fault};
use domain::attempt::{Attempt, AttemptState, AttemptStatus, DeclineReason, Receipt};
use domain::channel_id::ChannelId;
use domain::ids::{AttemptId, OrderId};
use domain::product::Product;

pub(super) fn read(row: &Row) -> Result<Attempt, Error> {
    Ok(Attempt {
        id: AttemptId::stored(row.text("id")?),
        order_id: OrderId::stored(row.text("order_id")?),
        product: row.parsed("product", Product::parse)?,
        channel: row.parsed("channel", ChannelId::parse)?,
        state: read_state(row)?,
        created_at: row.at("created_at")?,
        pay_until: row.at("pay_until")?,
        asked_at: row.maybe_at("asked_at")?,
        details: details::read(row)?,
        version: row.int("version")?,
    })
}

fn read_state(row: &Row) -> Result<AttemptState, Error> {
    let receipt = || {
        check_present(row, "receipt")?;
        row.json::<Receipt>("receipt")
    };
    Ok(match row.parsed("state", AttemptStatus::parse)? {
        AttemptStatus::Started => AttemptState::Started,
        AttemptStatus::AwaitingPayer => AttemptState::AwaitingPayer,
        AttemptStatus::Unsettled => AttemptState::Unsettled,
        AttemptStatus::Paid => AttemptState::Paid(receipt()?),
        AttemptStatus::Declined => {
            check_present(row, "declined_reason")?;
            check_present(row, "declined_code")?;
            AttemptState::Declined {
                reason: row.parsed("declined_reason", DeclineReason::parse)?,
                code: row.text("declined_code")?,
            }
        }
        AttemptStatus::Abandoned => AttemptState::Abandoned,
        AttemptStatus::Surplus => AttemptState::Surplus(receipt()?),
    })
}

/// A fault that names the attempt where a column of its state is empty.
fn check_present(row: &Row, column: &str) -> Result<(), Error> {
    if row.maybe_text(column)?.is_some() {
        return Ok(());
    }
    let (id, state) = (row.text("id")?, row.text("state")?);
    Err(Fault::new(format!(
        "database: attempt {id} is {state} without {column}"
    ))
    .into())
}
