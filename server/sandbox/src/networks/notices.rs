//! Sends the notices of all networks to Paydesk, each until it is acknowledged
//! or its network gives up.
//!
//! Their times are in the records, so that a restart continues them. Only
//! loopback addresses are called.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::task::JoinSet;

use super::Networks;
use super::loopback::on_this_machine;
use super::notice_source::NoticeCall;
use super::payment_network::PaymentNetwork;

/// The time-out for the acknowledgement.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest sleep, so that a clock that a test sets forward is noticed.
const SLEEP_MAX_MS: i64 = 1_000;

/// The client for notices. No redirects (302 may be an acknowledgement), no
/// proxy, and `localhost` is always the loopback address.
pub(super) fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve("localhost", ([127, 0, 0, 1], 0).into())
        .timeout(TIMEOUT)
        .build()
}

/// Sends due notices until the task is aborted, concurrently.
pub(super) async fn run(networks: Arc<Networks>) {
    let mut sending = JoinSet::new();
    loop {
        send_due(&networks, &mut sending);
        tokio::select! {
            () = networks.shared.wake.notified() => {}
            Some(_) = sending.join_next() => {}
            () = tokio::time::sleep(until_next_due(&networks)) => {}
        }
    }
}

/// Sends the due notices once, and waits for the results; how many.
pub(super) async fn deliver_due(networks: &Arc<Networks>) -> usize {
    let mut sending = JoinSet::new();
    let count = send_due(networks, &mut sending);
    while sending.join_next().await.is_some() {}
    count
}

/// Starts to send the due notices; how many.
fn send_due(networks: &Arc<Networks>, sending: &mut JoinSet<()>) -> usize {
    if networks.shared.state().held_replies.holds_notices() {
        return 0;
    }
    let now = networks.shared.now();
    let mut count = 0;
    for network in &networks.list {
        for id in network.take_due(now) {
            count += 1;
            sending.spawn(send(Arc::clone(networks), Arc::clone(network), id));
        }
    }
    count
}

/// The time until the next notice is due.
fn until_next_due(networks: &Networks) -> Duration {
    let now = networks.shared.now();
    let next = networks.list.iter().filter_map(|n| n.next_due()).min();
    let ms = next.map_or(SLEEP_MAX_MS, |at| {
        (at.ms() - now.ms()).clamp(1, SLEEP_MAX_MS)
    });
    Duration::from_millis(u64::try_from(ms).unwrap_or(1))
}

/// Sends one notice and records the result.
async fn send(networks: Arc<Networks>, network: Arc<dyn PaymentNetwork>, id: u64) {
    let now = networks.shared.now();
    let acknowledged = match network.notice_call(id, now) {
        Some(call) if on_this_machine(&call.url) => {
            let status = post(&networks.shared.client, call).await;
            status.is_some_and(|status| network.acknowledges(status))
        }
        _ => false,
    };
    if let Err(error) = network.notice_sent(id, acknowledged, now) {
        tracing::error!(%error, "the sandbox's records cannot be written");
    }
}

/// The status of the answer, if there is one.
async fn post(client: &reqwest::Client, call: NoticeCall) -> Option<StatusCode> {
    let mut request = client.post(call.url).body(call.body);
    for (name, value) in call.headers {
        request = request.header(name, value);
    }
    request.send().await.ok().map(|response| response.status())
}
