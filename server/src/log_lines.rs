//! Log lines on their way to standard error, many at once.
//!
//! A line for each request, each written by itself, is a fifth of what a page
//! costs, and makes requests wait for whatever disk the log goes to. So lines
//! are gathered for a moment and written by a thread of their own. Rules kept
//! here:
//! - a warning or an error waits for nothing, and takes what came before it
//!   along;
//! - lines stay in order, none is left out, and memory is bounded: who logs
//!   faster than the log is taken waits;
//! - the end of the process writes all there is. What is killed may lose the
//!   last moment of its log, and nothing else: no log line is a record.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line may wait for others.
const MOMENT: Duration = Duration::from_millis(50);
/// Text that is worth writing before that, in bytes.
const ENOUGH: usize = 64 * 1024;
/// The most text that waits.
const ROOM: usize = 1024 * 1024;

/// Where lines are left. Clones share it.
#[derive(Clone)]
pub(crate) struct LogLines(Arc<Shared>);

struct Shared {
    /// How long a line may wait for others.
    moment: Duration,
    waiting: Mutex<Waiting>,
    /// Something came, or changed.
    came: Condvar,
    /// What waited was taken.
    taken: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    /// There is a line in it that waits for nothing.
    urgent: bool,
    /// No more lines come.
    over: bool,
}

/// Writes what is left when it is dropped.
pub(crate) struct Writing {
    lines: LogLines,
    thread: Option<JoinHandle<()>>,
}

/// The end of one line.
pub(crate) struct Line<'a> {
    lines: &'a LogLines,
    urgent: bool,
}

impl Default for LogLines {
    fn default() -> Self {
        Self::of(MOMENT)
    }
}

impl LogLines {
    fn of(moment: Duration) -> Self {
        Self(Arc::new(Shared {
            moment,
            waiting: Mutex::default(),
            came: Condvar::new(),
            taken: Condvar::new(),
        }))
    }

    /// Writes to `out` from now on.
    pub(crate) fn write_to(&self, out: impl Write + Send + 'static) -> Writing {
        let lines = self.clone();
        Writing {
            lines: self.clone(),
            thread: Some(std::thread::spawn(move || lines.write_all_to(out))),
        }
    }

    fn write_all_to(&self, mut out: impl Write) {
        while let Some(text) = self.next() {
            // There is nowhere to tell that the log cannot be written.
            let _ = out.write_all(&text).and_then(|()| out.flush());
        }
    }

    /// Waits for lines, and a moment for more; `None` when none come any more.
    fn next(&self) -> Option<Vec<u8>> {
        let Shared {
            moment,
            came,
            taken,
            ..
        } = &*self.0;
        let empty = |waiting: &mut Waiting| waiting.text.is_empty() && !waiting.over;
        let waits = |waiting: &mut Waiting| {
            !(waiting.urgent || waiting.over || waiting.text.len() >= ENOUGH)
        };
        let waiting = came.wait_while(self.waiting(), empty);
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let waited = came.wait_timeout_while(waiting, *moment, waits);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let text = std::mem::take(&mut waiting.text);
        waiting.urgent = false;
        taken.notify_all();
        (!text.is_empty()).then_some(text)
    }

    fn leave(&self, line: &[u8], urgent: bool) {
        let Shared { came, taken, .. } = &*self.0;
        let full = |waiting: &mut Waiting| waiting.text.len() > ROOM && !waiting.over;
        let waiting = taken.wait_while(self.waiting(), full);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let before = waiting.text.len();
        waiting.text.extend_from_slice(line);
        waiting.urgent |= urgent;
        if urgent || before == 0 || (before < ENOUGH && waiting.text.len() >= ENOUGH) {
            came.notify_one();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        let waiting = self.0.waiting.lock();
        waiting.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.lines.waiting().over = true;
        self.lines.0.came.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic in it has said so itself.
            let _ = thread.join();
        }
    }
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.lines.leave(line, self.urgent);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogLines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line {
            lines: self,
            urgent: true,
        }
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Line<'a> {
        Line {
            lines: self,
            urgent: *meta.level() <= Level::WARN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ENOUGH, LogLines, ROOM};
    use std::io::{self, Write};
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    /// Hands over each piece that is written.
    struct Pieces(Sender<String>);

    impl Write for Pieces {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            let text = String::from_utf8_lossy(piece).into_owned();
            self.0.send(text).map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(piece.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn pieces(lines: &LogLines) -> (super::Writing, Receiver<String>) {
        let (to, from) = channel();
        (lines.write_to(Pieces(to)), from)
    }

    fn soon(from: &Receiver<String>) -> String {
        from.recv_timeout(Duration::from_secs(20)).expect("a piece")
    }

    #[test]
    fn lines_of_a_moment_are_written_together_and_in_order() {
        let lines = LogLines::default();
        let mut all = String::new();
        for n in 0..100 {
            let line = format!("{n}\n");
            lines.leave(line.as_bytes(), false);
            all.push_str(&line);
        }
        let (_writing, from) = pieces(&lines);
        assert_eq!(soon(&from), all);
        lines.leave(b"later\n", false);
        assert_eq!(soon(&from), "later\n", "by itself");
    }

    #[test]
    fn an_error_takes_what_came_before_it_along_at_once() {
        let lines = LogLines::of(Duration::from_secs(3_600));
        lines.leave(b"a request\n", false);
        let (writing, from) = pieces(&lines);
        lines.leave(b"an error\n", true);
        assert_eq!(soon(&from), "a request\nan error\n");
        lines.leave(b"the last\n", false);
        drop(writing);
        assert_eq!(soon(&from), "the last\n", "the end writes what is left");
        assert!(from.recv().is_err());
    }

    #[test]
    fn who_logs_faster_than_the_log_is_taken_waits_and_loses_nothing() {
        let lines = LogLines::default();
        let line = "x".repeat(ENOUGH - 1) + "\n";
        let many = 3 * ROOM / ENOUGH;
        let writer = lines.clone();
        let logging = std::thread::spawn(move || {
            for _ in 0..many {
                writer.leave(line.as_bytes(), false);
            }
        });
        let (_writing, from) = pieces(&lines);
        let mut bytes = 0;
        while bytes < many * ENOUGH {
            let piece = soon(&from);
            assert!(piece.len() <= ROOM + ENOUGH, "memory is bounded");
            bytes += piece.len();
        }
        assert_eq!(bytes, many * ENOUGH);
        logging.join().expect("logged");
    }
}
