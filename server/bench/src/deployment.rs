//! A deployed desk: a folder with keys and a database, its process, and in this
//! process the sandbox's network and the mall's webhook.

use crate::desk_process::{DeskProcess, free_address};
use crate::disk::DiskUnderTest;
use crate::mailbox::Mailbox;
use crate::request_signer::{HOME, KEY_ID, RequestSigner};
use crate::shopper::Shopper;
use crate::system::now;
use crate::{qr_codes, webhook_receiver};
use anyhow::{Context, ensure};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::brand::{Brand, Colour, Radius};
use domain::channel_id::ChannelId;
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::ids::{MallId, MerchantId};
use domain::mall::{KeyAlgorithm, MallKey};
use domain::merchant::{AccountNumber, Merchant};
use domain::product::Product;
use engine::registry::Registry;
use engine::system::{SystemClock, SystemEntropy};
use sandbox::keys::SandboxKeys;
use sandbox::networks::SandboxNetwork;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Database, Store};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The log of all desks. It is outside of their folders, so that it is kept
/// after an error.
pub(crate) fn log(folder: &Path) -> PathBuf {
    folder.join("bench-desk.log")
}

/// A running desk with what it needs. Its folder is deleted on drop.
pub(crate) struct Deployment {
    /// The desk's process.
    pub(crate) desk: DeskProcess,
    /// The desk's address.
    pub(crate) at: SocketAddr,
    /// Signs the mall's requests.
    pub(crate) mall: RequestSigner,
    /// Makes purchases.
    pub(crate) shopper: Shopper,
    program: PathBuf,
    arguments: Vec<String>,
    ops: SocketAddr,
    database: Database,
    log: PathBuf,
    disk: DiskUnderTest,
    folder: TempDir,
}

impl Deployment {
    /// Starts one in `folder`, on `database` or on a file in the folder.
    ///
    /// # Errors
    /// A file, a port, the database or the process.
    pub(crate) async fn start(
        program: &Path,
        folder: &Path,
        database: Option<&str>,
        disk: &DiskUnderTest,
    ) -> anyhow::Result<Self> {
        let log = log(folder);
        let folder = tempfile::Builder::new()
            .prefix("bench-")
            .tempdir_in(folder)?;
        let home = folder.path();
        let (at, ops) = (free_address()?, free_address()?);
        let (keys, mall_key) = (DeskKeys::make(home)?, Ed25519KeyPair::generate()?);
        let file = home.join("paydesk.db").display().to_string();
        let address = database.unwrap_or(&file);
        let database = Database::parse(address)?;

        let (codes, paid) = (Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
        let kit = SandboxKeys::load_or_create(home)?;
        let wire =
            SandboxNetwork::open(home, &kit, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
        let sandbox = serve(qr_codes::capture(wire.router(), Arc::clone(&codes))).await?;
        wire.start_notices();
        let events = serve(webhook_receiver::router(
            keys.provider_public,
            Arc::clone(&paid),
        ))
        .await?;

        let merchant = register(&database, &mall_key, events).await?;
        let arguments = arguments(home, &kit, address, at, ops, sandbox)?;
        let mall = RequestSigner::new(at, mall_key, merchant);
        Ok(Self {
            desk: DeskProcess::start(program, &arguments, ops, &log, disk).await?,
            shopper: Shopper::new(mall.clone(), at, sandbox, codes, paid),
            program: program.to_owned(),
            at,
            mall,
            arguments,
            ops,
            database,
            log,
            disk: disk.clone(),
            folder,
        })
    }

    /// The folder with its files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its database, which others may open beside the desk.
    pub(crate) const fn database(&self) -> &Database {
        &self.database
    }

    /// Stops the desk and checks the books; returns the duration of the check.
    ///
    /// # Errors
    /// The desk's, or books with faults.
    pub(crate) async fn check_books(self) -> anyhow::Result<Duration> {
        self.desk.stop().await?;
        let start = now();
        let books = store::check_books(&self.database).await?;
        ensure!(
            books.are_right(),
            "the books are not right: {:?}",
            books.faults()
        );
        Ok(now() - start)
    }

    /// Restarts the desk.
    ///
    /// # Errors
    /// The desk's.
    pub(crate) async fn restarted(mut self) -> anyhow::Result<Self> {
        self.desk.stop().await?;
        let (program, log, disk) = (&self.program, &self.log, &self.disk);
        self.desk = DeskProcess::start(program, &self.arguments, self.ops, log, disk).await?;
        Ok(self)
    }
}

/// The desk's keys, as files.
struct DeskKeys {
    provider_public: Vec<u8>,
}

impl DeskKeys {
    fn make(home: &Path) -> anyhow::Result<Self> {
        let provider = Ed25519KeyPair::generate()?;
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&provider)?;
        let body = STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
        fs::write(home.join("provider.pem"), pem)?;
        let mut seal = [0_u8; 32];
        SystemEntropy.fill(&mut seal);
        fs::write(home.join("seal.b64"), STANDARD.encode(seal))?;
        Ok(Self {
            provider_public: provider.public_key().as_ref().to_vec(),
        })
    }
}

/// Serves on a free loopback port.
async fn serve(router: axum::Router) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(at)
}

