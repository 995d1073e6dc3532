//! The choice of one of a merchant's stores.

use super::page_context::PageContext;
use super::problems::Problems;
use super::select_field::{SelectField, option};
use domain::console::ConsoleField;
use domain::merchant_store::MerchantStore;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// A list of stores, as a page declares it.
pub(super) struct StoreChoice<'a> {
    /// Those to choose from.
    pub stores: &'a [MerchantStore],
    /// The id of the chosen one; empty for none.
    pub chosen: &'a str,
    /// The name of a chosen one that is not among them, where it is known.
    pub name: Option<&'a str>,
    /// The words for none.
    pub none: &'static str,
    /// What to choose, below the label.
    pub hint: Option<&'static str>,
}

impl StoreChoice<'_> {
    /// Its HTML; empty without a store.
    pub(super) fn view(&self, page: &PageContext<'_>, problems: &Problems) -> Html {
        if self.stores.is_empty() && self.chosen.is_empty() {
            return ().into_html();
        }
        let is_listed = self.stores.iter().any(|of| of.id.as_str() == self.chosen);
        let other = (!is_listed && !self.chosen.is_empty()).then(|| {
            let name = self.name.unwrap_or(self.chosen).to_owned();
            option(self.chosen, name, self.chosen)
        });
        let listed = self.stores.iter().map(|of| self.option(page, of));
        let field = SelectField {
            field: ConsoleField::Store,
            label: page.text.stores.store,
            hint: self.hint,
            none: self.none,
            options: other.into_iter().chain(listed).collect(),
        };
        field.view(page, problems)
    }

    fn option(&self, page: &PageContext<'_>, store: &MerchantStore) -> Html {
        let closed = (!store.is_open).then(|| format!(" ({})", page.text.stores.closed));
        let words = format!(
            "{} {}{}",
            store.store_no,
            store.name,
            closed.unwrap_or_default()
        );
        let id = store.id.to_string();
        let is_chosen = id == self.chosen;
        let lang = foreign::lang(page.document.locale, &words);
        view! { <option value=id lang=lang selected=is_chosen>{words}</option> }.into_html()
    }
}
