//! Starting an attempt and numbering its network requests. Both are stored
//! before the network is called.

use super::Payments;
use super::abandon::abandon_in;
use crate::network::PaymentContext;
use crate::orders::transition;
use channels::NumberSeed;
use domain::attempt::{Attempt, AttemptDetails, AttemptState};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::SwitchedOff;
use domain::day::Day;
use domain::desk::Visit;
use domain::ids::AttemptId;
use domain::limits;
use domain::machine::OrderEvent;
use domain::merchant::Merchant;
use domain::network_request::{NetworkRequest, Purpose, RequestData};
use domain::order::Order;
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use domain::rate_limits::RateLimit;
use domain::refusal::{Code, Refusal};
use store::attempts::Spent;
use store::network_requests;
use store::{Error, Fault, Tx, attempts, channel_switches, freezes, merchants};

/// Longest time to pay on a bank's page or in an app.
const PAY_ELSEWHERE_MAX_S: i64 = 1800;
/// Longest time for quick pay: as long as a sealed card is valid.
const QUICK_PAY_MAX_S: i64 = crate::seal::SEALED_TTL_S;
/// Shortest time to pay, even when the order expires sooner. An order with a
/// live attempt expires after it.
const PAY_MIN_S: i64 = 120;

/// The attempt that the shopper's choice leads to.
#[derive(Clone, Debug)]
pub(crate) struct NewAttempt {
    /// The product.
    pub(crate) product: Product,
    /// The network, where a saved card decides it.
    pub(crate) channel: Option<ChannelId>,
    /// How it is paid.
    pub(crate) details: AttemptDetails,
}

/// When the time to pay ends; sent to the network as `payTimeout`.
fn pay_until(paid_by: PaymentMethod, order: &Order, now: At) -> At {
    let most = now.plus_s(if paid_by.payer_pays_elsewhere() {
        PAY_ELSEWHERE_MAX_S
    } else {
        QUICK_PAY_MAX_S
    });
    most.min(order.expires_at).max(now.plus_s(PAY_MIN_S))
}

/// Stores a new attempt. Checks the merchant's contract (R2), what is open to
/// the visitor ([`Network::routes`](crate::network::Network::routes)) and the
/// limits (R6) again: they may have changed since the order was created.
///
/// # Errors
/// `product_not_contracted`, `payments_suspended`, `limit_exceeded`, `too_many_requests`, or what the
/// machine refuses.
#[tracing::instrument(name = "start_payment", skip_all, fields(order = %order.id, product = new.product.name()))]
pub(crate) async fn start_attempt(
    tx: &mut Tx,
    payments: &Payments,
    order: &Order,
    new: &NewAttempt,
    visit: &Visit,
) -> Result<PaymentContext, Error> {
    let now = payments.now();
    let merchant = merchants::get(tx, &order.facts.merchant_id).await?;
    if !merchant.active
        || !merchant
            .offer(&order.facts.products)?
            .contains(&new.product)
    {
        let detail = format!("{} is not offered for this order", new.product.name());
        return Err(Refusal::new(Code::ProductNotContracted, detail).into());
    }
    if freezes::stops(tx, &merchant.id, &order.id, now)
        .await?
        .payments
    {
        let detail = "the provider takes no new payments for this merchant or order at present";
        return Err(Refusal::new(Code::PaymentsSuspended, detail).into());
    }
    let off = channel_switches::off(tx, now).await?;
    let channel = channel_for(payments, &merchant, new, (visit, &off))?;
    within_limits(tx, order, new.product, now).await?;
    may_begin(tx, order, now).await?;
    let attempt = Attempt {
        id: AttemptId::new(payments.entropy.as_ref(), now),
        order_id: order.id.clone(),
        product: new.product,
        channel,
        state: AttemptState::Started,
        created_at: now,
        pay_until: pay_until(new.details.paid_by(), order, now),
        asked_at: None,
        details: new.details.clone(),
        version: 1,
    };
    let query_at = payments.network.first_query(&attempt, now)?;
    let begins = OrderEvent::Begin(&attempt, query_at);
    let begun = transition::apply(tx, payments.entropy.as_ref(), order, begins, now).await?;
    Ok(PaymentContext {
        order: begun.order,
        merchant,
        attempt: begun.attempt.unwrap_or(attempt),
    })
}

