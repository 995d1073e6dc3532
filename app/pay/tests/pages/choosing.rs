//! Choosing a way to pay: what is open, the banks, the first field of a new card,
//! and the cookie of the way that was used last.

use crate::fake_desk::{OrderKind, token};
use crate::html::{Page, text};
use crate::requests::{get, get_plain, get_with, post};
use axum::http::StatusCode;
use domain::bank::BANKS;
use domain::desk::Place;
use std::collections::BTreeSet;

fn at(kind: OrderKind) -> String {
    Place::Choose.path(&token(kind, Place::Choose))
}

async fn with_cookie(kind: OrderKind, query: &str, cookie: &str) -> Page {
    let path = format!("{}{query}", at(kind));
    Page::new(&get_with(&path, &[("cookie", cookie)]).await.body)
}

/// The id of the one way that is open.
fn open_way(page: &Page) -> String {
    let open = page.one("[name=open-way][checked]");
    open.value().id().expect("an id").to_owned()
}

#[tokio::test]
async fn the_way_used_last_is_open_and_says_so() {
    for kind in [OrderKind::Plain, OrderKind::Saved] {
        for (cookie, open) in [
            ("", "way-quick_agreement"),
            ("last_way=scan", "way-scan"),
            ("a=b; last_way=wechat", "way-wechat"),
            ("last_way=gateway_personal.CEB", "way-gateway_personal"),
            ("last_way=gateway_personal.XBANK", "way-quick_agreement"),
            ("last_way=balance", "way-quick_agreement"),
        ] {
            let page = with_cookie(kind, "", cookie).await;
            assert_eq!(open_way(&page), open, "{kind:?} {cookie}");
            let marked = page.all(".way__last").len();
            assert_eq!(
                marked,
                usize::from(open_way(&page) != "way-quick_agreement")
            );
        }
    }
    let quick = with_cookie(OrderKind::Plain, "", "last_way=quick_agreement").await;
    assert_eq!(
        quick.text("[for=way-quick_agreement] .way__last"),
        "上次使用"
    );
    let refused = with_cookie(OrderKind::Limited, "", "last_way=scan").await;
    assert_eq!(open_way(&refused), "way-quick_agreement", "refused here");
    let search = with_cookie(OrderKind::Plain, "?bank=gsyh", "last_way=scan").await;
    assert_eq!(open_way(&search), "way-gateway_personal", "searched for");
}

#[tokio::test]
async fn every_way_is_a_radio_button_with_a_label() {
    let page = Page::new(&get(&at(OrderKind::Plain)).await.body);
    let group = page.one("[role=radiogroup]");
    let title = group.value().attr("aria-labelledby").expect("named");
    assert_eq!(page.text(&format!("#{title}")), "选择支付方式");
    let radios = page.all("[role=radiogroup] > .way > input[type=radio][name=open-way]");
    assert_eq!(radios.len(), 4);
    assert!(!page.has("details.way"), "none that closes");
}

#[tokio::test]
async fn a_payment_that_begins_is_kept_in_a_cookie() {
    let open = at(OrderKind::Plain);
    let confirm = format!("{open}?do=confirm_payment");
    let attributes = "; Path=/pay; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure";
    for (form, value) in [
        ("way=scan", "scan"),
        ("way=wechat", "wechat"),
        ("way=bank&bank=ICBC", "gateway_personal.ICBC"),
        ("way=agr_00000000000000000000000001", "quick_agreement"),
    ] {
        let answer = post(&confirm, form).await;
        let cookie = format!("last_way={value}{attributes}");
        assert_eq!(answer.header("set-cookie"), cookie, "{form}");
    }
    let card = "number=6222+0212+3456+7894+123&name=%E5%BC%A0%E4%B8%89&id_number=11010519491231002X&phone=13800138000";
    let code = token(OrderKind::Plain, Place::Code);
    let send = format!("/pay/{}/code?do=send_code", code.as_str());
    let cookie = format!("last_way=quick_agreement{attributes}");
    assert_eq!(post(&send, card).await.header("set-cookie"), cookie);
    for (path, form) in [
        (&confirm, "way=new_card"),
        (&confirm, "way=bank"),
        (&confirm, "way=bank&bank=XBANK"),
        (&confirm, "way=cash"),
        (&send, "number=1"),
        (&format!("{open}?do=more_time"), ""),
    ] {
        assert_eq!(post(path, form).await.header("set-cookie"), "", "{form}");
    }
    let viewed = get(&open).await;
    assert!(!viewed.header("set-cookie").starts_with("last_way"));
}

