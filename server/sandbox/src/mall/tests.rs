//! The mall over HTTP, in front of a desk that is played: what it sends is
//! verified there, what it is told is verified here.

mod played_desk;

use super::{DemoMall, MallMerchant, MallSettings};
use crate::mall::order_request::OrderRequest;
use crate::mall::test_key;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::brand::Colour;
use domain::clock::{At, Clock};
use domain::secret::Secret;
use played_desk::PlayedDesk;
use std::path::Path;
use std::sync::Arc;
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use tower::ServiceExt as _;

const OWN: &str = "http://127.0.0.1:3001";

/// A mall, its desk, and a shopper with cookies.
struct MallFixture {
    mall: DemoMall,
    desk: PlayedDesk,
    clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
    cookies: String,
}

struct MallResponse {
    status: StatusCode,
    to: String,
    text: String,
}

impl MallFixture {
    async fn open() -> Self {
        let clock = Arc::new(ManualClock::at(At::from_ms(1_795_000_000_000)));
        let desk = PlayedDesk::start().await;
        let folder = tempfile::tempdir().expect("a folder");
        let mall = mall(&desk.url, folder.path(), &clock);
        Self {
            mall,
            desk,
            clock,
            folder,
            cookies: String::new(),
        }
    }

    fn restart(&mut self) {
        self.mall = mall(&self.desk.url, self.folder.path(), &self.clock);
    }

