//! Who is running: how the world lets one thing happen at a time, so that a
//! seed tells the same story each time.
//!
//! An errand runs in a desk's own thread until it ends or waits for
//! somebody outside (a network, a mall, the shopper before it). Only when
//! all of them wait does the world decide what happens next.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// An errand that is silent for so long hangs: a bug, here or there.
const DEADLINE: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct State<N> {
    /// By desk: errands that neither ended nor wait outside.
    running: Vec<i64>,
    messages: Vec<N>,
    /// The desk that was set going last.
    active: usize,
}

/// What desks and the world share: counts, and notes to the world.
#[derive(Debug)]
pub(super) struct Scheduler<N> {
    state: Mutex<State<N>>,
    changed: Condvar,
}

impl<N> Scheduler<N> {
    pub(super) fn new(desks: usize) -> Self {
        let state = State {
            running: vec![0; desks],
            messages: Vec::new(),
            active: 0,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<N>> {
        self.state.lock().expect("nobody panics while holding it")
    }

    /// An errand of this desk begins, or goes on.
    pub(super) fn task_runs(&self, desk: usize) {
        let mut state = self.state();
        state.running[desk] += 1;
        state.active = desk;
    }

    /// An errand ends, or waits outside; the note says which.
    pub(super) fn task_rests(&self, desk: usize, message: N) {
        let mut state = self.state();
        state.running[desk] -= 1;
        state.messages.push(message);
        self.changed.notify_all();
    }

    /// As [`Pulse::rest`], for whoever does not know the desk: the one that
    /// was set going last is the only one that runs.
    pub(super) fn active_task_rests(&self, message: impl FnOnce(usize) -> N) {
        let mut state = self.state();
        let desk = state.active;
        state.running[desk] -= 1;
        state.messages.push(message(desk));
        self.changed.notify_all();
    }

    /// A note beside the work.
    pub(super) fn send(&self, message: N) {
        self.state().messages.push(message);
    }

    /// The desk died: nothing of it runs any more.
    pub(super) fn desk_died(&self, desk: usize) {
        self.state().running[desk] = 0;
    }

    /// The desk is dead where it stood: nothing of it is waited for.
    pub(super) fn desk_crashed(&self, desk: usize, message: N) {
        let mut state = self.state();
        state.running[desk] = 0;
        state.messages.push(message);
        self.changed.notify_all();
    }

    /// Waits until nothing runs and answers the notes, oldest first.
    /// `queued` counts a desk's errands that wait for another's turn.
    #[expect(
        clippy::disallowed_methods,
        reason = "an task that hangs does so in real time"
    )]
    pub(super) fn wait_until_idle(&self, queued: impl Fn(usize) -> i64) -> Vec<N> {
        let since = Instant::now();
        let mut state = self.state();
        loop {
            let still = |desk: usize| state.running[desk] <= queued(desk);
            if (0..state.running.len()).all(still) {
                return std::mem::take(&mut state.messages);
            }
            assert!(
                since.elapsed() < DEADLINE,
                "an task hangs: {:?} run",
                state.running
            );
            let waited = self.changed.wait_timeout(state, Duration::from_micros(500));
            state = waited.expect("nobody panics while holding it").0;
        }
    }
}
