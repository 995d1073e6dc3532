//! Certificates of the channels. Those that a network publishes are fetched in
//! the background, by each process for itself. One that cannot be used is logged
//! once.

use super::Network;
use channels::{Channel, PublishedCertificates};
use domain::channel_id::ChannelId;
use domain::clock::At;
use futures::future::join_all;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The operation's name in logs and metrics.
const OPERATION: &str = "refresh_certificates";
/// Seconds until the next try after a failure; doubled after each further one.
const RETRY_S: u32 = 60;

impl Network {
    /// Logs the certificates that are outside their validity, before a page asks
    /// for them.
    pub(crate) fn log_invalid_certificates(&self) {
        let now = self.clock.now();
        for channel in self.channels.iter() {
            self.invalid_certificates.has_none(channel, now);
        }
    }

    /// Fetches the certificates that networks publish: now, and then at each
    /// network's own interval, sooner after a failure. Ends at once if none
    /// publishes any.
    pub(crate) async fn keep_certificates(&self) {
        join_all(self.channels.iter().map(|channel| self.keep_fresh(channel))).await;
    }

    async fn keep_fresh(&self, channel: &dyn Channel) {
        let Some(published) = channel.published_certificates() else {
            return;
        };
        let mut failures = 0;
        loop {
            let fetched = self.fetch_certificates(channel.id(), published).await;
            failures = if fetched { 0 } else { failures + 1 };
            let pause = pause_s(published.refresh_s(), failures);
            tokio::time::sleep(Duration::from_secs(pause.into())).await;
        }
    }

    /// True if the channel has new certificates.
    #[tracing::instrument(name = "network_call", skip_all, fields(otel.kind = "client", channel = %channel, operation = OPERATION))]
    async fn fetch_certificates(
        &self,
        channel: &ChannelId,
        published: &dyn PublishedCertificates,
    ) -> bool {
        let call = match published.call(self.clock.now()) {
            Ok(call) => call,
            Err(error) => {
                tracing::error!(%error, "certificates cannot be fetched");
                return false;
            }
        };
        let (reply, now) = self.exchange(channel, OPERATION, &call).await;
        match published.accept(&reply, now) {
            Ok(set) => {
                tracing::info!(count = set.count, not_after = %set.not_after.rfc3339(), "certificates fetched");
                true
            }
            Err(why) => {
                tracing::warn!(?why, "certificates not fetched; those known before stay");
                false
            }
        }
    }
}

/// The pause after this number of failures in a row.
fn pause_s(interval_s: u32, failures: u32) -> u32 {
    match failures.checked_sub(1) {
        None => interval_s,
        Some(further) => RETRY_S
            .saturating_mul(2_u32.saturating_pow(further))
            .min(interval_s),
    }
}

/// The certificates outside their validity that were logged.
#[derive(Debug, Default)]
pub(crate) struct InvalidCertificates(Mutex<BTreeSet<(ChannelId, &'static str, At)>>);

impl InvalidCertificates {
    /// True if every certificate of the channel has begun and has not ended. The
    /// first other one is logged, once.
    pub(crate) fn has_none(&self, channel: &dyn Channel, now: At) -> bool {
        let Some(invalid) = channel.invalid_certificate(now) else {
            return true;
        };
        let (bound, why) = if invalid.has_ended(now) {
            (
                invalid.not_after,
                "a certificate has ended: the channel is not offered until it is replaced",
            )
        } else {
            (
                invalid.not_before,
                "a certificate has not begun: the channel is not offered until then",
            )
        };
        let key = (channel.id().clone(), invalid.name, bound);
        let mut logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.insert(key) {
            tracing::error!(channel = %channel.id(), certificate = invalid.name, at = %bound.rfc3339(), "{why}");
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidCertificates, pause_s};
    use crate::network::Network;
    use crate::network::call_duration::CallDuration;
    use crate::network::transport::Transport;
    use async_trait::async_trait;
    use channels::{Channel, Channels, HttpCall, HttpReply, HttpResponse};
    use serde_json::json;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;
    use testkit::clock::{ManualClock, NOON};
    use testkit::second_network::{SecondChannel, signed};
    use tokio::time::Instant;

    #[test]
    fn the_pause_after_failures_doubles_up_to_the_interval() {
        let pauses: Vec<u32> = (0..6).map(|failures| pause_s(600, failures)).collect();
        assert_eq!(pauses, [600, 60, 120, 240, 480, 600]);
        assert_eq!(pause_s(30, 1), 30);
        assert_eq!(pause_s(86_400, u32::MAX), 86_400);
    }

    /// Publishes a certificate, except to the second and third call.
    struct FailsTwice(Instant, Mutex<Vec<u64>>);

    #[async_trait]
    impl Transport for FailsTwice {
        async fn send(&self, _: &HttpCall) -> HttpReply {
            let mut called = self.1.lock().expect("not poisoned");
            called.push(self.0.elapsed().as_secs());
            if matches!(called.len(), 2 | 3) {
                return HttpReply::NoReply;
            }
            let (headers, body) = signed(&json!({ "not_after_ms": NOON.plus_s(86_400).ms() }));
            HttpReply::Response(HttpResponse {
                status: 200,
                headers,
                body,
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn they_are_fetched_at_once_then_at_the_interval_and_sooner_after_a_failure() {
        let transport = Arc::new(FailsTwice(Instant::now(), Mutex::default()));
        let second = Arc::new(SecondChannel::default());
        let network = Network {
            channels: Channels::new(vec![second.clone()]),
            transport: transport.clone(),
            clock: Arc::new(ManualClock::at(NOON)),
            call_duration: CallDuration::default(),
            invalid_certificates: InvalidCertificates::default(),
            public_url: String::new(),
        };
        let kept = tokio::time::timeout(Duration::from_secs(7400), network.keep_certificates());
        kept.await.expect_err("without end");
        let called = transport.1.lock().expect("not poisoned").clone();
        assert_eq!(called, [0, 3600, 3660, 3780, 7380]);
        assert_eq!(second.certificates()[0].not_after, NOON.plus_s(86_400));
    }
}
