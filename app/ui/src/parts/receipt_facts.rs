//! The facts of a receipt, in their order: on the page, in the saved image and
//! on the public page that proves it.

use crate::amount::yuan;
use crate::context::RenderContext;
use domain::day::date_time_in_china;
use domain::desk::{PageAttempt, PayPage};

/// One fact.
pub(crate) struct ReceiptFact {
    /// What it is.
    pub term: &'static str,
    /// Its value.
    pub value: String,
    /// True for a number that shoppers copy.
    pub is_number: bool,
}

/// Who reads the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReceiptReader {
    /// The shopper, who has the order's secret address.
    Shopper,
    /// Anyone who holds the receipt: without the payer's bank and card.
    Anyone,
}

/// The facts of a paid order.
pub(crate) fn facts(
    context: &RenderContext,
    page: &PayPage,
    reader: ReceiptReader,
) -> Vec<ReceiptFact> {
    let (text, order) = (&context.text.result, &context.text.order);
    let attempt = page.attempt.as_ref();
    let paid_at = attempt.and_then(|a| a.paid_at);
    let paid_at = paid_at.map(|at| format!("{} {}", date_time_in_china(at), text.beijing_time));
    let how = attempt.map(|attempt| match reader {
        ReceiptReader::Shopper => method(context, attempt),
        ReceiptReader::Anyone => (context.text.product)(attempt.product).name.to_owned(),
    });
    let network = attempt
        .and_then(|a| Some((text.network_no.of(&a.channel), a.network_id.clone()?)))
        .map(|(term, value)| number(term, value));
    let provider = context.provider.name.clone();
    let facts = [
        Some(fact(order.payee, page.payee.clone())),
        page.store.clone().map(|name| fact(order.store, name)),
        Some(fact(text.amount, yuan(page.amount))),
        paid_at.map(|at| fact(text.time, at)),
        how.map(|how| fact(text.method, how)),
        Some(fact(text.goods, page.subject.clone())),
        Some(fact(order.mall, page.mall_name.clone())),
        provider.map(|name| fact(context.text.provider.name, name)),
        Some(number(order.number, page.mall_order_no.clone())),
        Some(number(text.order_id, page.order_id.as_str().to_owned())),
        network,
    ];
    facts.into_iter().flatten().collect()
}

const fn fact(term: &'static str, value: String) -> ReceiptFact {
    ReceiptFact {
        term,
        value,
        is_number: false,
    }
}

const fn number(term: &'static str, value: String) -> ReceiptFact {
    ReceiptFact {
        term,
        value,
        is_number: true,
    }
}

/// How it was paid: product, bank, last digits of the card.
pub(crate) fn method(context: &RenderContext, attempt: &PageAttempt) -> String {
    let product = (context.text.product)(attempt.product).name;
    let bank = attempt
        .bank
        .map(|bank| bank.name(context.document.locale).to_owned());
    let card = attempt
        .card_last4
        .as_deref()
        .map(context.text.choose.ending);
    let parts = [Some(product.to_owned()), bank, card];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
