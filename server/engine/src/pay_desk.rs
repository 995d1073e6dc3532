//! Implements [`PayDesk`], the interface of the pay pages, on the engine.
//!
//! Actions run in their own tasks: closing the tab does not interrupt a
//! payment.

use crate::engine::Engine;
use crate::request_log::in_request;
use crate::return_link;
use async_trait::async_trait;
use domain::attempt::AttemptState;
use domain::brand::LogoId;
use domain::desk::{
    CardEntry, Choice, DeskError, MallHome, NextPage, PageState, PageStates, PayDesk, PayPage,
    Place, SharedPayDesk, Visit,
};
use domain::ids::{AgreementId, MallId, PayToken};
use domain::refusal::Code;
use domain::secret::Secret;
use std::future::Future;
use std::sync::Arc;
use store::{Error, malls};
use tracing::Instrument as _;

/// Implements [`PayDesk`].
struct EngineDesk(Arc<Engine>);

impl Engine {
    /// The interface for the pay pages.
    pub fn desk(self: &Arc<Self>) -> SharedPayDesk {
        Arc::new(EngineDesk(Arc::clone(self)))
    }
}

impl EngineDesk {
    /// True while a requested payment has no known result.
    async fn is_unsettled(&self, token: &PayToken) -> Result<bool, DeskError> {
        let current = self.0.payments.order_with_attempt(token).await;
        let current = current.map_err(|error| self.desk_error(error))?;
        Ok(current
            .live()
            .is_some_and(|live| live.state == AttemptState::Unsettled))
    }

    /// Translates an error for the page; logs a fault once.
    fn desk_error(&self, error: Error) -> DeskError {
        match error {
            Error::Refused(refusal) if refusal.code == Code::NotFound => DeskError::UnknownOrder,
            Error::Refused(refusal) => {
                self.0.count_refused(&refusal);
                DeskError::Refused(refusal)
            }
            Error::Fault(fault) => DeskError::Fault(self.0.reference(&fault).to_string()),
        }
    }

    /// Runs an action to its end, even if the caller is dropped.
    async fn act<T, F>(&self, action: impl FnOnce(Arc<Engine>) -> F + Send) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let done = tokio::spawn(in_request(action(Arc::clone(&self.0))).in_current_span()).await;
        let broken = |_| store::Fault::new("an action ended by a panic").into();
        done.map_err(broken)
            .and_then(|done| done)
            .map_err(|error| self.desk_error(error))
    }
}

#[async_trait]
impl PayDesk for EngineDesk {
    async fn page(&self, token: &PayToken, visit: &Visit) -> Result<PayPage, DeskError> {
        self.0
            .orders
            .pay_page(token, visit)
            .await
            .map_err(|error| self.desk_error(error))
    }

    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError> {
        let link = link.to_owned();
        self.act(|engine| async move { engine.order_by_link(&link).await })
            .await
    }

    async fn mall_of_link(&self, link: &str) -> Result<Option<MallHome>, DeskError> {
        match self.0.mall_of_link(link).await {
            Ok(mall) => Ok(MallHome::of(mall)),
            Err(Error::Refused(_)) => Ok(None),
            Err(error) => Err(self.desk_error(error)),
        }
    }

    async fn mall(&self, id: &MallId) -> Result<Option<MallHome>, DeskError> {
        let id = id.clone();
        let read = self
            .0
            .store
            .read(move |tx| Box::pin(async move { malls::find(tx, &id).await }));
        let mall = read.await.map_err(|error| self.desk_error(error))?;
        Ok(mall.filter(|mall| mall.active).and_then(MallHome::of))
    }

