//! The networks in the test's process: the sandbox's behind an interceptor, so
//! that each call is seen and can be held.

use crate::desk::client;
use crate::interceptor::{Held, HoldPoint, Interceptor, SeenRequest};
use crate::records::{Transaction, transactions};
use channels::Channels;
use channels::unionpay::{self, CommonNameRule, Config};
use engine::system::{SystemClock, SystemEntropy};
use sandbox::keys::{SandboxKeys, UnionPayKit, WechatPayKit};
use sandbox::networks::{InjectedFailure, SandboxNetwork};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use testkit::wait::{SOON, until};
use tokio::task::JoinHandle;

/// Creating keys is slow in a debug build, so all tests share one kit.
static KIT: LazyLock<(tempfile::TempDir, SandboxKeys)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let kit = SandboxKeys::load_or_create(folder.path()).expect("a kit");
    (folder, kit)
});

/// The networks.
pub(crate) struct Networks {
    /// Calls from desks, and visits of shoppers.
    pub(crate) server: Interceptor,
    network: SandboxNetwork,
    notices: JoinHandle<()>,
    /// The folder with the networks' records.
    records: PathBuf,
    /// The folder with the folders of keys.
    keys: PathBuf,
}

impl Networks {
    /// Opens it with its records in `folder`.
    pub(crate) async fn open(folder: &Path) -> Self {
        Self::with(folder, &KIT.1, KIT.0.path()).await
    }

    /// Opens the records and keys that an older run left in `folder`.
    pub(crate) async fn restore(folder: &Path) -> Self {
        let kit = SandboxKeys::load_or_create(folder).expect("its keys");
        Self::with(folder, &kit, folder).await
    }

    async fn with(folder: &Path, kit: &SandboxKeys, keys: &Path) -> Self {
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let network = SandboxNetwork::open(folder, kit, clock, entropy).expect("the network opens");
        Self {
            server: Interceptor::open(network.router()).await,
            notices: network.start_notices(),
            network,
            records: folder.to_owned(),
            keys: keys.to_owned(),
        }
    }

    /// The command-line settings that connect a desk to UnionPay.
    pub(crate) fn settings(&self) -> Vec<String> {
        let file = |name: &str| self.file("unionpay-sandbox", name);
        [
            ("--union-pay-url", self.server.url.clone()),
            ("--acq-ins-code", UnionPayKit::ACQ_INS_CODE.to_owned()),
            ("--tr-id", UnionPayKit::TR_ID.to_owned()),
            ("--sign-key-file", file("institution.key")),
            ("--sign-cert-file", file("institution.crt")),
            ("--encrypt-cert-file", file("encryption.crt")),
            ("--middle-cert-file", file("middle.crt")),
            ("--root-cert-file", file("root.crt")),
        ]
        .into_iter()
        .flat_map(|(flag, value)| [flag.to_owned(), value])
        .collect()
    }

    /// The settings that connect it to WeChat Pay as well, where it knows both
    /// the public key and the platform certificates.
    pub(crate) fn wechat_pay_settings(&self) -> Vec<String> {
        let file = |name: &str| self.file("wechatpay-sandbox", name);
        let url = format!("{}{}", self.server.url, WechatPayKit::PATH);
        let kit = KIT.1.wechat_pay();
        [
            ("--wechat-pay-url", url),
            ("--wechat-pay-sp-mchid", kit.sp_mchid.to_owned()),
            ("--wechat-pay-sp-appid", kit.sp_appid.to_owned()),
            ("--wechat-pay-sign-key-file", file("merchant.key")),
            ("--wechat-pay-sign-cert-file", file("merchant.crt")),
            ("--wechat-pay-api-v3-key-file", file("api_v3.key")),
            ("--wechat-pay-public-key-id", kit.public_key_id.clone()),
            ("--wechat-pay-public-key-file", file("wechatpay_public.pem")),
        ]
        .into_iter()
        .flat_map(|(flag, value)| [flag.to_owned(), value])
        .chain([String::from("--wechat-pay-platform-certificates")])
        .collect()
    }

    fn file(&self, folder: &str, name: &str) -> String {
        self.keys.join(folder).join(name).display().to_string()
    }

    /// The settings of [`Self::settings`] for the engine.
    pub(crate) fn channels(&self, desk: &str) -> Channels {
        let kit = KIT.1.union_pay();
        let config = Config {
            base_url: self.server.url.clone(),
            back_url: format!("{desk}/notify/union_pay"),
            acq_ins_code: kit.acq_ins_code.to_owned(),
            tr_id: kit.tr_id.to_owned(),
            signing_key_pem: kit.signing_key.clone(),
            signing_cert_pem: kit.signing_cert.clone(),
            encrypt_cert_pem: kit.encrypt_cert.clone(),
            middle_cert_pem: kit.middle_cert.clone(),
            root_cert_pem: kit.root_cert.clone(),
            cn_rule: CommonNameRule::Production,
            encrypt_sensitive: true,
        };
        let channel = unionpay::UnionPay::new(&config).expect("the settings are good");
        Channels::new(vec![Arc::new(channel)])
    }

