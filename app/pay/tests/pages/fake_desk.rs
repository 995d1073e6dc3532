//! A desk that serves every place from memory, for tests and the gallery.
//! The token says which: see [`token`].

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::attempt::{AttemptStatus, DeclineReason};
use domain::bank::{BANKS, Bank};
use domain::brand::{Brand, Colour, Font, LogoId, Logos, Radius};
use domain::clock::{At, Clock};
use domain::desk::{
    BankForm, CardEntry, Choice, DeskError, Field, FieldError, FieldProblem, FormState, MallHome,
    NextPage, Offer, PageAttempt, PageRefund, PageState, PageStates, PayDesk, PayPage, Place,
    SavedCard, Visit,
};
use domain::entropy::Entropy;
use domain::ids::{AgreementId, MallId, OrderId, PayToken};
use domain::money::Money;
use domain::order::{Item, OrderState};
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use domain::rate_limits::{Limited, RateLimit};
use domain::refund::{RefundCause, RefundState};
use domain::refusal::{Code, Refusal};
use domain::secret::Secret;
use domain::visit::{Screen, WalletApp};
use std::sync::Arc;
use ui::settings::Provider;

/// 2026-11-22 08:00:00 UTC, 16:00 in China.
pub(crate) const NOW: At = At::from_ms(1_795_334_400_000);

/// A clock that always shows [`NOW`].
pub(crate) struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> At {
        NOW
    }
}

/// "Random" bytes that are always the same.
pub(crate) struct FixedEntropy;

impl Entropy for FixedEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// The provider that runs the pages.
pub(crate) fn provider() -> Provider {
    let some = |text: &str| Some(text.to_owned());
    Provider {
        name: some("云河支付有限公司"),
        licence: some("Z2000131000010"),
        phone: some("400-000-0000"),
        agreement: some("/agreement"),
        privacy: some("https://provider.example/privacy"),
        complaints: some("12378"),
    }
}

/// Kinds of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderKind {
    /// Common values.
    Plain = 0,
    /// Long names, many items, a large amount, no logo, another brand.
    Long = 1,
    /// A buyer with saved cards.
    Saved = 2,
    /// A way to pay that is over its limit.
    Limited = 3,
    /// No way to pay at all.
    Bare = 4,
    /// The largest amounts and counts; no more time can be added.
    Huge = 5,
    /// Paid with WeChat Pay, where it is paid.
    Wechat = 6,
    /// A saved card whose code was wrong too often.
    NoTries = 7,
    /// Refunded in full, where it is paid.
    Refunded = 8,
}

impl OrderKind {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Plain,
        Self::Long,
        Self::Saved,
        Self::Limited,
        Self::Bare,
        Self::Huge,
        Self::Wechat,
        Self::NoTries,
        Self::Refunded,
    ];
}

/// The token of a kind of order at a place.
pub(crate) fn token(kind: OrderKind, place: Place) -> PayToken {
    let at = Place::ALL
        .iter()
        .position(|p| *p == place)
        .expect("in the list");
    PayToken::parse(&format!("{:0>23}{}{at:0>2}", "", kind as u8)).expect("26 letters")
}

fn kind_and_place(token: &PayToken) -> Option<(OrderKind, Place)> {
    let text = token.as_str().strip_prefix("00000000000000000000000")?;
    let kind = *OrderKind::ALL.get(text.get(..1)?.parse::<usize>().ok()?)?;
    let place = *Place::ALL.get(text.get(1..)?.parse::<usize>().ok()?)?;
    Some((kind, place))
}

/// The desk.
pub(crate) struct FakeDesk;

/// A leaf on a green tile.
const LOGO: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAzNiAzNiI+PHJlY3Qgd2lkdGg9IjM2IiBoZWlnaHQ9IjM2IiByeD0iOSIgZmlsbD0iIzBiNmUzZiIvPjxwYXRoIGQ9Ik0xOCA3YzYgMyA5IDcgOSAxMiAwIDUtNCA5LTkgMTAtNS0xLTktNS05LTEwIDAtNSAzLTkgOS0xMloiIGZpbGw9IiNkZmYzZTQiLz48cGF0aCBkPSJNMTggMTR2MTUiIHN0cm9rZT0iIzBiNmUzZiIgc3Ryb2tlLXdpZHRoPSIyIi8+PC9zdmc+";

