//! The layout of the testers' pages and what all pages share, marked as a
//! simulation: one style sheet, and one line of script that submits a form and
//! is not required.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use super::Networks;
use super::cards::{CARDS, CardBehaviour, CreditSecrets, LIMIT_FEN};
use super::outgoing_notice::OutgoingNotice;
use domain::locale::Locale;
use domain::money::Money;

const CSS: &str = include_str!("assets/sandbox.css");
const SUBMIT: &str = include_str!("assets/submit.js");

/// The content security policy: own style and script, an empty icon, and forms
/// to anywhere (a bank's page returns to Paydesk).
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; \
    form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";

/// The routes.
pub(super) fn routes() -> Router<Arc<Networks>> {
    let css = [(header::CONTENT_TYPE, "text/css;charset=UTF-8")];
    let script = [(header::CONTENT_TYPE, "text/javascript;charset=UTF-8")];
    Router::new()
        .route("/", get(|| async { shell("支付网络沙箱", &index()) }))
        .route("/sandbox.css", get(move || async move { (css, CSS) }))
        .route("/submit.js", get(move || async move { (script, SUBMIT) }))
}

/// The headers of every answer. The referrer is the bare origin, so that the
/// form that returns to Paydesk has an `Origin` and no ticket leaks.
pub(super) async fn with_headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::REFERRER_POLICY, "strict-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A testers' page.
pub(super) fn shell(title: &str, body: &Markup) -> Response {
    let content = html! {
        nav aria-label="沙箱" {
            a href="/" { "首页" }
            a href="/phone" { "手机短信" }
            a href="/phone/scan" { "扫一扫" }
            a href="/control" { "控制台" }
        }
        main { h1 { (title) } (body) }
    };
    document("zh-CN", title, None, &content)
}

/// A document, reloaded every `refresh` seconds.
pub(super) fn document(
    lang: &str,
    title: &str,
    refresh: Option<u32>,
    content: &Markup,
) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                @if let Some(seconds) = refresh {
                    meta http-equiv="refresh" content=(seconds);
                }
                title { (title) " · 沙箱 Sandbox" }
                link rel="stylesheet" href="/sandbox.css";
                link rel="icon" href="data:,";
            }
            body {
                p.banner role="note" {
                    strong { "沙箱 Sandbox" }
                    span lang="zh-CN" { " 模拟环境，不会发生真实扣款" } " · "
                    span lang="en" { "simulated, no real money" }
                }
                (content)
            }
        }
    };
    Html(page.into_string()).into_response()
}

/// The start page: links and the test cards.
fn index() -> Markup {
    html! {
        p { "这里扮演支付网络的网关、各家银行的网银页面和付款人的手机。数据均为虚构，请勿输入真实卡号。" }
        h2 { "测试卡" }
        div.scroll tabindex="0" role="region" aria-label="测试卡" {
            table {
                thead { tr { th { "银行" } th { "卡号" } th { "姓名" } th { "身份证号" } th { "手机号" } th { "有效期 · CVN2" } th { "结果" } } }
                tbody {
                    @for card in &CARDS {
                        tr {
                            td.number { (card.bank_name(Locale::ZhCn)) br; span.quiet { @if card.credit.is_some() { "信用卡" } @else { "借记卡" } } }
                            td.number { (card.number) }
                            td.number { (card.holder.name) }
                            td.number { (card.holder.id_number) }
                            td.number { (card.holder.phone) }
                            td.number { (secrets(card.credit.as_ref())) }
                            td { (behaviour(card.behaviour)) }
                        }
                    }
                }
            }
        }
        ul {
            li { "其他卡号：61 卡号无效" }
            li { "姓名、身份证号或手机号不符：66；有效期或 CVN2 不符：65；验证码不符：71" }
            li { "验证码为随机 6 位，5 分钟内有效，见“" a href="/phone" { "手机短信" } "”" }
        }
        h2 { "制造故障" }
        p { "按金额末两位，或在“" a href="/control" { "控制台" } "”为下一笔付款或退款指定。" }
    }
}

/// `12/30 · 123`, as on the card.
fn secrets(credit: Option<&CreditSecrets>) -> String {
    credit.map_or_else(String::new, |credit| {
        let (year, month) = credit.expiry.split_at(2);
        format!("{month}/{year} · {}", credit.cvn2)
    })
}

/// How a card responds to payments, as a text.
fn behaviour(behaviour: CardBehaviour) -> String {
    match behaviour {
        CardBehaviour::Good => "付款成功".to_owned(),
        CardBehaviour::Empty => "余额不足（64）".to_owned(),
        CardBehaviour::Frozen => "卡已冻结（63）".to_owned(),
        CardBehaviour::Limited => {
            format!("单笔超过 {} 元超限（33）", Money::fen(LIMIT_FEN).grouped())
        }
    }
}

/// True for a request in JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

/// The delivery status of a notice.
pub(super) fn notice_status<K, C>(notice: &OutgoingNotice<K, C>) -> Markup {
    html! {
        @if notice.acknowledged { span.good { "已确认" } }
        @else if notice.is_held() { "扣下" }
        @else if notice.next.is_some() { "待发" }
        @else { span.bad { "放弃" } }
        "（" (notice.tries) "）"
    }
}
