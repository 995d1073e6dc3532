//! The second factor beside a password: an authenticator's code or a recovery
//! code. Each serves once.

use super::authenticator;
use super::people::People;
use domain::console::AuditAction;
use domain::ids::PersonId;
use domain::secret::Secret;
use store::people::StoredPerson;
use store::{Error, Tx, people};

/// A second factor that was given.
#[derive(Clone)]
pub(super) enum Factor {
    /// A right code of the authenticator, of this time step.
    Authenticator(i64),
    /// Any other text: a recovery code, if there is one with this hash.
    RecoveryCode(String),
}

impl People {
    /// The factor that was typed. Whether it is right shows when it is used up.
    pub(super) fn factor(&self, person: &StoredPerson, code: &Secret) -> Factor {
        let id = &person.person.id;
        let secret = self
            .seal_keys
            .open_authenticator(&person.authenticator_sealed, id);
        let step = secret.and_then(|secret| authenticator::step_of(&secret, code, self.now()));
        match step {
            Some(step) => Factor::Authenticator(step),
            None => Factor::RecoveryCode(self.limits.recovery_code_hash(id, code)),
        }
    }
}

impl Factor {
    /// The action of the audit entry of a sign-in.
    pub(super) const fn action(&self) -> AuditAction {
        match self {
            Self::Authenticator(_) => AuditAction::SignIn,
            Self::RecoveryCode(_) => AuditAction::SignInByRecoveryCode,
        }
    }

    /// Uses it up. False where it was used before, or is wrong.
    pub(super) async fn use_up(&self, tx: &mut Tx, person: &PersonId) -> Result<bool, Error> {
        match self {
            Self::Authenticator(step) => people::use_step(tx, person, *step).await,
            Self::RecoveryCode(hash) => people::use_recovery_code(tx, person, hash).await,
        }
    }
}
