//! UnionPay in the test's process: the sandbox's network behind an
//! interceptor, so that each call is seen and can be held.

use crate::interceptor::{Held, HoldPoint, Interceptor, SeenRequest};
use channels::Channels;
use channels::unionpay::{self, CommonNameRule, Config};
use engine::system::{SystemClock, SystemEntropy};
use sandbox::keys::{SandboxKeys, UnionPayKit};
use sandbox::networks::{InjectedFailure, SandboxNetwork};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tokio::task::JoinHandle;

/// Creating keys is slow in a debug build, so all tests share one kit.
static KIT: LazyLock<(tempfile::TempDir, SandboxKeys)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let kit = SandboxKeys::load_or_create(folder.path()).expect("a kit");
    (folder, kit)
});

/// One transaction in the network's records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transaction {
    /// The desk's number of it.
    number: String,
    /// The content of its QR code, if it has one.
    pub(crate) qr: Option<String>,
    /// Money moved.
    pub(crate) paid: bool,
    /// Fen refunded.
    pub(crate) returned_fen: i64,
    /// The network's `queryId`.
    payment: String,
}

/// The network.
pub(crate) struct UnionPay {
    /// Calls from desks, and visits of shoppers.
    pub(crate) server: Interceptor,
    network: SandboxNetwork,
    notices: JoinHandle<()>,
    books: PathBuf,
    /// The folder with both ends' keys and certificates.
    keys: PathBuf,
}

impl UnionPay {
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
            books: folder.join("unionpay-sandbox.jsonl"),
            keys: keys.join("unionpay-sandbox"),
        }
    }

    /// The command-line settings that connect a desk to it.
    pub(crate) fn settings(&self) -> Vec<String> {
        let file = |name: &str| self.keys.join(name).display().to_string();
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

    /// The same settings for the engine.
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

    /// Holds the desk's next query of an order of this amount.
    pub(crate) fn hold_query(&self, point: HoldPoint, fen: i64) -> Held {
        let books = self.books.clone();
        self.server.hold(point, move |seen| {
            let number = seen.form().remove("orderId").unwrap_or_default();
            is(seen, "00")
                && transactions(&books, fen)
                    .iter()
                    .any(|transaction| transaction.number == number)
        })
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
        transactions(&self.books, fen)
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

impl Drop for UnionPay {
    fn drop(&mut self) {
        self.notices.abort();
    }
}

fn is(seen: &SeenRequest, txn_type: &str) -> bool {
    seen.path.starts_with("/gateway/api/")
        && seen.form().get("txnType").is_some_and(|t| t == txn_type)
}

/// Reads the sandbox's records.
fn transactions(books: &Path, fen: i64) -> Vec<Transaction> {
    let text = std::fs::read_to_string(books).unwrap_or_default();
    let mut transactions: Vec<Transaction> = Vec::new();
    // The last line may be half written.
    for change in text
        .lines()
        .filter_map(|line| serde_json::from_str::<Vec<Value>>(line).ok())
        .flatten()
    {
        if let Some(taken) = change.get("taken").filter(|taken| taken["fen"] == fen) {
            transactions.push(Transaction {
                number: text_at(taken, "/echo/orderId"),
                qr: taken["way"]["code"].as_str().map(str::to_owned),
                ..Transaction::default()
            });
        }
        if let Some(settled) = change.get("settled") {
            let number = text_at(settled, "/key/order_id");
            for transaction in transactions
                .iter_mut()
                .filter(|transaction| transaction.number == number)
            {
                transaction.paid = settled["state"].get("paid").is_some();
                transaction.payment = text_at(settled, "/state/paid/query_id");
            }
        }
        if let Some(taken) = change
            .get("refund_taken")
            .filter(|taken| taken["refused"].is_null())
        {
            let payment = text_at(taken, "/payment");
            for transaction in transactions
                .iter_mut()
                .filter(|transaction| transaction.payment == payment)
            {
                transaction.returned_fen += taken["fen"].as_i64().unwrap_or_default();
            }
        }
    }
    transactions
}

fn text_at(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
