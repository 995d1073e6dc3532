//! What a house's malls and shoppers do in many tests: go to a bank's page,
//! close an order, ask for money back, at this desk or at a second one.

use super::{House, open, visit};
use crate::engine::Engine;
use crate::orders::close::close_in;
use crate::orders::lookup::OrderDetails;
use crate::refunds::{CreatedRefund, create_in};
use domain::desk::{BankForm, Choice, NextPage, Place};
use domain::ids::{MallId, OrderId, PayToken};
use domain::refund::RefundRequest;
use std::sync::Arc;
use store::Error;

impl House {
    /// A second desk on the same database, as a second process would be.
    pub(crate) async fn second(&self) -> Arc<Engine> {
        open(&self.database, &self.clock, &self.entropy, &self.network).await
    }

    /// The shopper of a new order goes to this bank's page.
    pub(crate) async fn at_bank(&self, bank: &str) -> (PayToken, BankForm) {
        let token = self.order().await;
        let form = self.go_to_bank(&token, bank).await;
        (token, form)
    }

    /// The shopper goes to this bank's page: the form they have there.
    pub(crate) async fn go_to_bank(&self, token: &PayToken, bank: &str) -> BankForm {
        let choice = Choice::Bank(bank.into());
        let turn = self.desk.confirm(token, choice, &visit()).await;
        assert!(matches!(turn, Ok(NextPage::Go(Place::Bank))), "{turn:?}");
        self.bank_form(token).await
    }

    /// The bank's form as the page has it now.
    pub(crate) async fn bank_form(&self, token: &PayToken) -> BankForm {
        let attempt = self.page(token).await.attempt.expect("an attempt");
        attempt.bank_form.expect("a form")
    }

    /// The mall closes the order.
    pub(crate) async fn close(&self, token: &PayToken) -> Result<OrderDetails, Error> {
        let order = self.found(token).await.order.id;
        close_at(self.engine.clone(), self.mall.id.clone(), order).await
    }
}

/// A mall closes an order at this desk.
pub(crate) async fn close_at(
    desk: Arc<Engine>,
    mall: MallId,
    order: OrderId,
) -> Result<OrderDetails, Error> {
    let engine = Arc::clone(&desk);
    let write = desk.store.write(move |tx| {
        let (engine, mall, order) = (Arc::clone(&engine), mall.clone(), order.clone());
        Box::pin(
            async move { close_in(tx, engine.entropy.as_ref(), &mall, &order, engine.now()).await },
        )
    });
    write.await
}

/// A mall asks for money back at this desk.
pub(crate) async fn ask_at(
    desk: Arc<Engine>,
    mall: MallId,
    order: OrderId,
    ask: RefundRequest,
) -> Result<CreatedRefund, Error> {
    let engine = Arc::clone(&desk);
    let write = desk.store.write(move |tx| {
        let (engine, mall) = (Arc::clone(&engine), mall.clone());
        let (order, ask) = (order.clone(), ask.clone());
        Box::pin(async move {
            create_in(
                tx,
                engine.entropy.as_ref(),
                &mall,
                &order,
                &ask,
                engine.now(),
            )
            .await
        })
    });
    write.await
}