/// Its name.
fn logo_id() -> LogoId {
    LogoId::parse("img_1eaf").expect("a name")
}

fn item(name: &str, quantity: u32, fen: i64) -> Item {
    Item {
        name: name.to_owned(),
        quantity,
        unit_price: Money::fen(fen),
    }
}

fn items(kind: OrderKind) -> Vec<Item> {
    let long = |i: u32| {
        let name = format!(
            "限量珍藏版手工烧制青花瓷功夫茶具十二件套（含茶盘、茶洗、公道杯）第{i}批次 Limited-Collector’s-Edition-Porcelain"
        );
        item(&name, i, 1_234_567)
    };
    match kind {
        OrderKind::Long => (1..=24).map(long).collect(),
        OrderKind::Huge => vec![
            item("武夷山正岩肉桂 250 克礼盒装", 1_000_000, 999_999),
            item("手工白瓷盖碗 120 毫升", 1, 1_000_000),
        ],
        _ => vec![
            item("武夷山正岩肉桂 250 克", 2, 39_900),
            item("手工白瓷盖碗 120 毫升", 1, 48_200),
        ],
    }
}

fn brand(kind: OrderKind) -> Brand {
    match kind {
        OrderKind::Long => Brand {
            radius: Radius::Square,
            font: Font::Serif,
            support: Some("400-800-1234,每日 9:00 至 21:00,或发邮件至 help@tea.example".into()),
            ..Brand::plain(
                "福建省武夷山市岩骨花香茶叶专业合作社联合社官方旗舰店",
                Colour {
                    r: 0xff,
                    g: 0xd4,
                    b: 0x3b,
                },
            )
        },
        _ => Brand {
            logos: Logos {
                square: Some(logo_id()),
                ..Logos::default()
            },
            support: Some("400-800-1234(9:00–21:00)".into()),
            ..Brand::plain(
                "岩韵茶铺",
                Colour {
                    r: 0x0b,
                    g: 0x6e,
                    b: 0x3f,
                },
            )
        },
    }
}

/// True for a buyer with saved cards.
fn has_saved(kind: OrderKind) -> bool {
    matches!(kind, OrderKind::Saved | OrderKind::NoTries)
}

fn saved() -> Vec<SavedCard> {
    let card = |n: u8, bank: Option<&str>, credit, last4: &str| SavedCard {
        id: AgreementId::parse(&format!("agr_{n:0>26}")).expect("an id"),
        bank: bank.and_then(Bank::by_code),
        credit,
        last4: last4.into(),
        phone_masked: "138****8000".into(),
    };
    vec![
        card(1, Some("ICBC"), false, "7890"),
        card(2, Some("CMB"), true, "0003"),
        card(3, None, false, "4321"),
    ]
}

fn product(kind: OrderKind, place: Place) -> Product {
    match place {
        Place::Scan | Place::Paid if kind == OrderKind::Wechat => Product::Wechat,
        Place::Card | Place::Code | Place::Declined => Product::QuickAgreement,
        Place::Scan => Product::Scan,
        _ => Product::GatewayPersonal,
    }
}

