//! The invented network's side: what was asked, and what was paid, closed,
//! refunded and paid out.

use super::{BASE, operation, signed, signed_notice, verified};
use channels::{HttpCall, HttpReply, HttpRequest, HttpResponse};
use domain::clock::At;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// Its records.
#[derive(Default)]
pub(crate) struct SecondNetwork(Mutex<Records>);

#[derive(Default)]
struct Records {
    /// The operations, in order.
    operations: Vec<String>,
    /// The requests to pay, by number.
    asked: BTreeMap<String, Value>,
    /// The numbers that were closed.
    closed: BTreeSet<String>,
    /// The ids of payments, refunds and payouts, by number.
    moved: BTreeMap<String, String>,
    /// The numbers of payouts that came back.
    returned: BTreeSet<String>,
    /// The end of the certificate that it publishes.
    certificate: Option<At>,
}

impl SecondNetwork {
    fn records(&self) -> std::sync::MutexGuard<'_, Records> {
        self.0.lock().expect("not poisoned")
    }

    /// Answers a call.
    pub(crate) fn answer(&self, call: &HttpCall) -> HttpReply {
        let body = call.body.expose().as_bytes();
        let mut records = self.records();
        let operation = operation(call).expect("a call to this network");
        records.operations.push(operation.to_owned());
        if operation == "certificates" {
            let not_after = records.certificate.map(At::ms);
            return reply(&json!({ "not_after_ms": not_after }));
        }
        let headers = call.headers.iter().cloned();
        let headers: Vec<(String, String)> = headers
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let asked = verified(&headers, body).expect("signed as it asks for");
        let number = asked["number"].as_str().expect("a number").to_owned();
        let state = records.state(operation, &number, &asked);
        reply(&json!({
            "state": state,
            "qr": format!("{BASE}/qr/{number}"),
            "fen": asked["fen"],
            "id": records.moved.get(&number),
        }))
    }

    /// The operations that were asked for, in order.
    pub(crate) fn operations(&self) -> Vec<String> {
        self.records().operations.clone()
    }

    /// Publishes a certificate that ends then.
    pub(crate) fn publish(&self, not_after: At) {
        self.records().certificate = Some(not_after);
    }

    /// The payer pays the last QR code; returns the signed notice, or `None`
    /// where it is closed.
    pub(crate) fn pay(&self) -> Option<HttpRequest> {
        let mut records = self.records();
        let (number, asked) = records.asked.last_key_value().expect("a code");
        let (number, asked) = (number.clone(), asked.clone());
        if records.closed.contains(&number) {
            return None;
        }
        let id = format!("P-{number}");
        records.moved.insert(number.clone(), id.clone());
        Some(signed_notice(&json!({
            "kind": "payment", "number": number, "id": id,
            "account": asked["account"], "fen": asked["fen"],
        })))
    }

    /// A payout comes back; returns the signed notice.
    pub(crate) fn return_payout(&self, number: &str) -> HttpRequest {
        let mut records = self.records();
        let asked = records.asked[number].clone();
        let id = records.moved[number].clone();
        records.returned.insert(number.to_owned());
        signed_notice(&json!({
            "kind": "payout_returned", "number": number, "id": id, "event": format!("E-{id}"),
            "account": asked["account"], "fen": asked["fen"],
        }))
    }
}

impl Records {
    /// Carries out an operation; returns the state of its answer.
    fn state(&mut self, operation: &str, number: &str, asked: &Value) -> &'static str {
        let (paid, known) = (
            self.moved.contains_key(number),
            self.asked.contains_key(number),
        );
        match operation {
            "pay" | "payout" => {
                self.asked.insert(number.to_owned(), asked.clone());
                if operation == "pay" {
                    return "QR";
                }
                self.moved.insert(number.to_owned(), format!("O-{number}"));
                "PROCESSING"
            }
            "refund" => {
                self.moved.insert(number.to_owned(), format!("R-{number}"));
                "PROCESSING"
            }
            "close" if paid => "REFUSED",
            "close" if known => {
                self.closed.insert(number.to_owned());
                "CLOSED"
            }
            "query" if paid => "PAID",
            "query" if self.closed.contains(number) => "CLOSED",
            "query" if known => "NOTPAY",
            "query_refund" if paid => "REFUNDED",
            "query_payout" if self.returned.contains(number) => "RETURNED",
            "query_payout" if paid => "PAID_OUT",
            _ => "NOT_FOUND",
        }
    }
}

/// A signed reply with these fields.
pub(crate) fn reply(fields: &Value) -> HttpReply {
    let (headers, body) = signed(fields);
    HttpReply::Response(HttpResponse {
        status: 200,
        headers,
        body,
    })
}
