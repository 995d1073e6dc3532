//! The desk is killed while orders are created: an acknowledged order exists,
//! and repeating the call creates a missing one once.

use crate::deployment::Deployment;
use crate::mall::Order;
use futures::future::join_all;
use serde_json::Value;
use testkit::wait::{SETTLED, until};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

/// Orders requested at once.
const AT_ONCE: usize = 24;
/// The shortest `expires_in_s`.
const SHORTEST_S: i64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_creates_no_order() {
    let deployment = Deployment::open().await;
    let request = deployment.mall.new_request();
    let body = request.body.to_string();
    let mut text = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: desk\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in deployment
        .mall
        .headers("POST", "/v1/orders", Some(("half", &body)))
    {
        text.extend([name, ": ", &value, "\r\n"]);
    }
    text.push_str("\r\n");
    text.push_str(&body[..body.len() / 2]);
    let address = deployment
        .desk()
        .url
        .trim_start_matches("http://")
        .to_owned();
    let mut line = TcpStream::connect(address).await.expect("connects");
    line.write_all(text.as_bytes()).await.expect("sent");
    line.flush().await.expect("sent");
    deployment.kill_and_restart().await;

    let path = format!("/v1/orders?mall_order_no={}", request.number());
    let got = deployment
        .mall
        .get(&deployment.desk().url, &path)
        .await
        .expect("answers");
    assert_eq!(got.status, 404, "{}", got.body);
    let made = deployment
        .mall
        .create_order(&deployment.desk().url, &request)
        .await
        .expect("answers");
    assert_eq!(made.status, 201, "{}", made.body);
    deployment
        .check_invariants(&[Order::of(request, &made)])
        .await;
}

/// The desk is killed after a number of answers, with other calls in flight:
/// some of those orders were stored, some were not.
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_orders_survive_and_repeated_calls_create_the_others_once() {
    let deployment = Deployment::open().await;
    let mut orders = Vec::new();
    for answers in [1, 4, 9, 15] {
        let requests: Vec<_> = (0..AT_ONCE)
            .map(|_| deployment.mall.new_request())
            .collect();
        let (answered, mut counted) = tokio::sync::mpsc::unbounded_channel();
        let desk = deployment.desk();
        let asked = requests.iter().map(|request| {
            let (mall, url, answered) = (&deployment.mall, &desk.url, answered.clone());
            async move {
                let got = mall.create_order(url, request).await.ok();
                // The desk may be killed already.
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
        deployment.kill_and_restart().await;
        for (request, before) in requests.into_iter().zip(first) {
            let again = deployment
                .mall
                .create_order(&deployment.desk().url, &request)
                .await
                .expect("answers");
            assert!(matches!(again.status, 200 | 201), "{}", again.body);
            let order = Order::of(request, &again);
            if let Some(before) = before {
                assert_eq!(before.status, 201, "{}", before.body);
                assert_eq!(before.body["id"], order.id.as_str(), "another order");
            }
            orders.push(order);
        }
    }
    deployment.check_invariants(&orders).await;
}

/// A stored job expires the order after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_order_expires_after_a_restart() {
    let deployment = Deployment::open().await;
    let mut request = deployment.mall.new_request();
    request.body["expires_in_s"] = SHORTEST_S.into();
    let made = deployment
        .mall
        .create_order(&deployment.desk().url, &request)
        .await;
    let made = made.expect("answers");
    assert_eq!(made.status, 201, "{}", made.body);
    let order = Order::of(request, &made);
    deployment.kill_and_restart().await;

    let heard = until("the event of the expiry", SETTLED, || {
        let mut heard = deployment.mall.received().into_iter();
        std::future::ready(heard.find(|event| event.order_id == order.id))
    })
    .await;
    let event: Value = serde_json::from_str(&heard.raw).expect("an event");
    assert_eq!(event["type"], "order.closed");
    assert_eq!(event["data"]["state"], "expired");
    let path = format!("/v1/orders/{}", order.id);
    let got = deployment.mall.get(&deployment.desk().url, &path).await;
    let got = got.expect("answers");
    assert_eq!(got.body["state"], "expired", "{}", got.body);
    deployment.check_invariants(&[order]).await;
}
