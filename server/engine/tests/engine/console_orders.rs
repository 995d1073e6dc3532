//! The list of a merchant's orders: paging, filters, and the search by number.

use super::refunds::{refund_order, remaining_refund};
use crate::new_card::{code_sent, pay};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::{OrderCount, OrderCursor, OrderFilter, OrderPage, OrderRow, Toward};
use domain::desk::Choice;
use domain::ids::{MerchantId, OrderId};
use domain::merchant::Merchant;
use domain::order::{OrderDraft, OrderState};
use domain::product::Product;
use engine::console::orders::ConsoleOrders;
use proptest::prelude::*;
use testkit::clock::NOON;
use testkit::fixture::{Fixture, accounts, visit};
use testkit::merchant::merchant;
use testkit::network::SMS_CODE;

/// A second merchant of the mall.
async fn another_merchant(fixture: &Fixture) -> Merchant {
    let mut other = merchant(fixture.entropy.as_ref());
    other.accounts = accounts(fixture.engine.channels());
    let registry = fixture.engine.registry();
    let added = registry.add_merchant(&other, std::slice::from_ref(&fixture.mall.id));
    added.await.expect("a merchant");
    other
}

/// An order of this merchant.
async fn order_of(fixture: &Fixture, merchant: &MerchantId, number: &str) -> OrderId {
    let draft = OrderDraft {
        mall_order_no: number.to_owned(),
        merchant_id: merchant.to_string(),
        ..fixture.draft()
    };
    fixture.create(draft).await.expect("an order").order.id
}

fn numbered(number: &str) -> OrderFilter {
    OrderFilter {
        number: Some(number.to_owned()),
        ..OrderFilter::default()
    }
}

fn ids(rows: &[OrderRow]) -> Vec<OrderId> {
    rows.iter().map(|row| row.id.clone()).collect()
}

/// The first page of this filter, of the fixture's merchant.
async fn first(fixture: &Fixture, filter: &OrderFilter) -> OrderPage {
    let orders = fixture.engine.console_orders();
    let page = orders.list(&fixture.merchant.id, filter, None, 50).await;
    page.expect("a page")
}

async fn found(fixture: &Fixture, number: &str) -> Vec<OrderId> {
    ids(&first(fixture, &numbered(number)).await.rows)
}

/// What one case of the property does.
#[derive(Clone, Debug)]
struct Paging {
    /// Milliseconds between an order and the one before it.
    gaps: Vec<i64>,
    /// Rows of a page.
    limit: u32,
    /// Orders that arrive after each page.
    arrivals: Vec<u8>,
    filter: OrderFilter,
}

fn paging() -> impl Strategy<Value = Paging> {
    let gaps = prop::collection::vec(prop_oneof![3 => Just(0_i64), 1 => 1_i64..3], 0..24);
    let arrivals = prop::collection::vec(0_u8..3, 30);
    let filter = prop_oneof![
        Just(OrderFilter::default()),
        Just(OrderFilter {
            state: Some(OrderState::Open),
            ..OrderFilter::default()
        }),
        Just(numbered("0042")),
    ];
    (gaps, 1_u32..6, arrivals, filter).prop_map(|(gaps, limit, arrivals, filter)| Paging {
        gaps,
        limit,
        arrivals,
        filter,
    })
}

/// A merchant whose orders arrive.
struct Arriving<'a> {
    fixture: &'a Fixture,
    merchant: MerchantId,
    /// By time and id, oldest first.
    orders: Vec<(At, OrderId)>,
}

impl Arriving<'_> {
    /// All numbers end alike.
    async fn add(&mut self, gap_ms: i64) {
        let now = At::from_ms(self.fixture.engine.now().ms() + gap_ms);
        self.fixture.clock.set(now);
        let number = format!(
            "{}-{}-0042",
            &self.merchant.as_str()[20..],
            self.orders.len()
        );
        let id = order_of(self.fixture, &self.merchant, &number).await;
        self.orders.push((now, id));
        self.orders.sort();
    }

    /// Newest first.
    fn all(&self) -> Vec<OrderId> {
        self.orders.iter().rev().map(|(_, id)| id.clone()).collect()
    }
}