fn attempt(kind: OrderKind, place: Place) -> Option<PageAttempt> {
    let state = match place {
        Place::Code | Place::Scan | Place::Bank => AttemptStatus::AwaitingPayer,
        Place::Waiting => AttemptStatus::Unsettled,
        Place::Paid | Place::AlreadyPaid => AttemptStatus::Paid,
        Place::Declined => AttemptStatus::Declined,
        _ => return None,
    };
    let product = product(kind, place);
    let (channel, code) = match product {
        Product::Wechat => ("wechat_pay", "weixin://wxpay/bizpayurl?pr=p1mHcxLzz"),
        _ => (
            "union_pay",
            "https://qr.95516.com/00010000/62131234567890123456789012345",
        ),
    };
    let quick = product == Product::QuickAgreement;
    let paid = state == AttemptStatus::Paid;
    let fields = [
        ("version", "5.1.0"),
        ("orderId", "00000000000000000000000000"),
        ("txnAmt", "128000"),
    ];
    let bank_form = BankForm {
        action: "http://127.0.0.1:3002/gateway/api/frontTransReq.do".into(),
        fields: fields.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec(),
    };
    Some(PageAttempt {
        channel: domain::channel_id::ChannelId::constant(channel),
        product,
        state,
        bank: if place == Place::Scan {
            None
        } else {
            Bank::by_code("ICBC")
        },
        declined: (place == Place::Declined).then_some(if kind == OrderKind::NoTries {
            DeclineReason::WrongCode
        } else {
            DeclineReason::InsufficientFunds
        }),
        qr: (place == Place::Scan).then(|| code.into()),
        bank_form: (place == Place::Bank).then_some(bank_form),
        card_last4: quick.then(|| "7890".into()),
        saved_card: (quick && has_saved(kind)).then(|| saved()[0].id.clone()),
        phone_masked: quick.then(|| "138****8000".into()),
        resend_in_s: if place == Place::Code { 48 } else { 0 },
        codes_left: 4,
        asked_at: matches!(place, Place::Scan | Place::Bank | Place::Waiting)
            .then(|| NOW.plus_s(-5)),
        paid_at: paid.then(|| NOW.plus_s(-89)),
        network_id: paid.then(|| "052026112215583100001".into()),
    })
}

fn paid_by(product: Product) -> PaymentMethod {
    match product {
        Product::QuickAgreement => PaymentMethod::Agreement,
        Product::Scan | Product::Wechat => PaymentMethod::Qr,
        Product::GatewayPersonal => PaymentMethod::BankPage,
    }
}

fn offers(kind: OrderKind) -> Vec<Offer> {
    let refusal = |product| {
        (kind == OrderKind::Limited && product == Product::Scan)
            .then(|| Refusal::new(Code::LimitExceeded, "scan: 5,000 yuan a day"))
    };
    match kind {
        OrderKind::Bare => Vec::new(),
        _ => Product::ALL
            .into_iter()
            .map(|product| Offer {
                product,
                paid_by: paid_by(product),
                refused: refusal(product),
            })
            .collect(),
    }
}

/// The state an order of this kind at this place is in.
fn state(kind: OrderKind, place: Place) -> OrderState {
    match place {
        Place::Paid | Place::AlreadyPaid if kind == OrderKind::Refunded => OrderState::Refunded,
        Place::Paid | Place::AlreadyPaid if kind == OrderKind::Long => {
            OrderState::PartiallyRefunded
        }
        Place::Choose | Place::Card | Place::Declined => OrderState::Open,
        Place::Code | Place::Scan | Place::Bank | Place::Waiting => OrderState::Paying,
        Place::Paid | Place::AlreadyPaid => OrderState::Paid,
        Place::Expired => OrderState::Expired,
        Place::Closed => OrderState::Closed,
    }
}

/// Refunds: of every state for one kind, none for the others.
fn refunds(kind: OrderKind, place: Place) -> Vec<PageRefund> {
    let over = matches!(
        place,
        Place::Paid | Place::AlreadyPaid | Place::Expired | Place::Closed
    );
    let back = |fen, cause, state| PageRefund {
        amount: Money::fen(fen),
        cause,
        state,
        at: NOW.plus_s(-58),
    };
    let late = back(128_000, RefundCause::Surplus, RefundState::Unknown);
    match (kind, state(kind, place)) {
        (OrderKind::Refunded, OrderState::Refunded) => {
            vec![back(128_000, RefundCause::Merchant, RefundState::Succeeded)]
        }
        (OrderKind::Long, OrderState::PartiallyRefunded) => vec![
            back(3_000, RefundCause::Merchant, RefundState::Succeeded),
            back(5_001, RefundCause::Merchant, RefundState::Succeeded),
            back(100, RefundCause::Merchant, RefundState::Pending),
            back(200, RefundCause::Merchant, RefundState::Failed),
            late,
        ],
        (OrderKind::Long, _) if over => vec![late],
        _ => Vec::new(),
    }
}

