//! Freezes of merchants and orders: asking for one, for its release, and one
//! that a person puts in force alone for a short time. They count at once, for
//! every process: who writes a payment or a refund reads them.

use super::approvals::{approvers, ask};
use super::people::{Answer, Change, People};
use domain::clock::At;
use domain::console::{
    ApprovalCommand, ApprovalKind, AuditAction, Conflict, ConsoleError, ConsoleField,
    ConsoleProblem, ConsoleResult, ConsoleVisit, Freeze, FreezeAsked, FreezeCause, FreezeCommand,
    FreezeCursor, FreezeDetail, FreezeForm, FreezeNotice, FreezePage, FreezeState, FreezeSubject,
    FrozenId, NewFreeze, ReleaseCommand, Right, Scope, SignedIn, Stops,
};
use domain::entropy::Entropy;
use domain::ids::{ApprovalId, FreezeId, PersonId};
use std::sync::Arc;
use store::audit_entries::NewAuditEntry;
use store::freezes::{self, NewFreezeRow};
use store::{Error, Tx, approvals, merchants, orders};

/// The longest time to a freeze's end, in seconds.
const UNTIL_MAX_S: i64 = 10 * 366 * 24 * 3600;

/// The right to approve freezes and releases.
const APPROVES: Right = ApprovalKind::Freeze.right();

/// A freeze as it is asked for.
struct Asked {
    of: FrozenId,
    new: NewFreeze,
    by: PersonId,
    /// For the audit log: at once, and for approval.
    entries: [NewAuditEntry; 2],
}

