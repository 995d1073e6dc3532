//! Killed while orders are made: what was acknowledged is there, what was
//! not is made by asking again, once.

use crate::house::House;
use crate::mall::Order;
use crate::wait::{SETTLED, until};
use futures::future::join_all;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

/// Orders asked for at once.
const AT_ONCE: usize = 24;
/// The least time an order may be given.
const SHORTEST_S: i64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_makes_no_order() {
    let house = House::open().await;
    let wish = house.mall.wish();
    let body = wish.body.to_string();
    let mut text = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: desk\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in house
        .mall
        .headers("POST", "/v1/orders", Some(("half", &body)))
    {
        text.extend([name, ": ", &value, "\r\n"]);
    }
    text.push_str("\r\n");
    text.push_str(&body[..body.len() / 2]);
    let address = house.desk().url.trim_start_matches("http://").to_owned();
    let mut line = TcpStream::connect(address).await.expect("connects");
    line.write_all(text.as_bytes()).await.expect("sent");
    line.flush().await.expect("sent");
    house.pull_the_plug().await;

    let path = format!("/v1/orders?mall_order_no={}", wish.number());
    let got = house
        .mall
        .get(&house.desk().url, &path)
        .await
        .expect("answers");
    assert_eq!(got.status, 404, "{}", got.body);
    let made = house
        .mall
        .ask(&house.desk().url, &wish)
        .await
        .expect("answers");
    assert_eq!(made.status, 201, "{}", made.body);
    house.all_is_well(&[Order::of(wish, &made)]).await;
}

/// The plug is pulled when the k-th answer is there, with others on their
/// way: some were kept, some not, and nobody outside can tell.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_outlives_the_process_and_silence_is_made_good_by_asking_again() {
    let house = House::open().await;
    let mut orders = Vec::new();
    for answers in [1, 4, 9, 15] {
        let wishes: Vec<_> = (0..AT_ONCE).map(|_| house.mall.wish()).collect();
        let (answered, mut counted) = tokio::sync::mpsc::unbounded_channel();
        let desk = house.desk();
        let asked = wishes.iter().map(|wish| {
            let (mall, url, answered) = (&house.mall, &desk.url, answered.clone());
            async move {
                let got = mall.ask(url, wish).await.ok();
                // The plug may be pulled already.
                let _ = answered.send(());
                got
            }
        });
        let pulled = async {
            for _ in 0..answers {
                counted.recv().await;
            }
            desk.kill();
        };
        let (first, ()) = futures::future::join(join_all(asked), pulled).await;
        house.pull_the_plug().await;
        for (wish, before) in wishes.into_iter().zip(first) {
            let again = house
                .mall
                .ask(&house.desk().url, &wish)
                .await
                .expect("answers");
            assert!(matches!(again.status, 200 | 201), "{}", again.body);
            let order = Order::of(wish, &again);
            if let Some(before) = before {
                assert_eq!(before.status, 201, "{}", before.body);
                assert_eq!(before.body["id"], order.id.as_str(), "another order");
            }
            orders.push(order);
        }
    }
    house.all_is_well(&orders).await;
}

/// Nobody pays, nobody looks: what ends the order is a job that was written
/// down before the plug was pulled.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_nobody_pays_expires_all_the_same() {
    let house = House::open().await;
    let mut wish = house.mall.wish();
    wish.body["expires_in_s"] = SHORTEST_S.into();
    let made = house.mall.ask(&house.desk().url, &wish).await;
    let made = made.expect("answers");
    assert_eq!(made.status, 201, "{}", made.body);
    let order = Order::of(wish, &made);
    house.pull_the_plug().await;

    let heard = until("the mall to hear of the end", SETTLED, || {
        let mut heard = house.mall.received().into_iter();
        std::future::ready(heard.find(|event| event.order_id == order.id))
    })
    .await;
    let event: Value = serde_json::from_str(&heard.raw).expect("an event");
    assert_eq!(event["type"], "order.closed");
    assert_eq!(event["data"]["state"], "expired");
    let path = format!("/v1/orders/{}", order.id);
    let got = house.mall.get(&house.desk().url, &path).await;
    let got = got.expect("answers");
    assert_eq!(got.body["state"], "expired", "{}", got.body);
    house.all_is_well(&[order]).await;
}