/// The channel that is to carry a new attempt: the one of the saved card, else
/// the preferred one.
///
/// # Errors
/// `product_not_contracted` if none is open to the visitor, or the channel
/// refuses the merchant's account.
fn channel_for(
    payments: &Payments,
    merchant: &Merchant,
    new: &NewAttempt,
    seen: (&Visit, &SwitchedOff),
) -> Result<ChannelId, Error> {
    let network = &payments.network;
    let cannot = || {
        let detail = format!("{} cannot be paid with", new.product.name());
        Refusal::new(Code::ProductNotContracted, detail)
    };
    let mut routes = network.routes(merchant, new.product, seen);
    let route = match &new.channel {
        Some(channel) => routes.find(|route| route.channel == channel),
        None => routes.next(),
    };
    let Some(route) = route.filter(|route| route.paid_by == new.details.paid_by()) else {
        tracing::warn!(merchant = %merchant.id, product = new.product.name(), "no channel carries this product for this merchant and visitor");
        return Err(cannot().into());
    };
    // A merchant registered before its account was checked: its messages cannot
    // be built.
    let account = merchant.account(route.account);
    if let Err(Error::Refused(refusal)) = network.check_account(route.channel, &account) {
        tracing::error!(merchant = %merchant.id, %refusal, "the network cannot be told of this merchant");
        return Err(cannot().into());
    }
    Ok(route.channel.clone())
}

/// Rule R6: limits per payment and per buyer and day.
///
/// # Errors
/// `limit_exceeded` names the limit.
pub(crate) async fn within_limits(
    tx: &mut Tx,
    order: &Order,
    product: Product,
    now: At,
) -> Result<(), Error> {
    let today = Day::in_china(now);
    let spent = match &order.facts.buyer_ref {
        Some(buyer) => attempts::spent(tx, order, buyer, today.start_in_china()).await?,
        None => Spent::default(),
    };
    let (amount, spent) = (order.facts.amount, spent.with(product));
    Ok(limits::check(product, amount, spent, today)?)
}

/// The budgets of attempts of an order, read from its attempts.
///
/// # Errors
/// `too_many_requests` with the wait.
async fn may_begin(tx: &mut Tx, order: &Order, now: At) -> Result<(), Error> {
    let limits = [RateLimit::AttemptsPerOrder, RateLimit::AttemptsPerOrderDay];
    let most = limits.map(|limit| limit.bound().most).into_iter().max();
    let begun = attempts::begun(tx, &order.id, most.unwrap_or(0)).await?;
    for limit in limits {
        let full_at = limit.bound().full_after(begun.iter().copied());
        limit.check(full_at, now).map_err(Refusal::from)?;
    }
    Ok(())
}

/// Cancels the live attempt so that another can start, if it is idle (see
/// [`is_idle`]). Any other live attempt has to end first.
///
/// # Errors
/// `payment_in_progress`.
pub(crate) async fn release_live_attempt(
    tx: &mut Tx,
    payments: &Payments,
    order: &Order,
) -> Result<Order, Error> {
    let Some(live) = &order.live_attempt else {
        return Ok(order.clone());
    };
    let attempt = attempts::get(tx, live).await?;
    if !is_idle(&attempt) {
        return Err(Refusal::new(
            Code::PaymentInProgress,
            "a payment is in progress; its result decides",
        )
        .into());
    }
    abandon_in(tx, payments, order, &attempt).await
}

/// True if the payer cannot complete this live attempt elsewhere: quick pay
/// before its code was submitted, or a QR code that was never shown.
pub(crate) fn is_idle(attempt: &Attempt) -> bool {
    attempt.state != AttemptState::Unsettled
        && match &attempt.details {
            AttemptDetails::Card(_) => true,
            AttemptDetails::Qr { code } => code.is_none(),
            AttemptDetails::BankPage { .. } => false,
        }
}

/// Stores the attempt's next request. Its number is never used for a second
/// payment.
pub(crate) async fn record_request(
    tx: &mut Tx,
    payments: &Payments,
    context: &PaymentContext,
    purpose: Purpose,
    visit: &Visit,
) -> Result<NetworkRequest, Error> {
    let (attempt, now) = (&context.attempt, payments.now());
    let seed = NumberSeed {
        subject: attempt.id.wire_no(),
        before: network_requests::of_subject(tx, attempt.id.as_str())
            .await?
            .len(),
    };
    let account = context.merchant.number_at(&attempt.channel);
    let account = account.ok_or_else(|| {
        let (merchant, channel) = (&context.merchant.id, &attempt.channel);
        Fault::new(format!("merchant {merchant} has no account at {channel}"))
    })?;
    // Once the payer has the form or the QR, money may move.
    let money_at = purpose.is_by_payer().then_some(now);
    let request = NetworkRequest {
        channel: attempt.channel.clone(),
        number: payments.network.new_number(&attempt.channel, &seed)?,
        subject: attempt.id.to_string(),
        purpose,
        account: account.to_owned(),
        amount: context.order.facts.amount,
        network_time: now,
        last_sent_at: money_at,
        sends: u32::from(money_at.is_some()),
        sms_at: None,
        money_at,
        ended: None,
        watch_until: None,
        data: RequestData {
            screen: visit.screen,
            customer_ip: visit.ip.map(|ip| ip.to_string()),
        },
    };
    network_requests::insert(tx, &request).await?;
    Ok(request)
}
