//! Orders by signed link, for a mall that cannot call an API: `/pay?order=`
//! and a compact JWS whose payload is the API's body with `iss` (the key's
//! id), `iat`, `exp` and `jti`. Each refusal of a link has its own code
//! ([`Code::OF_LINKS`]).
//!
//! The rules:
//! - `aud`, if given, names this desk's public address; `nbf`, if given, has
//!   come; `sub` says nothing here;
//! - a link is checked by the same rules, with the same refusals, as a call of
//!   the API;
//! - a link is valid for 15 minutes at most, plus 60 seconds of clock skew;
//!   after that it creates no order;
//! - the first visit creates the order and later ones find it, even after the
//!   link has expired, so that a shopper who goes back reaches the pay page;
//! - a key's `jti` names one order until a day after the link has expired. Then
//!   it is deleted: the old link is refused as expired, and the `jti` may be
//!   used again.

mod jws;

use std::sync::Arc;

use domain::clock::At;
use domain::ids::PayToken;
use domain::mall::{Mall, MallKey};
use domain::order::draft::LINK_CLAIMS;
use domain::order::{Order, OrderDraft};
use domain::origin::Origin;
use domain::refusal::{Code, Refusal};

use crate::engine::Engine;
use crate::mall_keys::VerifyingKey;
use crate::orders::create::create_in;
use crate::request_log;
use jws::{Jws, LinkClaims};
use store::{Error, Fault, Tx, links, malls, orders};

/// Maximum lifetime of a link, in seconds.
const LIFE_MAX_S: i64 = 15 * 60;
/// How far clocks may differ, in seconds.
const SKEW_S: i64 = 60;
/// How long an expired link still finds its order, in seconds.
const LINK_RETENTION_S: i64 = 24 * 3600;

impl Engine {
    /// Creates the order a link describes, or finds it, and returns the token
    /// of its pay page.
    ///
    /// # Errors
    /// One of [`Code::OF_LINKS`], every refusal of creating an order, or a
    /// fault.
    pub async fn order_by_link(self: &Arc<Self>, text: &str) -> Result<PayToken, Error> {
        let jws = Jws::parse(text)?;
        let (key, _) = self.signer(&jws).await?;
        check_audience(&jws.claims, self.public_url())?;
        tracing::Span::current().record("mall", key.mall_id.as_str());
        let in_time = is_in_time(&jws.claims, self.now())?;
        self.take_order(&key.mall_id)?;
        let draft = OrderDraft::from_value(&jws.payload, &LINK_CLAIMS)?;
        let (engine, claims) = (Arc::clone(self), jws.claims);
        let opened = self.store.write(move |tx| {
            Box::pin(async move {
                if in_time {
                    create_or_find(tx, &engine, &key, &claims, &draft).await
                } else {
                    find_created(tx, &claims, &draft).await
                }
            })
        });
        let order = opened.await?;
        request_log::record(&order);
        Ok(order.token)
    }

    /// The mall that signed a link, also one that creates no order.
    ///
    /// # Errors
    /// As for a link whose signature does not verify, or a fault.
    pub async fn mall_of_link(&self, text: &str) -> Result<Mall, Error> {
        let (_, mall) = self.signer(&Jws::parse(text)?).await?;
        Ok(mall)
    }

    /// The key in use that signed a link, and its mall.
    async fn signer(&self, jws: &Jws<'_>) -> Result<(MallKey, Mall), Error> {
        let name = jws.claims.iss.clone();
        let sender = self
            .store
            .read(move |tx| Box::pin(async move { malls::sender(tx, &name).await }))
            .await?;
        let sender = sender
            .ok_or_else(|| Refusal::new(Code::LinkKeyUnknown, "no key in use by the link's iss"))?;
        verify(jws, &sender.0)?;
        Ok(sender)
    }
}

/// Creates or finds the order of a link that has not expired.
async fn create_or_find(
    tx: &mut Tx,
    engine: &Engine,
    key: &MallKey,
    claims: &LinkClaims,
    draft: &OrderDraft,
) -> Result<Order, Error> {
    let mall = malls::find(tx, &key.mall_id)
        .await?
        .ok_or_else(|| Fault::new("a key's mall is gone"))?;
    let (entropy, channels) = (engine.entropy.as_ref(), engine.channels());
    let order = create_in(tx, entropy, channels, &mall, draft, engine.now())
        .await?
        .order;
    if links::find(tx, &claims.iss, &claims.jti)
        .await?
        .is_some_and(|known| known != order.id)
    {
        let refusal = Refusal::new(
            Code::LinkReused,
            "this jti was used by a link for another order; give each order's link a jti of its own",
        );
        return Err(refusal.into());
    }
    let until = claims.exp.plus_s(LINK_RETENTION_S);
    links::insert(tx, &claims.iss, &claims.jti, &order.id, until).await?;
    Ok(order)
}

/// Finds the order that a link created before it expired.
async fn find_created(
    tx: &mut Tx,
    claims: &LinkClaims,
    draft: &OrderDraft,
) -> Result<Order, Error> {
    let expired = || {
        Refusal::new(
            Code::LinkExpired,
            "the link's time is over; go back to the mall and pay again from there",
        )
    };
    let id = links::find(tx, &claims.iss, &claims.jti)
        .await?
        .ok_or_else(expired)?;
    let order = orders::get(tx, &id).await?;
    if order.facts.mall_order_no == draft.mall_order_no {
        Ok(order)
    } else {
        Err(expired().into())
    }
}

/// Verifies the signature by the key the link names.
fn verify(jws: &Jws<'_>, key: &MallKey) -> Result<(), Refusal> {
    let invalid = |detail| Refusal::new(Code::LinkSignatureInvalid, detail);
    let names = key.algorithm.jws_names();
    if !names.contains(&jws.algorithm.as_str()) {
        let detail = format!("the link's key signs with alg {}", names.join(" or "));
        return Err(invalid(detail));
    }
    let public = VerifyingKey::on_record(key).map_err(|_| {
        invalid(String::from(
            "the key on record cannot be used; register it again",
        ))
    })?;
    if public.verifies(jws.signed.as_bytes(), &jws.signature) {
        Ok(())
    } else {
        Err(invalid(String::from("the link's signature does not fit")))
    }
}

/// Refuses a link that names its readers and not this desk among them.
fn check_audience(claims: &LinkClaims, public_url: &str) -> Result<(), Refusal> {
    let desk = Origin::alone(public_url);
    let is_desk = |name: &String| Origin::alone(name.trim_end_matches('/')) == desk;
    match &claims.aud {
        Some(aud) if !aud.iter().any(is_desk) => Err(Refusal::new(
            Code::LinkAudienceDiffers,
            format!("the link's aud is not {public_url}"),
        )),
        _ => Ok(()),
    }
}

/// True while the link may create an order, false once it has expired.
fn is_in_time(claims: &LinkClaims, now: At) -> Result<bool, Refusal> {
    if claims.exp <= claims.iat || claims.exp > claims.iat.plus_s(LIFE_MAX_S) {
        return Err(Refusal::new(
            Code::LinkLifetimeInvalid,
            "the link's exp must be after its iat, by at most 900 seconds",
        ));
    }
    let latest = now.plus_s(SKEW_S);
    if claims.iat > latest || claims.nbf.is_some_and(|nbf| nbf > latest) {
        return Err(Refusal::new(
            Code::LinkNotYetValid,
            "the link's iat or nbf is more than 60 seconds ahead of our clock; set the mall's clock",
        ));
    }
    Ok(now <= claims.exp.plus_s(SKEW_S))
}
