//! The proof that a settlement account is the merchant's: the provider sends it a
//! small sum, and the merchant says which. At most three tries in seven days, as
//! e-signature services have it; then another sum is sent.

use crate::clock::At;
use crate::money::Money;

/// What became of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProofState {
    /// It waits for the merchant's answer.
    Open,
    /// The merchant named it.
    Proved,
    /// The merchant named another one three times.
    Failed,
    /// The merchant did not name it in time.
    Expired,
    /// The application went back before it was named.
    Ended,
}

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofRefused(
    /// What the proof is now.
    pub ProofState,
);

/// A sum that was sent. The sum itself is stored encrypted, and not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountProof {
    /// When it was sent.
    pub sent_at: At,
    /// Wrong answers so far.
    pub tries: u32,
    /// What became of it.
    pub state: ProofState,
}

impl ProofState {
    /// All variants.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Proved,
        Self::Failed,
        Self::Expired,
        Self::Ended,
    ];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Proved => "proved",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Ended => "ended",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl AccountProof {
    /// The most answers.
    pub const TRIES: u32 = 3;
    /// How long the merchant has.
    pub const TIME_S: i64 = 7 * 86_400;

    /// A sum that is sent now.
    pub const fn sent(now: At) -> Self {
        Self {
            sent_at: now,
            tries: 0,
            state: ProofState::Open,
        }
    }

    /// Until when it can be named.
    pub fn until(&self) -> At {
        self.sent_at.plus_s(Self::TIME_S)
    }

    /// The answers that are left.
    pub const fn tries_left(&self) -> u32 {
        Self::TRIES.saturating_sub(self.tries)
    }

    /// Its state at a time: an open one expires.
    pub fn state_at(&self, now: At) -> ProofState {
        match self.state {
            ProofState::Open if now >= self.until() => ProofState::Expired,
            state => state,
        }
    }

    /// The proof after an answer.
    ///
    /// # Errors
    /// [`ProofRefused`] where it is not open.
    pub fn answered(self, is_right: bool, now: At) -> Result<Self, ProofRefused> {
        match self.state_at(now) {
            ProofState::Open => {}
            state => return Err(ProofRefused(state)),
        }
        if is_right {
            return Ok(Self {
                state: ProofState::Proved,
                ..self
            });
        }
        let tries = self.tries + 1;
        let state = if tries < Self::TRIES {
            ProofState::Open
        } else {
            ProofState::Failed
        };
        Ok(Self {
            tries,
            state,
            ..self
        })
    }
}

/// True for a sum of 0.01 to 0.99 yuan.
pub const fn is_proof_sum(sum: Money) -> bool {
    matches!(sum.minor(), 1..=99)
}

#[cfg(test)]
mod tests {
    use super::{AccountProof, ProofRefused, ProofState as State};
    use crate::clock::At;

    const SENT: At = At::from_ms(1_795_000_000_000);

    /// State, tries so far, the answer, seconds since it was sent: state and tries
    /// after it, or the state for which it is refused.
    #[test]
    fn every_answer_in_every_state() {
        let last = AccountProof::TIME_S - 1;
        let table = [
            (State::Open, 0, true, 0, Ok((State::Proved, 0))),
            (State::Open, 2, true, last, Ok((State::Proved, 2))),
            (State::Open, 0, false, 1, Ok((State::Open, 1))),
            (State::Open, 1, false, last, Ok((State::Open, 2))),
            (State::Open, 2, false, 1, Ok((State::Failed, 3))),
            (State::Open, 0, true, last + 1, Err(State::Expired)),
            (State::Open, 2, false, last + 1, Err(State::Expired)),
            (State::Proved, 0, true, 1, Err(State::Proved)),
            (State::Proved, 0, false, 1, Err(State::Proved)),
            (State::Failed, 3, true, 1, Err(State::Failed)),
            (State::Failed, 3, false, last + 1, Err(State::Failed)),
            (State::Expired, 0, true, 1, Err(State::Expired)),
            (State::Ended, 1, true, 1, Err(State::Ended)),
            (State::Ended, 1, false, last + 1, Err(State::Ended)),
        ];
        for (state, tries, is_right, after_s, expected) in table {
            let proof = AccountProof {
                sent_at: SENT,
                tries,
                state,
            };
            let answered = proof.answered(is_right, SENT.plus_s(after_s));
            let told = answered.map(|proof| (proof.state, proof.tries));
            assert_eq!(told, expected.map_err(ProofRefused), "{proof:?} {is_right}");
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
        }
    }
}