/// Registers the mall and a merchant; returns the merchant's id.
async fn register(
    database: &Database,
    key: &Ed25519KeyPair,
    events: SocketAddr,
) -> anyhow::Result<String> {
    let now = SystemClock.now();
    let mall = domain::mall::Mall {
        id: MallId::new(&SystemEntropy, now),
        name: String::from("The benchmark's mall"),
        operator_uscc: String::from("91320100MA1JNBK88K"),
        return_origins: vec![HOME.to_owned()],
        webhook_url: Some(format!("http://{events}/events")),
        active: true,
        created_at: now,
    };
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key())?;
    let key = MallKey {
        key_id: KEY_ID.to_owned(),
        mall_id: mall.id.clone(),
        algorithm: KeyAlgorithm::Ed25519,
        public_der: public.as_ref().to_vec(),
        active: true,
    };
    let merchant = Merchant {
        id: MerchantId::new(&SystemEntropy, now),
        legal_name: String::from("杭州云栖茶业有限公司"),
        short_name: String::from("云栖茶业"),
        uscc: String::from("91330106MA2TEA001A"),
        accounts: vec![AccountNumber::for_all_products(
            ChannelId::constant("union_pay"),
            String::from("777290058110001"),
        )],
        mcc: String::from("5499"),
        products: Product::ALL.to_vec(),
        brand: Arc::new(Brand {
            radius: Radius::Round,
            ..Brand::plain("云栖茶业", Colour::parse("#1f6f54").context("a colour")?)
        }),
        active: true,
        created_at: now,
    };
    let made = Store::open(database, SystemClock.now()).await?;
    made.close().await;
    let registry = Registry::open(database, Arc::new(SystemClock), Arc::new(SystemEntropy));
    let registry = registry.await?.allow_loopback();
    registry.add_mall(&mall, &key).await?;
    registry.add_merchant(&merchant, &[mall.id]).await?;
    registry.close().await;
    Ok(merchant.id.as_str().to_owned())
}

/// The arguments of `paydesk serve`.
fn arguments(
    home: &Path,
    kit: &SandboxKeys,
    database: &str,
    at: SocketAddr,
    ops: SocketAddr,
    sandbox: SocketAddr,
) -> anyhow::Result<Vec<String>> {
    let kit = kit.union_pay();
    let file = |name: &str, text: &str| -> anyhow::Result<String> {
        let path = home.join(name);
        fs::write(&path, text)?;
        Ok(path.display().to_string())
    };
    let here = |name: &str| home.join(name).display().to_string();
    let pairs = [
        ("--database", database.to_owned()),
        ("--listen", at.to_string()),
        ("--drain-s", String::from("0")),
        ("--ops-listen", ops.to_string()),
        ("--public-url", format!("http://{at}")),
        ("--provider-key-file", here("provider.pem")),
        ("--seal-key-file", here("seal.b64")),
        ("--webhook-allow", String::from("127.0.0.0/8")),
        // One mall creates all orders.
        ("--orders-per-second", String::from("1000000")),
        ("--union-pay-url", format!("http://{sandbox}")),
        ("--acq-ins-code", kit.acq_ins_code.to_owned()),
        ("--tr-id", kit.tr_id.to_owned()),
        (
            "--sign-key-file",
            file("sign.pem", kit.signing_key.expose())?,
        ),
        (
            "--sign-cert-file",
            file("sign-cert.pem", &kit.signing_cert)?,
        ),
        (
            "--encrypt-cert-file",
            file("encrypt-cert.pem", &kit.encrypt_cert)?,
        ),
        (
            "--middle-cert-file",
            file("middle-cert.pem", &kit.middle_cert)?,
        ),
        ("--root-cert-file", file("root-cert.pem", &kit.root_cert)?),
    ];
    let mut arguments = vec![String::from("serve")];
    for (flag, value) in pairs {
        arguments.extend([flag.to_owned(), value]);
    }
    Ok(arguments)
}
