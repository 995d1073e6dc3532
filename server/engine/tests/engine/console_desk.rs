//! The provider's desk: orders of all merchants, the look-up for a shopper,
//! merchants and malls, and what needs to be looked at.

use super::console::{Consoles, TestPerson};
use super::new_card::{code_sent, pay};
use super::refunds::{refund_order, remaining_refund};
use domain::console::{
    AuditAction, ConsoleError, DirectoryQuery, OrderCount, OrderFilter, OrderLookup, OrderRow,
    OrdersOf, Right, Role, Scope, ShopperFact, SignedIn, WebhookState, WorkKind,
};
use domain::day::Day;
use domain::ids::{MallId, MerchantId, OrderId, PayToken};
use domain::merchant::Merchant;
use domain::money::Money;
use domain::order::{OrderDraft, OrderState};
use testkit::clock::NOON;
use testkit::fixture::{Fixture, accounts};
use testkit::merchant::merchant;
use testkit::network::{Failure, SMS_CODE};

/// A desk with a person of its operations.
struct Desk {
    consoles: Consoles,
    administrator: TestPerson,
    by: SignedIn,
}

impl Desk {
    async fn new() -> Self {
        let consoles = Consoles::new().await;
        let link = consoles.first_link(&Scope::Provider).await;
        let administrator = consoles.join(&link, "admin@pay.example").await;
        let operator = consoles
            .member(&administrator, &Scope::Provider, Role::Operations)
            .await;
        Self {
            by: consoles.signed_in(&operator).await,
            administrator,
            consoles,
        }
    }

    fn fixture(&self) -> &Fixture {
        &self.consoles.fixture
    }

    async fn find(&self, lookup: OrderLookup) -> Vec<OrderId> {
        let found = self.consoles.console.find_orders(&self.by, &lookup).await;
        ids(&found.expect("found"))
    }

    async fn number(&self, number: &str) -> Vec<OrderId> {
        self.find(OrderLookup::Number(number.to_owned())).await
    }

    async fn card(&self, last4: &str, fen: i64, day: Day) -> Vec<OrderId> {
        let lookup = OrderLookup::Card {
            last4: last4.to_owned(),
            amount: Money::fen(fen),
            day,
        };
        self.find(lookup).await
    }

    async fn list(&self, of: &OrdersOf, filter: &OrderFilter) -> Vec<OrderId> {
        let page = self
            .consoles
            .console
            .orders_of(&self.by, of, filter, None)
            .await;
        ids(&page.expect("a page").rows)
    }

    async fn facts(&self, id: &OrderId) -> Vec<ShopperFact> {
        let console = &self.consoles.console;
        let found = console.support_order(&self.by, id, &self.consoles.visit);
        found.await.expect("the order").facts
    }

    async fn order(&self, merchant: &MerchantId, number: &str) -> OrderId {
        let draft = OrderDraft {
            mall_order_no: number.to_owned(),
            merchant_id: merchant.to_string(),
            ..self.fixture().draft()
        };
        let created = self.fixture().create(draft).await;
        created.expect("an order").order.id
    }

    async fn another_merchant(&self) -> Merchant {
        let fixture = self.fixture();
        let mut other = merchant(fixture.entropy.as_ref());
        other.accounts = accounts(fixture.engine.channels());
        let registry = fixture.engine.registry();
        let added = registry.add_merchant(&other, std::slice::from_ref(&fixture.mall.id));
        added.await.expect("a merchant");
        other
    }

    /// Pays with a new card.
    async fn paid_by_card(&self) -> (PayToken, OrderId) {
        let token = self.fixture().order().await;
        let sealed = code_sent(self.fixture(), &token).await;
        pay(self.fixture(), &token, &sealed, SMS_CODE).await;
        let order = self.fixture().found(&token).await.order;
        assert_eq!(order.state, OrderState::Paid);
        (token, order.id)
    }
}

fn ids(rows: &[OrderRow]) -> Vec<OrderId> {
    rows.iter().map(|row| row.id.clone()).collect()
}

fn today() -> Day {
    Day::in_china(NOON)
}

