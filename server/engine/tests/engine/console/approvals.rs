//! A second person's approval: of a state, in its time, by somebody else.

use super::merchant_refunds::{conflict, form, form_for_second};
use super::{Consoles, TestPerson};
use domain::console::{
    APPROVAL_S, ApprovalRowValue, ApprovalState, AuditAction, Conflict, ConsoleError, ConsoleField,
    ConsoleProblem, RefundAsked, RefundRequester, Right, Role, TimelineEvent,
};
use domain::ids::{ApprovalId, OrderId, PayToken};
use domain::money::Money;
use domain::order::OrderState;
use futures::future::join_all;

/// An owner, somebody of finance, a limit of ¥100.00 and an order of ¥128.00.
struct Waiting {
    consoles: Consoles,
    owner: TestPerson,
    finance: TestPerson,
    token: PayToken,
    order: OrderId,
}

impl Waiting {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let owner = consoles.owner().await;
        consoles.limit(&owner, 10_000).await;
        let scope = consoles.merchant();
        let finance = consoles.member(&owner, &scope, Role::Finance).await;
        let (token, order) = consoles.paid().await;
        Self {
            consoles,
            owner,
            finance,
            token,
            order,
        }
    }

    /// Finance asks for all.
    async fn ask(&self, key: u8) -> ApprovalId {
        let new = form_for_second(key, 12_800, 12_800);
        // Audit entries of one millisecond have no order.
        self.consoles.fixture.clock.advance(1);
        match self.consoles.refund(&self.finance, &self.order, new).await {
            Ok(RefundAsked::Waiting(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn approve(&self, by: &TestPerson, id: &ApprovalId) -> Result<(), ConsoleError> {
        let (by, scope) = (self.consoles.signed_in(by).await, self.consoles.merchant());
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console.approve(&by, &scope, id, visit).await
    }

    async fn refuse(
        &self,
        by: &TestPerson,
        id: &ApprovalId,
        reason: &str,
    ) -> Result<(), ConsoleError> {
        let (by, scope) = (self.consoles.signed_in(by).await, self.consoles.merchant());
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console.refuse(&by, &scope, (id, reason), visit).await
    }

    async fn state(&self, id: &ApprovalId) -> ApprovalState {
        let by = self.consoles.signed_in(&self.owner).await;
        let scope = self.consoles.merchant();
        let detail = self
            .consoles
            .console
            .approval(&by, &scope, id, &self.consoles.visit);
        detail.await.expect("there").approval.state
    }

    /// What the network returned in the end.
    async fn refunded(&self) -> i64 {
        self.consoles.fixture.run_for(10).await;
        self.consoles.fixture.network.refunded_fen()
    }
}

#[tokio::test]
async fn above_the_limit_a_second_person_approves_and_both_are_on_record() {
    let of = Waiting::new().await;
    let consoles = &of.consoles;
    // The button said that it refunds at once.
    let alone = consoles
        .refund(&of.finance, &of.order, form(1, 12_800, 12_800))
        .await;
    assert_eq!(alone, conflict(Conflict::SecondPerson(true)));
    let id = of.ask(1).await;
    assert_eq!(of.ask(1).await, id, "the same form again");
    let (by, scope) = (consoles.signed_in(&of.owner).await, consoles.merchant());
    let waiting = consoles
        .console
        .approvals(&by, &scope, &consoles.visit)
        .await;
    let waiting = waiting.expect("an owner");
    assert_eq!((waiting.len(), &waiting[0].id), (1, &id));
    let row = &waiting[0].command.rows()[0];
    let amount = |fen| ApprovalRowValue::Amount(Money::fen(fen));
    assert_eq!((&row.before, &row.after), (&amount(12_800), &amount(0)));
    assert_eq!(of.refunded().await, 0, "it waits");

    of.approve(&of.owner, &id).await.expect("approved");
    assert_eq!(of.state(&id).await, ApprovalState::Done);
    assert_eq!(of.refunded().await, 12_800);
    let order = consoles.fixture.found(&of.token).await.order;
    assert_eq!(order.state, OrderState::Refunded);
    // The form once more leads to what came of it.
    assert_eq!(of.ask(1).await, id);
    let detail = consoles
        .console
        .order(&by, &scope, &of.order)
        .await
        .expect("it");
    let told: Vec<_> = detail
        .timeline
        .iter()
        .filter_map(|entry| match &entry.event {
            TimelineEvent::Approval(of) => Some(format!("asked {}", of.maker.account)),
            TimelineEvent::ApprovalChecked(of) => Some(format!(
                "{} {}",
                of.state.name(),
                of.checker.as_ref()?.account
            )),
            TimelineEvent::Refund(refund) => match &refund.requester {
                RefundRequester::Person { name, approved_by } => {
                    Some(format!("refund {name} {}", approved_by.as_deref()?))
                }
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(
        told,
        [
            "asked finance.member",
            "done owner@shop.example",
            "refund finance.member 的名字 owner@shop.example 的名字"
        ]
    );
    let actions = consoles.actions(&by, &scope).await;
    assert!(actions.ends_with(&[AuditAction::AskApproval, AuditAction::Approve]));
}

#[tokio::test]
async fn nobody_approves_their_own_request_and_the_try_is_kept() {
    let of = Waiting::new().await;
    let id = of.ask(1).await;
    let own = Err(ConsoleError::OwnRequest);
    assert_eq!(of.approve(&of.finance, &id).await, own);
    assert_eq!(of.refuse(&of.finance, &id, "x").await, own);
    let scope = of.consoles.merchant();
    let support = of.consoles.member(&of.owner, &scope, Role::Support).await;
    let refused = of.approve(&support, &id).await;
    assert_eq!(refused, Err(ConsoleError::Forbidden(Right::ApproveRefund)));
    assert_eq!(of.state(&id).await, ApprovalState::Open);
    assert_eq!(of.refunded().await, 0);
    let by = of.consoles.signed_in(&of.owner).await;
    let actions = of.consoles.actions(&by, &scope).await;
    let tries = actions
        .iter()
        .filter(|action| **action == AuditAction::Refused);
    assert_eq!(tries.count(), 3);
    let detail = of
        .consoles
        .console
        .approval(&by, &scope, &id, &of.consoles.visit);
    let approvers = detail.await.expect("there").approvers;
    let accounts: Vec<_> = approvers.iter().map(|of| of.account.as_str()).collect();
    assert_eq!(accounts, ["owner@shop.example"], "who else can");
}

#[tokio::test]
async fn many_approvals_at_once_refund_once() {
    let of = Waiting::new().await;
    let second = of.consoles.merchant();
    let second = of.consoles.member(&of.owner, &second, Role::Owner).await;
    let id = of.ask(1).await;
    let people = [&of.owner, &second, &of.owner, &second, &of.owner, &second];
    let answers = join_all(people.map(|by| of.approve(by, &id))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let ended = conflict(Conflict::Ended);
    assert_eq!(answers.iter().filter(|answer| **answer == ended).count(), 5);
    assert_eq!(of.refunded().await, 12_800);
}

#[tokio::test]
async fn what_changed_since_it_was_asked_for_is_not_done() {
    let of = Waiting::new().await;
    let id = of.ask(1).await;
    let ask = crate::refunds::partial_refund("R-1", 100);
    crate::refunds::refund_order(&of.consoles.fixture, &of.order, ask)
        .await
        .expect("the mall refunds meanwhile");
    let (by, scope) = (
        of.consoles.signed_in(&of.owner).await,
        of.consoles.merchant(),
    );
    let detail = of
        .consoles
        .console
        .approval(&by, &scope, &id, &of.consoles.visit);
    assert!(!detail.await.expect("there").fits);
    of.consoles.fixture.clock.advance(1);
    assert_eq!(of.approve(&of.owner, &id).await, conflict(Conflict::Stale));
    assert_eq!(of.state(&id).await, ApprovalState::Stale);
    assert_eq!(of.approve(&of.owner, &id).await, conflict(Conflict::Ended));
    assert_eq!(of.refunded().await, 100, "the mall's alone");
    let actions = of.consoles.actions(&by, &scope).await;
    assert_eq!(actions.last(), Some(&AuditAction::StaleApproval));
}

#[tokio::test]
async fn one_request_of_an_order_waits_at_a_time() {
    let of = Waiting::new().await;
    let id = of.ask(1).await;
    let (consoles, order) = (&of.consoles, &of.order);
    for (key, new) in [
        (2, form_for_second(2, 12_000, 12_800)),
        (3, form(3, 100, 12_800)),
    ] {
        let refused = consoles.refund(&of.owner, order, new).await;
        assert_eq!(refused, conflict(Conflict::Waiting(id.clone())), "{key}");
    }
    let empty = vec![(ConsoleField::RefusalReason, ConsoleProblem::Empty)];
    assert_eq!(
        of.refuse(&of.owner, &id, " ").await,
        Err(ConsoleError::Invalid(empty))
    );
    of.refuse(&of.owner, &id, "顾客已换货")
        .await
        .expect("refused");
    assert_eq!(of.state(&id).await, ApprovalState::Refused);
    assert_eq!(of.approve(&of.owner, &id).await, conflict(Conflict::Ended));

    let id = of.ask(4).await;
    let (by, scope) = (consoles.signed_in(&of.owner).await, consoles.merchant());
    let others = consoles
        .console
        .withdraw_request(&by, &scope, &id, &consoles.visit);
    assert_eq!(
        others.await,
        Err(ConsoleError::NotFound),
        "of somebody else"
    );
    let by = consoles.signed_in(&of.finance).await;
    let withdrawn = consoles
        .console
        .withdraw_request(&by, &scope, &id, &consoles.visit);
    withdrawn.await.expect("withdrawn");
    assert_eq!(of.approve(&of.owner, &id).await, conflict(Conflict::Ended));
    of.ask(5).await;
    assert_eq!(of.refunded().await, 0);
}

#[tokio::test]
async fn a_request_ends_by_itself() {
    let of = Waiting::new().await;
    let id = of.ask(1).await;
    of.consoles.fixture.clock.advance(APPROVAL_S);
    let mut of = of;
    of.owner.token = of.consoles.sign_in(&of.owner).await;
    let owner = &of.owner;
    assert_eq!(of.approve(owner, &id).await, conflict(Conflict::Ended));
    let (by, scope) = (of.consoles.signed_in(owner).await, of.consoles.merchant());
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let shown = console
        .approval(&by, &scope, &id, visit)
        .await
        .expect("there");
    assert_eq!(shown.approval.state, ApprovalState::Expired);
    assert_eq!(console.approvals(&by, &scope, visit).await, Ok(Vec::new()));
    // The order is free for another request.
    let again = of
        .consoles
        .refund(owner, &of.order, form_for_second(2, 12_800, 12_800));
    assert!(matches!(again.await, Ok(RefundAsked::Waiting(_))));
}

#[tokio::test]
async fn without_a_second_person_nothing_above_the_limit_is_asked_for() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    consoles.limit(&owner, 10_000).await;
    let (_, order) = consoles.paid().await;
    let refused = consoles
        .refund(&owner, &order, form_for_second(1, 10_001, 12_800))
        .await;
    assert_eq!(refused, conflict(Conflict::NobodyElse));
    // Small refunds do not pass the limit either.
    let small = consoles
        .refund(&owner, &order, form(2, 10_000, 12_800))
        .await;
    small.expect("up to the limit");
    let more = consoles.refund(&owner, &order, form(3, 1, 2_800)).await;
    assert_eq!(more, conflict(Conflict::SecondPerson(true)));
    let scope = consoles.merchant();
    let support = consoles.member(&owner, &scope, Role::Support).await;
    let little = consoles.refund(&support, &order, form(4, 1, 2_800)).await;
    assert_eq!(little, conflict(Conflict::SecondPerson(true)));
    let little = consoles
        .refund(&support, &order, form_for_second(4, 1, 2_800))
        .await;
    assert!(matches!(little, Ok(RefundAsked::Waiting(_))), "{little:?}");
}

#[tokio::test]
async fn a_higher_limit_takes_a_second_person_and_a_lower_one_none() {
    let of = Waiting::new().await;
    let (consoles, scope) = (&of.consoles, of.consoles.merchant());
    let by = consoles.signed_in(&of.owner).await;
    let set = async |shown, new| {
        let change = (Money::fen(shown), Money::fen(new));
        consoles
            .console
            .set_refund_limit(&by, &scope, change, &consoles.visit)
            .await
    };
    let limit = async || {
        let form = consoles
            .console
            .refund_limit(&by, &scope, &consoles.visit)
            .await;
        form.expect("an owner").limit
    };
    assert_eq!(limit().await, Money::fen(10_000));
    assert_eq!(
        set(9_999, 5).await,
        conflict(Conflict::Limit(Money::fen(10_000)))
    );
    let negative = vec![(ConsoleField::Amount, ConsoleProblem::TooSmall)];
    assert_eq!(set(10_000, -1).await, Err(ConsoleError::Invalid(negative)));
    let id = set(10_000, 20_000).await.expect("asked").expect("waits");
    assert_eq!(
        set(10_000, 30_000).await,
        conflict(Conflict::Waiting(id.clone()))
    );
    assert_eq!(
        of.approve(&of.owner, &id).await,
        Err(ConsoleError::OwnRequest)
    );
    assert_eq!(limit().await, Money::fen(10_000));
    of.approve(&of.finance, &id).await.expect("approved");
    assert_eq!(limit().await, Money::fen(20_000));

    let id = set(20_000, 30_000).await.expect("asked").expect("waits");
    assert_eq!(set(20_000, 500).await, Ok(None), "lower, at once");
    assert_eq!(
        of.approve(&of.finance, &id).await,
        conflict(Conflict::Stale)
    );
    assert_eq!(limit().await, Money::fen(500));
    let actions = consoles.actions(&by, &scope).await;
    let sets = actions
        .iter()
        .filter(|action| **action == AuditAction::SetRefundLimit);
    assert_eq!(sets.count(), 2);
}

#[tokio::test]
async fn another_console_s_request_is_not_found() {
    let of = Waiting::new().await;
    let id = of.ask(1).await;
    let by = of.consoles.signed_in(&of.owner).await;
    let none = super::no_merchant();
    let (console, visit) = (&of.consoles.console, &of.consoles.visit);
    let missing = Err(ConsoleError::NotFound);
    assert_eq!(console.approve(&by, &none, &id, visit).await, missing);
    let nobodys = ApprovalId::parse("apr_00000000000000000000000000").expect("an id");
    assert_eq!(of.approve(&of.owner, &nobodys).await, missing);
}
