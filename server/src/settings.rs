//! Builds the engine's settings from the command line, and reads the files that
//! flags name. Errors name the flag, never a file's content.

mod binary_file;
pub(crate) mod flag_value;
pub(crate) mod networks;
pub(crate) mod provider;

use crate::cli::Serve;
use crate::listen::most_streams;
use engine::{OpenError, Settings};
use flag_value::{origin, secret, unusable};

/// The engine's settings of `paydesk serve`.
pub(crate) fn from_flags(serve: &Serve) -> anyhow::Result<Settings> {
    let public_url = origin("--public-url", &serve.public_url, "https://pay.example")?;
    let console_url = match &serve.console_url {
        Some(url) => origin("--console-url", url, "https://console.pay.example")?,
        None => public_url.clone(),
    };
    // The desk, and the consoles where they are apart.
    let listeners = 1 + usize::from(serve.console_listen.is_some());
    Ok(Settings {
        channels: serve.networks.channels(&public_url)?,
        database: serve.database.read()?,
        provider_key_pem: secret("--provider-key-file", &serve.provider_key_file)?,
        seal_key: secret("--seal-key-file", &serve.seal_key_file)?,
        webhook_allow: serve.webhook_allow.clone(),
        allow_http: false,
        test_cards: false,
        orders_per_second: serve.orders_per_second,
        open_streams: most_streams(listeners),
        public_url,
        console_url,
    })
}

/// Names the flag and the file of a key that the engine refuses.
pub(crate) fn refused(serve: &Serve, error: OpenError) -> anyhow::Error {
    match error {
        OpenError::ProviderKey(why) => {
            unusable("--provider-key-file", &serve.provider_key_file, &why)
        }
        OpenError::SealKey(why) => unusable("--seal-key-file", &serve.seal_key_file, &why),
        other => other.into(),
    }
}
