//! Saved cards of a mall's buyer, and their removal.
//!
//! The network's token pays without a card, so it is stored encrypted, as is
//! the phone number that gets the codes. Cards are saved only if the mall names
//! its buyer (`buyer_ref`) and the shopper wants them remembered. The network
//! signs every new card, so the others are removed there after their payment.

use super::Payments;
use crate::jobs::{self, Next, RemoveAgreement};
use channels::{
    Done, NumberSeed, Op, Outcome, Request, RequestFacts, SignedAgreement, UnknownReason,
};
use domain::attempt::{Attempt, DeclineReason};
use domain::card::{CardKind, CheckedCard};
use domain::desk::{NextPage, Place};
use domain::ids::{self, AgreementId, PayToken};
use domain::money::Money;
use domain::order::Order;
use domain::secret::Secret;
use std::sync::Arc;
use store::agreements::{self, Agreement};
use store::{Error, Tx, merchants};

/// Purposes that bind a ciphertext to its column.
const TOKEN: &str = "token";
const PHONE: &str = "phone";
/// Pauses between removal tries at the network: one minute, doubling, at most
/// six hours.
const FORGET_FIRST_S: i64 = 60;
const FORGET_MOST_S: i64 = 21_600;
/// After so many tries, about a month, a removal that cannot be sent is given
/// up: the merchant has no account there any more, or one that is refused.
const FORGET_TRIES_MAX: u32 = 120;

/// A card that was just signed.
pub(crate) struct Signing<'a> {
    /// The order it was signed for.
    pub(crate) order: &'a Order,
    /// The attempt it pays.
    pub(crate) attempt: &'a Attempt,
    /// The card.
    pub(crate) card: &'a CheckedCard,
    /// The network's reply.
    pub(crate) signed: &'a SignedAgreement,
}

/// What became of a signed card.
pub(crate) enum KeptAgreement {
    /// Remembered for the buyer's next payment.
    Saved(AgreementId),
    /// Signed for this payment only: removed at the network after it.
    ThisPaymentOnly(AgreementId),
}

