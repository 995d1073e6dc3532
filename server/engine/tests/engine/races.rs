//! Races on real threads: two engines on one database, with tabs, notices,
//! queries, malls and the clock at the same moment, many rounds each. Whatever
//! the order of events, an order is paid once, no money is lost, and nothing
//! acknowledged is taken back.

use super::refunds::partial_refund;
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, NextPage};
use domain::ids::{OrderId, PayToken};
use domain::order::{OrderDraft, OrderState};
use domain::product::Product;
use domain::refund::{RefundCause, RefundRequest, RefundState};
use domain::refusal::Code;
use domain::secret::Secret;
use engine::Engine;
use engine::orders::create::create_in;
use engine::orders::lookup::OrderDetails;
use engine::refunds::CreatedRefund;
use std::sync::Arc;
use store::Error;
use testkit::fixture::{Fixture, card, close_order, request_refund, visit};
use testkit::network::{Fields, SMS_CODE, notice_call, signed_notice};
use tokio::task::JoinSet;

/// Rounds of each race, each with a new order.
const ROUNDS: usize = 12;

/// A fixture with a second engine on the same database, like a second process.
struct TwoDesks {
    fixture: Fixture,
    desks: [Arc<Engine>; 2],
}

impl TwoDesks {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let desks = [fixture.engine.clone(), fixture.second_engine().await];
        Self { fixture, desks }
    }

    /// An order of a new buyer, so that no daily limit applies.
    async fn order(&self, round: usize) -> PayToken {
        let draft = OrderDraft {
            mall_order_no: format!("R-{round}"),
            buyer_ref: Some(format!("buyer-{round}")),
            ..self.fixture.draft()
        };
        self.fixture
            .create(draft)
            .await
            .expect("an order")
            .order
            .token
    }

    async fn form(&self, token: &PayToken) -> Fields {
        let form = self.fixture.go_to_bank(token, "ICBC").await;
        form.fields.into_iter().collect()
    }

    /// All requests the payer can still pay: the bank form and QR codes.
    async fn payable_requests(&self, token: &PayToken) -> Vec<Fields> {
        let attempts = self.fixture.found(token).await.attempts;
        let mut all = self.fixture.network.qr_requests_for(&attempts);
        let shown = self.fixture.page(token).await.attempt;
        let form = shown.and_then(|attempt| attempt.bank_form);
        all.extend(form.map(|form| form.fields.into_iter().collect()));
        all
    }

    /// Runs both engines until the order has ended.
    async fn run_to_end(&self) {
        for _ in 0..40 {
            self.fixture.clock.advance(60);
            loop {
                let ran = self.desks.each_ref().map(Engine::run_due_jobs);
                if futures::future::join_all(ran).await == [0, 0] {
                    break;
                }
            }
        }
    }

    /// Checks an ended order after `paid` payments: at most one paid it, all
    /// others were refunded.
    async fn check_order(&self, token: &PayToken, paid: usize) -> OrderDetails {
        let found = self.fixture.found(token).await;
        let state = found.order.state;
        assert!(state.is_final(), "{state:?}");
        let by = |state| {
            found
                .attempts
                .iter()
                .filter(move |a| a.state.status() == state)
        };
        assert_eq!(
            by(AttemptStatus::Paid).count(),
            usize::from(state.is_paid())
        );
        assert!(found.attempts.iter().all(|a| !a.state.is_live()));
        let surplus = found
            .refunds
            .iter()
            .filter(|r| r.cause == RefundCause::Surplus);
        let surplus: Vec<_> = surplus.map(|r| r.state).collect();
        let unwanted = paid - usize::from(state.is_paid());
        assert_eq!(surplus, vec![RefundState::Succeeded; unwanted], "{state:?}");
        found
    }
}

/// Runs both futures at once, each as a task of its own.
async fn run_both<A, B>(
    one: impl Future<Output = A> + Send + 'static,
    two: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let (one, two) = (tokio::spawn(one), tokio::spawn(two));
    (one.await.expect("ends"), two.await.expect("ends"))
}

