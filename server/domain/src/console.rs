//! The interface of the consoles: the calls that their pages make, and the data
//! they show. The engine implements it, and checks each right.
//!
//! A console is a scope: one merchant's, or the provider's own. A person has one
//! role in each scope it belongs to.

mod account_name;
mod application_detail;
mod application_list;
mod applications_port;
mod approval;
mod approval_command;
mod approval_list;
mod approval_row;
mod approvals_port;
mod audit_action;
mod audit_entry;
mod brand_form;
mod brand_port;
mod branding;
mod channel_switch;
mod channels_port;
mod console_error;
mod contract;
mod contract_command;
mod counted_result;
mod directory;
mod export;
mod freeze;
mod freeze_cause;
mod freeze_command;
mod freeze_form;
mod freeze_list;
mod freezes_port;
mod frozen_id;
mod member_role;
mod merchant_refund;
mod merchant_refunds_port;
mod new_password;
mod notification;
mod notifications_port;
mod order_detail;
mod order_list;
mod order_lookup;
mod orders_of;
mod passkey;
mod provider;
mod random_secret;
mod refund_list;
mod refund_reason;
mod right;
mod role;
mod scope;
mod session;
mod shopper_facts;
mod sign_up;
mod store_form;
mod store_list;
mod store_takings;
mod stores_port;
mod support_order;
mod switch_on_command;
mod team;
mod time_to_pay;
mod today;
mod work;

pub use account_name::AccountName;
pub use application_detail::{
    ApplicationDetail, ApplicationMove, DOCUMENTS_MAX, Document, DocumentKind, SavedSection,
    StepEntry,
};
pub use application_list::{APPLICATION_ROWS, ApplicationPage, ApplicationQuery, ApplicationRow};
pub use applications_port::Applications;
pub use approval::{Approval, ApprovalDetail, ApprovalState};
pub use approval_command::{
    APPROVAL_S, ActivateCommand, ApprovalCommand, ApprovalKind, RefundCommand, RefundLimitCommand,
};
pub use approval_list::{ApprovalCursor, ApprovalPage};
pub use approval_row::{ApprovalRow, ApprovalRowName, ApprovalRowValue};
pub use approvals_port::Approvals;
pub use audit_action::AuditAction;
pub use audit_entry::{AuditCursor, AuditEntry, AuditPage};
pub use brand_form::read_brand_form;
pub use brand_port::BrandConsole;
pub use branding::{BrandDraft, BrandVersion, Branding};
pub use channel_switch::{ChannelDetail, ChannelSwitch, NewSwitch, SwitchedOff};
pub use channels_port::ChannelSwitches;
pub use console_error::{Conflict, ConsoleError, ConsoleField, ConsoleProblem};
pub use contract::{ContractForm, Contracts};
pub use contract_command::ContractCommand;
pub use counted_result::{AttemptEnd, CountedResult, DayResult, Hour, OrderResult};
pub use directory::{
    Activity, DIRECTORY_ROWS, DIRECTORY_SEARCH_MAX, DirectoryPage, DirectoryQuery, DirectoryRow,
    MallDetail, MerchantDetail,
};
pub use export::{Export, ExportRow, ExportState};
pub use freeze::{Freeze, FreezeNotice, FreezeState, FreezeSubject, Release, Stops};
pub use freeze_cause::{FreezeCause, RiskRule};
pub use freeze_command::{FreezeCommand, ReleaseCommand};
pub use freeze_form::{FreezeAsked, FreezeDetail, FreezeForm, NewFreeze};
pub use freeze_list::{FreezeCursor, FreezePage};
pub use freezes_port::Freezes;
pub use frozen_id::FrozenId;
pub use member_role::MemberRole;
pub use merchant_refund::{
    FormKey, NewRefund, REFUND_NOTE_MAX, RefundAsked, RefundForm, RefundLimitForm, needs_second,
};
pub use merchant_refunds_port::MerchantRefunds;
pub use new_password::{PASSWORD_MAX, PASSWORD_MIN, check_new_password};
pub use notification::{
    Notification, NotificationKind, NotificationPage, NotificationSubject, Unread,
};
pub use notifications_port::Notifications;
pub use order_detail::{
    AttemptRecord, EventRecord, OrderDetail, RefundRecord, RefundRequester, RequestRecord,
    TimelineEntry, TimelineEvent, WebhookState,
};
pub use order_list::{
    OrderCount, OrderCursor, OrderFilter, OrderNames, OrderPage, OrderRow, Toward,
};
pub use order_lookup::OrderLookup;
pub use orders_of::OrdersOf;
pub use passkey::{PASSKEY_NAME_MAX, Passkey, PasskeyUse, Proof};
pub use provider::ProviderConsole;
pub use random_secret::{BrowserToken, OneTimeLink, SessionToken};
pub use refund_list::{RefundCursor, RefundPage, RefundRow};
pub use refund_reason::RefundReason;
pub use right::Right;
pub use role::Role;
pub use scope::Scope;
pub use session::{ConsoleVisit, LastSignIn, Membership, Person, Session, SignedIn};
pub use shopper_facts::ShopperFact;
pub use sign_up::{Authenticator, Invitation, NewPerson};
pub use store_form::{STORE_ADDRESS_MAX, STORE_NAME_MAX, STORE_NO_MAX, StoreForm, is_store_no};
pub use store_list::StorePage;
pub use stores_port::MerchantStores;
pub use support_order::SupportOrder;
pub use switch_on_command::SwitchOnCommand;
pub use team::{Member, OpenInvitation, Team};
pub use work::{ChannelHealth, Work, WorkCount, WorkItem, WorkKind, WorkSubject};

