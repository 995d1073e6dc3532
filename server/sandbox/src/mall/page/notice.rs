//! Pages that say one thing: not found, not yours, not now.

use super::switch_buyer;
use crate::mall::text::MallText;
use crate::mall::visitor::MallVisitor;
use maud::{Markup, html};

/// There is no such page.
pub(in crate::mall) fn not_found(text: &MallText) -> Markup {
    notice(text, text.not_found, text.not_found_words)
}

/// Something is broken here.
pub(in crate::mall) fn fault(text: &MallText) -> Markup {
    notice(text, text.fault, text.fault_words)
}

/// The order is the other buyer's.
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
