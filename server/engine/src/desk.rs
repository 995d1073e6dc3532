//! The port of the pay page, carried out.
//!
//! Actions run in tasks of their own: a shopper who closes the tab in the
//! middle of a payment does not stop it between two steps.

use crate::engine::Engine;
use crate::error::Error;
use async_trait::async_trait;
use domain::attempt::AttemptState;
use domain::desk::{
    CardEntry, Choice, Desk, DeskError, PayPage, Place, SharedDesk, Turn, Visit, Watch,
};
use domain::ids::{AgreementId, PayToken};
use domain::refusal::Code;
use domain::secret::Secret;
use std::future::Future;
use std::sync::Arc;
use tracing::Instrument as _;

/// The engine behind the port.
struct EngineDesk(Arc<Engine>);

impl Engine {
    /// The desk, for the pages.
    pub fn desk(self: &Arc<Self>) -> SharedDesk {
        Arc::new(EngineDesk(Arc::clone(self)))
    }
}

impl EngineDesk {
    /// True while money was asked to move and the result is not known.
    async fn is_unsettled(&self, token: &PayToken) -> Result<bool, DeskError> {
        let scene = self.0.scene(token).await;
        let scene = scene.map_err(|error| self.told(error))?;
        Ok(scene
            .live()
            .is_some_and(|live| live.state == AttemptState::Unsettled))
    }

    /// An error in the page's terms; a fault is logged here, once.
    fn told(&self, error: Error) -> DeskError {
        match error {
            Error::Refused(refusal) if refusal.code == Code::NotFound => DeskError::UnknownOrder,
            Error::Refused(refusal) => DeskError::Refused(refusal),
            Error::Fault(fault) => DeskError::Fault(self.0.reference(&fault).to_string()),
        }
    }

    /// Runs an action to its end, whoever still waits for it.
    async fn act<T, F>(&self, action: impl FnOnce(Arc<Engine>) -> F + Send) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let done = tokio::spawn(action(Arc::clone(&self.0)).in_current_span()).await;
        let broken = |_| crate::error::Fault::new("an action ended by a panic").into();
        done.map_err(broken)
            .and_then(|done| done)
            .map_err(|error| self.told(error))
    }
}

#[async_trait]
impl Desk for EngineDesk {
    async fn page(&self, token: &PayToken) -> Result<PayPage, DeskError> {
        self.0
            .pay_page(token)
            .await
            .map_err(|error| self.told(error))
    }

    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError> {
        let link = link.to_owned();
        self.act(|engine| async move { engine.order_by_link(&link).await })
            .await
    }

    async fn confirm(
        &self,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<Turn, DeskError> {
        let (token, visit) = (token.clone(), visit.clone());
        self.act(|engine| async move { engine.confirm_way(&token, choice, &visit).await })
            .await
    }

    async fn leave_for_bank(&self, token: &PayToken, visit: &Visit) -> Result<(), DeskError> {
        let (token, visit) = (token.clone(), visit.clone());
        self.act(|engine| async move { engine.freshen_bank_form(&token, &visit).await })
            .await
    }

    async fn send_code(
        &self,
        token: &PayToken,
        card: CardEntry,
        visit: &Visit,
    ) -> Result<Turn, DeskError> {
        let (token, visit) = (token.clone(), visit.clone());
        self.act(|engine| async move { engine.card_form(&token, card, &visit).await })
            .await
    }

    async fn resend_code(
        &self,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<Turn, DeskError> {
        let (token, sealed, visit) = (token.clone(), sealed.to_owned(), visit.clone());
        self.act(|engine| async move { engine.another_code(&token, &sealed, &visit).await })
            .await
    }

    async fn pay(
        &self,
        token: &PayToken,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<Turn, DeskError> {
        let (at, sealed, visit) = (token.clone(), sealed.to_owned(), visit.clone());
        let paying =
            self.act(|engine| async move { engine.code_form(&at, &sealed, &code, &visit).await });
        tokio::pin!(paying);
        let enough = self.0.transport.shopper_waits();
        match tokio::time::timeout(enough, &mut paying).await {
            Ok(turn) => turn,
            // The payment goes on in its task; the page says so and turns by
            // itself. Before money was asked for, the answer is the form's.
            Err(_) if self.is_unsettled(token).await? => Ok(Turn::Go(Place::Waiting)),
            Err(_) => paying.await,
        }
    }

    async fn cancel(&self, token: &PayToken) -> Result<Turn, DeskError> {
        let token = token.clone();
        self.act(|engine| async move { engine.cancel_attempt(&token).await })
            .await
    }

    async fn more_time(&self, token: &PayToken) -> Result<i64, DeskError> {
        let token = token.clone();
        self.act(|engine| async move {
            let order = engine.add_time(&token).await?;
            Ok(order.expires_at.seconds_left(engine.now()))
        })
        .await
    }

    async fn remove_card(&self, token: &PayToken, card: &AgreementId) -> Result<Turn, DeskError> {
        let (token, card) = (token.clone(), card.clone());
        self.act(|engine| async move { engine.remove_agreement(&token, &card).await })
            .await
    }

    async fn returned(&self, token: &PayToken) -> Result<Place, DeskError> {
        let token = token.clone();
        self.act(|engine| async move { engine.look(&token).await })
            .await
    }

    async fn home(&self, token: &PayToken) -> Result<String, DeskError> {
        let scene = self.0.scene(token).await;
        let scene = scene.map_err(|error| self.told(error))?;
        Ok(self.0.home_link(&scene.order, self.0.now()))
    }

    async fn watch(&self, token: &PayToken) -> Result<Watch, DeskError> {
        self.0
            .watch_order(token)
            .await
            .map_err(|error| self.told(error))
    }
}
