//! Freezes: two persons put them in force and release them, one alone stops new
//! payments for a day, and nothing begins while they are in force.

use super::merchant_refunds::{conflict, form};
use super::{Consoles, TestPerson};
use crate::refunds::{partial_refund, refund_order};
use crate::scan;
use domain::attempt::AttemptStatus;
use domain::clock::At;
use domain::console::{
    ApprovalRowName, AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, Freeze,
    FreezeAsked, FreezeCause, FreezeState, FrozenId, MemberRole, NewFreeze, Right, RiskRule, Role,
    Scope, SignedIn, Stops,
};
use domain::desk::{NextPage, PayPage, Place};
use domain::ids::{ApprovalId, FreezeId, OrderId, PayToken};
use domain::order::OrderState;
use domain::refund::RefundState;
use domain::refusal::Code;
use futures::future::join;
use store::Error;
use testkit::network::{notice_call, signed_notice};

const PAYMENTS: Stops = Stops {
    payments: true,
    refunds: false,
};

const REFUNDS: Stops = Stops {
    payments: false,
    refunds: true,
};

const BOTH: Stops = Stops {
    payments: true,
    refunds: true,
};

/// The staff of a provider: one of risk, one of operations, an administrator.
struct Staff {
    consoles: Consoles,
    risk: TestPerson,
    operations: TestPerson,
    administrator: TestPerson,
}

fn by_authority(stops: Stops) -> NewFreeze {
    NewFreeze {
        stops,
        cause: FreezeCause::Authority {
            issuer: " 杭州市中级人民法院 ".into(),
            document: "（2026）浙01执1号".into(),
        },
        until: None,
        at_once: false,
    }
}

fn at_once(stops: Stops) -> NewFreeze {
    NewFreeze {
        stops,
        cause: FreezeCause::Risk {
            rule: RiskRule::StolenCards,
            note: "一小时内 40 张境外卡".into(),
        },
        until: None,
        at_once: true,
    }
}

