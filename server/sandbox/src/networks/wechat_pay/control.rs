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
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::WechatPay;
use super::platform_keys::SigningMode;
use crate::networks::page::is_json;

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

async fn rotate(State(network): State<Arc<WechatPay>>, headers: HeaderMap) -> Response {
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
    reply(&network, &headers)
}

async fn mode(State(network): State<Arc<WechatPay>>, headers: HeaderMap, body: Bytes) -> Response {
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
    reply(&network, &headers)
}

fn reply(network: &WechatPay, headers: &HeaderMap) -> Response {
    if is_json(headers) {
        Json(KeysReply::of(network)).into_response()
    } else {
        Redirect::to("/control").into_response()
    }
}

/// The section of the control page.
pub(super) fn section(network: &WechatPay) -> Markup {
    let KeysReply {
        mode,
        serials,
        public_key_id,
    } = KeysReply::of(network);
    let (text, other, change) = match mode {
        SigningMode::Certificate => ("平台证书", "public_key", "改用微信支付公钥"),
        SigningMode::PublicKey => ("微信支付公钥", "certificate", "改用平台证书"),
    };
    html! {
        h2 { "微信支付的签名密钥" }
        dl {
            dt { "应答和通知用" } dd { (text) }
            dt { "平台证书序列号" }
            dd { @for serial in &serials { code { (serial) } br; } }
            dt { "公钥 ID" } dd { code { (public_key_id) } }
        }
        div.row {
            form method="post" action="/control/wechat_pay/rotate" { button { "更换平台证书" } }
            form method="post" action="/control/wechat_pay/mode" {
                button name="mode" value=(other) { (change) }
            }
        }
    }
}
