//! Networks that are switched off for new attempts: at once and by one person; on
//! again by two.

use super::{Consoles, TestPerson};
use crate::scan;
use channels::unionpay;
use domain::channel_id::ChannelId;
use domain::console::{
    AuditAction, Conflict, ConsoleError, ConsoleField, ConsoleProblem, NewSwitch, Right, Role,
    Scope,
};
use domain::desk::{NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use testkit::network::{notice_call, signed_notice};

struct Desk {
    consoles: Consoles,
    administrator: TestPerson,
    operator: TestPerson,
}

fn off(product: Option<Product>) -> NewSwitch {
    NewSwitch {
        product,
        reason: " 网络故障 ".into(),
        until: None,
    }
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
            administrator,
            consoles,
        }
    }

    async fn switch_off(&self, new: NewSwitch) -> Result<(), ConsoleError> {
        self.consoles.fixture.clock.advance(1);
        let by = self.consoles.signed_in(&self.operator).await;
        let (console, visit) = (&self.consoles.console, &self.consoles.visit);
        console.switch_off(&by, &unionpay::ID, new, visit).await
    }

    async fn offered(&self, token: &PayToken) -> Vec<Product> {
        let offers = self.consoles.fixture.page(token).await.offers.into_iter();
        offers.map(|offer| offer.product).collect()
    }
}

#[tokio::test]
async fn a_network_is_off_at_once_and_on_by_two_and_what_is_under_way_goes_on() {
    let desk = Desk::new().await;
    let (fixture, console) = (&desk.consoles.fixture, &desk.consoles.console);
    let (under_way, open) = (fixture.order().await, fixture.another_order("N-2").await);
    scan::scan(fixture, &under_way).await.expect("a code");
    let before = desk.offered(&open).await;
    assert!(before.contains(&Product::Scan));
    assert_eq!(desk.switch_off(off(None)).await, Ok(()));
    let again = desk.switch_off(off(None)).await;
    assert_eq!(again, Err(ConsoleError::Conflict(Conflict::SwitchedOff)));
    assert_eq!(desk.offered(&open).await, []);
    let refused = scan::scan(fixture, &open).await;
    assert!(matches!(refused, Ok(NextPage::Show(Place::Choose, _))));
    assert!(fixture.found(&open).await.attempts.is_empty());
    let notice = notice_call(&signed_notice(fixture.network.pay_qr()));
    let answered = fixture.engine.notice(&unionpay::ID, &notice).await;
    answered.expect("taken");
    let paid = fixture.found(&under_way).await.order.state;
    assert_eq!(paid, OrderState::Paid);

    let by = desk.consoles.signed_in(&desk.operator).await;
    let visit = &desk.consoles.visit;
    let work = console.work(&by).await.expect("work");
    assert_eq!(work.channels[0].off.len(), 1);
    let detail = console.channel(&by, &unionpay::ID).await.expect("it");
    let (switch, none) = &detail.off[0];
    assert_eq!((switch.reason.as_str(), none), ("网络故障", &None));
    fixture.clock.advance(1);
    let asked = console.ask_switch_on(&by, &switch.id, visit).await;
    let asked = asked.expect("asked");
    fixture.clock.advance(1);
    let own = console.approve(&by, &Scope::Provider, &asked, visit).await;
    assert_eq!(own, Err(ConsoleError::OwnRequest));
    assert_eq!(desk.offered(&open).await, [], "it waits");
    fixture.clock.advance(1);
    let admin = desk.consoles.signed_in(&desk.administrator).await;
    let on = console.approve(&admin, &Scope::Provider, &asked, visit);
    assert_eq!(on.await, Ok(()));
    assert_eq!(desk.offered(&open).await, before);
    let gone = console.ask_switch_on(&by, &switch.id, visit).await;
    assert_eq!(gone, Err(ConsoleError::Conflict(Conflict::SwitchedOn)));
    let actions = desk.consoles.actions(&admin, &Scope::Provider).await;
    let told = [
        AuditAction::SwitchOff,
        AuditAction::AskApproval,
        AuditAction::Refused,
        AuditAction::Approve,
    ];
    assert!(actions.ends_with(&told), "{actions:?}");
}

#[tokio::test]
async fn one_product_is_off_until_its_end() {
    let desk = Desk::new().await;
    let fixture = &desk.consoles.fixture;
    let until = fixture.engine.now().plus_s(300);
    let new = NewSwitch {
        until: Some(until),
        ..off(Some(Product::Scan))
    };
    assert_eq!(desk.switch_off(new).await, Ok(()));
    let token = fixture.order().await;
    let offered = desk.offered(&token).await;
    assert!(!offered.contains(&Product::Scan) && !offered.is_empty());
    fixture.clock.set(until.plus_s(-1));
    assert!(!desk.offered(&token).await.contains(&Product::Scan));
    fixture.clock.set(until);
    assert!(desk.offered(&token).await.contains(&Product::Scan));
}

#[tokio::test]
async fn a_form_has_to_be_right_and_the_right_is_checked() {
    let desk = Desk::new().await;
    let (console, visit) = (&desk.consoles.console, &desk.consoles.visit);
    let now = desk.consoles.fixture.engine.now();
    let wrong = NewSwitch {
        product: Some(Product::Wechat),
        reason: " ".into(),
        until: Some(now),
    };
    let mistakes = vec![
        (ConsoleField::SwitchProduct, ConsoleProblem::Wrong),
        (ConsoleField::SwitchReason, ConsoleProblem::Empty),
        (ConsoleField::SwitchUntil, ConsoleProblem::Time),
    ];
    assert_eq!(
        desk.switch_off(wrong).await,
        Err(ConsoleError::Invalid(mistakes))
    );
    let provider = Scope::Provider;
    let auditor = desk
        .consoles
        .member(&desk.administrator, &provider, Role::Auditor)
        .await;
    let by = desk.consoles.signed_in(&auditor).await;
    let refused = console
        .switch_off(&by, &unionpay::ID, off(None), visit)
        .await;
    assert_eq!(refused, Err(ConsoleError::Forbidden(Right::SwitchChannel)));
    let gone = ChannelId::constant("another");
    assert_eq!(
        console.channel(&by, &gone).await.err(),
        Some(ConsoleError::NotFound)
    );
}
