//! Killed while a QR code is asked for, shown and paid.

use crate::gate::Point;
use crate::house::House;
use sandbox::networks::Trouble;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_may_never_be_shown_or_be_paid_in_the_dark() {
    let house = House::open().await;
    let (mut orders, mut cut) = (Vec::new(), Vec::new());
    for point in [Point::Arrived, Point::Done] {
        let order = house.mall.order(&house.desk().url).await;
        let mut held = house.network.hold(point, "01");
        let payer = house.payer(&order);
        held.catch(payer.show_qr()).await;
        orders.push(order);
        cut.push(held);
    }
    let shown = house.mall.order(&house.desk().url).await;
    let page = house.payer(&shown).show_qr().await.expect("a page");
    assert_eq!(page.place, "scan");
    house.kill();
    drop(cut);
    house.network.next(Trouble::NoticeLost);
    let in_the_dark = house.payer_at("nowhere", &shown);
    in_the_dark.scan().await.expect("paid");
    house.start().await;
    house.shoppers_pay(&orders).await;
    orders.push(shown);
    house.all_is_well(&orders).await;
}
