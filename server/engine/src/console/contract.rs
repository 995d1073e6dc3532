//! Changes of a merchant's contract: products, malls and fees. A second person
//! approves each.

use super::application_sections::invalid;
use super::approvals::{ask, change};
use super::people::{Answer, People};
use domain::application::{
    ApplicationField as Field, Entries, EntryProblem, Section, check_section, contract_entries,
    requested_fees, requested_malls, requested_products,
};
use domain::clock::At;
use domain::console::{
    ApprovalCommand, ApprovalKind, AuditAction, ConsoleError, ConsoleVisit, ContractCommand,
    ContractForm, DirectoryQuery, Right, Scope, SignedIn,
};
use domain::day::Day;
use domain::ids::{ApprovalId, MallId, MerchantId};
use domain::merchant::Merchant;
use std::sync::Arc;
use store::{
    Error, Tx, approvals, audit_entries, directory, mall_merchants, malls, merchant_fees, merchants,
};

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
        let read = self
            .store
            .read(move |tx| Box::pin(async move { may_sell(tx, &id, &wanted).await }));
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
        let asked = change(AuditAction::AskApproval, &command);
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, asked);
        let (entropy, person) = (Arc::clone(&self.entropy), by.person.id.clone());
        let asked = self.store.write(move |tx| {
            Box::pin(async move {
                let asks = (&Scope::Provider, &person);
                let asked = ask(tx, (entropy.as_ref(), now), asks, &command, None).await?;
                if asked.is_ok() {
                    audit_entries::insert(tx, &entry).await?;
                }
                Ok(asked)
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

/// What is wrong with the malls: one that is not active, or whose operator the
/// merchant is (rule R2).
async fn may_sell(
    tx: &mut Tx,
    id: &MerchantId,
    wanted: &[MallId],
) -> Result<Option<EntryProblem>, Error> {
    let uscc = merchants::get(tx, id).await?.uscc;
    for mall in wanted {
        match malls::find(tx, mall).await? {
            Some(mall) if mall.operator_uscc == uscc => return Ok(Some(EntryProblem::Operator)),
            Some(mall) if mall.active => {}
            _ => return Ok(Some(EntryProblem::NotOffered)),
        }
    }
    Ok(None)
}

async fn terms_of(tx: &mut Tx, merchant: &Merchant) -> Result<Entries, Error> {
    let malls = directory::malls_of(tx, &merchant.id).await?;
    let malls: Vec<_> = malls.into_iter().map(|(id, _)| id).collect();
    let fees = merchant_fees::all(tx, &merchant.id).await?;
    Ok(contract_entries(&merchant.products, &malls, &fees))
}

/// What decides a change: the contract as it is, and whether the merchant may sell
/// on the malls.
pub(super) async fn subject(tx: &mut Tx, of: &ContractCommand) -> Result<String, Error> {
    let merchant = merchants::get(tx, &of.merchant).await?;
    let terms = terms_of(tx, &merchant).await?.to_json(false);
    let problem = may_sell(tx, &of.merchant, &requested_malls(&of.terms())).await?;
    Ok(format!("{} {} {problem:?}", of.merchant, terms.expose()))
}

/// Makes it. Orders that exist stay as they are.
pub(super) async fn make(tx: &mut Tx, of: &ContractCommand, now: At) -> Result<(), Error> {
    let terms = of.terms();
    merchants::set_products(tx, &of.merchant, &requested_products(&terms)).await?;
    let wanted = requested_malls(&terms);
    for (mall, _) in directory::malls_of(tx, &of.merchant).await? {
        if !wanted.contains(&mall) {
            mall_merchants::delete(tx, &mall, &of.merchant).await?;
        }
    }
    for mall in &wanted {
        mall_merchants::insert(tx, mall, &of.merchant, now).await?;
    }
    for fee in requested_fees(&terms) {
        merchant_fees::put(tx, &of.merchant, &fee).await?;
    }
    Ok(())
}
