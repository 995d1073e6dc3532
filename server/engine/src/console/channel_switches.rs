//! Networks that are switched off for new attempts, and on again. Off takes one
//! person: no harm is in that. On takes two.

use super::approvals::{approvers, ask};
use super::people::{Answer, Change, People};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::{
    ApprovalCommand, ApprovalKind, AuditAction, ChannelDetail, ChannelSwitch, Conflict,
    ConsoleError, ConsoleField, ConsoleProblem, ConsoleVisit, NewSwitch, Right, Scope, SignedIn,
    SwitchOnCommand,
};
use domain::ids::{ApprovalId, SwitchId};
use domain::product::Product;
use std::sync::Arc;
use store::audit_entries;
use store::{approvals, channel_switches};

/// The right to approve that one is switched on.
const APPROVES: Right = ApprovalKind::SwitchOn.right();

impl People {
    /// A network with what of it is off.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn channel(
        &self,
        by: &SignedIn,
        (id, products): (&ChannelId, Vec<Product>),
    ) -> Answer<ChannelDetail> {
        self.check_staff(by, Right::SeeDesk).await?;
        let (id, person, now) = (id.clone(), by.person.id.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let mut off = Vec::new();
                for switch in channel_switches::of_channel(tx, &id, now).await? {
                    let (kind, subject) = (ApprovalKind::SwitchOn, switch.id.as_str());
                    let open = approvals::open_of_subject(tx, kind, subject, now).await?;
                    off.push((switch, open));
                }
                Ok(ChannelDetail {
                    approvers: approvers(tx, &Scope::Provider, APPROVES, &person).await?,
                    channel: id.clone(),
                    products: products.clone(),
                    off,
                })
            })
        });
        Ok(read.await?)
    }

    /// Switches a network off, or one of its products.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn switch_off(
        &self,
        by: &SignedIn,
        (id, products): (&ChannelId, &[Product]),
        mut new: NewSwitch,
        visit: &ConsoleVisit,
    ) -> Answer<()> {
        self.check(by, &Scope::Provider, Right::SwitchChannel, visit)
            .await?;
        new.reason = new.reason.trim().to_owned();
        let now = self.now();
        let mistakes = mistakes(&new, products, now);
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes).into());
        }
        let of = new.product.map_or("all", Product::name);
        let what = Change {
            after: Some(format!("{of}: {}", new.reason)),
            ..Change::of(AuditAction::SwitchOff, id.as_str())
        };
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, what);
        let switch = SwitchId::new(self.entropy.as_ref(), now);
        let (id, person) = (id.clone(), by.person.id.clone());
        let done = self.store.write(move |tx| {
            Box::pin(async move {
                let off = channel_switches::of_channel(tx, &id, now).await?;
                if off.iter().any(|off| off.product == new.product) {
                    return Ok(Err(ConsoleError::Conflict(Conflict::SwitchedOff)));
                }
                channel_switches::insert(tx, (&switch, &id), &new, (&person, now)).await?;
                audit_entries::insert(tx, &entry).await?;
                Ok(Ok(()))
            })
        });
        Ok(done.await??)
    }

    /// Asks a second person to switch it on again.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Conflict`.
    pub(crate) async fn ask_switch_on(
        &self,
        by: &SignedIn,
        id: &SwitchId,
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalId> {
        self.check(by, &Scope::Provider, Right::SwitchChannel, visit)
            .await?;
        let what = Change::of(AuditAction::AskApproval, id.as_str());
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, what);
        let (entropy, now) = (Arc::clone(&self.entropy), self.now());
        let (id, person) = (id.clone(), by.person.id.clone());
        let asked = self.store.write(move |tx| {
            Box::pin(async move {
                let off = channel_switches::find(tx, &id).await?;
                let Some(off) = off.filter(|off| off.is_off_at(now)) else {
                    return Ok(Err(ConsoleError::Conflict(Conflict::SwitchedOn)));
                };
                if approvers(tx, &Scope::Provider, APPROVES, &person)
                    .await?
                    .is_empty()
                {
                    return Ok(Err(ConsoleError::Conflict(Conflict::NobodyElse)));
                }
                let command = ApprovalCommand::SwitchOn(SwitchOnCommand {
                    switch: id,
                    channel: off.channel.to_string(),
                    product: off.product,
                    reason: off.reason,
                });
                let source = (entropy.as_ref(), now);
                ask(tx, source, (&person, &entry), &command, None).await
            })
        });
        Ok(asked.await??)
    }
}

fn mistakes(new: &NewSwitch, products: &[Product], now: At) -> Vec<(ConsoleField, ConsoleProblem)> {
    let mut mistakes = Vec::new();
    if new
        .product
        .is_some_and(|product| !products.contains(&product))
    {
        mistakes.push((ConsoleField::SwitchProduct, ConsoleProblem::Wrong));
    }
    let reason = ConsoleProblem::of_line(&new.reason, ChannelSwitch::REASON_MAX);
    mistakes.extend(reason.map(|problem| (ConsoleField::SwitchReason, problem)));
    let possible = |until: At| until > now && until <= now.plus_s(ChannelSwitch::UNTIL_MAX_S);
    if !new.until.is_none_or(possible) {
        mistakes.push((ConsoleField::SwitchUntil, ConsoleProblem::Time));
    }
    mistakes
}
