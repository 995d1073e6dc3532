//! The layout of every page: head, header, footer. Pages work without scripts
//! and load nothing from another origin.
//!
//! Maud escapes all text; only the mall's own pictures are inserted unescaped.

pub(super) mod basket;
pub(super) mod notice;
pub(super) mod order;
pub(super) mod orders;
mod refund;
pub(super) mod shelf;

use super::buyer::Buyer;
use super::text::MallText;
use super::visitor::MallVisitor;
use domain::clock::At;
use domain::money::Money;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const SEAL: &str = include_str!("art/seal.svg");

/// The data of the layout.
pub(super) struct PageFrame<'a> {
    pub(super) visitor: &'a MallVisitor,
    /// The pieces in the basket, for the header.
    pub(super) pieces: u32,
    pub(super) title: &'a str,
    /// Reload after so many seconds, without scripts.
    pub(super) look_again_s: Option<u32>,
    /// True to load the order page's script.
    pub(super) script: bool,
    pub(super) main: Markup,
}

impl PageFrame<'_> {
    /// The whole document.
    pub(super) fn html(&self) -> Markup {
        let text = MallText::of(self.visitor.locale);
        html! {
            (DOCTYPE)
            html lang=(text.tag) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title) " · " (text.bank) (text.mall_after_bank()) }
                    link rel="icon" href="/seal.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/mall.css";
                    @if let Some(seconds) = self.look_again_s {
                        noscript { meta http-equiv="refresh" content=(seconds); }
                    }
                    @if self.script { script src="/mall.js" defer {} }
                }
                body {
                    a.skip href="#main" { (text.skip) }
                    header {
                        p.demo { (text.demo) }
                        (self.masthead(text))
                    }
                    main #main tabindex="-1" { (self.main) }
                    footer.foot { p { (text.footer) } }
                }
            }
        }
    }

    fn masthead(&self, text: &MallText) -> Markup {
        let path = self.visitor.path.as_str();
        let here = |target: &str| (path == target).then_some("page");
        html! {
            div.masthead {
                a.masthead-home href="/" {
                    span.masthead-seal aria-hidden="true" { (PreEscaped(SEAL)) }
                    span.masthead-name {
                        strong { (text.bank) } " " span { (text.mall) }
                    }
                }
                nav.masthead-nav aria-label=(text.mall) {
                    a href="/" aria-current=[here("/")] { (text.shop) }
                    a href="/orders" aria-current=[here("/orders")] { (text.orders) }
                    a.masthead-basket href="/basket" aria-current=[here("/basket")] {
                        (text.basket)
                        @if self.pieces > 0 { " " span.count { (self.pieces) } }
                    }
                }
                div.masthead-who {
                    (switch_buyer(self.visitor, text))
                    a lang=(text.other_language_tag) hreflang=(text.other_language_tag)
                        href={ (path) "?lang=" (text.other_language_tag) } { (text.other_language) }
                }
            }
        }
    }
}

/// Buttons to switch to the other buyers.
pub(super) fn switch_buyer(visitor: &MallVisitor, text: &MallText) -> Markup {
    let others = Buyer::ALL.into_iter().filter(|b| *b != visitor.buyer);
    html! {
        form.who method="post" action="/buyer" {
            input type="hidden" name="next" value=(visitor.path);
            span.who-now { span.quiet { (text.you_are) } " " strong { (visitor.buyer.name(visitor.locale)) } }
            @for buyer in others {
                button.link name="buyer" value=(buyer.key()) {
                    (text.switch_to) " " (buyer.name(visitor.locale))
                }
            }
        }
    }
}

/// An amount, with its currency sign smaller than its digits.
pub(super) fn price(money: Money) -> Markup {
    html! { span.price { span.price-sign { "¥" } (money.grouped()) } }
}

/// An amount of the API.
pub(super) fn price_text(decimal: &str) -> Markup {
    let exact = Money::parse(decimal, domain::money::Currency::Cny);
    exact.map_or_else(|_| html! { span.price { (decimal) } }, price)
}

/// A time in China.
pub(super) fn time(at: At) -> Markup {
    let there = super::purchase_book::china(at);
    html! { time datetime=(at.rfc3339()) { (there.strftime("%Y-%m-%d %H:%M:%S")) } }
}

impl MallText {
    /// The mall's name after the bank's, with a space where the language needs
    /// one.
    fn mall_after_bank(&self) -> String {
        if self.tag == "en" {
            format!(" {}", self.mall)
        } else {
            self.mall.to_owned()
        }
    }
}
