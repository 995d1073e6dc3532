//! Settings that are refused, and the setting that the error names.

use crate::kit::{self, KIT, config, config_of_certificates};
use channels::wechatpay::{Config, ConfigError, PlatformPublicKey, WechatPay};
use channels::{Channel as _, PaymentMethod, check_account};
use domain::merchant::MerchantAccount;
use domain::product::Product;
use domain::secret::Secret;

fn refused(config: &Config) -> ConfigError {
    WechatPay::new(config).expect_err("refused")
}

#[test]
fn an_error_names_the_setting() {
    let text = |change: fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        refused(&config).to_string()
    };
    for (change, named) in [
        (
            (|c| c.base_url = "api.mch.weixin.qq.com".into()) as fn(&mut Config),
            "base_url",
        ),
        (
            |c| c.base_url = "https://api.mch.weixin.qq.com?a=1".into(),
            "base_url",
        ),
        (|c| c.base_url = "https://a@b".into(), "base_url"),
        (|c| c.notify_url = "/notify".into(), "notify_url"),
        (
            |c| c.notify_url = "https://desk.example/notify?a=1".into(),
            "notify_url",
        ),
        (
            |c| c.notify_url = format!("https://desk.example/{}", "n".repeat(240)),
            "notify_url",
        ),
        (|c| c.sp_appid.clear(), "sp_appid"),
        (|c| c.sp_appid = "wx-8".into(), "sp_appid"),
        (|c| c.sp_mchid = "12300".into(), "sp_mchid"),
        (|c| c.sp_mchid = "123000010x".into(), "sp_mchid"),
        (
            |c| c.signing_key_pem = Secret::new("-----BEGIN"),
            "signing_key_pem",
        ),
        (|c| c.signing_cert_pem.clear(), "signing_cert_pem"),
        (
            |c| c.signing_cert_pem = KIT.platform.cert_pem.clone(),
            "signing_cert_pem",
        ),
        (|c| c.api_v3_key = Secret::new("short"), "api_v3_key"),
        (|c| c.public_key = None, "public_key"),
    ] {
        let text = text(change);
        assert!(text.contains(named), "{named}: {text}");
    }
    for (id, pem) in [
        ("PUB_KEY_ID_", KIT.public.cert_pem.as_str()),
        ("0112300001092026", &KIT.public.cert_pem),
        ("PUB_KEY_ID_1\n", &KIT.public.cert_pem),
        (kit::PUBLIC_KEY_ID, &KIT.platform.cert_pem),
        (kit::PUBLIC_KEY_ID, ""),
    ] {
        let key = PlatformPublicKey {
            id: id.into(),
            pem: pem.into(),
        };
        let error = refused(&Config {
            public_key: Some(key),
            ..config()
        });
        assert!(error.to_string().contains("public_key"), "{id}: {error}");
    }
}

#[test]
fn one_key_of_the_network_is_needed_and_both_are_taken() {
    assert!(WechatPay::new(&config_of_certificates()).is_ok());
    let both = Config {
        platform_certificates: true,
        ..config()
    };
    assert!(WechatPay::new(&both).is_ok());
    let neither = Config {
        public_key: None,
        ..config()
    };
    assert_eq!(refused(&neither), ConfigError::NoPlatformKey);
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?} {:?}", config(), kit::channel());
    assert!(!shown.contains(kit::API_KEY) && !shown.contains("PRIVATE KEY"));
}

#[test]
fn a_channel_of_wechat_pay() {
    let channel = kit::channel();
    assert_eq!(channel.id().as_str(), "wechat_pay");
    assert!(channel.can_close());
    let routes = channel.routes().iter();
    let routes: Vec<_> = routes.map(|route| (route.product, route.paid_by)).collect();
    assert_eq!(routes, [(Product::Wechat, PaymentMethod::Qr)]);
    assert!(channel.form_origins().is_empty());
    let acknowledged = channel.acknowledge();
    assert_eq!((acknowledged.status, acknowledged.body), (204, Vec::new()));
}

#[test]
fn an_account_is_checked_with_and_without_the_settings() {
    let known = channels::wechatpay::ID.clone();
    assert_eq!(check_account(&known, &kit::account()), Ok(()));
    assert_eq!(kit::channel().check_account(&kit::account()), Ok(()));
    let partner = MerchantAccount {
        number: kit::SP_MCHID.into(),
        ..kit::account()
    };
    let refusal = kit::channel().check_account(&partner).expect_err("refused");
    assert_eq!(refusal.pointer.as_deref(), Some("/network_no"));
    let other = MerchantAccount {
        number: "777290058167151".into(),
        ..kit::account()
    };
    assert!(check_account(&known, &other).is_err());
}
