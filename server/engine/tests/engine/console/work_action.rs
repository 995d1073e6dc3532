//! What the staff run now: the jobs that work on a thing anyway, and nothing else.

use super::{Consoles, TestPerson};
use crate::new_card::{code_sent, pay};
use domain::console::{
    AuditAction, Conflict, ConsoleError, Right, Role, Scope, WorkKind, WorkSubject,
};
use domain::order::OrderState;
use domain::refund::RefundState;
use testkit::network::{Failure, SMS_CODE, notice_call, signed_notice};

/// Somebody of operations, and an auditor, who only reads.
struct Desk {
    consoles: Consoles,
    administrator: TestPerson,
    operator: TestPerson,
    auditor: TestPerson,
}

impl Desk {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let provider = Scope::Provider;
        let link = consoles.first_link(&provider).await;
        let administrator = consoles.join(&link, "admin@pay.example").await;
        Self {
            operator: consoles
                .member(&administrator, &provider, Role::Operations)
                .await,
            auditor: consoles
                .member(&administrator, &provider, Role::Auditor)
                .await,
            administrator,
            consoles,
        }
    }

    async fn run(
        &self,
        by: &TestPerson,
        kind: WorkKind,
        subject: &str,
        of: &str,
    ) -> Result<(), ConsoleError> {
        let of = WorkSubject {
            subject: subject.to_owned(),
            of: of.to_owned(),
        };
        let by = self.consoles.signed_in(by).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console.run_work(&by, (kind, &of), visit).await
    }

    /// Runs the jobs that are due, without time going on.
    async fn run_jobs(&self) {
        while self.consoles.fixture.engine.run_due_jobs().await > 0 {}
    }
}

#[tokio::test]
async fn the_network_is_asked_about_a_payment_now() {
    let desk = Desk::new().await;
    let fixture = &desk.consoles.fixture;
    let token = fixture.order().await;
    let sealed = code_sent(fixture, &token).await;
    fixture.network.fail_after(1, &[Failure::AnswerLost; 3]);
    pay(fixture, &token, &sealed, SMS_CODE).await;
    fixture.clock.advance(1);
    desk.run_jobs().await;
    let attempt = fixture.found(&token).await.attempts[0].id.to_string();
    let state = || async { fixture.found(&token).await.order.state };
    assert_eq!(state().await, OrderState::Paying, "its next query is later");
    let kind = WorkKind::UnsettledPayments;
    let forbidden = Err(ConsoleError::Forbidden(Right::RunWork));
    assert_eq!(desk.run(&desk.auditor, kind, &attempt, "").await, forbidden);
    desk.run_jobs().await;
    assert_eq!(state().await, OrderState::Paying);
    let number = fixture.network.last_request("01/01")["orderId"].clone();
    for kind in [WorkKind::UnsettledPayments, WorkKind::OpenRequests] {
        let (subject, of) = match kind {
            WorkKind::OpenRequests => (&number, "union_pay"),
            _ => (&attempt, ""),
        };
        let run = desk.run(&desk.operator, kind, subject, of).await;
        assert_eq!(run, Ok(()), "{kind:?}");
    }
    let requests = fixture.network.requests();
    let payments = |of: &[String]| of.iter().filter(|kind| *kind == "01/01").count();
    desk.run_jobs().await;
    assert_eq!(state().await, OrderState::Paid);
    assert_eq!(payments(&fixture.network.requests()), payments(&requests));
    let gone = desk.run(&desk.operator, kind, &attempt, "").await;
    assert_eq!(gone, Err(ConsoleError::Conflict(Conflict::WorkDone)));
    let by = desk.consoles.signed_in(&desk.administrator).await;
    let actions = desk.consoles.actions(&by, &Scope::Provider).await;
    let runs = actions
        .iter()
        .filter(|action| **action == AuditAction::RunWork);
    assert_eq!(runs.count(), 2);
}

#[tokio::test]
async fn a_declined_surplus_refund_is_sent_now_and_once() {
    let desk = Desk::new().await;
    let fixture = &desk.consoles.fixture;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.desk.cancel(&token).await.expect("cancelled");
    fixture.close(&token).await.expect("closed");
    let notice = notice_call(&signed_notice(fixture.network.pay_form(&form)));
    let answered = fixture
        .engine
        .notice(&channels::unionpay::ID, &notice)
        .await;
    answered.expect("taken");
    // The undo, then the refund.
    let refused = [Failure::Refuse("35"), Failure::Refuse("31")];
    fixture.network.fail_next(&refused);
    desk.run_jobs().await;
    let refund = || async { fixture.found(&token).await.refunds[0].clone() };
    assert_eq!(refund().await.state, RefundState::Pending);
    let id = refund().await.id.to_string();
    for _ in 0..2 {
        let run = desk
            .run(&desk.operator, WorkKind::StuckSurplus, &id, "")
            .await;
        assert_eq!(run, Ok(()));
    }
    fixture.run_for(10).await;
    assert_eq!(refund().await.state, RefundState::Succeeded);
    assert_eq!(fixture.network.refunded_fen(), 12_800, "once");
    let done = desk
        .run(&desk.operator, WorkKind::StuckSurplus, &id, "")
        .await;
    assert_eq!(done, Err(ConsoleError::Conflict(Conflict::WorkDone)));
}

#[tokio::test]
async fn a_job_runs_now_and_what_is_no_job_does_not() {
    let desk = Desk::new().await;
    let fixture = &desk.consoles.fixture;
    let token = fixture.order().await;
    let order = fixture.found(&token).await.order.id.to_string();
    let kind = WorkKind::LateJobs;
    let run = desk.run(&desk.operator, kind, &order, "expire").await;
    assert_eq!(run, Ok(()));
    desk.run_jobs().await;
    let state = fixture.found(&token).await.order.state;
    assert_eq!(state, OrderState::Open, "its time is not over");
    for (subject, of) in [
        (order.as_str(), "pay"),
        ("ord_x", "expire"),
        ("' OR 1=1", ""),
    ] {
        let run = desk.run(&desk.operator, kind, subject, of).await;
        assert_eq!(run, Err(ConsoleError::Conflict(Conflict::WorkDone)));
    }
}
