//! What the use cases of the consoles share: the database, the hashes of
//! secrets, who is signed in, and the audit entries.

use super::password_hash::PasswordHashes;
use super::relying_party::RelyingParty;
use crate::limits::Limits;
use crate::seal::SealKeys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::{At, Clock};
use domain::console::{
    AuditAction, ConsoleError, ConsoleVisit, Membership, Person, Right, Scope, SessionToken,
    SignedIn,
};
use domain::entropy::Entropy;
use domain::ids::{AuditEntryId, MerchantId, PersonId, StoreId};
use std::sync::Arc;
use store::audit_entries::{self, NewAuditEntry};
use store::sessions::SignInStep;
use store::{Error, Fault, Store, Tx, members, people, sessions};

/// How long a session lasts, however it is used (NIST SP 800-63B, AAL2).
pub(crate) const SESSION_S: i64 = 12 * 3600;
/// How long a session of a merchant's member may be idle.
const IDLE_S: i64 = 30 * 60;
/// How long a session of the provider's staff may be idle.
const PROVIDER_IDLE_S: i64 = 15 * 60;
/// How long the second factor may take.
const SECOND_FACTOR_S: i64 = 10 * 60;
/// A session's last use is stored once in this time.
const SEEN_S: i64 = 60;

/// What the use cases share.
pub(crate) struct People {
    pub(super) store: Arc<Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) limits: Arc<Limits>,
    pub(super) seal_keys: Arc<SealKeys>,
    pub(super) passwords: PasswordHashes,
    /// `None` where the console's address is no name: passkeys need one.
    pub(super) relying_party: Option<RelyingParty>,
}

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    /// For the page to say.
    #[error(transparent)]
    Console(#[from] ConsoleError),
    /// Of the database.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Store(fault.into())
    }
}

/// What a use case returns.
pub(crate) type Answer<T> = Result<T, Failed>;

/// A change, for the audit entries of a scope.
#[derive(Clone)]
pub(super) struct Change {
    pub action: AuditAction,
    pub subject: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Change {
    /// A change without values.
    pub(super) fn of(action: AuditAction, subject: impl Into<String>) -> Self {
        Self {
            action,
            subject: subject.into(),
            before: None,
            after: None,
        }
    }
}

impl People {
    /// On the engine's database.
    pub(crate) fn new(
        store: &Arc<Store>,
        (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>),
        limits: &Arc<Limits>,
        seal_keys: Arc<SealKeys>,
        console_url: &str,
    ) -> Self {
        Self {
            store: Arc::clone(store),
            clock,
            entropy,
            limits: Arc::clone(limits),
            seal_keys,
            passwords: PasswordHashes::default(),
            relying_party: RelyingParty::of(console_url),
        }
    }

    pub(super) fn now(&self) -> At {
        self.clock.now()
    }

    /// What new ids are made of.
    pub(super) fn source(&self) -> (&dyn Entropy, At) {
        (self.entropy.as_ref(), self.now())
    }

    /// The person with this session, whose last use is stored.
    ///
    /// # Errors
    /// `SignedOut`.
    pub(crate) async fn signed_in(&self, token: &SessionToken) -> Answer<SignedIn> {
        let (hash, now) = (secret_hash(token.as_str()), self.now());
        let found = self
            .store
            .read(move |tx| Box::pin(async move { find(tx, &hash, now).await }));
        let Some((signed_in, seen_at)) = found.await? else {
            return Err(ConsoleError::SignedOut.into());
        };
        if now >= seen_at.plus_s(SEEN_S) {
            let id = signed_in.session.clone();
            let seen = self
                .store
                .write(move |tx| Box::pin(async move { sessions::set_seen(tx, &id, now).await }));
            seen.await?;
        }
        Ok(signed_in)
    }

    /// Checks a right in a scope. A try without it has an audit entry.
    ///
    /// # Errors
    /// `NotFound` for a scope that is not the person's; `Forbidden`.
    pub(crate) async fn check(
        &self,
        by: &SignedIn,
        scope: &Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let Some(role) = by.role_in(scope) else {
            return Err(ConsoleError::NotFound.into());
        };
        if role.may(right) {
            return Ok(());
        }
        self.refused(by, scope, right, visit).await
    }

    /// Refuses a try, which has an audit entry.
    async fn refused(
        &self,
        by: &SignedIn,
        scope: &Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        let refused = Change::of(AuditAction::Refused, format!("{right:?}"));
        let entry = self.entry(scope, Some(&by.person.id), visit, refused);
        let refused = self
            .store
            .write(move |tx| Box::pin(async move { audit_entries::insert(tx, &entry).await }));
        refused.await?;
        Err(ConsoleError::Forbidden(right).into())
    }

