//! Calling networks. The only file that calls a channel: it builds requests
//! from stored records, sends them, and returns what the channel makes of the
//! reply.

pub(crate) mod call_duration;
pub(crate) mod certificates;
pub(crate) mod moved;
pub mod transport;

use call_duration::CallDuration;
use certificates::InvalidCertificates;
use channels::{
    AfterDecline, BrowserForm, Channel, Channels, Declined, HttpCall, HttpReply, HttpRequest,
    HttpResponse, Notice, NoticeError, NumberSeed, Op, Outcome, PayBy, PaymentMessage,
    PaymentMethod, PaymentTiming, RefundCase, RefundTiming, Request, RequestFacts, Show,
    StartError, Step, UnknownReason,
};
use domain::attempt::{Attempt, DeclineReason};
use domain::channel_id::ChannelId;
use domain::clock::{At, Clock};
use domain::console::SwitchedOff;
use domain::desk::Visit;
use domain::merchant::{Merchant, MerchantAccount};
use domain::network_request::{NetworkRequest, Purpose};
use domain::order::Order;
use domain::product::Product;
use domain::refund::RefundMethod;
use std::sync::Arc;
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

/// A way in which a visitor can pay a merchant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenRoute<'a> {
    /// The channel.
    pub(crate) channel: &'a ChannelId,
    /// The merchant's number there.
    pub(crate) account: &'a str,
    /// How it is paid.
    pub(crate) paid_by: PaymentMethod,
}

/// The networks and how to reach them.
pub(crate) struct Network {
    pub(crate) channels: Channels,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) call_duration: CallDuration,
    pub(crate) invalid_certificates: InvalidCertificates,
    /// Public address of the pay page, where the payer comes back to.
    pub(crate) public_url: String,
}

