//! `paydesk doctor`: checks settings, keys and database, one line each.

use crate::cli::Serve;
use crate::security_txt::NO_SECURITY_CONTACT;
use crate::settings::{self, provider::missing};
use anyhow::bail;
use channels::CertificateExpiry;
use domain::channel_id::ChannelId;
use domain::clock::At;
use engine::Engine;
use engine::system::{SystemClock, SystemEntropy};
use std::sync::Arc;
use store::schema_differences;

/// A certificate that ends within so many days is named.
const ENDS_SOON_DAYS: i64 = 30;

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
    if flags.security_contact.is_none() {
        println!("--  --security-contact is missing: {NO_SECURITY_CONTACT}");
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
    let opened = Engine::open(settings, Arc::new(SystemClock), Arc::new(SystemEntropy)).await;
    let engine = opened.map_err(|error| settings::refused(flags, error))?;
    let networks = engine.form_origins().join(" ");
    println!("ok  keys and certificates fit together ({networks})");
    let now = engine.now();
    let certificates: Vec<_> = engine.certificates().collect();
    let invalid = certificates.iter().filter_map(|c| invalid_line(c, now));
    let invalid: Vec<String> = invalid.collect();
    for (channel, certificate) in &certificates {
        let days = certificate.days_left(now);
        if (0..=ENDS_SOON_DAYS).contains(&days) {
            let (name, end) = (certificate.name, certificate.not_after.rfc3339());
            println!("--  {channel}: the {name} certificate ends in {days} days, at {end}");
        }
    }
    let ready = engine.ready().await;
    engine.close().await;
    if !ready {
        bail!("{database} does not answer");
    }
    for line in &invalid {
        println!("no  {line}");
    }
    if !invalid.is_empty() {
        bail!("a certificate is not valid now");
    }
    Ok(())
}

/// Why a certificate cannot be used, if it cannot.
fn invalid_line(
    (channel, certificate): &(&ChannelId, CertificateExpiry),
    now: At,
) -> Option<String> {
    let name = certificate.name;
    if certificate.has_ended(now) {
        let end = certificate.not_after.rfc3339();
        Some(format!(
            "{channel}: the {name} certificate ended at {end}, so the network is not offered"
        ))
    } else if certificate.has_not_begun(now) {
        let begin = certificate.not_before.rfc3339();
        Some(format!(
            "{channel}: the {name} certificate is valid only from {begin}"
        ))
    } else {
        None
    }
}
