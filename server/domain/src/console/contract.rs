//! The form that changes a merchant's contract.

use super::{ConsoleResult, ConsoleVisit, SignedIn};
use crate::application::Entries;
use crate::ids::{ApprovalId, MallId, MerchantId};
use async_trait::async_trait;

/// What the form shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractForm {
    /// The merchant's short name.
    pub name: String,
    /// The contract, in the fields of the terms of an application.
    pub terms: Entries,
    /// The malls that can be chosen: id and name.
    pub malls: Vec<(MallId, String)>,
    /// The change that waits for a second person.
    pub open: Option<ApprovalId>,
}

/// Changes of contracts.
#[async_trait]
pub trait Contracts: Send + Sync {
    /// The form of a merchant.
    async fn contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ContractForm>;

    /// Asks a second person to approve these terms.
    ///
    /// # Errors
    /// `Invalid`; [`Conflict::Waiting`](super::Conflict) where a change waits.
    async fn ask_contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        terms: &Entries,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId>;
}
