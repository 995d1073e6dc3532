//! What a desk tells the world: a call it makes, an errand that ended, what
//! it logged.

use super::law::Books;
use crate::network::transport::HttpAnswer;
use crate::tests::network::Map;
use domain::desk::{DeskError, NextPage, PayPage, Place};
use store::jobs::Job;
use store::testing::crash::CrashPoint;
use tokio::sync::oneshot;

/// One thing that came to rest.
#[derive(Debug)]
pub(super) enum Note {
    /// A desk has opened.
    Opened,
    /// A desk asks the network and waits.
    Called(Call),
    /// A mall's endpoint was called and holds its answer back.
    Told(Telling),
    /// An errand ended.
    Ended(u64, Box<Report>),
    /// A desk died in the middle of a commit: which, and where.
    Crashed(usize, CrashPoint),
    /// A desk logged this: how badly, and the text.
    Logged(tracing::Level, String),
}

/// A question to the network that waits for its answer.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) desk: usize,
    /// The desk's life in which it was asked: a later one does not hear.
    pub(super) life: u32,
    pub(super) asked: Map,
    pub(super) answer: oneshot::Sender<HttpAnswer>,
}

/// An event that arrived at a mall.
#[derive(Debug)]
pub(super) struct Telling {
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
    NextPage(Result<NextPage, DeskError>),
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
    Name(String),
    /// What of the acknowledged is not in the database.
    Missing(Vec<usize>),
    /// The books, read.
    Books(Box<Books>),
    /// A job ran.
    Ran,
    /// The desk died before it could say.
    Died,
}
