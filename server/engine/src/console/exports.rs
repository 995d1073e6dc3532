//! Exports of the list of orders: asked for by a person, written by a job in
//! parts, downloaded by those with the right.

use super::people::{Answer, Change, People};
use crate::jobs::{self, WriteExport};
use domain::clock::At;
use domain::console::{
    AuditAction, ConsoleError, ConsoleVisit, Export, ExportRow, ExportState, OrderCount,
    OrderFilter, Right, Scope, SignedIn,
};
use domain::ids::{ExportId, MerchantId};
use domain::order::OrderState;
use store::exports::{self, StoredExport};
use store::{audit_entries, order_list};

impl People {
    /// Asks for an export of the orders that there are now.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`, `ExportRunning`.
    pub(crate) async fn ask_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        filter: &OrderFilter,
        visit: &ConsoleVisit,
    ) -> Answer<ExportId> {
        let merchant = self.exporter(by, scope, visit).await?;
        self.check_confirmed(by)?;
        let (entropy, now) = self.source();
        let id = ExportId::new(entropy, now);
        let mut change = Change::of(AuditAction::AskExport, id.as_str());
        change.after = Some(in_words(filter));
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        // Not those that are created later than in this millisecond.
        let to = At::from_ms(now.ms().saturating_add(1));
        let to = filter.created_to.map_or(to, |until| until.min(to));
        let filter = OrderFilter {
            created_to: Some(to),
            ..filter.clone()
        };
        let new = StoredExport {
            merchant: merchant.clone(),
            cursor: None,
            export: Export {
                id: id.clone(),
                by: String::new(),
                filter,
                state: ExportState::Running,
                rows: 0,
                total: None,
                parts: 0,
                created_at: now,
                expires_at: now.plus_s(Export::KEPT_S),
            },
        };
        let person = by.person.id.clone();
        let asked = self.store.write(move |tx| {
            let (mut new, person, entry) = (new.clone(), person.clone(), entry.clone());
            Box::pin(async move {
                let filter = &new.export.filter;
                if filter.happened.is_none() && filter.searched().is_none() {
                    let count = order_list::count(tx, &(&new.merchant).into(), filter).await?;
                    new.export.total = match count {
                        OrderCount::Exactly(total) => Some(total),
                        OrderCount::More => None,
                    };
                }
                if !exports::insert(tx, &new, &person).await? {
                    return Ok(Err(ConsoleError::ExportRunning));
                }
                audit_entries::insert(tx, &entry).await?;
                jobs::put::<WriteExport>(tx, new.export.id.as_str(), &(), now).await?;
                Ok(Ok(new.export.id))
            })
        });
        Ok(asked.await??)
    }

    /// The exports that are kept.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn exports(&self, by: &SignedIn, scope: &Scope) -> Answer<Vec<Export>> {
        let merchant = self.exporter(by, scope, &ConsoleVisit::default()).await?;
        let (merchant, now) = (merchant.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move { exports::of_merchant(tx, &merchant, now).await })
        });
        Ok(read.await?)
    }

    /// One that is done, for its download, which has an audit entry.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Unconfirmed`.
    pub(crate) async fn download_export(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ExportId,
        visit: &ConsoleVisit,
    ) -> Answer<Export> {
        let merchant = self.exporter(by, scope, visit).await?.clone();
        self.check_confirmed(by)?;
        let mut change = Change::of(AuditAction::DownloadExport, id.as_str());
        let done = self.done_export(&merchant, id).await?;
        change.after = Some(done.rows.to_string());
        let entry = self.entry(scope, Some(&by.person.id), visit, change);
        let written = self.store.write(move |tx| {
            let entry = entry.clone();
            Box::pin(async move { audit_entries::insert(tx, &entry).await })
        });
        written.await?;
        Ok(done)
    }

    /// A part of one that is done.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn export_part(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, part): (&ExportId, u32),
    ) -> Answer<Vec<ExportRow>> {
        let merchant = self.exporter(by, scope, &ConsoleVisit::default()).await?;
        self.done_export(&merchant.clone(), id).await?;
        let id = id.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { exports::part(tx, &id, part).await }));
        Ok(read.await?.ok_or(ConsoleError::NotFound)?)
    }

    async fn done_export(&self, merchant: &MerchantId, id: &ExportId) -> Answer<Export> {
        let (of, now) = (id.clone(), self.now());
        let read = self
            .store
            .read(move |tx| Box::pin(async move { exports::find(tx, &of).await }));
        let found = read.await?.filter(|found| found.merchant == *merchant);
        let export = found.map(|found| found.export);
        let done =
            export.filter(|export| export.state == ExportState::Done && now < export.expires_at);
        Ok(done.ok_or(ConsoleError::NotFound)?)
    }

    /// The merchant whose orders this person may export.
    async fn exporter<'a>(
        &self,
        by: &SignedIn,
        scope: &'a Scope,
        visit: &ConsoleVisit,
    ) -> Answer<&'a MerchantId> {
        self.check_merchant(by, scope, Right::ExportOrders, visit)
            .await
    }
}

/// A filter for an audit entry. What was searched may be of a card, and is left
/// out.
fn in_words(filter: &OrderFilter) -> String {
    let time = |at: Option<At>| at.map_or_else(|| "-".to_owned(), At::rfc3339);
    let state = filter.state.map_or("all", OrderState::name);
    let number = filter.searched().map_or("", |_| ", of a number");
    let store = filter.store.as_ref().map(|id| format!(", of {id}"));
    let happened = filter.happened.map(|of| format!(", {of}"));
    let (from, to) = (time(filter.created_from), time(filter.created_to));
    format!(
        "{state}, {from} to {to}{}{}{number}",
        store.unwrap_or_default(),
        happened.unwrap_or_default()
    )
}
