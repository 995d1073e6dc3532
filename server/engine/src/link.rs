//! Orders by signed link, for a mall that cannot call an API: `/pay?order=`
//! and a compact JWS whose payload is the API's body with `iss` (the key's
//! id), `iat`, `exp` and `jti`.
//!
//! The rules:
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
use domain::mall::MallKey;
use domain::order::OrderDraft;
use domain::order::draft::LINK_CLAIMS;
use domain::refusal::{Code, Refusal};

use crate::engine::Engine;
use crate::mall_keys::VerifyingKey;
use crate::orders::create::create_in;
use jws::{Jws, LinkClaims, link_invalid};
use store::{Error, Fault, Tx, links, malls, orders};

/// How long an expired link still finds its order, in seconds.
const LINK_RETENTION_S: i64 = 24 * 3600;

impl Engine {
    /// Creates the order a link describes, or finds it, and returns the token
    /// of its pay page.
    ///
    /// # Errors
    /// [`Code::LinkInvalid`], [`Code::LinkExpired`], every refusal of
    /// creating an order, `too_many_requests`, or a fault.
    pub async fn order_by_link(self: &Arc<Self>, text: &str) -> Result<PayToken, Error> {
        let jws = Jws::parse(text)?;
        let name = jws.claims.iss.clone();
        let key = self
            .store
            .read(move |tx| Box::pin(async move { malls::active_key(tx, &name).await }))
            .await?;
        let key = key.ok_or_else(|| link_invalid("no key in use by the link's iss"))?;
        verify(&jws, &key)?;
        let in_time = is_in_time(&jws.claims, self.now())?;
        self.take_order(&key.mall_id)?;
        let draft = OrderDraft::from_value(&jws.payload, &LINK_CLAIMS)?;
        let (engine, claims) = (Arc::clone(self), jws.claims);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if in_time {
                        create_or_find(tx, &engine, &key, &claims, &draft).await
                    } else {
                        find_created(tx, &claims, &draft).await
                    }
                })
            })
            .await
    }
}

/// Creates or finds the order of a link that has not expired.
async fn create_or_find(
    tx: &mut Tx,
    engine: &Engine,
    key: &MallKey,
    claims: &LinkClaims,
    draft: &OrderDraft,
) -> Result<PayToken, Error> {
    let mall = malls::find(tx, &key.mall_id)
        .await?
        .ok_or_else(|| Fault::new("a key's mall is gone"))?;
    let order = create_in(tx, engine.entropy.as_ref(), &mall, draft, engine.now())
        .await?
        .order;
    if links::find(tx, &claims.iss, &claims.jti)
        .await?
        .is_some_and(|known| known != order.id)
    {
        return Err(link_invalid(
            "this jti was used by a link for another order; give each order's link a jti of its own",
        ).into());
    }
    let until = At::from_ms(claims.exp.saturating_mul(1000)).plus_s(LINK_RETENTION_S);
    links::insert(tx, &claims.iss, &claims.jti, &order.id, until).await?;
    Ok(order.token)
}

/// Finds the order that a link created before it expired.
async fn find_created(
    tx: &mut Tx,
    claims: &LinkClaims,
    draft: &OrderDraft,
) -> Result<PayToken, Error> {
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
        Ok(order.token)
    } else {
        Err(expired().into())
    }
}

/// Verifies the signature by the key the link names.
fn verify(jws: &Jws<'_>, key: &MallKey) -> Result<(), Refusal> {
    if jws.algorithm != key.algorithm.jws() {
        return Err(link_invalid("the link's alg is not that of its key"));
    }
    let public = VerifyingKey::on_record(key)
        .map_err(|_| link_invalid("the key on record cannot be used; register it again"))?;
    if public.verifies(jws.signed.as_bytes(), &jws.signature) {
        Ok(())
    } else {
        Err(link_invalid("the link's signature does not fit"))
    }
}

/// True while the link may create an order, false once it has expired.
fn is_in_time(claims: &LinkClaims, now: At) -> Result<bool, Refusal> {
    let lifetime = claims.exp.saturating_sub(claims.iat);
    if !(1..=jws::LIFE_MAX_S).contains(&lifetime) {
        return Err(link_invalid(
            "the link's exp must be at most 900 seconds after its iat",
        ));
    }
    let now = now.ms().div_euclid(1000);
    if claims.iat > now.saturating_add(jws::SKEW_S) {
        return Err(link_invalid(
            "the link's iat is more than 60 seconds ahead of our clock; set the mall's clock",
        ));
    }
    Ok(now <= claims.exp.saturating_add(jws::SKEW_S))
}
