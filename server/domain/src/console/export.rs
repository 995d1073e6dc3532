//! Exports of the list of orders: written by a job, kept for some days.

use super::{OrderFilter, OrderRow};
use crate::clock::At;
use crate::ids::{ExportId, OrderId};
use crate::money::Money;
use crate::order::OrderState;
use crate::product::Product;
use serde::{Deserialize, Serialize};

/// How far an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportState {
    /// Its rows are being written.
    Running,
    /// It can be downloaded.
    Done,
    /// It had more than [`Export::ROWS_MAX`] rows, and none are kept.
    TooManyRows,
}

impl ExportState {
    const ALL: [Self; 3] = [Self::Running, Self::Done, Self::TooManyRows];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::TooManyRows => "too_many_rows",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An export of a merchant's orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// Who asked for it, by account name.
    pub by: String,
    /// Which orders; none that were created after it was asked for.
    pub filter: OrderFilter,
    /// How far it is.
    pub state: ExportState,
    /// How many rows are written.
    pub rows: u32,
    /// How many there will be, where that was counted.
    pub total: Option<u32>,
    /// How many parts are written.
    pub parts: u32,
    /// When it was asked for.
    pub created_at: At,
    /// When it is deleted.
    pub expires_at: At,
}

impl Export {
    /// The most rows of an export.
    pub const ROWS_MAX: u32 = 200_000;

    /// For how many seconds it can be downloaded.
    pub const KEPT_S: i64 = 7 * 86_400;
}

/// One order of an export, as it was when its row was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRow {
    /// Our id.
    pub id: OrderId,
    /// The mall's number.
    pub mall_order_no: String,
    /// The line that the shopper reads.
    pub subject: String,
    /// The mall's name.
    pub mall: String,
    /// The store's name; none in rows of an older release.
    #[serde(default)]
    pub store: Option<String>,
    /// The amount.
    pub amount: Money,
    /// The sum of its refunds that succeeded.
    pub refunded: Money,
    /// Its state.
    pub state: OrderState,
    /// How it was paid, or is being paid.
    pub product: Option<Product>,
    /// When it was created.
    pub created_at: At,
    /// When it was paid.
    pub paid_at: Option<At>,
}

impl From<OrderRow> for ExportRow {
    fn from(row: OrderRow) -> Self {
        Self {
            id: row.id,
            mall_order_no: row.mall_order_no,
            subject: row.subject,
            mall: row.mall,
            store: row.store.map(|store| store.name),
            amount: row.amount,
            refunded: row.refunded,
            state: row.state,
            product: row.product,
            created_at: row.created_at,
            paid_at: row.paid_at,
        }
    }
}
