//! From our records to the network and back: builds what a channel is asked,
//! carries it, and turns its words into ours.

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::store::trades::{Kind, TradeRow};
use channels::unionpay::{MerchantOnWire, Op, PaidBy, Screen, StartError, Trade, check_merchant};
use channels::{DeclineReason as WireReason, FormPost, Outcome, Step, Why};
use domain::attempt::{Attempt, DeclineReason, Receipt};
use domain::merchant::Merchant;
use domain::order::Order;
use domain::product::Channel;
use domain::refusal::{Code, Refusal};

/// All that a message to the network is made of.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The order.
    pub(crate) order: Order,
    /// Its payee.
    pub(crate) merchant: Merchant,
    /// The attempt.
    pub(crate) attempt: Attempt,
}

impl Engine {
    /// The trade of one of the attempt's numbers, as channels know it. Equal
    /// records make equal trades, at any time.
    pub(crate) fn trade(&self, case: &Case, row: &TradeRow) -> Trade {
        Trade {
            order_id: row.wire_no.clone(),
            txn_time: row.txn_time,
            amount: case.order.facts.amount,
            merchant: on_wire(&case.merchant),
            subject: case.order.facts.subject.clone(),
            expires_at: case.attempt.pay_until,
            customer_ip: row.customer_ip.clone(),
            front_url: Some(format!(
                "{}/return/{}",
                self.settings.public_url,
                case.order.token.as_str()
            )),
        }
    }

    /// The form that takes the browser to the network's page. Made again at
    /// each view from the same records, so it is the same payment. None where
    /// the records cannot be put on the wire: the page then offers the other
    /// ways.
    ///
    /// # Errors
    /// A [`Fault`] where the channel makes no form of it.
    pub(crate) fn front_form(
        &self,
        case: &Case,
        row: &TradeRow,
    ) -> Result<Option<FormPost>, Error> {
        let op = Op::FrontPay {
            trade: self.trade(case, row),
            bank: case.attempt.bank.clone(),
            screen: if row.phone { Screen::Phone } else { Screen::Pc },
        };
        match self.union_pay.start(&op, self.now()) {
            Ok(Step::Browser(form)) => Ok(Some(form)),
            Ok(Step::Call(_)) => Err(Fault::new("a front payment has to be a form").into()),
            Err(error) => {
                tracing::error!(op = op.name(), wire_no = %op.order_id(), %error, "there is no form to show");
                Ok(None)
            }
        }
    }

    /// Asks the network. Never while a transaction is open.
    ///
    /// What the network does or does not say is an [`Outcome`], and so is that
    /// nothing could be sent ([`Why::NotSent`]): the attempt is on record by
    /// now, and has to end.
    ///
    /// # Errors
    /// A [`Fault`] for an operation that is no call.
    #[tracing::instrument(name = "network_call", skip_all, fields(otel.kind = "client", channel = Channel::UnionPay.name(), operation = op.name()))]
    pub(crate) async fn call(&self, op: &Op) -> Result<Outcome, Error> {
        let post = match self.union_pay.start(op, self.now()) {
            Ok(Step::Call(post)) => post,
            Ok(Step::Browser(_)) => {
                return Err(Fault::new(format!("{} is no call", op.name())).into());
            }
            // Its time ended between the record and the call: nothing was
            // sent, and what is on record is asked about as after silence.
            Err(StartError::Expired) => return Ok(Outcome::Unknown(Why::NoReply)),
            Err(error) => {
                tracing::error!(op = op.name(), wire_no = %op.order_id(), %error, "nothing was sent");
                return Ok(Outcome::Unknown(Why::NotSent(error.field())));
            }
        };
        let sent = self.now();
        let answer = self.transport.post(&post).await;
        let answered = self.now();
        let took = answered.ms().saturating_sub(sent.ms());
        let metrics = &self.store.metrics;
        metrics.network_call(Channel::UnionPay.name(), op.name(), took);
        let outcome = self.union_pay.finish(op, answer.as_reply(), answered);
        match &outcome {
            Outcome::Unknown(why) if not_yet(op, why) => {
                tracing::debug!(op = op.name(), wire_no = %op.order_id(), "the payer has not begun");
            }
            Outcome::Unknown(why) => {
                tracing::warn!(op = op.name(), wire_no = %op.order_id(), ?why, "the network's word is not known");
            }
            Outcome::Declined(no) => {
                tracing::info!(op = op.name(), wire_no = %op.order_id(), code = %no.code, "declined");
            }
            Outcome::Ask(_)
            | Outcome::Paid(_)
            | Outcome::Returned(_)
            | Outcome::WithPayer
            | Outcome::Waiting => {
                tracing::info!(op = op.name(), wire_no = %op.order_id(), "answered");
            }
        }
        Ok(outcome)
    }