    /// The next payment meets this fault.
    pub(crate) fn next(&self, failure: InjectedFailure) {
        self.network.fail_next(failure);
    }

    /// Holds the desk's next call of this `txnType`.
    pub(crate) fn hold(&self, point: HoldPoint, txn_type: &'static str) -> Held {
        self.server.hold(point, move |seen| is(seen, txn_type))
    }

    /// Holds the desk's next query of an order of this amount, at either
    /// network.
    pub(crate) fn hold_query(&self, point: HoldPoint, fen: i64) -> Held {
        let records = self.records.clone();
        self.server.hold(point, move |seen| {
            let number = queried(seen);
            let known = transactions(&records, fen);
            number.is_some_and(|number| known.iter().any(|known| known.number == number))
        })
    }

    /// Holds the desk's next order of a QR code at WeChat Pay.
    pub(crate) fn hold_wechat_order(&self, point: HoldPoint) -> Held {
        let path = format!("{}/v3/pay/partner/transactions/native", WechatPayKit::PATH);
        self.server.hold(point, move |seen| seen.path == path)
    }

    /// The next payment, or `refund`, meets this trouble.
    pub(crate) async fn next_is(&self, trouble: &str, of: &str) {
        self.control("next", json!({ "trouble": trouble, "of": of }))
            .await;
    }

    /// Waits until every trouble that was asked for was met.
    pub(crate) async fn trouble_is_met(&self) {
        until("the trouble to be met", SOON, || async {
            let page = self.control_page().await;
            (!page.contains("已排队")).then_some(())
        })
        .await;
    }

    /// True if the desk acknowledged a notice of a payment of this amount.
    pub(crate) async fn has_acknowledged(&self, fen: i64) -> bool {
        let amount = format!(">{}.{:02}<", fen / 100, fen % 100);
        let page = self.control_page().await;
        let mut rows = page.split("<tr>");
        rows.any(|row| row.contains(&amount) && row.contains("已确认"))
    }

    /// An action of the control page.
    pub(crate) async fn control(&self, action: &str, with: Value) {
        let url = format!("{}/control/{action}", self.server.url);
        let json = client()
            .post(url)
            .header("content-type", "application/json");
        let done = json.body(with.to_string()).send().await;
        assert_eq!(done.expect("an answer").status(), 200, "{action}");
    }

    async fn control_page(&self) -> String {
        let page = client().get(format!("{}/control", self.server.url)).send();
        page.await.expect("a page").text().await.expect("a text")
    }

    /// How often the desk called with this `txnType`, by number.
    pub(crate) fn calls(&self, txn_type: &str) -> BTreeMap<String, usize> {
        let mut calls = BTreeMap::new();
        for seen in self
            .server
            .requests()
            .iter()
            .filter(|seen| is(seen, txn_type))
        {
            let number = seen.form().remove("orderId").unwrap_or_default();
            *calls.entry(number).or_default() += 1;
        }
        calls
    }

    /// All transactions of this amount, oldest first. Each test order has a
    /// unique amount.
    pub(crate) fn transactions(&self, fen: i64) -> Vec<Transaction> {
        transactions(&self.records, fen)
    }

    /// How often an order of this amount was paid.
    pub(crate) fn payments(&self, fen: i64) -> usize {
        self.transactions(fen)
            .iter()
            .filter(|transaction| transaction.paid)
            .count()
    }

    /// What was paid for an order of this amount and not refunded.
    pub(crate) fn kept_fen(&self, fen: i64) -> i64 {
        let transactions = self.transactions(fen);
        let paid = transactions.iter().filter(|transaction| transaction.paid);
        paid.map(|transaction| fen - transaction.returned_fen).sum()
    }

    /// What was refunded for an order of this amount.
    pub(crate) fn returned_fen(&self, fen: i64) -> i64 {
        let transactions = self.transactions(fen);
        transactions
            .iter()
            .map(|transaction| transaction.returned_fen)
            .sum()
    }
}

impl Drop for Networks {
    fn drop(&mut self) {
        self.notices.abort();
    }
}

fn is(seen: &SeenRequest, txn_type: &str) -> bool {
    seen.path.starts_with("/gateway/api/")
        && seen.form().get("txnType").is_some_and(|t| t == txn_type)
}

/// The number that a query at either network asks for.
fn queried(seen: &SeenRequest) -> Option<String> {
    if is(seen, "00") {
        return seen.form().remove("orderId");
    }
    let (_, number) = seen.path.split_once("/transactions/out-trade-no/")?;
    (!number.contains('/')).then(|| number.to_owned())
}
