//! The engine: what use cases share, built once at start.

use crate::console::People;
use crate::jobs::unknown_jobs::UnknownJobs;
use crate::jwks::{ProviderKey, ProviderKeyError};
use crate::limits::Limits;
use crate::network::Network;
use crate::network::call_duration::CallDuration;
use crate::network::certificates::InvalidCertificates;
use crate::network::transport::{HttpTransport, Transport};
use crate::orders::Orders;
use crate::orders::order_lock::OrderLocks;
use crate::orders::page::reader::PageReader;
use crate::payments::Payments;
use crate::receipt_link::ReceiptKeys;
use crate::refunds::Refunds;
use crate::seal::{SealKeyError, SealKeys};
use crate::webhooks::client::WebhookClient;
use crate::webhooks::deliveries_under_way::DeliveriesUnderWay;
use crate::webhooks::endpoint::EndpointPolicy;
use channels::{CertificateExpiry, Channel, Channels};
use domain::channel_id::ChannelId;
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use domain::ids::{MallId, OrderId, RequestId};
use domain::refusal::Refusal;
use domain::secret::Secret;
use ipnet::IpNet;
use prometheus_client::registry::Registry;
use serde_json::Value;
use std::sync::Arc;
use store::{Database, Error, Fault, Store, StoreMetrics};
use tokio::sync::OwnedMutexGuard;

/// Settings, read from the command line by the binary.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Public address of the pay page, without a trailing slash:
    /// `https://pay.example`.
    pub public_url: String,
    /// Public address of the consoles, in the same form.
    pub console_url: String,
    /// The database.
    pub database: Database,
    /// The provider's signing key: Ed25519, PKCS#8 in PEM.
    pub provider_key_pem: Secret,
    /// Key that encrypts cards between two steps and tokens at rest: 32 bytes
    /// in base64.
    pub seal_key: Secret,
    /// The networks.
    pub channels: Channels,
    /// Private networks to which webhooks may be sent.
    pub webhook_allow: Vec<IpNet>,
    /// Accept `http://` loopback addresses for malls. For the demo.
    pub allow_http: bool,
    /// All visitors share the sandbox's cards and phones, so nothing is limited
    /// per card or phone. For the demo.
    pub test_cards: bool,
    /// Orders that a mall may create per second; ten times as many at once.
    pub orders_per_second: u32,
    /// Event streams that may be open at once: fewer than the connections, so
    /// that there is room for others. [`RateLimit::Streams`] bounds it too.
    pub open_streams: u32,
}

