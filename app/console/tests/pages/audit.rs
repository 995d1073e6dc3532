//! The audit log.

use crate::browser::Browser;
use crate::fake_console::{MARKUP, MERCHANT};
use axum::http::StatusCode;

#[tokio::test]
async fn entries_are_listed_page_by_page() {
    let path = format!("/console/{MERCHANT}/audit");
    let answer = Browser::of("owner").get(&path).await;
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    let rows = page.all("tbody tr");
    let rows: Vec<String> = rows.iter().map(|row| crate::html::text(*row)).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows[0].starts_with("2026-11-22 15:59:00owner@shop.example"));
    assert!(rows[1].contains("修改角色") && rows[1].ends_with("财务 → 客服"));
    assert!(rows[2].contains("命令行") && rows[2].contains(&format!("– → {MARKUP}")));
    assert!(rows[3].contains("– → 客服"), "{}", rows[3]);
    let older = page
        .one("[rel=next]")
        .attr("href")
        .expect("a link")
        .to_owned();
    assert_eq!(
        older,
        format!("{path}?after=aud_00000000000000000000000004")
    );

    let page = Browser::of("owner").get(&older).await.page();
    assert!(!page.has("table") && !page.has("[rel=next]"));
    assert_eq!(page.one(".actions a").attr("href"), Some(path.as_str()));
    let switch = page.one("[hreflang=en]").attr("href").expect("a link");
    assert!(switch.starts_with(&older), "{switch}");
}

#[tokio::test]
async fn a_cursor_of_nothing_is_not_found() {
    let path = format!("/console/{MERCHANT}/audit?after=x");
    let answer = Browser::of("owner").get(&path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