/// Reads all pages from the newest order to the oldest, and back, while orders
/// arrive.
async fn check_paging(fixture: &Fixture, case: Paging) {
    let merchant = another_merchant(fixture).await.id;
    let orders = fixture.engine.console_orders();
    let mut arriving = Arriving {
        fixture,
        merchant: merchant.clone(),
        orders: Vec::new(),
    };
    for gap in case.gaps {
        arriving.add(gap).await;
    }
    let mut arrivals = case.arrivals.iter();
    let expected = arriving.all();
    let read = |cursor: Option<OrderCursor>| {
        let (orders, merchant, filter) = (&orders, &merchant, &case.filter);
        async move { page(orders, merchant, filter, cursor.as_ref(), case.limit).await }
    };
    let mut last = read(None).await;
    assert_eq!(last.previous, None);
    let mut seen = ids(&last.rows);
    while let Some(next) = last.next.clone() {
        for _ in 0..arrivals.next().copied().unwrap_or(0) {
            // No earlier than what was read: an id of the same time may sort
            // before those of the first page.
            arriving.add(1).await;
        }
        last = read(Some(next)).await;
        seen.extend(ids(&last.rows));
    }
    assert_eq!(seen, expected, "older pages");

    let mut back = ids(&last.rows);
    let mut page = last;
    while let Some(previous) = page.previous.clone() {
        page = read(Some(previous)).await;
        assert!(!page.rows.is_empty());
        back.splice(0..0, ids(&page.rows));
        if let Some(gap) = arrivals.next().filter(|many| **many > 0) {
            arriving.add(i64::from(*gap)).await;
        }
    }
    let now = arriving.all();
    // The last arrival may have come after the newest page was read.
    let missing = now.len() - back.len();
    assert!(missing <= 1, "newer pages");
    assert_eq!(back, now[missing..], "newer pages");
}

async fn page(
    orders: &ConsoleOrders,
    merchant: &MerchantId,
    filter: &OrderFilter,
    cursor: Option<&OrderCursor>,
    limit: u32,
) -> OrderPage {
    let read = orders
        .list(merchant, filter, cursor, limit)
        .await
        .expect("a page");
    assert!(read.rows.len() <= limit as usize);
    // A cursor goes through an address.
    for cursor in [&read.next, &read.previous].into_iter().flatten() {
        assert_eq!(
            OrderCursor::parse(&cursor.to_string()).as_ref(),
            Some(cursor)
        );
    }
    read
}

#[test]
fn pages_have_each_order_once_whatever_arrives_meanwhile() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let fixture = runtime.block_on(Fixture::new());
    let config = ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(case in paging())| {
        runtime.block_on(check_paging(&fixture, case));
    });
}

#[tokio::test]
async fn a_row_says_what_the_list_shows() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let order = fixture.found(&token).await.order;
    let rows = first(&fixture, &OrderFilter::default()).await.rows;
    let expected = OrderRow {
        id: order.id.clone(),
        mall_order_no: order.facts.mall_order_no.clone(),
        subject: order.facts.subject.clone(),
        amount: order.facts.amount,
        refunded: order.refunded,
        refundable: order.facts.amount,
        state: OrderState::Paid,
        created_at: NOON,
        paid_at: order.paid_at,
        product: Some(Product::Scan),
        mall: fixture.mall.name.clone(),
        merchant: fixture.merchant.short_name.clone(),
        store: None,
    };
    assert_eq!(rows, [expected]);
    let asked = refund_order(&fixture, &order.id, remaining_refund("R-1"));
    asked.await.expect("begins");
    let row = &first(&fixture, &OrderFilter::default()).await.rows[0];
    assert_eq!((row.refundable.minor(), row.refunded.minor()), (0, 0));
    fixture.run_for(10).await;
    let row = &first(&fixture, &OrderFilter::default()).await.rows[0];
    assert_eq!(
        (row.refunded, row.state),
        (row.amount, OrderState::Refunded)
    );
}

