//! The command line. Each setting of the server can also be a variable:
//! `PAYDESK_*`, or OpenTelemetry's own for traces. Secrets are read from files,
//! so that they do not appear in a process list.

mod database;
mod variables;

use crate::security_txt::SecurityContact;
use crate::settings::networks::NetworkFlags;
use crate::settings::provider::ProviderFlags;
use crate::telemetry::LogFormat;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
pub(crate) use database::DatabaseLocation;
use domain::channel_id::ChannelId;
use domain::ids::{MallId, MerchantId};
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

impl Cli {
    /// Reads the command line and the variables. Ends the process if it is not
    /// understood, or asks for help or the version.
    pub(crate) fn from_command_line() -> Self {
        let command = variables::with_usual_values(Self::command());
        let read = Self::from_arg_matches(&command.get_matches());
        read.unwrap_or_else(|error| error.format(&mut Self::command()).exit())
    }
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
    /// The provider's own staff
    #[command(subcommand)]
    Provider(ProviderCommand),
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
    /// Where the consoles listen, if not with the desk
    #[arg(long, env = "PAYDESK_CONSOLE_LISTEN")]
    pub(crate) console_listen: Option<SocketAddr>,
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
    /// Where the consoles listen, if not with the desk, which then has no pages below `/console`
    #[arg(long, env = "PAYDESK_CONSOLE_LISTEN", requires = "console_url")]
    pub(crate) console_listen: Option<SocketAddr>,
    /// How long `/readyz` answers 503 after Ctrl-C or SIGTERM before the desk accepts no more
    /// connections, in seconds: as long as a load balancer takes to notice
    #[arg(long, env = "PAYDESK_DRAIN_S", default_value_t = 5, value_parser = clap::value_parser!(u64).range(..=3600))]
    pub(crate) drain_s: u64,
    /// The desk's address as shoppers and malls see it, such as `https://pay.example`
    #[arg(long, env = "PAYDESK_PUBLIC_URL")]
    pub(crate) public_url: String,
    /// The consoles' address as their people see it, if it is not the desk's; passkeys are made for
    /// its host name
    #[arg(long, env = "PAYDESK_CONSOLE_URL")]
    pub(crate) console_url: Option<String>,
    /// File with the provider's Ed25519 signing key (PKCS#8 PEM): events, returns
    #[arg(long, env = "PAYDESK_PROVIDER_KEY_FILE")]
    pub(crate) provider_key_file: PathBuf,
    /// File with 32 random bytes in base64, which seal cards between steps and tokens at rest; older keys
    /// may follow, one a line, which still open
    #[arg(long, env = "PAYDESK_SEAL_KEY_FILE")]
    pub(crate) seal_key_file: PathBuf,
    /// Networks (CIDR) that events may be sent to although they are private; may repeat
    #[arg(long, env = "PAYDESK_WEBHOOK_ALLOW", value_delimiter = ',', value_parser = network)]
    pub(crate) webhook_allow: Vec<IpNet>,
    /// Where vulnerabilities are reported, for `/.well-known/security.txt`: an e-mail address, or a
    /// mailto:, tel: or https:// URI
    #[arg(long, env = "PAYDESK_SECURITY_CONTACT", value_parser = SecurityContact::parse)]
    pub(crate) security_contact: Option<SecurityContact>,
    /// Proxies (CIDR or address) whose `X-Forwarded-For` or `Forwarded` names the visitor; may repeat
    #[arg(long, env = "PAYDESK_TRUST_PROXY", value_delimiter = ',', value_parser = network)]
    pub(crate) trust_proxy: Vec<IpNet>,
    /// Orders that one mall may create per second and process; ten times as many at once
    #[arg(long, env = "PAYDESK_ORDERS_PER_SECOND", default_value_t = engine::ORDERS_PER_SECOND,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) orders_per_second: u32,
    #[command(flatten)]
    pub(crate) networks: NetworkFlags,
    #[command(flatten)]
    pub(crate) provider: ProviderFlags,
}

