//! The refunds and requests of the console in memory. Order 2 and 3 are paid;
//! of order 10 a refund waits. The limit is ¥300.00.

use crate::fake_console::{FakeConsole, MARKUP, NOW, merchant, need, person};
use crate::orders;
use async_trait::async_trait;
use domain::console::{
    Approval, ApprovalCommand, ApprovalCursor, ApprovalDetail, ApprovalPage, ApprovalState,
    Approvals, Conflict, ConsoleError, ConsoleField, ConsoleProblem, ConsoleResult, ConsoleVisit,
    MerchantRefunds, NewRefund, RefundAsked, RefundCommand, RefundCursor, RefundForm,
    RefundLimitCommand, RefundLimitForm, RefundPage, RefundReason, RefundRequester, RefundRow,
    Right, Scope, SignedIn,
};
use domain::ids::{ApprovalId, MerchantId, OrderId, RefundId};
use domain::money::Money;
use domain::refund::RefundState;

/// The limit.
const LIMIT: Money = Money::fen(30_000);

/// The order whose refund waits.
pub(crate) const WAITING: usize = 10;

/// The key of a form that was sent before.
pub(crate) const USED_KEY: &str = "used0000000000000000000000";

/// The id of a request: 0 of the support's refund, 1 of the owner's limit, 2 to
/// 6 those that ended, 7 one whose order changed since.
pub(crate) fn approval_id(place: usize) -> ApprovalId {
    ApprovalId::parse(&format!("apr_{place:026}")).expect("an id")
}

fn refund_command() -> ApprovalCommand {
    ApprovalCommand::Refund(RefundCommand {
        order: orders::order_id(WAITING),
        mall_order_no: "T202611220050".into(),
        amount: Money::fen(128_000),
        refundable: Money::fen(128_000),
        reason: RefundReason::Faulty,
        note: MARKUP.into(),
    })
}

/// One of the requests.
pub(crate) fn approval(place: usize) -> Approval {
    let state = ApprovalState::ALL[place.saturating_sub(1) % 6];
    let state = if place < 2 {
        ApprovalState::Open
    } else {
        state
    };
    let checked = matches!(
        state,
        ApprovalState::Done | ApprovalState::Refused | ApprovalState::Stale
    );
    Approval {
        id: approval_id(place),
        maker: person(if place == 1 { "owner" } else { "support" }),
        made_at: NOW.plus_s(-3_600),
        expires_at: NOW.plus_s(71 * 3_600),
        command: if place == 1 {
            ApprovalCommand::RefundLimit(RefundLimitCommand {
                merchant: MerchantId::parse(crate::fake_console::MERCHANT).expect("an id"),
                before: LIMIT,
                after: Money::fen(500_000),
            })
        } else {
            refund_command()
        },
        state,
        checker: checked.then(|| person("owner")),
        checked_at: checked.then(|| NOW.plus_s(-60)),
        reason: (state == ApprovalState::Refused).then(|| format!("顾客已换货 {MARKUP}")),
    }
}

fn found(scope: &Scope, id: &ApprovalId) -> ConsoleResult<ApprovalDetail> {
    let place = (0..8).find(|place| approval_id(*place) == *id);
    let place = place.filter(|_| *scope == merchant());
    let place = place.ok_or(ConsoleError::NotFound)?;
    let approval = approval(place);
    let mut approvers = vec![person("owner"), person("finance")];
    approvers.retain(|person| !approval.is_by(&person.id));
    Ok(ApprovalDetail {
        fits: place != 7,
        approval,
        approvers,
    })
}

impl FakeConsole {
    fn of_another(by: &SignedIn, scope: &Scope, id: &ApprovalId) -> ConsoleResult<()> {
        need(by, scope, Right::SeeApprovals)?;
        let found = found(scope, id)?;
        need(by, scope, Right::ApproveRefund)?;
        if found.approval.is_by(&by.person.id) {
            return Err(ConsoleError::OwnRequest);
        }
        if found.approval.state != ApprovalState::Open {
            return Err(ConsoleError::Conflict(Conflict::Ended));
        }
        if !found.fits {
            return Err(ConsoleError::Conflict(Conflict::Stale));
        }
        Ok(())
    }
}

