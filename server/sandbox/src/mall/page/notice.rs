//! Pages with one message: not found, a fault, another buyer's order.

use super::switch_buyer;
use crate::mall::text::MallText;
use crate::mall::visitor::MallVisitor;
use maud::{Markup, html};

/// Not found.
pub(in crate::mall) fn not_found(text: &MallText) -> Markup {
    notice(text, text.not_found, text.not_found_words)
}

/// A fault of the mall.
pub(in crate::mall) fn fault(text: &MallText) -> Markup {
    notice(text, text.fault, text.fault_words)
}

/// The order belongs to the other buyer.
pub(in crate::mall) fn not_yours(visitor: &MallVisitor) -> Markup {
    let text = MallText::of(visitor.locale);
    html! {
        div.empty {
            h1 { (text.not_yours) }
            p { (text.not_yours_words) }
            (switch_buyer(visitor, text))
        }
    }
}

fn notice(text: &MallText, title: &str, words: &str) -> Markup {
    html! {
        div.empty {
            h1 { (title) }
            p { (words) }
            a.button href="/" { (text.go_shopping) }
        }
    }
}