#[tokio::test]
async fn any_whole_number_finds_the_order_of_any_merchant() {
    let desk = Desk::new().await;
    let (token, ours) = desk.paid_by_card().await;
    let other = desk.another_merchant().await;
    desk.order(&other.id, "JN20260602-000001").await;
    let attempt = desk.fixture().found(&token).await.attempts[0].clone();
    let receipt = attempt.state.receipt().expect("paid").clone();
    let asked = refund_order(desk.fixture(), &ours, remaining_refund("R-1")).await;
    let refund = asked.expect("begins").refund.id;
    desk.fixture().run_for(10).await;
    let network = &desk.fixture().network;
    let request = network.last_request("01/01")["orderId"].clone();
    for number in [
        ours.as_str(),
        "JN20260601-000001",
        " JN20260601-000001 ",
        attempt.id.as_str(),
        &request,
        &receipt.network_id,
        refund.as_str(),
        "R-1",
    ] {
        assert_eq!(
            desk.number(number).await,
            std::slice::from_ref(&ours),
            "{number}"
        );
    }
    let long = "1".repeat(100_000);
    for none in ["000001", "0123", "%", "退款", "'; --", &long, "ord_1"] {
        assert_eq!(desk.number(none).await, [], "{none}");
    }
}

#[tokio::test]
async fn a_card_finds_its_payments_of_an_amount_and_a_day() {
    let desk = Desk::new().await;
    let (_, ours) = desk.paid_by_card().await;
    let day = today();
    let before = Day::in_china(NOON.plus_s(-86_400));
    assert_eq!(desk.card("0123", 12_800, day).await, [ours]);
    for (last4, fen, day) in [
        ("0124", 12_800, day),
        ("0123", 12_801, day),
        ("0123", 12_800, before),
        ("0123", 12_800, Day::in_china(NOON.plus_s(86_400))),
    ] {
        assert_eq!(desk.card(last4, fen, day).await, [], "{last4} {fen} {day}");
    }
}

/// Created a minute before midnight in China, and paid after it: found on both
/// days.
#[tokio::test]
async fn a_card_is_found_on_the_day_of_the_order_and_of_the_payment() {
    let desk = Desk::new().await;
    let midnight = Day::in_china(NOON.plus_s(86_400)).start_in_china();
    desk.fixture().clock.set(midnight.plus_s(-60));
    let token = desk.fixture().order().await;
    desk.fixture().clock.advance(120);
    let sealed = code_sent(desk.fixture(), &token).await;
    pay(desk.fixture(), &token, &sealed, SMS_CODE).await;
    let id = desk.fixture().found(&token).await.order.id;
    // The session of the operator has not ended meanwhile: it was signed in once.
    for at in [midnight.plus_s(-60), midnight] {
        let found = desk.card("0123", 12_800, Day::in_china(at)).await;
        assert_eq!(found, std::slice::from_ref(&id));
    }
    let after = Day::in_china(midnight.plus_s(86_400));
    assert_eq!(desk.card("0123", 12_800, after).await, []);
}

#[tokio::test]
async fn all_orders_are_listed_and_filtered_by_merchant_mall_state_and_number() {
    let desk = Desk::new().await;
    let ours = desk.fixture().merchant.id.clone();
    let first = desk.order(&ours, "N-0001").await;
    desk.fixture().clock.advance(1);
    let other = desk.another_merchant().await;
    let second = desk.order(&other.id, "N-0002").await;
    let (all, none) = (OrderFilter::default(), OrderFilter::default());
    let mall = OrdersOf::Mall(desk.fixture().mall.id.clone());
    let elsewhere = MallId::stored("mal_00000000000000000000000000".into());
    let both = [second.clone(), first.clone()];
    assert_eq!(desk.list(&OrdersOf::All, &all).await, both);
    assert_eq!(desk.list(&mall, &all).await, both);
    assert_eq!(desk.list(&OrdersOf::Mall(elsewhere), &none).await, []);
    assert_eq!(
        desk.list(&OrdersOf::from(&other.id), &all).await,
        std::slice::from_ref(&second)
    );
    let of = |state, number: Option<&str>| OrderFilter {
        state,
        number: number.map(str::to_owned),
        ..OrderFilter::default()
    };
    let (open, paid) = (Some(OrderState::Open), Some(OrderState::Paid));
    for of_whom in [&OrdersOf::All, &mall] {
        assert_eq!(desk.list(of_whom, &of(open, None)).await, both);
        assert_eq!(desk.list(of_whom, &of(paid, None)).await, []);
        let exact = of(open, Some("N-0001"));
        assert_eq!(
            desk.list(of_whom, &exact).await,
            std::slice::from_ref(&first)
        );
        let end = of(None, Some("-0001"));
        assert_eq!(desk.list(of_whom, &end).await, [], "only with a merchant");
    }
    let end = of(None, Some("-0001"));
    assert_eq!(
        desk.list(&OrdersOf::from(&ours), &end).await,
        std::slice::from_ref(&first)
    );
    let card = OrderFilter {
        created_from: Some(NOON),
        ..of(None, Some("0123"))
    };
    let (_, by_card) = desk.paid_by_card().await;
    for of_whom in [OrdersOf::All, mall, OrdersOf::from(&ours)] {
        assert_eq!(
            desk.list(&of_whom, &card).await,
            std::slice::from_ref(&by_card)
        );
    }
    assert_eq!(desk.list(&OrdersOf::from(&other.id), &card).await, []);
}

