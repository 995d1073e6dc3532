//! Messages from desks to the simulator: network calls, finished tasks, log
//! entries.

use super::invariants::DatabaseState;
use super::networks::NetworkCall;
use channels::HttpReply;
use domain::desk::{DeskError, NextPage, PayPage, Place};
use store::jobs::ClaimedJob;
use store::testing::crash::CrashPoint;
use tokio::sync::oneshot;

/// One message.
#[derive(Debug)]
pub(super) enum Message {
    /// A desk has started.
    Opened,
    /// A desk called the network and waits.
    Called(Call),
    /// A desk delivered an event and waits for the mall's answer.
    EventDelivered(EventDelivery),
    /// A task finished: its id and result.
    Finished(u64, Box<Report>),
    /// A desk died within a commit: which desk, and where.
    Crashed(usize, CrashPoint),
    /// A desk logged this.
    Logged(tracing::Level, String),
}

/// A network call that waits for its answer.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) desk: usize,
    /// The desk's generation; a later one does not get the answer.
    pub(super) generation: u32,
    pub(super) asked: NetworkCall,
    pub(super) answer: oneshot::Sender<HttpReply>,
}

/// An event that arrived at the mall.
#[derive(Debug)]
pub(super) struct EventDelivery {
    pub(super) desk: usize,
    /// Which of the mall's addresses was used.
    pub(super) address: u32,
    pub(super) event: String,
    pub(super) body: String,
    /// Takes the status, and the seconds of `Retry-After`.
    pub(super) answer: oneshot::Sender<(u16, Option<u32>)>,
}

/// The result of a task.
#[derive(Debug)]
pub(super) enum Report {
    /// A page was loaded.
    Page(Result<Box<PayPage>, DeskError>),
    /// A form was submitted.
    NextPage(Result<NextPage, DeskError>),
    /// The shopper returned from the network, or polled.
    Place(Result<Place, DeskError>),
    /// Seconds left after more time was asked for.
    Seconds(Result<i64, DeskError>),
    /// An API answer: status and body.
    Api(u16, serde_json::Value),
    /// Jobs that are due.
    Jobs(Vec<ClaimedJob>),
    /// When the next job is due.
    Due(Option<i64>),
    /// The mall's number of an order.
    OrderNumber(String),
    /// Indexes of acknowledged facts that the database lacks.
    Missing(Vec<usize>),
    /// All rows of the database.
    DatabaseState(Box<DatabaseState>),
    /// A job ran.
    Ran,
    /// The desk died before the task finished.
    Died,
}