impl Network {
    /// The ways in which this visitor can pay this merchant with a product:
    /// the routes of the channels where the merchant has an account for it, the
    /// preferred one first; none with a certificate that has ended, and none that is
    /// switched off. Decides what a page offers and what is accepted.
    pub(crate) fn routes<'a>(
        &'a self,
        merchant: &'a Merchant,
        product: Product,
        (visit, off): (&'a Visit, &'a SwitchedOff),
    ) -> impl Iterator<Item = OpenRoute<'a>> {
        let now = self.clock.now();
        let carrying = self.channels.carrying(product, visit);
        carrying.filter_map(move |(channel, route)| {
            self.invalid_certificates
                .has_none(channel, now)
                .then_some(())?;
            (!off.has(channel.id(), product)).then_some(())?;
            Some(OpenRoute {
                channel: channel.id(),
                account: merchant.number_for(product, channel.id())?,
                paid_by: route.paid_by,
            })
        })
    }

    /// Checks a merchant's account at a channel.
    ///
    /// # Errors
    /// The refusal of the channel; a [`Fault`] if it is not configured.
    pub(crate) fn check_account(
        &self,
        channel: &ChannelId,
        account: &MerchantAccount,
    ) -> Result<(), Error> {
        Ok(self.channel(channel)?.check_account(account)?)
    }

    /// The network's number of a subject's next request.
    ///
    /// # Errors
    /// A [`Fault`] if the channel is not configured.
    pub(crate) fn new_number(
        &self,
        channel: &ChannelId,
        seed: &NumberSeed<'_>,
    ) -> Result<String, Error> {
        Ok(self.channel(channel)?.new_number(seed))
    }

    /// The times of an attempt's requests.
    ///
    /// # Errors
    /// A [`Fault`] if the channel is not configured, or no longer carries the
    /// product.
    pub(crate) fn payment_timing(&self, attempt: &Attempt) -> Result<PaymentTiming, Error> {
        let channel = self.channel(&attempt.channel)?;
        let mut routes = channel.routes().iter();
        let route = routes.find(|route| route.product == attempt.product);
        let gone = || {
            let (channel, product) = (&attempt.channel, attempt.product.name());
            Fault::new(format!("channel {channel} does not carry {product}"))
        };
        Ok(channel.payment_timing(route.ok_or_else(gone)?.paid_by))
    }

    /// When "not found", "not started" and "declined" begin to mean that an
    /// attempt is unpaid.
    ///
    /// # Errors
    /// As [`Network::payment_timing`].
    pub(crate) fn lapses_at(&self, attempt: &Attempt) -> Result<At, Error> {
        let timing = self.payment_timing(attempt)?;
        Ok(attempt.pay_until.plus_s(timing.grace_s))
    }

    /// Time of the first query of a new attempt.
    ///
    /// # Errors
    /// As [`Network::payment_timing`].
    pub(crate) fn first_query(&self, attempt: &Attempt, now: At) -> Result<At, Error> {
        if attempt.paid_by().payer_pays_elsewhere() {
            Ok(self.payment_timing(attempt)?.queries.next(now, now))
        } else {
            self.lapses_at(attempt)
        }
    }

    /// The times of a refund's requests.
    ///
    /// # Errors
    /// A [`Fault`] if the channel is not configured.
    pub(crate) fn refund_timing(&self, channel: &ChannelId) -> Result<RefundTiming, Error> {
        Ok(self.channel(channel)?.refund_timing())
    }

    /// How to send the next request of a refund.
    ///
    /// # Errors
    /// A [`Fault`] if the channel is not configured.
    pub(crate) fn refund_method(
        &self,
        channel: &ChannelId,
        case: &RefundCase<'_>,
    ) -> Result<RefundMethod, Error> {
        Ok(self.channel(channel)?.refund_method(case, self.clock.now()))
    }

    /// One request about a payment, as every message describes it. Depends on
    /// stored records only, so that a repeated message is identical.
    pub(crate) fn payment(&self, context: &PaymentContext, row: &NetworkRequest) -> PaymentMessage {
        PaymentMessage {
            request: RequestFacts {
                number: row.number.clone(),
                time: row.network_time,
                amount: row.amount,
            },
            subject: context.order.facts.subject.clone(),
            pay_until: context.attempt.pay_until,
            customer_ip: row.data.customer_ip.clone(),
            return_url: format!(
                "{}/return/{}",
                self.public_url,
                context.order.token.as_str()
            ),
        }
    }

    /// The form that takes the browser to the network's page. Built at each
    /// view from the same records, so a reload is the same payment. `None` if
    /// the records cannot be expressed in a message; the page then offers the
    /// other products.
    ///
    /// # Errors
    /// A [`Fault`] if the channel returns no form.
    pub(crate) fn bank_form(
        &self,
        context: &PaymentContext,
        row: &NetworkRequest,
    ) -> Result<Option<BrowserForm>, Error> {
        let request = Request {
            account: context.merchant.account(&row.account),
            op: Op::Pay {
                payment: self.payment(context, row),
                by: PayBy::BankPage {
                    bank: context.attempt.details.bank().map(str::to_owned),
                    screen: row.data.screen,
                },
            },
        };
        let channel = self.channel(&context.attempt.channel)?;
        match channel.start(&request, self.clock.now()) {
            Ok(Step::Show(Show::BrowserForm(form))) => Ok(Some(form)),
            Ok(_) => Err(Fault::new("a payment on the bank's page has to be a form").into()),
            Err(error) => {
                tracing::error!(number = %row.number, %error, "no form could be built");
                Ok(None)
            }
        }
    }

    /// Calls the network about a payment. Never while a transaction is open.
    ///
    /// # Errors
    /// As [`Network::send`].
    pub(crate) async fn call(
        &self,
        context: &PaymentContext,
        row: &NetworkRequest,
        op: Op,
    ) -> Result<Outcome, Error> {
        let request = Request {
            account: context.merchant.account(&row.account),
            op,
        };
        self.send(&row.channel, &request).await
    }

    /// The outcome of a call that a shopper waits for: no reply in
    /// [`Transport::shopper_waits`] counts as none, and the call is given up.
    ///
    /// # Errors
    /// Those of the call.
    pub(crate) async fn while_shopper_waits(
        &self,
        call: impl Future<Output = Result<Outcome, Error>>,
    ) -> Result<Outcome, Error> {
        let answered = tokio::time::timeout(self.transport.shopper_waits(), call).await;
        answered.unwrap_or(Ok(Outcome::Unknown(UnknownReason::NoReply)))
    }

    /// Calls a network. Never while a transaction is open.
    ///
    /// Any result is an [`Outcome`], also that nothing could be sent
    /// ([`UnknownReason::NotSent`]): the attempt is already stored and has to
    /// end.
    ///
    /// # Errors
    /// A [`Fault`] for an operation that is not a call, or a channel that is
    /// not configured.
    #[tracing::instrument(name = "network_call", skip_all, fields(otel.kind = "client", channel = %channel, operation = request.op.name()))]
    pub(crate) async fn send(
        &self,
        channel: &ChannelId,
        request: &Request,
    ) -> Result<Outcome, Error> {
        let channel = self.channel(channel)?;
        let (op, number) = (request.op.name(), &request.op.request().number);
        let call = match channel.start(request, self.clock.now()) {
            Ok(Step::Call(call)) => call,
            Ok(Step::Show(_)) => return Err(Fault::new(format!("{op} is no call")).into()),
            Err(error) => {
                // The time to pay may end between commit and call.
                if error == StartError::Expired {
                    tracing::warn!(op, %number, %error, "nothing was sent");
                } else {
                    tracing::error!(op, %number, %error, "nothing was sent");
                }
                return Ok(Outcome::Unknown(UnknownReason::NotSent(error.reason())));
            }
        };
        let (reply, now) = self.exchange(channel.id(), op, &call).await;
        let outcome = channel.finish(request, &reply, now);
        log(&request.op, &outcome);
        Ok(outcome)
    }

    /// Sends a call and measures it. Returns the reply, and when it came.
    async fn exchange(
        &self,
        channel: &ChannelId,
        op: &'static str,
        call: &HttpCall,
    ) -> (HttpReply, At) {
        let sent_at = self.clock.now();
        let reply = self.transport.send(call).await;
        let now = self.clock.now();
        let took_ms = now.ms().saturating_sub(sent_at.ms());
        self.call_duration.observe(channel, op, took_ms);
        (reply, now)
    }

    /// Queries the result of one request of a payment.
    ///
    /// # Errors
    /// As [`Network::send`].
    pub(crate) async fn query(
        &self,
        context: &PaymentContext,
        row: &NetworkRequest,
    ) -> Result<Outcome, Error> {
        let query = Op::Query {
            payment: self.payment(context, row),
            paid_by: paid_by(row.purpose),
        };
        self.call(context, row, query).await
    }

    /// True if this network closes payments on request.
    pub(crate) fn can_close(&self, channel: &ChannelId) -> bool {
        self.channels.get(channel).is_some_and(Channel::can_close)
    }

    /// Closes one request of a payment.
    ///
    /// # Errors
    /// As [`Network::send`].
    pub(crate) async fn close(
        &self,
        context: &PaymentContext,
        row: &NetworkRequest,
    ) -> Result<Outcome, Error> {
        let close = Op::Close {
            payment: self.payment(context, row),
            paid_by: paid_by(row.purpose),
        };
        self.call(context, row, close).await
    }

    /// Reads a notice; `None` if the channel is not configured.
    ///
    /// # Errors
    /// [`NoticeError`].
    pub(crate) fn read_notice(
        &self,
        channel: &ChannelId,
        call: &HttpRequest,
    ) -> Option<Result<Notice, NoticeError>> {
        let channel = self.channels.get(channel)?;
        Some(channel.read_notice(call, self.clock.now()))
    }

    /// The acknowledgement of a notice that was stored.
    ///
    /// # Errors
    /// A [`Fault`] if the channel is not configured.
    pub(crate) fn acknowledge(&self, channel: &ChannelId) -> Result<HttpResponse, Error> {
        Ok(self.channel(channel)?.acknowledge())
    }

    fn channel(&self, id: &ChannelId) -> Result<&dyn Channel, Fault> {
        let missing = || Fault::new(format!("channel {id} is not configured"));
        self.channels.get(id).ok_or_else(missing)
    }
}

