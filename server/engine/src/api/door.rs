//! The door of the API: a request becomes a [`Call`] of a known mall, or is
//! refused. Size first, then the signature; nothing of the body is looked at
//! before both hold.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::MallId;
use domain::mall::{Mall, MallKey};
use domain::refusal::{Code, Refusal};
use futures::StreamExt;

use super::answer::Answer;
use super::idempotency::{Keyed, reused};
use super::in_flight::Begun;
use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::signature::base::Target;
use crate::signature::{Message, Proof, claim};
use crate::store::idempotency::{self, Kept, Name};
use crate::store::signatures::{self, Used};
use crate::store::{Task, Tx, malls};

/// The largest body taken.
pub(super) const BODY_MAX_BYTES: usize = 64 * 1024;

/// A request whose sender is known.
#[derive(Debug)]
pub(super) struct Call {
    /// Who sent it.
    pub mall_id: MallId,
    /// The same, as it was when the signature was looked at.
    pub mall: Mall,
    /// Method and path, the name of what is called.
    pub route: String,
    /// The query, as sent.
    pub query: String,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    key_id: String,
    proof: Proof,
}

impl Call {
    /// Reads and verifies a request.
    ///
    /// # Errors
    /// [`Code::BodyTooLarge`], the signature's codes, or a fault.
    pub(super) async fn read(engine: &Engine, request: Request) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let body = whole(&parts.headers, body).await?;
        let path_and_query = parts.uri.path_and_query().map_or("/", |pq| pq.as_str());
        let message = Message {
            target: Target {
                method: parts.method.as_str(),
                origin: &engine.settings.public_url,
                path_and_query,
            },
            headers: &parts.headers,
            body: &body,
        };
        let claims = claim::read(&parts.headers)?;
        let names: Vec<String> = claims.iter().map(|claim| claim.key_id.clone()).collect();
        let found = engine
            .store
            .glance(move |tx| Box::pin(async move { first_known(tx, names).await }))
            .await?;
        let Some((index, key, mall)) = found else {
            return Err(Error::refused(
                Code::KeyUnknown,
                "no key in use by this keyid",
            ));
        };
        let proof = claims[index]
            .verify(&message, &key, engine.now(), &engine.signatures)
            .await?;
        let route = format!("{} {}", parts.method, parts.uri.path());
        let query = parts.uri.query().unwrap_or_default().to_owned();
        Ok(Self {
            mall_id: key.mall_id,
            mall,
            key_id: key.key_id,
            proof,
            route,
            query,
            headers: parts.headers,
            body,
        })
    }

    /// Uses the signature up, for a call that only reads.
    ///
    /// # Errors
    /// [`Code::SignatureReplayed`], or a fault.
    pub(super) async fn once(&self, engine: &Engine) -> Result<(), Error> {
        let used = self.used();
        engine
            .store
            .write(move |tx| Box::pin(async move { use_up(tx, &used).await }))
            .await
    }

    /// Does `work` once for this key: uses the signature up, looks whether
    /// the answer is kept, or does it and keeps the answer, all in one
    /// transaction. While that is under way, the same call is refused.
    ///
    /// # Errors
    /// [`Code::SignatureReplayed`], [`Code::IdempotencyKeyReused`],
    /// [`Code::IdempotencyInFlight`], or what `work` says; a refused call's
    /// signature is used up all the same.
    pub(super) async fn keyed<F>(
        &self,
        engine: &Arc<Engine>,
        keyed: Keyed,
        work: F,
    ) -> Result<Answer, Error>
    where
        F: Task<Answer>,
    {
        self.keyed_after(engine, keyed, std::future::ready(Ok(())), work)
            .await
    }

    /// [`Call::keyed`], where something is waited for first and held until
    /// the work is done. The call is under way while it waits, so the same
    /// call does not wait as well.
    ///
    /// # Errors
    /// Those of [`Call::keyed`], or that what is waited for did not come.
    pub(super) async fn keyed_after<T, F>(
        &self,
        engine: &Arc<Engine>,
        keyed: Keyed,
        first: impl Future<Output = Result<T, Fault>> + Send,
        work: F,
    ) -> Result<Answer, Error>
    where
        T: Send,
        F: Task<Answer>,
    {
        let begun =
            engine
                .in_flight
                .begin(&self.mall_id, &self.route, &keyed, self.proof.fingerprint);
        let answer = match begun {
            Ok(begun) => match first.await {
                Ok(_held) => self.done_once(engine, keyed, work, begun).await,
                Err(fault) => Err(fault.into()),
            },
            Err(refusal) => Err(refusal.into()),
        };
        if matches!(&answer, Err(Error::Refused(refusal)) if refusal.code != Code::SignatureReplayed)
        {
            let used = self.used();
            engine
                .store
                .write(move |tx| {
                    Box::pin(async move { signatures::remember(tx, &used).await.map(drop) })
                })
                .await?;
        }
        answer
    }

    /// [`Call::keyed`], by the one who has begun it; `begun` ends with the
    /// work, also where nobody waits for it any more.
    async fn done_once<F>(
        &self,
        engine: &Arc<Engine>,
        keyed: Keyed,
        work: F,
        begun: Arc<Begun>,
    ) -> Result<Answer, Error>
    where
        F: Task<Answer>,
    {
        let (used, names_key) = (self.used(), self.proof.names_key);
        let (mall, route, now) = (self.mall_id.clone(), self.route.clone(), engine.now());
        let done = engine.store.write(move |tx| {
            Box::pin(async move {
                let _begun = begun;
                let name = Name {
                    mall: &mall,
                    route: &route,
                    key: &keyed.key,
                };
                let (noted, kept) = signatures::look_and_find(tx, &used, name).await?;
                let given = kept.as_ref().and_then(|kept| kept.signature_hash.as_ref());
                if noted || given == Some(&used.hash) {
                    return Err(replay().into());
                }
                if kept.is_some() || !names_key {
                    use_up(tx, &used).await?;
                }
                if let Some(kept) = kept {
                    return replayed(kept, &keyed);
                }
                let answer = work(tx).await?;
                let kept = Kept {
                    body_hash: keyed.body_hash.clone(),
                    status: answer.status,
                    answer: answer.body.clone(),
                    signature_hash: names_key.then_some(used.hash),
                };
                idempotency::keep(tx, name, &kept, now).await?;
                Ok(answer)
            })
        });
        done.await
    }

    fn used(&self) -> Used {
        Used {
            key_id: self.key_id.clone(),
            hash: STANDARD.encode(self.proof.fingerprint),
            until: self.proof.remember_until,
        }
    }
}

