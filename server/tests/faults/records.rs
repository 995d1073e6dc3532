//! What the networks recorded of payments, read from the sandbox's files. Only
//! the names of its stored changes are known here.

use serde_json::Value;
use std::path::Path;

/// One transaction in the records of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transaction {
    /// The desk's number of it.
    pub(crate) number: String,
    /// The content of its newest QR code, if it has one.
    pub(crate) qr: Option<String>,
    /// Money moved.
    pub(crate) paid: bool,
    /// Fen refunded.
    pub(crate) returned_fen: i64,
    /// The network's number of the payment.
    payment: String,
    /// When it was recorded, in milliseconds.
    taken_at: i64,
}

/// All transactions of this amount in the records in `folder`, oldest first.
pub(crate) fn transactions(folder: &Path, fen: i64) -> Vec<Transaction> {
    let mut transactions = Vec::new();
    for change in changes(&folder.join("unionpay-sandbox.jsonl")) {
        apply_union_pay(&mut transactions, &change, fen);
    }
    for change in changes(&folder.join("wechatpay-sandbox.jsonl")) {
        apply_wechat_pay(&mut transactions, &change, fen);
    }
    transactions.sort_by_key(|transaction| transaction.taken_at);
    transactions
}

/// The changes in a file, whose last line may be half written.
fn changes(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines();
    lines
        .filter_map(|line| serde_json::from_str::<Vec<Value>>(line).ok())
        .flatten()
        .collect()
}

fn apply_union_pay(transactions: &mut Vec<Transaction>, change: &Value, fen: i64) {
    if let Some(taken) = change.get("taken").filter(|taken| taken["fen"] == fen) {
        transactions.push(Transaction {
            number: text_at(taken, "/echo/orderId"),
            taken_at: taken["taken_at"].as_i64().unwrap_or_default(),
            qr: taken["way"]["code"].as_str().map(str::to_owned),
            ..Transaction::default()
        });
    }
    if let Some(settled) = change.get("settled") {
        let number = text_at(settled, "/key/order_id");
        settle(transactions, &number, &settled["state"], "query_id");
    }
    if let Some(taken) = change.get("refund_taken")
        && taken["refused"].is_null()
    {
        give_back(transactions, &text_at(taken, "/payment"), &taken["fen"]);
    }
}

fn apply_wechat_pay(transactions: &mut Vec<Transaction>, change: &Value, fen: i64) {
    let code = |order: &Value| order["code"]["url"].as_str().map(str::to_owned);
    if let Some(ordered) = change.get("ordered")
        && ordered["content"]["fen"] == fen
    {
        transactions.push(Transaction {
            number: text_at(ordered, "/out_trade_no"),
            taken_at: ordered["taken_at"].as_i64().unwrap_or_default(),
            qr: code(ordered),
            ..Transaction::default()
        });
    }
    if let Some(made) = change.get("code_made") {
        for transaction in numbered(transactions, &text_at(made, "/out_trade_no")) {
            transaction.qr = code(made);
        }
    }
    if let Some(settled) = change.get("settled") {
        let number = text_at(settled, "/out_trade_no");
        settle(transactions, &number, &settled["state"], "transaction_id");
    }
    if let Some(taken) = change.get("refund_taken")
        && taken["end"] == "success"
    {
        let payment = text_at(taken, "/transaction_id");
        give_back(transactions, &payment, &taken["fen"]);
    }
}

/// A transaction has this state from now on.
fn settle(transactions: &mut [Transaction], number: &str, state: &Value, id: &str) {
    for transaction in numbered(transactions, number) {
        transaction.paid = state.get("paid").is_some();
        transaction.payment = text_at(state, &format!("/paid/{id}"));
    }
}

/// A payment is refunded.
fn give_back(transactions: &mut [Transaction], payment: &str, fen: &Value) {
    let of = |transaction: &&mut Transaction| transaction.payment == payment;
    for transaction in transactions.iter_mut().filter(of) {
        transaction.returned_fen += fen.as_i64().unwrap_or_default();
    }
}

fn numbered<'a>(
    transactions: &'a mut [Transaction],
    number: &'a str,
) -> impl Iterator<Item = &'a mut Transaction> {
    let all = transactions.iter_mut();
    all.filter(move |transaction| transaction.number == number)
}

fn text_at(value: &Value, pointer: &str) -> String {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
