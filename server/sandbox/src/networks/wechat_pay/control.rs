//! WeChat Pay's part of the control page: which key signs, and a new platform
//! certificate. Each action is a plain form; the same URLs accept JSON:
//! - `POST /control/wechat_pay/rotate` makes a platform certificate, which signs
//!   from now on;
//! - `POST /control/wechat_pay/mode {"mode":"public_key"}` (or `certificate`);
//! - `GET /control/wechat_pay` and both answer
//!   `{"mode","serials","public_key_id"}`, the newest serial number first.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::locale::Locale;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::WechatPay;
use super::platform_keys::SigningMode;
use crate::networks::page::is_json;
use crate::networks::page_language::PageLanguage;

/// The routes.
pub(super) fn routes() -> Router<Arc<WechatPay>> {
    Router::new()
        .route("/control/wechat_pay", get(keys))
        .route("/control/wechat_pay/rotate", post(rotate))
        .route("/control/wechat_pay/mode", post(mode))
}

#[derive(Debug, Deserialize)]
struct ModeForm {
    mode: SigningMode,
}

#[derive(Debug, Serialize)]
struct KeysReply {
    mode: SigningMode,
    serials: Vec<String>,
    public_key_id: String,
}

impl KeysReply {
    fn of(network: &WechatPay) -> Self {
        let platform = network.platform();
        Self {
            mode: platform.mode(),
            serials: platform.listed().map(|c| c.serial.clone()).collect(),
            public_key_id: platform.public_key_id().to_owned(),
        }
    }
}

async fn keys(State(network): State<Arc<WechatPay>>) -> Response {
    Json(KeysReply::of(&network)).into_response()
}

async fn rotate(
    State(network): State<Arc<WechatPay>>,
    language: PageLanguage,
    headers: HeaderMap,
) -> Response {
    let kit = Arc::clone(&network.kit);
    // Making an RSA key takes long enough to keep it off the async threads.
    let made = tokio::task::spawn_blocking(move || kit.issue()).await;
    let added = match made {
        Ok(Ok(pair)) => network
            .platform_mut()
            .rotate(pair)
            .map_err(|e| e.to_string()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = added {
        tracing::error!(%error, "no new platform certificate");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    reply(&network, &language, &headers)
}

async fn mode(
    State(network): State<Arc<WechatPay>>,
    language: PageLanguage,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let read = if is_json(&headers) {
        serde_json::from_slice::<ModeForm>(&body).ok()
    } else {
        match &*body {
            b"mode=certificate" => Some(SigningMode::Certificate),
            b"mode=public_key" => Some(SigningMode::PublicKey),
            _ => None,
        }
        .map(|mode| ModeForm { mode })
    };
    let Some(ModeForm { mode }) = read else {
        return (StatusCode::BAD_REQUEST, "no such mode").into_response();
    };
    network.platform_mut().set_mode(mode);
    reply(&network, &language, &headers)
}

fn reply(network: &WechatPay, language: &PageLanguage, headers: &HeaderMap) -> Response {
    if is_json(headers) {
        Json(KeysReply::of(network)).into_response()
    } else {
        Redirect::to(&language.link("/control")).into_response()
    }
}

/// The texts of the section.
struct KeyText {
    title: &'static str,
    signs_with: &'static str,
    certificate: &'static str,
    public_key: &'static str,
    serials: &'static str,
    key_id: &'static str,
    rotate: &'static str,
    use_certificate: &'static str,
    use_public_key: &'static str,
}

static ZH_CN: KeyText = KeyText {
    title: "微信支付的签名密钥",
    signs_with: "应答和通知用",
    certificate: "平台证书",
    public_key: "微信支付公钥",
    serials: "平台证书序列号",
    key_id: "公钥 ID",
    rotate: "更换平台证书",
    use_certificate: "改用平台证书",
    use_public_key: "改用微信支付公钥",
};

static EN: KeyText = KeyText {
    title: "Signing keys of WeChat Pay",
    signs_with: "Answers and notices are checked with",
    certificate: "the platform certificate",
    public_key: "the WeChat Pay public key",
    serials: "Serial numbers of platform certificates",
    key_id: "Id of the public key",
    rotate: "New platform certificate",
    use_certificate: "Use the platform certificate",
    use_public_key: "Use the WeChat Pay public key",
};

/// The section of the control page.
pub(super) fn section(network: &WechatPay, language: &PageLanguage) -> Markup {
    let KeysReply {
        mode,
        serials,
        public_key_id,
    } = KeysReply::of(network);
    let text = match language.locale {
        Locale::ZhCn => &ZH_CN,
        Locale::En => &EN,
    };
    let (now, other, change) = match mode {
        SigningMode::Certificate => (text.certificate, "public_key", text.use_public_key),
        SigningMode::PublicKey => (text.public_key, "certificate", text.use_certificate),
    };
    let to = |action: &str| language.link(&format!("/control/wechat_pay/{action}"));
    html! {
        h2 { (text.title) }
        dl {
            dt { (text.signs_with) } dd { (now) }
            dt { (text.serials) }
            dd { @for serial in &serials { code { (serial) } br; } }
            dt { (text.key_id) } dd { code { (public_key_id) } }
        }
        div.row {
            form method="post" action=(to("rotate")) { button { (text.rotate) } }
            form method="post" action=(to("mode")) {
                button name="mode" value=(other) { (change) }
            }
        }
    }
}
