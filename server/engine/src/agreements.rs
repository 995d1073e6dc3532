//! Signed cards: kept for a buyer of a mall, and forgotten when they say so.
//!
//! The network's token pays without a card, so it rests sealed, like the
//! phone that gets the codes. Only a mall that names its buyers
//! (`buyer_ref`) has cards remembered.

use crate::engine::Engine;
use crate::error::Error;
use crate::jobs::Next;
use crate::store::agreements::{self, Agreement};
use crate::store::{Tx, jobs, merchants};
use crate::wire;
use channels::unionpay::{Op, Trade};
use channels::{Ask, Outcome, Signed};
use domain::attempt::DeclineReason;
use domain::card::{Card, Kind};
use domain::desk::{Place, Turn};
use domain::ids::{self, AgreementId, PayToken};
use domain::money::Money;
use domain::order::Order;
use domain::secret::Secret;
use std::sync::Arc;

/// What is sealed apart from each other.
const TOKEN: &str = "token";
const PHONE: &str = "phone";
/// How long a removal may take at the network.
const REMOVAL_S: i64 = 900;
/// Pauses between tries to have a token removed: a minute, then double, at
/// most six hours.
const FORGET_FIRST_S: i64 = 60;
const FORGET_MOST_S: i64 = 21_600;

/// A card that was just signed.
pub(crate) struct Signing<'a> {
    /// For which order.
    pub(crate) order: &'a Order,
    /// The card.
    pub(crate) card: &'a Card,
    /// What the network gave.
    pub(crate) signed: &'a Signed,
}

impl Engine {
    /// Keeps the agreement, where the mall names its buyer. The same card
    /// signed again takes the place of the older one.
    pub(crate) async fn keep_agreement(
        &self,
        tx: &mut Tx,
        signing: &Signing<'_>,
    ) -> Result<Option<AgreementId>, Error> {
        let (order, card, now) = (signing.order, signing.card, self.now());
        let Some(buyer) = &order.facts.buyer_ref else {
            return Ok(None);
        };
        for old in agreements::of_buyer(tx, &order.mall_id, buyer).await? {
            if self.network_token(&old).as_ref() == Some(&signing.signed.token) {
                return Ok(Some(old.id));
            }
            if old.last4 == card.last4 && old.phone_masked == card.phone_masked {
                agreements::remove(tx, &old.id, now).await?;
                jobs::put(tx, jobs::Kind::Forget, old.id.as_str(), now).await?;
            }
        }
        let id = AgreementId::new(self.entropy.as_ref(), now);
        let rest = |secret: &Secret, what| {
            self.seal_keys
                .seal_stored(secret, &id, what, self.entropy.as_ref())
        };
        let kept = Agreement {
            token_sealed: rest(&signing.signed.token, TOKEN),
            phone_sealed: rest(&card.phone, PHONE),
            phone_masked: card.phone_masked.clone(),
            mall_id: order.mall_id.clone(),
            merchant_id: order.facts.merchant_id.clone(),
            buyer_ref: buyer.clone(),
            last4: card.last4.clone(),
            bank: card.bank.map(|bank| bank.code.to_owned()),
            // `payCardType` 02 is a credit card; else what the number says.
            credit: signing.signed.card_type.as_deref() == Some("02")
                || card.kind == Some(Kind::Credit),
            created_at: now,
            removed_at: None,
            id: id.clone(),
        };
        agreements::insert(tx, &kept).await?;
        Ok(Some(id))
    }

    /// A signed card, if the buyer of this order may pay with it.
    pub(crate) async fn agreement(
        &self,
        order: &Order,
        id: &AgreementId,
    ) -> Result<Option<Agreement>, Error> {
        let id = id.clone();
        let found = self
            .store
            .read(move |tx| Box::pin(async move { agreements::find(tx, &id).await }))
            .await?;
        Ok(found.filter(|agreement| is_theirs(agreement, order)))
    }

    /// The network's token; `None` when the sealing key was changed.
    pub(crate) fn network_token(&self, agreement: &Agreement) -> Option<Secret> {
        self.seal_keys
            .open_stored(&agreement.token_sealed, &agreement.id, TOKEN)
    }

    /// The phone that gets the codes.
    pub(crate) fn agreed_phone(&self, agreement: &Agreement) -> Option<Secret> {
        self.seal_keys
            .open_stored(&agreement.phone_sealed, &agreement.id, PHONE)
    }

    /// The shopper has a card removed: out of use here at once, and at the
    /// network by a job.
    pub(crate) async fn remove_agreement(
        self: &Arc<Self>,
        token: &PayToken,
        card: &AgreementId,
    ) -> Result<Turn, Error> {
        let scene = self.scene(token).await?;
        let _turn = self.turns.take(&scene.order.id).await;
        let (order, card, now) = (scene.order, card.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let theirs = agreements::find(tx, &card)
                        .await?
                        .is_some_and(|a| is_theirs(&a, &order));
                    if theirs && agreements::remove(tx, &card, now).await? {
                        jobs::put(tx, jobs::Kind::Forget, card.as_str(), now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(Turn::Go(Place::Choose))
    }

    /// Has the network forget a token, then forgets it here.
    pub(crate) async fn forget_job(
        self: &Arc<Self>,
        subject: &str,
        tries: u32,
    ) -> Result<Next, Error> {
        let id = AgreementId::stored(subject.to_owned());
        let found = self.store.read(move |tx| {
            Box::pin(async move {
                match agreements::find(tx, &id).await? {
                    Some(card) => Ok(Some((merchants::get(tx, &card.merchant_id).await?, card))),
                    None => Ok(None),
                }
            })
        });
        let Some((merchant, card)) = found.await? else {
            return Ok(Next::Done);
        };
        if let Some(token) = self.network_token(&card) {
            let now = self.now();
            let trade = Trade {
                order_id: ids::random_body(self.entropy.as_ref()),
                txn_time: now,
                amount: Money::fen(0),
                merchant: wire::on_wire(&merchant),
                subject: String::new(),
                expires_at: now.plus_s(REMOVAL_S),
                customer_ip: None,
                front_url: None,
            };
            let gone = match self.call(&Op::RemoveToken { trade, token }).await? {
                Outcome::Ask(Ask::Removed) => true,
                // The network does not know it any more: as good.
                Outcome::Declined(no) => wire::reason(no.reason) == DeclineReason::NotEnrolled,
                Outcome::Ask(_)
                | Outcome::Paid(_)
                | Outcome::Returned(_)
                | Outcome::WithPayer
                | Outcome::Waiting
                | Outcome::Unknown(_) => false,
            };
            if !gone {
                let pause = (FORGET_FIRST_S << tries.min(10)).min(FORGET_MOST_S);
                return Ok(Next::At(self.now().plus_s(pause)));
            }
        }
        let id = card.id;
        self.store
            .write(move |tx| Box::pin(async move { agreements::forget(tx, &id).await }))
            .await?;
        Ok(Next::Done)
    }
}

/// The buyer's card of this order, if it is theirs and in use.
fn is_theirs(agreement: &Agreement, order: &Order) -> bool {
    agreement.removed_at.is_none()
        && agreement.mall_id == order.mall_id
        && order.facts.buyer_ref.as_deref() == Some(agreement.buyer_ref.as_str())
}
