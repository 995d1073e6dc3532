//! A desk as small as can be: the UnionPay channel, an HTTP client, an
//! address for notices, and a clock that is moved by hand.

use channels::unionpay::{CommonNameRule, Config, UnionPay};
use channels::{
    CardData, CardHolder, Channel as _, CodeFor, Done, HttpReply, HttpResponse, Moved, Notice, Op,
    Outcome, PayBy, PaymentMessage, PaymentMethod, RefundMessage, Request, RequestFacts, Step,
};
use std::path::Path;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use domain::clock::{At, Clock};
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;
use sandbox::keys::SandboxKeys;
use sandbox::networks::SandboxNetwork;
use tempfile::TempDir;
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use testkit::loopback::serve;
use testkit::network::notice_call;

/// Making keys takes long in a debug build: one kit for all tests.
pub(crate) static KIT: LazyLock<SandboxKeys> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a folder");
    SandboxKeys::load_or_create(dir.path()).expect("makes a kit")
});

/// 2026-11-22 12:00:00 in China.
pub(crate) const NOON: At = At::from_ms(1_795_320_000_000);

/// What came to the desk's address for notices, and how it answers.
#[derive(Clone)]
pub(crate) struct Mailbox {
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
    status: Arc<AtomicU16>,
}

/// The desk and the network it talks to.
pub(crate) struct TestDesk {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) network: SandboxNetwork,
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
    pub(crate) channel: UnionPay,
    pub(crate) mailbox: Mailbox,
    dir: TempDir,
    back_url: String,
}

impl TestDesk {
    /// A new network with empty books, and a desk that encrypts card data.
    pub(crate) async fn new() -> Self {
        Self::with_encryption(true).await
    }

