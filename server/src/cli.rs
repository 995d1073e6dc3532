//! The command line. Each setting of the server can also be a variable:
//! `PAYDESK_*`, or OpenTelemetry's own for traces. Secrets are read from files,
//! so that they do not appear in a process list.

mod database;

use crate::settings::networks::NetworkFlags;
use crate::telemetry::LogFormat;
use clap::{Args, Parser, Subcommand};
pub(crate) use database::DatabaseLocation;
use domain::channel_id::ChannelId;
use domain::ids::MerchantId;
use domain::merchant::AccountNumber;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Paydesk, a hosted checkout.
#[derive(Debug, Parser)]
#[command(name = "paydesk", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// How log lines look
    #[arg(
        long,
        global = true,
        env = "PAYDESK_LOG_FORMAT",
        value_enum,
        default_value = "text"
    )]
    pub(crate) log_format: LogFormat,

    /// What is logged, such as `info` or `info,engine=debug`
    #[arg(long, global = true, env = "PAYDESK_LOG", default_value = "info")]
    pub(crate) log: String,

    /// Where traces go, over OTLP (HTTP with protobuf), such as `http://127.0.0.1:4318`
    #[arg(long, global = true, env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub(crate) otlp_endpoint: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Everything on this machine: desk, demo mall and sandbox networks, with seeds
    #[cfg(feature = "sandbox")]
    Demo(Demo),
    /// The desk alone, against real networks
    Serve(Box<Serve>),
    /// Bring the database to this version's schema, then stop
    Migrate(DatabaseLocation),
    /// Check settings, keys and database, one line each; fails if one is not right
    Doctor(Box<Serve>),
    /// Prove the books of a database, in use or not: one line for each fault; fails if there is one
    CheckBooks(DatabaseLocation),
    /// Malls: the platforms that send shoppers here
    #[command(subcommand)]
    Mall(MallCommand),
    /// Merchants: the payees
    #[command(subcommand)]
    Merchant(MerchantCommand),
    /// Print the API's description (`OpenAPI` 3.1)
    Openapi,
}

/// Where the demo keeps its data and where it listens.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The folder for database, keys and `demo.json`
    #[arg(long, env = "PAYDESK_DATA", default_value = "./data")]
    pub(crate) data: PathBuf,
    /// Where the desk listens
    #[arg(long, env = "PAYDESK_LISTEN", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
    /// Where the demo mall listens
    #[arg(long, env = "PAYDESK_MALL_LISTEN", default_value = "127.0.0.1:3001")]
    pub(crate) mall_listen: SocketAddr,
    /// Where the sandbox networks listen
    #[arg(long, env = "PAYDESK_SANDBOX_LISTEN", default_value = "127.0.0.1:3002")]
    pub(crate) sandbox_listen: SocketAddr,
    /// Where metrics and health are served
    #[arg(long, env = "PAYDESK_OPS_LISTEN", default_value = "127.0.0.1:3003")]
    pub(crate) ops_listen: SocketAddr,
}

/// The desk's settings.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    /// Where the desk listens
    #[arg(long, env = "PAYDESK_LISTEN", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
    /// Where metrics and health are served
    #[arg(long, env = "PAYDESK_OPS_LISTEN", default_value = "127.0.0.1:3003")]
    pub(crate) ops_listen: SocketAddr,
    /// The desk's address as shoppers and malls see it, such as `https://pay.example`
    #[arg(long, env = "PAYDESK_PUBLIC_URL")]
    pub(crate) public_url: String,
    /// File with the provider's Ed25519 signing key (PKCS#8 PEM): events, returns
    #[arg(long, env = "PAYDESK_PROVIDER_KEY_FILE")]
    pub(crate) provider_key_file: PathBuf,
    /// File with 32 random bytes in base64: seals cards between steps, and tokens at rest
    #[arg(long, env = "PAYDESK_SEAL_KEY_FILE")]
    pub(crate) seal_key_file: PathBuf,
    /// Networks (CIDR) that events may be sent to although they are private; may repeat
    #[arg(long, env = "PAYDESK_WEBHOOK_ALLOW", value_delimiter = ',')]
    pub(crate) webhook_allow: Vec<String>,
    /// Proxies (CIDR or address) whose `X-Forwarded-For` or `Forwarded` names the visitor; may repeat
    #[arg(long, env = "PAYDESK_TRUST_PROXY", value_delimiter = ',', value_parser = network)]
    pub(crate) trust_proxy: Vec<IpNet>,
    /// Orders that one mall may create per second and process; ten times as many at once
    #[arg(long, env = "PAYDESK_ORDERS_PER_SECOND", default_value_t = engine::ORDERS_PER_SECOND,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) orders_per_second: u32,
    #[command(flatten)]
    pub(crate) networks: NetworkFlags,
}

