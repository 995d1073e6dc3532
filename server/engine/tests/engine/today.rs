//! A merchant's day: what whole payments leave in its figures, that takings are
//! those of the ledger, and that each figure leads to the orders it counts.

use super::console::Consoles;
use super::refunds::{order, partial_refund, refund_order};
use crate::new_card::{code_sent, pay};
use domain::attempt::DeclineReason;
use domain::clock::At;
use domain::console::{
    ConsoleError, DayFigures, DayResult, OrderFilter, OrderResult, Right, Role, Scope, Today,
};
use domain::day::Day;
use domain::desk::Choice;
use domain::ids::{OrderId, PayToken};
use domain::money::Money;
use domain::product::Product;
use store::args;
use testkit::clock::NOON;
use testkit::fixture::{Fixture, visit};
use testkit::network::{notice_call, signed_notice};

const DAY_S: i64 = 86_400;

async fn today(fixture: &Fixture) -> Today {
    fixture.engine.sum_payments().await.expect("summed");
    let orders = fixture.engine.console_orders();
    let now = fixture.engine.now();
    let today = orders.today(&fixture.merchant.id, None, now).await;
    let today = today.expect("figures");
    assert_eq!(today.summed_until, Some(now));
    today
}

/// An order of its own buyer, so that no limit of a buyer is reached.
async fn new_order(fixture: &Fixture, number: &str) -> PayToken {
    let draft = domain::order::OrderDraft {
        mall_order_no: number.to_owned(),
        buyer_ref: Some(number.to_owned()),
        ..fixture.draft()
    };
    fixture.create(draft).await.expect("an order").order.token
}

/// The orders to which this happened on the day of `day`.
async fn listed(fixture: &Fixture, day: &DayFigures, result: OrderResult) -> Vec<OrderId> {
    let filter = OrderFilter {
        happened: Some(DayResult {
            day: day.day,
            result,
        }),
        ..OrderFilter::default()
    };
    let orders = fixture.engine.console_orders();
    let page = orders.list(&fixture.merchant.id, &filter, None, 50).await;
    page.expect("a page")
        .rows
        .into_iter()
        .map(|row| row.id)
        .collect()
}

/// What the ledger owes the merchant for payments that were posted on a day,
/// and what of its refunds reached the payers then.
async fn ledger(fixture: &Fixture, day: Day) -> (i64, i64) {
    let account = format!("payable:{}", fixture.merchant.id);
    let start = day.start_in_china();
    let read = fixture.engine.store.read(move |tx| {
        let account = account.clone();
        Box::pin(async move {
            let sql = "SELECT CAST(COALESCE(-SUM(l.amount), 0) AS BIGINT) AS n
                       FROM journals j JOIN journal_lines l ON l.reference = j.reference
                       WHERE j.kind = 'paid' AND l.account = $1 AND j.posted_at >= $2 AND j.posted_at < $3";
            let values = args![&account, start, start.plus_s(DAY_S)];
            let paid = tx.one(sql, values).await?.expect("a row").int("n")?;
            // Money that reaches a payer leaves what is in transit.
            let sql = "SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS n
                       FROM journals j JOIN journal_lines l ON l.reference = j.reference
                       JOIN refunds r ON r.id = j.subject
                       WHERE j.kind = 'refund_succeeded' AND l.amount > 0 AND r.cause = 'merchant'
                           AND j.posted_at >= $1 AND j.posted_at < $2";
            let values = args![start, start.plus_s(DAY_S)];
            let refunded = tx.one(sql, values).await?.expect("a row").int("n")?;
            Ok((paid, refunded))
        })
    });
    read.await.expect("the ledger")
}

async fn check_ledger(fixture: &Fixture, day: &DayFigures) {
    let posted = ledger(fixture, day.day).await;
    assert_eq!((day.takings.minor(), day.refunded.minor()), posted);
}

/// Attempts with the bank's page that ended, and how many were given up.
fn at_bank(figures: &DayFigures) -> Option<(u32, u32)> {
    let mut ways = figures.ways.iter();
    let way = ways.find(|way| way.product == Product::GatewayPersonal);
    way.map(|way| (way.tried(), way.abandoned))
}