    /// The same; card data is encrypted or not.
    pub(crate) async fn with_encryption(encrypt: bool) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ManualClock::at(NOON));
        let network = open(dir.path(), &clock);
        let base = serve(network.router()).await;
        let mailbox = Mailbox {
            bodies: Arc::default(),
            status: Arc::new(AtomicU16::new(200)),
        };
        let desk = serve(mailbox.router()).await;
        let back_url = format!("{desk}/notices");
        let channel = channel(&base, &back_url, encrypt);
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            clock,
            network,
            base,
            http,
            channel,
            mailbox,
            dir,
            back_url,
        }
    }

    /// Time goes by.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// The network is stopped and started again on the same books.
    pub(crate) async fn restart_network(&mut self) {
        self.network = open(self.dir.path(), &self.clock);
        self.base = serve(self.network.router()).await;
        self.channel = channel(&self.base, &self.back_url, true);
    }

    /// The bytes of the network's books.
    pub(crate) fn books(&self) -> String {
        let path = self.dir.path().join("unionpay-sandbox.jsonl");
        std::fs::read_to_string(path).expect("reads the books")
    }

    /// A request of another merchant.
    pub(crate) async fn call_for(&self, account: &str, op: &Op) -> Outcome {
        let mut request = request(op);
        account.clone_into(&mut request.account.number);
        self.exchange(&request, Duration::from_secs(20)).await
    }

    /// Does an operation of our server's.
    pub(crate) async fn call(&self, op: &Op) -> Outcome {
        self.call_within(op, Duration::from_secs(20)).await
    }

    /// The same, giving up after `patience`.
    pub(crate) async fn call_within(&self, op: &Op, patience: Duration) -> Outcome {
        self.exchange(&request(op), patience).await
    }

    async fn exchange(&self, request: &Request, patience: Duration) -> Outcome {
        let now = self.clock.now();
        let Step::Call(call) = self.channel.start(request, now).expect("starts") else {
            panic!("an operation of the browser")
        };
        let body = call.body.expose().to_owned();
        let sent = self
            .http
            .post(&call.url)
            .timeout(patience)
            .body(body)
            .send()
            .await;
        let reply = match sent {
            Ok(response) => {
                let status = response.status().as_u16();
                response.bytes().await.map(|bytes| (status, bytes))
            }
            Err(error) => Err(error),
        };
        let reply = match reply {
            Ok((status, body)) => HttpReply::Response(HttpResponse {
                status,
                headers: Vec::new(),
                body: body.to_vec(),
            }),
            Err(_) => HttpReply::NoReply,
        };
        self.channel.finish(request, &reply, now)
    }

    /// Asks what became of a trade.
    pub(crate) async fn query(&self, trade: &PaymentMessage, paid_by: PaymentMethod) -> Outcome {
        self.call(&Op::Query {
            payment: trade.clone(),
            paid_by,
        })
        .await
    }

    /// The text of the network's answer to a form body, unread.
    pub(crate) async fn post(&self, path: &str, body: String) -> (StatusCode, String) {
        let url = format!("{}{path}", self.base);
        let form = "application/x-www-form-urlencoded";
        let sent = self
            .http
            .post(url)
            .header("content-type", form)
            .body(body)
            .send()
            .await;
        let response = sent.expect("answers");
        (response.status(), response.text().await.expect("text"))
    }

    /// A page.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        let sent = self.http.get(format!("{}{path}", self.base)).send().await;
        let response = sent.expect("answers");
        (response.status(), response.text().await.expect("text"))
    }

    /// The newest code on a phone.
    pub(crate) async fn code(&self, phone: &str) -> Secret {
        let (_, json) = self.get(&format!("/phone/messages?phone={phone}")).await;
        let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        Secret::new(list[0]["code"].as_str().expect("a message"))
    }

    /// A trade made now.
    pub(crate) fn trade(&self, order_id: &str, fen: i64) -> PaymentMessage {
        let now = self.clock.now();
        PaymentMessage {
            request: RequestFacts {
                number: order_id.to_owned(),
                time: now,
                amount: Money::fen(fen),
            },
            subject: "《红楼梦》 两册".to_owned(),
            pay_until: now.plus_s(900),
            customer_ip: Some("127.0.0.1".to_owned()),
            return_url: "http://127.0.0.1:3000/return".to_owned(),
        }
    }

    /// Pays `fen` by token; the network's number of the payment.
    pub(crate) async fn paid(&self, order_id: &str, fen: i64) -> String {
        let token = self
            .sign(&order_id.replace("pay", "sig"), &debit(), &lin())
            .await;
        let trade = self.trade(order_id, fen);
        self.call(&pay(&trade, &token)).await;
        match self.query(&trade, PaymentMethod::Agreement).await {
            Outcome::Moved(Moved::Payment(paid)) => paid.network_id,
            other => panic!("not paid: {other:?}"),
        }
    }

    /// A refund of a payment with a token, made now.
    pub(crate) fn refund(&self, order_id: &str, fen: i64, payment: &str) -> RefundMessage {
        RefundMessage {
            request: RequestFacts {
                number: order_id.to_owned(),
                time: self.clock.now(),
                amount: Money::fen(fen),
            },
            method: RefundMethod::Refund,
            payment: payment.to_owned(),
            paid: Money::fen(fen),
            paid_by: PaymentMethod::Agreement,
        }
    }

    /// Asks what became of a refund.
    pub(crate) async fn query_refund(&self, refund: &RefundMessage) -> Outcome {
        self.call(&Op::QueryRefund(refund.clone())).await
    }

    /// Tells the control page something, in JSON; its answer.
    pub(crate) async fn control(&self, action: &str, body: &'static str) -> String {
        let url = format!("{}/control/{action}", self.base);
        let json = ("content-type", "application/json");
        let sent = self.http.post(url).header(json.0, json.1).body(body).send();
        let answer = sent.await.expect("answers");
        answer.text().await.expect("text")
    }

    /// Signs a card with the code that came; the token.
    pub(crate) async fn sign(
        &self,
        order_id: &str,
        card: &CardData,
        holder: &CardHolder,
    ) -> Secret {
        match self.open(order_id, card, holder).await {
            Outcome::Done(Done::Signed(signed)) => signed.token,
            other => panic!("not signed: {other:?}"),
        }
    }

    /// Asks for a code and tries to sign with it.
    pub(crate) async fn open(
        &self,
        order_id: &str,
        card: &CardData,
        holder: &CardHolder,
    ) -> Outcome {
        let trade = self.trade(order_id, 100);
        let phone = holder.phone.clone();
        let asked = Op::SendCode {
            payment: trade.clone(),
            to: CodeFor::Signing(card.clone()),
            phone,
        };
        let sent = self.call(&asked).await;
        if sent != Outcome::Done(Done::CodeSent) {
            return sent;
        }
        let sms_code = self.code(holder.phone.expose()).await;
        let (card, holder) = (card.clone(), holder.clone());
        self.call(&Op::Sign {
            payment: trade,
            card,
            holder,
            code: sms_code,
        })
        .await
    }

    /// The token of Lin's debit card.
    pub(crate) async fn token(&self) -> Secret {
        self.sign("signing00001", &debit(), &lin()).await
    }

    /// The notices that came and hold, in order.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        let bodies = self.mailbox.bodies();
        let now = self.clock.now();
        bodies
            .iter()
            .filter_map(|body| self.channel.read_notice(&notice_call(body), now).ok())
            .collect()
    }
}