/// `paydesk mall ...`
#[derive(Debug, Subcommand)]
pub(crate) enum MallCommand {
    /// Register a mall and its first key; prints its id
    Add(MallAdd),
    /// Set where a mall's events are sent, also after its endpoint answered 410
    Webhook(MallWebhook),
    /// Let a mall create orders for merchants that are contracted for it
    Allow(MallMerchants),
    /// Let a mall create no more orders for merchants; its orders so far stay payable
    Deny(MallMerchants),
}

/// A mall's new address for events.
#[derive(Debug, Args)]
pub(crate) struct MallWebhook {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    /// The mall's id
    #[arg(value_parser = mall_id)]
    pub(crate) mall: MallId,
    /// Where events are sent: https on port 443 or 8443 of a public address
    #[arg(long)]
    pub(crate) webhook_url: String,
    /// Networks (CIDR) that events may be sent to although they are private, as `serve` has them
    #[arg(long, env = "PAYDESK_WEBHOOK_ALLOW", value_delimiter = ',', value_parser = network)]
    pub(crate) webhook_allow: Vec<IpNet>,
}

/// A mall and merchants.
#[derive(Debug, Args)]
pub(crate) struct MallMerchants {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    /// The mall's id
    #[arg(value_parser = mall_id)]
    pub(crate) mall: MallId,
    /// A merchant's id; may repeat
    #[arg(value_parser = merchant_id, required = true)]
    pub(crate) merchants: Vec<MerchantId>,
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
    /// Where events are sent: https on port 443 or 8443 of a public address
    #[arg(long)]
    pub(crate) webhook_url: Option<String>,
    /// Networks (CIDR) that events may be sent to although they are private, as `serve` has them
    #[arg(long, env = "PAYDESK_WEBHOOK_ALLOW", value_delimiter = ',', value_parser = network)]
    pub(crate) webhook_allow: Vec<IpNet>,
    /// The name the mall signs with (`keyid`): 1 to 64 visible ASCII characters
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
    /// Print a one-time link to the console for an owner of a merchant
    Invite(MerchantInvite),
}

/// The address of the consoles, as at `serve`.
#[derive(Debug, Args)]
pub(crate) struct ConsoleAddress {
    /// The public address of the desk, as at `serve`
    #[arg(
        long,
        env = "PAYDESK_PUBLIC_URL",
        required_unless_present = "console_url"
    )]
    pub(crate) public_url: Option<String>,
    /// The public address of the consoles, as at `serve`, if it is not the desk's
    #[arg(long, env = "PAYDESK_CONSOLE_URL")]
    pub(crate) console_url: Option<String>,
}

/// The first owner of a merchant.
#[derive(Debug, Args)]
pub(crate) struct MerchantInvite {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    #[command(flatten)]
    pub(crate) console: ConsoleAddress,
    /// The merchant's id
    #[arg(value_parser = merchant_id)]
    pub(crate) merchant: MerchantId,
}

/// `paydesk provider ...`
#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// Print a one-time link to the console for an administrator
    Invite(ProviderInvite),
}

/// The first administrator.
#[derive(Debug, Args)]
pub(crate) struct ProviderInvite {
    #[command(flatten)]
    pub(crate) database: DatabaseLocation,
    #[command(flatten)]
    pub(crate) console: ConsoleAddress,
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
    /// A mall that may create orders for it, by id; may repeat (`mall allow` adds more)
    #[arg(long = "mall", value_name = "MALL", value_parser = mall_id)]
    pub(crate) malls: Vec<MallId>,
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

/// Reads a network; an address alone is a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let network = text.parse::<IpNet>();
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    let refused = "not a network such as 10.20.0.0/16 or an address";
    network.or_else(|_| alone()).map_err(|_| refused.to_owned())
}

/// Reads the id of a mall.
fn mall_id(text: &str) -> Result<MallId, String> {
    MallId::parse(text).ok_or_else(|| "not a mall's id, which begins with mal_".to_owned())
}

/// Reads the id of a merchant.
fn merchant_id(text: &str) -> Result<MerchantId, String> {
    let refused = "not a merchant's id, which begins with mer_";
    MerchantId::parse(text).ok_or_else(|| refused.to_owned())
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
