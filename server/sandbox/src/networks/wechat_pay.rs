//! WeChat Pay: its API for providers (服务商), its keys, its records and its
//! notices.
//!
//! A request is processed under one lock and recorded before it is answered.

mod certificate;
mod control;
mod failures;
mod fields;
mod gateway;
pub(crate) mod keys;
mod messages;
mod notice_source;
mod overview;
mod payment;
mod platform_keys;
mod records;
mod request_signature;
mod resource;
mod scan;
mod step;
mod wire_error;
mod wire_time;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::Router;
use domain::clock::At;
use domain::ids::random_text;
use maud::Markup;

use super::bad_gateways::BadGateways;
use super::page_language::PageLanguage;
use super::payer::Payer;
use super::payment_network::{
    PaymentNetwork, RefundRow, ScanResult, ScannedPayment, TransactionRow,
};
use super::shared::Shared;
use crate::jsonl_file::JsonlError;
use keys::{PlatformKit, WechatPayKeys};
use platform_keys::{PlatformKeys, PlatformKeysError};
use records::WechatRecords;
use request_signature::ProviderKey;
use resource::ResourceKey;
use step::RequestStep;

/// The sandbox WeChat Pay.
pub(super) struct WechatPay {
    shared: Arc<Shared>,
    provider: ProviderKey,
    resource_key: ResourceKey,
    kit: Arc<PlatformKit>,
    platform: RwLock<PlatformKeys>,
    state: Mutex<WechatPayState>,
}

/// The mutable state. Only the records survive a restart.
struct WechatPayState {
    records: WechatRecords,
    bad_gateways: BadGateways<String>,
}

/// Why it cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum WechatPayError {
    /// The records cannot be used.
    #[error("the sandbox WeChat Pay's records: {0}")]
    Records(#[from] JsonlError),
    /// The platform's keys cannot be used.
    #[error(transparent)]
    Platform(#[from] PlatformKeysError),
    /// The provider's certificate cannot be used.
    #[error("the provider's certificate at the sandbox WeChat Pay: {0}")]
    Provider(#[from] channels::crypto::RsaKeyError),
    /// The `APIv3` key has not 32 bytes.
    #[error("the APIv3 key of the sandbox WeChat Pay has not 32 bytes")]
    ApiV3Key,
}

impl WechatPay {
    /// Opens it with its records in the data folder `dir`.
    ///
    /// # Errors
    /// [`WechatPayError`].
    pub(super) fn open(
        dir: &Path,
        keys: &WechatPayKeys,
        shared: Arc<Shared>,
    ) -> Result<Self, WechatPayError> {
        let state = WechatPayState {
            records: WechatRecords::open(dir)?,
            bad_gateways: BadGateways::default(),
        };
        let resource_key = ResourceKey::new(&keys.desk().api_v3_key);
        Ok(Self {
            shared,
            provider: ProviderKey::new(keys.desk())?,
            resource_key: resource_key.ok_or(WechatPayError::ApiV3Key)?,
            kit: keys.platform(),
            platform: RwLock::new(PlatformKeys::open(keys, dir)?),
            state: Mutex::new(state),
        })
    }

    /// Locks the state. A poisoned lock is accepted: each change of the records
    /// is one step, so they are complete.
    fn state(&self) -> MutexGuard<'_, WechatPayState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys that sign.
    fn platform(&self) -> RwLockReadGuard<'_, PlatformKeys> {
        self.platform.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to be changed.
    fn platform_mut(&self) -> RwLockWriteGuard<'_, PlatformKeys> {
        self.platform
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A new nonce of an encrypted resource.
    fn nonce(&self) -> String {
        let mut text = random_text(&*self.shared.entropy);
        text.truncate(ResourceKey::NONCE);
        text
    }

    /// The number of a new payment: 28 digits.
    fn transaction_id(&self, now: At) -> String {
        let (first, last) = (self.shared.digits(6), self.shared.digits(10));
        format!("4200{first}{}{last}", wire_time::day(now))
    }
}

impl PaymentNetwork for WechatPay {
    fn routes(self: Arc<Self>) -> Router {
        gateway::routes().merge(control::routes()).with_state(self)
    }

    fn steps(&self) -> &'static [&'static str] {
        RequestStep::NAMES
    }

    fn control(&self, language: &PageLanguage) -> Option<Markup> {
        Some(control::section(self, language))
    }

    fn transactions(&self, now: At) -> Vec<TransactionRow> {
        overview::orders(&self.state().records, now)
    }

    fn refunds(&self, now: At) -> Vec<RefundRow> {
        overview::refunds(&self.state().records, now)
    }

    fn scan(&self, code: &str, now: At) -> Option<ScannedPayment> {
        let state = self.state();
        let order = state.records.by_code(code)?;
        Some(scan::shown(order, code, now))
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