#[tokio::test]
async fn a_filter_by_state_and_days_has_exactly_those() {
    let fixture = Fixture::new().await;
    let paid = fixture.paid_order().await;
    let paid = fixture.found(&paid).await.order.id;
    fixture.clock.advance(60);
    let open = order_of(&fixture, &fixture.merchant.id, "N-2").await;
    fixture.clock.advance(60);
    let last = order_of(&fixture, &fixture.merchant.id, "N-3").await;
    let other = another_merchant(&fixture).await;
    order_of(&fixture, &other.id, "N-4").await;
    let minute = |n: i64| Some(NOON.plus_s(60 * n));
    let of = |state, from, to| OrderFilter {
        state,
        created_from: from,
        created_to: to,
        happened: None,
        number: None,
        store: None,
    };
    let (is_open, is_paid) = (Some(OrderState::Open), Some(OrderState::Paid));
    for (filter, expected) in [
        (of(None, None, None), vec![&last, &open, &paid]),
        (of(is_open, None, None), vec![&last, &open]),
        (of(is_paid, None, None), vec![&paid]),
        (of(Some(OrderState::Closed), None, None), vec![]),
        (of(None, minute(1), None), vec![&last, &open]),
        (of(None, None, minute(1)), vec![&paid]),
        (of(None, minute(1), minute(2)), vec![&open]),
        (of(is_open, minute(0), minute(2)), vec![&open]),
        (of(None, minute(2), minute(1)), vec![]),
    ] {
        let page = first(&fixture, &filter).await;
        let expected: Vec<OrderId> = expected.into_iter().cloned().collect();
        assert_eq!(ids(&page.rows), expected, "{filter:?}");
        assert_eq!((page.next, page.previous), (None, None));
        let orders = fixture.engine.console_orders();
        let count = orders
            .count(&fixture.merchant.id, &filter)
            .await
            .expect("counted");
        let many = u32::try_from(expected.len()).expect("few");
        assert_eq!(count, OrderCount::Exactly(many), "{filter:?}");
    }
}

/// A cursor of another filter, or made by hand, gives a page of this filter.
#[tokio::test]
async fn a_cursor_never_leaves_the_days_of_the_filter() {
    let fixture = Fixture::new().await;
    let old = order_of(&fixture, &fixture.merchant.id, "N-1").await;
    fixture.clock.advance(60);
    let new = order_of(&fixture, &fixture.merchant.id, "N-2").await;
    let filter = OrderFilter {
        created_from: Some(NOON.plus_s(60)),
        ..OrderFilter::default()
    };
    let orders = fixture.engine.console_orders();
    for (toward, ms, expected) in [
        (Toward::Older, i64::MAX, vec![&new]),
        (Toward::Newer, 0, vec![&new]),
        (Toward::Older, 0, vec![]),
        (Toward::Newer, i64::MAX, vec![]),
    ] {
        let cursor = OrderCursor {
            toward,
            created_at: At::from_ms(ms),
            id: old.clone(),
        };
        let page = orders
            .list(&fixture.merchant.id, &filter, Some(&cursor), 0)
            .await;
        let expected: Vec<OrderId> = expected.into_iter().cloned().collect();
        assert_eq!(ids(&page.expect("a page").rows), expected, "{cursor}");
    }
}

#[tokio::test]
async fn an_order_is_found_by_any_of_its_numbers() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let details = fixture.found(&token).await;
    let ours = details.order.id;
    let receipt = details.attempts[0].state.receipt().expect("paid").clone();
    let asked = refund_order(&fixture, &ours, remaining_refund("R-1")).await;
    let refund = asked.expect("begins").refund.id;
    fixture.run_for(10).await;
    let refund = fixture
        .engine
        .orders
        .refund_by_id(&fixture.mall.id, &refund)
        .await
        .expect("there");
    let other = another_merchant(&fixture).await;
    order_of(&fixture, &other.id, "JN20260602-000001").await;

    let request = fixture.network.last_request("01/07")["orderId"].clone();
    let refunded = fixture.network.last_request("31/00")["orderId"].clone();
    let undone = refund.receipt.expect("succeeded").network_id;
    for number in [
        ours.as_str(),
        "JN20260601-000001",
        " JN20260601-000001\n",
        "000001",
        "0001",
        &request,
        &refunded,
        &receipt.network_id,
        &undone,
    ] {
        assert_eq!(
            found(&fixture, number).await,
            std::slice::from_ref(&ours),
            "{number}"
        );
        let orders = fixture.engine.console_orders();
        let page = orders
            .list(&other.id, &numbered(number), None, 50)
            .await
            .expect("a page");
        assert!(!ids(&page.rows).contains(&ours), "{number}");
    }
    let long = "1".repeat(100_000);
    for none in [
        long.as_str(),
        "a\0b",
        "001",
        "00002",
        "JN20260601",
        "%0001",
        "_0001",
        "ord_",
        "退款单号",
        "'; --",
    ] {
        assert_eq!(found(&fixture, none).await, [], "{none}");
    }
    assert_eq!(found(&fixture, " ").await, std::slice::from_ref(&ours));
}

