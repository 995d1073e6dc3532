//! A merchant's refunds: the list, and asking for one. It begins at once, or
//! waits for a second person.

use super::approvals::{add_entry, approvers, ask};
use super::people::{Answer, Change, People};
use crate::refunds::begin_for_merchant;
use domain::clock::At;
use domain::console::{
    ApprovalCommand, ApprovalKind, AuditAction, Conflict, ConsoleError, ConsoleField,
    ConsoleProblem, ConsoleResult, ConsoleVisit, NewRefund, REFUND_NOTE_MAX, RefundAsked,
    RefundCommand, RefundCursor, RefundForm, RefundPage, RefundReason, Right, Role, Scope,
    SignedIn, needs_second,
};
use domain::entropy::Entropy;
use domain::ids::{MerchantId, OrderId, PersonId};
use domain::order::Order;
use std::sync::Arc;
use store::audit_entries::NewAuditEntry;
use store::console_refunds::{self, NewConsoleRefund};
use store::{Error, Tx, approvals, order_list, orders, refund_limits, refund_list};

/// A form of a refund, and who sent it.
struct Asked {
    scope: Scope,
    merchant: MerchantId,
    by: PersonId,
    may_alone: bool,
    confirmed: bool,
    order: OrderId,
    new: NewRefund,
    /// The entries without their values: of a refund, and of a request.
    entries: [NewAuditEntry; 2],
}

impl People {
    /// A page of the list.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn refunds(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&RefundCursor>,
    ) -> Answer<RefundPage> {
        let visit = ConsoleVisit::default();
        let merchant = self
            .check_merchant(by, scope, Right::SeeRefunds, &visit)
            .await?
            .clone();
        let after = after.cloned();
        let page = self.store.read(move |tx| {
            Box::pin(async move { refund_list::page(tx, &merchant, after.as_ref()).await })
        });
        Ok(page.await?)
    }

    /// What the form of a refund shows.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn refund_form(
        &self,
        by: &SignedIn,
        scope: &Scope,
        order: &OrderId,
        visit: &ConsoleVisit,
    ) -> Answer<RefundForm> {
        let merchant = self
            .check_merchant(by, scope, Right::AskRefund, visit)
            .await?
            .clone();
        let may_alone = by.role_in(scope).is_some_and(may_alone);
        let (scope, person, id) = (scope.clone(), by.person.id.clone(), order.clone());
        let now = self.now();
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(order) = of_merchant(tx, &merchant, &id).await? else {
                    return Ok(None);
                };
                let approvers = approvers(tx, &scope, Right::ApproveRefund, &person).await?;
                let kind = ApprovalKind::Refund;
                Ok(Some(RefundForm {
                    reserved: order.reserved,
                    limit: refund_limits::get(tx, &merchant).await?,
                    may_alone,
                    approvers,
                    open: approvals::open_of_subject(tx, kind, id.as_str(), now).await?,
                    order: order_list::row(tx, &order).await?,
                }))
            })
        });
        Ok(read.await?.ok_or(ConsoleError::NotFound)?)
    }

    /// Refunds, which needs a recent confirmation, or asks a second person to
    /// approve the refund.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`, `Unconfirmed`.
    pub(crate) async fn refund(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (order, mut new): (&OrderId, NewRefund),
        visit: &ConsoleVisit,
    ) -> Answer<RefundAsked> {
        let merchant = self
            .check_merchant(by, scope, Right::AskRefund, visit)
            .await?
            .clone();
        new.note = new.note.trim().to_owned();
        let mistakes = mistakes(&new);
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes).into());
        }
        let entry = |action| {
            let what = Change::of(action, order.as_str());
            self.entry(scope, Some(&by.person.id), visit, what)
        };
        let asked = Asked {
            scope: scope.clone(),
            merchant,
            by: by.person.id.clone(),
            may_alone: by.role_in(scope).is_some_and(may_alone),
            confirmed: by.is_confirmed(self.now()),
            order: order.clone(),
            new,
            entries: [AuditAction::Refund, AuditAction::AskApproval].map(entry),
        };
        let (entropy, now, asked) = (Arc::clone(&self.entropy), self.now(), Arc::new(asked));
        let done = self.store.write(move |tx| {
            Box::pin(async move { decide(tx, (entropy.as_ref(), now), &asked).await })
        });
        Ok(done.await??)
    }
}

/// True for a role that refunds up to the limit alone.
fn may_alone(role: Role) -> bool {
    role.may(Right::ApproveRefund)
}

/// What is wrong with a form, whatever its order is like.
fn mistakes(new: &NewRefund) -> Vec<(ConsoleField, ConsoleProblem)> {
    let mut mistakes = Vec::new();
    if new.amount.minor() <= 0 {
        mistakes.push((ConsoleField::Amount, ConsoleProblem::TooSmall));
    }
    let note = ConsoleProblem::of_line(&new.note, REFUND_NOTE_MAX);
    let must_say = new.reason == RefundReason::Other;
    let note = note.filter(|problem| must_say || *problem != ConsoleProblem::Empty);
    mistakes.extend(note.map(|problem| (ConsoleField::Note, problem)));
    mistakes
}

