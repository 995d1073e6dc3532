//! Implements [`Console`], the interface of the consoles' pages, on the engine.

mod applications;
mod approvals;
mod brand;
mod channel_switches;
mod contract;
mod freezes;
mod merchant_refunds;
mod notifications;
mod stores;

use crate::console::{Answer, Failed, People};
use crate::engine::Engine;
use async_trait::async_trait;
use domain::console::{
    AuditCursor, AuditPage, Conflict, Console, ConsoleError, ConsoleResult, ConsoleVisit, Export,
    ExportRow, Invitation, MemberRole, NewPerson, OneTimeLink, OrderCursor, OrderDetail,
    OrderFilter, OrderPage, OrdersOf, Passkey, PasskeyUse, Proof, Right, Scope, Session,
    SessionToken, SharedConsole, SignedIn, Team, Today,
};
use domain::ids::{
    ExportId, InvitationId, MerchantId, OrderId, PasskeyId, PersonId, SessionId, StoreId,
};
use domain::refusal::Code;
use domain::secret::Secret;
use std::sync::Arc;
use store::Error;

/// Implements [`Console`].
pub(crate) struct EngineConsole(Arc<Engine>);

impl Engine {
    /// The interface for the consoles' pages.
    pub fn console(self: &Arc<Self>) -> SharedConsole {
        Arc::new(EngineConsole(Arc::clone(self)))
    }
}

impl EngineConsole {
    /// The engine.
    pub(crate) fn engine(&self) -> &Engine {
        &self.0
    }

    /// The use cases of the consoles.
    pub(crate) fn people(&self) -> &People {
        &self.0.people
    }

    /// Translates an error for the page; logs a fault once.
    fn error(&self, error: Error) -> ConsoleError {
        match error {
            Error::Refused(refusal) => match refusal.limited {
                Some(limited) => {
                    self.0.count_refused(&refusal);
                    ConsoleError::TooMany {
                        wait_s: limited.wait_s,
                    }
                }
                None if refusal.code == Code::NotFound => ConsoleError::NotFound,
                None if refusal.code == Code::RefundsSuspended => {
                    ConsoleError::Conflict(Conflict::RefundsSuspended)
                }
                None => ConsoleError::Fault(refusal.to_string()),
            },
            Error::Fault(fault) => ConsoleError::Fault(self.0.reference(&fault).to_string()),
        }
    }

    /// The merchant about whose orders this person has a right, and the only store
    /// that it sees.
    async fn orders_with<'a>(
        &self,
        by: &SignedIn,
        scope: &'a Scope,
        right: Right,
    ) -> ConsoleResult<(&'a MerchantId, Option<StoreId>)> {
        let visit = ConsoleVisit::default();
        let of = self.people().check_orders(by, scope, right, &visit);
        self.answer(of.await)
    }

    /// Translates what a use case answered.
    pub(crate) fn answer<T>(&self, answer: Answer<T>) -> ConsoleResult<T> {
        answer.map_err(|failed| match failed {
            Failed::Console(error) => error,
            Failed::Store(error) => self.error(error),
        })
    }
}

#[async_trait]
impl Console for EngineConsole {
    async fn invitation(&self, link: &OneTimeLink) -> ConsoleResult<Invitation> {
        self.answer(self.people().invitation(link).await)
    }

    async fn accept(
        &self,
        link: &OneTimeLink,
        person: NewPerson,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<(SessionToken, Vec<Secret>)> {
        self.answer(self.people().accept(link, person, visit).await)
    }

    async fn sign_in(
        &self,
        account: &str,
        password: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        self.answer(self.people().sign_in(account, password, visit).await)
    }

    async fn second_factor(
        &self,
        session: &SessionToken,
        code: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        self.answer(self.people().second_factor(session, code, visit).await)
    }

    fn passkey_host(&self) -> Option<&str> {
        self.people().passkey_host()
    }

    async fn ask_passkey(&self, purpose: PasskeyUse<'_>) -> ConsoleResult<String> {
        self.answer(self.people().ask_passkey(purpose).await)
    }

    async fn sign_in_by_passkey(
        &self,
        answer: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        self.answer(self.people().sign_in_by_passkey(answer, visit).await)
    }

    async fn confirm(
        &self,
        session: &SessionToken,
        proof: &Proof,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken> {
        self.answer(self.people().confirm(session, proof, visit).await)
    }

    async fn signed_in(&self, session: &SessionToken) -> ConsoleResult<SignedIn> {
        self.answer(self.people().signed_in(session).await)
    }

    async fn sign_out(&self, session: &SessionToken) -> ConsoleResult<()> {
        let ended = self.people().sign_out(session).await;
        ended.map_err(|error| self.error(error))
    }

    async fn sessions(&self, by: &SignedIn) -> ConsoleResult<Vec<Session>> {
        let sessions = self.people().sessions(by).await;
        sessions.map_err(|error| self.error(error))
    }

    async fn end_session(
        &self,
        by: &SignedIn,
        id: &SessionId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().end_session(by, id, visit).await)
    }

    async fn end_other_sessions(&self, by: &SignedIn, visit: &ConsoleVisit) -> ConsoleResult<()> {
        let ended = self.people().end_other_sessions(by, visit).await;
        ended.map_err(|error| self.error(error))
    }

    async fn passkeys(&self, by: &SignedIn) -> ConsoleResult<Vec<Passkey>> {
        let passkeys = self.people().passkeys(by).await;
        passkeys.map_err(|error| self.error(error))
    }

    async fn add_passkey(
        &self,
        by: &SignedIn,
        name: &str,
        answer: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().add_passkey(by, (name, answer), visit).await)
    }

