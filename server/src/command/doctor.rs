//! `paydesk doctor`: are settings, keys and database right? One line each.

use crate::cli::Serve;
use crate::settings;
use crate::system::{SystemClock, SystemEntropy};
use anyhow::bail;
use engine::Engine;
use std::sync::Arc;

/// Opens everything `serve` would open, serves nothing, and says what it
/// found. The error of the first thing that is wrong ends it.
pub(crate) async fn run(flags: &Serve) -> anyhow::Result<()> {
    let settings = settings::of(flags)?;
    println!("ok  settings and key files can be read");
    let networks = settings.union_pay.base_url.clone();
    let engine = Engine::open(settings, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    println!("ok  keys and certificates fit together ({networks})");
    if !engine.ready().await {
        bail!("the database does not answer");
    }
    println!("ok  the database answers and has this version's schema");
    engine.close().await;
    Ok(())
}