impl Payments {
    /// Stores the agreement. It is remembered if the shopper wants that and the
    /// mall names its buyer. Otherwise it is stored as removed, so that it is
    /// never offered, and the network is told so at the end of the time to pay at
    /// the latest. Signing the same card again replaces the older agreement.
    pub(crate) async fn keep_agreement(
        &self,
        tx: &mut Tx,
        signing: &Signing<'_>,
    ) -> Result<KeptAgreement, Error> {
        let (order, card, now) = (signing.order, signing.card, self.now());
        let buyer = order.facts.buyer_ref.as_deref();
        let details = signing.attempt.details.card();
        let remember = buyer.is_some() && details.is_some_and(|card| card.remember);
        let earlier = match buyer {
            Some(buyer) => agreements::of_buyer(tx, &order.mall_id, buyer).await?,
            None => Vec::new(),
        };
        let until = signing.attempt.pay_until;
        for old in earlier {
            let same_token = self.network_token(&old).as_ref() == Some(&signing.signed.token);
            if same_token && remember {
                return Ok(KeptAgreement::Saved(old.id));
            }
            if same_token || old.last4 == card.last4 && old.phone_masked == card.phone_masked {
                agreements::remove(tx, &old.id, now).await?;
                let due = if same_token { until } else { now };
                jobs::put::<RemoveAgreement>(tx, old.id.as_str(), &(), due).await?;
            }
            if same_token {
                return Ok(KeptAgreement::ThisPaymentOnly(old.id));
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
            channel: signing.attempt.channel.clone(),
            merchant_id: order.facts.merchant_id.clone(),
            buyer_ref: buyer.unwrap_or_default().to_owned(),
            last4: card.last4.clone(),
            bank: card.bank.map(|bank| bank.code.to_owned()),
            // As the network reports, or else as the card number says.
            credit: signing.signed.card_kind == Some(CardKind::Credit)
                || card.kind == Some(CardKind::Credit),
            created_at: now,
            removed_at: (!remember).then_some(now),
            id: id.clone(),
        };
        agreements::insert(tx, &kept).await?;
        if remember {
            return Ok(KeptAgreement::Saved(id));
        }
        jobs::put::<RemoveAgreement>(tx, id.as_str(), &(), until).await?;
        Ok(KeptAgreement::ThisPaymentOnly(id))
    }

    /// Has an agreement removed at the network now, because its payment is over.
    pub(super) async fn remove_at_network(&self, id: AgreementId) -> Result<(), Error> {
        let now = self.now();
        let job = self.store.write(move |tx| {
            let id = id.clone();
            Box::pin(async move { jobs::put::<RemoveAgreement>(tx, id.as_str(), &(), now).await })
        });
        job.await
    }

    /// A saved card, if the buyer of this order may pay with it.
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

    /// The network's token. `None` if the seal key has changed.
    pub(crate) fn network_token(&self, agreement: &Agreement) -> Option<Secret> {
        self.seal_keys
            .open_stored(&agreement.token_sealed, &agreement.id, TOKEN)
    }

    /// The phone number that gets the codes.
    pub(crate) fn agreed_phone(&self, agreement: &Agreement) -> Option<Secret> {
        self.seal_keys
            .open_stored(&agreement.phone_sealed, &agreement.id, PHONE)
    }

    /// The shopper removes a card: unusable here at once, removed at the
    /// network by a job.
    pub(crate) async fn remove_agreement(
        self: &Arc<Self>,
        token: &PayToken,
        card: &AgreementId,
    ) -> Result<NextPage, Error> {
        let (_lock, current) = self.lock_order(token).await?;
        let (order, card, now) = (current.order, card.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let theirs = agreements::find(tx, &card)
                        .await?
                        .is_some_and(|a| is_theirs(&a, &order));
                    if theirs && agreements::remove(tx, &card, now).await? {
                        jobs::put::<RemoveAgreement>(tx, card.as_str(), &(), now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(NextPage::Go(Place::Choose))
    }

    /// Deletes a removed token here if another agreement has it too: a network may
    /// give a card the same token each time, and the last agreement removes it.
    async fn delete_shared_token(
        self: &Arc<Self>,
        card: &Agreement,
        token: &Secret,
    ) -> Result<bool, Error> {
        let (payments, card, token) = (Arc::clone(self), card.clone(), token.clone());
        let deleted = self.store.write(move |tx| {
            Box::pin(async move {
                let others = agreements::of_same_card(tx, &card).await?;
                let mut tokens = others.iter().map(|other| payments.network_token(other));
                let is_shared = tokens.any(|other| other.as_ref() == Some(&token));
                if is_shared {
                    agreements::clear_secrets(tx, &card.id).await?;
                }
                Ok(is_shared)
            })
        });
        deleted.await
    }

    /// Removes a token at the network, then deletes it here.
    pub(crate) async fn remove_token_job(
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
            if self.delete_shared_token(&card, &token).await? {
                return Ok(Next::Done);
            }
            let (channel, id) = (&card.channel, &merchant.id);
            let Some(number) = merchant.number_at(channel) else {
                tracing::error!(agreement = %card.id, merchant = %id, %channel,
                    "a card cannot be removed at the network: the merchant has no account there");
                return self.removal_not_sent(card.id, tries).await;
            };
            let seed = NumberSeed {
                subject: &ids::random_text(self.entropy.as_ref()),
                before: 0,
            };
            let request = Request {
                account: merchant.account(number),
                op: Op::RemoveAgreement {
                    request: RequestFacts {
                        number: self.network.new_number(channel, &seed)?,
                        time: self.now(),
                        amount: Money::fen(0),
                    },
                    token,
                },
            };
            let outcome = self.network.send(channel, &request).await?;
            if let Outcome::Unknown(UnknownReason::NotSent(_)) = outcome {
                return self.removal_not_sent(card.id, tries).await;
            }
            let gone = match outcome {
                Outcome::Done(Done::Removed) => true,
                // The network has no such token.
                Outcome::Declined(no) => no.reason == DeclineReason::NotEnrolled,
                Outcome::Done(_)
                | Outcome::Moved(_)
                | Outcome::NotStarted
                | Outcome::Waiting
                | Outcome::Unknown(_) => false,
            };
            if !gone {
                return Ok(self.remove_later(tries));
            }
        }
        self.clear_secrets(card.id).await
    }

    fn remove_later(&self, tries: u32) -> Next {
        let pause = (FORGET_FIRST_S << tries.min(10)).min(FORGET_MOST_S);
        Next::At(self.now().plus_s(pause))
    }

    /// The network could not be told. The card is unusable here all the same.
    async fn removal_not_sent(&self, id: AgreementId, tries: u32) -> Result<Next, Error> {
        if tries < FORGET_TRIES_MAX {
            return Ok(self.remove_later(tries));
        }
        tracing::error!(agreement = %id, "the removal of a card at the network is given up");
        self.clear_secrets(id).await
    }

    async fn clear_secrets(&self, id: AgreementId) -> Result<Next, Error> {
        let clear = self
            .store
            .write(move |tx| Box::pin(async move { agreements::clear_secrets(tx, &id).await }));
        clear.await?;
        Ok(Next::Done)
    }
}

/// True if the card belongs to this order's buyer and is not removed.
fn is_theirs(agreement: &Agreement, order: &Order) -> bool {
    agreement.removed_at.is_none()
        && agreement.mall_id == order.mall_id
        && order.facts.buyer_ref.as_deref() == Some(agreement.buyer_ref.as_str())
}
