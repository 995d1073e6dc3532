//! The script that asks where the order is when the page is not told: without
//! WebAssembly, behind a proxy that keeps the event stream to itself, on a
//! stream that was refused or fell silent. Plain and old-fashioned, so that it
//! runs where nothing else of ours does.
//!
//! Every five seconds it looks at `data-heard` of `main`, which the island
//! [`live`](crate::islands::live) changes with each word of the stream and takes
//! away when the stream ends. Where there is none, or it stayed the same for
//! twenty seconds, the script asks `/pay/{token}/now` and leaves as the island
//! would; where that cannot be had either, `#reconnecting` says so. Hidden pages
//! ask nothing; the page of an order that is over asks for ten minutes at a time.
//! While a form of this page is on its way only "paid" is worth leaving for.

/// The script's text.
pub(crate) const FOLLOW: &str = include_str!("follow.js");