impl Staff {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let link = consoles.first_link(&Scope::Provider).await;
        let administrator = consoles.join(&link, "admin@pay.example").await;
        let provider = Scope::Provider;
        Self {
            risk: consoles.member(&administrator, &provider, Role::Risk).await,
            operations: consoles
                .member(&administrator, &provider, Role::Operations)
                .await,
            administrator,
            consoles,
        }
    }

    fn merchant(&self) -> FrozenId {
        FrozenId::Merchant(self.consoles.fixture.merchant.id.clone())
    }

    async fn by(&self, person: &TestPerson) -> SignedIn {
        self.consoles.signed_in(person).await
    }

    /// Of how many freezes the merchant's owner is told, and the staff of a store.
    async fn told_of_orders(&self) -> (usize, usize) {
        let (consoles, scope) = (&self.consoles, self.consoles.merchant());
        let owner = consoles.owner().await;
        let role = MemberRole {
            role: Role::StoreStaff,
            store: Some(consoles.store(&owner, &scope, "HZ-1").await),
        };
        let clerk = consoles.member_with(&owner, &scope, &role, "clerk").await;
        let mut told = Vec::new();
        for person in [&owner, &clerk] {
            let by = self.by(person).await;
            let notices = consoles.console.freeze_notices(&by, &scope).await;
            told.push(notices.expect("its own").len());
        }
        (told[0], told[1])
    }

    async fn ask(
        &self,
        by: &TestPerson,
        of: &FrozenId,
        new: NewFreeze,
    ) -> Result<FreezeAsked, ConsoleError> {
        // Audit entries of one millisecond have no order.
        self.consoles.fixture.clock.advance(1);
        let (by, console) = (self.by(by).await, &self.consoles.console);
        console.ask_freeze(&by, of, new, &self.consoles.visit).await
    }

    async fn asked(&self, of: &FrozenId, new: NewFreeze) -> ApprovalId {
        match self.ask(&self.risk, of, new).await {
            Ok(FreezeAsked::Waiting(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn approve(&self, by: &TestPerson, id: &ApprovalId) -> Result<(), ConsoleError> {
        self.consoles.fixture.clock.advance(1);
        let (by, console) = (self.by(by).await, &self.consoles.console);
        let visit = &self.consoles.visit;
        console.approve(&by, &Scope::Provider, id, visit).await
    }

    /// Puts a freeze in force by two persons.
    async fn freeze(&self, of: &FrozenId, stops: Stops) -> Freeze {
        let id = self.asked(of, by_authority(stops)).await;
        let approved = self.approve(&self.administrator, &id).await;
        approved.expect("approved");
        self.newest().await
    }

    async fn newest(&self) -> Freeze {
        let by = self.by(&self.administrator).await;
        let page = self.consoles.console.freezes(&by, false, None).await;
        page.expect("a page").rows.remove(0)
    }

    async fn ask_release(&self, id: &FreezeId) -> Result<ApprovalId, ConsoleError> {
        self.consoles.fixture.clock.advance(1);
        let (by, console) = (self.by(&self.risk).await, &self.consoles.console);
        let visit = &self.consoles.visit;
        console.ask_release(&by, id, "法院解除冻结", visit).await
    }

    async fn release(&self, id: &FreezeId) {
        let asked = self.ask_release(id).await.expect("asked");
        let approved = self.approve(&self.administrator, &asked).await;
        approved.expect("released");
    }

    /// Creates another order.
    async fn create(&self, number: &str) -> Result<PayToken, Code> {
        let fixture = &self.consoles.fixture;
        let draft = domain::order::OrderDraft {
            mall_order_no: number.to_owned(),
            ..fixture.draft()
        };
        match fixture.create(draft).await {
            Ok(created) => Ok(created.order.token),
            Err(Error::Refused(refusal)) => Err(refusal.code),
            Err(Error::Fault(fault)) => panic!("{fault}"),
        }
    }

    async fn page(&self, token: &PayToken) -> PayPage {
        self.consoles.fixture.page(token).await
    }

    /// What the page says of each way to pay.
    async fn refused(&self, token: &PayToken) -> Vec<Option<Code>> {
        let offers = self.page(token).await.offers.into_iter();
        offers
            .map(|offer| offer.refused.map(|refusal| refusal.code))
            .collect()
    }

    async fn refund(&self, order: &OrderId, number: &str) -> Result<RefundState, Code> {
        let ask = partial_refund(number, 100);
        match refund_order(&self.consoles.fixture, order, ask).await {
            Ok(created) => Ok(created.refund.state),
            Err(Error::Refused(refusal)) => Err(refusal.code),
            Err(Error::Fault(fault)) => panic!("{fault}"),
        }
    }
}

#[tokio::test]
async fn a_second_person_approves_a_freeze_and_reads_what_changes() {
    let staff = Staff::new().await;
    let consoles = &staff.consoles;
    let of = staff.merchant();
    let id = staff.asked(&of, by_authority(BOTH)).await;
    assert_eq!(
        staff.approve(&staff.risk, &id).await,
        Err(ConsoleError::OwnRequest)
    );
    assert_eq!(
        staff.approve(&staff.operations, &id).await,
        Err(ConsoleError::Forbidden(Right::ApproveFreeze))
    );
    let again = staff.ask(&staff.operations, &of, by_authority(BOTH)).await;
    assert_eq!(again, conflict(Conflict::Waiting(id.clone())));
    assert!(staff.create("JN-1").await.is_ok(), "it waits");
    let by = staff.by(&staff.administrator).await;
    let detail = consoles
        .console
        .approval(&by, &Scope::Provider, &id, &consoles.visit);
    let detail = detail.await.expect("there");
    let rows = detail.approval.command.rows();
    let names: Vec<_> = rows.iter().map(|row| row.of).collect();
    assert_eq!(
        names,
        [ApprovalRowName::NewPayments, ApprovalRowName::Refunds]
    );
    let others = detail.approvers.iter().map(|of| of.account.as_str());
    assert_eq!(others.collect::<Vec<_>>(), ["admin@pay.example"]);

    let approved = staff.approve(&staff.administrator, &id).await;
    approved.expect("approved");
    let freeze = staff.newest().await;
    let cause = FreezeCause::Authority {
        issuer: "杭州市中级人民法院".into(),
        document: "（2026）浙01执1号".into(),
    };
    assert_eq!((freeze.stops, &freeze.cause), (BOTH, &cause));
    assert_eq!(freeze.asked_by.account.as_str(), "risk.member");
    let approved = freeze.approved_by.as_ref().expect("a second person");
    assert_eq!(approved.account.as_str(), "admin@pay.example");
    assert_eq!(staff.create("JN-2").await, Err(Code::PaymentsSuspended));

    let asked = staff.ask_release(&freeze.id).await.expect("asked");
    assert_eq!(
        staff.approve(&staff.risk, &asked).await,
        Err(ConsoleError::OwnRequest)
    );
    assert_eq!(staff.create("JN-3").await, Err(Code::PaymentsSuspended));
    let released = staff.approve(&staff.administrator, &asked).await;
    released.expect("released");
    let freeze = staff.newest().await;
    assert_eq!(freeze.state_at(At::from_ms(0)), FreezeState::Released);
    assert_eq!(
        staff.ask_release(&freeze.id).await,
        conflict(Conflict::FreezeEnded)
    );
    let actions = consoles.actions(&by, &Scope::Provider).await;
    let told = [
        AuditAction::AskApproval,
        AuditAction::Refused,
        AuditAction::Refused,
        AuditAction::Approve,
        AuditAction::AskApproval,
        AuditAction::Refused,
        AuditAction::Approve,
    ];
    assert!(actions.ends_with(&told), "{actions:?}");
}

#[tokio::test]
async fn nothing_begins_while_a_merchant_is_frozen_and_all_does_after_it() {
    let staff = Staff::new().await;
    let consoles = &staff.consoles;
    let owner = consoles.owner().await;
    let (_, paid) = consoles.paid().await;
    let open = staff.create("JN-OPEN").await.expect("an order");
    let freeze = staff.freeze(&staff.merchant(), BOTH).await;
    assert_eq!(staff.create("JN-2").await, Err(Code::PaymentsSuspended));
    let all = staff.refused(&open).await;
    let suspended = Some(Code::PaymentsSuspended);
    assert!(!all.is_empty() && all.iter().all(|code| *code == suspended));
    let chosen = scan::scan(&consoles.fixture, &open).await;
    assert!(matches!(chosen, Ok(NextPage::Go(Place::Choose))));
    assert!(consoles.fixture.found(&open).await.attempts.is_empty());
    assert_eq!(
        staff.refund(&paid, "R-1").await,
        Err(Code::RefundsSuspended)
    );
    let refund = consoles.refund(&owner, &paid, form(1, 100, 12_800)).await;
    assert_eq!(refund, conflict(Conflict::RefundsSuspended));

    let member = consoles.signed_in(&owner).await;
    let own = consoles.merchant();
    let told = consoles.console.freeze_notices(&member, &own).await;
    let told = told.expect("its own");
    assert_eq!((told.len(), told[0].stops), (1, BOTH));
    assert_eq!(told[0].since, freeze.begun_at);
    let by = staff.by(&staff.administrator).await;
    let others = consoles.console.freeze_notices(&by, &own).await;
    assert_eq!(others, Err(ConsoleError::NotFound));

    staff.release(&freeze.id).await;
    assert!(staff.create("JN-4").await.is_ok());
    assert!(staff.refused(&open).await.contains(&None));
    let chosen = scan::scan(&consoles.fixture, &open).await;
    assert!(matches!(chosen, Ok(NextPage::Go(Place::Scan))));
    assert_eq!(staff.refund(&paid, "R-1").await, Ok(RefundState::Pending));
}

#[tokio::test]
async fn risk_alone_stops_new_payments_for_a_day_and_nothing_else() {
    let staff = Staff::new().await;
    let of = staff.merchant();
    let (_, paid) = staff.consoles.paid().await;
    for stops in [REFUNDS, BOTH] {
        let refused = staff.ask(&staff.risk, &of, at_once(stops)).await;
        let mistake = (ConsoleField::FreezeStops, ConsoleProblem::Wrong);
        assert_eq!(refused, Err(ConsoleError::Invalid(vec![mistake])));
    }
    let refused = staff.ask(&staff.operations, &of, at_once(PAYMENTS)).await;
    assert_eq!(refused, Err(ConsoleError::Forbidden(Right::FreezeAtOnce)));
    let asked = staff.ask(&staff.risk, &of, at_once(PAYMENTS)).await;
    assert!(matches!(asked, Ok(FreezeAsked::InForce(_))), "{asked:?}");
    let freeze = staff.newest().await;
    assert_eq!(freeze.until, Some(freeze.begun_at.plus_s(Freeze::ALONE_S)));
    assert_eq!(freeze.approved_by, None);
    assert_eq!(staff.create("JN-1").await, Err(Code::PaymentsSuspended));
    assert_eq!(staff.refund(&paid, "R-1").await, Ok(RefundState::Pending));

    let clock = &staff.consoles.fixture.clock;
    clock.set(freeze.begun_at.plus_s(Freeze::ALONE_S - 1));
    assert_eq!(staff.create("JN-1").await, Err(Code::PaymentsSuspended));
    clock.advance(1);
    assert!(staff.create("JN-1").await.is_ok(), "it has ended by itself");
    let mut staff = staff;
    staff.risk.token = staff.consoles.sign_in(&staff.risk).await;
    let again = staff.ask(&staff.risk, &of, at_once(PAYMENTS)).await;
    assert_eq!(again, conflict(Conflict::FrozenAlone));
}

#[tokio::test]
async fn a_second_person_confirms_it_until_the_end_that_was_asked_for() {
    let staff = Staff::new().await;
    let of = staff.merchant();
    let until = staff.consoles.fixture.engine.now().plus_s(90 * 86_400);
    let new = NewFreeze {
        until: Some(until),
        ..at_once(PAYMENTS)
    };
    let asked = staff.ask(&staff.risk, &of, new).await;
    let Ok(FreezeAsked::InForce(id)) = asked else {
        panic!("{asked:?}");
    };
    let by = staff.by(&staff.administrator).await;
    let detail = staff
        .consoles
        .console
        .freeze(&by, &id)
        .await
        .expect("there");
    let open = detail.open.expect("to confirm").id;
    let own = staff.approve(&staff.risk, &open).await;
    assert_eq!(own, Err(ConsoleError::OwnRequest));
    staff
        .approve(&staff.administrator, &open)
        .await
        .expect("confirmed");
    let confirmed = staff.newest().await;
    assert_eq!((confirmed.id, confirmed.until), (id, Some(until)));
    assert!(confirmed.approved_by.is_some());
    let clock = &staff.consoles.fixture.clock;
    clock.set(until.plus_s(-1));
    assert_eq!(staff.create("JN-1").await, Err(Code::PaymentsSuspended));
    clock.set(until);
    assert!(staff.create("JN-1").await.is_ok());
}

#[tokio::test]
async fn an_attempt_under_way_settles_and_surplus_goes_back() {
    let staff = Staff::new().await;
    let fixture = &staff.consoles.fixture;
    let token = fixture.order().await;
    let shown = scan::scan(fixture, &token).await;
    assert!(matches!(shown, Ok(NextPage::Go(Place::Scan))));
    let (late, bank) = {
        let token = staff.create("JN-LATE").await.expect("an order");
        let form = fixture.go_to_bank(&token, "ICBC").await;
        fixture.desk.cancel(&token).await.expect("cancelled");
        fixture.close(&token).await.expect("closed");
        (token, form)
    };
    staff.freeze(&staff.merchant(), BOTH).await;
    let notice = notice_call(&signed_notice(fixture.network.pay_qr()));
    let read = fixture.engine.notice(&channels::unionpay::ID, &notice);
    read.await.expect("taken");
    let found = fixture.found(&token).await;
    assert_eq!(found.order.state, OrderState::Paid);
    assert_eq!(found.attempts[0].state.status(), AttemptStatus::Paid);
    fixture.network.pay_form(&bank);
    fixture.run_for(90).await;
    let refunds = fixture.found(&late).await.refunds;
    assert_eq!(refunds.len(), 1, "the surplus");
    assert_eq!(refunds[0].state, RefundState::Succeeded);
}

#[tokio::test]
async fn one_order_is_frozen_and_the_others_are_not() {
    let staff = Staff::new().await;
    let (_, paid) = staff.consoles.paid().await;
    let of = FrozenId::Order(paid.clone());
    let asked = staff.ask(&staff.risk, &of, by_authority(BOTH)).await;
    let mistake = (ConsoleField::FreezeStops, ConsoleProblem::Wrong);
    assert_eq!(
        asked,
        Err(ConsoleError::Invalid(vec![mistake])),
        "it takes no payments any more"
    );
    let freeze = staff.freeze(&of, REFUNDS).await;
    assert_eq!(
        staff.refund(&paid, "R-1").await,
        Err(Code::RefundsSuspended)
    );
    assert_eq!(staff.told_of_orders().await, (1, 0));
    let open = staff.create("JN-1").await.expect("an order");
    let other = staff.create("JN-2").await.expect("an order");
    let id = staff.consoles.fixture.found(&open).await.order.id;
    staff.freeze(&FrozenId::Order(id), PAYMENTS).await;
    let suspended = Some(Code::PaymentsSuspended);
    assert!(staff.refused(&open).await.iter().all(|of| *of == suspended));
    assert!(staff.refused(&other).await.contains(&None));
    staff.release(&freeze.id).await;
    assert_eq!(staff.refund(&paid, "R-1").await, Ok(RefundState::Pending));
    let by = staff.by(&staff.administrator).await;
    let merchant = staff.consoles.fixture.merchant.id.clone();
    let detail = staff.consoles.console.merchant(&by, &merchant).await;
    assert_eq!(detail.expect("there").freezes.len(), 2, "of its orders");
    let gone = FrozenId::Order(OrderId::parse("ord_00000000000000000000000000").expect("an id"));
    let none = staff.ask(&staff.risk, &gone, by_authority(REFUNDS)).await;
    assert_eq!(none, Err(ConsoleError::NotFound));
}

/// However they interleave: a refund that begins was not frozen when it was
/// written, and none begins after the approval has answered.
#[tokio::test]
async fn a_refund_beside_the_approval_of_a_freeze_begins_or_is_refused() {
    let staff = Staff::new().await;
    let (_, paid) = staff.consoles.paid().await;
    let id = staff.asked(&staff.merchant(), by_authority(BOTH)).await;
    let approve = staff.approve(&staff.administrator, &id);
    let (approved, refund) = join(approve, staff.refund(&paid, "R-1")).await;
    approved.expect("approved");
    assert!(
        matches!(
            refund,
            Ok(RefundState::Pending) | Err(Code::RefundsSuspended)
        ),
        "{refund:?}"
    );
    assert_eq!(
        staff.refund(&paid, "R-2").await,
        Err(Code::RefundsSuspended)
    );
}

#[tokio::test]
async fn a_request_whose_freezes_changed_is_stale_and_its_form_has_to_be_right() {
    let staff = Staff::new().await;
    let of = staff.merchant();
    let first = staff.freeze(&of, PAYMENTS).await;
    let asked = staff.asked(&of, by_authority(REFUNDS)).await;
    staff.release(&first.id).await;
    let stale = staff.approve(&staff.administrator, &asked).await;
    assert_eq!(stale, conflict(Conflict::Stale));
    assert!(staff.create("JN-1").await.is_ok());
    let now = staff.consoles.fixture.engine.now();
    let wrong = NewFreeze {
        stops: Stops::NONE,
        cause: FreezeCause::Authority {
            issuer: " ".into(),
            document: "x".repeat(101),
        },
        until: Some(now),
        at_once: false,
    };
    let mistakes = vec![
        (ConsoleField::Issuer, ConsoleProblem::Empty),
        (ConsoleField::Document, ConsoleProblem::TooLong),
        (ConsoleField::FreezeStops, ConsoleProblem::Empty),
        (ConsoleField::FreezeUntil, ConsoleProblem::Time),
    ];
    let refused = staff.ask(&staff.risk, &of, wrong).await;
    assert_eq!(refused, Err(ConsoleError::Invalid(mistakes)));
}
