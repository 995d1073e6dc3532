//! Applications of merchants: the list, one of them, and a new one.

use super::application_entries::opened;
use super::contract::active_malls;
use super::people::{Answer, Change, People};
use channels::carriers;
use domain::application::{ApplicationStep, requested_products};
use domain::channel_id::ChannelId;
use domain::console::{
    ApplicationDetail, ApplicationPage, ApplicationQuery, ApprovalKind, AuditAction, ConsoleError,
    ConsoleVisit, Right, Role, SavedSection, Scope, SignedIn,
};
use domain::ids::ApplicationId;
use std::sync::Arc;
use store::{
    account_proofs, application_documents, application_sections, application_steps, applications,
    approvals, audit_entries, members,
};

impl People {
    /// A page of them.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn applications(
        &self,
        by: &SignedIn,
        query: &ApplicationQuery,
    ) -> Answer<ApplicationPage> {
        self.check_staff(by, Right::SeeApplications).await?;
        let query = query.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { applications::page(tx, &query).await }));
        Ok(read.await?)
    }

    /// One; personal data is masked.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn application(
        &self,
        by: &SignedIn,
        id: &ApplicationId,
    ) -> Answer<ApplicationDetail> {
        self.check_staff(by, Right::SeeApplications).await?;
        let (id, keys, now) = (id.clone(), Arc::clone(&self.seal_keys), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(found) = applications::find(tx, &id).await? else {
                    return Ok(None);
                };
                let mut sections = Vec::new();
                for stored in application_sections::all(tx, &id).await? {
                    sections.push(SavedSection {
                        entries: opened(&keys, &id, &stored)?.masked(),
                        section: stored.section,
                        revision: stored.revision,
                        remark: stored.remark,
                        saved_by: stored.saved_by,
                        saved_at: stored.saved_at,
                    });
                }
                let kind = ApprovalKind::ActivateMerchant;
                let approval = approvals::open_of_subject(tx, kind, id.as_str(), now).await?;
                let proof = account_proofs::newest(tx, &id).await?;
                let has_no_owner = match &found.merchant {
                    Some(merchant) => {
                        let scope = Scope::Merchant(merchant.clone());
                        members::count(tx, &scope, Role::Owner).await? == 0
                    }
                    None => false,
                };
                let mut detail = ApplicationDetail {
                    row: found.row,
                    revision: found.revision,
                    sections,
                    steps: application_steps::all(tx, &id).await?,
                    proof: proof.map(|stored| stored.proof),
                    approval: approval.map(|open| open.id),
                    merchant: found.merchant,
                    has_no_owner,
                    documents: application_documents::all(tx, &id).await?,
                    malls: active_malls(tx).await?,
                    channels: Vec::new(),
                };
                detail.channels = channels_of(&detail);
                Ok(Some(detail))
            })
        });
        read.await?.ok_or_else(|| ConsoleError::NotFound.into())
    }

    /// Begins one.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn begin_application(
        &self,
        by: &SignedIn,
        visit: &ConsoleVisit,
    ) -> Answer<ApplicationId> {
        let scope = Scope::Provider;
        self.check(by, &scope, Right::EnterApplications, visit)
            .await?;
        let (entropy, now) = self.source();
        let id = ApplicationId::new(entropy, now);
        let change = Change::of(AuditAction::BeginApplication, id.as_str());
        let entry = self.entry(&scope, Some(&by.person.id), visit, change);
        let (new, person) = (id.clone(), by.person.id.clone());
        let begun = self.store.write(move |tx| {
            Box::pin(async move {
                applications::insert(tx, &new, (&person, now)).await?;
                let step = (ApplicationStep::Begin, "");
                application_steps::insert(tx, &new, step, (&person, now)).await?;
                audit_entries::insert(tx, &entry).await
            })
        });
        begun.await?;
        Ok(id)
    }
}

/// The networks that carry the requested products.
fn channels_of(detail: &ApplicationDetail) -> Vec<ChannelId> {
    let products = requested_products(&detail.entries());
    let mut channels: Vec<_> = products.into_iter().flat_map(carriers).collect();
    channels.sort_unstable();
    channels.dedup();
    channels
}