    async fn confirm(
        &self,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<NextPage, DeskError> {
        let (token, visit) = (token.clone(), visit.clone());
        self.act(|engine| async move {
            engine
                .payments
                .confirm_product(&token, choice, &visit)
                .await
        })
        .await
    }

    async fn leave_for_bank(&self, token: &PayToken, visit: &Visit) -> Result<(), DeskError> {
        let (token, visit) = (token.clone(), visit.clone());
        self.act(|engine| async move { engine.payments.renew_bank_form(&token, &visit).await })
            .await
    }

    async fn send_code(
        &self,
        token: &PayToken,
        card: CardEntry,
        visit: &Visit,
    ) -> Result<NextPage, DeskError> {
        let (token, visit) = (token.clone(), visit.clone());
        self.act(|engine| async move { engine.payments.card_form(&token, card, &visit).await })
            .await
    }

    async fn resend_code(
        &self,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<NextPage, DeskError> {
        let (token, sealed, visit) = (token.clone(), sealed.to_owned(), visit.clone());
        self.act(
            |engine| async move { engine.payments.another_code(&token, &sealed, &visit).await },
        )
        .await
    }

    async fn pay(
        &self,
        token: &PayToken,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<NextPage, DeskError> {
        let (at, sealed, visit) = (token.clone(), sealed.to_owned(), visit.clone());
        let paying = self.act(|engine| async move {
            engine.payments.code_form(&at, &sealed, &code, &visit).await
        });
        tokio::pin!(paying);
        let timeout = self.0.network.transport.shopper_waits();
        match tokio::time::timeout(timeout, &mut paying).await {
            Ok(turn) => turn,
            // The payment goes on in its task, and the page updates itself.
            // Before a payment is requested, wait for the form's answer.
            Err(_) if self.is_unsettled(token).await? => Ok(NextPage::Go(Place::Waiting)),
            Err(_) => paying.await,
        }
    }

    async fn change_card(&self, token: &PayToken, sealed: &str) -> Result<NextPage, DeskError> {
        let (token, sealed) = (token.clone(), sealed.to_owned());
        self.act(|engine| async move { engine.payments.change_card(&token, &sealed).await })
            .await
    }

    async fn cancel(&self, token: &PayToken) -> Result<NextPage, DeskError> {
        let token = token.clone();
        self.act(|engine| async move { engine.payments.switch_product(&token).await })
            .await
    }

    async fn more_time(&self, token: &PayToken) -> Result<i64, DeskError> {
        let token = token.clone();
        self.act(|engine| async move {
            let order = engine.orders.add_time(&token).await?;
            Ok(order.expires_at.seconds_left(engine.now()))
        })
        .await
    }

    async fn remove_card(
        &self,
        token: &PayToken,
        card: &AgreementId,
    ) -> Result<NextPage, DeskError> {
        let (token, card) = (token.clone(), card.clone());
        self.act(|engine| async move { engine.payments.remove_agreement(&token, &card).await })
            .await
    }

    async fn returned(&self, token: &PayToken) -> Result<Place, DeskError> {
        let token = token.clone();
        self.act(|engine| async move { engine.payments.refresh(&token).await })
            .await
    }

    async fn home(&self, token: &PayToken) -> Result<String, DeskError> {
        let current = self.0.payments.order_with_attempt(token).await;
        let current = current.map_err(|error| self.desk_error(error))?;
        Ok(return_link::signed_url(
            &self.0.provider_key,
            &current.order,
            self.0.now(),
        ))
    }

    async fn receipt(&self, reference: &str) -> Result<PayPage, DeskError> {
        self.0
            .orders
            .receipt(reference)
            .await
            .map_err(|error| self.desk_error(error))
    }

    fn seal_answer(&self, token: &PayToken, answer: &Secret) -> String {
        self.0.payments.seal_answer(token, answer)
    }

    fn open_answer(&self, token: &PayToken, sealed: &str) -> Option<Secret> {
        self.0.payments.open_answer(token, sealed)
    }

    async fn logo(&self, id: &LogoId) -> Result<Option<(&'static str, Vec<u8>)>, DeskError> {
        let logo = self.0.public_logo(id).await;
        let logo = logo.map_err(|error| self.desk_error(error))?;
        Ok(logo.map(|logo| (logo.media, logo.bytes)))
    }

    async fn page_state(&self, token: &PayToken) -> Result<PageState, DeskError> {
        let state = self.0.orders.page_state(token).await;
        state.map_err(|error| self.desk_error(error))
    }

    async fn watch(&self, token: &PayToken) -> Result<PageStates, DeskError> {
        self.0
            .orders
            .watch_order(token)
            .await
            .map_err(|error| self.desk_error(error))
    }
}
