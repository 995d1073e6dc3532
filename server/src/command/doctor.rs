//! `paydesk doctor`: checks settings, keys and database, one line each.

use crate::cli::Serve;
use crate::settings::{self, provider::missing};
use anyhow::bail;
use channels::CertificateExpiry;
use domain::channel_id::ChannelId;
use engine::Engine;
use engine::system::{SystemClock, SystemEntropy};
use std::sync::Arc;
use store::schema_differences;

/// Compares the database's schema, then opens everything that `serve` opens,
/// without serving. Stops at the first error, but prints every difference of
/// the schema.
pub(crate) async fn run(flags: &Serve) -> anyhow::Result<()> {
    let settings = settings::from_flags(flags)?;
    let provider = flags.provider.read()?;
    println!("ok  settings and key files can be read");
    for flag in missing(&provider) {
        println!("--  {flag} is missing: shoppers are not told who runs the pay page");
    }
    let database = settings.database.to_string();
    let differences = schema_differences(&settings.database).await?;
    for line in &differences {
        println!("no  {line}");
    }
    if !differences.is_empty() {
        bail!("{database}: its schema is not what this version makes");
    }
    println!("ok  the database answers and has this version's schema ({database})");
    let engine = Engine::open(settings, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
    let networks = engine.form_origins().join(" ");
    println!("ok  keys and certificates fit together ({networks})");
    let now = engine.now();
    let ended = engine.certificates().filter(|(_, c)| c.has_ended(now));
    let ended: Vec<String> = ended.map(ended_line).collect();
    let ready = engine.ready().await;
    engine.close().await;
    if !ready {
        bail!("{database} does not answer");
    }
    for line in &ended {
        println!("no  {line}");
    }
    if !ended.is_empty() {
        bail!("a certificate has ended, so its network is not offered");
    }
    Ok(())
}

fn ended_line((channel, certificate): (&ChannelId, CertificateExpiry)) -> String {
    let (name, end) = (certificate.name, certificate.not_after.rfc3339());
    format!("{channel}: the {name} certificate ended at {end}")
}
