//! WeChat Pay's records: all orders, refunds and notices, in memory and in a
//! file of JSON lines that is read again at start; one line is one atomic
//! change.

mod change;
mod notice;
mod order;
mod refund;

use std::collections::BTreeMap;
use std::path::Path;

pub(super) use change::WechatChange;
pub(super) use notice::{NoticeContent, NoticeSubject, SignatureDefect, WechatNotice};
pub(super) use order::{
    FailedPayment, Order, OrderCode, OrderContent, OrderState, TradeState, WechatPayment,
};
pub(super) use refund::{RefundEnd, WechatRefund};

use crate::jsonl_file::{JsonlError, JsonlFile};
use crate::networks::notice_queue::NoticeQueue;

/// The records, behind the lock of the state.
#[derive(Debug)]
pub(super) struct WechatRecords {
    orders: BTreeMap<String, Order>,
    /// Orders by the content of each QR code they ever had.
    by_code: BTreeMap<String, String>,
    /// Paid orders by each `transaction_id` that was sent to Paydesk.
    by_payment: BTreeMap<String, String>,
    /// Refunds by the `transaction_id` of their payment.
    refunds_by_payment: BTreeMap<String, Vec<String>>,
    refunds: BTreeMap<String, WechatRefund>,
    pub(super) notices: NoticeQueue<NoticeSubject, NoticeContent>,
    log: JsonlFile,
}

impl WechatRecords {
    /// Reads the records in the data folder `dir`, or creates them.
    ///
    /// # Errors
    /// [`JsonlError`]: the file cannot be read or written, or a line in its
    /// middle is damaged.
    pub(super) fn open(dir: &Path) -> Result<Self, JsonlError> {
        let path = dir.join("wechatpay-sandbox.jsonl");
        let (log, lines) = JsonlFile::open::<Vec<WechatChange>>(&path)?;
        let mut records = Self {
            orders: BTreeMap::new(),
            by_code: BTreeMap::new(),
            by_payment: BTreeMap::new(),
            refunds_by_payment: BTreeMap::new(),
            refunds: BTreeMap::new(),
            notices: NoticeQueue::default(),
            log,
        };
        for change in lines.into_iter().flatten() {
            records.apply(change);
        }
        Ok(records)
    }

    /// Writes `changes` as one line, then applies them.
    ///
    /// # Errors
    /// [`JsonlError`]: nothing was written or changed; the caller must not
    /// answer as if it were.
    pub(super) fn write(&mut self, changes: Vec<WechatChange>) -> Result<(), JsonlError> {
        self.log.append(&changes)?;
        for change in changes {
            self.apply(change);
        }
        Ok(())
    }

    fn apply(&mut self, change: WechatChange) {
        match change {
            WechatChange::Ordered(order) => {
                let number = order.out_trade_no.clone();
                self.by_code.insert(order.code.url.clone(), number.clone());
                self.orders.insert(number, *order);
            }
            WechatChange::CodeMade { out_trade_no, code } => {
                self.by_code.insert(code.url.clone(), out_trade_no.clone());
                if let Some(order) = self.orders.get_mut(&out_trade_no) {
                    order.code = code;
                }
            }
            WechatChange::Settled {
                out_trade_no,
                state,
            } => {
                if let OrderState::Paid(payment) = &state {
                    let id = payment.transaction_id.clone();
                    self.by_payment.insert(id, out_trade_no.clone());
                }
                if let Some(order) = self.orders.get_mut(&out_trade_no) {
                    order.state = state;
                }
            }
            WechatChange::RefundTaken(refund) => {
                let of = self.refunds_by_payment.entry(refund.transaction_id.clone());
                of.or_default().push(refund.out_refund_no.clone());
                self.refunds.insert(refund.out_refund_no.clone(), *refund);
            }
            WechatChange::Posted(notice) => {
                if let NoticeSubject::Payment(out_trade_no) = &notice.key {
                    let id = notice.content.transaction_id.clone();
                    self.by_payment.insert(id, out_trade_no.clone());
                }
                self.notices.add(*notice);
            }
            WechatChange::Sent {
                id,
                next,
                acknowledged,
            } => self.notices.sent(id, next, acknowledged),
            WechatChange::Released { id, at } => self.notices.release(id, at),
        }
    }

    /// The order with this `out_trade_no`.
    pub(super) fn order(&self, out_trade_no: &str) -> Option<&Order> {
        self.orders.get(out_trade_no)
    }

    /// The order of a QR code, dead or alive.
    pub(super) fn by_code(&self, url: &str) -> Option<&Order> {
        self.orders.get(self.by_code.get(url)?)
    }

    /// The order of a payment. One that was paid twice has two payments, and
    /// either may be refunded.
    pub(super) fn by_payment(&self, transaction_id: &str) -> Option<&Order> {
        self.orders.get(self.by_payment.get(transaction_id)?)
    }

    /// All orders.
    pub(super) fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// The refund with this `out_refund_no`.
    pub(super) fn refund(&self, out_refund_no: &str) -> Option<&WechatRefund> {
        self.refunds.get(out_refund_no)
    }

    /// All refunds.
    pub(super) fn refunds(&self) -> impl Iterator<Item = &WechatRefund> {
        self.refunds.values()
    }

    /// The refunds of a payment that take its money: not the closed ones.
    pub(super) fn refunds_of(&self, transaction_id: &str) -> impl Iterator<Item = &WechatRefund> {
        let numbers = self.refunds_by_payment.get(transaction_id);
        let numbers = numbers.map_or(&[][..], Vec::as_slice);
        let refunds = numbers.iter().filter_map(|no| self.refunds.get(no));
        refunds.filter(|refund| refund.end != RefundEnd::Closed)
    }

    /// True once a refund of the order was accepted that takes its money.
    pub(super) fn is_refunded(&self, order: &Order) -> bool {
        let payment = order.payment();
        payment.is_some_and(|p| self.refunds_of(&p.transaction_id).next().is_some())
    }
}
