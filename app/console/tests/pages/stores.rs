//! The pages with a merchant's stores, and what a store's staff sees.

use crate::browser::Browser;
use crate::fake_console::{MARKUP, MERCHANT, NEW_MERCHANT, person_id};
use crate::fake_stores::{store, store_id};
use axum::http::StatusCode;

fn stores() -> String {
    format!("/console/{MERCHANT}/stores")
}

fn one(place: usize) -> String {
    format!("{}/{}", stores(), store_id(place))
}

#[tokio::test]
async fn stores_are_listed_and_escaped_with_their_ids() {
    let browser = Browser::of("owner");
    let answer = browser.get(&stores()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("<b>"));
    let page = answer.page();
    let rows = page.all("tbody tr");
    assert_eq!(rows.len(), 2);
    let closed = crate::html::text(rows[1]);
    assert!(
        closed.contains(MARKUP) && closed.contains("已停用"),
        "{closed}"
    );
    assert!(closed.contains(store_id(2).as_str()));
    assert_eq!(page.all("tbody a")[0].attr("href"), Some(&*one(1)));
    let next = page.one("a[rel=next]").attr("href").expect("a page");
    assert_eq!(next, format!("{}?after=HZ-02", stores()));
    let last = browser.get(next).await.page();
    assert_eq!(last.one(".actions--pages a").attr("href"), Some(&*stores()));
    let answer = browser.get(&format!("{}?after=%3Cb%3E", stores())).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    let none = format!("/console/{NEW_MERCHANT}/stores?lang=en");
    let page = Browser::of("newcomer").get(&none).await.page();
    assert_eq!(page.text(".empty h2"), "No stores yet");
    assert!(page.has(".heading a"), "the way to add one");
}

