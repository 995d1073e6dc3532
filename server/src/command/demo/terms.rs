//! The agreement and the privacy policy of the demo's provider, which does not
//! exist: two short pages that say so.

use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use ui::headers;
use ui::settings::Provider;

const AGREEMENT: &str = "/agreement";
const PRIVACY: &str = "/privacy";

/// A provider whose name and numbers say that it is a demo.
pub(super) fn provider() -> Provider {
    let some = |text: &str| Some(text.to_owned());
    Provider {
        name: some("示例支付（演示）"),
        licence: some("Z0000000000000（演示）"),
        phone: some("400-000-0000"),
        agreement: some(AGREEMENT),
        privacy: some(PRIVACY),
        complaints: some("400-000-0009"),
    }
}

/// Its two pages.
pub(super) fn routes() -> Router {
    Router::new()
        .route(
            AGREEMENT,
            get(async || page("用户服务协议", "Terms of service")),
        )
        .route(PRIVACY, get(async || page("隐私政策", "Privacy policy")))
}

fn page(title: &'static str, english: &'static str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} {english}</title>\
         <h1>{title}</h1><p>这是演示环境，没有真实的支付机构，不发生真实付款。\
         真实的支付机构在这里公布它的文本。</p>\
         <h1 lang=\"en\">{english}</h1><p lang=\"en\">This is a demo. There is no provider, and no \
         money moves. A real provider publishes its text here.</p></html>"
    );
    let mut response = Html(html).into_response();
    headers::complete(response.headers_mut(), false);
    response
}