/// Why the engine could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The provider's key.
    #[error(transparent)]
    ProviderKey(#[from] ProviderKeyError),
    /// The seal key.
    #[error(transparent)]
    SealKey(#[from] SealKeyError),
    /// The public address.
    #[error("the public address is not an http(s) address without a path")]
    PublicUrl,
    /// The database, or the HTTP client.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What use cases share. Held as `Arc<Engine>`.
pub struct Engine {
    /// The database. The API writes a call's answer in the transaction of its
    /// use case.
    pub store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Randomness for new ids.
    pub entropy: Arc<dyn Entropy>,
    pub(crate) network: Arc<Network>,
    /// Looks up orders and refunds of a mall.
    pub orders: Arc<Orders>,
    pub(crate) payments: Arc<Payments>,
    pub(crate) refunds: Arc<Refunds>,
    pub(crate) people: People,
    pub(crate) provider_key: Arc<ProviderKey>,
    /// Sends webhooks.
    pub(crate) webhook_client: WebhookClient,
    pub(crate) unknown_jobs: UnknownJobs,
    pub(crate) deliveries: DeliveriesUnderWay,
    pub(crate) limits: Arc<Limits>,
    pub(crate) settings: Settings,
}

impl Engine {
    /// Empties the cache of malls, merchants and brands, so that a change counts
    /// for the next page.
    pub fn forget_names(&self) {
        self.orders.pages.forget();
    }

    /// Opens the engine with the real network.
    ///
    /// # Errors
    /// [`OpenError`] names the setting.
    pub async fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Arc<Self>, OpenError> {
        let transport = Arc::new(HttpTransport::new()?);
        Self::open_with(settings, clock, entropy, transport).await
    }

    /// Opens the engine with the given transport, so that tests need no
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
        check_public_url(&settings.public_url)?;
        let store = Arc::new(Store::open(&settings.database, clock.now()).await?);
        let provider_key = Arc::new(ProviderKey::from_pem(&settings.provider_key_pem)?);
        let network = Arc::new(Network {
            channels: settings.channels.clone(),
            transport,
            clock: Arc::clone(&clock),
            call_duration: CallDuration::default(),
            invalid_certificates: InvalidCertificates::default(),
            public_url: settings.public_url.clone(),
        });
        let limits = Arc::new(Limits::new(
            &settings.seal_key,
            settings.test_cards,
            settings.orders_per_second,
            settings.open_streams,
        )?);
        let orders = Orders {
            limits: Arc::clone(&limits),
            store: Arc::clone(&store),
            network: Arc::clone(&network),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            provider_key: Arc::clone(&provider_key),
            receipt_keys: ReceiptKeys::new(&settings.seal_key)?,
            pages: PageReader::start(Arc::clone(&store), Arc::clone(&clock)),
        };
        let seal_keys = Arc::new(SealKeys::new(&settings.seal_key)?);
        let payments = Payments {
            limits: Arc::clone(&limits),
            store: Arc::clone(&store),
            network: Arc::clone(&network),
            seal_keys: Arc::clone(&seal_keys),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            order_locks: OrderLocks::default(),
        };
        let refunds = Refunds {
            store: Arc::clone(&store),
            network: Arc::clone(&network),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
        };
        let source = (Arc::clone(&clock), Arc::clone(&entropy));
        let people = People::new(&store, source, &limits, seal_keys, &settings.console_url);
        Ok(Arc::new(Self {
            people,
            orders: Arc::new(orders),
            payments: Arc::new(payments),
            refunds: Arc::new(refunds),
            webhook_client: WebhookClient::new(EndpointPolicy::new(settings.webhook_allow.clone()))
                .map_err(|error| {
                    Fault::new("the HTTP client for events cannot be set up").because(error)
                })?,
            unknown_jobs: UnknownJobs::default(),
            deliveries: DeliveriesUnderWay::default(),
            limits,
            store,
            network,
            clock,
            entropy,
            provider_key,
            settings,
        }))
    }

    /// The current time.
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// A new request id.
    pub fn new_request_id(&self) -> RequestId {
        RequestId::new(self.entropy.as_ref(), self.now())
    }

    /// Logs a fault and returns the request id that is shown instead.
    pub fn reference(&self, fault: &Fault) -> RequestId {
        let reference = self.new_request_id();
        fault.log(&reference);
        reference
    }

    /// Public address of the pay page and the API, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.settings.public_url
    }

    /// The JWK Set with the provider's public key, for `/.well-known/jwks.json`.
    pub fn jwks(&self) -> Value {
        self.provider_key.jwks()
    }

    /// Counts a mall's call that creates an order.
    ///
    /// # Errors
    /// `too_many_requests`: over [`Settings::orders_per_second`].
    pub fn take_order(&self, mall: &MallId) -> Result<(), Refusal> {
        self.limits.take_order(mall, self.now())
    }

    /// Counts a refusal that is answered, if a limit refused. For `/metrics`.
    pub fn count_refused(&self, refusal: &Refusal) {
        self.limits.count_refused(refusal);
    }

    /// Waits until no other call works on the order, as long as a mall waits.
    /// Released when the guard is dropped. Avoids conflicts in the database;
    /// correctness does not depend on it.
    ///
    /// # Errors
    /// A retryable fault if the order stays locked.
    pub async fn lock_order(&self, order: &OrderId) -> Result<OwnedMutexGuard<()>, Fault> {
        let wait = self.network.transport.mall_waits();
        self.payments.order_locks.lock_within(wait, order).await
    }

    /// Address of an order's pay page.
    pub fn pay_url(&self, order: &domain::order::Order) -> String {
        format!("{}/pay/{}", self.settings.public_url, order.token.as_str())
    }

    /// Number of all surplus payments, returned or not, and their sum in minor
    /// units. For `/metrics`.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn surplus(&self) -> Result<(i64, i64), Error> {
        self.orders.surplus().await
    }

    /// Number of open refunds, and how many of them the network has declined
    /// before. For `/metrics`.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn open_refunds(&self) -> Result<(i64, i64), Error> {
        self.orders.open_refunds().await
    }

    /// True while the database can be read and written. For `/readyz`.
    pub async fn ready(&self) -> bool {
        self.store.is_ready().await
    }

    /// Counters of the store since it was opened. For `/metrics`.
    pub fn store_metrics(&self) -> StoreMetrics {
        self.store.metrics()
    }

    /// Adds the counters and histograms to a registry. For `/metrics`.
    pub fn register_metrics(&self, registry: &mut Registry) {
        let channels = self.network.channels.iter().map(Channel::id);
        self.store.register_metrics(registry, channels);
        self.network.call_duration.register(registry);
        self.unknown_jobs.register(registry);
        self.limits.register(registry);
    }

    /// The origins of the networks' pages, to which the browser posts forms.
    pub fn form_origins(&self) -> Vec<String> {
        let origins = self.network.channels.iter().map(Channel::form_origins);
        origins.flatten().cloned().collect()
    }

    /// The networks that it is connected to.
    pub fn channels(&self) -> &Channels {
        &self.network.channels
    }

    /// The certificates of each channel. For `/metrics`.
    pub fn certificates(&self) -> impl Iterator<Item = (&ChannelId, CertificateExpiry)> {
        self.network.channels.iter().flat_map(|channel| {
            let certificates = channel.certificates().into_iter();
            certificates.map(|certificate| (channel.id(), certificate))
        })
    }

    /// Finishes pending writes and closes the database. Stop the jobs first.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

/// Checks that an address is an http(s) origin, without a slash at the end.
fn check_public_url(address: &str) -> Result<(), OpenError> {
    let public = url::Url::parse(address).map_err(|_| OpenError::PublicUrl)?;
    let is_web = matches!(public.scheme(), "http" | "https");
    if !is_web || address.ends_with('/') || public.path() != "/" {
        return Err(OpenError::PublicUrl);
    }
    Ok(())
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("public_url", &self.settings.public_url)
            .finish_non_exhaustive()
    }
}