#[tokio::test]
async fn a_store_is_added_or_says_what_is_wrong() {
    let browser = Browser::of("owner");
    let path = format!("{}/new", stores());
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    let typed = [
        ("store_no", "a b"),
        ("store_name", " "),
        ("store_address", MARKUP),
    ];
    let answer = browser.post(&path, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    let links: Vec<_> = page.all("#error-summary a");
    let to: Vec<_> = links.iter().map(|link| link.attr("href")).collect();
    assert_eq!(to, [Some("#store_no"), Some("#store_name")]);
    assert_eq!(page.one("#store_address").attr("value"), Some(MARKUP));
    let taken = [("store_no", "HZ-02"), ("store_name", "店")];
    let answer = browser.post(&path, &taken).await;
    assert!(answer.page().text("#store_no-error").contains("已经用了"));
    assert!(browser.changes().is_empty());
    let right = [("store_no", " HZ-03 "), ("store_name", "湖滨店")];
    let answer = browser.post(&path, &right).await;
    assert_eq!(answer.location(), format!("{}?done=add", one(1)));
    assert_eq!(browser.changes(), ["add_store HZ-03 湖滨店"]);
    let page = browser.get(answer.location()).await.page();
    assert_eq!(page.text(".notice"), "门店已添加。");
}

#[tokio::test]
async fn a_store_is_changed_from_what_was_shown_closed_and_opened() {
    let browser = Browser::of("owner");
    let page = browser.get(&one(1)).await.page();
    assert_eq!(page.one("#store_name").attr("value"), Some(&*store(1).name));
    let revision = page
        .one("[name=revision]")
        .attr("value")
        .expect("one")
        .to_owned();
    let orders = format!("/console/{MERCHANT}/orders?store={}", store_id(1));
    assert!(page.has(&format!("a[href=\"{orders}\"]")));
    let to = format!("{}?do=change", one(1));
    let late = [
        ("revision", "2"),
        ("store_no", "HZ-9"),
        ("store_name", "湖滨店"),
    ];
    let answer = browser.post(&to, &late).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.page();
    assert!(
        page.text("#error-summary").contains(&store(1).name),
        "as it is"
    );
    assert_eq!(
        page.one("#store_no").attr("value"),
        Some("HZ-9"),
        "as typed"
    );
    assert_eq!(page.one("[name=revision]").attr("value"), Some(&*revision));
    assert!(browser.changes().is_empty());
    let right = [
        ("revision", &*revision),
        ("store_no", "HZ-9"),
        ("store_name", "湖滨店"),
    ];
    let answer = browser.post(&to, &right).await;
    assert_eq!(answer.location(), format!("{}?done=change", one(1)));
    for (place, action) in [(1, "close"), (2, "open")] {
        let page = browser.get(&one(place)).await.page();
        let form = page
            .one(".part__form")
            .attr("action")
            .expect("a path")
            .to_owned();
        assert_eq!(form, format!("{}?do={action}", one(place)));
        let answer = browser.post(&form, &[]).await;
        assert_eq!(answer.location(), format!("{}?done={action}", one(place)));
    }
    assert_eq!(
        browser.changes(),
        [
            format!("change_store {} 湖滨店", store_id(1)),
            format!("set_store_open {} false", store_id(1)),
            format!("set_store_open {} true", store_id(2)),
        ]
    );
    let answer = browser.post(&format!("{}?do=x", one(1)), &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_may_not_is_refused_and_what_is_not_there_is_not_found() {
    for who in ["support", "designer", "finance", "clerk"] {
        let browser = Browser::of(who);
        for path in [stores(), format!("{}/new", stores()), one(1)] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who} {path}");
        }
        let to = format!("{}?do=close", one(1));
        assert_eq!(browser.post(&to, &[]).await.status, StatusCode::FORBIDDEN);
        assert!(browser.changes().is_empty());
    }
    let browser = Browser::of("owner");
    for path in [one(9), format!("{}/HZ-01", stores())] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
        let answer = browser.post(&format!("{path}?do=close"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let answer = Browser::of("admin").get("/console/provider/stores").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stores_staff_is_invited_for_a_store() {
    let browser = Browser::of("owner");
    let path = format!("/console/{MERCHANT}/team/invite");
    let page = browser
        .get(&format!("{path}?store={}", store_id(1)))
        .await
        .page();
    assert_eq!(page.one("[checked]").attr("value"), Some("store"));
    let chosen = page.one("#store [selected]").attr("value");
    assert_eq!(chosen, Some(store_id(1).as_str()));
    let without = [("role", "store"), ("store", ""), ("note", "小李")];
    let answer = browser.post(&path, &without).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.page();
    assert_eq!(page.one("#error-summary a").attr("href"), Some("#store"));
    let id = store_id(1).to_string();
    for role in ["store", "finance"] {
        let fields = [("role", role), ("store", &*id), ("note", "小李")];
        let answer = browser.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let to = format!("/console/{MERCHANT}/team/{}?do=role", person_id("support"));
    let answer = browser
        .post(&to, &[("role", "store"), ("store", &*id)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        browser.changes(),
        [
            format!("invite {MERCHANT} store {id} 小李"),
            format!("invite {MERCHANT} finance 小李"),
            format!("change_role {MERCHANT} {} store {id}", person_id("support")),
        ],
        "another role has no store"
    );
    let newcomer = format!("/console/{NEW_MERCHANT}/team/invite");
    let page = Browser::of("newcomer").get(&newcomer).await.page();
    assert!(
        !page.has("[value=store]"),
        "without a store nobody is its staff"
    );
}

#[tokio::test]
async fn orders_are_filtered_and_exported_by_store() {
    let browser = Browser::of("owner");
    let path = format!("/console/{MERCHANT}/orders");
    let page = browser.get(&path).await.page();
    assert_eq!(page.all("#store option").len(), 3, "all, and two stores");
    let page = browser
        .get(&format!("{path}?store={}", store_id(1)))
        .await
        .page();
    assert_eq!(page.all("tbody tr").len(), 6);
    assert!(page.text(".chip").contains(&store(1).name), "by name");
    let first = crate::html::text(page.all("tbody th")[0]);
    assert!(first.contains(&store(1).name), "{first}");
    let hidden = page.one("form.part__form [name=store]").attr("value");
    assert_eq!(hidden, Some(store_id(1).as_str()));
    let exports = format!("/console/{MERCHANT}/exports");
    let id = store_id(1).to_string();
    browser.post(&exports, &[("store", &*id)]).await;
    assert_eq!(browser.changes(), [format!("export None None {id}")]);
    let answer = browser.get(&format!("{path}?store=HZ-01")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.page().has("#store-error"));
    let page = browser
        .get(&format!("{path}?store={}", store_id(7)))
        .await
        .page();
    let chosen = page.one("#store [selected]").attr("value");
    assert_eq!(chosen, Some(store_id(7).as_str()), "one that is not listed");
}

#[tokio::test]
async fn a_stores_staff_sees_its_store_in_the_frame_and_no_other() {
    let browser = Browser::of("clerk");
    let page = browser
        .get(&format!("/console/{MERCHANT}/orders"))
        .await
        .page();
    assert_eq!(page.all("tbody tr").len(), 6);
    assert!(!page.has("#store"), "nothing to choose");
    let scope = page.text(".top__scope");
    assert!(scope.contains("云上茶舍") && scope.contains(&store(1).name));
    let links = page.all(".side__link");
    let links: Vec<_> = links.iter().map(|of| crate::html::text(*of)).collect();
    assert_eq!(links, ["今日", "订单", "我的账号"]);
    let refunds = browser.get(&format!("/console/{MERCHANT}/refunds")).await;
    assert_eq!(refunds.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_day_has_a_table_of_stores() {
    let page = Browser::of("owner")
        .get(&format!("/console/{MERCHANT}"))
        .await
        .page();
    let table = page.all("[aria-labelledby=by-store] tbody tr");
    let rows: Vec<_> = table.iter().map(|row| crate::html::text(*row)).collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].contains("¥90,000.50") && rows[0].contains("90.0%"),
        "{}",
        rows[0]
    );
    assert!(
        rows[1].contains(MARKUP) && rows[1].contains('–'),
        "{}",
        rows[1]
    );
    let to = page
        .one("[aria-labelledby=by-store] a")
        .attr("href")
        .expect("a link");
    assert!(
        to.contains(&format!("store={}", store_id(1))) && to.contains("2026-11-22.paid"),
        "{to}"
    );
    let none = Browser::of("newcomer")
        .get(&format!("/console/{NEW_MERCHANT}"))
        .await;
    assert!(!none.page().has("#by-store"));
}
