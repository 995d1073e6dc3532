//! What every page has: headers, language, navigation, sound HTML, a size.

use crate::browser::{Answer, Browser, router};
use crate::fake_console::{FakeConsole, MERCHANT, NEW_MERCHANT, PEOPLE, link, person_id};
use crate::fake_provider::MALL;
use crate::fake_refunds::{WAITING, approval_id};
use crate::html::Page;
use crate::orders::order_id;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use std::collections::BTreeSet;
use std::sync::Arc;
use tower::ServiceExt;

/// Every page, and who opens it.
fn pages() -> Vec<(&'static str, String)> {
    [of_people(), of_merchants(), of_provider()].concat()
}

/// A page of the merchant's console.
fn own(path: &str) -> String {
    format!("/console/{MERCHANT}{path}")
}

/// A page of the provider's.
fn staff(path: &str) -> String {
    format!("/console/provider{path}")
}

fn of_people() -> Vec<(&'static str, String)> {
    vec![
        ("", "/console/sign-in".into()),
        ("halfowner", "/console/sign-in/code".into()),
        ("", link("new").path()),
        ("", link("renew").path()),
        ("", link("gone").path()),
        ("both", "/console".into()),
        ("nobody", "/console".into()),
        ("owner", own("")),
        ("admin", "/console/provider".into()),
        ("owner", "/console/account".into()),
        ("support", "/console/account".into()),
        ("owner", "/console/account/password".into()),
        ("owner", "/console/account/codes".into()),
        ("owner", "/console/account/passkeys/new".into()),
        ("lateowner", "/console/account/passkeys/new".into()),
        ("", "/console/sign-in?failed=passkey".into()),
        ("admin", link("new").path()),
        ("", link("both").path()),
    ]
}

fn of_merchants() -> Vec<(&'static str, String)> {
    let member = own(&format!("/team/{}", person_id("support")));
    vec![
        ("owner", own("/team")),
        ("owner", own("/team/invite")),
        ("owner", format!("{member}?ask=remove")),
        ("owner", member),
        ("owner", own("/audit")),
        ("support", own("/audit")),
        ("owner", own("/orders")),
        (
            "support",
            own("/orders?state=paid&from=2026-11-01&number=00"),
        ),
        (
            "owner",
            own("/orders?state=gone&from=x&until=y&number=%E4%BB%98&page=z"),
        ),
        ("owner", own("/orders?page=z")),
        ("owner", own(&format!("/orders/{}", order_id(1)))),
        ("owner", own("/orders?happened=2026-11-22.declined.scan")),
        ("owner", own("/exports")),
        ("designer", own("/brand")),
        ("owner", own("/brand?done=plan")),
        ("support", own("/brand")),
        ("newcomer", format!("/console/{NEW_MERCHANT}")),
        ("support", own("")),
        ("designer", own("/orders")),
        ("owner", own(&format!("/orders/{}/refund", order_id(2)))),
        ("support", own(&format!("/orders/{}/refund", order_id(3)))),
        (
            "owner",
            own(&format!("/orders/{}/refund", order_id(WAITING))),
        ),
        ("owner", own("/stores")),
        ("newcomer", format!("/console/{NEW_MERCHANT}/stores")),
        ("owner", own("/stores/new")),
        (
            "owner",
            own("/stores/sto_00000000000000000000000001?done=add"),
        ),
        ("owner", own("/stores/sto_00000000000000000000000002")),
        ("clerk", own("")),
        ("clerk", own("/orders")),
        ("owner", own("/refunds")),
        ("support", own("/refunds?page=z")),
        ("newcomer", format!("/console/{NEW_MERCHANT}/refunds")),
        ("owner", own("/refund-limit")),
        ("owner", own("/notifications")),
        ("support", own("/notifications?page=z")),
        (
            "newcomer",
            format!("/console/{NEW_MERCHANT}/notifications?done=read"),
        ),
        (
            "newcomer",
            format!("/console/{NEW_MERCHANT}/refund-limit?done=limit"),
        ),
        ("support", own("/approvals")),
        ("newcomer", format!("/console/{NEW_MERCHANT}/approvals")),
        ("owner", own(&format!("/approvals/{}", approval_id(0)))),
        ("owner", own(&format!("/approvals/{}", approval_id(1)))),
        ("owner", own(&format!("/approvals/{}", approval_id(3)))),
        ("support", own(&format!("/approvals/{}", approval_id(1)))),
        ("designer", own("/approvals")),
        ("newcomer", format!("/console/{NEW_MERCHANT}/orders")),
    ]
}

