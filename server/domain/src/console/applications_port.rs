//! The calls of the pages on which the provider signs merchants up. Each checks
//! its right in [`Scope::Provider`](super::Scope).

use super::application_detail::{ApplicationDetail, ApplicationMove, Document, DocumentKind};
use super::application_list::{ApplicationPage, ApplicationQuery};
use super::{ConsoleResult, ConsoleVisit, OneTimeLink, SignedIn};
use crate::application::{Entries, Section};
use crate::channel_id::ChannelId;
use crate::ids::{ApplicationId, ApprovalId, DocumentId};
use crate::money::Money;
use async_trait::async_trait;

/// Applications of merchants.
#[async_trait]
pub trait Applications: Send + Sync {
    /// A page of them.
    async fn applications(
        &self,
        by: &SignedIn,
        query: &ApplicationQuery,
    ) -> ConsoleResult<ApplicationPage>;

    /// One; personal data is masked.
    async fn application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
    ) -> ConsoleResult<ApplicationDetail>;

    /// Begins one.
    async fn begin_application(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApplicationId>;

    /// Saves a section in place of the revision that the form showed, 0 for none.
    /// Personal data that was typed empty stays as it was.
    ///
    /// # Errors
    /// `Invalid`; [`Conflict::Application`](super::Conflict) where somebody else
    /// saved it since, or the application can no longer be changed.
    async fn save_section(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        section: (Section, u32, &Entries),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Submits, returns, accepts, refuses or withdraws the revision that the form
    /// showed.
    ///
    /// # Errors
    /// `Invalid` with what is missing; [`Conflict::Application`](super::Conflict).
    async fn move_application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        revision_and_move: (u32, &ApplicationMove),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Notes the sum that finance sent to the settlement account. It is not shown
    /// again.
    ///
    /// # Errors
    /// `Invalid`; [`Conflict::Application`](super::Conflict), also while another
    /// sum waits.
    async fn send_sum(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        sum: Money,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Notes the sum that the merchant names.
    ///
    /// # Errors
    /// `Invalid` for a wrong one, which counts;
    /// [`Conflict::ProofEnded`](super::Conflict).
    async fn name_sum(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        sum: Money,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// Asks a second person to approve, with the merchant's numbers at the
    /// networks.
    async fn ask_activation(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        accounts: &[(ChannelId, String)],
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId>;

    /// Makes a one-time link for the owner of the merchant that an application
    /// became.
    async fn owner_link(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<OneTimeLink>;

    /// Adds a document.
    ///
    /// # Errors
    /// `Invalid` for a file that is no JPEG, PNG or PDF, or is too large.
    async fn add_document(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
        document: (DocumentKind, &[u8]),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<()>;

    /// A document with its content. Each look has an audit entry.
    async fn document(
        &self,
        by: &SignedIn,
        ids: (&ApplicationId, &DocumentId),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<(Document, Vec<u8>)>;
}