    async fn ask(&mut self, request: Request<Body>) -> MallResponse {
        let answer = self
            .mall
            .router()
            .oneshot(request)
            .await
            .expect("a router always answers");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie
                .to_str()
                .expect("text")
                .split(';')
                .next()
                .unwrap_or("");
            self.cookies = format!("{}; {pair}", self.cookies);
        }
        let to = answer
            .headers()
            .get(LOCATION)
            .map(|v| v.to_str().expect("text").to_owned());
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
            .await
            .expect("a body");
        MallResponse {
            status,
            to: to.unwrap_or_default(),
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&mut self, path: &str) -> MallResponse {
        let request = Request::get(path).header(COOKIE, &self.cookies);
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    async fn post(&mut self, path: &str, form: &str) -> MallResponse {
        let request = Request::post(path)
            .header(COOKIE, &self.cookies)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(
            request
                .body(Body::from(form.to_owned()))
                .expect("a request"),
        )
        .await
    }

    /// Two teas, ordered.
    async fn order(&mut self, door: &str) -> MallResponse {
        self.post("/basket/add", "sku=tea").await;
        self.post("/basket/set", "sku=tea&quantity=2&to=typed")
            .await;
        self.post(
            "/checkout",
            &format!("merchant=mer_1&door={door}&ticket=t-{door}"),
        )
        .await
    }

    async fn event(&mut self, id: &str, sent: i64, body: &str, signature: &str) -> StatusCode {
        let request = Request::post("/paydesk/events")
            .header("webhook-id", id)
            .header("webhook-timestamp", sent)
            .header("webhook-signature", signature);
        self.ask(
            request
                .body(Body::from(body.to_owned()))
                .expect("a request"),
        )
        .await
        .status
    }

    fn seconds(&self) -> i64 {
        self.clock.now().ms() / 1000
    }

    fn no(&self) -> String {
        self.desk
            .orders()
            .first()
            .expect("an order")
            .mall_order_no
            .clone()
    }
}

fn mall(desk_url: &str, folder: &Path, clock: &Arc<ManualClock>) -> DemoMall {
    let settings = MallSettings {
        desk_url: desk_url.to_owned(),
        own_url: OWN.to_owned(),
        sandbox_url: String::from("http://127.0.0.1:3002"),
        key_id: String::from("jiangnan-1"),
        private_key_pem: Secret::new(test_key::PEM),
        merchants: vec![MallMerchant {
            id: String::from("mer_1"),
            name: String::from("云栖茶业"),
            note: String::new(),
            colour: Colour {
                r: 31,
                g: 111,
                b: 84,
            },
            stores: Vec::new(),
        }],
        data_dir: folder.to_owned(),
    };
    DemoMall::open(settings, clock.clone(), Arc::new(SeededEntropy::default())).expect("opens")
}

#[tokio::test]
async fn a_shopper_orders_and_is_sent_to_the_desk() {
    let mut street = MallFixture::open().await;
    let sent = street.order("api").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(sent.to, format!("{}/pay/secret-token", street.desk.url));
    let orders = street.desk.orders();
    assert_eq!(orders[0].amount.value, "176.00");
    assert_eq!(
        orders[0].return_url,
        format!("{OWN}/orders/{}", street.no())
    );
    assert!(street.get("/basket").await.text.contains("购物篮还是空的"));
    assert!(
        !std::fs::read_to_string(street.folder.path().join("purchases.jsonl"))
            .expect("kept")
            .contains("secret-token")
    );
    let again = street
        .post("/checkout", "merchant=mer_1&door=api&ticket=t-api")
        .await;
    assert_eq!(again.to, sent.to, "the same form sent twice");
    assert_eq!(street.desk.orders().len(), 1);
}

#[tokio::test]
async fn the_second_door_is_a_link_and_the_first_is_not_called() {
    let mut street = MallFixture::open().await;
    let sent = street.order("link").await;
    assert!(
        sent.to
            .starts_with(&format!("{}/pay?order=ey", street.desk.url)),
        "{}",
        sent.to
    );
    assert!(street.desk.orders().is_empty());
    let (_, jws) = sent.to.split_once("order=").expect("a link");
    let payload = jws.split('.').nth(1).expect("three parts");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("Base64");
    let order: OrderRequest = serde_json::from_slice(&payload).expect("an order");
    let page = format!("/orders/{}", order.mall_order_no);
    assert!(street.get(&page).await.text.contains("尚未送达收银台"));
    street.desk.take(order);
    assert!(
        street.get(&page).await.text.contains("等待付款"),
        "found by our own number"
    );
}

#[tokio::test]
async fn an_event_is_accepted_only_as_the_desk_sent_it() {
    let mut street = MallFixture::open().await;
    street.order("api").await;
    let (now, body) = (
        street.seconds(),
        street.desk.event_body(&street.no(), "paid", 1),
    );
    let good = street.desk.webhook_signature("evt_1", now, &body);
    let other = street.desk.webhook_signature("evt_1", now - 301, &body);
    let less = body.replace("176.00", "0.01");
    let changed = good.replace("v1a,", "v1a,AA");
    for (id, sent, text, signature) in [
        ("evt_2", now, &body, &good),
        ("evt_1", now + 1, &body, &good),
        ("evt_1", now, &less, &good),
        ("evt_1", now, &body, &changed),
        ("evt_1", now - 301, &body, &other),
    ] {
        let status = street.event(id, sent, text, signature).await;
        assert!(
            matches!(status.as_u16(), 400 | 401),
            "{id} {sent} {text} {signature}"
        );
    }
    let page = format!("/orders/{}", street.no());
    assert!(street.get(&page).await.text.contains("等待付款"));
    assert_eq!(
        street.event("evt_1", now, &body, &good).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        street.event("evt_1", now, &body, &good).await,
        StatusCode::NO_CONTENT,
        "a repeat"
    );
    assert!(street.get(&page).await.text.contains("付款成功"));
    assert_eq!(
        street.desk.key_fetches(),
        1,
        "a forged message does not make the mall fetch keys again"
    );
}

#[tokio::test]
async fn a_new_key_of_the_provider_is_found_without_a_restart() {
    let mut street = MallFixture::open().await;
    street.order("api").await;
    let body = street.desk.event_body(&street.no(), "paying", 1);
    let signature = street
        .desk
        .webhook_signature("evt_1", street.seconds(), &body);
    assert_eq!(
        street
            .event("evt_1", street.seconds(), &body, &signature)
            .await,
        StatusCode::NO_CONTENT
    );
    street.desk.change_key();
    street.clock.advance(31);
    let body = street.desk.event_body(&street.no(), "paid", 2);
    let signature = street
        .desk
        .webhook_signature("evt_2", street.seconds(), &body);
    assert_eq!(
        street
            .event("evt_2", street.seconds(), &body, &signature)
            .await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(street.desk.key_fetches(), 2);
}

#[tokio::test]
async fn coming_back_is_shown_and_does_not_pay() {
    let mut street = MallFixture::open().await;
    street.order("api").await;
    let no = street.no();
    let page = format!("/orders/{no}");
    let query = street
        .desk
        .return_query(&format!("{OWN}{page}"), &no, "paid", street.seconds());
    let forged = query.replace("state=paid", "state=refunded");
    assert_eq!(street.get(&format!("{page}?{forged}")).await.to, page);
    assert!(!street.get(&page).await.text.contains("签名有效"));
    assert_eq!(street.get(&format!("{page}?{query}")).await.to, page);
    let text = street.get(&page).await.text;
    assert!(text.contains("签名有效，状态 paid"));
    assert!(
        text.contains("等待付款"),
        "only the event or a question decides"
    );
    street.desk.set_state("paid");
    assert!(
        street.get(&page).await.text.contains("付款成功"),
        "asked at the view of the page"
    );
}

#[tokio::test]
async fn a_silent_desk_is_asked_again_with_the_same_order() {
    let mut street = MallFixture::open().await;
    street.desk.be_silent(true);
    let sent = street.order("api").await;
    let page = sent.to.clone();
    assert!(page.starts_with("/orders/JN2026"), "{page}");
    assert!(street.get(&page).await.text.contains("尚未送达收银台"));
    street.desk.be_silent(false);
    let sent = street.post(&format!("{page}/pay"), "").await;
    assert!(sent.to.ends_with("/pay/secret-token"));
    assert_eq!(street.desk.orders().len(), 1);
}

#[tokio::test]
async fn a_refused_order_says_so_and_keeps_the_basket() {
    let mut street = MallFixture::open().await;
    street.desk.refuse("goods_not_payable");
    let page = street.order("api").await.to;
    assert!(street.get(&page).await.text.contains("goods_not_payable"));
    assert!(street.get("/basket").await.text.contains("明前绿茶"));
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_catches_up() {
    let mut street = MallFixture::open().await;
    street.order("api").await;
    street.post("/basket/add", "sku=fan").await;
    let no = street.no();
    street.desk.happened(&no, "paid", 1);
    street.restart();
    street.mall.start().await.expect("ends");
    assert!(street.get("/orders").await.text.contains("付款成功"));
    assert!(
        street
            .get(&format!("/orders/{no}/state"))
            .await
            .text
            .starts_with("Paid")
    );
    assert!(street.get("/basket").await.text.contains("苏绣团扇"));
}

/// An order that is paid, its page and its number.
async fn paid(street: &mut MallFixture) -> (String, String) {
    street.order("api").await;
    street.desk.set_state("paid");
    let no = street.no();
    let page = format!("/orders/{no}");
    assert!(street.get(&page).await.text.contains("付款成功"));
    (page, no)
}

#[tokio::test]
async fn the_page_follows_until_the_event_has_come() {
    let mut street = MallFixture::open().await;
    let (page, no) = paid(&mut street).await;
    let stamp = street.get(&format!("{page}/state")).await.text;
    let text = street.get(&page).await.text;
    assert!(text.contains("data-live") && text.contains(&format!("data-state=\"{stamp}\"")));
    assert!(!text.contains("refresh\""), "only a script follows so long");
    let now = street.seconds();
    let body = street.desk.event_body(&no, "paid", 1);
    let signature = street.desk.webhook_signature("evt_1", now, &body);
    street.event("evt_1", now, &body, &signature).await;
    assert_ne!(street.get(&format!("{page}/state")).await.text, stamp);
    let text = street.get(&page).await.text;
    assert!(text.contains("order.paid") && !text.contains("data-live"));
}

#[tokio::test]
async fn an_event_that_never_comes_is_not_waited_for_without_end() {
    let mut street = MallFixture::open().await;
    let (page, _) = paid(&mut street).await;
    street.clock.advance(119);
    assert!(street.get(&page).await.text.contains("data-live"));
    street.clock.advance(1);
    assert!(!street.get(&page).await.text.contains("data-live"));
}

#[tokio::test]
async fn a_refund_is_requested_once_and_its_event_accepted() {
    let mut street = MallFixture::open().await;
    let (page, no) = paid(&mut street).await;
    let form = format!("refund_no={no}-R1&amount=+50.5+");
    for _ in 0..2 {
        let sent = street.post(&format!("{page}/refund"), &form).await;
        assert_eq!(sent.to, format!("{page}#refunds"));
    }
    let asked = street.desk.refunds();
    assert_eq!(asked.len(), 1, "the same form twice");
    assert_eq!(asked[0]["mall_refund_no"], format!("{no}-R1"));
    assert_eq!(asked[0]["amount"]["value"], "50.50");
    let text = street.get(&page).await.text;
    assert!(text.contains("退款处理中") && text.contains("placeholder=\"125.50\""));
    assert!(text.contains("data-live"), "there may be news");

    let mut refund = serde_json::json!({
        "id": "rfd_1", "cause": "merchant", "state": "succeeded",
        "amount": { "value": "50.50", "currency": "CNY" }, "mall_refund_no": format!("{no}-R1"),
    });
    let body = street.desk.refund_event(&refund, "partially_refunded", 2);
    let now = street.seconds();
    let signature = street.desk.webhook_signature("evt_2", now, &body);
    let status = street.event("evt_2", now, &body, &signature).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let text = street.get(&page).await.text;
    assert!(text.contains("已退回付款账户") && text.contains("已部分退款"));

    refund["id"] = "rfd_9".into();
    refund["mall_refund_no"] = serde_json::Value::Null;
    refund["cause"] = "surplus".into();
    let body = street.desk.refund_event(&refund, "partially_refunded", 3);
    let signature = street.desk.webhook_signature("evt_3", now, &body);
    street.event("evt_3", now, &body, &signature).await;
    street.restart();
    let text = street.get(&page).await.text;
    assert!(text.contains("收银台自动退回"), "kept over a restart");
    assert!(
        text.contains("placeholder=\"125.50\""),
        "not the buyer's own money"
    );
}

#[tokio::test]
async fn a_refund_not_answered_is_asked_for_again_as_it_was() {
    let mut street = MallFixture::open().await;
    let (page, no) = paid(&mut street).await;
    street.desk.be_silent(true);
    let all = format!("refund_no={no}-R1&amount=");
    street.post(&format!("{page}/refund"), &all).await;
    let text = street.get(&page).await.text;
    assert!(text.contains("结果未知，可安全重试") && text.contains("剩余全部"));
    assert!(
        !text.contains("refund-amount"),
        "nothing is left to ask for"
    );
    street.desk.be_silent(false);
    let other = format!("refund_no={no}-R1&amount=1.00");
    street.post(&format!("{page}/refund"), &other).await;
    let asked = street.desk.refunds();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        asked[0], asked[1],
        "the same refund, whatever the form says"
    );
    assert!(street.get(&page).await.text.contains("退款处理中"));
}

#[tokio::test]
async fn a_paid_order_leads_to_its_receipt() {
    let mut street = MallFixture::open().await;
    let (page, _) = paid(&mut street).await;
    assert!(street.get(&page).await.text.contains("查看付款凭证"));
    let led = street.post(&format!("{page}/pay"), "").await;
    assert!(led.to.ends_with("/pay/secret-token"), "{}", led.to);
}

#[tokio::test]
async fn a_refund_that_cannot_be_is_said_so() {
    let mut street = MallFixture::open().await;
    let (page, no) = paid(&mut street).await;
    for amount in ["abc", "0", "-1", "1.005", "1e3", "%22%3E%3Cb%3E", "176.01"] {
        let form = format!("refund_no={no}-R1&amount={amount}");
        let shown = street.post(&format!("{page}/refund"), &form).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert!(shown.text.contains("不超过 ¥176.00") && !shown.text.contains("\"><b>"));
    }
    let other = format!("refund_no={no}-R7&amount=1");
    let shown = street.post(&format!("{page}/refund"), &other).await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND, "no number of ours");
    assert!(street.desk.refunds().is_empty());
    street.desk.refuse("refund_exceeds_paid");
    let over = format!("refund_no={no}-R1&amount=176");
    street.post(&format!("{page}/refund"), &over).await;
    let text = street.get(&page).await.text;
    assert!(text.contains("refund_exceeds_paid") && text.contains("placeholder=\"176.00\""));
    street.cookies = String::from("jn_buyer=zhou");
    let again = format!("refund_no={no}-R2&amount=1");
    let shown = street.post(&format!("{page}/refund"), &again).await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND, "another buyer's order");
}

