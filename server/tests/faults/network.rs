//! UnionPay, inside the test: the sandbox's network behind a gate, so that
//! every call of the desk is seen and any of them can be held.

use crate::gate::{Gate, Held, Point, Seen};
use crate::system::{SystemClock, SystemEntropy};
use channels::unionpay::{CommonNameRule, Config};
use sandbox::keys::Kit;
use sandbox::networks::{SandboxNetwork, Trouble};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tokio::task::JoinHandle;

/// Making keys takes long in a debug build: one kit for all tests.
static KIT: LazyLock<(tempfile::TempDir, Kit)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let kit = Kit::load_or_create(folder.path()).expect("a kit");
    (folder, kit)
});

/// What the network has of one of its transactions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trade {
    /// The number the desk gave it.
    number: String,
    /// The text of its QR code, if it has one.
    pub(crate) qr: Option<String>,
    /// Money moved.
    pub(crate) paid: bool,
    /// What of it went back.
    pub(crate) returned_fen: i64,
    /// The network's id of the payment.
    payment: String,
}

/// The network.
pub(crate) struct UnionPay {
    /// Its gate: calls of desks and visits of shoppers.
    pub(crate) gate: Gate,
    network: SandboxNetwork,
    notices: JoinHandle<()>,
    books: PathBuf,
    /// Where the keys and certificates of both ends are.
    keys: PathBuf,
}

impl UnionPay {
    /// Opens it with its books in `folder`.
    pub(crate) async fn open(folder: &Path) -> Self {
        Self::with(folder, &KIT.1, KIT.0.path()).await
    }

    /// Opens one that was left in `folder`, with its own keys.
    pub(crate) async fn left_in(folder: &Path) -> Self {
        let kit = Kit::load_or_create(folder).expect("its keys");
        Self::with(folder, &kit, folder).await
    }

    async fn with(folder: &Path, kit: &Kit, keys: &Path) -> Self {
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let network = SandboxNetwork::open(folder, kit, clock, entropy).expect("the network opens");
        Self {
            gate: Gate::open(network.router()).await,
            notices: network.start_notices(),
            network,
            books: folder.join("unionpay-sandbox.jsonl"),
            keys: keys.join("unionpay-sandbox"),
        }
    }

    /// The settings that connect a desk to it.
    pub(crate) fn settings(&self) -> Vec<String> {
        let file = |name: &str| self.keys.join(name).display().to_string();
        [
            ("--union-pay-url", self.gate.url.clone()),
            ("--acq-ins-code", Kit::ACQ_INS_CODE.to_owned()),
            ("--tr-id", Kit::TR_ID.to_owned()),
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

    /// The same, as the engine takes them.
    pub(crate) fn config(&self, desk: &str) -> Config {
        let kit = KIT.1.desk();
        Config {
            base_url: self.gate.url.clone(),
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
        }
    }

    /// What the next payment gets.
    pub(crate) fn next(&self, trouble: Trouble) {
        self.network.trouble_next(trouble);
    }

    /// Holds the desk's next call of this kind (`txnType`), of any order.
    pub(crate) fn hold(&self, point: Point, txn_type: &'static str) -> Held {
        self.gate.hold(point, move |seen| is(seen, txn_type))
    }

    /// Holds the desk's next question about an order of this amount. Its
    /// number is not known yet.
    pub(crate) fn hold_question(&self, point: Point, fen: i64) -> Held {
        let books = self.books.clone();
        self.gate.hold(point, move |seen| {
            let number = seen.form().remove("orderId").unwrap_or_default();
            is(seen, "00")
                && trades(&books, fen)
                    .iter()
                    .any(|trade| trade.number == number)
        })
    }

    /// How often the desk called with this kind (`txnType`) and number.
    pub(crate) fn calls(&self, txn_type: &str) -> BTreeMap<String, usize> {
        let mut calls = BTreeMap::new();
        for seen in self.gate.seen().iter().filter(|seen| is(seen, txn_type)) {
            let number = seen.form().remove("orderId").unwrap_or_default();
            *calls.entry(number).or_default() += 1;
        }
        calls
    }

    /// All its transactions of this amount, oldest first. The tests give
    /// each order an amount of its own.
    pub(crate) fn trades(&self, fen: i64) -> Vec<Trade> {
        trades(&self.books, fen)
    }

    /// How often an order of this amount was paid.
    pub(crate) fn payments(&self, fen: i64) -> usize {
        self.trades(fen).iter().filter(|trade| trade.paid).count()
    }

    /// What payers paid for an order of this amount and did not get back.
    pub(crate) fn kept_fen(&self, fen: i64) -> i64 {
        let trades = self.trades(fen);
        let paid = trades.iter().filter(|trade| trade.paid);
        paid.map(|trade| fen - trade.returned_fen).sum()
    }

    /// How much of an order's money went back.
    pub(crate) fn returned_fen(&self, fen: i64) -> i64 {
        let trades = self.trades(fen);
        trades.iter().map(|trade| trade.returned_fen).sum()
    }
}

impl Drop for UnionPay {
    fn drop(&mut self) {
        self.notices.abort();
    }
}

fn is(seen: &Seen, txn_type: &str) -> bool {
    seen.path.starts_with("/gateway/api/")
        && seen.form().get("txnType").is_some_and(|t| t == txn_type)
}

/// Reads the network's own books.
fn trades(books: &Path, fen: i64) -> Vec<Trade> {
    let text = std::fs::read_to_string(books).unwrap_or_default();
    let mut trades: Vec<Trade> = Vec::new();
    // The last line may be half written.
    for change in text
        .lines()
        .filter_map(|line| serde_json::from_str::<Vec<Value>>(line).ok())
        .flatten()
    {
        if let Some(taken) = change.get("taken").filter(|taken| taken["fen"] == fen) {
            trades.push(Trade {
                number: text_at(taken, "/echo/orderId"),
                qr: taken["way"]["code"].as_str().map(str::to_owned),
                ..Trade::default()
            });
        }
        if let Some(settled) = change.get("settled") {
            let number = text_at(settled, "/key/order_id");
            for trade in trades.iter_mut().filter(|trade| trade.number == number) {
                trade.paid = settled["state"].get("paid").is_some();
                trade.payment = text_at(settled, "/state/paid/query_id");
            }
        }
        if let Some(taken) = change
            .get("refund_taken")
            .filter(|taken| taken["refused"].is_null())
        {
            let payment = text_at(taken, "/payment");
            for trade in trades.iter_mut().filter(|trade| trade.payment == payment) {
                trade.returned_fen += taken["fen"].as_i64().unwrap_or_default();
            }
        }
    }
    trades
}

fn text_at(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
