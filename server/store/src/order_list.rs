//! The list of a merchant's orders: pages by the place of a row, newest first.
//!
//! Each query reads one range of an index, bounded by row values on both
//! sides, in the order of the list, so that no page sorts, skips rows or reads
//! more than it shows. The plans are asserted on both databases.

mod exact;
mod range;
mod statement;

use super::{Row, Tx, attempts, malls, orders};
use crate::error::{Error, Fault};
use crate::order_numbers::NumberKind;
use domain::console::{OrderCount, OrderCursor, OrderFilter, OrderPage, OrderRow, Toward};
use domain::ids::MerchantId;
use domain::order::Order;
use domain::product::Product;
pub(crate) use range::Range;
use statement::Source;
#[cfg(test)]
pub(crate) use {exact::looked_up, statement::explained};

/// A page of at most `limit` rows ([`OrderPage::ROWS_MAX`] at most). Without a
/// cursor the first one.
///
/// A number that is known exactly finds its order; only if it is not, the ends
/// of the malls' numbers are searched. Four digits always search the ends, and
/// those of cards where [`OrderFilter::created_from`] is given.
pub async fn page(
    tx: &mut Tx,
    merchant: &MerchantId,
    filter: &OrderFilter,
    cursor: Option<&OrderCursor>,
    limit: u32,
) -> Result<OrderPage, Error> {
    let limit = limit.clamp(1, OrderPage::ROWS_MAX);
    let range = Range::of(filter, cursor, limit + 1);
    let mut rows = match filter.searched() {
        None => {
            Source::of_state(filter.state)
                .rows(tx, merchant, &range)
                .await?
        }
        Some(number) if !OrderFilter::is_number(number) => Vec::new(),
        Some(number) => numbered(tx, merchant, filter, number, &range).await?,
    };
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let (older, newer) = match range.toward {
        Toward::Older => (more, cursor.is_some()),
        Toward::Newer => {
            rows.reverse();
            (true, more)
        }
    };
    let beside = |row: Option<&OrderRow>, toward| row.map(|row| OrderCursor::beside(row, toward));
    Ok(OrderPage {
        next: beside(rows.last().filter(|_| older), Toward::Older),
        previous: beside(rows.first().filter(|_| newer), Toward::Newer),
        rows,
    })
}

/// How many orders a filter finds, up to [`OrderCount::MAX`]. The number of the
/// filter is left out.
pub async fn count(
    tx: &mut Tx,
    merchant: &MerchantId,
    filter: &OrderFilter,
) -> Result<OrderCount, Error> {
    let range = Range::of(filter, None, OrderCount::MAX + 1);
    let counted = statement::count(tx, merchant, filter.state, &range);
    Ok(OrderCount::of(counted.await?))
}

/// An order as a row of the list.
pub async fn row(tx: &mut Tx, order: &Order) -> Result<OrderRow, Error> {
    let mall = malls::find(tx, &order.mall_id).await?;
    let mall = mall.ok_or_else(|| Fault::new(format!("mall {} is gone", order.mall_id)))?;
    let product = match order.paid_attempt.as_ref().or(order.live_attempt.as_ref()) {
        Some(attempt) => Some(attempts::get(tx, attempt).await?.product),
        None => None,
    };
    Ok(OrderRow::new(order, product, mall.name))
}

/// The rows of a number, in the direction of the range.
async fn numbered(
    tx: &mut Tx,
    merchant: &MerchantId,
    filter: &OrderFilter,
    number: &str,
    range: &Range,
) -> Result<Vec<OrderRow>, Error> {
    let mut found = Vec::new();
    let may_end_a_card = OrderFilter::is_card_end(number);
    if !may_end_a_card {
        let known = exact::rows(tx, merchant, number).await?;
        if !known.is_empty() {
            let of_state = |row: &OrderRow| filter.state.is_none_or(|state| row.state == state);
            found.extend(known.into_iter().filter(of_state));
            return Ok(range.of_rows(found));
        }
    }
    if let Some(source) = Source::of_end(number, filter.state) {
        found = source.rows(tx, merchant, range).await?;
    }
    if may_end_a_card && filter.created_from.is_some() {
        let cards = Source::of_number(NumberKind::Card, number, filter.state);
        found.extend(cards.rows(tx, merchant, range).await?);
    }
    Ok(range.of_rows(found))
}

/// A row with the product of its payment and the name of its mall.
fn read(row: &Row) -> Result<OrderRow, Error> {
    let product = match row.maybe_text("product")? {
        Some(_) => Some(row.parsed("product", Product::parse)?),
        None => None,
    };
    Ok(OrderRow::new(
        &orders::read(row)?,
        product,
        row.text("mall")?,
    ))
}
