//! Killed while the mall is told: it hears again, the same words, in order.

use crate::gate::Point;
use crate::house::House;
use crate::wait::{SETTLED, until};

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_not_acknowledged_is_told_again() {
    let house = House::open().await;
    let (mut orders, mut cut) = (Vec::new(), Vec::new());
    for point in [Point::Arrived, Point::Done] {
        let order = house.mall.order(&house.desk().url).await;
        let id = order.id.clone();
        let mut held = house
            .mall
            .gate
            .hold(point, move |seen| seen.body.contains(&id));
        let payer = house.payer(&order);
        payer.show_qr().await.expect("a page");
        payer.scan().await.expect("paid");
        held.reached().await;
        orders.push(order);
        cut.push(held);
    }
    house.pull_the_plug().await;
    drop(cut);
    for (order, times) in orders.iter().zip([1, 2]) {
        until("the mall to be told again", SETTLED, || async {
            let heard = house.mall.received();
            let heard = heard.iter().filter(|event| event.order_id == order.id);
            (heard.count() >= times).then_some(())
        })
        .await;
    }
    house.all_is_well(&orders).await;
}
