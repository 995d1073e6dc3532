//! The script that polls the state of the order when the page receives no
//! events: without WebAssembly, behind a proxy that buffers the stream, or
//! after the stream was refused or went silent. It is written for old browsers.
//!
//! Every five seconds it reads `data-heard` of `main`, which the island
//! [`live_updates`](crate::islands::live_updates) changes with each event and
//! removes when the stream ends. If it is missing, or unchanged for twenty
//! seconds, the script requests `/pay/{token}/now` and leaves the page as the
//! island would. If that fails too, it shows `#reconnecting`. A hidden page
//! does not poll, and the page of a final order polls for ten minutes at a
//! time. While a form of the page is being sent, the script leaves for the paid
//! page only.

/// The script's text.
pub(crate) const POLL_SCRIPT: &str = include_str!("poll.js");
