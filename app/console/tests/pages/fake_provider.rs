//! The provider's own calls of the console in memory. Its orders are those of
//! the merchant; its work has one thing of each kind.

use crate::fake_channels::switch;
use crate::fake_console::{self, FakeConsole, MARKUP, MERCHANT, NOW};
use crate::fake_freezes::freeze;
use crate::orders;
use async_trait::async_trait;
use domain::application::Fee;
use domain::attempt::DeclineReason;
use domain::brand::{Brand, Colour};
use domain::channel_id::ChannelId;
use domain::console::{
    Activity, ChannelHealth, ChannelSwitch, Conflict, ConsoleError, ConsoleResult, ConsoleVisit,
    DirectoryPage, DirectoryQuery, DirectoryRow, MallDetail, MerchantDetail, OrderCount,
    OrderCursor, OrderFilter, OrderLookup, OrderPage, OrderRow, OrdersOf, ProviderConsole, Right,
    Scope, ShopperFact, SignedIn, SupportOrder, WebhookState, Work, WorkCount, WorkItem, WorkKind,
    WorkSubject,
};
use domain::day::Day;
use domain::ids::{MallId, MerchantId, OrderId};
use domain::mall::Mall;
use domain::merchant::{AccountNumber, Merchant};
use domain::money::Money;
use domain::product::Product;
use std::sync::Arc;

/// The id of the mall.
pub(crate) const MALL: &str = "mal_00000000000000000000000001";

/// The registration number of the merchant.
pub(crate) const USCC: &str = "91350100M000100Y43";

const CHANNEL: ChannelId = ChannelId::constant("union_pay");

fn mall_id() -> MallId {
    MallId::parse(MALL).expect("an id")
}

fn merchant_id() -> MerchantId {
    MerchantId::parse(MERCHANT).expect("an id")
}

fn need(by: &SignedIn, right: Right) -> ConsoleResult<()> {
    fake_console::need(by, &Scope::Provider, right)
}

fn activity() -> Activity {
    Activity {
        open: OrderCount::Exactly(1_234),
        last_paid: Some(NOW.plus_s(-60)),
    }
}

/// Each fact once.
fn facts() -> Vec<ShopperFact> {
    let (until, amount) = (NOW.plus_s(600), Money::fen(2_800));
    let (at, since, next) = (NOW.plus_s(-60), NOW.plus_s(-120), Some(NOW.plus_s(30)));
    let paid = |mall| ShopperFact::Paid { at, mall };
    vec![
        paid(WebhookState::Delivered(at)),
        paid(WebhookState::Retried(until)),
        paid(WebhookState::NotSent),
        paid(WebhookState::GivenUp(at)),
        ShopperFact::NotPaidYet { until },
        ShopperFact::Declined {
            reason: DeclineReason::InsufficientFunds,
            until,
        },
        ShopperFact::WithPayer { until },
        ShopperFact::Unknown { since, next },
        ShopperFact::Unknown { since, next: None },
        ShopperFact::Closed,
        ShopperFact::Expired,
        ShopperFact::MayStillBePaid { next },
        ShopperFact::RefundUnderWay { amount, since },
        ShopperFact::Refunded { amount, at },
        ShopperFact::RefundFailed { amount, at },
        ShopperFact::SurplusUnderWay { amount, since },
        ShopperFact::SurplusReturned { amount, at },
    ]
}

fn directory<Id: Clone>(
    query: &DirectoryQuery<Id>,
    (id, legal_name): (Id, Option<&str>),
) -> DirectoryPage<Id> {
    let row = |active| DirectoryRow {
        id: id.clone(),
        name: MARKUP.into(),
        legal_name: legal_name.map(str::to_owned),
        uscc: USCC.into(),
        active,
        created_at: NOW.plus_s(-86_400),
    };
    let is_found = query
        .search
        .as_deref()
        .is_none_or(|search| MARKUP.contains(search));
    DirectoryPage {
        rows: if is_found {
            vec![row(true), row(false)]
        } else {
            Vec::new()
        },
        next: (is_found && query.after.is_none()).then_some(id),
    }
}

#[async_trait]
impl ProviderConsole for FakeConsole {
    async fn orders_of(
        &self,
        by: &SignedIn,
        of: &OrdersOf,
        filter: &OrderFilter,
        cursor: Option<&OrderCursor>,
    ) -> ConsoleResult<OrderPage> {
        need(by, Right::SeeOrders)?;
        match of {
            OrdersOf::Merchant(id) if *id != merchant_id() => Ok(OrderPage::default()),
            _ => Ok(orders::page(filter, cursor)),
        }
    }

    async fn find_orders(
        &self,
        by: &SignedIn,
        lookup: &OrderLookup,
    ) -> ConsoleResult<Vec<OrderRow>> {
        need(by, Right::SeeOrders)?;
        let filter = match lookup {
            OrderLookup::Number(number) => OrderFilter {
                number: Some(number.clone()),
                ..OrderFilter::default()
            },
            OrderLookup::Card { day, .. } => OrderFilter {
                created_from: Some(day.start_in_china()),
                ..OrderFilter::default()
            },
        };
        Ok(orders::page(&filter, None).rows)
    }