#[tokio::test]
async fn the_list_of_banks_has_each_once_by_letter_and_folds_to_six() {
    for (query, cookie, first, heading) in [
        ("", "", "BCCB", "B"),
        ("?lang=en", "", "ABC", "A"),
        ("", "last_way=gateway_personal.HFB", "HFB", "上次使用"),
    ] {
        let page = with_cookie(OrderKind::Plain, query, cookie).await;
        let radios = page.all("#banks input[type=radio][name=bank]");
        let codes: Vec<_> = radios
            .iter()
            .filter_map(|r| r.value().attr("value"))
            .collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), BANKS.len());
        assert_eq!((codes.len(), codes[0]), (BANKS.len(), first));
        assert_eq!(page.all("#banks .choice--common").len(), 6);
        let headings: Vec<_> = page.all("#banks h2").into_iter().map(text).collect();
        assert_eq!(headings[0], heading);
        let letters: Vec<_> = headings.iter().filter(|h| h.len() == 1).collect();
        assert!(letters.is_sorted() && letters.len() > 6, "{letters:?}");
    }
    let last = with_cookie(OrderKind::Plain, "", "last_way=gateway_personal.HFB").await;
    assert!(last.has("#bank-HFB[checked]"), "one press goes there");
    assert_eq!(last.text(".banks__all"), "全部 24 家银行");
    assert_eq!(
        last.text("#banks + button .button__first"),
        "去恒丰银行支付 ¥1,280.00"
    );
    assert_eq!(
        last.text("#banks + button .button__any"),
        "去网银支付 ¥1,280.00"
    );
    let searched = with_cookie(
        OrderKind::Plain,
        "?bank=ｚｈａｏ",
        "last_way=gateway_personal.HFB",
    );
    let searched = searched.await;
    assert!(!searched.has("#banks [checked]"), "none that is not seen");
    let shown = searched.all("#banks .choice:not([hidden])");
    let shown: Vec<_> = shown
        .iter()
        .filter_map(|c| c.value().attr("data-bank"))
        .collect();
    assert_eq!(shown, ["CMB"]);
    assert!(searched.has("#banks[data-search]"), "not folded");
}

#[tokio::test]
async fn a_new_cards_number_is_typed_first_and_kept_on_the_card_form() {
    let path = format!("{}/card?do=confirm_payment&lang=en", at(OrderKind::Plain));
    let page = Page::new(&get(&at(OrderKind::Plain)).await.body);
    let form = page.one("#new-card").value().attr("action");
    assert_eq!(form, path.strip_suffix("&lang=en"));
    for (number, note, credit) in [
        ("6222 0212 3456 7890 123", "ICBC · debit card", false),
        (
            "6225 7531 0012 3454",
            "China Merchants Bank · credit card",
            true,
        ),
        ("6200000000000005", "", true),
    ] {
        let answer = post(&path, &format!("way=new_card&number={number}")).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::OK, "")
        );
        let page = Page::new(&answer.body);
        assert_eq!(page.text("h1"), "Card details");
        let value = page.one("#number").value().attr("value");
        assert_eq!(value, Some(number));
        assert_eq!(page.text("#number-note"), note);
        assert_eq!(page.has("#number-note[hidden]"), note.is_empty());
        assert_eq!(page.has("#credit:not([hidden])"), credit, "{number}");
    }
}

