//! The first page: all articles.

use super::price;
use crate::mall::goods::{Article, SHELF};
use crate::mall::text::MallText;
use domain::locale::Locale;
use maud::{Markup, PreEscaped, html};

const HERO: &str = include_str!("../art/water_town.svg");

/// The page. `added` was just added to the basket.
pub(in crate::mall) fn shelf(locale: Locale, added: Option<&Article>) -> Markup {
    let text = MallText::of(locale);
    html! {
        @if let Some(article) = added {
            div.toast role="status" {
                p { (text.added) " " strong { (article.words(locale).name) } }
                a.button href="/basket" { (text.see_basket) }
            }
        }
        section.hero {
            div.hero-art aria-hidden="true" { (PreEscaped(HERO)) }
            div.hero-words {
                h1 { (text.hero_title) }
                p { (text.hero_words) }
                a.button href="#goods" { (text.hero_action) }
            }
        }
        section aria-labelledby="goods" {
            h2 #goods tabindex="-1" { (text.goods) }
            ul.shelf { @for article in &SHELF { (card(article, locale)) } }
        }
        ul.promises {
            @for (promise, how) in text.promises { li { strong { (promise) } span { (how) } } }
        }
    }
}

fn card(article: &Article, locale: Locale) -> Markup {
    let (text, words) = (MallText::of(locale), article.words(locale));
    html! {
        li.card {
            div.card-art aria-hidden="true" { (PreEscaped(article.art)) }
            div.card-words {
                h3 id=(article.sku) { (words.name) }
                p.quiet { (words.note) }
            }
            form.card-buy method="post" action="/basket/add" {
                input type="hidden" name="sku" value=(article.sku);
                (price(article.price))
                button.button.button-small aria-describedby=(article.sku) { (text.add) }
            }
        }
    }
}
