//! WeChat Pay at a real desk: the troubles of the sandbox's network, in payments
//! and in refunds, a network that does not answer, and a desk that is killed
//! around a QR code. Every order ends right, once.

mod notices;
mod recovery;
mod troubles;

use crate::deployment::Deployment;
use crate::mall::Order;
use serde_json::Value;

/// An order whose QR code at WeChat Pay is on the shopper's page.
async fn with_code(deployment: &Deployment) -> Order {
    let order = deployment.mall.order(&deployment.desk().url).await;
    let shown = deployment.payer(&order).show_wechat_qr().await;
    assert_eq!(shown.expect("a page").place, "scan");
    order
}

/// An order that was paid by WeChat Pay.
async fn paid(deployment: &Deployment) -> Order {
    let order = with_code(deployment).await;
    deployment.payer(&order).scan().await.expect("paid");
    deployment.paid_order(&order).await;
    order
}

/// The order, as the API shows it.
async fn found(deployment: &Deployment, order: &Order) -> Value {
    let path = format!("/v1/orders/{}", order.id);
    let got = deployment.mall.get(&deployment.desk().url, &path).await;
    let got = got.expect("the desk answers");
    assert_eq!(got.status, 200, "{}", got.body);
    got.body
}

/// The states of the attempts of an order, oldest first.
fn attempts(order: &Value) -> Vec<&str> {
    let attempts = order["attempts"].as_array().expect("a list");
    let states = attempts.iter().map(|attempt| attempt["state"].as_str());
    states.map(Option::unwrap_or_default).collect()
}
