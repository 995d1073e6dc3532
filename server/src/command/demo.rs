//! `paydesk demo`: the desk, the demo mall and the sandbox networks in one
//! process with sample data. Each has its own port; they communicate over HTTP.

mod demo_json;
mod people;
mod seeds;
mod terms;

use crate::cli::Demo;
use crate::data_folder::{DataFolder, ed25519_public_der};
use crate::listen::{PhaseWatch, Service, bind, bind_if_given, most_streams, serve_until_signal};
use crate::metrics::Metrics;
use crate::ops;
use crate::settings::networks;
use crate::trusted_proxies::TrustedProxies;
use crate::web::Web;
use anyhow::Context;
use domain::console::Scope;
use domain::secret::Secret;
use engine::system::{SystemClock, SystemEntropy};
use engine::{Engine, ORDERS_PER_SECOND, Settings};
use sandbox::keys::SandboxKeys;
use sandbox::mall::{DemoMall, MallSettings};
use sandbox::networks::SandboxNetwork;
use seeds::{MALL_KEY_ID, Seeded};
use std::sync::Arc;
use std::time::Duration;
use store::Database;
use tokio::net::TcpListener;

/// The desk, the demo mall and the sandbox; perhaps the consoles.
const PUBLIC_LISTENERS: usize = 4;

/// The addresses, as browsers use them.
struct Addresses {
    desk: String,
    console: String,
    mall: String,
    sandbox: String,
}

/// Serves until Ctrl-C or SIGTERM.
pub(crate) async fn run(flags: &Demo) -> anyhow::Result<()> {
    let data = DataFolder::open(&flags.data)?;
    let desk = bind(flags.listen, "the desk")?;
    let console = bind_if_given(flags.console_listen, "the consoles")?;
    let mall = bind(flags.mall_listen, "the demo mall")?;
    let networks = bind(flags.sandbox_listen, "the sandbox")?;
    let ops_listener = bind(flags.ops_listen, "operations")?;
    let at = Addresses {
        desk: address(&desk)?,
        console: named_address(console.as_ref().unwrap_or(&desk))?,
        mall: address(&mall)?,
        sandbox: address(&networks)?,
    };

    let clock = Arc::new(SystemClock);
    let entropy = Arc::new(SystemEntropy);
    let kit = SandboxKeys::load_or_create(&data.path(""))?;
    let network = SandboxNetwork::open(&data.path(""), &kit, clock.clone(), entropy.clone())?;
    let settings = settings(&data, &kit, &at)?;
    let engine = Engine::open(settings, clock.clone(), entropy.clone()).await?;
    let mall_key = data.ed25519_key("keys/mall.pem")?;
    let seeded =
        seeds::insert_missing(&engine.registry(), &at.mall, ed25519_public_der(&mall_key)?).await?;
    let mall_settings = mall_settings(&data, &at, mall_key, &seeded);
    let shop = DemoMall::open(mall_settings, clock.clone(), entropy.clone())?;
    let owned = Scope::Merchant(seeded.merchants[0].id.clone());
    let store = seeded.stores.first().map(|store| store.id.clone());
    let people = people::load_or_create(&data, &engine, (owned, store)).await?;
    demo_json::write(&data, &at, &seeded, &people)?;

    let metrics = Arc::new(Metrics::new());
    let web = Web {
        engine: Arc::clone(&engine),
        clock: clock.clone(),
        entropy,
        metrics: Arc::clone(&metrics),
        public_url: at.desk.clone(),
        console_url: at.console.clone(),
        console_apart: console.is_some(),
        networks: engine.form_origins(),
        provider: terms::provider(),
        security_contact: None,
        trusted_proxies: TrustedProxies::default(),
    };
    let jobs = engine.start_jobs();
    let notices = network.start_notices();
    let catching_up = shop.start();
    print_addresses(&at, &address(&ops_listener)?);
    let demo_routes = terms::routes().merge(people::routes(people, clock));
    let routers = web.routers();
    let router = routers.desk.merge(demo_routes);
    let mut public = vec![
        Service::new("desk", desk, router),
        Service::new("demo mall", mall, shop.router()),
        Service::new("sandbox", networks, network.router()),
    ];
    let apart = console.zip(routers.console);
    public.extend(apart.map(|(listener, router)| Service::new("consoles", listener, router)));
    let (phase, phases) = PhaseWatch::channel();
    let ops = ops::router(Arc::clone(&metrics), Arc::clone(&engine), phases);
    let operations = Service::new("operations", ops_listener, ops);
    let limited = &metrics.limited_connections;
    serve_until_signal(public, operations, Duration::ZERO, phase, limited).await?;
    catching_up.abort();
    notices.abort();
    jobs.stop().await;
    engine.close().await;
    Ok(())
}

/// The listener's own address: the port may have been 0.
fn address(listener: &TcpListener) -> anyhow::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// The same by name where it is this machine's: passkeys need one.
fn named_address(listener: &TcpListener) -> anyhow::Result<String> {
    let at = listener.local_addr()?;
    if at.ip().is_loopback() {
        return Ok(format!("http://localhost:{}", at.port()));
    }
    address(listener)
}

fn mall_settings(data: &DataFolder, at: &Addresses, key: Secret, seeded: &Seeded) -> MallSettings {
    MallSettings {
        desk_url: at.desk.clone(),
        own_url: at.mall.clone(),
        sandbox_url: at.sandbox.clone(),
        key_id: MALL_KEY_ID.to_owned(),
        private_key_pem: key,
        merchants: seeded.stores(),
        data_dir: data.path("mall"),
    }
}

fn settings(data: &DataFolder, kit: &SandboxKeys, at: &Addresses) -> anyhow::Result<Settings> {
    Ok(Settings {
        public_url: at.desk.clone(),
        console_url: at.console.clone(),
        database: Database::Sqlite(data.path("paydesk.db")),
        provider_key_pem: data.ed25519_key("keys/provider.pem")?,
        seal_key: data.random_key("keys/seal.b64", &SystemEntropy)?,
        channels: networks::sandbox(kit, &at.sandbox, &at.desk)?,
        // The demo mall is on this machine. `paydesk serve` sends no event to a
        // private address unless `--webhook-allow` lists it.
        webhook_allow: ["127.0.0.0/8", "::1/128"]
            .into_iter()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .context("the loopback networks")?,
        allow_http: true,
        test_cards: true,
        orders_per_second: ORDERS_PER_SECOND,
        open_streams: most_streams(PUBLIC_LISTENERS),
    })
}

fn print_addresses(at: &Addresses, ops: &str) {
    println!(
        "Paydesk demo (no money moves)\n\n  \
         demo mall   {mall}        buy something here\n  \
         phone       {sandbox}/phone  SMS codes; scans QR codes\n  \
         troubles    {sandbox}/control  declines, lost notices, time-outs\n  \
         desk        {desk}        API; its description is /openapi.json\n  \
         consoles    {console}/console  names, passwords and codes: {desk}{codes}\n  \
         operations  {ops}        /healthz /readyz /metrics\n\n\
         Ctrl-C ends it; the data folder keeps everything.",
        mall = at.mall,
        sandbox = at.sandbox,
        desk = at.desk,
        console = at.console,
        codes = people::CODES,
    );
}
