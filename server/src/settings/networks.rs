//! The networks that a desk connects to. A new network is a file beside
//! `union_pay.rs` and a line in [`NetworkFlags`], [`NetworkFlags::channels`] and
//! [`sandbox`].
//!
//! A network that may be left out has flags of the type `Option`. Their clap
//! group requires all that its channel needs, so that the network is configured
//! by all of them or by none.

mod union_pay;
mod wechat_pay;

use channels::{Channel, Channels, unionpay, wechatpay};
use clap::Args;
use domain::channel_id::ChannelId;
use domain::merchant::AccountNumber;
#[cfg(feature = "sandbox")]
use sandbox::keys::SandboxKeys;
use std::sync::Arc;
use union_pay::UnionPayFlags;
use wechat_pay::WechatPayFlags;

/// The connections to the networks.
#[derive(Debug, Args)]
pub(crate) struct NetworkFlags {
    #[command(flatten)]
    union_pay: UnionPayFlags,
    #[command(flatten)]
    wechat_pay: Option<WechatPayFlags>,
}

impl NetworkFlags {
    /// The channels of a desk with this address, the preferred one first.
    pub(super) fn channels(&self, desk: &str) -> anyhow::Result<Channels> {
        let union_pay = self.union_pay.channel(notice_url(desk, &unionpay::ID))?;
        let mut channels: Vec<Arc<dyn Channel>> = vec![Arc::new(union_pay)];
        if let Some(flags) = &self.wechat_pay {
            let channel = flags.channel(notice_url(desk, &wechatpay::ID))?;
            channels.push(Arc::new(channel));
        }
        Ok(Channels::new(channels))
    }
}

/// The channels of the demo, to the sandbox at this address.
#[cfg(feature = "sandbox")]
pub(crate) fn sandbox(keys: &SandboxKeys, sandbox: &str, desk: &str) -> anyhow::Result<Channels> {
    let notices = |id| notice_url(desk, id);
    let union_pay = union_pay::sandbox(keys.union_pay(), sandbox, notices(&unionpay::ID))?;
    let wechat_pay = wechat_pay::sandbox(keys.wechat_pay(), sandbox, notices(&wechatpay::ID))?;
    Ok(Channels::new(vec![
        Arc::new(union_pay),
        Arc::new(wechat_pay),
    ]))
}

/// A merchant's account at the network that `--network-no` means: the one that
/// this program began with.
pub(crate) fn first_network_account(number: &str) -> AccountNumber {
    AccountNumber::for_all_products(unionpay::ID.clone(), number.to_owned())
}

/// Where a network sends its notices.
fn notice_url(desk: &str, channel: &ChannelId) -> String {
    format!("{desk}/notify/{channel}")
}

#[cfg(test)]
mod tests {
    use clap::{Args, Parser};

    /// The flags of an invented network that may be left out.
    #[derive(Debug, Args)]
    #[group(requires_all = ["id", "key_file"])]
    struct InventedFlags {
        #[arg(long = "invented-url", default_value = "https://invented.example")]
        url: String,
        #[arg(long = "invented-id", required = false)]
        id: String,
        #[arg(long = "invented-key-file", required = false)]
        key_file: String,
        #[arg(long = "invented-test")]
        test: bool,
    }

    #[derive(Debug, Parser)]
    struct Flags {
        #[command(flatten)]
        invented: Option<InventedFlags>,
    }

    #[test]
    fn a_network_is_configured_by_all_its_flags_or_by_none() {
        let read = |flags: &[&str]| Flags::try_parse_from([&["paydesk"], flags].concat());
        assert!(read(&[]).expect("none").invented.is_none());
        let all = ["--invented-id", "1", "--invented-key-file", "k"];
        let flags = read(&all).expect("all").invented.expect("configured");
        assert_eq!(flags.url, "https://invented.example");
        assert!(!flags.test);
        assert_eq!((&*flags.id, &*flags.key_file), ("1", "k"));
        for some in [&all[..2], &all[2..], &["--invented-test"]] {
            let refused = read(some).expect_err("not enough").to_string();
            assert!(refused.contains("--invented-"), "{refused}");
        }
    }
}
