//! Exports of orders: the form, the page, the file, and who may have it.

use crate::browser::Browser;
use crate::fake_console::{MERCHANT, NEW_MERCHANT, export_id};
use crate::html::text;
use axum::http::StatusCode;

fn path(rest: &str) -> String {
    format!("/console/{MERCHANT}/{rest}")
}

#[tokio::test]
async fn the_list_exports_what_it_filters() {
    let owner = Browser::of("owner");
    let page = owner
        .get(&path("orders?state=paid&number=T2026"))
        .await
        .page();
    let form = page.one("form.part__form");
    assert_eq!(form.attr("action"), Some(path("exports").as_str()));
    assert_eq!(
        page.text("form.part__form button"),
        "导出符合条件的订单（CSV）"
    );
    let kept = page.all("form.part__form input[type=hidden]");
    let kept: Vec<_> = kept.iter().filter_map(|input| input.attr("name")).collect();
    assert_eq!(kept, ["form_token", "number", "state"]);
    let sent = [("state", "paid"), ("number", "T2026")];
    let answer = owner.post(&path("exports"), &sent).await;
    assert_eq!(answer.location(), path("exports"));
    assert_eq!(owner.changes(), ["export Some(Paid) Some(\"T2026\")"]);

    let wrong = [("from", "22.11.2026")];
    let answer = owner.post(&path("exports"), &wrong).await;
    assert_eq!(answer.location(), path("orders?from=22.11.2026"));
    let running = [("state", "expired")];
    let answer = owner.post(&path("exports"), &running).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer
            .page()
            .text(".alert")
            .contains("你已有一份正在生成的导出")
    );
    assert_eq!(owner.changes().len(), 1);
    let stranger = owner
        .post_bare(&path("exports"), &[("state", "paid")])
        .await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_page_shows_how_far_each_is() {
    let answer = Browser::of("owner").get(&path("exports")).await;
    assert!(
        answer
            .body
            .contains("<noscript><meta http-equiv=\"refresh\" content=\"3\"")
    );
    let page = answer.page();
    let rows: Vec<_> = page.all("tbody tr").into_iter().map(text).collect();
    assert!(
        rows[0].contains("全部订单已写 1,500 行，共 6,000 行"),
        "{}",
        rows[0]
    );
    assert!(rows[1].contains("已支付完成，1,500 行") && rows[1].ends_with("下载 1,500 行"));
    assert!(rows[2].contains("请缩小日期范围"));
    assert_eq!(page.one("progress").attr("max"), Some("6000"));
    let links = page.all("tbody a");
    assert_eq!(links.len(), 1);
    assert_eq!(
        links[0].attr("href"),
        Some(path(&format!("exports/{}", export_id(1))).as_str())
    );

    let none = format!("/console/{NEW_MERCHANT}/exports");
    let answer = Browser::of("newcomer").get(&none).await;
    assert!(!answer.body.contains("http-equiv"));
    assert_eq!(answer.page().text(".empty h2"), "还没有导出文件");
}

#[tokio::test]
async fn the_file_has_all_parts_once() {
    let owner = Browser::of("owner");
    let file = path(&format!("exports/{}", export_id(1)));
    let answer = owner.get(&file).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"orders-2026-11-22.csv\""
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.body.starts_with("\u{feff}\"商城订单号\","));
    let lines: Vec<_> = answer.body.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 51);
    assert!(lines[1].starts_with("\"`SHUANGSHIYI"));
    assert!(lines[50].starts_with("\"`T202611220011\""), "{}", lines[50]);
    let english = owner.get(&format!("{file}?lang=en")).await;
    assert!(english.body.starts_with("\u{feff}\"Mall’s order number\","));
    assert_eq!(owner.changes(), ["download", "download"]);
}

#[tokio::test]
async fn only_those_with_the_right_export_and_download() {
    let done = format!("exports/{}", export_id(1));
    for rest in ["exports", &done] {
        for (who, scope, status) in [
            ("support", MERCHANT, StatusCode::FORBIDDEN),
            ("designer", MERCHANT, StatusCode::FORBIDDEN),
            ("newcomer", MERCHANT, StatusCode::NOT_FOUND),
            ("auditor", "provider", StatusCode::NOT_FOUND),
        ] {
            let answer = Browser::of(who)
                .get(&format!("/console/{scope}/{rest}"))
                .await;
            assert_eq!(answer.status, status, "{who} {rest}");
        }
    }
    for other in [
        "exports/exp_1".to_owned(),
        format!("exports/{}", export_id(0)),
    ] {
        let answer = Browser::of("owner").get(&path(&other)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
    let support = Browser::of("support");
    let answer = support.post(&path("exports"), &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(support.changes().is_empty());
    let page = support.get(&path("orders")).await.page();
    assert!(!page.has("form.part__form"));
}
