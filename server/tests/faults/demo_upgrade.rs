//! A demo's data folder that an older version left, at the version under test:
//! its orders are there, and its merchants take what came since.

use crate::desk::{Desk, client, run};
use crate::upgrade::copied;
use serde_json::Value;
use testkit::wait::{SETTLED, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_folder_of_schema_6_starts() {
    let folder = copied("schema-6/demo");
    let database = folder.path().join("paydesk.db").display().to_string();
    let demo = Desk::demo(folder.path());
    demo.is_ready().await;
    let there = rusqlite::Connection::open(&database).expect("the file opens");
    let mut question = there
        .prepare("SELECT token, paid_attempt IS NOT NULL FROM orders")
        .expect("a question");
    let rows = question
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("an answer");
    let orders: Vec<(String, bool)> = rows.collect::<Result<_, _>>().expect("tokens");
    assert_eq!(orders.iter().filter(|(_, paid)| *paid).count(), 1);
    for (token, paid) in orders {
        let page = client().get(format!("{}/pay/{token}", demo.url)).send();
        let page = page.await.expect("an answer");
        let status = page.status().as_u16();
        let to = page.headers().get("location");
        let to = to.and_then(|to| to.to_str().ok()).unwrap_or_default();
        assert!(matches!(status, 200 | 303), "{status}");
        assert_eq!(to.ends_with("/paid"), paid, "{to}");
    }
    // Its merchants had no account at WeChat Pay, and have one now. Its mall has
    // another address than before, in this test alone.
    let addresses = std::fs::read_to_string(folder.path().join("demo.json"));
    let addresses: Value = serde_json::from_str(&addresses.expect("a file")).expect("JSON");
    let mall = addresses["mall_url"].to_string();
    let moved = there.execute(
        "UPDATE malls SET return_origins = ?1",
        [format!("[{mall}]")],
    );
    assert_eq!(moved.expect("updated"), 1);
    pay_by_wechat(&addresses, &demo.url).await;
    demo.kill();
    run(&["check-books"], &database).expect("the books are right");
}

/// Buys in the demo's mall, pays by WeChat, and sees the receipt.
async fn pay_by_wechat(demo: &Value, desk: &str) {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let (mall, sandbox) = (text(&demo["mall_url"]), text(&demo["sandbox_url"]));
    let added = submit(&format!("{mall}/basket/add"), &[("sku", "tea")], None).await;
    let cookie = added.headers()["set-cookie"].to_str().expect("a text");
    let cookie = cookie.split(';').next().map(str::to_owned);
    let merchant = text(&demo["merchants"][0]["id"]);
    let basket = [("merchant", &*merchant), ("door", "api"), ("ticket", "1")];
    let placed = submit(&format!("{mall}/checkout"), &basket, cookie).await;
    let page = location(&placed);
    assert!(page.starts_with(&format!("{desk}/pay/")), "{page}");
    let way = [("way", "wechat")];
    let asked = submit(&format!("{page}?do=confirm_payment"), &way, None).await;
    assert!(location(&asked).ends_with("/scan"), "{}", location(&asked));
    let phone = client().get(format!("{sandbox}/phone/scan")).send().await;
    let phone = phone.expect("a page").text().await.expect("a text");
    let code = phone.split("href=\"/phone/scan?code=").nth(1);
    let code = code.and_then(|rest| rest.split('"').next());
    let code = url::form_urlencoded::parse(format!("code={}", code.expect("a code")).as_bytes())
        .find_map(|(_, code)| code.starts_with("weixin://").then(|| code.into_owned()))
        .expect("a code of WeChat Pay");
    let confirmed = [("code", &*code), ("card", "balance")];
    let paid = submit(&format!("{sandbox}/phone/scan"), &confirmed, None).await;
    assert_eq!(paid.status(), 200);
    until("the receipt", SETTLED, || async {
        let shown = client().get(&page).send().await.ok()?;
        location(&shown).ends_with("/paid").then_some(())
    })
    .await;
}

/// Submits a form.
async fn submit(url: &str, fields: &[(&str, &str)], cookie: Option<String>) -> reqwest::Response {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let form = client()
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", cookie.unwrap_or_default());
    form.body(body).send().await.expect("an answer")
}

/// Where an answer leads; empty where it does not.
fn location(answer: &reqwest::Response) -> String {
    let to = answer.headers().get("location");
    let to = to.and_then(|to| to.to_str().ok());
    to.unwrap_or_default().to_owned()
}
