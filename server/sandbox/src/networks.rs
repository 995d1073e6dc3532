//! The sandbox's payment networks, a payer's phone and a control page, on one
//! port. Each network is a folder; what all share stands beside the folders.
//!
//! Paydesk is connected by HTTP only.

mod bad_gateways;
mod broken_reply;
mod cards;
mod china_time;
mod control;
mod held_replies;
mod injected_failure;
mod loopback;
mod notice_queue;
mod notice_source;
mod notices;
mod outgoing_notice;
mod page;
mod page_language;
mod payer;
mod payer_page;
mod payer_text;
mod payment_network;
mod phone;
mod queued_failures;
mod refunds;
mod shared;
mod sms;
mod tester_text;
pub(crate) mod union_pay;
pub(crate) mod wechat_pay;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use tokio::task::JoinHandle;

use crate::jsonl_file::JsonlError;
use crate::keys::SandboxKeys;
pub use injected_failure::InjectedFailure;
use payment_network::{PaymentNetwork, ScannedPayment};
use queued_failures::FailureTarget;
use shared::Shared;
use union_pay::{KeysError, UnionPay};
use wechat_pay::{WechatPay, WechatPayError};

/// All networks of the sandbox. Clones share one state.
#[derive(Clone)]
pub struct SandboxNetwork {
    inner: Arc<Networks>,
}

/// Why the networks cannot start.
#[derive(Debug, thiserror::Error)]
pub enum NetworkOpenError {
    /// The records cannot be used.
    #[error("the sandbox network's records: {0}")]
    Books(#[from] JsonlError),
    /// The kit cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// WeChat Pay cannot be opened.
    #[error(transparent)]
    WechatPay(#[from] WechatPayError),
    /// The HTTP client for notices cannot be built.
    #[error("the sandbox network's HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// The list of networks, and what they share.
struct Networks {
    shared: Arc<Shared>,
    list: Vec<Arc<dyn PaymentNetwork>>,
}

impl SandboxNetwork {
    /// Opens the networks with their records in the data folder `dir` (created
    /// if missing) and their parts of `kit`. The `demo` command calls it after
    /// [`SandboxKeys::load_or_create`].
    ///
    /// # Errors
    /// [`NetworkOpenError`]: the records cannot be read or written, or the kit cannot
    /// be used.
    pub fn open(
        dir: &Path,
        kit: &SandboxKeys,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, NetworkOpenError> {
        let shared = Arc::new(Shared::new(clock, entropy)?);
        let union_pay = UnionPay::open(dir, &kit.union_pay, Arc::clone(&shared))?;
        let wechat_pay = WechatPay::open(dir, &kit.wechat_pay, Arc::clone(&shared))?;
        let list: Vec<Arc<dyn PaymentNetwork>> = vec![Arc::new(union_pay), Arc::new(wechat_pay)];
        Ok(Self {
            inner: Arc::new(Networks { shared, list }),
        })
    }

    /// All routes of the networks, for a port of its own (loopback; 3002 by
    /// default):
    ///
    /// | address | for |
    /// |---|---|
    /// | `/` | links, and the test cards |
    /// | `/gateway/api/{frontTransReq,backTransReq,queryTrans}.do` | Paydesk, at UnionPay |
    /// | `/wechat_pay/v3/..` | Paydesk, at WeChat Pay |
    /// | `/bank/..` | the payer at a bank's page |
    /// | `/phone`, `/phone/scan`, `/phone/messages` | the payer's phone; the last is JSON, for tests |
    /// | `/control`, `/control/{next,release,hold}` | testers, to queue failures; JSON too |
    /// | `/control/wechat_pay`, `/control/wechat_pay/{rotate,mode}` | the keys that WeChat Pay signs with |
    pub fn router(&self) -> Router {
        let pages = Router::new()
            .merge(phone::routes())
            .merge(control::routes())
            .merge(page::routes())
            .with_state(Arc::clone(&self.inner));
        let networks = self.inner.list.iter().cloned();
        networks
            .fold(pages, |all, network| all.merge(network.routes()))
            .layer(axum::middleware::map_response(page::with_headers))
    }

    /// Starts sending notices, first those left from the last run. Needs a
    /// tokio runtime. Abort the task to stop it; unacknowledged notices stay in
    /// the records and are sent after the next start.
    pub fn start_notices(&self) -> JoinHandle<()> {
        tokio::spawn(notices::run(Arc::clone(&self.inner)))
    }

    /// Sends the notices that are due, waits for the answers, and returns how
    /// many were sent. For tests that set the clock, in place of
    /// [`SandboxNetwork::start_notices`].
    pub async fn deliver_due(&self) -> usize {
        notices::deliver_due(&self.inner).await
    }

    /// Queues a failure for the next payment, whatever its amount.
    pub fn fail_next(&self, failure: InjectedFailure) {
        let failures = &mut self.inner.shared.state().failures;
        failures.of_mut(FailureTarget::Payment).push_back(failure);
    }
}

impl std::fmt::Debug for SandboxNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SandboxNetwork(..)")
    }
}

impl Networks {
    /// The payment of a QR code of any network.
    fn scan(&self, code: &str, now: At) -> Option<ScannedPayment> {
        self.list.iter().find_map(|network| network.scan(code, now))
    }

    /// What can be held under this name.
    fn step(&self, name: &str) -> Option<&'static str> {
        let each = self.list.iter().flat_map(|network| network.steps());
        let mut all = std::iter::once(&held_replies::NOTICE).chain(each);
        all.find(|step| **step == name).copied()
    }
}
