//! Logs: one line per event on standard error, as text or JSON. Traces, if a
//! collector is configured ([`traces`]).
//!
//! No secret reaches a log because none has a `Debug` or `Display` that
//! shows it (`domain::secret`), and requests are named by their route
//! (`/pay/{token}`), never by their address.
//!
//! A separate thread writes the lines in order. None is dropped: when
//! [`BUFFERED_LINES`] are queued, callers wait. A killed process may lose its
//! last lines; nothing relies on the log.

mod log_fields;
pub(crate) mod traces;

use log_fields::{JsonLogFields, TextLogFields};
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::io::{BufWriter, IsTerminal, Write};
use tracing::Subscriber;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Maximum number of queued lines: a few MiB.
const BUFFERED_LINES: usize = 8192;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Keeps the log and the traces running. Dropping it flushes both.
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
    _log: WorkerGuard,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.traces.take().map(|traces| traces.shutdown()) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Starts the log, and the recording of traces if there is a provider.
/// `filter` is a list such as `info,engine=debug`; one that cannot be read
/// falls back to `info`, with a warning.
#[must_use]
pub(crate) fn start(
    format: LogFormat,
    filter: &str,
    traces: Option<SdkTracerProvider>,
) -> Telemetry {
    let (filter, unread) = match EnvFilter::try_new(filter) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    let (lines, guard) = log_writer(std::io::stderr());
    let log = log_layer(format, std::io::stderr().is_terminal(), lines);
    tracing_subscriber::registry()
        .with(log.with_filter(filter))
        .with(traces.as_ref().map(traces::layer))
        .init();
    if let Some(error) = unread {
        tracing::warn!(%error, "the log filter cannot be read; using info");
    }
    Telemetry {
        traces,
        _log: guard,
    }
}

/// Formats lines and writes them to `lines`; in colours if `ansi`.
fn log_layer<S, W>(format: LogFormat, ansi: bool, lines: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let log = fmt::layer().with_ansi(ansi).with_writer(lines);
    match format {
        LogFormat::Text => log.with_target(false).fmt_fields(TextLogFields).boxed(),
        LogFormat::Json => log.json().fmt_fields(JsonLogFields).boxed(),
    }
}

/// Writes lines to `out` from a separate thread; queued lines are written
/// together.
fn log_writer(out: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .buffered_lines_limit(BUFFERED_LINES)
        .lossy(false)
        .thread_name("log")
        .finish(BufWriter::with_capacity(64 * 1024, out))
}

#[cfg(test)]
mod tests {
    use super::{BUFFERED_LINES, log_writer};
    use std::io::{self, Write};
    use std::sync::mpsc::{Sender, channel};

    /// Hands over each piece that is written.
    struct Pieces(Sender<Vec<u8>>);

    impl Write for Pieces {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            let sent = self.0.send(piece.to_vec());
            sent.map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(piece.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_written_in_order_by_the_time_the_guard_is_dropped() {
        let (to, from) = channel();
        let (mut lines, guard) = log_writer(Pieces(to));
        let mut all = Vec::new();
        for n in 0..2 * BUFFERED_LINES {
            let line = format!("{n}\n");
            lines.write_all(line.as_bytes()).expect("taken");
            all.extend_from_slice(line.as_bytes());
        }
        drop(guard);
        let written: Vec<u8> = from.into_iter().flatten().collect();
        assert!(written == all, "{} of {} bytes", written.len(), all.len());
    }
}
