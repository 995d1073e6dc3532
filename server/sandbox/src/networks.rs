//! The sandbox network: UnionPay's gateway, its banks' pages, a payer's
//! phone and a control page, behind one address.
//!
//! Everything a request does happens under one lock, in memory and in the
//! records' file, before it is answered. HTTP in and out is the only
//! connection to the desk.

mod bank;
mod card_data;
mod cards;
mod code;
mod control;
mod envelope;
mod held_replies;
mod notices;
mod page;
mod payment;
mod phone;
mod records;
mod refunds;
mod request;
mod sms;
mod trouble;
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

use crate::keys::Kit;
pub use envelope::KeysError;
use envelope::NetworkKeys;
use held_replies::HeldReplies;
pub use records::LogError;
use records::{NetworkRecords, TransactionKey};
use sms::SmsInbox;
pub use trouble::Trouble;

/// The sandbox network. Cheap to clone; all clones are one network.
#[derive(Clone)]
pub struct SandboxNetwork {
    inner: Arc<NetworkShared>,
}

/// A network that cannot start.
#[derive(Debug, thiserror::Error)]
pub enum NetworkOpenError {
    /// The records.
    #[error("the sandbox network's records: {0}")]
    Books(#[from] LogError),
    /// The kit.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The HTTP client for notices.
    #[error("the sandbox network's HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// What all parts of the network share.
struct NetworkShared {
    keys: NetworkKeys,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    state: Mutex<NetworkState>,
    client: reqwest::Client,
    /// Notified when a notice may have become due.
    wake: Notify,
    /// Notified when held answers are released.
    holds_released: Notify,
    /// How long [`Trouble::Timeout`] gives no answer.
    silence: Duration,
}

/// The mutable state. The records survive a restart, the rest does not.
struct NetworkState {
    records: NetworkRecords,
    /// Codes by SMS.
    inbox: SmsInbox,
    /// Troubles of the next payments, queued on the control page.
    payment_troubles: VecDeque<Trouble>,
    /// The same for the next refunds and undos.
    refund_troubles: VecDeque<Trouble>,
    /// Answers and notices that are held.
    held_replies: HeldReplies,
    /// Queries still to be answered by 502.
    bad_gateways: BTreeMap<TransactionKey, u8>,
    /// Notices being sent right now.
    in_flight: BTreeSet<u64>,
}

impl SandboxNetwork {
    /// Opens the network with its records in the data folder `dir` (made when
    /// absent) and the network's half of `kit`. Called by the `demo` command
    /// after [`Kit::load_or_create`].
    ///
    /// # Errors
    /// [`NetworkOpenError`]: the records cannot be read or written, or the kit cannot
    /// be used.
    pub fn open(
        dir: &Path,
        kit: &Kit,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, NetworkOpenError> {
        let state = NetworkState {
            records: NetworkRecords::open(dir)?,
            inbox: SmsInbox::default(),
            payment_troubles: VecDeque::new(),
            refund_troubles: VecDeque::new(),
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

    /// All addresses of the network, to be served on a port of its own
    /// (loopback; 3002 by default):
    ///
    /// | address | for |
    /// |---|---|
    /// | `/` | what is where, the test cards |
    /// | `/gateway/api/{frontTransReq,backTransReq,queryTrans}.do` | the desk |
    /// | `/bank/..` | the payer at a bank's page |
    /// | `/phone`, `/phone/scan`, `/phone/messages` | the payer's phone; the last is JSON, for tests |
    /// | `/control`, `/control/{next,release,hold}` | testers, to queue troubles; JSON too |
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

    /// Starts sending notices, those left over from the last run first.
    /// Needs a tokio runtime. Abort the task to stop; what was not
    /// acknowledged is in the books and goes out at the next start.
    pub fn start_notices(&self) -> JoinHandle<()> {
        tokio::spawn(notices::run(Arc::clone(&self.inner)))
    }

    /// Sends the notices that are due now and waits for the answers; says
    /// how many were sent. For tests that own the clock, in place of
    /// [`SandboxNetwork::start_notices`].
    pub async fn deliver_due(&self) -> usize {
        notices::deliver_due(&self.inner).await
    }

    /// The next payment gets this trouble, whatever its amount. Several are
    /// taken one after the other.
    pub fn trouble_next(&self, trouble: Trouble) {
        self.inner.state().payment_troubles.push_back(trouble);
    }
}

impl std::fmt::Debug for SandboxNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Network(..)")
    }
}

impl NetworkShared {
    /// The changing part, for this thread alone. A panic elsewhere while it
    /// was held leaves records that are whole: they change in one step.
    fn state(&self) -> MutexGuard<'_, NetworkState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `count` random decimal digits.
    fn digits(&self, count: usize) -> String {
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            let mut bytes = [0; 32];
            self.entropy.fill(&mut bytes);
            // 250 and above would make small digits likelier.
            let fair = bytes.iter().filter(|byte| **byte < 250);
            digits.extend(fair.map(|byte| char::from(b'0' + byte % 10)));
        }
        digits.truncate(count);
        digits
    }
}