    async fn remove_passkey(
        &self,
        by: &SignedIn,
        id: &PasskeyId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().remove_passkey(by, id, visit).await)
    }

    async fn change_password(
        &self,
        by: &SignedIn,
        current: &Secret,
        new: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let changed = self.people().change_password(by, (current, new), visit);
        self.answer(changed.await)
    }

    async fn new_recovery_codes(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Secret>> {
        self.answer(self.people().new_recovery_codes(by, visit).await)
    }

    async fn join(
        &self,
        by: &SignedIn,
        link: &OneTimeLink,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Scope> {
        self.answer(self.people().join(by, link, visit).await)
    }

    async fn team(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Team> {
        self.answer(self.people().team(by, scope).await)
    }

    async fn invite(
        &self,
        by: &SignedIn,
        scope: &Scope,
        role_and_note: (&MemberRole, &str),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink> {
        self.answer(self.people().invite(by, scope, role_and_note, visit).await)
    }

    async fn withdraw(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &InvitationId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().withdraw(by, scope, id, visit).await)
    }

    async fn change_role(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person_and_role: (&PersonId, &MemberRole),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        let changed = self.people().change_role(by, scope, person_and_role, visit);
        self.answer(changed.await)
    }

    async fn remove(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().remove(by, scope, person, visit).await)
    }

    async fn reset(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink> {
        self.answer(self.people().reset(by, scope, person, visit).await)
    }

    async fn audit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&AuditCursor>,
    ) -> ConsoleResult<AuditPage> {
        self.answer(self.people().audit(by, scope, after).await)
    }

    async fn check(
        &self,
        by: &SignedIn,
        scope: &Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        self.answer(self.people().check(by, scope, right, visit).await)
    }

    async fn today(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Today> {
        let (merchant, store) = self.orders_with(by, scope, Right::SeeTakings).await?;
        let orders = self.0.console_orders();
        let today = orders.today(merchant, store.as_ref(), self.0.now()).await;
        today.map_err(|error| self.error(error))
    }

    async fn orders(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage> {
        let (merchant, store) = self.orders_with(by, scope, Right::SeeOrders).await?;
        let of = OrdersOf::of_merchant(merchant, store.as_ref());
        let orders = self.0.console_orders();
        let page = orders.list(of, filter, cursor, OrderPage::ROWS).await;
        page.map_err(|error| self.error(error))
    }

    async fn order(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &OrderId,
    ) -> ConsoleResult<OrderDetail> {
        let (merchant, store) = self.orders_with(by, scope, Right::SeeOrders).await?;
        let of = OrdersOf::of_merchant(merchant, store.as_ref());
        let detail = self.0.console_orders().detail(of, id).await;
        detail.map_err(|error| self.error(error))
    }

    async fn ask_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ExportId> {
        self.answer(self.people().ask_export(by, scope, filter, visit).await)
    }

    async fn exports(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Vec<Export>> {
        self.answer(self.people().exports(by, scope).await)
    }

    async fn download_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ExportId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Export> {
        self.answer(self.people().download_export(by, scope, id, visit).await)
    }

    async fn export_part(
        &self,
        by: &SignedIn,
        scope: &Scope,
        part: (&ExportId, u32),
    ) -> ConsoleResult<Vec<ExportRow>> {
        self.answer(self.people().export_part(by, scope, part).await)
    }
}