#[tokio::test]
async fn one_buyer_does_not_see_the_others_order() {
    let mut street = MallFixture::open().await;
    street.order("api").await;
    let page = format!("/orders/{}", street.no());
    let back = street
        .post("/buyer", "buyer=zhou&next=%2F%2Felsewhere.example")
        .await;
    assert_eq!(back.to, "/");
    street.cookies = String::from("jn_buyer=zhou");
    assert_eq!(street.get(&page).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        street.get(&format!("{page}/state")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        street.post(&format!("{page}/pay"), "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn every_page_speaks_both_languages_and_runs_no_inline_script() {
    let mut street = MallFixture::open().await;
    street.order("api").await;
    street.post("/basket/add", "sku=tea").await;
    let order = format!("/orders/{}", street.no());
    for path in ["/", "/basket", "/orders", &order, "/nowhere"] {
        for (lang, mark) in [("zh-CN", "江南银行"), ("en", "Jiangnan Bank")] {
            let text = street.get(&format!("{path}?lang={lang}")).await.text;
            assert!(
                text.contains(mark) && text.contains(&format!("<html lang=\"{lang}\">")),
                "{path}"
            );
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
            for banned in [" style=", " onclick=", "<style", "javascript:"] {
                assert!(!text.contains(banned), "{path} has {banned}");
            }
        }
    }
}