/// Two orders that are paid, the second one after a decline, a part of the first
/// one refunded, and surplus that goes back.
async fn mixed_day(fixture: &Fixture) -> [PayToken; 2] {
    let scanned = new_order(fixture, "T-1").await;
    fixture.pay_by_scan(&scanned).await;
    // Five wrong codes end the attempt; then the same order is paid.
    let declined = new_order(fixture, "T-2").await;
    let choice = fixture
        .desk
        .confirm(&declined, Choice::NewCard, &visit())
        .await;
    choice.expect("noted");
    let sealed = code_sent(fixture, &declined).await;
    for _ in 0..5 {
        pay(fixture, &declined, &sealed, "000000").await;
    }
    fixture.clock.advance(1);
    fixture.pay_by_scan(&declined).await;
    // Cancelled, closed, and paid all the same: surplus, which goes back.
    let unwanted = new_order(fixture, "T-3").await;
    let form = fixture.go_to_bank(&unwanted, "ICBC").await;
    fixture.desk.cancel(&unwanted).await.expect("cancelled");
    let given_up = today(fixture).await.figures;
    assert_eq!(at_bank(&given_up), Some((1, 1)));
    fixture.close(&unwanted).await.expect("closed");
    let notice = notice_call(&signed_notice(fixture.network.pay_form(&form)));
    let heard = fixture.engine.notice(&channels::unionpay::ID, &notice);
    heard.await.expect("accepted");
    fixture.run_for(30).await;

    let of_first = order(fixture, &scanned).await.id;
    let refund = refund_order(fixture, &of_first, partial_refund("R-1", 2_800));
    refund.await.expect("begins");
    fixture.run_for(30).await;
    [scanned, declined]
}

#[tokio::test]
async fn whole_payments_become_figures_that_lead_to_their_orders() {
    let fixture = Fixture::new().await;
    let empty = today(&fixture).await;
    assert!(!empty.has_orders && empty.yesterday.is_none() && empty.last_week.is_none());
    assert_eq!(empty.figures, DayFigures::empty(Day::in_china(NOON)));

    let [scanned, declined] = mixed_day(&fixture).await;
    let read = today(&fixture).await;
    let figures = &read.figures;
    assert!(read.has_orders && read.yesterday.is_none());
    assert_eq!((figures.payments, figures.takings), (2, Money::fen(25_600)));
    assert_eq!((figures.refunds, figures.refunded), (1, Money::fen(2_800)));
    assert_eq!(figures.hours[12], Money::fen(25_600));
    assert_eq!(figures.took.iter().sum::<u32>(), 2);
    let ways = figures
        .ways
        .map(|way| (way.completed, way.declined, way.abandoned));
    assert_eq!(ways, [(0, 1, 0), (2, 0, 0), (0, 0, 0), (0, 0, 0)]);
    assert_eq!(
        at_bank(figures),
        Some((0, 0)),
        "surplus is no success and no failure"
    );
    check_ledger(&fixture, figures).await;

    let [first, second] = [&scanned, &declined].map(|token| order(&fixture, token));
    let (first, second) = (first.await.id, second.await.id);
    let both = vec![second.clone(), first.clone()];
    for (result, orders) in [
        (OrderResult::Paid, both.clone()),
        (OrderResult::Tried(Product::Scan), both.clone()),
        (OrderResult::Completed(Product::Scan), both),
        (
            OrderResult::Declined(Product::QuickAgreement),
            vec![second.clone()],
        ),
        (
            OrderResult::DeclinedFor(DeclineReason::WrongCode),
            vec![second],
        ),
        (OrderResult::Refunded, vec![first]),
        (OrderResult::Tried(Product::GatewayPersonal), Vec::new()),
        (OrderResult::Abandoned(Product::GatewayPersonal), Vec::new()),
    ] {
        let mut found = listed(&fixture, figures, result).await;
        let mut expected = orders;
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{result}");
    }
}

#[tokio::test]
async fn days_are_compared_up_to_the_same_minute() {
    let fixture = Fixture::new().await;
    // Yesterday: before this minute, in it, and after it.
    for (number, seconds) in [
        ("Y-1", -3_600),
        ("Y-2", 30),
        ("Y-3", 60),
        ("Y-4", 3 * 3_600),
    ] {
        fixture.clock.set(NOON.plus_s(seconds));
        let token = new_order(&fixture, number).await;
        fixture.pay_by_scan(&token).await;
    }
    fixture.clock.set(NOON.plus_s(DAY_S + 10));
    let token = new_order(&fixture, "N-1").await;
    fixture.pay_by_scan(&token).await;
    let read = today(&fixture).await;
    assert_eq!(read.figures.takings, Money::fen(12_800));
    let yesterday = read.yesterday.expect("a yesterday");
    assert_eq!(yesterday.takings, Money::fen(2 * 12_800), "up to 12:00:59");
    assert_eq!(
        (yesterday.hours[12], yesterday.hours[15]),
        (Money::fen(25_600), Money::fen(12_800))
    );
    assert_eq!(read.last_week, None, "the merchant had no orders yet");

    // A week after the first day, with nothing on the day before.
    fixture.clock.set(NOON.plus_s(7 * DAY_S));
    let read = today(&fixture).await;
    assert_eq!(
        read.figures,
        DayFigures::empty(Day::in_china(fixture.engine.now()))
    );
    let empty = read.yesterday.expect("a day without payments is one");
    assert_eq!((empty.payments, empty.takings), (0, Money::fen(0)));
    assert_eq!(read.last_week.expect("a week ago").payments, 2);
}

