//! Reads what a flag names: an address, or a file. Errors name the flag, never
//! a file's content.

use crate::data_folder::read_secret;
use crate::settings::binary_file;
use anyhow::{Context, anyhow, bail};
use domain::origin::Origin;
use domain::secret::Secret;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use zeroize::Zeroizing;

/// An origin in the form that browsers and signatures use. Plain HTTP is
/// allowed for loopback only. The error does not repeat the value, which may
/// hold a password; it gives an example of the flag's kind.
pub(crate) fn origin(flag: &str, address: &str, example: &str) -> anyhow::Result<String> {
    let refused = |error| anyhow!("{flag}: {error} (an example: {example})");
    let origin = Origin::alone(address.trim_end_matches('/')).map_err(refused)?;
    if !origin.is_https() && !origin.is_loopback() {
        bail!("{flag}: the address must begin with https:// (an example: {example})");
    }
    Ok(origin.as_str().to_owned())
}

/// An address before the paths of an API: an [`origin`]. On loopback it may have
/// a path, because the sandbox serves several networks.
pub(crate) fn base_url(flag: &str, address: &str, example: &str) -> anyhow::Result<String> {
    let address = address.trim_end_matches('/');
    let path = address.splitn(4, '/').nth(3);
    match (path, Origin::of(address)) {
        (Some(path), Ok(origin)) if origin.is_loopback() => {
            Ok(format!("{}/{path}", origin.as_str()))
        }
        _ => origin(flag, address, example),
    }
}

/// A file with a secret.
pub(crate) fn secret(flag: &str, path: &Path) -> anyhow::Result<Secret> {
    read_secret(path).map_err(|error| match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => match binary_file::description(&bytes, path) {
            Some(what) => unusable(flag, path, &what),
            None => error.context(flag.to_owned()),
        },
        Err(_) => error.context(flag.to_owned()),
    })
}

/// A text file.
pub(crate) fn text(flag: &str, path: &Path) -> anyhow::Result<String> {
    let unread = || format!("{flag}: {} cannot be read", path.display());
    let bytes = fs::read(path).with_context(unread)?;
    if let Some(what) = binary_file::description(&bytes, path) {
        return Err(unusable(flag, path, &what));
    }
    String::from_utf8(bytes).with_context(unread)
}

/// A file that cannot be what its flag means.
pub(crate) fn unusable(flag: &str, path: &Path, why: &impl Display) -> anyhow::Error {
    anyhow!("{flag}: {}: {why}", path.display())
}

#[cfg(test)]
mod tests {
    use super::{base_url, origin};

    const EXAMPLE: &str = "https://gateway.example";

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
            assert_eq!(origin("--public-url", given, EXAMPLE).expect(given), meant);
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
            let refused = origin("--public-url", bad, EXAMPLE).expect_err(bad);
            let told = format!("{refused:#}");
            assert!(told.contains(EXAMPLE), "{told}");
            assert_eq!(told.contains("punycode"), bad.contains("支付"), "{told}");
            assert!(told.starts_with("--public-url: "), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn only_on_this_machine_an_api_may_have_a_path() {
        let sandbox = base_url(
            "--wechat-pay-url",
            "http://127.0.0.1:3002/wechat_pay/",
            EXAMPLE,
        );
        assert_eq!(sandbox.expect("taken"), "http://127.0.0.1:3002/wechat_pay");
        let real = base_url(
            "--wechat-pay-url",
            "https://api.mch.weixin.qq.com/",
            EXAMPLE,
        );
        assert_eq!(real.expect("taken"), "https://api.mch.weixin.qq.com");
        for bad in [
            "https://api.mch.weixin.qq.com/v3",
            "http://api.mch.weixin.qq.com",
            "http://user:hunter2@127.0.0.1/wechat_pay",
            "127.0.0.1/wechat_pay",
        ] {
            let refused = base_url("--wechat-pay-url", bad, EXAMPLE).expect_err(bad);
            let told = format!("{refused:#}");
            assert!(told.starts_with("--wechat-pay-url: "), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}