/// Uses a signature up.
async fn use_up(tx: &mut Tx, used: &Used) -> Result<(), Error> {
    if signatures::remember(tx, used).await? {
        Ok(())
    } else {
        Err(replay().into())
    }
}

/// The request was sent before, byte for byte.
pub(super) fn replay() -> Refusal {
    Refusal::new(
        Code::SignatureReplayed,
        "this signature was used before; sign again, with a nonce where two requests of one second are equal",
    )
}

fn replayed(kept: Kept, keyed: &Keyed) -> Result<Answer, Error> {
    if kept.body_hash == keyed.body_hash {
        return Ok(Answer {
            status: kept.status,
            body: kept.answer,
            replayed: true,
        });
    }
    Err(reused().into())
}

/// The first of these keys that is known and in use, and whose it is.
async fn first_known(
    tx: &mut Tx,
    names: Vec<String>,
) -> Result<Option<(usize, MallKey, Mall)>, Error> {
    for (index, name) in names.iter().enumerate() {
        if let Some((key, mall)) = malls::sender(tx, name).await? {
            return Ok(Some((index, key, mall)));
        }
    }
    Ok(None)
}

/// The whole body, if it is not too large.
pub(super) async fn whole(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Refusal> {
    let too_large = || Refusal::new(Code::BodyTooLarge, "the body has more than 65536 bytes");
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok());
    if said.is_some_and(|length: usize| length > BODY_MAX_BYTES) {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(said.unwrap_or(0));
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::new(Code::BadRequest, "the body was cut short"))?;
        if bytes.len() + chunk.len() > BODY_MAX_BYTES {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
