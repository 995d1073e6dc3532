//! Implements [`Contracts`], the calls of the form that changes a contract.

use super::EngineConsole;
use async_trait::async_trait;
use domain::application::Entries;
use domain::console::{ConsoleResult, ConsoleVisit, ContractForm, Contracts, SignedIn};
use domain::ids::{ApprovalId, MerchantId};

#[async_trait]
impl Contracts for EngineConsole {
    async fn contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ContractForm> {
        self.answer(self.people().contract(by, merchant, visit).await)
    }

    async fn ask_contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        terms: &Entries,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        self.answer(self.people().ask_contract(by, merchant, terms, visit).await)
    }
}