impl Mailbox {
    fn router(&self) -> Router {
        let mailbox = self.clone();
        let take = move |body: axum::body::Bytes| {
            let mailbox = mailbox.clone();
            async move {
                mailbox.bodies.lock().expect("sane").push(body.to_vec());
                let status = mailbox.status.load(Ordering::SeqCst);
                StatusCode::from_u16(status).expect("a status")
            }
        };
        Router::new().route("/notices", post(take))
    }

    /// All bodies that came.
    pub(crate) fn bodies(&self) -> Vec<Vec<u8>> {
        self.bodies.lock().expect("sane").clone()
    }

    /// The desk answers notices with `status` from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

/// A request of the merchant of these tests.
pub(crate) fn request(op: &Op) -> Request {
    Request {
        account: MerchantAccount {
            number: "898310000000001".to_owned(),
            mcc: "5942".to_owned(),
            legal_name: "江南书店".to_owned(),
            short_name: "江南书店".to_owned(),
        },
        op: op.clone(),
    }
}

/// The refund, sent as an undo.
pub(crate) fn as_undo(refund: RefundMessage) -> RefundMessage {
    RefundMessage {
        method: RefundMethod::Undo,
        ..refund
    }
}

/// Lin, who has most of the cards.
pub(crate) fn lin() -> CardHolder {
    CardHolder {
        name: Secret::new("林晓雨"),
        id_number: Secret::new("110105199003070025"),
        phone: Secret::new("13800138001"),
    }
}

/// Chen.
pub(crate) fn chen() -> CardHolder {
    CardHolder {
        name: Secret::new("陈志明"),
        id_number: Secret::new("310101198511201236"),
        phone: Secret::new("13900139002"),
    }
}

/// A debit card.
pub(crate) fn card(number: &str) -> CardData {
    CardData {
        number: Secret::new(number),
        expiry: None,
        security_code: None,
    }
}

/// Lin's debit card, which pays.
pub(crate) fn debit() -> CardData {
    card("6222020200012345670")
}

/// Lin's credit card.
pub(crate) fn credit(expiry: &str, security_code: &str) -> CardData {
    let number = Secret::new("6225753100123454");
    CardData {
        number,
        expiry: Some(Secret::new(expiry)),
        security_code: Some(Secret::new(security_code)),
    }
}

/// A payment with a token and no code of its own.
pub(crate) fn pay(trade: &PaymentMessage, token: &Secret) -> Op {
    Op::Pay {
        payment: trade.clone(),
        by: PayBy::Agreement {
            token: token.clone(),
            code: None,
        },
    }
}

/// The code of a decline; a panic for anything else.
pub(crate) fn declined(outcome: Outcome) -> String {
    match outcome {
        Outcome::Declined(declined) => declined.code,
        other => panic!("not declined: {other:?}"),
    }
}

/// Opens the networks with their records in `dir`.
pub(crate) fn open(dir: &Path, clock: &Arc<ManualClock>) -> SandboxNetwork {
    let entropy = Arc::new(SeededEntropy::default());
    SandboxNetwork::open(dir, &KIT, Arc::clone(clock) as Arc<dyn Clock>, entropy).expect("opens")
}

fn channel(base: &str, back_url: &str, encrypt: bool) -> UnionPay {
    let kit = KIT.union_pay();
    UnionPay::new(&Config {
        base_url: base.to_owned(),
        back_url: back_url.to_owned(),
        acq_ins_code: kit.acq_ins_code.to_owned(),
        tr_id: kit.tr_id.to_owned(),
        signing_key_pem: kit.signing_key.clone(),
        signing_cert_pem: kit.signing_cert.clone(),
        encrypt_cert_pem: kit.encrypt_cert.clone(),
        middle_cert_pem: kit.middle_cert.clone(),
        root_cert_pem: kit.root_cert.clone(),
        cn_rule: CommonNameRule::Production,
        encrypt_sensitive: encrypt,
    })
    .expect("a channel")
}
