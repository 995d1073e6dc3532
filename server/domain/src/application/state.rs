//! What an application goes through.
//!
//! ```text
//! draft -> submitted -> proving -> proved -> active
//!            |  ^          |         |
//!            v  |          v         v
//!          returned <-----------------
//! ```
//!
//! It is refused from any state between draft and active, and withdrawn from any
//! before active. Approved and active are one: the second person's approval makes
//! the merchant in its transaction.

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationState {
    /// It is entered.
    Draft,
    /// It waits for the review.
    Submitted,
    /// The review had remarks, and it is entered once more.
    Returned,
    /// The review found it right; the settlement account is to be proved.
    Proving,
    /// The account is proved; a second person is to approve.
    Proved,
    /// A second person approved it, and the merchant is registered.
    Active,
    /// It was refused.
    Refused,
    /// The merchant or the provider gave it up.
    Withdrawn,
}

/// What happens to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationStep {
    /// It was begun.
    Begin,
    /// It is sent to the review.
    Submit,
    /// The review sends it back with remarks.
    Return,
    /// The review finds it right.
    Accept,
    /// A small sum was sent to the account.
    SendSum,
    /// The merchant named another sum.
    WrongSum,
    /// The merchant named the sum.
    ProveAccount,
    /// A second person is asked to approve.
    AskActivation,
    /// A second person approved.
    Activate,
    /// It is refused.
    Refuse,
    /// It is given up.
    Withdraw,
}

impl ApplicationState {
    /// All variants.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Returned,
        Self::Proving,
        Self::Proved,
        Self::Active,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The name in SQL and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Proving => "proving",
            Self::Proved => "proved",
            Self::Active => "active",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// True while its sections can be changed.
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// True once nothing happens to it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Active | Self::Refused | Self::Withdrawn)
    }

    /// The state after a step; `None` where the step is not possible.
    pub const fn after(self, step: ApplicationStep) -> Option<Self> {
        use ApplicationStep as Step;
        match (self, step) {
            (Self::Draft | Self::Returned, Step::Submit) => Some(Self::Submitted),
            (Self::Submitted | Self::Proving | Self::Proved, Step::Return) => Some(Self::Returned),
            (Self::Submitted, Step::Accept) | (Self::Proving, Step::SendSum | Step::WrongSum) => {
                Some(Self::Proving)
            }
            (Self::Proving, Step::ProveAccount) | (Self::Proved, Step::AskActivation) => {
                Some(Self::Proved)
            }
            (Self::Proved, Step::Activate) => Some(Self::Active),
            (Self::Submitted | Self::Returned | Self::Proving | Self::Proved, Step::Refuse) => {
                Some(Self::Refused)
            }
            (
                Self::Draft | Self::Submitted | Self::Returned | Self::Proving | Self::Proved,
                Step::Withdraw,
            ) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

impl ApplicationStep {
    /// All variants.
    pub const ALL: [Self; 11] = [
        Self::Begin,
        Self::Submit,
        Self::Return,
        Self::Accept,
        Self::SendSum,
        Self::WrongSum,
        Self::ProveAccount,
        Self::AskActivation,
        Self::Activate,
        Self::Refuse,
        Self::Withdraw,
    ];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Accept => "accept",
            Self::SendSum => "send_sum",
            Self::WrongSum => "wrong_sum",
            Self::ProveAccount => "prove_account",
            Self::AskActivation => "ask_activation",
            Self::Activate => "activate",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
        }
    }

    /// The step of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{ApplicationState as State, ApplicationStep as Step};

    /// Every pair of state and step that is possible; all others are not.
    const TABLE: [(State, Step, State); 20] = [
        (State::Draft, Step::Submit, State::Submitted),
        (State::Draft, Step::Withdraw, State::Withdrawn),
        (State::Submitted, Step::Return, State::Returned),
        (State::Submitted, Step::Accept, State::Proving),
        (State::Submitted, Step::Refuse, State::Refused),
        (State::Submitted, Step::Withdraw, State::Withdrawn),
        (State::Returned, Step::Submit, State::Submitted),
        (State::Returned, Step::Refuse, State::Refused),
        (State::Returned, Step::Withdraw, State::Withdrawn),
        (State::Proving, Step::SendSum, State::Proving),
        (State::Proving, Step::WrongSum, State::Proving),
        (State::Proving, Step::ProveAccount, State::Proved),
        (State::Proving, Step::Return, State::Returned),
        (State::Proving, Step::Refuse, State::Refused),
        (State::Proving, Step::Withdraw, State::Withdrawn),
        (State::Proved, Step::AskActivation, State::Proved),
        (State::Proved, Step::Activate, State::Active),
        (State::Proved, Step::Return, State::Returned),
        (State::Proved, Step::Refuse, State::Refused),
        (State::Proved, Step::Withdraw, State::Withdrawn),
    ];

    #[test]
    fn only_the_steps_of_the_table_are_possible() {
        for state in State::ALL {
            for step in Step::ALL {
                let row = TABLE.iter().find(|row| (row.0, row.1) == (state, step));
                assert_eq!(
                    state.after(step),
                    row.map(|row| row.2),
                    "{state:?} {step:?}"
                );
            }
            assert_eq!(State::parse(state.name()), Some(state));
        }
        for step in Step::ALL {
            assert_eq!(Step::parse(step.name()), Some(step));
        }
    }

    #[test]
    fn nothing_happens_to_what_is_over() {
        for state in State::ALL.into_iter().filter(|state| state.is_over()) {
            assert!(Step::ALL.iter().all(|step| state.after(*step).is_none()));
        }
    }
}
