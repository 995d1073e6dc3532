//! Paying: what the shopper does on the pay page, one file per product.
//!
//! Every action locks the order, stores the request it is about to send, calls
//! the network, and settles the outcome in a second transaction.

mod abandon;
mod agreements;
mod bank;
mod change_card;
mod context;
mod form;
mod new_card;
pub(crate) mod query_job;
mod saved_card;
mod scan;
pub(crate) mod settle;
mod sign_card;
mod sms_code;
mod start;
mod submit;
mod switch;

use crate::limits::Limits;
use crate::network::Network;
use crate::orders::current_page::{after_action, current_page};
use crate::orders::order_lock::OrderLocks;
use crate::request_log;
use crate::seal::SealKeys;
use domain::attempt::{Attempt, AttemptState};
use domain::bank::Bank;
use domain::clock::{At, Clock};
use domain::desk::{Choice, Field, FieldProblem, NextPage, Place, Visit};
use domain::entropy::Entropy;
use domain::ids::PayToken;
use domain::order::Order;
use domain::refusal::Code;
use form::problem;
use settle::Settled;
use std::sync::Arc;
use store::{Error, Store, attempts, orders};
use tokio::sync::OwnedMutexGuard;

/// What the shopper can do on the pay page. Held as `Arc<Payments>`.
pub(crate) struct Payments {
    pub(crate) store: Arc<Store>,
    pub(crate) network: Arc<Network>,
    pub(crate) seal_keys: Arc<SealKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) order_locks: OrderLocks,
    pub(crate) limits: Arc<Limits>,
}

/// An order with the attempt that its page shows.
#[derive(Clone, Debug)]
pub(crate) struct OrderWithAttempt {
    /// The order.
    pub(crate) order: Order,
    /// The live attempt, or the latest one.
    pub(crate) attempt: Option<Attempt>,
}

impl OrderWithAttempt {
    /// The live attempt.
    pub(crate) fn live(&self) -> Option<&Attempt> {
        self.attempt
            .as_ref()
            .filter(|a| self.order.live_attempt.as_ref() == Some(&a.id))
    }
}

impl Payments {
    /// The current time.
    pub(crate) fn now(&self) -> At {
        self.clock.now()
    }

    /// Reads the order of a pay page token.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn order_with_attempt(
        &self,
        token: &PayToken,
    ) -> Result<OrderWithAttempt, Error> {
        let token = token.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let order = orders::by_token(tx, &token).await?;
                let order = order.ok_or_else(|| Error::not_found("order"))?;
                let attempt = attempts::current(tx, &order.id).await?;
                Ok(OrderWithAttempt { order, attempt })
            })
        });
        let current = read.await?;
        request_log::record(&current.order);
        Ok(current)
    }

    /// Locks the order and reads it, once, under the lock, which is released
    /// when the guard is dropped.
    ///
    /// # Errors
    /// `not_found`.
    async fn lock_order(
        &self,
        token: &PayToken,
    ) -> Result<(OwnedMutexGuard<()>, OrderWithAttempt), Error> {
        let of = token.clone();
        let id = self
            .store
            .read(move |tx| Box::pin(async move { orders::id_by_token(tx, &of).await }))
            .await?
            .ok_or_else(|| Error::not_found("order"))?;
        let lock = self.order_locks.lock(&id).await;
        Ok((lock, self.order_with_attempt(token).await?))
    }

    /// The next page if an action came too late or changed nothing.
    pub(crate) fn current_page(&self, current: &OrderWithAttempt) -> NextPage {
        NextPage::Go(after_action(
            &current.order,
            current.attempt.as_ref(),
            self.now(),
        ))
    }

    /// The shopper confirmed a product.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn confirm_product(
        self: &Arc<Self>,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        let now = self.now();
        if current.order.state.is_final()
            || now >= current.order.expires_at && current.live().is_none()
        {
            return Ok(self.current_page(&current));
        }
        let result = match choice {
            Choice::NewCard => Ok(NextPage::Go(Place::Card)),
            Choice::Bank(code) => match Bank::by_code(&code) {
                Some(bank) => self.start_bank(&current, bank, visit).await,
                None => Ok(problem(
                    Place::Choose,
                    Field::Bank,
                    FieldProblem::NotOffered,
                )),
            },
            Choice::Qr(product) => self.start_scan(&current, product, visit).await,
            Choice::SavedCard(card) => self.start_saved_card(&current, &card, visit).await,
        };
        self.current_page_if_changed(token, result).await
    }

    /// Turns a refusal that only means that the order changed meanwhile into
    /// the order's current page. Returns other refusals.
    pub(crate) async fn current_page_if_changed(
        &self,
        token: &PayToken,
        result: Result<NextPage, Error>,
    ) -> Result<NextPage, Error> {
        match result {
            Err(Error::Refused(refusal)) => match refusal.code {
                Code::OrderPaid
                | Code::OrderClosed
                | Code::OrderExpired
                | Code::PaymentInProgress => {
                    Ok(self.current_page(&self.order_with_attempt(token).await?))
                }
                // The page says why nothing can be chosen.
                Code::PaymentsSuspended => Ok(NextPage::Go(Place::Choose)),
                Code::ProductNotContracted => {
                    Ok(problem(Place::Choose, Field::Way, FieldProblem::NotOffered))
                }
                _ => Err(refusal.into()),
            },
            other => other,
        }
    }

    /// The shopper came back or views the waiting page: queries the network if
    /// the result is pending there.
    pub(crate) async fn refresh(self: &Arc<Self>, token: &PayToken) -> Result<Place, Error> {
        let current = self.order_with_attempt(token).await?;
        let current = self.query_if_pending(current).await?;
        let at = current_page(&current.order, current.attempt.as_ref(), self.now());
        Ok(at.place)
    }

    /// The order after the network was queried, if the result is pending there.
    /// An error of the query is logged: the result is still unknown.
    async fn query_if_pending(
        self: &Arc<Self>,
        current: OrderWithAttempt,
    ) -> Result<OrderWithAttempt, Error> {
        let Some(live) = current.live().filter(|a| is_pending_at_network(a)) else {
            return Ok(current);
        };
        match self.query_for_shopper(&current.order, live).await {
            Ok(Some(Settled { order, attempt })) => Ok(OrderWithAttempt {
                order,
                attempt: Some(attempt),
            }),
            Ok(None) => Ok(current),
            Err(error) => {
                error.log(self.entropy.as_ref(), self.now());
                self.order_with_attempt(&current.order.token).await
            }
        }
    }
}

/// True if the result has to come from the network, not from our page.
fn is_pending_at_network(attempt: &Attempt) -> bool {
    attempt.state == AttemptState::Unsettled || attempt.paid_by().payer_pays_elsewhere()
}