/// A page of this kind at this place.
pub(crate) fn page_of(kind: OrderKind, place: Place) -> PayPage {
    let items = items(kind);
    let sum = items
        .iter()
        .map(|i| i.unit_price.times(i.quantity).expect("fits").minor())
        .sum();
    let long = |plain: &str, long: &str| {
        if kind == OrderKind::Long {
            long.to_owned()
        } else {
            plain.to_owned()
        }
    };
    PayPage {
        token: token(kind, place),
        place,
        also: match place {
            Place::Choose => &[Place::Card],
            Place::Code => &[Place::Card, Place::Choose],
            Place::Waiting => &[Place::Bank],
            Place::Declined => &[Place::Choose, Place::Card],
            _ => &[],
        },
        order_id: OrderId::parse("ord_00000000000000000000000000").expect("an id"),
        mall_order_no: long(
            "M20261122-0042",
            "M20261122-0000000000000000000000000000000000000000000000000042",
        ),
        state: state(kind, place),
        subject: long(
            "武夷山正岩肉桂等 2 件商品",
            "茶具、茶叶及配件等共二十四件商品的合并订单（含礼盒包装与顺丰冷链配送服务）",
        ),
        items,
        amount: Money::fen(sum),
        expires_at: NOW.plus_s(1685),
        seconds_left: if state(kind, place).is_final() {
            0
        } else {
            1685
        },
        more_time: kind != OrderKind::Huge,
        payee: long(
            "武夷山岩韵茶业有限公司",
            "福建省武夷山市岩骨花香茶叶专业合作社联合社（普通合伙）第三营业部",
        ),
        brand: Arc::new(brand(kind)),
        store: (kind == OrderKind::Long).then(|| "西湖区龙井路一号旗舰体验店".into()),
        mall_name: "融e购商城".into(),
        locale: None,
        screen: Screen::Pc,
        last_way: None,
        buyer_known: kind != OrderKind::Long,
        offers: offers(kind),
        banks: BANKS,
        cards: if has_saved(kind) { saved() } else { Vec::new() },
        attempt: attempt(kind, place),
        refunds: refunds(kind, place),
        home: "http://127.0.0.1:3001/back?order=ord_1&state=paid&ts=1&sig=s".into(),
        receipt_url: if state(kind, place).is_paid() {
            format!("https://pay.example/receipt/{}", reference(kind))
        } else {
            String::new()
        },
    }
}

/// The reference of the receipt of this kind.
pub(crate) fn reference(kind: OrderKind) -> String {
    format!("{:0>26}.{:0>32}", "", kind as u8)
}

fn mall_home() -> MallHome {
    MallHome {
        id: MallId::parse("mal_00000000000000000000000000").expect("an id"),
        name: "融e购商城".into(),
        origin: "https://mall.example".into(),
    }
}

fn show(place: Place, form: FormState) -> NextPage {
    NextPage::Show(place, Box::new(form))
}

fn wrong(field: Field, problem: FieldProblem) -> FormState {
    FormState {
        errors: vec![FieldError { field, problem }],
        ..FormState::default()
    }
}

fn too_many(limit: RateLimit, wait_s: i64) -> DeskError {
    Refusal::from(Limited { limit, wait_s }).into()
}

