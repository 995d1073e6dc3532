//! The script that asks where the order is when the page gets no events: without
//! WebAssembly, behind a proxy that holds the stream back, or after the stream was
//! refused or fell silent. Written for old browsers, where nothing else may run.
//!
//! Every five seconds it reads `data-heard` of `main`, which the island
//! [`live_updates`](crate::islands::live_updates) changes with each event and
//! removes when the stream ends. Without it, or when it was the same for twenty
//! seconds, the script asks `/pay/{token}/now` and leaves as the island would. When
//! that fails too, `#reconnecting` says so. A hidden page does not ask, and the page
//! of an ended order asks for ten minutes at a time. While a form of this page is
//! being sent, the script leaves for "paid" only.

/// The script's text.
pub(crate) const POLL_SCRIPT: &str = include_str!("poll.js");
