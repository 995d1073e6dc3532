//! The list of a merchant's, a mall's or all orders: pages by the place of a
//! row, newest first.
//!
//! Each query reads one range of an index, bounded by row values on both
//! sides, in the order of the list, so that no page sorts, skips rows or reads
//! more than it shows. The plans are asserted on both databases.

mod card;
mod exact;
mod range;
mod statement;

use super::{Row, Tx, attempts, malls, merchants, orders, stores};
use crate::error::{Error, Fault};
use crate::order_numbers::NumberKind;
pub use card::of_card;
use domain::console::{
    OrderCount, OrderCursor, OrderFilter, OrderNames, OrderPage, OrderRow, OrdersOf, Toward,
};
use domain::order::Order;
use domain::product::Product;
pub(crate) use range::Range;
use statement::Source;
#[cfg(test)]
pub(crate) use {card::explained_card, exact::looked_up, statement::explained};

/// A page of at most `limit` rows ([`OrderPage::ROWS_MAX`] at most). Without a
/// cursor the first one.
///
/// A number that is known exactly finds its order; only if it is not, the ends
/// of the malls' numbers are searched. Four digits always search the ends, and
/// those of cards where [`OrderFilter::created_from`] is given. The ends of the
/// malls' numbers are known by merchant alone.
pub async fn page(
    tx: &mut Tx,
    of: &OrdersOf,
    filter: &OrderFilter,
    cursor: Option<&OrderCursor>,
    limit: u32,
) -> Result<OrderPage, Error> {
    let Some(of) = &of.in_store_of(filter) else {
        return Ok(OrderPage::default());
    };
    let limit = limit.clamp(1, OrderPage::ROWS_MAX);
    let range = Range::of(filter, cursor, limit + 1);
    let mut rows = match filter.searched() {
        None => {
            let source = match &filter.happened {
                None => Source::of_state(of, filter.state),
                Some(result) => {
                    Source::of_number(of, NumberKind::Day, &result.to_string(), filter.state)
                }
            };
            source.rows(tx, of, &range).await?
        }
        Some(number) if !OrderFilter::is_number(number) => Vec::new(),
        Some(number) => numbered(tx, of, filter, number, &range).await?,
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
/// filter and what happened are left out.
pub async fn count(tx: &mut Tx, of: &OrdersOf, filter: &OrderFilter) -> Result<OrderCount, Error> {
    let Some(of) = of.in_store_of(filter) else {
        return Ok(OrderCount::Exactly(0));
    };
    let range = Range::of(filter, None, OrderCount::MAX + 1);
    let counted = statement::count(tx, &of, filter.state, &range);
    Ok(OrderCount::of(counted.await?))
}

/// An order as a row of the list.
pub async fn row(tx: &mut Tx, order: &Order) -> Result<OrderRow, Error> {
    let mall = malls::find(tx, &order.mall_id).await?;
    let mall = mall.ok_or_else(|| Fault::new(format!("mall {} is gone", order.mall_id)))?;
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    let product = match order.paid_attempt.as_ref().or(order.live_attempt.as_ref()) {
        Some(attempt) => Some(attempts::get(tx, attempt).await?.product),
        None => None,
    };
    let store = match &order.facts.store_id {
        Some(id) => stores::find(tx, id).await?.map(|store| store.name),
        None => None,
    };
    let names = OrderNames {
        mall: mall.name,
        merchant: merchant.short_name,
        store,
    };
    Ok(OrderRow::new(order, product, names))
}

/// The orders of a number that is known exactly, the newest first.
pub async fn of_number(
    tx: &mut Tx,
    of: &OrdersOf,
    number: &str,
    limit: u32,
) -> Result<Vec<OrderRow>, Error> {
    if !OrderFilter::is_number(number) {
        return Ok(Vec::new());
    }
    let range = Range::of(&OrderFilter::default(), None, limit);
    Ok(range.of_rows(exact::rows(tx, of, number).await?))
}

/// The rows of a number, in the direction of the range.
async fn numbered(
    tx: &mut Tx,
    of: &OrdersOf,
    filter: &OrderFilter,
    number: &str,
    range: &Range,
) -> Result<Vec<OrderRow>, Error> {
    let mut found = Vec::new();
    let may_end_a_card = OrderFilter::is_card_end(number);
    if !may_end_a_card {
        let known = exact::rows(tx, of, number).await?;
        if !known.is_empty() {
            let of_state = |row: &OrderRow| filter.state.is_none_or(|state| row.state == state);
            found.extend(known.into_iter().filter(of_state));
            return Ok(range.of_rows(found));
        }
    }
    if let Some(source) = Source::of_end(of, number, filter.state) {
        found = source.rows(tx, of, range).await?;
    }
    if may_end_a_card && filter.created_from.is_some() {
        let cards = Source::of_number(of, NumberKind::Card, number, filter.state);
        found.extend(cards.rows(tx, of, range).await?);
    }
    Ok(range.of_rows(found))
}

/// A row with the product of its payment and the names of its mall, merchant and
/// store.
fn read(row: &Row) -> Result<OrderRow, Error> {
    let product = match row.maybe_text("product")? {
        Some(_) => Some(row.parsed("product", Product::parse)?),
        None => None,
    };
    let names = OrderNames {
        mall: row.text("mall")?,
        merchant: row.text("merchant")?,
        store: row.maybe_text("store")?,
    };
    Ok(OrderRow::new(&orders::read(row)?, product, names))
}
