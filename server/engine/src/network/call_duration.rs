//! `paydesk_network_call_duration_seconds`, by channel and operation.

use domain::channel_id::ChannelId;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct NetworkCall {
    channel: String,
    operation: &'static str,
}

/// How long calls took, with and without a reply. Clones share the histograms.
#[derive(Clone, Debug)]
pub(crate) struct CallDuration(Family<NetworkCall, Histogram>);

/// Upper bounds in seconds, up to the longest timeout.
fn histogram() -> Histogram {
    Histogram::new([
        0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0,
    ])
}

impl Default for CallDuration {
    fn default() -> Self {
        Self(Family::new_with_constructor(histogram))
    }
}

impl CallDuration {
    pub(crate) fn observe(&self, channel: &ChannelId, operation: &'static str, ms: i64) {
        let took = Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        let channel = channel.to_string();
        let calls = self.0.get_or_create(&NetworkCall { channel, operation });
        calls.observe(took.as_secs_f64());
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register_with_unit(
            "network_call_duration",
            "Duration of a call to a network, with or without a reply",
            Unit::Seconds,
            self.0.clone(),
        );
    }
}
