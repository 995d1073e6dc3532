//! Changes of a merchant's contract: products, malls and fees. A second person
//! approves each.

use super::application_sections::invalid;
use super::approvals::ask;
use super::contract_change::terms_of;
use super::mall_choice;
use super::people::{Answer, Change, People};
use domain::application::{
    ApplicationField as Field, Entries, Section, check_section, requested_malls,
};
use domain::console::{
    ApprovalCommand, ApprovalKind, AuditAction, ConsoleError, ConsoleVisit, ContractCommand,
    ContractForm, DirectoryQuery, Right, Scope, SignedIn,
};
use domain::day::Day;
use domain::ids::{ApprovalId, MallId, MerchantId};
use std::sync::Arc;
use store::{Error, Tx, approvals, directory, merchants};

impl People {
    /// The form of a merchant.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        visit: &ConsoleVisit,
    ) -> Answer<ContractForm> {
        self.check(by, &Scope::Provider, Right::ChangeContracts, visit)
            .await?;
        let (id, now) = (merchant.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(merchant) = merchants::find(tx, &id).await? else {
                    return Ok(None);
                };
                let kind = ApprovalKind::Contract;
                let open = approvals::open_of_subject(tx, kind, id.as_str(), now).await?;
                Ok(Some(ContractForm {
                    terms: terms_of(tx, &merchant).await?,
                    name: merchant.short_name,
                    malls: active_malls(tx).await?,
                    open: open.map(|open| open.id),
                }))
            })
        });
        read.await?.ok_or_else(|| ConsoleError::NotFound.into())
    }

    /// Asks a second person to approve these terms.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn ask_contract(
        &self,
        by: &SignedIn,
        merchant: &MerchantId,
        typed: &Entries,
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalId> {
        let form = self.contract(by, merchant, visit).await?;
        let now = self.now();
        let after = check_section(Section::Terms, typed, Day::in_china(now)).map_err(invalid)?;
        let (id, wanted) = (merchant.clone(), requested_malls(&after));
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let uscc = merchants::get(tx, &id).await?.uscc;
                mall_choice::problem(tx, &uscc, &wanted).await
            })
        });
        if let Some(problem) = read.await? {
            return Err(invalid(vec![(Field::Malls, problem)]).into());
        }
        let names = form.malls.iter();
        let names = names.map(|(id, name)| (id.to_string(), name.clone()));
        let command = ApprovalCommand::Contract(ContractCommand::new(
            (merchant.clone(), form.name),
            (&form.terms, &after),
            names.collect(),
        ));
        let asked = Change::of(AuditAction::AskApproval, merchant.as_str());
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, asked);
        let (entropy, person) = (Arc::clone(&self.entropy), by.person.id.clone());
        let asked = self.store.write(move |tx| {
            Box::pin(async move {
                let source = (entropy.as_ref(), now);
                ask(tx, source, (&person, &entry), &command, None).await
            })
        });
        Ok(asked.await??)
    }
}

/// The malls that can be chosen, the newest first.
pub(super) async fn active_malls(tx: &mut Tx) -> Result<Vec<(MallId, String)>, Error> {
    let all = DirectoryQuery {
        search: None,
        after: None,
    };
    let found = directory::malls(tx, &all).await?.rows.into_iter();
    let active = found.filter(|mall| mall.active);
    Ok(active.map(|mall| (mall.id, mall.name)).collect())
}
