//! The first page of a merchant's console.

use crate::browser::Browser;
use crate::fake_console::{MERCHANT, NEW_MERCHANT};
use crate::html::{Page, text};
use axum::http::StatusCode;

async fn open(query: &str) -> Page {
    let path = format!("/console/{MERCHANT}{query}");
    let answer = Browser::of("owner").get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.page()
}

#[tokio::test]
async fn the_day_begins_with_money_against_the_days_before() {
    let page = open("").await;
    assert_eq!(page.text("h1"), "今日");
    let lead = page.text(".lead");
    assert_eq!(lead, "2026-11-22，已汇总到 16:00（北京时间 UTC+8）。");
    let tiles: Vec<_> = page.all(".figures__figure").into_iter().map(text).collect();
    assert_eq!(tiles[0], "收款¥12.35万比昨日同时 +8%比上周同日 −5%");
    assert!(tiles[1].starts_with("支付笔数1,240"), "{}", tiles[1]);
    assert!(tiles[2].starts_with("支付成功率93.3%"), "{}", tiles[2]);
    assert_eq!(tiles[3], "半数支付用时10–30 秒");
    assert_eq!(tiles[4], "退款¥2,469.1324 笔");
    let row = text(page.all("[aria-labelledby=compared] tbody tr")[0]);
    assert_eq!(
        row, "收款¥123,456.78¥114,311.83¥130,000.00+8%",
        "exact in the table"
    );
    assert_eq!(page.text("nav [aria-current=page]"), "今日");
    let english = open("?lang=en").await;
    assert!(
        english
            .text(".figures")
            .starts_with("Takings¥123,456.78+8% on yesterday")
    );
}

#[tokio::test]
async fn each_chart_says_its_finding_and_has_its_table() {
    let page = open("").await;
    let charts = page.all("svg.chart");
    assert_eq!(charts.len(), 4);
    for chart in &charts {
        assert_eq!(chart.attr("role"), Some("img"));
        let labels = chart.attr("aria-labelledby").expect("names");
        let said: Vec<_> = labels
            .split(' ')
            .map(|id| page.text(&format!("#{id}")))
            .collect();
        assert!(
            said.len() == 2 && said.iter().all(|said| !said.is_empty()),
            "{said:?}"
        );
    }
    assert_eq!(
        page.text("#hours-finding"),
        "今日收款 ¥12.35万，最多的是 11:00 开始的一小时，¥1.6万。"
    );
    assert!(page.text("#reasons-finding").contains("被拒 46 笔"));
    assert_eq!(page.all("figure details > table.table").len(), 4);
    assert_eq!(page.all("figure .legend__line").len(), 3);
    assert_eq!(page.all("[aria-labelledby=by-hour] tbody tr").len(), 24);
    let now = page.all("#hours-title ~ .chart__line").len() + page.all(".chart__line--main").len();
    assert!(now > 0);
}

#[tokio::test]
async fn every_figure_of_the_day_leads_to_the_orders_it_counts() {
    let page = open("?lang=en").await;
    let links = page.all("main td a, main dd a");
    assert!(links.len() > 40, "{}", links.len());
    for link in links {
        let to = link.attr("href").expect("an address");
        assert!(
            to.contains("happened=2026-11-") && to.ends_with("&lang=en"),
            "{to}"
        );
        let answer = Browser::of("owner").get(to).await;
        assert_eq!(answer.status, StatusCode::OK, "{to}");
        let filters = 1 + to.matches("store=").count();
        assert_eq!(answer.page().all(".chip").len(), filters, "{to}");
    }
}

#[tokio::test]
async fn what_happened_is_a_filter_like_the_others() {
    let path = |query: &str| format!("/console/{MERCHANT}/orders{query}");
    let happened = "?state=paid&happened=2026-11-22.declined.scan";
    let page = Browser::of("owner").get(&path(happened)).await.page();
    let chips = page.all(".chip");
    assert_eq!(
        text(chips[1]),
        "清除筛选：当日 2026-11-22 扫码支付：支付被拒×"
    );
    assert_eq!(chips[1].attr("href"), Some(path("?state=paid").as_str()));
    let hidden = page.one(".filter input[name=happened]");
    assert_eq!(hidden.attr("value"), Some("2026-11-22.declined.scan"));
    let paid = Browser::of("owner")
        .get(&path("?happened=2026-11-22.paid"))
        .await;
    let next = paid.page().all("tbody tr").len();
    assert!(next > 0 && next < 50);

    let answer = Browser::of("owner")
        .get(&path("?happened=2026-11-31.paid"))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    assert!(page.text(".alert").contains("地址里的条件不对"));
    assert_eq!(
        page.one("main .actions a").attr("href"),
        Some(path("").as_str())
    );
}

#[tokio::test]
async fn a_first_day_says_what_comes_next() {
    let path = format!("/console/{NEW_MERCHANT}");
    let page = Browser::of("newcomer").get(&path).await.page();
    assert_eq!(page.text(".empty h2"), "还没有订单");
    assert!(!page.has("svg.chart") && page.has("#clock"));
}

#[tokio::test]
async fn a_role_without_the_right_sees_no_takings() {
    let path = format!("/console/{MERCHANT}");
    for who in ["support", "designer"] {
        let page = Browser::of(who).get(&path).await.page();
        assert!(!page.has(".figures") && page.has(".cards"), "{who}");
        assert!(page.text("nav").starts_with("首页"), "{who}");
    }
}
