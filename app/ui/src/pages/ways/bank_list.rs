//! The list of banks: each is one radio button, under the letter of its short
//! name, after the bank that was used last. Folded, it shows six banks and the
//! chosen one; a search shows the banks that match and the chosen one. So a
//! chosen bank is always in sight.
//!
//! The fold is CSS (`style/31-ways.css`) and needs no script. A browser without
//! `:has()` shows every bank.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::bank_tile::tile;
use crate::parts::errors;
use crate::render::Fragment;
use domain::bank::{BANKS, Bank};
use domain::desk::{Field, FormState};
use domain::locale::Locale;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// The number of banks that a folded list shows.
const FOLDED: usize = 6;

/// What the list shows.
pub(super) struct BankList<'a> {
    /// The banks, the most common first.
    pub banks: &'a [Bank],
    /// The bank that was used last.
    pub last: Option<Bank>,
    /// The bank that is chosen.
    pub picked: Option<Bank>,
    /// What was searched for; empty without a search.
    pub search: &'a str,
}

impl BankList<'_> {
    /// The radio buttons, with their legend and fold.
    pub(super) fn view(&self, context: &RenderContext, form: &FormState) -> Html {
        let text = &context.text.choose;
        let message = errors::message(context.document.locale, &form.errors, Field::Bank);
        let has_error = message.is_some();
        let error =
            message.map(|text| view! { <p class="field__error" id="banks-error">{text}</p> });
        let count = i64::try_from(self.banks.len()).unwrap_or(i64::MAX);
        let fold = (self.banks.len() > FOLDED).then(|| {
            view! {
                <details class="banks__fold">
                    <summary class="banks__all">{(text.all_of_banks)(count)}</summary>
                </details>
            }
        });
        view! {
            <fieldset
                class="choices choices--grid banks"
                id="banks"
                tabindex="-1"
                data-search=(!self.search.is_empty()).then_some("")
                aria-describedby=has_error.then_some("banks-error")
            >
                <legend class="choices__title">{text.pick_bank}</legend>
                {error}
                {fold}
                {self.choices(context)}
            </fieldset>
        }
        .into_html()
    }

    fn choices(&self, context: &RenderContext) -> Html {
        let locale = context.document.locale;
        let is_plain = self.last.is_none() && self.picked.is_none() && self.search.is_empty();
        if is_plain && self.banks == BANKS {
            return InertElement::new(fragment(locale).placeholder()).into_html();
        }
        let last = self.last.map(|bank| {
            let label = context.text.choose.used_last;
            view! { <h2 class="banks__last">{label}</h2> {self.choice(locale, bank)} }
        });
        view! { {last} {self.by_letter(locale)} }.into_html()
    }

    /// All but the last used one, with a heading for each letter.
    fn by_letter(&self, locale: Locale) -> Vec<Html> {
        let mut banks: Vec<Bank> = self.banks.to_vec();
        banks.retain(|bank| self.last != Some(*bank));
        banks.sort_by_key(|bank| bank.letter(locale));
        let letters = banks.chunk_by(|a, b| a.letter(locale) == b.letter(locale));
        let group = |group: &[Bank]| {
            let letter = group.first().map(|bank| bank.letter(locale).to_string());
            let choices: Vec<_> = group
                .iter()
                .map(|bank| self.choice(locale, *bank))
                .collect();
            view! { <h2 class="banks__letter">{letter}</h2> {choices} }.into_html()
        };
        letters.map(group).collect()
    }

    fn choice(&self, locale: Locale, bank: Bank) -> Html {
        let id = format!("bank-{}", bank.code);
        let name = bank.short_name(locale);
        let picked = self.picked == Some(bank);
        let hidden = !picked && !bank.matches(self.search);
        let class = if self.is_common(bank) {
            "choice choice--common"
        } else {
            "choice"
        };
        view! {
            <div class=class data-bank=bank.code hidden=hidden>
                <input
                    class="choice__radio"
                    type="radio"
                    name="bank"
                    id=id.clone()
                    value=bank.code
                    checked=picked
                    data-name=name
                />
                <label class="choice__label" for=id>
                    {tile(Some(bank))}
                    <span class="choice__name">{name}</span>
                </label>
            </div>
        }
        .into_html()
    }

    /// True for the banks that a folded list shows: the one used last and the
    /// most common ones.
    fn is_common(&self, bank: Bank) -> bool {
        let others = self.banks.iter().filter(|other| self.last != Some(**other));
        let room = FOLDED - usize::from(self.last.is_some());
        self.last == Some(bank) || others.take(room).any(|common| *common == bank)
    }
}

/// The list of all banks, none of them chosen, hidden or used before.
const fn fragment(locale: Locale) -> Fragment {
    match locale {
        Locale::ZhCn => Fragment("banks-zh-cn"),
        Locale::En => Fragment("banks-en"),
    }
}

/// That list in each language.
pub(in crate::pages) fn fragments() -> [(Fragment, String); 2] {
    let all = BankList {
        banks: BANKS,
        last: None,
        picked: None,
        search: "",
    };
    [Locale::ZhCn, Locale::En].map(|locale| (fragment(locale), all.by_letter(locale).to_html()))
}

#[cfg(test)]
mod tests {
    use super::{BankList, FOLDED};
    use domain::bank::{BANKS, Bank};

    #[test]
    fn a_folded_list_shows_six_with_the_last_one() {
        for last in [None].into_iter().chain(BANKS.iter().copied().map(Some)) {
            let list = BankList {
                banks: BANKS,
                last,
                picked: None,
                search: "",
            };
            let shown: Vec<Bank> = BANKS
                .iter()
                .copied()
                .filter(|b| list.is_common(*b))
                .collect();
            assert_eq!(shown.len(), FOLDED);
            assert!(last.is_none_or(|last| shown.contains(&last)));
        }
    }
}
