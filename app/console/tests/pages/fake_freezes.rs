//! The freezes of the console in memory: one that waits to be confirmed, one of
//! an order, one that is released.

use crate::fake_console::{FakeConsole, MARKUP, MERCHANT, NOW, merchant, need, person};
use crate::fake_refunds::approval_id;
use crate::orders;
use async_trait::async_trait;
use domain::clock::At;
use domain::console::{
    ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult, ConsoleVisit, Freeze, FreezeAsked,
    FreezeCause, FreezeCursor, FreezeDetail, FreezeForm, FreezeNotice, FreezePage, FreezeSubject,
    Freezes, FrozenId, NewFreeze, Release, Right, RiskRule, Scope, SignedIn, Stops,
};
use domain::ids::{ApprovalId, FreezeId, MerchantId};

/// The id of a freeze: 0 is to be confirmed, 1 of an order, 2 released.
pub(crate) fn freeze_id(place: usize) -> FreezeId {
    FreezeId::parse(&format!("frz_{place:026}")).expect("an id")
}

pub(crate) fn subject(of_order: bool) -> FreezeSubject {
    FreezeSubject {
        merchant: MerchantId::parse(MERCHANT).expect("an id"),
        merchant_name: MARKUP.into(),
        order: of_order.then(|| (orders::order_id(2), "T202611220058".into())),
    }
}

/// An order of a court.
pub(crate) fn cause() -> FreezeCause {
    FreezeCause::Authority {
        issuer: "杭州市中级人民法院".into(),
        document: MARKUP.into(),
    }
}

/// One of the freezes.
pub(crate) fn freeze(place: usize) -> Freeze {
    let is_alone = place == 0;
    Freeze {
        id: freeze_id(place),
        subject: subject(place == 1),
        stops: Stops {
            payments: place != 1,
            refunds: place != 0,
        },
        cause: if is_alone {
            FreezeCause::Risk {
                rule: RiskRule::StolenCards,
                note: MARKUP.into(),
            }
        } else {
            cause()
        },
        begun_at: NOW.plus_s(-3_600),
        until: is_alone.then(|| NOW.plus_s(Freeze::ALONE_S - 3_600)),
        asked_by: person("auditor"),
        approved_by: (!is_alone).then(|| person("admin")),
        released: (place == 2).then(|| Release {
            at: NOW.plus_s(-60),
            asked_by: person("auditor"),
            approved_by: person("admin"),
        }),
    }
}

#[async_trait]
impl Freezes for FakeConsole {
    async fn freezes(
        &self,
        by: &SignedIn,
        unreleased: bool,
        after: Option<&FreezeCursor>,
    ) -> ConsoleResult<FreezePage> {
        need(by, &Scope::Provider, Right::SeeDesk)?;
        if after.is_some() {
            return Ok(FreezePage::default());
        }
        let rows: Vec<_> = (0..if unreleased { 2 } else { 3 }).map(freeze).collect();
        let next = rows.last().map(|row| FreezeCursor {
            begun_at: row.begun_at,
            id: row.id.clone(),
        });
        Ok(FreezePage { rows, next })
    }

    async fn freeze(&self, by: &SignedIn, id: &FreezeId) -> ConsoleResult<FreezeDetail> {
        need(by, &Scope::Provider, Right::SeeDesk)?;
        let place = (0..3).find(|place| freeze_id(*place) == *id);
        Ok(FreezeDetail {
            freeze: freeze(place.ok_or(ConsoleError::NotFound)?),
            approvers: vec![person("admin")],
            open: None,
        })
    }

    async fn freeze_form(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<FreezeForm> {
        need(by, &Scope::Provider, Right::AskFreeze)?;
        let is_order = matches!(of, FrozenId::Order(_));
        let known = of.as_str() == MERCHANT || of.as_str() == orders::order_id(2).as_str();
        if !known {
            return Err(ConsoleError::NotFound);
        }
        Ok(FreezeForm {
            subject: subject(is_order),
            takes_payments: !is_order,
            in_force: if is_order {
                vec![freeze(1)]
            } else {
                Vec::new()
            },
            approvers: vec![person("admin")],
            open: None,
            may_alone: !is_order && need(by, &Scope::Provider, Right::FreezeAtOnce).is_ok(),
        })
    }

    async fn ask_freeze(
        &self,
        by: &SignedIn,
        of: &FrozenId,
        new: NewFreeze,
        _: &ConsoleVisit,
    ) -> ConsoleResult<FreezeAsked> {
        need(by, &Scope::Provider, Right::AskFreeze)?;
        if let FreezeCause::Authority { issuer, .. } = &new.cause
            && issuer.is_empty()
        {
            let mistake = (ConsoleField::Issuer, ConsoleProblem::Empty);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        let until = new.until.map(At::ms);
        self.note(format!(
            "ask_freeze {} {:?} {:?} {until:?} {}",
            of.as_str(),
            new.stops,
            new.cause,
            new.at_once
        ));
        Ok(if new.at_once {
            FreezeAsked::InForce(freeze_id(0))
        } else {
            FreezeAsked::Waiting(approval_id(0))
        })
    }

    async fn ask_release(
        &self,
        by: &SignedIn,
        id: &FreezeId,
        note: &str,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalId> {
        need(by, &Scope::Provider, Right::AskFreeze)?;
        if note.is_empty() {
            let mistake = (ConsoleField::ReleaseReason, ConsoleProblem::Empty);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        self.note(format!("ask_release {id} {note}"));
        Ok(approval_id(0))
    }

    async fn freeze_notices(
        &self,
        by: &SignedIn,
        scope: &Scope,
    ) -> ConsoleResult<Vec<FreezeNotice>> {
        by.role_in(scope).ok_or(ConsoleError::NotFound)?;
        if *scope != merchant() {
            return Ok(Vec::new());
        }
        let notice = |freeze: Freeze| FreezeNotice {
            order: freeze.subject.order,
            stops: freeze.stops,
            since: freeze.begun_at,
        };
        Ok((0..2).map(freeze).map(notice).collect())
    }
}