impl People {
    /// A page of all freezes, or of the unreleased ones.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn freezes(
        &self,
        by: &SignedIn,
        unreleased: bool,
        after: Option<&FreezeCursor>,
    ) -> Answer<FreezePage> {
        self.check_staff(by, Right::SeeDesk).await?;
        let after = after.cloned();
        let read = self.store.read(move |tx| {
            Box::pin(async move { freezes::page(tx, unreleased, after.as_ref()).await })
        });
        Ok(read.await?)
    }

    /// One freeze.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn freeze(&self, by: &SignedIn, id: &FreezeId) -> Answer<FreezeDetail> {
        self.check_staff(by, Right::SeeDesk).await?;
        let (id, person, now) = (id.clone(), by.person.id.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some(freeze) = freezes::find(tx, &id).await? else {
                    return Ok(None);
                };
                let release =
                    approvals::open_of_subject(tx, ApprovalKind::Release, id.as_str(), now);
                let mut open = release.await?;
                if open.is_none() {
                    let subject = freeze.subject.id();
                    let asked = approvals::open_of_subject(tx, ApprovalKind::Freeze, subject, now);
                    open = asked.await?.filter(|of| confirms(&of.command, &id));
                }
                Ok(Some(FreezeDetail {
                    freeze,
                    approvers: approvers(tx, &Scope::Provider, APPROVES, &person).await?,
                    open,
                }))
            })
        });
        Ok(read.await?.ok_or(ConsoleError::NotFound)?)
    }

    /// What the form shows.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub(crate) async fn freeze_form(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        visit: &ConsoleVisit,
    ) -> Answer<FreezeForm> {
        self.check(by, &Scope::Provider, Right::AskFreeze, visit)
            .await?;
        let may_alone = may_alone(by);
        let (of, person, now) = (of.clone(), by.person.id.clone(), self.now());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let Some((subject, takes_payments)) = subject(tx, &of).await? else {
                    return Ok(None);
                };
                let mut in_force = freezes::unreleased_of(tx, subject.id()).await?;
                in_force.retain(|freeze| freeze.state_at(now) == FreezeState::InForce);
                let kind = ApprovalKind::Freeze;
                Ok(Some(FreezeForm {
                    open: approvals::open_of_subject(tx, kind, subject.id(), now).await?,
                    approvers: approvers(tx, &Scope::Provider, APPROVES, &person).await?,
                    may_alone: may_alone && takes_payments,
                    subject,
                    takes_payments,
                    in_force,
                }))
            })
        });
        Ok(read.await?.ok_or(ConsoleError::NotFound)?)
    }

    /// Asks for a freeze, or puts one in force alone and asks for its
    /// confirmation.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn ask_freeze(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        mut new: NewFreeze,
        visit: &ConsoleVisit,
    ) -> Answer<FreezeAsked> {
        self.check(by, &Scope::Provider, Right::AskFreeze, visit)
            .await?;
        if new.at_once {
            self.check(by, &Scope::Provider, Right::FreezeAtOnce, visit)
                .await?;
        }
        let now = self.now();
        let mistakes = mistakes(&mut new, now);
        if !mistakes.is_empty() {
            return Err(ConsoleError::Invalid(mistakes).into());
        }
        let entry = |action| {
            let what = Change::of(action, of.as_str());
            self.entry(&Scope::Provider, Some(&by.person.id), visit, what)
        };
        let asked = Arc::new(Asked {
            of: of.clone(),
            new,
            by: by.person.id.clone(),
            entries: [AuditAction::FreezeAtOnce, AuditAction::AskApproval].map(entry),
        });
        let entropy = Arc::clone(&self.entropy);
        let done = self.store.write(move |tx| {
            Box::pin(async move { begin(tx, (entropy.as_ref(), now), &asked).await })
        });
        Ok(done.await??)
    }

    /// Asks for the release of a freeze.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Invalid`, `Conflict`.
    pub(crate) async fn ask_release(
        &self,
        by: &SignedIn,
        id: &FreezeId,
        note: &str,
        visit: &ConsoleVisit,
    ) -> Answer<ApprovalId> {
        self.check(by, &Scope::Provider, Right::AskFreeze, visit)
            .await?;
        let note = note.trim().to_owned();
        if let Some(problem) = ConsoleProblem::of_line(&note, FreezeCause::TEXT_MAX) {
            let mistake = (ConsoleField::ReleaseReason, problem);
            return Err(ConsoleError::Invalid(vec![mistake]).into());
        }
        let what = Change::of(AuditAction::AskApproval, id.as_str());
        let entry = self.entry(&Scope::Provider, Some(&by.person.id), visit, what);
        let (entropy, now) = (Arc::clone(&self.entropy), self.now());
        let (id, person) = (id.clone(), by.person.id.clone());
        let asked = self.store.write(move |tx| {
            Box::pin(async move {
                let Some(freeze) = freezes::find(tx, &id).await? else {
                    return Ok(Err(ConsoleError::NotFound));
                };
                if freeze.state_at(now) != FreezeState::InForce {
                    return Ok(Err(ConsoleError::Conflict(Conflict::FreezeEnded)));
                }
                if approvers(tx, &Scope::Provider, APPROVES, &person)
                    .await?
                    .is_empty()
                {
                    return Ok(Err(ConsoleError::Conflict(Conflict::NobodyElse)));
                }
                let others = stopped_by_others(tx, &freeze.subject, Some(&id), now).await?;
                let command = ApprovalCommand::Release(ReleaseCommand {
                    freeze: id,
                    subject: freeze.subject,
                    stops: freeze.stops,
                    others,
                    note,
                });
                let source = (entropy.as_ref(), now);
                ask(tx, source, (&person, &entry), &command, None).await
            })
        });
        Ok(asked.await??)
    }

    /// What a merchant's member is told of the freezes in force.
    ///
    /// # Errors
    /// `NotFound` for a scope that is not the person's.
    pub(crate) async fn freeze_notices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> Answer<Vec<FreezeNotice>> {
        let own = by.role_in(scope).and(scope.merchant());
        let merchant = own.ok_or(ConsoleError::NotFound)?.clone();
        let (now, of_store) = (self.now(), by.store_in(scope).is_some());
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let mut found = freezes::unreleased_of_merchant(tx, &merchant).await?;
                found.retain(|freeze| freeze.state_at(now) == FreezeState::InForce);
                // A store's staff knows no orders of other stores.
                found.retain(|freeze| !of_store || freeze.subject.order.is_none());
                Ok(found)
            })
        });
        let notice = |freeze: Freeze| FreezeNotice {
            order: freeze.subject.order,
            stops: freeze.stops,
            since: freeze.begun_at,
        };
        Ok(read.await?.into_iter().map(notice).collect())
    }
}

/// True for a person who may put a freeze in force alone.
fn may_alone(by: &SignedIn) -> bool {
    let role = by.role_in(&Scope::Provider);
    role.is_some_and(|role| role.may(Right::FreezeAtOnce))
}

/// What is wrong with a form. Its texts lose the spaces around them.
fn mistakes(new: &mut NewFreeze, now: At) -> Vec<(ConsoleField, ConsoleProblem)> {
    let mut mistakes = Vec::new();
    let mut line = |field, text: &mut String| {
        *text = text.trim().to_owned();
        let problem = ConsoleProblem::of_line(text, FreezeCause::TEXT_MAX);
        mistakes.extend(problem.map(|problem| (field, problem)));
    };
    match &mut new.cause {
        FreezeCause::Authority { issuer, document } => {
            line(ConsoleField::Issuer, issuer);
            line(ConsoleField::Document, document);
        }
        FreezeCause::Risk { note, .. } => line(ConsoleField::RiskNote, note),
    }
    if new.stops.is_none() {
        mistakes.push((ConsoleField::FreezeStops, ConsoleProblem::Empty));
    } else if new.at_once && (new.stops.refunds || !new.stops.payments) {
        // One person alone stops new payments, and nothing else.
        mistakes.push((ConsoleField::FreezeStops, ConsoleProblem::Wrong));
    }
    let possible = |until: At| until > now && until <= now.plus_s(UNTIL_MAX_S);
    if !new.until.is_none_or(possible) {
        mistakes.push((ConsoleField::FreezeUntil, ConsoleProblem::Time));
    }
    mistakes
}