#[tokio::test]
async fn an_order_over_midnight_is_of_the_day_it_is_paid_on() {
    let fixture = Fixture::new().await;
    let midnight = Day::in_china(NOON).start_in_china().plus_s(DAY_S);
    fixture.clock.set(midnight.plus_s(-30));
    let token = new_order(&fixture, "M-1").await;
    let scan = Choice::Qr(Product::Scan);
    let begun = fixture.desk.confirm(&token, scan, &visit()).await;
    begun.expect("begins");
    fixture.clock.set(midnight.plus_s(1));
    let notice = notice_call(&signed_notice(fixture.network.pay_qr()));
    let heard = fixture.engine.notice(&channels::unionpay::ID, &notice);
    heard.await.expect("accepted");
    fixture.clock.set(midnight.plus_s(DAY_S - 1));
    let read = today(&fixture).await;
    assert_eq!(
        (read.figures.payments, read.figures.hours[0]),
        (1, Money::fen(12_800))
    );
    assert_eq!(
        read.figures.all_ways().tried(),
        0,
        "it began the day before"
    );
    let yesterday = read.yesterday.expect("a yesterday");
    assert_eq!((yesterday.payments, yesterday.all_ways().completed), (0, 1));
    check_ledger(&fixture, &read.figures).await;
    check_ledger(&fixture, &yesterday).await;

    // A refund of it counts on its own day.
    let id = order(&fixture, &token).await.id;
    fixture.clock.set(midnight.plus_s(3 * DAY_S));
    let refund = refund_order(&fixture, &id, partial_refund("R-1", 100)).await;
    refund.expect("begins");
    fixture.run_for(60).await;
    let read = today(&fixture).await;
    assert_eq!(
        (read.figures.payments, read.figures.refunded),
        (0, Money::fen(100))
    );
    check_ledger(&fixture, &read.figures).await;
}

#[tokio::test]
async fn the_page_says_until_when_it_is_summed() {
    let fixture = Fixture::new().await;
    let read = |now: At| {
        let orders = fixture.engine.console_orders();
        let merchant = fixture.merchant.id.clone();
        async move { orders.today(&merchant, None, now).await.expect("figures") }
    };
    assert_eq!(read(NOON).await.summed_until, Some(NOON), "nothing waits");
    fixture.paid_order().await;
    assert_eq!(
        read(NOON).await.summed_until,
        None,
        "nothing was summed ever"
    );
    fixture.engine.sum_payments().await.expect("summed");
    fixture.clock.advance(100);
    assert_eq!(
        read(NOON.plus_s(100)).await.summed_until,
        Some(NOON.plus_s(100))
    );
    let token = new_order(&fixture, "T-2").await;
    fixture.pay_by_scan(&token).await;
    let behind = read(NOON.plus_s(100)).await;
    assert_eq!(
        (behind.summed_until, behind.figures.payments),
        (Some(NOON), 1)
    );
}

#[tokio::test]
async fn only_owner_finance_and_a_stores_staff_see_takings() {
    let consoles = Consoles::new().await;
    let scope = consoles.merchant();
    let owner = consoles.owner().await;
    for role in Role::of(&scope) {
        let person = if role == Role::Owner {
            consoles.signed_in(&owner).await
        } else {
            let member = consoles.member(&owner, &scope, role).await;
            consoles.signed_in(&member).await
        };
        let seen = consoles.console.today(&person, &scope).await;
        match role {
            Role::Owner | Role::Finance | Role::StoreStaff => assert!(seen.is_ok(), "{role:?}"),
            _ => assert_eq!(seen.err(), Some(ConsoleError::Forbidden(Right::SeeTakings))),
        }
        let other = consoles.console.today(&person, &Scope::Provider).await;
        assert_eq!(other.err(), Some(ConsoleError::NotFound));
    }
}
