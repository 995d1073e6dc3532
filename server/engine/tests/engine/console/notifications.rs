//! Notifications: what happened to a merchant's orders, told once, to those who
//! may know it, and read by each for itself.

use super::merchant_refunds::{form, form_for_second};
use super::{Consoles, TestPerson, no_merchant};
use domain::console::{
    AuditAction, ConsoleError, Notification, NotificationKind, NotificationPage,
    NotificationSubject, RefundAsked, Right, Role, Scope, Unread,
};
use domain::money::Money;
use testkit::network::Failure;

impl Consoles {
    /// The page of a person after all is summed.
    async fn told(&self, person: &TestPerson) -> NotificationPage {
        let summed = self.fixture.engine.sum_payments().await;
        summed.expect("summed");
        let (by, scope) = (self.signed_in(person).await, self.merchant());
        let page = self.console.notifications(&by, &scope, None).await;
        page.expect("a page")
    }

    async fn unread(&self, person: &TestPerson) -> u32 {
        let (by, scope) = (self.signed_in(person).await, self.merchant());
        self.console.unread(&by, &scope).await.expect("counted").0
    }

    async fn read(&self, person: &TestPerson, up_to: i64) {
        let (by, scope) = (self.signed_in(person).await, self.merchant());
        let read = self
            .console
            .read_notifications(&by, &scope, up_to, &self.visit);
        read.await.expect("read");
    }

    async fn choose(&self, person: &TestPerson, wanted: &[NotificationKind]) {
        let (by, scope) = (self.signed_in(person).await, self.merchant());
        let chosen = self
            .console
            .choose_notifications(&by, &scope, wanted, &self.visit);
        chosen.await.expect("chosen");
    }
}

#[tokio::test]
async fn payments_failed_refunds_and_requests_are_told_once() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    consoles.limit(&owner, 10_000).await;
    let support = consoles
        .member(&owner, &consoles.merchant(), Role::Support)
        .await;
    let (token, order) = consoles.paid().await;
    let number = consoles
        .fixture
        .found(&token)
        .await
        .order
        .facts
        .mall_order_no;
    let page = consoles.told(&owner).await;
    let paid = NotificationSubject::OrderPaid(order.clone(), number.clone());
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].subject, paid);
    assert_eq!(page.rows[0].amount, Some(Money::fen(12_800)));
    assert_eq!(consoles.told(&owner).await, page, "summed again");

    consoles.fixture.network.fail_next(&[Failure::Refuse("61")]);
    let begun = consoles
        .refund(&owner, &order, form(1, 2_800, 12_800))
        .await;
    assert!(matches!(begun, Ok(RefundAsked::Begun(_))), "{begun:?}");
    consoles.fixture.run_for(30).await;
    let asked = form_for_second(2, 12_800, 12_800);
    let Ok(RefundAsked::Waiting(request)) = consoles.refund(&support, &order, asked).await else {
        panic!("the support alone may not refund");
    };
    let page = consoles.told(&owner).await;
    let failed = NotificationSubject::RefundFailed(order, number);
    let waits = NotificationSubject::ApprovalWaiting(request);
    let subjects: Vec<_> = page.rows.iter().map(|row| &row.subject).collect();
    assert_eq!(subjects, [&waits, &failed, &paid]);
    assert_eq!(page.rows[1].amount, Some(Money::fen(2_800)));
    assert_eq!(page.rows[0].amount, None);
    // Who may not approve is not told of requests.
    let page = consoles.told(&support).await;
    let subjects: Vec<_> = page.rows.iter().map(|row| &row.subject).collect();
    assert_eq!(subjects, [&failed, &paid]);
    assert_eq!(
        page.kinds,
        [
            (NotificationKind::OrderPaid, true),
            (NotificationKind::RefundFailed, true)
        ]
    );
}