fn of_provider() -> Vec<(&'static str, String)> {
    vec![
        ("owner", "/console/provider".into()),
        ("auditor", staff("/support")),
        (
            "auditor",
            staff("/support?number=0018&amount=28&day=2026-11-22"),
        ),
        ("auditor", staff("/support?number=0018&amount=x&day=y")),
        ("auditor", staff("/orders")),
        ("auditor", staff("/orders?of=x&number=1")),
        ("auditor", staff(&format!("/orders/{}", order_id(2)))),
        ("admin", staff("/orders")),
        ("admin", staff("/merchants?q=Eve")),
        ("admin", staff("/malls?q=x")),
        ("auditor", staff(&format!("/merchants/{MERCHANT}"))),
        ("auditor", staff(&format!("/malls/{MALL}"))),
        ("auditor", staff("/tasks/requests")),
        ("auditor", staff("/tasks/payments")),
        ("owner", staff("/tasks/jobs")),
    ]
}

async fn open(who: &str, path: &str) -> Answer {
    let browser = if who.is_empty() {
        Browser::new()
    } else {
        Browser::of(who)
    };
    browser.get(path).await
}

fn with_language(path: &str, lang: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}lang={lang}")
}

#[tokio::test]
async fn every_page_has_the_headers_of_a_page() {
    for (who, path) in pages() {
        let answer = open(who, &path).await;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("content-type", "text/html; charset=utf-8"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("x-robots-tag", "noindex"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'none'",
            "form-action 'self';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(directive), "{path} {directive}");
        }
        assert!(!policy.contains("unsafe-inline"));
    }
}

/// The page without the pay page that a preview shows.
fn without_preview(body: &str) -> Page {
    let (before, rest) = body.split_once("<template").unwrap_or((body, ""));
    let (_, after) = rest.split_once("</template>").unwrap_or_default();
    Page::new(&format!("{before}{after}"))
}

#[tokio::test]
async fn every_page_is_sound_in_both_languages() {
    for (who, path) in pages() {
        for (lang, other) in [("zh-CN", "en"), ("en", "zh-CN")] {
            let path = with_language(&path, lang);
            let answer = open(who, &path).await;
            let page = without_preview(&answer.body);
            assert_eq!(page.one("html").attr("lang"), Some(lang));
            assert_eq!(page.all("h1").len(), 1, "{path}");
            let title = page.text("head > title");
            assert!(title.starts_with(&page.text("h1")), "{path}: {title}");
            let switch = page.one(&format!("header a[hreflang={other}]"));
            let switch = switch.attr("href").expect("an address");
            assert!(switch.ends_with(&format!("lang={other}")), "{switch}");
            for link in page.all("a[href^='/console']") {
                let to = link.attr("href").expect("an address");
                let of = if link.attr("hreflang").is_some() {
                    other
                } else {
                    lang
                };
                assert!(to.contains(&format!("lang={of}")), "{path}: {to}");
            }
            for form in page.all("form") {
                let to = form.attr("action").expect("a path");
                let repeated = format!("action='{to}'] > [name=lang][value={lang}]");
                // A browser drops the query of the path of a GET form.
                if form.attr("method").is_some() {
                    assert!(to.contains(&format!("lang={lang}")), "{path}: {to}");
                } else {
                    assert!(page.has(&format!("form[{repeated}")), "{path}: {to}");
                }
            }
            sound(&path, &answer);
        }
    }
}

/// Ids are unique, what is named exists, and every field has a label.
fn sound(path: &str, answer: &Answer) {
    let page = without_preview(&answer.body);
    let mut ids = BTreeSet::new();
    for element in page.all("[id]") {
        let id = element.attr("id").expect("an id");
        assert!(ids.insert(id.to_owned()), "{path}: {id} twice");
    }
    for name in ["aria-describedby", "aria-labelledby", "for"] {
        for element in page.all(&format!("[{name}]")) {
            for id in element.attr(name).expect("ids").split(' ') {
                assert!(ids.contains(id), "{path}: {name}={id}");
            }
        }
    }
    for field in page.all("input:not([type=hidden]):not([hidden]), select") {
        let id = field.attr("id").expect("an id");
        assert!(page.has(&format!("label[for='{id}']")), "{path}: {id}");
    }
    for button in page.all("button") {
        assert!(!crate::html::text(button).is_empty(), "{path}");
    }
    for inline in ["[style]", "[onclick]", "a[href^='javascript:']"] {
        assert!(!page.has(inline), "{path}: {inline}");
    }
    assert!(page.has("main#main") && page.has("a.skip[href='#main']"));
}

#[tokio::test]
async fn the_navigation_has_what_the_role_may_see() {
    for (who, path, links) in [
        (
            "owner",
            MERCHANT,
            vec![
                "今日",
                "订单",
                "退款",
                "通知（2 条未读）",
                "待审批",
                "品牌",
                "门店",
                "团队",
                "操作日志",
                "我的账号",
            ],
        ),
        (
            "support",
            MERCHANT,
            vec!["首页", "订单", "退款", "通知", "待审批", "我的账号"],
        ),
        ("designer", MERCHANT, vec!["首页", "品牌", "我的账号"]),
        (
            "auditor",
            "provider",
            vec![
                "待办",
                "客服查询",
                "订单",
                "商户",
                "商城",
                "进件",
                "冻结",
                "待审批",
                "操作日志",
                "我的账号",
            ],
        ),
        (
            "both",
            "provider",
            vec![
                "待办",
                "商户",
                "商城",
                "进件",
                "冻结",
                "待审批",
                "团队",
                "操作日志",
                "我的账号",
                "切换控制台",
            ],
        ),
    ] {
        let page = open(who, &format!("/console/{path}")).await.page();
        let shown = page.all("nav a");
        let shown: Vec<_> = shown.iter().map(|link| crate::html::text(*link)).collect();
        assert_eq!(shown, links, "{who}");
        assert_eq!(page.text("nav [aria-current]"), links[0]);
    }
    let invite = format!("/console/{MERCHANT}/team/invite");
    let page = open("owner", &invite).await.page();
    let here = page.one("nav [aria-current]");
    assert_eq!(
        (crate::html::text(here), here.attr("aria-current")),
        ("团队".into(), Some("true"))
    );
    assert!(!open("", "/console/sign-in").await.page().has("nav"));
}

#[tokio::test]
async fn the_first_page_is_the_only_console_or_the_list() {
    let only = open("owner", "/console?lang=en").await;
    assert_eq!(only.location(), format!("/console/{MERCHANT}?lang=en"));
    let several = open("both", "/console").await;
    let page = several.page();
    let cards = page.all(".card");
    let paths: Vec<_> = cards.iter().filter_map(|card| card.attr("href")).collect();
    assert_eq!(
        paths,
        [format!("/console/{MERCHANT}"), "/console/provider".into()]
    );
    assert_eq!(
        open("nobody", "/console").await.page().text("h1"),
        "没有可用的控制台"
    );
    let provider = Browser::new().get("/provider?lang=en").await;
    assert_eq!(provider.location(), "/console/provider?lang=en");
    for who in PEOPLE {
        let answer = open(who, "/console/sign-in").await;
        assert_eq!(answer.location(), "/console", "{who} is signed in");
    }
    assert_eq!(open("", "/console").await.location(), "/console/sign-in");
    assert_eq!(
        open("", "/console/no/such/page").await.location(),
        "/console/sign-in?to=%2Fconsole%2Fno%2Fsuch%2Fpage"
    );
}

#[tokio::test]
async fn the_clock_is_rendered_and_its_island_loaded() {
    let path = format!("/console/{MERCHANT}");
    let answer = open("owner", &path).await;
    assert_eq!(answer.page().text("#clock"), "2026-11-22 16:00:00");
    assert!(answer.body.contains("import(\"/assets/console-1.js\")"));
    assert_eq!(answer.body.matches("<leptos-island").count(), 1);
    let without = Browser::of("owner").plain().get(&path).await;
    assert!(!without.body.contains("<script") && !without.body.contains("leptos-island"));
    assert!(without.body.contains("这是打开本页时的时间。"));
}

#[tokio::test]
async fn r1_inside_another_page_there_is_only_a_link() {
    for method in [Method::GET, Method::POST] {
        let framed = Browser::of("owner").with("sec-fetch-dest", "iframe");
        let answer = framed.ask(method, "/console/account?lang=en", None).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.headers.contains_key("x-frame-options"));
        let page = answer.page();
        assert!(!page.has("form") && !page.has("nav") && !page.has("script"));
        let link = page.one("a[target=_top]").attr("href").expect("an address");
        assert!(link.starts_with("/console/account"));
        assert!(framed.changes().is_empty());
    }
}

