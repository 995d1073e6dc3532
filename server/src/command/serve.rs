//! `paydesk serve`: the desk alone, against real networks.

use crate::cli::Serve;
use crate::listen::{PhaseWatch, Service, bind, serve_until_signal};
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
    let clock = Arc::new(SystemClock);
    let entropy = Arc::new(SystemEntropy);
    let opened = Engine::open(settings, clock.clone(), entropy.clone()).await;
    let engine = opened.map_err(|error| settings::refused(flags, error))?;
    let metrics = Arc::new(Metrics::new());
    let desk = bind(flags.listen, "the desk")?;
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
        networks: engine.form_origins(),
        provider,
        security_contact: flags.security_contact.clone(),
        trusted_proxies: TrustedProxies::new(&flags.trust_proxy),
    };
    let (phase, phases) = PhaseWatch::channel();
    let jobs = engine.start_jobs();
    let desk = Service {
        name: "desk",
        listener: desk,
        router: web.router(),
    };
    let operations = Service {
        name: "operations",
        listener: ops_listener,
        router: ops::router(Arc::clone(&metrics), Arc::clone(&engine), phases),
    };
    let drain = Duration::from_secs(flags.drain_s);
    serve_until_signal(
        vec![desk],
        operations,
        drain,
        phase,
        &metrics.limited_connections,
    )
    .await?;
    jobs.stop().await;
    engine.close().await;
    Ok(())
}
