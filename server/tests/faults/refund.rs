//! Killed while money goes back: a refund that was acknowledged is carried
//! out, once.

use crate::gate::Point;
use crate::house::House;
use crate::mall::Order;
use crate::wait::{SETTLED, until};
use serde_json::Value;

/// Undoes a whole payment on its day.
const UNDO: &str = "31";
/// Gives some of it back.
const REFUND: &str = "04";

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_a_refund_may_be_the_last() {
    let house = House::open().await;
    let (mut asked, mut cut, mut late) = (Vec::new(), Vec::new(), Vec::new());
    for (call, part) in [(UNDO, None), (REFUND, Some(1_000))] {
        // On its way and lost; done and not answered; on its way and late.
        for (point, comes_late) in [
            (Point::Arrived, false),
            (Point::Done, false),
            (Point::Arrived, true),
        ] {
            let order = paid(&house).await;
            let mut held = house.network.hold(point, call);
            let desk = house.desk();
            let got = house.mall.refund(&desk.url, &order, &order.id, part).await;
            let got = got.expect("the desk answers");
            assert_eq!(got.status, 201, "{}", got.body);
            held.reached().await;
            asked.push((order, part, got.body));
            if comes_late {
                late.push(held);
            } else {
                cut.push(held);
            }
        }
    }
    house.pull_the_plug().await;
    drop(cut);
    for held in late {
        held.pass();
    }
    let mut orders = Vec::new();
    for (order, part, refund) in asked {
        carried_out(&house, &order, part, &refund).await;
        orders.push(order);
    }
    house.all_is_well(&orders).await;
}

/// The refund succeeds, once, and asking again is the same refund.
async fn carried_out(house: &House, order: &Order, part: Option<i64>, refund: &Value) {
    let desk = house.desk();
    let path = format!("/v1/refunds/{}", refund["id"].as_str().expect("an id"));
    until("a refund to be carried out", SETTLED, || async {
        let got = house.mall.get(&desk.url, &path).await.ok()?;
        assert_eq!(got.status, 200, "an acknowledged refund: {}", got.body);
        (got.body["state"] == "succeeded").then_some(())
    })
    .await;
    let fen = order.wish.fen;
    assert_eq!(
        house.network.returned_fen(fen),
        part.unwrap_or(fen),
        "{}",
        order.id
    );
    let again = house.mall.refund(&desk.url, order, &order.id, part);
    let again = again.await.expect("the desk answers");
    assert_eq!((again.status, &again.body["id"]), (200, &refund["id"]));
    let more = house.mall.refund(&desk.url, order, "more", Some(fen)).await;
    let more = more.expect("the desk answers");
    assert_eq!(
        (more.status, &more.body["code"]),
        (422, &Value::from("refund_exceeds_paid"))
    );
    let state = if part.is_some() {
        "partially_refunded"
    } else {
        "refunded"
    };
    assert_eq!(house.paid_order(order).await["state"], state);
}

/// An order that is paid, by its desk's own word.
pub(crate) async fn paid(house: &House) -> Order {
    let order = house.mall.order(&house.desk().url).await;
    house.payer(&order).see_it_paid().await;
    order
}
