//! The second door: an order by signed link, for a mall that cannot call an
//! API. `/pay?order=` and a compact JWS whose payload is the API's body and
//! `iss` (the key's id), `iat`, `exp`, `jti`.
//!
//! Rules kept here:
//! - the same rules and refusals as the API, once the link holds;
//! - a link lives 15 minutes at most, with 60 seconds for clocks that
//!   differ; no order is made after that;
//! - the first visit makes the order, a later one finds it, also when the
//!   link's time is over by then (a shopper who goes back must not meet a
//!   dead end);
//! - a `jti` of a key stands for one order until a day after its link's end.
//!   Then it is forgotten: the old link is refused as expired, and a new one
//!   by that `jti` is like any other.

mod jws;

use std::sync::Arc;

use domain::clock::At;
use domain::ids::PayToken;
use domain::mall::MallKey;
use domain::order::OrderDraft;
use domain::order::draft::LINK_CLAIMS;
use domain::refusal::{Code, Refusal};

use crate::create::create_in;
use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::mall_keys::VerifyingKey;
use crate::store::{Tx, links, malls, orders};
use jws::{Claims, Jws};

/// How long after its end a link still finds the order it made, in seconds.
const FOUND_S: i64 = 24 * 3600;

impl Engine {
    /// Makes the order a link describes, or finds it, and says where its pay
    /// page is.
    ///
    /// # Errors
    /// [`Code::LinkInvalid`], [`Code::LinkExpired`], every refusal of
    /// creating an order, or a fault.
    pub async fn order_by_link(self: &Arc<Self>, text: &str) -> Result<PayToken, Error> {
        let jws = Jws::parse(text)?;
        let name = jws.claims.iss.clone();
        let key = self
            .store
            .read(move |tx| Box::pin(async move { malls::active_key(tx, &name).await }))
            .await?;
        let key = key.ok_or_else(|| invalid("no key in use by the link's iss"))?;
        verify(&jws, &key)?;
        let live = in_time(&jws.claims, self.now())?;
        let draft = OrderDraft::from_value(&jws.payload, &LINK_CLAIMS)?;
        let (engine, claims) = (Arc::clone(self), jws.claims);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if live {
                        opened(tx, &engine, &key, &claims, &draft).await
                    } else {
                        found(tx, &claims, &draft).await
                    }
                })
            })
            .await
    }
}

/// A live link: its order, made or found.
async fn opened(
    tx: &mut Tx,
    engine: &Engine,
    key: &MallKey,
    claims: &Claims,
    draft: &OrderDraft,
) -> Result<PayToken, Error> {
    let mall = malls::find(tx, &key.mall_id)
        .await?
        .ok_or_else(|| Fault::new("a key's mall is gone"))?;
    let order = create_in(tx, engine, &mall, draft).await?.order;
    if links::find(tx, &claims.iss, &claims.jti)
        .await?
        .is_some_and(|known| known != order.id)
    {
        return Err(invalid(
            "this jti was used by a link for another order; give each order's link a jti of its own",
        ).into());
    }
    let until = At::from_ms(claims.exp.saturating_mul(1000)).plus_s(FOUND_S);
    links::remember(tx, &claims.iss, &claims.jti, &order.id, until).await?;
    Ok(order.token)
}

/// A link past its time: the order it made when it was live, and no other.
async fn found(tx: &mut Tx, claims: &Claims, draft: &OrderDraft) -> Result<PayToken, Error> {
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

/// Checks the signature with the key the link names.
fn verify(jws: &Jws<'_>, key: &MallKey) -> Result<(), Refusal> {
    if jws.algorithm != key.algorithm.jws() {
        return Err(invalid("the link's alg is not that of its key"));
    }
    let public = VerifyingKey::from_spki(key.algorithm, &key.public_der)
        .map_err(|_| invalid("the key on record cannot be used; register it again"))?;
    if public.verifies(jws.signed.as_bytes(), &jws.signature) {
        Ok(())
    } else {
        Err(invalid("the link's signature does not fit"))
    }
}

/// True while the link may make an order, false when its time is over.
fn in_time(claims: &Claims, now: At) -> Result<bool, Refusal> {
    let lasts = claims.exp.saturating_sub(claims.iat);
    if !(1..=jws::LIFE_MAX_S).contains(&lasts) {
        return Err(invalid(
            "the link's exp must be at most 900 seconds after its iat",
        ));
    }
    let now = now.ms().div_euclid(1000);
    if claims.iat > now.saturating_add(jws::SKEW_S) {
        return Err(invalid(
            "the link's iat is more than 60 seconds ahead of our clock; set the mall's clock",
        ));
    }
    Ok(now <= claims.exp.saturating_add(jws::SKEW_S))
}

fn invalid(detail: &str) -> Refusal {
    Refusal::new(Code::LinkInvalid, detail)
}
