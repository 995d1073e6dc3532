//! UnionPay: its gateway, its banks' pages, its records and its notices.
//!
//! A request is processed under one lock and recorded before it is answered.

mod bank;
mod card_data;
mod code;
mod envelope;
mod gateway;
pub(crate) mod keys;
mod notice_message;
mod notice_source;
mod overview;
mod payment;
mod records;
mod request;
mod scan;
mod wire_time;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use domain::clock::At;

use super::NetworkOpenError;
use super::bad_gateways::BadGateways;
use super::payer::Payer;
use super::payment_network::{
    PaymentNetwork, RefundRow, ScanResult, ScannedPayment, TransactionRow,
};
use super::shared::Shared;
use crate::jsonl_file::JsonlError;
pub(super) use envelope::KeysError;
use envelope::NetworkKeys;
use keys::UnionPayKeys;
use records::{TransactionId, UnionPayRecords};
use request::RequestKind;

/// The sandbox UnionPay.
pub(super) struct UnionPay {
    shared: Arc<Shared>,
    keys: NetworkKeys,
    state: Mutex<UnionPayState>,
}

/// The mutable state. Only the records survive a restart.
struct UnionPayState {
    records: UnionPayRecords,
    bad_gateways: BadGateways<TransactionId>,
}

impl UnionPay {
    /// Opens it with its records in the data folder `dir`.
    ///
    /// # Errors
    /// [`NetworkOpenError`]: the records or the keys cannot be used.
    pub(super) fn open(
        dir: &Path,
        keys: &UnionPayKeys,
        shared: Arc<Shared>,
    ) -> Result<Self, NetworkOpenError> {
        let state = UnionPayState {
            records: UnionPayRecords::open(dir)?,
            bad_gateways: BadGateways::default(),
        };
        Ok(Self {
            shared,
            keys: NetworkKeys::new(keys.network())?,
            state: Mutex::new(state),
        })
    }

    /// Locks the state. A poisoned lock is accepted: each change of the records
    /// is one step, so they are complete.
    fn state(&self) -> MutexGuard<'_, UnionPayState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PaymentNetwork for UnionPay {
    fn routes(self: Arc<Self>) -> Router {
        gateway::routes().merge(bank::routes()).with_state(self)
    }

    fn steps(&self) -> &'static [&'static str] {
        RequestKind::NAMES
    }

    fn transactions(&self, now: At) -> Vec<TransactionRow> {
        overview::transactions(&self.state().records, now)
    }

    fn refunds(&self, now: At) -> Vec<RefundRow> {
        overview::refunds(&self.state().records, now)
    }

    fn scan(&self, code: &str, now: At) -> Option<ScannedPayment> {
        let state = self.state();
        let transaction = state.records.by_qr(code)?;
        Some(scan::shown(transaction, now))
    }

    fn open_codes(&self, now: At) -> Vec<ScannedPayment> {
        scan::open_codes(&self.state().records, now)
    }

    fn pay_scanned(
        &self,
        code: &str,
        payer: Payer,
        now: At,
    ) -> Option<Result<ScanResult, JsonlError>> {
        scan::pay(self, code, payer, now)
    }
}