/// What would be frozen, and whether it takes payments.
async fn subject(tx: &mut Tx, of: &FrozenId) -> Result<Option<(FreezeSubject, bool)>, Error> {
    let (merchant, order) = match of {
        FrozenId::Merchant(id) => (merchants::find(tx, id).await?, None),
        FrozenId::Order(id) => {
            let Some(order) = orders::find(tx, id).await? else {
                return Ok(None);
            };
            let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
            (Some(merchant), Some(order))
        }
    };
    let takes_payments = order.as_ref().is_none_or(|order| !order.state.is_final());
    Ok(merchant.map(|merchant| {
        let subject = FreezeSubject {
            merchant: merchant.id,
            merchant_name: merchant.short_name,
            order: order.map(|order| (order.id, order.facts.mall_order_no)),
        };
        (subject, takes_payments)
    }))
}

/// True for the request that confirms this freeze.
fn confirms(command: &ApprovalCommand, id: &FreezeId) -> bool {
    matches!(command, ApprovalCommand::Freeze(of) if of.in_force && of.freeze == *id)
}

/// What the freezes in force of a subject itself stop, without one of them.
async fn stopped_by_others(
    tx: &mut Tx,
    subject: &FreezeSubject,
    without: Option<&FreezeId>,
    now: At,
) -> Result<Stops, Error> {
    let all = freezes::unreleased_of(tx, subject.id()).await?;
    let others = all.iter().filter(|freeze| Some(&freeze.id) != without);
    let others = others.filter(|freeze| freeze.state_at(now) == FreezeState::InForce);
    Ok(others.fold(Stops::NONE, |stops, freeze| stops.and(freeze.stops)))
}

async fn begin(
    tx: &mut Tx,
    (entropy, now): (&dyn Entropy, At),
    asked: &Asked,
) -> Result<ConsoleResult<FreezeAsked>, Error> {
    let conflict = |conflict| Ok(Err(ConsoleError::Conflict(conflict)));
    let Some((subject, takes_payments)) = subject(tx, &asked.of).await? else {
        return Ok(Err(ConsoleError::NotFound));
    };
    let new = &asked.new;
    if new.stops.payments && !takes_payments {
        let mistake = (ConsoleField::FreezeStops, ConsoleProblem::Wrong);
        return Ok(Err(ConsoleError::Invalid(vec![mistake])));
    }
    let kind = ApprovalKind::Freeze;
    if let Some(open) = approvals::open_of_subject(tx, kind, subject.id(), now).await? {
        return conflict(Conflict::Waiting(open.id));
    }
    let second = approvers(tx, &Scope::Provider, APPROVES, &asked.by).await?;
    if second.is_empty() && !new.at_once {
        return conflict(Conflict::NobodyElse);
    }
    let id = FreezeId::new(entropy, now);
    let others = stopped_by_others(tx, &subject, None, now).await?;
    if new.at_once {
        let since = now.plus_s(-Freeze::ALONE_AGAIN_S);
        if freezes::frozen_alone(tx, subject.id(), since).await? {
            return conflict(Conflict::FrozenAlone);
        }
        let most = now.plus_s(Freeze::ALONE_S);
        let row = NewFreezeRow {
            id: &id,
            subject: &subject,
            stops: new.stops,
            cause: &new.cause,
            begun_at: now,
            until: Some(new.until.map_or(most, |until| until.min(most))),
            asked_by: &asked.by,
            approved_by: None,
        };
        freezes::insert(tx, row).await?;
    }
    let command = ApprovalCommand::Freeze(FreezeCommand {
        freeze: id.clone(),
        subject,
        stops: new.stops,
        others,
        cause: new.cause.clone(),
        until: new.until,
        in_force: new.at_once,
    });
    let entry = &asked.entries[usize::from(!new.at_once)];
    let waiting = ask(tx, (entropy, now), (&asked.by, entry), &command, None).await?;
    Ok(waiting.map(|approval| {
        if new.at_once {
            FreezeAsked::InForce(id)
        } else {
            FreezeAsked::Waiting(approval)
        }
    }))
}
