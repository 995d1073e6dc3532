//! The basket with the checkout: delivery address, store, and the two ways to
//! create the order.

use super::price;
use crate::mall::basket::{Basket, BasketLine, MOST_OF_ONE};
use crate::mall::settings::{MallMerchant, MallSettings};
use crate::mall::text::MallText;
use crate::mall::visitor::MallVisitor;
use domain::money::{Money, MoneyError};
use maud::{Markup, PreEscaped, html};

/// The page. `ticket` is the form's id: a form sent twice is one order.
///
/// # Errors
/// [`MoneyError`] when the sum overflows.
pub(in crate::mall) fn basket(
    visitor: &MallVisitor,
    basket: &Basket,
    settings: &MallSettings,
    ticket: &str,
) -> Result<Markup, MoneyError> {
    let text = MallText::of(visitor.locale);
    let lines = basket.lines();
    if lines.is_empty() {
        return Ok(html! {
            div.empty {
                h1 { (text.basket_empty) }
                p { (text.basket_empty_words) }
                a.button href="/" { (text.go_shopping) }
            }
        });
    }
    let total = basket.total()?;
    let rows = lines
        .iter()
        .map(|l| row(*l, visitor))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(html! {
        h1 { (text.basket) }
        div.desk-top {
            ul.lines { @for row in rows { (row) } }
            (checkout(visitor, settings, ticket, total))
        }
    })
}

fn row(line: BasketLine, visitor: &MallVisitor) -> Result<Markup, MoneyError> {
    let (text, words) = (
        MallText::of(visitor.locale),
        line.article.words(visitor.locale),
    );
    let (sku, quantity) = (line.article.sku, line.quantity);
    let field = format!("q-{sku}");
    Ok(html! {
        li.line {
            div.line-art aria-hidden="true" { (PreEscaped(line.article.art)) }
            div.line-words {
                h2 id={ "n-" (sku) } { (words.name) }
                p.quiet { (text.each) " " (price(line.article.price)) }
            }
            form.stepper method="post" action="/basket/set" aria-labelledby={ "n-" (sku) } {
                input type="hidden" name="sku" value=(sku);
                // First in the form, so that Enter in the field submits the
                // typed number.
                button.stepper-update name="to" value="typed" { (text.update) }
                button.stepper-step name="to" value=(quantity.saturating_sub(1)) aria-label=(text.one_less) { "−" }
                label.hidden for=(field) { (text.quantity) }
                input id=(field) name="quantity" type="text" inputmode="numeric" autocomplete="off"
                    maxlength="3" value=(quantity);
                button.stepper-step name="to" value=((quantity + 1).min(MOST_OF_ONE)) aria-label=(text.one_more) { "+" }
                button.link name="to" value="0" { (text.remove) }
            }
            p.line-sum { (price(line.sum()?)) }
        }
    })
}

fn checkout(visitor: &MallVisitor, settings: &MallSettings, ticket: &str, total: Money) -> Markup {
    let text = MallText::of(visitor.locale);
    html! {
        form.checkout method="post" action="/checkout" {
            input type="hidden" name="ticket" value=(ticket);
            div.checkout-part {
                h2 { (text.deliver_to) }
                p { strong { (visitor.buyer.name(visitor.locale)) } " " (visitor.buyer.address(visitor.locale)) }
            }
            fieldset.checkout-part {
                legend { (text.sold_by) }
                @for (i, merchant) in settings.merchants.iter().enumerate() {
                    (store(merchant, i == 0))
                    @if !merchant.stores.is_empty() { (own_stores(merchant, text)) }
                }
            }
            dl.sums {
                div { dt { (text.shipping) } dd { (text.free) } }
                div.sums-total { dt { (text.total) } dd { (price(total)) } }
            }
            button.button.button-wide name="door" value="api" { (text.pay) " ¥" (total.grouped()) }
            button.button.button-wide.button-second name="door" value="link" { (text.pay_by_link) }
            p.quiet { (text.pay_note) }
            div.trouble {
                strong { (text.trouble) }
                p { (text.trouble_words) }
                a href={ (settings.sandbox_url) "/control" } target="_blank" rel="noopener" {
                    (text.trouble_action) " ↗"
                }
            }
        }
    }
}

fn store(merchant: &MallMerchant, first: bool) -> Markup {
    html! {
        label.store {
            input type="radio" name="merchant" value=(merchant.id) checked[first] required;
            (tile(merchant))
            span.store-words {
                strong { (merchant.name) }
                @if !merchant.note.is_empty() { span.quiet { (merchant.note) } }
            }
        }
    }
}

/// The stores of a merchant itself, of which the order may name one.
fn own_stores(merchant: &MallMerchant, text: &MallText) -> Markup {
    html! {
        p {
            label for="store" { (merchant.name) " · " (text.own_store) " " }
            select id="store" name="store" {
                option value="" { (text.no_own_store) }
                @for store in &merchant.stores {
                    option value=(store.id) { (store.name) }
                }
            }
        }
    }
}

/// The store's first letter on its colour, in black or white for contrast.
fn tile(merchant: &MallMerchant) -> Markup {
    let colour = merchant.colour;
    let ground = format!("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b);
    // Perceived brightness (ITU-R BT.601), in thousandths of full white.
    let light = u32::from(colour.r) * 299 + u32::from(colour.g) * 587 + u32::from(colour.b) * 114;
    let ink = if light > 150_000 {
        "#1c1c1c"
    } else {
        "#ffffff"
    };
    let letter: String = merchant.name.chars().take(1).collect();
    html! {
        svg.store-tile viewBox="0 0 40 40" aria-hidden="true" {
            rect width="40" height="40" rx="10" fill=(ground) {}
            text x="20" y="27" text-anchor="middle" font-size="19" font-weight="600" fill=(ink) { (letter) }
        }
    }
}
