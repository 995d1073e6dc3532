//! `paydesk serve`: the desk alone, against real networks.

use crate::cli::Serve;
use crate::listen::{PhaseWatch, Service, bind, bind_if_given, serve_until_signal};
use crate::metrics::Metrics;
use crate::ops;
use crate::security_txt::NO_SECURITY_CONTACT;
use crate::settings::{self, provider::missing};
use crate::trusted_proxies::TrustedProxies;
use crate::web::Web;
use engine::Engine;
use engine::system::{SystemClock, SystemEntropy};
use std::sync::Arc;
use std::time::Duration;

/// Serves until Ctrl-C or SIGTERM.
pub(crate) async fn run(flags: &Serve) -> anyhow::Result<()> {
    let settings = settings::from_flags(flags)?;
    let provider = flags.provider.read()?;
    let public_url = settings.public_url.clone();
    let console_url = settings.console_url.clone();
    let clock = Arc::new(SystemClock);
    let entropy = Arc::new(SystemEntropy);
    let opened = Engine::open(settings, clock.clone(), entropy.clone()).await;
    let engine = opened.map_err(|error| settings::refused(flags, error))?;
    let metrics = Arc::new(Metrics::new());
    let desk = bind(flags.listen, "the desk")?;
    let console = bind_if_given(flags.console_listen, "the consoles")?;
    let ops_listener = bind(flags.ops_listen, "operations")?;
    tracing::info!(address = %flags.listen, public_url, "the desk listens");
    for flag in missing(&provider) {
        tracing::warn!(
            flag,
            "shoppers are not told who runs the pay page: a setting is missing"
        );
    }
    if flags.security_contact.is_none() {
        tracing::warn!(flag = "--security-contact", "{NO_SECURITY_CONTACT}");
    }
    let web = Web {
        engine: Arc::clone(&engine),
        clock,
        entropy,
        metrics: Arc::clone(&metrics),
        public_url,
        console_url,
        console_apart: console.is_some(),
        networks: engine.form_origins(),
        provider,
        security_contact: flags.security_contact.clone(),
        trusted_proxies: TrustedProxies::new(&flags.trust_proxy),
    };
    let (phase, phases) = PhaseWatch::channel();
    let jobs = engine.start_jobs();
    let routers = web.routers();
    let mut public = vec![Service::new("desk", desk, routers.desk)];
    let apart = console.zip(routers.console);
    public.extend(apart.map(|(listener, router)| Service::new("consoles", listener, router)));
    let router = ops::router(Arc::clone(&metrics), Arc::clone(&engine), phases);
    let operations = Service::new("operations", ops_listener, router);
    let drain = Duration::from_secs(flags.drain_s);
    let limited = &metrics.limited_connections;
    serve_until_signal(public, operations, drain, phase, limited).await?;
    jobs.stop().await;
    engine.close().await;
    Ok(())
}
