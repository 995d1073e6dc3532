//! Pages of ended orders: the label of the amount, and the refunds.

use crate::fake_desk::{OrderKind, token};
use crate::html::{Page, text};
use crate::requests::get;
use domain::desk::Place;

async fn page(kind: OrderKind, place: Place, lang: &str) -> Page {
    let path = format!("{}?lang={lang}", place.path(&token(kind, place)));
    Page::new(&get(&path).await.body)
}

#[tokio::test]
async fn the_label_of_the_amount_tells_due_paid_or_ended() {
    for place in Place::ALL {
        let words = match place {
            Place::Paid | Place::AlreadyPaid => ["支付金额", "Amount paid"],
            Place::Expired | Place::Closed => ["订单金额", "Order total"],
            _ => ["应付金额", "Amount due"],
        };
        for (lang, word) in ["zh-CN", "en"].into_iter().zip(words) {
            let page = page(OrderKind::Plain, place, lang).await;
            assert_eq!(page.text(".order__label"), word, "{place:?}");
        }
    }
}

#[tokio::test]
async fn refunds_are_shown_with_state_and_total() {
    let lines = async |place: Place, lang: &str| {
        let page = page(OrderKind::Long, place, lang).await;
        let facts = page.all("[aria-labelledby=refunds-title] .facts__row");
        facts.into_iter().map(text).collect::<Vec<_>>()
    };
    let paid = lines(Place::Paid, "en").await;
    let at = "2026-11-22 15:59:02 Beijing time";
    assert_eq!(
        paid,
        [
            format!("Refund¥30.00 · refunded {at}"),
            format!("Refund¥50.01 · refunded {at}"),
            format!("Refund¥1.00 · in progress {at}"),
            format!("Refund¥2.00 · failed, please contact the merchant {at}"),
            format!("Late or duplicate payment¥1,280.00 · in progress {at}"),
            String::from("Total refunded¥80.01"),
        ]
    );
    let late = [String::from(
        "超时或重复支付退款¥1,280.00 · 退款处理中 2026-11-22 15:59:02 北京时间",
    )];
    for place in [Place::Expired, Place::Closed] {
        assert_eq!(lines(place, "zh-CN").await, late, "{place:?}");
    }
    let plain = get(&Place::Paid.path(&token(OrderKind::Plain, Place::Paid))).await;
    assert!(!Page::new(&plain.body).has("#refunds-title"));
}

#[tokio::test]
async fn pages_of_ended_orders_have_a_region_for_refunds() {
    for place in [
        Place::Paid,
        Place::AlreadyPaid,
        Place::Expired,
        Place::Closed,
    ] {
        for (kind, marks) in [(OrderKind::Plain, ""), (OrderKind::Long, "w")] {
            let page = Page::new(&get(&place.path(&token(kind, place))).await.body);
            let there = page.all("main #refunds[data-marks]");
            let [there] = there.as_slice() else {
                panic!("{place:?} has no place for refunds");
            };
            let shown = there.value().attr("data-marks").unwrap_or_default();
            assert!(shown.ends_with(marks), "{place:?} {shown}");
            assert_eq!(page.all("main #refunds-said[role=status]").len(), 1);
            // A status inside a replaced element would not be announced.
            assert!(!page.has("#refunds #refunds-said"));
        }
    }
}

/// The heading, the title of the document and the icon are those of the refund,
/// also on the page "already paid".
#[tokio::test]
async fn a_refunded_order_is_not_shown_as_paid() {
    let paid = page(OrderKind::Plain, Place::Paid, "en").await;
    for (kind, headings, back) in [
        (
            OrderKind::Refunded,
            ["已全额退款", "Refunded in full"],
            "¥1,280.00",
        ),
        (OrderKind::Long, ["部分退款", "Partly refunded"], "¥80.01"),
    ] {
        for place in [Place::Paid, Place::AlreadyPaid] {
            for (lang, heading) in ["zh-CN", "en"].into_iter().zip(headings) {
                let page = page(kind, place, lang).await;
                assert_eq!(page.text("#outcome h1"), heading, "{place:?}");
                assert!(page.text("title").starts_with(heading), "{place:?}");
                assert!(page.text("#outcome .lead").contains(back), "{place:?}");
                let icon = |page: &Page| page.one("#outcome svg").inner_html();
                assert_ne!(icon(&page), icon(&paid), "no tick");
                assert_eq!(
                    page.text(".order__label"),
                    ["支付金额", "Amount paid"][usize::from(lang == "en")]
                );
            }
        }
    }
}

#[tokio::test]
async fn a_refund_changes_the_heading_of_paid_orders_only() {
    for (place, changes) in [
        (Place::Paid, true),
        (Place::AlreadyPaid, true),
        (Place::Closed, false),
        (Place::Expired, false),
    ] {
        let token = token(OrderKind::Plain, place);
        let answer = get(&format!("/pay/{}/refunds", token.as_str())).await;
        let part = Page::new(&answer.body);
        assert_eq!(part.has("#outcome"), changes, "{place:?}");
        assert_eq!(part.has("title"), changes, "{place:?}");
        if changes {
            let whole = page(OrderKind::Plain, place, "zh-CN").await;
            assert_eq!(part.text("title"), whole.text("title"), "{place:?}");
        }
        assert!(part.has("#refunds") && part.has("#home") && part.has("#to-mall"));
        assert!(!part.has("style") && !part.has("script"));
    }
}