    async fn support_order(
        &self,
        by: &SignedIn,
        id: &OrderId,
        visit: &ConsoleVisit,
    ) -> ConsoleResult<SupportOrder> {
        need(by, Right::SeeOrders)?;
        let detail = orders::detail(id).ok_or(ConsoleError::NotFound)?;
        self.note(format!("view {id} {}", visit.agent));
        Ok(SupportOrder {
            detail,
            facts: facts(),
            merchant: merchant_id(),
            legal_name: "杭州云上茶叶有限公司".into(),
            display_name: MARKUP.into(),
            support: Some("400-100-2000".into()),
            mall: mall_id(),
            freezes: vec![freeze(1)],
        })
    }

    async fn merchants(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MerchantId>,
    ) -> ConsoleResult<DirectoryPage<MerchantId>> {
        need(by, Right::SeeDesk)?;
        Ok(directory(query, (merchant_id(), Some(MARKUP))))
    }

    async fn merchant(&self, by: &SignedIn, id: &MerchantId) -> ConsoleResult<MerchantDetail> {
        need(by, Right::SeeDesk)?;
        if *id != merchant_id() {
            return Err(ConsoleError::NotFound);
        }
        let account = |products| AccountNumber {
            channel: CHANNEL,
            number: "777290058110048".into(),
            products,
        };
        Ok(MerchantDetail {
            merchant: Merchant {
                id: id.clone(),
                legal_name: MARKUP.into(),
                short_name: "云上茶舍".into(),
                uscc: USCC.into(),
                accounts: vec![account(None), account(Some(vec![Product::Scan]))],
                mcc: "5411".into(),
                products: Product::ALL.to_vec(),
                brand: Arc::new(Brand::plain(
                    "云上茶舍旗舰店",
                    Colour::parse("#1677ff").expect("a colour"),
                )),
                active: true,
                created_at: NOW.plus_s(-86_400),
            },
            malls: vec![(mall_id(), MARKUP.into())],
            activity: activity(),
            fees: vec![Fee {
                product: Product::QuickAgreement,
                basis_points: 38,
                minimum: Money::fen(10),
                from: Day::new(2026, 12, 1).expect("a day"),
            }],
            freezes: vec![freeze(0), freeze(1)],
        })
    }

    async fn malls(
        &self,
        by: &SignedIn,
        query: &DirectoryQuery<MallId>,
    ) -> ConsoleResult<DirectoryPage<MallId>> {
        need(by, Right::SeeDesk)?;
        Ok(directory(query, (mall_id(), None)))
    }

    async fn mall(&self, by: &SignedIn, id: &MallId) -> ConsoleResult<MallDetail> {
        need(by, Right::SeeDesk)?;
        if *id != mall_id() {
            return Err(ConsoleError::NotFound);
        }
        Ok(MallDetail {
            mall: Mall {
                id: id.clone(),
                name: MARKUP.into(),
                operator_uscc: USCC.into(),
                return_origins: vec!["https://mall.example".into()],
                webhook_url: None,
                active: false,
                created_at: NOW.plus_s(-86_400),
            },
            merchants: Vec::new(),
            activity: Activity {
                open: OrderCount::More,
                last_paid: None,
            },
        })
    }

    async fn work(&self, by: &SignedIn) -> ConsoleResult<Work> {
        need(by, Right::SeeDesk)?;
        let counts = [0, 3, 1_001, 0, 1_000];
        let count = |(kind, count): (WorkKind, u32)| WorkCount {
            kind,
            count,
            oldest: (count > 0).then(|| NOW.plus_s(-7_200)),
        };
        let health = |channel, last_paid| ChannelHealth {
            channel,
            attempts: 500,
            paid: 432,
            declined: 41,
            unknown: 2,
            unpaid: 25,
            last_paid,
            off: Vec::new(),
        };
        Ok(Work {
            counts: WorkKind::ALL.into_iter().zip(counts).map(count).collect(),
            channels: vec![
                health(CHANNEL, Some(NOW.plus_s(-60))),
                ChannelHealth {
                    off: vec![ChannelSwitch {
                        product: None,
                        ..switch()
                    }],
                    ..health(ChannelId::constant("another"), None)
                },
            ],
        })
    }

    async fn run_work(
        &self,
        by: &SignedIn,
        (kind, of): (WorkKind, &WorkSubject),
        _: &ConsoleVisit,
    ) -> ConsoleResult<()> {
        need(by, Right::RunWork)?;
        if of.subject == "done" {
            return Err(ConsoleError::Conflict(Conflict::WorkDone));
        }
        self.note(format!("run {} {} {}", kind.name(), of.subject, of.of));
        Ok(())
    }

    async fn work_items(&self, by: &SignedIn, kind: WorkKind) -> ConsoleResult<Vec<WorkItem>> {
        need(by, Right::SeeDesk)?;
        let note = match kind {
            WorkKind::UnsettledPayments => return Ok(Vec::new()),
            WorkKind::StuckSurplus => "61",
            WorkKind::OpenRequests => "refund",
            WorkKind::FailingWebhooks => MARKUP,
            WorkKind::LateJobs => "query",
        };
        let item = WorkItem::new("01aryz6s410000000000000001".into(), NOW.plus_s(-7_200));
        Ok(vec![
            item.clone(),
            WorkItem {
                order: Some((orders::order_id(1), "T202611220059".into())),
                amount: (kind != WorkKind::LateJobs).then(|| Money::fen(2_800)),
                channel: Some(CHANNEL),
                mall: Some(MARKUP.into()),
                tries: Some(4),
                next: Some(NOW.plus_s(60)),
                note: Some(note.into()),
                ..item
            },
        ])
    }
}