#[tokio::test]
async fn a_wrong_number_is_said_where_it_was_typed() {
    let path = format!("{}/card?do=confirm_payment", at(OrderKind::Plain));
    for (number, message) in [
        ("", "请填写银行卡号"),
        ("6225 7531 0012 3453", "银行卡号有误，请逐位核对"),
    ] {
        let answer = post(&path, &format!("way=new_card&number={number}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::new(&answer.body);
        assert_eq!(open_way(&page), "way-quick_agreement");
        assert_eq!(page.text("#error-summary a"), message);
        assert!(page.text("#number-error").ends_with(message));
        assert_eq!(page.one("#number").value().attr("value"), Some(number));
    }
}

#[tokio::test]
async fn a_choice_that_comes_too_late_leads_to_the_orders_page() {
    let token = token(OrderKind::Plain, Place::Waiting);
    let path = format!("/pay/{}/card?do=confirm_payment", token.as_str());
    for number in ["6200000000000005", "1"] {
        let answer = post(&path, &format!("way=new_card&number={number}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{number}");
        assert_eq!(answer.header("location"), Place::Waiting.path(&token));
    }
}

#[tokio::test]
async fn a_typed_number_survives_more_time_and_another_language() {
    let open = at(OrderKind::Plain);
    for act in ["more_time", "keep&lang=en"] {
        let answer = post(
            &format!("{open}?do={act}"),
            "at=&way=new_card&number=6222+02",
        )
        .await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Page::new(&answer.body);
        assert_eq!(page.one("#number").value().attr("value"), Some("6222 02"));
        let empty = post(&format!("{open}?do={act}"), "at=&way=new_card&number=").await;
        assert_eq!(empty.status, StatusCode::SEE_OTHER, "nothing to keep");
    }
}

#[tokio::test]
async fn a_saved_card_is_removed_after_a_question() {
    let open = at(OrderKind::Saved);
    let page = Page::new(&get(&open).await.body);
    let links = page.all("a.choice__remove");
    assert_eq!(links.len(), 3);
    let to = links[0].value().attr("href").expect("a link").to_owned();
    let question = Page::new(&get(&to).await.body);
    assert_eq!(question.text("h1"), "移除工商银行（7890）？");
    let form = question.one("form[action$='do=remove_card']");
    assert!(form.value().attr("method") == Some("post"));
    assert_eq!(
        question.one("form input[name=card]").value().attr("value"),
        Some("agr_00000000000000000000000001")
    );
    let keep = question.one("form a.button").value().attr("href");
    assert_eq!(keep, Some(open.as_str()));
    for unknown in ["agr_00000000000000000000000009", "nothing"] {
        let page = get(&format!("{open}?remove={unknown}")).await;
        assert_eq!(Page::new(&page.body).text("h1"), "选择支付方式");
    }
}

#[tokio::test]
async fn the_main_button_names_the_card_and_the_amount() {
    let page = Page::new(&get(&format!("{}?lang=en", at(OrderKind::Saved))).await.body);
    let first = page.text("button[data-named] .button__first");
    assert_eq!(first, "Pay ¥1,280.00 with ICBC (7890)");
    for button in page.all("[role=radiogroup] .button--main") {
        assert!(text(button).contains("¥1,280.00"), "{}", text(button));
    }
}

#[tokio::test]
async fn remembering_a_card_is_the_shoppers_choice() {
    let card = |kind| Place::Card.path(&token(kind, Place::Choose));
    let page = Page::new(&get(&card(OrderKind::Plain)).await.body);
    assert!(page.has("#remember[checked]"));
    let nameless = Page::new(&get(&card(OrderKind::Long)).await.body);
    assert!(!nameless.has("#remember"), "no buyer to remember it for");
    for (kept, checked) in [("&remember=true", true), ("", false)] {
        for act in ["keep", "send_code"] {
            let path = format!("{}?do={act}", card(OrderKind::Plain));
            let answer = post(&path, &format!("at=card&number=1{kept}")).await;
            let page = Page::new(&answer.body);
            assert_eq!(page.has("#remember[checked]"), checked, "{act} {kept}");
        }
    }
}

#[tokio::test]
async fn the_agreement_and_the_privacy_policy_are_linked() {
    let card = Place::Card.path(&token(OrderKind::Plain, Place::Choose));
    let page = Page::new(&get(&card).await.body);
    let links = page.all(".agreements a[target=_blank]");
    let links: Vec<_> = links
        .iter()
        .filter_map(|a| a.value().attr("href"))
        .collect();
    assert_eq!(links, ["/agreement", "https://provider.example/privacy"]);
    let none = Page::new(&get_plain(&card).await.body);
    assert!(none.text(".agreements").contains("开通快捷支付"));
}

#[tokio::test]
async fn the_card_form_is_shown_only_where_a_card_may_be_used() {
    let open = at(OrderKind::Plain);
    let card = get(&format!("{open}/card")).await;
    assert!(Page::new(&card.body).has("#card-form"));
    let none = at(OrderKind::Bare);
    let card = get(&format!("{none}/card")).await;
    let led = (card.status, card.header("location"));
    assert_eq!(led, (StatusCode::SEE_OTHER, none.as_str()));
}
