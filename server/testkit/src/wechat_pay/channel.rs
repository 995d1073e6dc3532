//! The channel of a Paydesk that is connected to this WeChat Pay.

use super::keys::{KEYS, PUBLIC_KEY_ID};
use super::{API_KEY, ORIGIN, SP_APPID, SP_MCHID, call, message};
use channels::Channel as _;
use channels::wechatpay::{Config, PlatformPublicKey, WechatPay};
use domain::clock::At;
use domain::secret::Secret;
use std::sync::Arc;

/// The WeChat Pay channel of a Paydesk with this public URL. It verifies with
/// the public key and with the platform certificate, which it has fetched at
/// `now`.
pub fn wechat_pay(desk: &str, now: At) -> Arc<WechatPay> {
    let channel = WechatPay::new(&config(desk)).expect("the settings are good");
    let published = channel.published_certificates().expect("fetched");
    let call = call::read(&published.call(now).expect("a call")).expect("to WeChat Pay");
    let reply = message::certificates().signed(call.signer, now);
    published.accept(&reply, now).expect("certificates");
    Arc::new(channel)
}

fn config(desk: &str) -> Config {
    Config {
        base_url: ORIGIN.into(),
        notify_url: format!("{desk}/notify/wechat_pay"),
        sp_appid: SP_APPID.into(),
        sp_mchid: SP_MCHID.into(),
        signing_key_pem: Secret::new(KEYS.partner_pem.as_str()),
        signing_cert_pem: KEYS.partner_cert.clone(),
        api_v3_key: Secret::new(API_KEY),
        public_key: Some(PlatformPublicKey {
            id: PUBLIC_KEY_ID.into(),
            pem: KEYS.public_pem.clone(),
        }),
        platform_certificates: true,
    }
}
