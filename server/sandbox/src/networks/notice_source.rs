//! What the sender of notices asks each network.

use domain::clock::At;
use reqwest::StatusCode;

use crate::jsonl_file::JsonlError;

/// A network's notices.
pub(super) trait NoticeSource: Send + Sync {
    /// The numbers of the notices that are due, marked as in flight.
    fn take_due(&self, now: At) -> Vec<u64>;

    /// When the next notice is due that is not in flight.
    fn next_due(&self) -> Option<At>;

    /// The request that tells a notice at `now`; `None` when its subject is
    /// gone.
    fn notice_call(&self, id: u64, now: At) -> Option<NoticeCall>;

    /// True for the status that acknowledges a notice.
    fn acknowledges(&self, status: StatusCode) -> bool;

    /// Records that a notice was sent at `sent_at`.
    ///
    /// # Errors
    /// [`JsonlError`]: nothing was recorded. The notice stays in flight, and is
    /// sent again after the next start.
    fn notice_sent(&self, id: u64, acknowledged: bool, sent_at: At) -> Result<(), JsonlError>;

    /// How many notices are held.
    fn held_notices(&self) -> usize;

    /// Makes the held notices due; how many.
    ///
    /// # Errors
    /// [`JsonlError`]: none was released.
    fn release_notices(&self, now: At) -> Result<usize, JsonlError>;
}

/// An HTTP POST to Paydesk.
pub(super) struct NoticeCall {
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}
