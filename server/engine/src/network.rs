//! Calling a network: builds channel operations from stored records, sends
//! them, and translates the outcome.

pub(crate) mod call_duration;
pub(crate) mod query_schedule;
pub mod transport;

use call_duration::CallDuration;
use channels::unionpay::{
    Operation, PaymentMethod, Screen, StartError, Trade, UnionPay, UnionPayMerchant, check_merchant,
};
use channels::{BrowserForm, Outcome, Step, UnknownReason};
use domain::attempt::{Attempt, Receipt};
use domain::clock::Clock;
use domain::merchant::Merchant;
use domain::order::Order;
use domain::channel_id::ChannelId;
use domain::refusal::{Code, Refusal};
use std::sync::Arc;
use store::trades::{TradeKind, TradeRow};
use store::{Error, Fault};
use transport::Transport;

/// What a payment request is built from.
#[derive(Clone, Debug)]
pub(crate) struct PaymentContext {
    /// The order.
    pub(crate) order: Order,
    /// Its payee.
    pub(crate) merchant: Merchant,
    /// The attempt.
    pub(crate) attempt: Attempt,
}

/// The network and how to reach it.
pub(crate) struct Network {
    pub(crate) union_pay: UnionPay,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) call_duration: CallDuration,
    /// Public address of the pay page, where the payer comes back to.
    pub(crate) public_url: String,
}

impl Network {
    /// The channel's view of one request. Depends on stored records only, so
    /// that a repeated message is identical.
    pub(crate) fn trade(&self, context: &PaymentContext, row: &TradeRow) -> Trade {
        Trade {
            order_id: row.wire_no.clone(),
            txn_time: row.txn_time,
            amount: context.order.facts.amount,
            merchant: on_wire(&context.merchant),
            subject: context.order.facts.subject.clone(),
            expires_at: context.attempt.pay_until,
            customer_ip: row.customer_ip.clone(),
            front_url: Some(format!(
                "{}/return/{}",
                self.public_url,
                context.order.token.as_str()
            )),
        }
    }

    /// The form that takes the browser to the network's page. Built at each
    /// view from the same records, so a reload is the same payment. `None` if
    /// the records cannot be expressed in a message; the page then offers the
    /// other products.
    ///
    /// # Errors
    /// A [`Fault`] if the channel returns no form.
    pub(crate) fn front_form(
        &self,
        context: &PaymentContext,
        row: &TradeRow,
    ) -> Result<Option<BrowserForm>, Error> {
        let op = Operation::FrontPay {
            trade: self.trade(context, row),
            bank: context.attempt.bank.clone(),
            screen: if row.phone { Screen::Phone } else { Screen::Pc },
        };
        match self.union_pay.start(&op, self.clock.now()) {
            Ok(Step::Browser(form)) => Ok(Some(form)),
            Ok(Step::Call(_)) => Err(Fault::new("a front payment has to be a form").into()),
            Err(error) => {
                tracing::error!(op = op.name(), wire_no = %op.order_id(), %error, "no form could be built");
                Ok(None)
            }
        }
    }

    /// Calls the network. Never while a transaction is open.
    ///
    /// Any result is an [`Outcome`], also that nothing could be sent
    /// ([`UnknownReason::NotSent`]): the attempt is already stored and has to
    /// end.
    ///
    /// # Errors
    /// A [`Fault`] for an operation that is not a call.
    #[tracing::instrument(name = "network_call", skip_all, fields(otel.kind = "client", channel = UNION_PAY.name(), operation = op.name()))]
    pub(crate) async fn call(&self, op: &Operation) -> Result<Outcome, Error> {
        let post = match self.union_pay.start(op, self.clock.now()) {
            Ok(Step::Call(post)) => post,
            Ok(Step::Browser(_)) => {
                return Err(Fault::new(format!("{} is no call", op.name())).into());
            }
            // Expired between commit and call. Nothing was sent; treated as
            // no reply, so the query job resolves it.
            Err(StartError::Expired) => return Ok(Outcome::Unknown(UnknownReason::NoReply)),
            Err(error) => {
                tracing::error!(op = op.name(), wire_no = %op.order_id(), %error, "nothing was sent");
                return Ok(Outcome::Unknown(UnknownReason::NotSent(error.field())));
            }
        };
        let sent_at = self.clock.now();
        let answer = self.transport.post(&post).await;
        let now = self.clock.now();
        let took_ms = now.ms().saturating_sub(sent_at.ms());
        self.call_duration
            .observe(UNION_PAY.name(), op.name(), took_ms);
        let outcome = self.union_pay.finish(op, answer.as_reply(), now);
        match &outcome {
            Outcome::Unknown(why) if not_found_is_expected(op, why) => {
                tracing::debug!(op = op.name(), wire_no = %op.order_id(), "the payer has not started");
            }
            Outcome::Unknown(why) => {
                tracing::warn!(op = op.name(), wire_no = %op.order_id(), ?why, "outcome unknown");
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

    /// Queries the result of one request.
    ///
    /// # Errors
    /// As [`Network::call`].
    pub(crate) async fn query(
        &self,
        context: &PaymentContext,
        row: &TradeRow,
    ) -> Result<Outcome, Error> {
        let paid_by = match row.kind {
            TradeKind::Front => PaymentMethod::FrontPage,
            TradeKind::Qr => PaymentMethod::Qr,
            TradeKind::Pay | TradeKind::Sign => PaymentMethod::Token,
        };
        self.call(&Operation::Query {
            trade: self.trade(context, row),
            paid_by,
        })
        .await
    }
}

/// True if "not found" is expected: the network does not know a form or a QR
/// before the payer uses it. Other unknown outcomes are logged as warnings.
const fn not_found_is_expected(op: &Operation, why: &UnknownReason) -> bool {
    let with_payer = matches!(
        op,
        Operation::Query {
            paid_by: PaymentMethod::FrontPage | PaymentMethod::Qr,
            ..
        }
    );
    with_payer && matches!(why, UnknownReason::NotFound)
}

/// The merchant as the channel sends it.
pub(crate) fn on_wire(merchant: &Merchant) -> UnionPayMerchant {
    UnionPayMerchant {
        mer_id: merchant.network_no.clone(),
        mcc: merchant.mcc.clone(),
        name: merchant.legal_name.clone(),
        abbr: merchant.short_name.clone(),
    }
}

/// Checks that every message can carry this merchant's names and numbers.
///
/// # Errors
/// [`Code::FieldInvalid`] pointing at the field.
pub(crate) fn check_names(merchant: &Merchant) -> Result<(), Refusal> {
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

/// The network's trace number and time as one text.
pub(crate) fn trace(no: Option<&str>, time: Option<&str>) -> Option<String> {
    match (no, time) {
        (Some(no), Some(time)) => Some(format!("{no} {time}")),
        (no, time) => no.or(time).map(str::to_owned),
    }
}

/// The receipt of a payment, as stored.
pub(crate) fn receipt(paid: &channels::Paid) -> Receipt {
    Receipt {
        network_id: paid.query_id.clone(),
        trace: trace(paid.trace_no.as_deref(), paid.trace_time.as_deref()),
        settle_date: paid.settle_date.clone(),
        amount: paid.amount,
        account: paid.payer_account_masked.clone(),
        defect: paid.defect,
    }
}