#[async_trait]
impl PayDesk for FakeDesk {
    /// Inside WeChat it makes no QR codes.
    async fn page(&self, token: &PayToken, visit: &Visit) -> Result<PayPage, DeskError> {
        if token.as_str().starts_with("fa") {
            return Err(DeskError::Fault("req_00000000000000000000000000".into()));
        }
        let (kind, place) = kind_and_place(token).ok_or(DeskError::UnknownOrder)?;
        let mut page = page_of(kind, place);
        page.screen = visit.screen;
        page.last_way = visit.last_way;
        if visit.inside == Some(WalletApp::WeChat) {
            page.offers.retain(|o| o.paid_by != PaymentMethod::Qr);
        }
        Ok(page)
    }

    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError> {
        match link {
            "good.good.good" => Ok(token(OrderKind::Plain, Place::Choose)),
            "often.often.often" => Err(too_many(RateLimit::OrdersPerMall, 3)),
            "old.old.old" => {
                Err(Refusal::new(Code::LinkExpired, "the link is past its time").into())
            }
            "bad.return.url" => {
                let detail = "no registered origin";
                Err(Refusal::at(Code::ReturnUrlNotRegistered, "/return_url", detail).into())
            }
            _ => Err(Refusal::new(Code::LinkInvalid, "the link does not verify").into()),
        }
    }

    /// The first mall signs every link that has "old" or "bad" in it.
    async fn mall_of_link(&self, link: &str) -> Result<Option<MallHome>, DeskError> {
        let known = link.starts_with("old") || link.starts_with("bad");
        Ok(known.then(mall_home))
    }

    async fn mall(&self, id: &MallId) -> Result<Option<MallHome>, DeskError> {
        Ok(Some(mall_home()).filter(|mall| mall.id == *id))
    }

    async fn confirm(
        &self,
        token: &PayToken,
        choice: Choice,
        _: &Visit,
    ) -> Result<NextPage, DeskError> {
        let (kind, _) = kind_and_place(token).ok_or(DeskError::UnknownOrder)?;
        match choice {
            Choice::Qr(_) if kind == OrderKind::Limited => {
                Err(Refusal::new(Code::LimitExceeded, "over it").into())
            }
            Choice::NewCard if kind == OrderKind::Limited => {
                Err(too_many(RateLimit::AttemptsPerOrder, 61))
            }
            Choice::Qr(_) => Ok(NextPage::Go(Place::Scan)),
            Choice::NewCard => Ok(NextPage::Go(Place::Card)),
            Choice::SavedCard(_) => Ok(NextPage::Go(Place::Code)),
            Choice::Bank(code) if Bank::by_code(&code).is_some() => Ok(NextPage::Go(Place::Bank)),
            Choice::Bank(_) => Ok(show(
                Place::Choose,
                wrong(Field::Bank, FieldProblem::NotOffered),
            )),
        }
    }

    async fn send_code(
        &self,
        _: &PayToken,
        card: CardEntry,
        _: &Visit,
    ) -> Result<NextPage, DeskError> {
        match card.check(NOW) {
            Ok(_) => Ok(show(
                Place::Code,
                FormState {
                    sealed: Some("sealed-card".into()),
                    ..FormState::default()
                },
            )),
            Err(errors) => {
                // With the security code, to test that the page omits it.
                Ok(show(
                    Place::Card,
                    FormState {
                        errors,
                        card: Some(card),
                        ..FormState::default()
                    },
                ))
            }
        }
    }

    async fn resend_code(
        &self,
        _: &PayToken,
        sealed: &str,
        _: &Visit,
    ) -> Result<NextPage, DeskError> {
        let form = match sealed {
            "just-sent" => wrong(Field::Code, FieldProblem::TooSoon { wait_s: 42 }),
            _ => FormState::default(),
        };
        let sealed = Some(sealed.to_owned());
        Ok(show(Place::Code, FormState { sealed, ..form }))
    }

    async fn change_card(&self, _: &PayToken, sealed: &str) -> Result<NextPage, DeskError> {
        let card = CardEntry {
            number: Secret::new(sealed.to_owned()),
            ..CardEntry::default()
        };
        let form = FormState {
            card: Some(card),
            ..FormState::default()
        };
        Ok(show(Place::Card, form))
    }