#[tokio::test]
async fn what_to_tell_follows_the_payment_and_its_refund() {
    let desk = Desk::new().await;
    let fixture = desk.fixture();
    let token = fixture.order().await;
    let id = fixture.found(&token).await.order.id;
    let until = fixture.found(&token).await.order.expires_at;
    assert_eq!(desk.facts(&id).await, [ShopperFact::NotPaidYet { until }]);

    // The reply to the payment is lost, and so are the answers to queries.
    let sealed = code_sent(fixture, &token).await;
    let lost = [Failure::AnswerLost; 2];
    fixture.network.fail_after(1, &lost);
    pay(fixture, &token, &sealed, SMS_CODE).await;
    let told = desk.facts(&id).await;
    let [ShopperFact::Unknown { next, .. }] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert!(
        next.is_some_and(|next| next > NOON),
        "when it is asked again"
    );

    fixture.run_for(120).await;
    let told = desk.facts(&id).await;
    let [ShopperFact::Paid { mall, .. }] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(*mall, WebhookState::NotSent, "it has no webhook");

    let asked = refund_order(fixture, &id, remaining_refund("R-1")).await;
    asked.expect("begins");
    let under_way = desk.facts(&id).await;
    assert!(matches!(under_way[1], ShopperFact::RefundUnderWay { .. }));
    fixture.run_for(10).await;
    let over = desk.facts(&id).await;
    let amount = Money::fen(12_800);
    assert!(
        matches!(over[1], ShopperFact::Refunded { amount: back, .. } if back == amount),
        "{over:?}"
    );
}

#[tokio::test]
async fn each_look_at_an_order_has_an_audit_entry() {
    let desk = Desk::new().await;
    let token = desk.fixture().order().await;
    let id = desk.fixture().found(&token).await.order.id;
    for _ in 0..2 {
        desk.facts(&id).await;
    }
    let missing = OrderId::stored("ord_00000000000000000000000000".into());
    let console = &desk.consoles.console;
    let missing = console.support_order(&desk.by, &missing, &desk.consoles.visit);
    assert_eq!(missing.await.err(), Some(ConsoleError::NotFound));
    let by = desk.consoles.signed_in(&desk.administrator).await;
    let page = console.audit(&by, &Scope::Provider, None).await;
    let entries = page.expect("a page").entries;
    let looks: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == AuditAction::ViewOrder)
        .collect();
    assert_eq!(looks.len(), 2);
    assert_eq!(looks[0].subject, id.as_str());
    assert_eq!(looks[0].by.as_deref(), Some("operations.member"));
    assert_eq!(looks[0].ip.as_deref(), Some("203.0.113.7"));
}

