//! The engine: what every use case works with, opened once.

use crate::api::in_flight::InFlight;
use crate::database::Database;
use crate::error::Fault;
use crate::jwks::{ProviderKey, ProviderKeyError};
use crate::outbound::{Network, Transport};
use crate::page::Views;
use crate::seal::{Seal, SealKeyError};
use crate::signature::together::Together;
use crate::store::{Store, StoreFigures};
use crate::turns::Turns;
use crate::webhook::client::Courier;
use crate::webhook::guard::Guard;
use channels::unionpay::{Certificate, Config as UnionPayConfig, ConfigError, UnionPay};
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use domain::ids::RequestId;
use domain::product::Channel;
use domain::secret::Secret;
use ipnet::IpNet;
use prometheus_client::registry::Registry;
use std::sync::Arc;

/// The settings, read from the command line by the binary.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The desk's own address as others know it, without a slash at the end:
    /// `https://pay.example`.
    pub public_url: String,
    /// Where orders are kept.
    pub database: Database,
    /// The provider's signing key: Ed25519, PKCS#8 in PEM.
    pub provider_key_pem: Secret,
    /// The key that seals cards between steps and tokens at rest: 32 bytes
    /// in base64.
    pub seal_key: Secret,
    /// The UnionPay channel.
    pub union_pay: UnionPayConfig,
    /// Private networks that events may be sent to all the same.
    pub webhook_allow: Vec<IpNet>,
    /// For the demo: return addresses on `http://` loopback origins count.
    pub allow_http: bool,
}

/// The engine could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A setting of the network's channel.
    #[error("the UnionPay settings")]
    UnionPay(#[from] ConfigError),
    /// The provider's key.
    #[error(transparent)]
    ProviderKey(#[from] ProviderKeyError),
    /// The sealing key.
    #[error(transparent)]
    SealKey(#[from] SealKeyError),
    /// The public address.
    #[error("the public address is not an http(s) address without a path")]
    PublicUrl,
    /// The database, or the HTTP client.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Everything a use case works with. Held as `Arc<Engine>`.
pub struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) union_pay: UnionPay,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) seal: Seal,
    pub(crate) provider_key: ProviderKey,
    /// Calls malls.
    pub(crate) courier: Courier,
    pub(crate) settings: Settings,
    pub(crate) turns: Turns,
    /// Reads orders for their pages.
    pub(crate) views: Views,
    /// Verifies what malls sign.
    pub(crate) signatures: Together,
    /// Keyed API calls under way.
    pub(crate) in_flight: InFlight,
}

impl Engine {
    /// Opens the engine with the real network.
    ///
    /// # Errors
    /// [`OpenError`] names the setting.
    pub async fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Arc<Self>, OpenError> {
        let transport = Arc::new(Network::new()?);
        Self::open_with(settings, clock, entropy, transport).await
    }

    /// Opens the engine with another way to the network: tests need no
    /// sockets.
    ///
    /// # Errors
    /// [`OpenError`] names the setting.
    pub async fn open_with(
        settings: Settings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        transport: Arc<dyn Transport>,
    ) -> Result<Arc<Self>, OpenError> {
        let public = url::Url::parse(&settings.public_url).map_err(|_| OpenError::PublicUrl)?;
        if !matches!(public.scheme(), "http" | "https")
            || settings.public_url.ends_with('/')
            || public.path() != "/"
        {
            return Err(OpenError::PublicUrl);
        }
        let store = Arc::new(Store::open(&settings.database, clock.now()).await?);
        Ok(Arc::new(Self {
            union_pay: UnionPay::new(&settings.union_pay)?,
            seal: Seal::new(&settings.seal_key)?,
            provider_key: ProviderKey::from_pem(&settings.provider_key_pem)?,
            courier: Courier::new(Guard::new(settings.webhook_allow.clone())).map_err(|error| {
                Fault::new("the HTTP client for events cannot be set up").because(error)
            })?,
            views: Views::start(Arc::clone(&store), Arc::clone(&clock)),
            signatures: Together::start(Arc::clone(&entropy)),
            store,
            clock,
            entropy,
            transport,
            settings,
            turns: Turns::default(),
            in_flight: InFlight::default(),
        }))
    }

    /// The present instant.
    pub(crate) fn now(&self) -> At {
        self.clock.now()
    }

    /// A fault, logged once, as the reference that is shown in its place.
    pub fn reference(&self, fault: &Fault) -> RequestId {
        let reference = RequestId::new(self.entropy.as_ref(), self.now());
        fault.log(&reference);
        reference
    }

    /// The pay page's address of an order.
    pub fn pay_url(&self, order: &domain::order::Order) -> String {
        format!("{}/pay/{}", self.settings.public_url, order.token.as_str())
    }

    /// True while the database answers: for `/readyz`.
    pub async fn ready(&self) -> bool {
        self.store.answers().await
    }

    /// What the store counted since it was opened: for `/metrics`.
    pub fn store_figures(&self) -> StoreFigures {
        self.store.figures()
    }

    /// Adds what is counted as it happens to a registry: for `/metrics`.
    pub fn register_metrics(&self, registry: &mut Registry) {
        self.store.metrics.register(registry);
    }

    /// Channel, name and last instant of validity of each certificate in the
    /// settings: for `/metrics`.
    pub fn certificate_expiries(&self) -> Vec<(&'static str, &'static str, At)> {
        let settings = &self.settings.union_pay;
        let certificates = [
            ("signing", &settings.signing_cert_pem),
            ("encryption", &settings.encrypt_cert_pem),
            ("middle", &settings.middle_cert_pem),
            ("root", &settings.root_cert_pem),
        ];
        let read = |(name, pem): (_, &String)| {
            let certificate = Certificate::from_pem(pem).ok()?;
            Some((Channel::UnionPay.name(), name, certificate.not_after()))
        };
        certificates.into_iter().filter_map(read).collect()
    }

    /// Writes what waits and closes the database. Stop the jobs first.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("public_url", &self.settings.public_url)
            .finish_non_exhaustive()
    }
}
