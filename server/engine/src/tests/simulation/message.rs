//! What a desk tells the world: a call it makes, an errand that ended, what
//! it logged.

use super::invariants::DatabaseState;
use crate::outbound::Answer;
use crate::store::crash::Point;
use crate::store::jobs::Job;
use crate::tests::network::Fields;
use domain::desk::{DeskError, PayPage, Place, Turn};
use tokio::sync::oneshot;

/// One thing that came to rest.
#[derive(Debug)]
pub(super) enum Message {
    /// A desk has opened.
    Opened,
    /// A desk asks the network and waits.
    Called(Call),
    /// A mall's endpoint was called and holds its answer back.
    EventDelivered(EventDelivery),
    /// An errand ended.
    Finished(u64, Box<Report>),
    /// A desk died in the middle of a commit: which, and where.
    Crashed(usize, Point),
    /// A desk logged this: how badly, and the text.
    Logged(tracing::Level, String),
}

/// A question to the network that waits for its answer.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) desk: usize,
    /// The desk's life in which it was asked: a later one does not hear.
    pub(super) generation: u32,
    pub(super) asked: Fields,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// An event that arrived at a mall.
#[derive(Debug)]
pub(super) struct EventDelivery {
    pub(super) desk: usize,
    /// Which of the mall's addresses it came to.
    pub(super) address: u32,
    pub(super) event: String,
    pub(super) body: String,
    /// The status to answer with, and the seconds to ask for.
    pub(super) answer: oneshot::Sender<(u16, Option<u32>)>,
}

/// What an errand brought.
#[derive(Debug)]
pub(super) enum Report {
    /// A page was looked at.
    Page(Result<Box<PayPage>, DeskError>),
    /// A form was handed in.
    Turn(Result<Turn, DeskError>),
    /// The shopper came back, or looked.
    Place(Result<Place, DeskError>),
    /// More time.
    Seconds(Result<i64, DeskError>),
    /// The API answered: status and body.
    Api(u16, serde_json::Value),
    /// Jobs that are due.
    Jobs(Vec<Job>),
    /// When the next job is due.
    Due(Option<i64>),
    /// The mall's number of an order.
    OrderNumber(String),
    /// What of the acknowledged is not in the database.
    Missing(Vec<usize>),
    /// The books, read.
    DatabaseState(Box<DatabaseState>),
    /// A job ran.
    Ran,
    /// The desk died before it could say.
    Died,
}