    /// The code 222222 is right, and the payment is declined.
    async fn pay(
        &self,
        token: &PayToken,
        sealed: &str,
        code: Secret,
        _: &Visit,
    ) -> Result<NextPage, DeskError> {
        let (_, place) = kind_and_place(token).ok_or(DeskError::UnknownOrder)?;
        if place == Place::AlreadyPaid {
            return Err(Refusal::new(Code::OrderPaid, "paid").into());
        }
        if code.expose() == "123456" {
            return Ok(NextPage::Go(Place::Paid));
        }
        if code.expose() == "222222" {
            let form = FormState {
                sealed: Some(sealed.to_owned()),
                ..FormState::default()
            };
            return Ok(show(Place::Declined, form));
        }
        let form = FormState {
            sealed: Some(sealed.to_owned()),
            ..wrong(Field::Code, FieldProblem::WrongCode)
        };
        Ok(show(Place::Code, form))
    }

    async fn cancel(&self, _: &PayToken) -> Result<NextPage, DeskError> {
        Ok(NextPage::Go(Place::Choose))
    }

    async fn more_time(&self, token: &PayToken) -> Result<i64, DeskError> {
        match kind_and_place(token).ok_or(DeskError::UnknownOrder)? {
            (OrderKind::Huge, _) => Err(Refusal::new(Code::LimitExceeded, "no more").into()),
            _ => Ok(1800),
        }
    }

    async fn remove_card(&self, _: &PayToken, _: &AgreementId) -> Result<NextPage, DeskError> {
        Ok(NextPage::Go(Place::Choose))
    }

    async fn returned(&self, token: &PayToken) -> Result<Place, DeskError> {
        kind_and_place(token)
            .map(|(_, place)| place)
            .ok_or(DeskError::UnknownOrder)
    }

    async fn leave_for_bank(&self, _: &PayToken, _: &Visit) -> Result<(), DeskError> {
        Ok(())
    }

    async fn home(&self, token: &PayToken) -> Result<String, DeskError> {
        kind_and_place(token).ok_or(DeskError::UnknownOrder)?;
        Ok("http://127.0.0.1:3001/back?order=ord_1&state=open&ts=1&sig=s".into())
    }

    async fn receipt(&self, receipt: &str) -> Result<PayPage, DeskError> {
        let mut kinds = OrderKind::ALL.into_iter();
        let kind = kinds.find(|kind| reference(*kind) == receipt);
        kind.map(|kind| page_of(kind, Place::Paid))
            .ok_or(DeskError::UnknownOrder)
    }

    /// The order of WeChat Pay was asked for a second before it is looked at.
    fn seal_answer(&self, token: &PayToken, answer: &Secret) -> String {
        let text = format!("{}{}", token.as_str(), answer.expose());
        URL_SAFE_NO_PAD.encode(text)
    }

    fn open_answer(&self, token: &PayToken, sealed: &str) -> Option<Secret> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(sealed).ok()?).ok()?;
        text.strip_prefix(token.as_str()).map(Secret::new)
    }

    async fn logo(&self, id: &LogoId) -> Result<Option<(&'static str, Vec<u8>)>, DeskError> {
        let bytes = STANDARD.decode(LOGO).expect("base64");
        Ok((*id == logo_id()).then_some(("image/svg+xml", bytes)))
    }

    async fn page_state(&self, token: &PayToken) -> Result<PageState, DeskError> {
        let (kind, place) = kind_and_place(token).ok_or(DeskError::UnknownOrder)?;
        let asked_at = NOW.plus_s(if kind == OrderKind::Wechat { -1 } else { 0 });
        let refunds = if place == Place::AlreadyPaid {
            "sw"
        } else {
            ""
        };
        Ok(PageState {
            place,
            refunds: refunds.to_owned(),
            asked_at: (place == Place::Scan).then_some(asked_at),
        })
    }

    /// As many streams are open of a limited order as may be.
    async fn watch(&self, token: &PayToken) -> Result<PageStates, DeskError> {
        let (kind, _) = kind_and_place(token).ok_or(DeskError::UnknownOrder)?;
        if kind == OrderKind::Limited {
            return Err(too_many(RateLimit::StreamsPerOrder, 10));
        }
        let state = self.page_state(token).await?;
        Ok(Box::pin(futures::stream::iter([state])))
    }
}