/// A merchant's owner has no access; an administrator sees no orders.
#[tokio::test]
async fn rights_are_checked_in_the_engine() {
    let desk = Desk::new().await;
    let owner = desk.consoles.owner().await;
    let owner = desk.consoles.signed_in(&owner).await;
    let admin = desk.consoles.signed_in(&desk.administrator).await;
    let token = desk.fixture().order().await;
    let id = desk.fixture().found(&token).await.order.id;
    let console = &desk.consoles.console;
    let (merchant, mall) = (&desk.fixture().merchant.id, &desk.fixture().mall.id);
    let merchants = DirectoryQuery {
        search: None,
        after: None,
    };
    let malls = DirectoryQuery {
        search: None,
        after: None,
    };
    let lookup = OrderLookup::Number(id.to_string());
    let filter = OrderFilter::default();
    for (by, orders, desk_pages) in [
        (
            &owner,
            Some(ConsoleError::NotFound),
            Some(ConsoleError::NotFound),
        ),
        (
            &admin,
            Some(ConsoleError::Forbidden(Right::SeeOrders)),
            None,
        ),
        (&desk.by, None, None),
    ] {
        let look = console
            .support_order(by, &id, &desk.consoles.visit)
            .await
            .err();
        let list = console.orders_of(by, &OrdersOf::All, &filter, None).await;
        let found = console.find_orders(by, &lookup).await.err();
        for error in [look, list.err(), found] {
            assert_eq!(error, orders);
        }
        for error in [
            console.merchants(by, &merchants).await.err(),
            console.merchant(by, merchant).await.err(),
            console.malls(by, &malls).await.err(),
            console.mall(by, mall).await.err(),
            console.work(by).await.err(),
            console.work_items(by, WorkKind::LateJobs).await.err(),
        ] {
            assert_eq!(error, desk_pages);
        }
    }
    // An owner's own list has no orders of others, whatever is asked.
    let own = console.order(&owner, &Scope::Provider, &id).await;
    assert_eq!(own.err(), Some(ConsoleError::NotFound));
}

#[tokio::test]
async fn a_merchant_and_a_mall_show_what_they_do() {
    let desk = Desk::new().await;
    let (_, _) = desk.paid_by_card().await;
    let ours = desk.fixture().merchant.clone();
    desk.order(&ours.id, "N-2").await;
    let console = &desk.consoles.console;
    let merchant = console.merchant(&desk.by, &ours.id).await.expect("there");
    assert_eq!(merchant.merchant, ours);
    let mall = &desk.fixture().mall;
    assert_eq!(merchant.malls, [(mall.id.clone(), mall.name.clone())]);
    assert_eq!(merchant.activity.open, OrderCount::Exactly(1));
    assert!(merchant.activity.last_paid.is_some());
    let found = console.mall(&desk.by, &mall.id).await.expect("there");
    assert_eq!(found.mall.id, mall.id);
    assert_eq!(found.merchants, [(ours.id, ours.short_name)]);
    assert_eq!(found.activity, merchant.activity);
    let missing = MerchantId::stored("mer_00000000000000000000000000".into());
    let missing = console.merchant(&desk.by, &missing).await;
    assert_eq!(missing.err(), Some(ConsoleError::NotFound));
}

/// A payment whose result stays unknown is work after ten minutes.
#[tokio::test]
async fn a_payment_without_a_result_becomes_work_and_shows_at_its_network() {
    let desk = Desk::new().await;
    let fixture = desk.fixture();
    let token = fixture.order().await;
    let sealed = code_sent(fixture, &token).await;
    let lost = [Failure::AnswerLost; 2];
    fixture.network.fail_after(1, &lost);
    pay(fixture, &token, &sealed, SMS_CODE).await;
    let order = fixture.found(&token).await.order;
    let console = &desk.consoles.console;
    let count = || async {
        let work = console.work(&desk.by).await.expect("work");
        let of = |kind| work.counts.iter().find(|count| count.kind == kind);
        (
            of(WorkKind::UnsettledPayments).expect("counted").count,
            work.channels,
        )
    };
    let (counted, channels) = count().await;
    assert_eq!(counted, 0, "not yet");
    assert_eq!((channels[0].unknown, channels[0].attempts), (1, 1));
    fixture.clock.advance(601);
    assert_eq!(count().await.0, 1);
    let items = console
        .work_items(&desk.by, WorkKind::UnsettledPayments)
        .await
        .expect("items");
    let number = order.facts.mall_order_no.clone();
    assert_eq!(items[0].order, Some((order.id, number)));
    assert_eq!(items[0].amount, Some(Money::fen(12_800)));
    assert!(items[0].next.is_some(), "the desk goes on asking");
    // Nothing else is wrong, but for the jobs that nobody runs.
    let work = console.work(&desk.by).await.expect("work");
    for count in work.counts {
        let expected = matches!(count.kind, WorkKind::UnsettledPayments | WorkKind::LateJobs);
        assert_eq!(count.count > 0, expected, "{:?}", count.kind);
    }
    let (_, channels) = count().await;
    assert_eq!(channels[0].last_paid, None);
    fixture
        .pay_by_scan(&fixture.another_order("N-2").await)
        .await;
    let (_, channels) = count().await;
    assert_eq!(channels[0].paid, 1);
    assert!(channels[0].last_paid.is_some());
    assert_eq!(items[0].channel.as_ref(), Some(&channels[0].channel));
}