pub use store_takings::StoreTakings;
pub use time_to_pay::TimeToPay;
pub use today::{DayFigures, PaymentSum, Today, WayFigures};

use crate::ids::{ExportId, InvitationId, OrderId, PasskeyId, PersonId, SessionId};
use crate::secret::Secret;
use async_trait::async_trait;
use std::sync::Arc;

/// The result of a call.
pub type ConsoleResult<T> = Result<T, ConsoleError>;

/// The calls of the consoles' pages.
#[async_trait]
pub trait Console:
    BrandConsole
    + ProviderConsole
    + Applications
    + Contracts
    + Approvals
    + Freezes
    + ChannelSwitches
    + MerchantRefunds
    + MerchantStores
    + Notifications
    + Send
    + Sync
{
    /// What a one-time link is for, with a new authenticator secret for the
    /// form. `NotFound` for a link that was used, withdrawn or has expired.
    async fn invitation(&self, link: &OneTimeLink) -> ConsoleResult<Invitation>;

    /// Uses the link: makes the person, or sets a person's password and
    /// authenticator anew, and signs in. Returns the recovery codes, which are
    /// shown once.
    async fn accept(
        &self,
        link: &OneTimeLink,
        person: NewPerson,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<(SessionToken, Vec<Secret>)>;

    /// Checks account name and password. The session cannot be used before
    /// [`Console::second_factor`].
    async fn sign_in(
        &self,
        account: &str,
        password: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken>;

    /// Checks an authenticator's code, or a recovery code, which is used up.
    /// Returns the session to go on with.
    async fn second_factor(
        &self,
        session: &SessionToken,
        code: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken>;

    /// The host that passkeys are made for; `None` where the console's address
    /// has no name, which passkeys need.
    fn passkey_host(&self) -> Option<&str>;

    /// What a browser asks for a passkey with: the options of
    /// `navigator.credentials` as JSON. They count once, for five minutes. A new
    /// passkey needs a recent confirmation.
    async fn ask_passkey(&self, purpose: PasskeyUse<'_>) -> ConsoleResult<String>;

    /// Signs in with a passkey in place of account name, password and code.
    /// `answer` is the browser's, JSON.
    async fn sign_in_by_passkey(
        &self,
        answer: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken>;

    /// Confirms who has this session, for what weighs. Returns the session to go
    /// on with.
    async fn confirm(
        &self,
        session: &SessionToken,
        proof: &Proof,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SessionToken>;

    /// Who has this session. `SignedOut` where it has ended, is idle for too
    /// long, or still needs its second factor.
    async fn signed_in(&self, session: &SessionToken) -> ConsoleResult<SignedIn>;

    /// Ends the session.
    async fn sign_out(&self, session: &SessionToken) -> ConsoleResult<()>;

    /// The person's sessions, the newest first.
    async fn sessions(&self, by: &SignedIn) -> ConsoleResult<Vec<Session>>;

    /// Ends one of the person's sessions.
    async fn end_session(
        &self,
        by: &SignedIn,
        id: &SessionId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Ends all of the person's sessions but this one.
    async fn end_other_sessions(&self, by: &SignedIn, visit: &ConsoleVisit) -> ConsoleResult<()>;

    /// The person's passkeys, the oldest first.
    async fn passkeys(&self, by: &SignedIn) -> ConsoleResult<Vec<Passkey>>;

    /// Adds a passkey with the browser's answer, JSON, and ends the other
    /// sessions. Needs a recent confirmation.
    async fn add_passkey(
        &self,
        by: &SignedIn,
        name: &str,
        answer: &str,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Removes a passkey, and ends the other sessions. Needs a recent
    /// confirmation.
    async fn remove_passkey(
        &self,
        by: &SignedIn,
        id: &PasskeyId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Changes the password, and ends the other sessions. Needs a recent
    /// confirmation beside the present password.
    async fn change_password(
        &self,
        by: &SignedIn,
        current: &Secret,
        new: &Secret,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Replaces the recovery codes. Needs a recent confirmation.
    async fn new_recovery_codes(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Secret>>;

    /// Gives a person with an account the role of an invitation. Returns the
    /// console.
    async fn join(
        &self,
        by: &SignedIn,
        link: &OneTimeLink,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Scope>;

    /// The members and open invitations of a scope. Changes to a team need a
    /// recent confirmation.
    async fn team(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Team>;

    /// Makes a one-time link for a new member.
    async fn invite(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (role, note): (&MemberRole, &str),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink>;

    /// Withdraws an open invitation.
    async fn withdraw(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &InvitationId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Gives a member another role.
    async fn change_role(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (person, role): (&PersonId, &MemberRole),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Removes a member. The scope keeps at least one who may manage the team.
    async fn remove(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Makes a one-time link with which a member sets password and
    /// authenticator anew.
    async fn reset(
        &self,
        by: &SignedIn,
        scope: &Scope,
        person: &PersonId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink>;

    /// The audit entries of a scope, the newest first.
    async fn audit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&AuditCursor>,
    ) -> ConsoleResult<AuditPage>;

    /// Checks a right before anything else of a request is answered; each call
    /// checks its own too. A refused try has an audit entry.
    async fn check(
        &self,
        by: &SignedIn,
        scope: &Scope,
        right: Right,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// A merchant's figures of today, as far as they are summed.
    async fn today(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Today>;

    /// A page of a merchant's orders; the first one without a cursor.
    async fn orders(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage>;

    /// One of its orders, with all that happened to it.
    async fn order(&self, by: &SignedIn, scope: &Scope, id: &OrderId)
    -> ConsoleResult<OrderDetail>;

    /// Asks for an export of the orders of a filter, which a job writes. A person
    /// has one that is running: `ExportRunning` for another. Needs a recent
    /// confirmation, and so does its download.
    async fn ask_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ExportId>;

    /// The exports of a merchant that are kept, the newest first.
    async fn exports(&self, by: &SignedIn, scope: &Scope) -> ConsoleResult<Vec<Export>>;

    /// An export that is done, to download its parts. Has an audit entry.
    async fn download_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ExportId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<Export>;

    /// A part of an export that is done, from 0.
    async fn export_part(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, part): (&ExportId, u32),
    ) -> ConsoleResult<Vec<ExportRow>>;
}

/// The shared implementation, as handlers hold it.
pub type SharedConsole = Arc<dyn Console>;
