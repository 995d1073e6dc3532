//! Refunds that a merchant's members ask for: who may, once however often the
//! form is sent, and never more than was paid.

use super::{Consoles, TestPerson};
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, FormKey, NewRefund,
    RefundAsked, RefundReason, RefundRequester, Right, Role, Scope, TimelineEvent,
};
use domain::ids::{OrderId, PayToken};
use domain::money::Money;
use domain::order::OrderState;
use domain::refund::RefundState;
use futures::future::join_all;

/// A form of a refund of the fixture's order of ¥128.00, by its key's number.
pub(crate) fn form(key: u8, fen: i64, left: i64) -> NewRefund {
    NewRefund {
        key: FormKey::parse(&format!("{key:026}")).expect("a key"),
        amount: Money::fen(fen),
        reason: RefundReason::Faulty,
        note: " 茶叶受潮 ".into(),
        refundable: Money::fen(left),
        second_person: false,
    }
}

/// The same for a second person to approve.
pub(crate) fn form_for_second(key: u8, fen: i64, left: i64) -> NewRefund {
    NewRefund {
        second_person: true,
        ..form(key, fen, left)
    }
}

pub(crate) fn conflict<T>(conflict: Conflict) -> Result<T, ConsoleError> {
    Err(ConsoleError::Conflict(conflict))
}

impl Consoles {
    pub(crate) async fn paid(&self) -> (PayToken, OrderId) {
        let token = self.fixture.paid_order().await;
        let id = self.fixture.found(&token).await.order.id;
        (token, id)
    }

    pub(crate) async fn refund(
        &self,
        by: &TestPerson,
        order: &OrderId,
        new: NewRefund,
    ) -> Result<RefundAsked, ConsoleError> {
        let (by, scope) = (self.signed_in(by).await, self.merchant());
        let asked = self.console.refund(&by, &scope, (order, new), &self.visit);
        asked.await
    }

    /// Sets the limit of the merchant, whose only member this owner is.
    pub(crate) async fn limit(&self, owner: &TestPerson, fen: i64) {
        let (by, scope) = (self.signed_in(owner).await, self.merchant());
        let form = self.console.refund_limit(&by, &scope, &self.visit).await;
        let change = (form.expect("an owner").limit, Money::fen(fen));
        let set = self
            .console
            .set_refund_limit(&by, &scope, change, &self.visit);
        assert_eq!(set.await, Ok(None));
    }
}

#[tokio::test]
async fn a_member_refunds_and_all_see_who_it_was() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let scope = consoles.merchant();
    let (token, order) = consoles.paid().await;
    let asked = consoles
        .refund(&owner, &order, form(1, 2_800, 12_800))
        .await;
    let Ok(RefundAsked::Begun(id)) = asked else {
        panic!("{asked:?}");
    };
    consoles.fixture.run_for(10).await;
    let after = consoles.fixture.found(&token).await.order;
    assert_eq!(after.state, OrderState::PartiallyRefunded);
    assert_eq!(consoles.fixture.network.refunded_fen(), 2_800);
    assert_eq!(
        consoles.fixture.event_types().await,
        ["order.paid", "refund.succeeded"],
        "the mall is told"
    );
    let by = consoles.signed_in(&owner).await;
    let detail = consoles
        .console
        .order(&by, &scope, &order)
        .await
        .expect("it");
    let refund = detail.timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::Refund(refund) => Some(refund.clone()),
        _ => None,
    });
    let refund = refund.expect("a refund");
    let requester = RefundRequester::Person {
        name: by.person.name.clone(),
        approved_by: None,
    };
    assert_eq!((&refund.id, &refund.requester), (&id, &requester));
    assert_eq!(refund.reason.as_deref(), Some("质量问题：茶叶受潮"));
    assert_eq!(refund.mall_refund_no, None);
    let page = consoles
        .console
        .refunds(&by, &scope, None)
        .await
        .expect("a page");
    let row = &page.rows[0];
    assert_eq!(
        (&row.id, &row.requester, row.state),
        (&id, &requester, RefundState::Succeeded)
    );
    let audit = consoles
        .console
        .audit(&by, &scope, None)
        .await
        .expect("a page");
    let entry = &audit.entries[0];
    assert_eq!(
        (entry.action, entry.subject.as_str()),
        (AuditAction::Refund, order.as_str())
    );
    let figures = (entry.before.as_deref(), entry.after.as_deref());
    assert_eq!(figures, (Some("128.00 CNY"), Some("100.00 CNY")));
}

#[tokio::test]
async fn a_form_sent_many_times_refunds_once() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let (_, order) = consoles.paid().await;
    let clicks = (0..8).map(|_| consoles.refund(&owner, &order, form(1, 2_800, 12_800)));
    let answers = join_all(clicks).await;
    let first = answers[0].clone();
    assert!(matches!(first, Ok(RefundAsked::Begun(_))), "{first:?}");
    assert!(answers.iter().all(|answer| *answer == first), "{answers:?}");
    // "Back", another amount, and the same form: it was done.
    let other = consoles.refund(&owner, &order, form(1, 100, 12_800)).await;
    assert_eq!(other, conflict(Conflict::FormUsed));
    consoles.fixture.run_for(10).await;
    assert_eq!(consoles.fixture.network.refunded_fen(), 2_800);
}