/// Numbers that a mall gave as one character, or that end alike.
#[tokio::test]
async fn the_ends_of_numbers_are_compared_as_they_are() {
    let fixture = Fixture::new().await;
    let mut orders = Vec::new();
    for number in ["1", "x0001", "X0001", "y_0001", "yz0001", "0001"] {
        fixture.clock.advance(1);
        orders.push(order_of(&fixture, &fixture.merchant.id, number).await);
    }
    let [one, small, big, blank, letter, bare] = &orders[..] else {
        panic!("six orders")
    };
    for (number, expected) in [
        ("1", vec![one]),
        ("x0001", vec![small]),
        ("X0001", vec![big]),
        ("_0001", vec![blank]),
        ("z0001", vec![letter]),
        ("0001", vec![bare, letter, blank, big, small]),
    ] {
        let expected: Vec<OrderId> = expected.into_iter().cloned().collect();
        assert_eq!(found(&fixture, number).await, expected, "{number}");
    }
    let closed = OrderFilter {
        state: Some(OrderState::Closed),
        ..numbered("0001")
    };
    assert_eq!(first(&fixture, &closed).await.rows, []);
    let exact = OrderFilter {
        state: Some(OrderState::Closed),
        ..numbered("x0001")
    };
    assert_eq!(first(&fixture, &exact).await.rows, []);
}

#[tokio::test]
async fn four_digits_find_cards_where_a_day_is_given_each_order_once() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    // Declined, and paid with the same card.
    let sealed = code_sent(&fixture, &token).await;
    for _ in 0..5 {
        pay(&fixture, &token, &sealed, "000000").await;
    }
    fixture.clock.advance(60);
    let sealed = code_sent(&fixture, &token).await;
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    let ours = fixture.found(&token).await.order;
    assert_eq!(ours.state, OrderState::Paid);
    fixture.clock.advance(60);
    let ends_alike = order_of(&fixture, &fixture.merchant.id, "N-0123").await;

    assert_eq!(
        found(&fixture, "0123").await,
        std::slice::from_ref(&ends_alike)
    );
    let since = |at: At| OrderFilter {
        created_from: Some(at),
        ..numbered("0123")
    };
    let both = first(&fixture, &since(NOON)).await;
    assert_eq!(ids(&both.rows), [ends_alike.clone(), ours.id.clone()]);
    let later = first(&fixture, &since(NOON.plus_s(1))).await;
    assert_eq!(ids(&later.rows), [ends_alike]);
    let paid = OrderFilter {
        state: Some(OrderState::Paid),
        ..since(NOON)
    };
    assert_eq!(ids(&first(&fixture, &paid).await.rows), [ours.id]);
}

/// A payment by QR code: the network masks the account that paid.
#[tokio::test]
async fn the_account_of_a_receipt_counts_as_a_card() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let ours = fixture.found(&token).await.order.id;
    let filter = OrderFilter {
        created_from: Some(NOON),
        ..numbered("0123")
    };
    assert_eq!(ids(&first(&fixture, &filter).await.rows), [ours]);
}

#[tokio::test]
async fn the_number_of_a_request_is_looked_up_at_each_network() {
    let fixture = Fixture::with_second_network().await;
    let token = fixture.order().await;
    let visitor = visit();
    let scanned = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visitor);
    scanned.await.expect("a code");
    let order = fixture.found(&token).await.order.id;
    let attempt = fixture.found(&token).await.attempts[0].clone();
    assert_ne!(attempt.channel, ChannelId::constant("union_pay"));
    let id = attempt.id.clone();
    let read = fixture.engine.store.read(move |tx| {
        Box::pin(async move { store::network_requests::of_subject(tx, id.as_str()).await })
    });
    for request in read.await.expect("read") {
        assert_eq!(
            found(&fixture, &request.number).await,
            std::slice::from_ref(&order)
        );
    }
}
