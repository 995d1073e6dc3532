//! The sandbox network: UnionPay's gateway, its banks' pages, a payer's phone
//! and a control page, on one port.
//!
//! A request is processed under one lock and recorded before it is answered.
//! Paydesk is connected by HTTP only.

mod bank;
mod card_data;
mod cards;
mod code;
mod control;
mod envelope;
mod held_replies;
mod injected_failure;
mod notices;
mod page;
mod payment;
mod phone;
mod records;
mod refunds;
mod request;
mod sms;
mod union_pay;
mod wire_time;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use domain::clock::Clock;
use domain::entropy::Entropy;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::keys::SandboxKeys;
pub use envelope::KeysError;
use envelope::NetworkKeys;
use held_replies::HeldReplies;
pub use injected_failure::InjectedFailure;
pub use records::LogError;
use records::{NetworkRecords, TransactionId};
use sms::SmsInbox;

/// The sandbox network. Clones share one state.
#[derive(Clone)]
pub struct SandboxNetwork {
    inner: Arc<NetworkShared>,
}

/// Why the network cannot start.
#[derive(Debug, thiserror::Error)]
pub enum NetworkOpenError {
    /// The records cannot be used.
    #[error("the sandbox network's records: {0}")]
    Books(#[from] LogError),
    /// The kit cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The HTTP client for notices cannot be built.
    #[error("the sandbox network's HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// The state shared by all routes and tasks.
struct NetworkShared {
    keys: NetworkKeys,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    state: Mutex<NetworkState>,
    client: reqwest::Client,
    /// Notified when a notice may have become due.
    wake: Notify,
    /// Notified when held replies are released.
    holds_released: Notify,
    /// How long [`InjectedFailure::Timeout`] delays its 504.
    silence: Duration,
}

/// The mutable state. Only the records survive a restart.
struct NetworkState {
    records: NetworkRecords,
    /// SMS codes.
    inbox: SmsInbox,
    /// Failures of the next payments, queued on the control page.
    payment_failures: VecDeque<InjectedFailure>,
    /// Failures of the next refunds and undos.
    refund_failures: VecDeque<InjectedFailure>,
    /// Which replies and notices are held.
    held_replies: HeldReplies,
    /// How many more queries of each transaction are answered by 502.
    bad_gateways: BTreeMap<TransactionId, u8>,
    /// Notices that are being sent.
    in_flight: BTreeSet<u64>,
}

impl SandboxNetwork {
    /// Opens the network with its records in the data folder `dir` (created if
    /// missing) and the network's part of `kit`. The `demo` command calls it
    /// after [`SandboxKeys::load_or_create`].
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
        let state = NetworkState {
            records: NetworkRecords::open(dir)?,
            inbox: SmsInbox::default(),
            payment_failures: VecDeque::new(),
            refund_failures: VecDeque::new(),
            held_replies: HeldReplies::default(),
            bad_gateways: BTreeMap::new(),
            in_flight: BTreeSet::new(),
        };
        let inner = NetworkShared {
            keys: NetworkKeys::new(kit.network())?,
            clock,
            entropy,
            state: Mutex::new(state),
            client: notices::client()?,
            wake: Notify::new(),
            holds_released: Notify::new(),
            silence: Duration::from_secs(30),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// All routes of the network, for a port of its own (loopback; 3002 by
    /// default):
    ///
    /// | address | for |
    /// |---|---|
    /// | `/` | links, and the test cards |
    /// | `/gateway/api/{frontTransReq,backTransReq,queryTrans}.do` | Paydesk |
    /// | `/bank/..` | the payer at a bank's page |
    /// | `/phone`, `/phone/scan`, `/phone/messages` | the payer's phone; the last is JSON, for tests |
    /// | `/control`, `/control/{next,release,hold}` | testers, to queue failures; JSON too |
    pub fn router(&self) -> Router {
        Router::new()
            .merge(union_pay::routes())
            .merge(bank::routes())
            .merge(phone::routes())
            .merge(control::routes())
            .merge(page::routes())
            .layer(axum::middleware::map_response(page::with_headers))
            .with_state(Arc::clone(&self.inner))
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
        self.inner.state().payment_failures.push_back(failure);
    }
}

impl std::fmt::Debug for SandboxNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Network(..)")
    }
}

impl NetworkShared {
    /// Locks the state. A poisoned lock is accepted: each change of the records
    /// is one step, so they are complete.
    fn state(&self) -> MutexGuard<'_, NetworkState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `count` random decimal digits.
    fn digits(&self, count: usize) -> String {
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            let mut bytes = [0; 32];
            self.entropy.fill(&mut bytes);
            // Bytes of 250 and above would make the digits 0 to 5 more likely.
            let fair = bytes.iter().filter(|byte| **byte < 250);
            digits.extend(fair.map(|byte| char::from(b'0' + byte % 10)));
        }
        digits.truncate(count);
        digits
    }
}
