//! The order of a preview. Its numbers belong to no real order, and its QR code
//! leads nowhere.

use super::Preview;
use crate::sample_qr_code;
use domain::attempt::{AttemptStatus, DeclineReason};
use domain::bank::{BANKS, Bank};
use domain::channel_id::ChannelId;
use domain::desk::{BankForm, Offer, PageAttempt, PayPage, Place};
use domain::ids::{OrderId, PayToken};
use domain::locale::Locale;
use domain::money::Money;
use domain::order::{Item, OrderState};
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use std::sync::Arc;

/// The seconds left to pay.
const LEFT_S: i64 = 29 * 60;

/// The sample order at the preview's page.
pub(super) fn page(preview: &Preview) -> PayPage {
    let zh = preview.locale == Locale::ZhCn;
    let words = |chinese: &str, english: &str| String::from(if zh { chinese } else { english });
    let item = |name, quantity, fen| Item {
        name,
        quantity,
        unit_price: Money::fen(fen),
    };
    let place = preview.place;
    PayPage {
        token: PayToken::parse(&"0".repeat(26)).expect("26 letters"),
        place,
        also: &[],
        order_id: OrderId::parse(&format!("ord_{}", "0".repeat(26))).expect("an id"),
        mall_order_no: "20260101000001".into(),
        state: state(place),
        subject: words("示例订单", "Sample order"),
        items: vec![
            item(words("示例商品一", "First sample item"), 2, 4_000),
            item(words("示例商品二", "Second sample item"), 1, 4_800),
        ],
        amount: Money::fen(12_800),
        expires_at: preview.now.plus_s(LEFT_S),
        seconds_left: LEFT_S,
        more_time: true,
        payee: preview.payee.clone(),
        brand: Arc::clone(&preview.brand),
        store: None,
        mall_name: words("示例商城", "Sample Mall"),
        locale: Some(preview.locale),
        screen: preview.screen,
        last_way: None,
        buyer_known: true,
        offers: offers(preview),
        banks: BANKS,
        cards: Vec::new(),
        attempt: attempt(preview),
        refunds: Vec::new(),
        home: "#".into(),
        receipt_url: sample_qr_code::ADDRESS.into(),
    }
}

fn state(place: Place) -> OrderState {
    match place {
        Place::Choose | Place::Card | Place::Declined => OrderState::Open,
        Place::Code | Place::Scan | Place::Bank | Place::Waiting => OrderState::Paying,
        Place::Paid | Place::AlreadyPaid => OrderState::Paid,
        Place::Expired => OrderState::Expired,
        Place::Closed => OrderState::Closed,
    }
}

fn offers(preview: &Preview) -> Vec<Offer> {
    let mut products = preview.products.clone();
    products.sort_by_key(|product| preview.brand.rank(*product));
    let offer = |product| Offer {
        product,
        paid_by: paid_by(product),
        refused: None,
    };
    products.into_iter().map(offer).collect()
}

fn paid_by(product: Product) -> PaymentMethod {
    match product {
        Product::QuickAgreement => PaymentMethod::Agreement,
        Product::Scan | Product::Wechat => PaymentMethod::Qr,
        Product::GatewayPersonal => PaymentMethod::BankPage,
    }
}

fn attempt(preview: &Preview) -> Option<PageAttempt> {
    let place = preview.place;
    let state = match place {
        Place::Code | Place::Scan | Place::Bank => AttemptStatus::AwaitingPayer,
        Place::Waiting => AttemptStatus::Unsettled,
        Place::Paid | Place::AlreadyPaid => AttemptStatus::Paid,
        Place::Declined => AttemptStatus::Declined,
        Place::Choose | Place::Card | Place::Expired | Place::Closed => return None,
    };
    let product = match place {
        Place::Code | Place::Declined | Place::Paid => Product::QuickAgreement,
        Place::Scan => Product::Scan,
        _ => Product::GatewayPersonal,
    };
    let quick = product == Product::QuickAgreement;
    let paid = state == AttemptStatus::Paid;
    Some(PageAttempt {
        channel: ChannelId::constant("sample"),
        product,
        state,
        bank: (product != Product::Scan)
            .then(|| Bank::by_code("ICBC"))
            .flatten(),
        declined: (place == Place::Declined).then_some(DeclineReason::InsufficientFunds),
        qr: (place == Place::Scan).then(|| sample_qr_code::ADDRESS.into()),
        bank_form: (place == Place::Bank).then(|| BankForm {
            action: "#".into(),
            fields: Vec::new(),
        }),
        card_last4: quick.then(|| "0000".into()),
        saved_card: None,
        phone_masked: quick.then(|| "138****0000".into()),
        resend_in_s: if place == Place::Code { 48 } else { 0 },
        codes_left: 5,
        asked_at: (place == Place::Waiting).then(|| preview.now.plus_s(-5)),
        paid_at: paid.then_some(preview.now),
        network_id: paid.then(|| "000000000000000000000".into()),
    })
}
