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
        let known = engine
            .store
            .glance(move |tx| Box::pin(async move { known(tx, names).await }))
            .await?;
        let (mut signed, mut refused) = (None, None);
        for (index, key, mall) in known {
            let verdict = claims[index].verify(&message, &key, engine.now(), &engine.signatures);
            match verdict.await {
                Ok(proof) => {
                    signed = Some((key, mall, proof));
                    break;
                }
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        let Some((key, mall, proof)) = signed else {
            let unknown = || Refusal::new(Code::KeyUnknown, "no key in use by this keyid");
            return Err(refused.unwrap_or_else(unknown).into());
        };
        tracing::Span::current().record("mall", key.mall_id.as_str());
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

    /// Reads and verifies a POST, and its `Idempotency-Key`. Where the
    /// signature leaves that key out, the two are bound before anything is
    /// answered: the same bytes again are a repetition, and a key that was
    /// changed or added on the way is refused.
    ///
    /// # Errors
    /// Those of [`Call::read`], [`Code::SignatureReplayed`],
    /// [`Code::IdempotencyKeyMissing`], or [`Code::BadRequest`] for a key that
    /// cannot be read.
    pub(super) async fn posted(engine: &Engine, request: Request) -> Result<(Self, Keyed), Error> {
        let call = Self::read(engine, request).await?;
        let keyed = Keyed::read(&call.headers, &call.body);
        if !call.proof.names_key {
            let key = keyed.as_ref().ok().map(|keyed| keyed.key.clone());
            call.bind(engine, key).await?;
        }
        Ok((call, keyed?))
    }

    /// Binds the signature to the key it came with.
    async fn bind(&self, engine: &Engine, key: Option<String>) -> Result<(), Error> {
        let used = Used {
            key_id: self.key_id.clone(),
            hash: STANDARD.encode(self.proof.fingerprint),
            until: self.proof.remember_until,
        };
        let bound = engine.store.write(move |tx| {
            Box::pin(async move { signatures::bind(tx, &used, key.as_deref()).await })
        });
        if bound.await? {
            return Ok(());
        }
        Err(Error::refused(
            Code::SignatureReplayed,
            "this signature came with another Idempotency-Key before; sign again, and cover idempotency-key",
        ))
    }

    /// Does `work` once for this key: looks whether the answer is kept, or
    /// does it and keeps the answer, in one transaction. While that is under
    /// way, the same call is refused.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`], [`Code::IdempotencyInFlight`], or what
    /// `work` says.
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
        let begun = engine.in_flight.begin(&self.mall_id, &self.route, &keyed)?;
        let _held = first.await?;
        self.done_once(engine, keyed, work, begun).await
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
        let (mall, route, now) = (self.mall_id.clone(), self.route.clone(), engine.now());
        let done = engine.store.write(move |tx| {
            Box::pin(async move {
                let _begun = begun;
                let name = Name {
                    mall: &mall,
                    route: &route,
                    key: &keyed.key,
                };
                if let Some(kept) = idempotency::find(tx, name).await? {
                    return replayed(kept, &keyed);
                }
                let answer = work(tx).await?;
                let kept = Kept {
                    body_hash: keyed.body_hash.clone(),
                    status: answer.status,
                    answer: answer.body.clone(),
                };
                idempotency::keep(tx, name, &kept, now).await?;
                Ok(answer)
            })
        });
        done.await
    }
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

/// Those of these keys that are known, by their place, and whose they are.
async fn known(tx: &mut Tx, names: Vec<String>) -> Result<Vec<(usize, MallKey, Mall)>, Error> {
    let mut known = Vec::with_capacity(1);
    for (index, name) in names.iter().enumerate() {
        if let Some((key, mall)) = malls::sender(tx, name).await? {
            known.push((index, key, mall));
        }
    }
    Ok(known)
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