/// `paydesk mall ...`
#[derive(Debug, Subcommand)]
pub(crate) enum MallCommand {
    /// Register a mall and its first key; prints its id
    Add(MallAdd),
}

/// A new mall.
#[derive(Debug, Args)]
pub(crate) struct MallAdd {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    /// The name shoppers see
    #[arg(long)]
    pub(crate) name: String,
    /// Registration number (USCC) of the company that runs it
    #[arg(long)]
    pub(crate) operator_uscc: String,
    /// An origin that return addresses may have, such as `https://mall.example`; may repeat
    #[arg(long, required = true)]
    pub(crate) return_origin: Vec<String>,
    /// Where events are sent
    #[arg(long)]
    pub(crate) webhook_url: Option<String>,
    /// The name the mall signs with (`keyid`)
    #[arg(long)]
    pub(crate) key_id: String,
    /// What it signs with: ed25519, ecdsa-p256-sha256 or rsa-v1_5-sha256
    #[arg(long, default_value = "ed25519")]
    pub(crate) algorithm: String,
    /// File with its public key (`SubjectPublicKeyInfo` PEM)
    #[arg(long)]
    pub(crate) public_key_file: PathBuf,
}

/// `paydesk merchant ...`
#[derive(Debug, Subcommand)]
pub(crate) enum MerchantCommand {
    /// Register a contracted merchant; prints its id
    Add(Box<MerchantAdd>),
    /// Add an account at a network to a registered merchant, or change its number
    Account(MerchantAccounts),
}

/// A new merchant.
#[derive(Debug, Args)]
pub(crate) struct MerchantAdd {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    /// The registered name of the company
    #[arg(long)]
    pub(crate) legal_name: String,
    /// A short name for card statements
    #[arg(long)]
    pub(crate) short_name: String,
    /// The company's registration number (USCC)
    #[arg(long)]
    pub(crate) uscc: String,
    /// Its number at UnionPay; the same as `--account union_pay=<number>`
    #[arg(long, required_unless_present = "accounts")]
    pub(crate) network_no: Option<String>,
    /// Its number at a network, as `<channel>=<number>`; may repeat
    #[arg(long = "account", value_name = "CHANNEL=NUMBER", value_parser = account)]
    pub(crate) accounts: Vec<AccountNumber>,
    /// Merchant category code (ISO 18245)
    #[arg(long)]
    pub(crate) mcc: String,
    /// A product under contract; may repeat
    #[arg(long, required = true)]
    pub(crate) product: Vec<String>,
    /// The name on the pay page (the short name if not given)
    #[arg(long)]
    pub(crate) display_name: Option<String>,
    /// The colour of the pay page, `#rrggbb`
    #[arg(long, default_value = "#1f5fbf")]
    pub(crate) colour: String,
    /// How round corners are: square, soft or round
    #[arg(long, default_value = "soft")]
    pub(crate) radius: String,
    /// The font stack: system, serif or rounded
    #[arg(long, default_value = "system")]
    pub(crate) font: String,
    /// A logo file, PNG or plain SVG, at most 32 KiB
    #[arg(long)]
    pub(crate) logo_file: Option<PathBuf>,
    /// One line on who helps
    #[arg(long)]
    pub(crate) support: Option<String>,
}

/// New accounts of a merchant.
#[derive(Debug, Args)]
pub(crate) struct MerchantAccounts {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    /// The merchant's id
    #[arg(value_parser = merchant_id)]
    pub(crate) merchant: MerchantId,
    /// Its number at a network, as `<channel>=<number>`; may repeat
    #[arg(long = "account", value_name = "CHANNEL=NUMBER", value_parser = account, required = true)]
    pub(crate) accounts: Vec<AccountNumber>,
}

/// Reads a network, or one address as a network of its own.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let address = |_| text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(address);
    network.map_err(|_| "not a CIDR network and not an address".to_owned())
}

/// Reads the id of a merchant.
fn merchant_id(text: &str) -> Result<MerchantId, String> {
    MerchantId::parse(text).ok_or_else(|| "not a merchant's id".to_owned())
}

/// Reads `<channel>=<number>`.
fn account(text: &str) -> Result<AccountNumber, String> {
    let parts = text.split_once('=');
    let account = parts.and_then(|(channel, number)| {
        let channel = ChannelId::parse(channel)?;
        Some(AccountNumber::for_all_products(channel, number.to_owned()))
    });
    account.ok_or_else(|| "not <channel>=<number>".to_owned())
}