/// The outcome of the first and only sending of a request: what was not sent
/// moves no money, so it is declined.
pub(crate) fn declined_if_not_sent(outcome: Outcome, then: AfterDecline) -> Outcome {
    if !outcome.was_not_sent() {
        return outcome;
    }
    Outcome::Declined(Declined {
        code: String::from("not_sent"),
        reason: DeclineReason::Other,
        field: None,
        then,
    })
}

/// How a payment request is paid.
const fn paid_by(purpose: Purpose) -> PaymentMethod {
    match purpose {
        Purpose::PayOnPage => PaymentMethod::BankPage,
        Purpose::PayByQr => PaymentMethod::Qr,
        Purpose::PayByAgreement | Purpose::Sign | Purpose::Refund | Purpose::Undo => {
            PaymentMethod::Agreement
        }
    }
}

fn log(op: &Op, outcome: &Outcome) {
    let (name, number) = (op.name(), &op.request().number);
    match outcome {
        Outcome::Unknown(why) if not_found_is_expected(op, why) => {
            tracing::debug!(op = name, %number, "the payer has not started");
        }
        Outcome::Unknown(why) => tracing::warn!(op = name, %number, ?why, "outcome unknown"),
        Outcome::Declined(no) => tracing::info!(op = name, %number, code = %no.code, "declined"),
        Outcome::Done(_) | Outcome::Moved(_) | Outcome::NotStarted | Outcome::Waiting => {
            tracing::info!(op = name, %number, "answered");
        }
    }
}

/// True if "not found" is expected: the network does not know a form or a QR
/// before the payer uses it. Other unknown outcomes are logged as warnings.
const fn not_found_is_expected(op: &Op, why: &UnknownReason) -> bool {
    let by_payer = matches!(
        op,
        Op::Query {
            paid_by: PaymentMethod::BankPage | PaymentMethod::Qr,
            ..
        }
    );
    by_payer && matches!(why, UnknownReason::NotFound)
}
