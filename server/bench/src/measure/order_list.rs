//! Pages of the console's list of orders, as the engine reads them, beside a
//! desk that runs.

use super::measured_desk::MeasuredDesk;
use crate::report::BenchReport;
use crate::statistics::{Latencies, micros};
use crate::system::now;
use anyhow::Context;
use domain::clock::{At, Clock};
use domain::console::{OrderCursor, OrderFilter, OrderPage, OrdersOf, Toward};
use domain::ids::{MerchantId, OrderId};
use domain::order::OrderState;
use engine::system::SystemClock;
use store::{Store, order_list};

/// The rows of a page.
const ROWS: u32 = 50;
/// How often each page is read.
const TIMES: usize = 400;

/// A merchant's list.
struct List {
    store: Store,
    merchant: MerchantId,
}

/// Measures the first page, one in the middle, one of a state, and the search
/// by a number and by its end.
///
/// # Errors
/// The database, or fewer orders than the desk has.
pub(super) async fn measure(desk: &MeasuredDesk, report: &mut BenchReport) -> anyhow::Result<()> {
    let deployment = &desk.deployment;
    let store = Store::open_existing(deployment.database(), SystemClock.now()).await?;
    let merchant = MerchantId::stored(deployment.mall.merchant().to_owned());
    let list = List { store, merchant };
    let (all, paid) = (OrderFilter::default(), OrderState::Paid);
    let middle = list.middle().await?;
    let row = list.page(&all, Some(&middle)).await?.rows.pop();
    let number = row.context("orders in the middle")?.mall_order_no;
    let end = number
        .get(number.len() - 4..)
        .context("a number")?
        .to_owned();
    let of_number = |number| OrderFilter {
        number: Some(number),
        ..OrderFilter::default()
    };
    let of_state = OrderFilter {
        state: Some(paid),
        ..OrderFilter::default()
    };
    for (what, filter, cursor) in [
        ("the first", &all, None),
        ("in the middle", &all, Some(&middle)),
        ("of paid orders", &of_state, None),
        ("of a number", &of_number(number), None),
        ("of the end of a number", &of_number(end), None),
    ] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let asked = now();
            let page = list.page(filter, cursor).await?;
            times.push(micros(now() - asked));
            anyhow::ensure!(!page.rows.is_empty(), "no orders on the page {what}");
        }
        let what = format!("console list page, {what}");
        report.spread(&what, &desk.place, &Latencies::of(times));
    }
    list.store.close().await;
    Ok(())
}

impl List {
    async fn page(
        &self,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> anyhow::Result<OrderPage> {
        let of = OrdersOf::from(&self.merchant);
        let (filter, cursor) = (filter.clone(), cursor.cloned());
        let read = self.store.read(move |tx| {
            Box::pin(async move { order_list::page(tx, &of, &filter, cursor.as_ref(), ROWS).await })
        });
        Ok(read.await?)
    }

    /// A place in the middle of the time in which orders were created.
    async fn middle(&self) -> anyhow::Result<OrderCursor> {
        let beside = |toward, created_at| OrderCursor {
            toward,
            created_at,
            id: OrderId::stored(String::new()),
        };
        let mut ends = Vec::new();
        for cursor in [None, Some(beside(Toward::Newer, At::from_ms(0)))] {
            let page = self.page(&OrderFilter::default(), cursor.as_ref()).await?;
            ends.push(page.rows.first().context("orders")?.created_at.ms());
        }
        let middle = ends.iter().sum::<i64>() / 2;
        Ok(beside(Toward::Older, At::from_ms(middle)))
    }
}