#[tokio::test]
async fn every_page_is_within_its_budget() {
    let mut sheets = String::new();
    for folder in ["../../style", "../../style/console"] {
        let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").collect();
        files.sort_by_key(|file| file.as_ref().expect("a file").path());
        for file in files {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|ending| ending == "css") {
                sheets += &std::fs::read_to_string(path).expect("a sheet");
            }
        }
    }
    for (who, path) in pages() {
        let answer = open(who, &path).await;
        let whole = answer.body.replacen("body{}", &sheets, 1);
        let mut packed = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 5, 22);
        std::io::Write::write_all(&mut writer, whole.as_bytes()).expect("memory");
        drop(writer);
        assert!(packed.len() < 30_000, "{path}: {} bytes", packed.len());
    }
}

#[tokio::test]
async fn a_page_is_sent_in_brotli_where_it_is_accepted() {
    let router = router(
        Arc::new(FakeConsole::default()),
        "https://pay.example",
        None,
    );
    let request = Request::get("/console/sign-in").header("accept-encoding", "br");
    let request = request.body(Body::empty()).expect("a request");
    let answer = router.oneshot(request).await.expect("routers do not fail");
    assert_eq!(answer.headers()["content-encoding"], "br");
    let bytes = answer
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    let mut text = String::new();
    let mut reader = brotli::Decompressor::new(&bytes[..], 4096);
    std::io::Read::read_to_string(&mut reader, &mut text).expect("brotli");
    assert!(text.contains("<h1"));
}