    /// The merchant of a scope, after [`Self::check`], for what concerns all of
    /// it. The provider's is `NotFound`; a store's staff is refused, whatever its
    /// role may do in its store.
    ///
    /// # Errors
    /// Those of `check`.
    pub(crate) async fn check_merchant<'a>(
        &self,
        by: &SignedIn,
        scope: &'a Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> Answer<&'a MerchantId> {
        let (merchant, store) = self.check_orders(by, scope, right, visit).await?;
        if store.is_some() {
            self.refused(by, scope, right, visit).await?;
        }
        Ok(merchant)
    }

    /// The merchant of a scope, and the only store of it whose orders and takings
    /// the person sees; `None` for those of all. After [`Self::check`].
    ///
    /// # Errors
    /// Those of `check`; `NotFound` for the provider's scope.
    pub(crate) async fn check_orders<'a>(
        &self,
        by: &SignedIn,
        scope: &'a Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> Answer<(&'a MerchantId, Option<StoreId>)> {
        self.check(by, scope, right, visit).await?;
        let merchant = scope.merchant().ok_or(ConsoleError::NotFound)?;
        let store = by.store_in(scope).map(|store| store.id.clone());
        Ok((merchant, store))
    }

    /// An audit entry of a scope.
    pub(super) fn entry(
        &self,
        scope: &Scope,
        by: Option<&PersonId>,
        visit: &ConsoleVisit,
        change: Change,
    ) -> NewAuditEntry {
        new_entry(self.source(), scope, by, visit, change)
    }

    /// The same entry for each scope of a person, about the person itself.
    pub(super) fn own_entries(
        &self,
        memberships: &[Membership],
        person: &Person,
        visit: &ConsoleVisit,
        action: AuditAction,
    ) -> Vec<NewAuditEntry> {
        let change = Change::of(action, person.account.as_str());
        self.own_changes(memberships, person, visit, &change)
    }

    /// The same, with the values before and after.
    pub(super) fn own_changes(
        &self,
        memberships: &[Membership],
        person: &Person,
        visit: &ConsoleVisit,
        change: &Change,
    ) -> Vec<NewAuditEntry> {
        let scopes = memberships.iter().map(|own| &own.scope);
        let entry = |scope| self.entry(scope, Some(&person.id), visit, change.clone());
        scopes.map(entry).collect()
    }
}

/// An audit entry of a scope; `by` is `None` for the command line.
pub(super) fn new_entry(
    (entropy, at): (&dyn Entropy, At),
    scope: &Scope,
    by: Option<&PersonId>,
    visit: &ConsoleVisit,
    change: Change,
) -> NewAuditEntry {
    NewAuditEntry {
        id: AuditEntryId::new(entropy, at),
        at,
        scope: scope.clone(),
        person: by.cloned(),
        ip: visit.ip.map(|ip| ip.to_string()),
        action: change.action,
        subject: change.subject,
        before: change.before,
        after: change.after,
    }
}

/// Stores audit entries.
pub(super) async fn add_entries(tx: &mut Tx, entries: &[NewAuditEntry]) -> Result<(), Error> {
    for entry in entries {
        audit_entries::insert(tx, entry).await?;
    }
    Ok(())
}

/// The hash under which the secret of a cookie or link is stored. It has 128
/// random bits, so a plain hash serves (ASVS 5, 6.5.2).
pub(super) fn secret_hash(secret: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

/// A session that can still be given its second factor, with its person.
pub(super) fn awaits_code(found: &store::sessions::StoredSession, now: At) -> bool {
    found.step == SignInStep::Password && now < found.session.created_at.plus_s(SECOND_FACTOR_S)
}

/// Whose session this is, and when it was last used; `None` if it has ended.
async fn find(tx: &mut Tx, hash: &str, now: At) -> Result<Option<(SignedIn, At)>, Error> {
    let Some(found) = sessions::find(tx, hash).await? else {
        return Ok(None);
    };
    let person = people::get(tx, &found.person).await?.person;
    let memberships = members::of_person(tx, &person.id).await?;
    let is_staff = memberships.iter().any(|own| own.scope == Scope::Provider);
    let idle_s = if is_staff { PROVIDER_IDLE_S } else { IDLE_S };
    let (confirmed_at, previous) = (found.confirmed_at, found.previous);
    let session = found.session;
    let is_over = now >= session.created_at.plus_s(SESSION_S)
        || now >= session.seen_at.plus_s(idle_s)
        || found.step != SignInStep::Full;
    if is_over {
        return Ok(None);
    }
    let left = people::recovery_codes_left(tx, &person.id).await?;
    let signed_in = SignedIn {
        person,
        session: session.id,
        memberships,
        recovery_codes_left: left,
        confirmed_at,
        previous,
    };
    Ok(Some((signed_in, session.seen_at)))
}