#[async_trait]
impl Approvals for FakeConsole {
    async fn approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        _: &ConsoleVisit,
    ) -> ConsoleResult<Vec<Approval>> {
        need(by, scope, Right::SeeApprovals)?;
        let own = *scope == merchant();
        Ok(if own {
            vec![approval(0), approval(1)]
        } else {
            Vec::new()
        })
    }

    async fn decided_approvals(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&ApprovalCursor>,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalPage> {
        need(by, scope, Right::SeeApprovals)?;
        if *scope != merchant() || after.is_some() {
            return Ok(ApprovalPage::default());
        }
        Ok(ApprovalPage {
            rows: (3..7).map(approval).collect(),
            next: Some(ApprovalCursor {
                made_at: approval(6).made_at,
                id: approval_id(6),
            }),
        })
    }

    async fn approval(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<ApprovalDetail> {
        need(by, scope, Right::SeeApprovals)?;
        found(scope, id)
    }

    async fn approve(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        Self::of_another(by, scope, id)?;
        self.note(format!("approve {scope} {id}"));
        Ok(())
    }

    async fn refuse(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (id, reason): (&ApprovalId, &str),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        Self::of_another(by, scope, id)?;
        if reason.is_empty() {
            let mistake = (ConsoleField::RefusalReason, ConsoleProblem::Empty);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        self.note(format!("refuse {scope} {id} {reason}"));
        Ok(())
    }

    async fn withdraw_request(
        &self,
        by: &SignedIn,
        scope: &Scope,
        id: &ApprovalId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, scope, Right::SeeApprovals)?;
        if !found(scope, id)?.approval.is_by(&by.person.id) {
            return Err(ConsoleError::NotFound);
        }
        self.note(format!("withdraw_request {scope} {id}"));
        Ok(())
    }
}

#[async_trait]
impl MerchantRefunds for FakeConsole {
    async fn refunds(
        &self,
        by: &SignedIn,
        scope: &Scope,
        after: Option<&RefundCursor>,
    ) -> ConsoleResult<RefundPage> {
        need(by, scope, Right::SeeRefunds)?;
        if *scope != merchant() || after.is_some() {
            return Ok(RefundPage::default());
        }
        let row = |(place, state): (usize, RefundState)| RefundRow {
            id: RefundId::parse(&format!("rfd_{place:026}")).expect("an id"),
            order_id: orders::order_id(2),
            mall_order_no: "T202611220058".into(),
            amount: Money::fen(2_800),
            state,
            requester: match place {
                0 => RefundRequester::Mall,
                _ => RefundRequester::Person {
                    name: MARKUP.into(),
                    approved_by: (place == 1).then(|| "李雷".into()),
                },
            },
            reason: Some(format!("质量问题：{MARKUP}")),
            created_at: NOW.plus_s(-600),
            ended_at: (!state.is_open()).then_some(NOW),
        };
        let rows: Vec<_> = RefundState::ALL.into_iter().enumerate().map(row).collect();
        let next = rows.last().map(|row| RefundCursor {
            created_at: row.created_at,
            id: row.id.clone(),
        });
        Ok(RefundPage { rows, next })
    }

    async fn refund_form(
        &self,
        by: &SignedIn,
        scope: &Scope,
        order: &OrderId,
        _: &ConsoleVisit,
    ) -> ConsoleResult<RefundForm> {
        need(by, scope, Right::AskRefund)?;
        let found = orders::detail(order).filter(|_| *scope == merchant());
        let row = found.ok_or(ConsoleError::NotFound)?.row;
        let mut approvers = vec![person("owner"), person("finance")];
        approvers.retain(|other| other.id != by.person.id);
        let role = by.role_in(scope);
        Ok(RefundForm {
            reserved: row.refunded,
            limit: LIMIT,
            may_alone: role.is_some_and(|role| role.may(Right::ApproveRefund)),
            approvers,
            open: (*order == orders::order_id(WAITING)).then(|| approval(0)),
            order: row,
        })
    }

    async fn refund(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (order, new): (&OrderId, NewRefund),
        visit: &ConsoleVisit,
    ) -> ConsoleResult<RefundAsked> {
        let form = self.refund_form(by, scope, order, visit).await?;
        if new.key.as_str() == USED_KEY {
            return Err(ConsoleError::Conflict(Conflict::FormUsed));
        }
        if new.refundable != form.order.refundable {
            return Err(ConsoleError::Conflict(Conflict::Refundable(
                form.order.refundable,
            )));
        }
        let second = form.needs_second(new.amount);
        if new.second_person != second {
            return Err(ConsoleError::Conflict(Conflict::SecondPerson(second)));
        }
        if new.reason == RefundReason::Other && new.note.is_empty() {
            let mistake = (ConsoleField::Note, ConsoleProblem::Empty);
            return Err(ConsoleError::Invalid(vec![mistake]));
        }
        let (amount, reason) = (new.amount, new.reason.with_note(&new.note));
        self.note(format!("refund {order} {amount} {reason} second={second}"));
        Ok(if second {
            RefundAsked::Waiting(approval_id(0))
        } else {
            RefundAsked::Begun(RefundId::parse(&format!("rfd_{:026}", 1)).expect("an id"))
        })
    }

    async fn refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        _: &ConsoleVisit,
    ) -> ConsoleResult<RefundLimitForm> {
        need(by, scope, Right::SetRefundLimit)?;
        let own = *scope == merchant();
        Ok(RefundLimitForm {
            limit: LIMIT,
            approvers: if own {
                vec![person("finance")]
            } else {
                Vec::new()
            },
            open: own.then(|| approval(1)),
        })
    }

    async fn set_refund_limit(
        &self,
        by: &SignedIn,
        scope: &Scope,
        (shown, new): (Money, Money),
        _: &ConsoleVisit,
    ) -> ConsoleResult<Option<ApprovalId>> {
        need(by, scope, Right::SetRefundLimit)?;
        if shown != LIMIT {
            return Err(ConsoleError::Conflict(Conflict::Limit(LIMIT)));
        }
        if new.minor() > 999_900 {
            return Err(ConsoleError::Conflict(Conflict::Waiting(approval_id(1))));
        }
        self.note(format!("set_refund_limit {scope} {shown} {new}"));
        Ok((new.minor() > LIMIT.minor()).then(|| approval_id(1)))
    }
}