#[tokio::test]
async fn of_two_tabs_the_second_is_asked_again_with_the_new_figure() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let scope = consoles.merchant();
    let finance = consoles.member(&owner, &scope, Role::Finance).await;
    let (_, order) = consoles.paid().await;
    let tabs = [&owner, &finance, &owner, &finance];
    let tabs = tabs.into_iter().zip(1..);
    let tabs = tabs.map(|(by, key)| consoles.refund(by, &order, form(key, 12_800, 12_800)));
    let answers = join_all(tabs).await;
    let begun = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(begun, 1, "{answers:?}");
    let changed = conflict(Conflict::Refundable(Money::fen(0)));
    assert_eq!(
        answers.iter().filter(|answer| **answer == changed).count(),
        3
    );
    consoles.fixture.run_for(10).await;
    assert_eq!(consoles.fixture.network.refunded_fen(), 12_800);
}

#[tokio::test]
async fn a_form_with_mistakes_changes_nothing() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let (_, order) = consoles.paid().await;
    let other = |note: &str| NewRefund {
        reason: RefundReason::Other,
        note: note.into(),
        ..form(1, 100, 12_800)
    };
    for (new, field, problem) in [
        (
            form(1, 0, 12_800),
            ConsoleField::Amount,
            ConsoleProblem::TooSmall,
        ),
        (
            form(1, -1, 12_800),
            ConsoleField::Amount,
            ConsoleProblem::TooSmall,
        ),
        (
            form(1, 12_801, 12_800),
            ConsoleField::Amount,
            ConsoleProblem::TooLarge,
        ),
        (other(" "), ConsoleField::Note, ConsoleProblem::Empty),
        (
            other(&"退".repeat(101)),
            ConsoleField::Note,
            ConsoleProblem::TooLong,
        ),
        (
            other("a\u{202e}b"),
            ConsoleField::Note,
            ConsoleProblem::Format,
        ),
    ] {
        let refused = consoles.refund(&owner, &order, new).await;
        assert_eq!(refused, Err(ConsoleError::Invalid(vec![(field, problem)])));
    }
    let (by, scope) = (consoles.signed_in(&owner).await, consoles.merchant());
    let none = consoles
        .console
        .refunds(&by, &scope, None)
        .await
        .expect("a page");
    assert!(none.rows.is_empty());
    let unpaid = consoles.fixture.another_order("N-9").await;
    let unpaid = consoles.fixture.found(&unpaid).await.order.id;
    let refused = consoles.refund(&owner, &unpaid, form(1, 100, 12_800)).await;
    assert_eq!(refused, conflict(Conflict::Refundable(Money::fen(0))));
}

#[tokio::test]
async fn who_lacks_the_right_is_refused_and_the_try_is_kept() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let scope = consoles.merchant();
    let (_, order) = consoles.paid().await;
    for role in [Role::Designer, Role::Developer] {
        let member = consoles.member(&owner, &scope, role).await;
        let refused = consoles.refund(&member, &order, form(1, 100, 12_800)).await;
        assert_eq!(refused, Err(ConsoleError::Forbidden(Right::AskRefund)));
        let by = consoles.signed_in(&member).await;
        let change = (Money::fen(100_000), Money::fen(5));
        let limit = consoles
            .console
            .set_refund_limit(&by, &scope, change, &consoles.visit);
        assert_eq!(
            limit.await,
            Err(ConsoleError::Forbidden(Right::SetRefundLimit))
        );
        let waiting = consoles
            .console
            .approvals(&by, &scope, &consoles.visit)
            .await;
        assert_eq!(waiting, Err(ConsoleError::Forbidden(Right::SeeApprovals)));
    }
    let by = consoles.signed_in(&owner).await;
    let actions = consoles.actions(&by, &scope).await;
    let refused = actions
        .iter()
        .filter(|action| **action == AuditAction::Refused);
    assert_eq!(refused.count(), 6);
    let elsewhere = consoles.console.refund(
        &by,
        &Scope::Provider,
        (&order, form(1, 100, 12_800)),
        &consoles.visit,
    );
    assert_eq!(elsewhere.await, Err(ConsoleError::NotFound));
    let nobodys = OrderId::parse("ord_00000000000000000000000000").expect("an id");
    let missing = consoles
        .refund(&owner, &nobodys, form(1, 100, 12_800))
        .await;
    assert_eq!(missing, Err(ConsoleError::NotFound));
}

#[tokio::test]
async fn the_refunds_of_the_mall_are_listed_in_pages() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let (fixture, scope) = (&consoles.fixture, consoles.merchant());
    let (_, order) = consoles.paid().await;
    let by = consoles.signed_in(&owner).await;
    for n in 0..52 {
        let ask = crate::refunds::partial_refund(&format!("R-{n}"), 1);
        crate::refunds::refund_order(fixture, &order, ask)
            .await
            .expect("begins");
        fixture.clock.advance(1);
    }
    let first = consoles
        .console
        .refunds(&by, &scope, None)
        .await
        .expect("a page");
    assert_eq!(first.rows.len(), 50);
    assert!(
        first
            .rows
            .iter()
            .all(|row| row.requester == RefundRequester::Mall)
    );
    let rest = consoles.console.refunds(&by, &scope, first.next.as_ref());
    let rest = rest.await.expect("a page");
    assert_eq!((rest.rows.len(), rest.next), (2, None));
    let places = first
        .rows
        .iter()
        .chain(&rest.rows)
        .map(|row| row.created_at);
    assert!(
        places
            .collect::<Vec<_>>()
            .is_sorted_by(|newer, older| newer > older)
    );
}