/// An order of this merchant.
async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    id: &OrderId,
) -> Result<Option<Order>, Error> {
    let order = orders::find(tx, id).await?;
    Ok(order.filter(|order| order.facts.merchant_id == *merchant))
}

/// What came of the same form before.
async fn done_before(
    tx: &mut Tx,
    asked: &Asked,
) -> Result<Option<ConsoleResult<RefundAsked>>, Error> {
    let used = || Err(ConsoleError::Conflict(Conflict::FormUsed));
    let (order, new) = (&asked.order, &asked.new);
    if let Some(known) = console_refunds::by_form_key(tx, &new.key).await? {
        let same = (&known.order, known.amount, &known.asked_by) == (order, new.amount, &asked.by);
        return Ok(Some(if same {
            Ok(RefundAsked::Begun(known.refund))
        } else {
            used()
        }));
    }
    if let Some(known) = approvals::by_form_key(tx, &new.key).await? {
        let same = match &known.command {
            ApprovalCommand::Refund(of) => of.order == *order && of.amount == new.amount,
            _ => false,
        };
        let same = same && known.is_by(&asked.by);
        return Ok(Some(if same {
            Ok(RefundAsked::Waiting(known.id))
        } else {
            used()
        }));
    }
    Ok(None)
}

async fn decide(
    tx: &mut Tx,
    source: (&dyn Entropy, At),
    asked: &Asked,
) -> Result<ConsoleResult<RefundAsked>, Error> {
    let new = &asked.new;
    let Some(order) = of_merchant(tx, &asked.merchant, &asked.order).await? else {
        return Ok(Err(ConsoleError::NotFound));
    };
    if let Some(before) = done_before(tx, asked).await? {
        return Ok(before);
    }
    let (kind, now) = (ApprovalKind::Refund, source.1);
    if let Some(open) = approvals::open_of_subject(tx, kind, order.id.as_str(), now).await? {
        return Ok(Err(ConsoleError::Conflict(Conflict::Waiting(open.id))));
    }
    let left = order.refundable();
    if left != new.refundable {
        return Ok(Err(ConsoleError::Conflict(Conflict::Refundable(left))));
    }
    if new.amount.minor() > left.minor() {
        let mistake = (ConsoleField::Amount, ConsoleProblem::TooLarge);
        return Ok(Err(ConsoleError::Invalid(vec![mistake])));
    }
    let limit = refund_limits::get(tx, &asked.merchant).await?;
    let second = needs_second(asked.may_alone, limit, order.reserved, new.amount);
    if second != new.second_person {
        return Ok(Err(ConsoleError::Conflict(Conflict::SecondPerson(second))));
    }
    if second {
        return wait(tx, source, asked, &order).await;
    }
    if !asked.confirmed {
        return Ok(Err(ConsoleError::Unconfirmed));
    }
    begin(tx, source, asked, &order).await.map(Ok)
}

/// Begins the refund at once.
async fn begin(
    tx: &mut Tx,
    (entropy, now): (&dyn Entropy, At),
    asked: &Asked,
    order: &Order,
) -> Result<RefundAsked, Error> {
    let new = &asked.new;
    let terms = (new.amount, new.reason.with_note(&new.note));
    let refund = begin_for_merchant(tx, entropy, order, terms, now).await?;
    let row = NewConsoleRefund {
        refund: &refund.id,
        form_key: new.key.as_str(),
        asked_by: &asked.by,
        approval: None,
    };
    console_refunds::insert(tx, row).await?;
    add_entry(tx, &asked.entries[0], &command(asked, order)).await?;
    Ok(RefundAsked::Begun(refund.id))
}

/// Asks for approval, where there is somebody who may approve.
async fn wait(
    tx: &mut Tx,
    source: (&dyn Entropy, At),
    asked: &Asked,
    order: &Order,
) -> Result<ConsoleResult<RefundAsked>, Error> {
    let second = approvers(tx, &asked.scope, Right::ApproveRefund, &asked.by).await?;
    if second.is_empty() {
        return Ok(Err(ConsoleError::Conflict(Conflict::NobodyElse)));
    }
    let (command, key) = (command(asked, order), Some(&asked.new.key));
    let id = ask(tx, source, (&asked.by, &asked.entries[1]), &command, key).await?;
    Ok(id.map(RefundAsked::Waiting))
}

fn command(asked: &Asked, order: &Order) -> ApprovalCommand {
    let new = &asked.new;
    ApprovalCommand::Refund(RefundCommand {
        order: order.id.clone(),
        mall_order_no: order.facts.mall_order_no.clone(),
        amount: new.amount,
        refundable: order.refundable(),
        reason: new.reason,
        note: new.note.clone(),
    })
}
