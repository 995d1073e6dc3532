//! Paying: what the shopper does on the pay page, one file for each way.
//!
//! Every action takes the order's turn, writes what is about to happen,
//! calls the network, and takes the answer in by a transaction of its own.

mod bank;
mod code;
mod form;
mod leave;
mod quick;
mod saved;
mod scan;
mod sign;
mod submit;

use crate::engine::Engine;
use crate::error::Error;
use crate::place::{self, place};
use crate::store::{attempts, orders};
use domain::attempt::{Attempt, AttemptState};
use domain::bank::Bank;
use domain::desk::{Choice, Field, Place, Problem, Turn, Visit};
use domain::ids::PayToken;
use domain::order::Order;
use domain::product::Product;
use domain::refusal::{Code, Refusal};
use form::problem;
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;

pub(crate) use code::PAUSE_S as RESEND_PAUSE_S;

/// An order and the attempt its page is about.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// The order.
    pub(crate) order: Order,
    /// The live attempt, or the last one.
    pub(crate) attempt: Option<Attempt>,
}

impl Scene {
    /// The live attempt.
    pub(crate) fn live(&self) -> Option<&Attempt> {
        self.attempt
            .as_ref()
            .filter(|a| self.order.live_attempt.as_ref() == Some(&a.id))
    }
}

impl Engine {
    /// The scene behind a token.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) async fn scene(&self, token: &PayToken) -> Result<Scene, Error> {
        let token = token.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let order = orders::by_token(tx, &token).await?;
                let order = order.ok_or_else(|| Error::not_found("order"))?;
                let attempt = attempts::newest(tx, &order.id).await?;
                Ok(Scene { order, attempt })
            })
        });
        let scene = read.await?;
        tracing::Span::current().record("order", scene.order.id.as_str());
        Ok(scene)
    }

    /// The scene once it is this action's turn on the order, read after the
    /// wait. The turn ends when its guard is dropped.
    ///
    /// # Errors
    /// `not_found`.
    async fn scene_in_turn(&self, token: &PayToken) -> Result<(OwnedMutexGuard<()>, Scene), Error> {
        let order = self.scene(token).await?.order.id;
        let turn = self.turns.take(&order).await;
        Ok((turn, self.scene(token).await?))
    }

    /// Where an action leads that came too late, or to nothing.
    pub(crate) fn elsewhere(&self, scene: &Scene) -> Turn {
        Turn::Go(place::after_action(
            &scene.order,
            scene.attempt.as_ref(),
            self.now(),
        ))
    }

    /// The shopper confirmed a way to pay.
    #[tracing::instrument(skip_all, fields(order = tracing::field::Empty))]
    pub(crate) async fn confirm_way(
        self: &Arc<Self>,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<Turn, Error> {
        let (_turn, scene) = self.scene_in_turn(token).await?;
        let now = self.now();
        if scene.order.state.is_final() || now >= scene.order.expires_at && scene.live().is_none() {
            return Ok(self.elsewhere(&scene));
        }
        let led = match choice {
            Choice::NewCard => Ok(Turn::Go(Place::Card)),
            Choice::Bank(code) => match Bank::by_code(&code) {
                Some(bank) => self.begin_bank(&scene, bank, visit).await,
                None => Ok(problem(Place::Choose, Field::Bank, Problem::NotOffered)),
            },
            Choice::Scan => self.begin_scan(&scene, visit).await,
            Choice::SavedCard(card) => self.begin_saved(&scene, &card, visit).await,
        };
        self.or_where_it_is(token, led).await
    }

    /// A state that changed meanwhile is no error to the shopper: the page
    /// shows where the order is. Other refusals are told.
    pub(crate) async fn or_where_it_is(
        &self,
        token: &PayToken,
        led: Result<Turn, Error>,
    ) -> Result<Turn, Error> {
        match led {
            Err(Error::Refused(refusal)) => match refusal.code {
                Code::OrderPaid
                | Code::OrderClosed
                | Code::OrderExpired
                | Code::PaymentInProgress => Ok(self.elsewhere(&self.scene(token).await?)),
                Code::ProductNotContracted => {
                    Ok(problem(Place::Choose, Field::Way, Problem::NotOffered))
                }
                _ => Err(refusal.into()),
            },
            other => other,
        }
    }

    /// The shopper came back, or looks at the waiting page.
    pub(crate) async fn look(self: &Arc<Self>, token: &PayToken) -> Result<Place, Error> {
        let mut scene = self.scene(token).await?;
        if let Some(live) = scene.live().filter(|a| waits_elsewhere(a)) {
            let asked = self.ask_now(&live.id).await;
            if let Err(error) = asked {
                // The page still says truly that the result is not known.
                self.log(&error);
            }
            scene = self.scene(token).await?;
        }
        let at = place(&scene.order, scene.attempt.as_ref(), self.now());
        Ok(at.place)
    }
}

/// True where the answer is with the network, not with our page.
fn waits_elsewhere(attempt: &Attempt) -> bool {
    attempt.state == AttemptState::Unsettled || attempt.product != Product::QuickAgreement
}

/// Too many of something in a short time.
pub(crate) fn too_many(what: &str) -> Error {
    Refusal::new(Code::TooManyRequests, what).into()
}