#[tokio::test]
async fn each_person_reads_and_chooses_for_itself() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let finance = consoles
        .member(&owner, &consoles.merchant(), Role::Finance)
        .await;
    consoles.paid().await;
    consoles.fixture.clock.advance(1);
    let first = consoles.told(&owner).await.rows[0].number;
    assert_eq!(consoles.unread(&owner).await, 1);
    consoles.read(&owner, first).await;
    assert_eq!(consoles.unread(&owner).await, 0);
    assert_eq!(consoles.unread(&finance).await, 1);
    assert_eq!(consoles.told(&owner).await.read_to, first);
    assert_eq!(consoles.told(&finance).await.read_to, 0);

    consoles
        .choose(&finance, &[NotificationKind::RefundFailed])
        .await;
    assert_eq!(consoles.unread(&finance).await, 0);
    assert_eq!(consoles.told(&finance).await.rows, []);
    assert_eq!(consoles.told(&owner).await.rows.len(), 1);
    let (by, scope) = (consoles.signed_in(&owner).await, consoles.merchant());
    let entries = consoles.console.audit(&by, &scope, None).await;
    let entries = entries.expect("a page").entries;
    let chosen = entries
        .iter()
        .find(|entry| entry.action == AuditAction::ChooseNotifications)
        .expect("an entry");
    let all = "order_paid refund_failed approval_waiting";
    assert_eq!(chosen.before.as_deref(), Some(all));
    assert_eq!(chosen.after.as_deref(), Some("refund_failed"));
    // Wanted again, all are there.
    consoles.choose(&finance, &NotificationKind::ALL).await;
    assert_eq!(consoles.unread(&finance).await, 1);
}

#[tokio::test]
async fn nobody_reads_what_is_not_its_own() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    consoles.paid().await;
    consoles.told(&owner).await;
    let designer = consoles
        .member(&owner, &consoles.merchant(), Role::Designer)
        .await;
    let by = consoles.signed_in(&designer).await;
    let (console, visit, scope) = (&consoles.console, &consoles.visit, consoles.merchant());
    let forbidden = ConsoleError::Forbidden(Right::SeeNotifications);
    let page = console.notifications(&by, &scope, None).await;
    assert_eq!(page, Err(forbidden.clone()));
    let read = console.read_notifications(&by, &scope, 1, visit).await;
    assert_eq!(read, Err(forbidden.clone()));
    let chosen = console.choose_notifications(&by, &scope, &[], visit).await;
    assert_eq!(chosen, Err(forbidden));
    assert_eq!(console.unread(&by, &scope).await, Ok(Unread(0)));
    let by = consoles.signed_in(&owner).await;
    for other in [no_merchant(), Scope::Provider] {
        let page = console.notifications(&by, &other, None).await;
        assert_eq!(page, Err(ConsoleError::NotFound));
        let read = console.read_notifications(&by, &other, 1, visit).await;
        assert_eq!(read, Err(ConsoleError::NotFound));
        assert_eq!(console.unread(&by, &other).await, Ok(Unread(0)));
    }
}

/// An older database is summed after the start: nobody is told of its payments.
/// And what is old is deleted.
#[tokio::test]
async fn old_payments_are_no_news_and_old_news_are_deleted() {
    let consoles = Consoles::new().await;
    let owner = consoles.owner().await;
    let (_, order) = consoles.paid().await;
    consoles.told(&owner).await;
    assert_eq!(consoles.unread(&owner).await, 1);
    let resum = consoles.fixture.engine.store.write(|tx| {
        Box::pin(async move {
            let sql = "UPDATE attempts SET summed_state = ''";
            tx.run(sql, store::args![]).await?;
            Ok(())
        })
    });
    resum.await.expect("marked");
    consoles.fixture.clock.advance(86_400);
    consoles
        .fixture
        .engine
        .sum_payments()
        .await
        .expect("summed");
    let owner = TestPerson {
        token: consoles.sign_in(&owner).await,
        ..owner
    };
    assert_eq!(consoles.unread(&owner).await, 1, "of {order}");
    // The hourly job is there once jobs run.
    consoles.fixture.run_for(5).await;
    consoles.fixture.clock.advance(Notification::KEPT_S);
    consoles.fixture.run_for(5).await;
    let owner = TestPerson {
        token: consoles.sign_in(&owner).await,
        ..owner
    };
    assert_eq!(consoles.unread(&owner).await, 0);
}
