//! Logs: one line per fact on standard error, as text or JSON.
//!
//! No secret reaches a log because none has a `Debug` or `Display` that
//! shows it (`domain::secret`), and requests are named by their route
//! (`/pay/{token}`), never by their address.

use crate::log_lines::{LogLines, Writing};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Starts the log. `filter` is a list such as `info,engine=debug`; one that
/// cannot be read falls back to `info` and says so. The log is written while
/// the answer is held.
#[must_use]
pub(crate) fn start(format: LogFormat, filter: &str) -> Writing {
    let (filter, unread) = match EnvFilter::try_new(filter) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    let lines = LogLines::default();
    let writing = lines.write_to(std::io::stderr());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(lines);
    match format {
        LogFormat::Text => builder.with_target(false).init(),
        LogFormat::Json => builder.json().init(),
    }
    if let Some(error) = unread {
        tracing::warn!(%error, "the log filter cannot be read; using info");
    }
    writing
}
