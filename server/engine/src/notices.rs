//! Notices from a network. The channel has verified the signature. The notice
//! is compared with the stored request, applied and committed before it is
//! acknowledged; a notice that is not acknowledged is sent again.

use crate::engine::Engine;
use crate::payments::settle::{DeclinePolicy, settle_in};
use crate::refunds::outcome::{Source, settle_refund_in};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::{HttpRequest, HttpResponse, Notice, NoticeAbout};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::{NoticeId, RefundId};
use domain::network_request::{NetworkRequest, Purpose};
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::notices::{self, NoticeRow};
use store::{Error, Fault, Tx, network_requests, refunds};

impl Engine {
    /// Applies a network's notice, and returns its acknowledgement after the
    /// commit.
    ///
    /// # Errors
    /// `not_found` if the channel is not configured. `bad_request` if the
    /// notice is forged, unreadable or differs from the request: no order
    /// changes. A fault: not acknowledged, the network sends again.
    #[tracing::instrument(skip_all, fields(channel = %channel))]
    pub async fn notice(
        self: &Arc<Self>,
        channel: &ChannelId,
        call: &HttpRequest,
    ) -> Result<HttpResponse, Error> {
        let now = self.now();
        let read = self.network.read_notice(channel, call);
        let notice = read.ok_or_else(|| Error::not_found("channel"))?;
        let notice = notice.map_err(|refused| {
            tracing::warn!(%refused, bytes = call.body.len(), "a notice was rejected");
            Refusal::new(Code::BadRequest, "not a notice of the network")
        })?;
        let mut row = NoticeRow {
            id: NoticeId::new(self.entropy.as_ref(), now),
            channel: channel.clone(),
            received_at: now,
            body_hash: URL_SAFE_NO_PAD.encode(digest(&SHA256, &call.body)),
            wire_no: Some(notice.number.clone()),
            verdict: String::from("applied"),
            record: serde_json::to_string(&notice.record)
                .map_err(|_| Fault::new("a notice's record"))?,
        };
        let (engine, from) = (Arc::clone(self), channel.clone());
        let mismatch = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let matched = matching(tx, &from, &notice).await?;
                    if let Err(field) = &matched {
                        row.verdict = format!("mismatch: {field}");
                    }
                    notices::insert(tx, &row).await?;
                    let request = match matched {
                        Ok(request) => request,
                        Err(field) => return Ok(Some(field)),
                    };
                    let outcome = &notice.outcome;
                    if request.purpose.refund_method().is_some() {
                        let entropy = engine.entropy.as_ref();
                        let source = Source::Notice;
                        settle_refund_in(tx, entropy, &request, outcome, source, now).await?;
                    } else {
                        let policy = DeclinePolicy::AllowRetry;
                        settle_in(tx, &engine.payments, &request, outcome, policy).await?;
                    }
                    Ok(None)
                })
            })
            .await?;
        match mismatch {
            None => self.network.acknowledge(channel),
            Some(field) => {
                tracing::error!(field, "a well-signed notice differs from the request");
                Err(Error::refused(
                    Code::BadRequest,
                    "the notice differs from what was asked",
                ))
            }
        }
    }
}

/// The request of a notice, if all its facts match; else the first field that
/// differs. Only requests of the notice's own channel are looked at. A notice
/// with another amount is refused; the query job decides.
async fn matching(
    tx: &mut Tx,
    from: &ChannelId,
    notice: &Notice,
) -> Result<Result<NetworkRequest, &'static str>, Error> {
    let Some(request) = network_requests::find(tx, from, &notice.number).await? else {
        return Ok(Err("number"));
    };
    Ok(if !is_about(notice.about, request.purpose) {
        Err("purpose")
    } else if !same_second(request.network_time, notice.time) {
        Err("time")
    } else if request.account != notice.account {
        Err("account")
    } else if request.amount != notice.amount {
        Err("amount")
    } else if request.money_at.is_none() {
        Err("never submitted")
    } else if !is_of_its_payment(tx, &request, notice).await? {
        Err("payment")
    } else {
        Ok(request)
    })
}

/// True if a notice of this kind may report a request of this purpose.
fn is_about(about: NoticeAbout, purpose: Purpose) -> bool {
    match about {
        NoticeAbout::Payment => purpose.refund_method().is_none(),
        NoticeAbout::Refund(method) => purpose.refund_method() == Some(method),
        NoticeAbout::Payout => false,
    }
}

/// True unless the notice of a refund names another payment than the refund's.
async fn is_of_its_payment(
    tx: &mut Tx,
    request: &NetworkRequest,
    notice: &Notice,
) -> Result<bool, Error> {
    let Some(payment) = &notice.payment else {
        return Ok(true);
    };
    if request.purpose.refund_method().is_none() {
        return Ok(true);
    }
    let id = RefundId::stored(request.subject.clone());
    Ok(refunds::get(tx, &id).await?.payment == *payment)
}

/// True if the notice names our time, or none. Network times have whole
/// seconds.
fn same_second(ours: At, theirs: Option<At>) -> bool {
    theirs.is_none_or(|theirs| ours.ms().div_euclid(1000) == theirs.ms().div_euclid(1000))
}