    /// Asks what became of one number.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub(crate) async fn ask(&self, case: &Case, row: &TradeRow) -> Result<Outcome, Error> {
        let paid_by = match row.kind {
            Kind::Front => PaidBy::FrontPage,
            Kind::Qr => PaidBy::Qr,
            Kind::Pay | Kind::Sign => PaidBy::Token,
        };
        self.call(&Op::Query {
            trade: self.trade(case, row),
            paid_by,
        })
        .await
    }
}

/// True where not knowing is what to expect: the payer holds a form or a QR,
/// and the network hears of the number only when it is used. Everything else
/// we do not understand is for an operator to see.
const fn not_yet(op: &Op, why: &Why) -> bool {
    let with_payer = matches!(
        op,
        Op::Query {
            paid_by: PaidBy::FrontPage | PaidBy::Qr,
            ..
        }
    );
    with_payer && matches!(why, Why::NotFound)
}

/// The merchant as the network knows it.
pub(crate) fn on_wire(merchant: &Merchant) -> MerchantOnWire {
    MerchantOnWire {
        mer_id: merchant.network_no.clone(),
        mcc: merchant.mcc.clone(),
        name: merchant.legal_name.clone(),
        abbr: merchant.short_name.clone(),
    }
}

/// Whether every message can name this merchant as it is registered.
///
/// # Errors
/// [`Code::FieldInvalid`] pointing at the field.
pub(crate) fn may_be_named(merchant: &Merchant) -> Result<(), Refusal> {
    let Err(error) = check_merchant(&on_wire(merchant)) else {
        return Ok(());
    };
    let pointer = match error.field() {
        "merName" => "/legal_name",
        "merAbbr" => "/short_name",
        "merCatCode" => "/mcc",
        _ => "/network_no",
    };
    let detail = "nothing of it is left once the network's own rules are applied: \
                  write it in Chinese or Latin letters, without emoji or signs alone";
    Err(Refusal::at(Code::FieldInvalid, pointer, detail))
}

/// The network's word of a payment as we keep it.
pub(crate) fn receipt(paid: &channels::Paid) -> Receipt {
    let trace = match (&paid.trace_no, &paid.trace_time) {
        (Some(no), Some(time)) => Some(format!("{no} {time}")),
        (no, time) => no.clone().or_else(|| time.clone()),
    };
    Receipt {
        network_id: paid.query_id.clone(),
        trace,
        settle_date: paid.settle_date.clone(),
        amount: paid.amount,
        account: paid.payer_account_masked.clone(),
        defect: paid.defect,
    }
}

/// The network's reason as the shopper is told it.
pub(crate) const fn reason(reason: WireReason) -> DeclineReason {
    match reason {
        WireReason::InsufficientFunds => DeclineReason::InsufficientFunds,
        WireReason::CardState => DeclineReason::CardState,
        WireReason::WrongCode => DeclineReason::WrongCode,
        WireReason::WrongIdentity => DeclineReason::WrongIdentity,
        WireReason::WrongCardData => DeclineReason::WrongCard,
        WireReason::LimitExceeded => DeclineReason::LimitExceeded,
        WireReason::RiskRefused => DeclineReason::Risk,
        WireReason::NotEnrolled => DeclineReason::NotEnrolled,
        WireReason::Unsupported => DeclineReason::Unsupported,
        WireReason::IssuerRefused => DeclineReason::Issuer,
        WireReason::Closed => DeclineReason::TimedOut,
        WireReason::Other => DeclineReason::Other,
    }
}
