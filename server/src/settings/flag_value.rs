//! Reads what a flag names: an address, or a file. Errors name the flag, never
//! a file's content.

use crate::data_folder::read_secret;
use anyhow::{Context, bail};
use domain::origin::Origin;
use domain::secret::Secret;
use std::fs;
use std::path::Path;

/// An origin in the form that browsers and signatures use. Plain HTTP is
/// allowed for loopback only. The error does not repeat the value, which may
/// hold a password.
pub(crate) fn origin(flag: &str, address: &str) -> anyhow::Result<String> {
    let origin = Origin::alone(address.trim_end_matches('/')).with_context(|| flag.to_owned())?;
    if !origin.is_https() && !origin.is_loopback() {
        bail!("{flag}: the address must begin with https://");
    }
    Ok(origin.as_str().to_owned())
}

/// An address before the paths of an API: an [`origin`]. On loopback it may have
/// a path, because the sandbox serves several networks.
pub(crate) fn base_url(flag: &str, address: &str) -> anyhow::Result<String> {
    let address = address.trim_end_matches('/');
    let path = address.splitn(4, '/').nth(3);
    match (path, Origin::of(address)) {
        (Some(path), Ok(origin)) if origin.is_loopback() => {
            Ok(format!("{}/{path}", origin.as_str()))
        }
        _ => origin(flag, address),
    }
}

/// A file with a secret.
pub(crate) fn secret(flag: &str, path: &Path) -> anyhow::Result<Secret> {
    read_secret(path).with_context(|| flag.to_owned())
}

/// A text file.
pub(crate) fn text(flag: &str, path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{flag}: {} cannot be read", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{base_url, origin};

    #[test]
    fn an_address_has_one_spelling() {
        for (given, meant) in [
            ("https://Pay.Example:443", "https://pay.example"),
            ("HTTPS://pay.example/", "https://pay.example"),
            ("https://pay.example:8443", "https://pay.example:8443"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://localhost:80", "http://localhost"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(origin("--public-url", given).expect(given), meant);
        }
    }

    #[test]
    fn one_that_cannot_be_right_is_refused_by_its_flag_and_not_repeated() {
        for bad in [
            "http://pay.example",
            "http://192.168.1.5:3000",
            "https://user:hunter2@pay.example",
            "https://pay.example/desk",
            "https://pay.example?x=1",
            "https://pay.example#top",
            "https://pay_example",
            "https://支付.example",
            "pay.example",
            "ftp://pay.example",
            "https://",
            "",
        ] {
            let refused = origin("--public-url", bad).expect_err(bad);
            let told = format!("{refused:#}");
            assert!(told.starts_with("--public-url: "), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn only_on_this_machine_an_api_may_have_a_path() {
        let sandbox = base_url("--wechat-pay-url", "http://127.0.0.1:3002/wechat_pay/");
        assert_eq!(sandbox.expect("taken"), "http://127.0.0.1:3002/wechat_pay");
        let real = base_url("--wechat-pay-url", "https://api.mch.weixin.qq.com/");
        assert_eq!(real.expect("taken"), "https://api.mch.weixin.qq.com");
        for bad in [
            "https://api.mch.weixin.qq.com/v3",
            "http://api.mch.weixin.qq.com",
            "http://user:hunter2@127.0.0.1/wechat_pay",
            "127.0.0.1/wechat_pay",
        ] {
            let refused = base_url("--wechat-pay-url", bad).expect_err(bad);
            let told = format!("{refused:#}");
            assert!(told.starts_with("--wechat-pay-url: "), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}
