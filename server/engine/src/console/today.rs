//! A merchant's day so far, beside the day before and the same weekday of the
//! week before, each up to the same minute.

use super::orders::ConsoleOrders;
use domain::clock::At;
use domain::console::{DayFigures, PaymentSum, Today};
use domain::day::Day;
use domain::ids::{MerchantId, StoreId};
use store::payment_sums::{self, Span};
use store::{Error, Tx, orders, store_payment_sums};

const DAY_S: i64 = 86_400;

impl ConsoleOrders {
    /// The figures of the day in China that `now` is in: of a merchant, or of its
    /// store alone.
    ///
    /// # Errors
    /// A fault of the database.
    #[tracing::instrument(skip_all, fields(%merchant))]
    pub async fn today(
        &self,
        merchant: &MerchantId,
        store: Option<&StoreId>,
        now: At,
    ) -> Result<Today, Error> {
        let (merchant, store) = (merchant.clone(), store.cloned());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let summed_until = summed_until(tx, now).await?;
                let first = orders::first_created(tx, &merchant, store.as_ref()).await?;
                let whose = (&merchant, store.as_ref());
                let day = Day::in_china(now);
                let as_of = summed_until.unwrap_or(now);
                let as_of = as_of.max(day.start_in_china()).min(now);
                // To the end of the minute, so that a payment of just now counts.
                let to = Span::Minute.start(as_of).plus_s(60);
                let earlier = [1, 7].map(|days| (days, to.plus_s(-days * DAY_S)));
                let mut compared = Vec::new();
                for (days, to) in earlier {
                    let of = Day::in_china(day.start_in_china().plus_s(-days * DAY_S));
                    compared.push(match first {
                        Some(first) if first < to => Some(figures(tx, whose, of, to).await?),
                        _ => None,
                    });
                }
                let end = day.end_in_china();
                let figures = figures(tx, whose, day, end).await?;
                let mut stores = match &store {
                    None => {
                        let today = (day.start_in_china(), end);
                        store_payment_sums::of_merchant(tx, &merchant, today).await?
                    }
                    Some(_) => Vec::new(),
                };
                stores.truncate(Today::STORES_MAX);
                let mut compared = compared.into_iter();
                Ok(Today {
                    now,
                    summed_until,
                    has_orders: first.is_some(),
                    figures,
                    yesterday: compared.next().flatten(),
                    last_week: compared.next().flatten(),
                    stores,
                })
            })
        });
        read.await
    }
}

/// Until when all is summed: now, if nothing waits.
async fn summed_until(tx: &mut Tx, now: At) -> Result<Option<At>, Error> {
    if payment_sums::is_to_sum(tx).await? {
        payment_sums::until(tx).await
    } else {
        Ok(Some(now))
    }
}

/// The figures of a day before an instant: sums of whole hours, and of the
/// minutes of the hour that it is in.
async fn figures(
    tx: &mut Tx,
    whose: (&MerchantId, Option<&StoreId>),
    day: Day,
    to: At,
) -> Result<DayFigures, Error> {
    let start = day.start_in_china();
    let hours = sums(tx, whose, Span::Hour, (start, start.plus_s(DAY_S))).await?;
    let minutes = sums(tx, whose, Span::Minute, (Span::Hour.start(to), to)).await?;
    Ok(DayFigures::of(day, &hours, &minutes, to))
}

async fn sums(
    tx: &mut Tx,
    (merchant, store): (&MerchantId, Option<&StoreId>),
    span: Span,
    time: (At, At),
) -> Result<Vec<PaymentSum>, Error> {
    match store {
        None => payment_sums::of_merchant(tx, merchant, span, time).await,
        Some(store) => store_payment_sums::of_store(tx, store, span, time).await,
    }
}