/// A refusal is a valid result of a race; a fault is not.
fn no_fault<T>(done: Result<T, Error>) -> Option<T> {
    match done {
        Ok(done) => Some(done),
        Err(Error::Refused(_)) => None,
        Err(Error::Fault(fault)) => panic!("{fault}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_create_one_order_for_one_number() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let mut made = JoinSet::new();
        for n in 0..6 {
            let (engine, mall) = (
                desk_pair.desks[n % 2].clone(),
                desk_pair.fixture.mall.clone(),
            );
            let draft = OrderDraft {
                mall_order_no: format!("R-{round}"),
                ..desk_pair.fixture.draft()
            };
            made.spawn(async move {
                let desk = engine.clone();
                let write = desk.store.write(move |tx| {
                    let (engine, mall, draft) = (engine.clone(), mall.clone(), draft.clone());
                    Box::pin(async move {
                        let (entropy, channels) = (engine.entropy.as_ref(), engine.channels());
                        create_in(tx, entropy, channels, &mall, &draft, engine.now()).await
                    })
                });
                write.await.expect("made or found")
            });
        }
        let made = made.join_all().await;
        assert_eq!(made.iter().filter(|created| created.fresh).count(), 1);
        assert!(made.iter().all(|c| c.order.id == made[0].order.id));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_payers_with_two_tabs_pay_an_order_once() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let token = desk_pair.order(round).await;
        let way = |desk: usize, choice| {
            let (desk, token) = (desk_pair.desks[desk].desk(), token.clone());
            async move { desk.confirm(&token, choice, &visit()).await }
        };
        let (one, two) = if round % 2 == 0 {
            run_both(
                way(0, Choice::Bank("ICBC".into())),
                way(1, Choice::Qr(Product::Scan)),
            )
            .await
        } else {
            run_both(
                way(0, Choice::Qr(Product::Scan)),
                way(1, Choice::Qr(Product::Scan)),
            )
            .await
        };
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        let found = desk_pair.fixture.found(&token).await;
        let live = found.attempts.iter().filter(|a| a.state.is_live()).count();
        assert!(live <= 1, "{live} live attempts");
        // The payer pays everything that can be paid.
        let mut payments = 0;
        for asked in desk_pair.payable_requests(&token).await {
            let notice = signed_notice(desk_pair.fixture.network.pay(&asked, "00"));
            let (first, second) = (desk_pair.desks[0].clone(), desk_pair.desks[1].clone());
            let again = notice.clone();
            let told = run_both(
                async move {
                    first
                        .notice(&channels::unionpay::ID, &notice_call(&notice))
                        .await
                },
                async move {
                    second
                        .notice(&channels::unionpay::ID, &notice_call(&again))
                        .await
                },
            );
            let (first, second) = told.await;
            no_fault(first);
            no_fault(second);
            payments += 1;
        }
        desk_pair.run_to_end().await;
        desk_pair.check_order(&token, payments).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_submitted_twice_pays_once() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let token = desk_pair.order(round).await;
        let sent = desk_pair
            .fixture
            .desk
            .send_code(&token, card(), &visit())
            .await;
        let NextPage::Show(_, form) = sent.expect("sent") else {
            panic!("a code page")
        };
        let sealed = form.sealed.expect("a sealed card");
        let pay = |desk: usize| {
            let (desk, token, sealed) =
                (desk_pair.desks[desk].desk(), token.clone(), sealed.clone());
            async move {
                desk.pay(&token, &sealed, Secret::new(SMS_CODE), &visit())
                    .await
            }
        };
        let before = desk_pair.fixture.network.requests();
        let (one, two) = run_both(pay(0), pay(1)).await;
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        let asked = |requests: &[String]| requests.iter().filter(|kind| *kind == "01/01").count();
        let count = asked(&desk_pair.fixture.network.requests()) - asked(&before);
        assert_eq!(count, 1, "money is asked to move once");
        desk_pair.run_to_end().await;
        let found = desk_pair.check_order(&token, 1).await;
        assert_eq!(found.order.state, OrderState::Paid);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notice_a_query_and_a_return_at_once_pay_once() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let token = desk_pair.order(round).await;
        let asked = desk_pair.form(&token).await;
        let notice = signed_notice(desk_pair.fixture.network.pay(&asked, "00"));
        desk_pair.fixture.clock.advance(6);
        let mut all = JoinSet::new();
        for desk in &desk_pair.desks {
            let (engine, told) = (desk.clone(), notice.clone());
            all.spawn(async move {
                no_fault(
                    engine
                        .notice(&channels::unionpay::ID, &notice_call(&told))
                        .await,
                );
            });
            let engine = desk.clone();
            all.spawn(async move {
                engine.run_due_jobs().await;
            });
            let (desk, token) = (desk.desk(), token.clone());
            all.spawn(async move {
                desk.returned(&token).await.expect("a place");
            });
        }
        all.join_all().await;
        let found = desk_pair.fixture.found(&token).await;
        assert_eq!(found.order.state, OrderState::Paid);
        assert_eq!(found.order.sequence, 1, "one event");
        desk_pair.run_to_end().await;
        desk_pair.check_order(&token, 1).await;
    }
}

fn close_at(
    desk_pair: &TwoDesks,
    desk: usize,
    id: &OrderId,
) -> impl Future<Output = Result<OrderDetails, Error>> + use<> {
    let desk = desk_pair.desks[desk].clone();
    close_order(desk, desk_pair.fixture.mall.id.clone(), id.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn closing_while_the_payer_pays_loses_no_money() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let token = desk_pair.order(round).await;
        let id = desk_pair.fixture.found(&token).await.order.id;
        let (desk, at) = (desk_pair.desks[1].desk(), token.clone());
        let (closed, _) = run_both(close_at(&desk_pair, 0, &id), async move {
            desk.confirm(&at, Choice::Bank("ICBC".into()), &visit())
                .await
        })
        .await;
        let found = desk_pair.fixture.found(&token).await;
        let closed = no_fault(closed).is_some();
        assert_eq!(closed, found.order.state == OrderState::Closed);
        assert_eq!(closed, found.attempts.iter().all(|a| !a.state.is_live()));
        // The bank's page stays open, and the mall closes again during the
        // payment.
        let mut payments = 0;
        for asked in desk_pair.payable_requests(&token).await {
            let notice = signed_notice(desk_pair.fixture.network.pay(&asked, "00"));
            let engine = desk_pair.desks[1].clone();
            let told = run_both(close_at(&desk_pair, 0, &id), async move {
                engine
                    .notice(&channels::unionpay::ID, &notice_call(&notice))
                    .await
            });
            let (again, told) = told.await;
            no_fault(again);
            told.expect("accepted");
            payments += 1;
        }
        desk_pair.run_to_end().await;
        desk_pair.check_order(&token, payments).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn expiry_while_the_payer_pays_loses_no_money() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let token = desk_pair.order(round).await;
        let asked = desk_pair.form(&token).await;
        // The shopper cancels on our page and still pays at the bank.
        desk_pair
            .fixture
            .desk
            .cancel(&token)
            .await
            .expect("cancelled");
        desk_pair.fixture.clock.advance(901);
        let notice = signed_notice(desk_pair.fixture.network.pay(&asked, "00"));
        let (first, second) = (desk_pair.desks[0].clone(), desk_pair.desks[1].clone());
        let (_, told) = run_both(async move { first.run_due_jobs().await }, async move {
            second
                .notice(&channels::unionpay::ID, &notice_call(&notice))
                .await
        })
        .await;
        told.expect("accepted");
        desk_pair.run_to_end().await;
        desk_pair.check_order(&token, 1).await;
    }
}

fn refund_at(
    desk_pair: &TwoDesks,
    desk: usize,
    id: &OrderId,
    ask: RefundRequest,
) -> impl Future<Output = Result<CreatedRefund, Error>> + use<> {
    let desk = desk_pair.desks[desk].clone();
    request_refund(desk, desk_pair.fixture.mall.id.clone(), id.clone(), ask)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_refunds_never_exceed_what_was_paid() {
    let desk_pair = TwoDesks::new().await;
    for round in 0..ROUNDS {
        let token = desk_pair.order(round).await;
        desk_pair.fixture.pay_by_scan(&token).await;
        let id = desk_pair.fixture.found(&token).await.order.id;
        let before = desk_pair.fixture.network.refunded_fen();
        let mut all = JoinSet::new();
        for n in 0..8 {
            // Each asks for 50.00 of 128.00; two share a refund number.
            let number = format!("B-{round}-{}", n.max(1));
            all.spawn(refund_at(
                &desk_pair,
                n % 2,
                &id,
                partial_refund(&number, 5_000),
            ));
        }
        let (mut begun, mut refused) = (0, 0);
        for asked in all.join_all().await {
            match asked {
                Ok(asked) => begun += usize::from(asked.fresh),
                Err(Error::Refused(no)) if no.code == Code::RefundExceedsPaid => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(begun, 2);
        assert!((5..=6).contains(&refused), "{refused}");
        desk_pair.run_to_end().await;
        let found = desk_pair.check_order(&token, 1).await;
        assert_eq!(found.order.state, OrderState::PartiallyRefunded);
        assert_eq!(found.order.refunded.minor(), 10_000);
        assert_eq!(desk_pair.fixture.network.refunded_fen() - before, 10_000);
    }
}
