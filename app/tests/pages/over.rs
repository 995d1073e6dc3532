//! Pages of an order that is over: what they call its sum, and the money that
//! goes back.

use crate::fake::{Kind, token};
use crate::front::get;
use crate::html::{Page, text};
use axum::http::StatusCode;
use domain::desk::Place;
use scraper::ElementRef;

async fn page(kind: Kind, place: Place, lang: &str) -> Page {
    let path = format!("{}?lang={lang}", place.path(&token(kind, place)));
    Page::new(&get(&path).await.body)
}

#[tokio::test]
async fn the_sum_is_due_was_paid_or_was_only_asked_for() {
    for place in Place::ALL {
        let words = match place {
            Place::Paid | Place::AlreadyPaid => ["支付金额", "Amount paid"],
            Place::Expired | Place::Closed => ["订单金额", "Order total"],
            _ => ["应付金额", "Amount due"],
        };
        for (lang, word) in ["zh-CN", "en"].into_iter().zip(words) {
            let page = page(Kind::Plain, place, lang).await;
            assert_eq!(page.text(".order__label"), word, "{place:?}");
        }
    }
}

#[tokio::test]
async fn money_that_goes_back_is_shown_each_with_its_state_and_in_all() {
    let lines = async |place: Place, lang: &str| {
        let page = page(Kind::Long, place, lang).await;
        let facts = page.all("[aria-labelledby=refunds-title] .facts__row");
        facts.into_iter().map(text).collect::<Vec<_>>()
    };
    let paid = lines(Place::Paid, "en").await;
    let at = "2026-11-22 15:59:02";
    assert_eq!(
        paid,
        [
            format!("Refund¥30.00 · returned {at}"),
            format!("Refund¥50.01 · returned {at}"),
            format!("Refund¥1.00 · on its way {at}"),
            format!("Refund¥2.00 · not possible, please ask the shop {at}"),
            format!("Late or double payment¥1,280.00 · on its way {at}"),
            String::from("Returned in all¥80.01"),
        ]
    );
    let late = [format!("迟到或重复的付款¥1,280.00 · 正在退回 {at}")];
    for place in [Place::Expired, Place::Closed] {
        assert_eq!(lines(place, "zh-CN").await, late, "{place:?}");
    }
    let plain = get(&Place::Paid.path(&token(Kind::Plain, Place::Paid))).await;
    assert!(!Page::new(&plain.body).has("#refunds-title"));
}

#[tokio::test]
async fn a_page_of_an_order_that_is_over_has_a_place_for_refunds_to_come() {
    for place in [
        Place::Paid,
        Place::AlreadyPaid,
        Place::Expired,
        Place::Closed,
    ] {
        for (kind, marks) in [(Kind::Plain, ""), (Kind::Long, "w")] {
            let page = Page::new(&get(&place.path(&token(kind, place))).await.body);
            let there = page.all("main #refunds[data-marks]");
            let [there] = there.as_slice() else {
                panic!("{place:?} has no place for refunds");
            };
            let shown = there.value().attr("data-marks").unwrap_or_default();
            assert!(shown.ends_with(marks), "{place:?} {shown}");
            assert_eq!(page.all("main #refunds-said[role=status]").len(), 1);
            // News is told beside what is replaced, or nobody hears it.
            assert!(!page.has("#refunds #refunds-said"));

            let token = token(kind, place);
            let again = get(&format!("/pay/{}/refunds", token.as_str())).await;
            assert_eq!(again.status, StatusCode::OK);
            assert_eq!(again.header("cache-control"), "no-store");
            assert_eq!(again.header("x-frame-options"), "DENY");
            let alone = Page::new(&again.body);
            let alone: Vec<_> = alone.all("#refunds").iter().map(ElementRef::html).collect();
            assert_eq!(alone, [there.html()], "drawn as on the page");
        }
    }
    let nobody = get("/pay/nosuchtoken/refunds").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
