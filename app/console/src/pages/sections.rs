//! The sections of a console that a role may see: for the navigation and the
//! first page.

use super::page_context::PageContext;
use domain::console::{Right, Scope};

/// A section.
pub(super) struct Section {
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    pub path: String,
}

/// Those that the person may see in the page's scope, without the first page.
pub(super) fn of(page: &PageContext<'_>) -> Vec<Section> {
    let (layout, home) = (&page.text.layout, &page.text.home);
    let (support, directory) = (&page.text.support, &page.text.directory);
    let is_provider = page.is_provider();
    let orders_about = if is_provider {
        support.orders_about
    } else {
        home.orders_about
    };
    let all = [
        (
            is_provider.then_some(Right::SeeOrders),
            (support.title, support.about, "/support"),
        ),
        (
            Some(Right::SeeOrders),
            (layout.orders, orders_about, "/orders"),
        ),
        (
            is_provider.then_some(Right::SeeDesk),
            (directory.merchants, directory.merchants_about, "/merchants"),
        ),
        (
            is_provider.then_some(Right::SeeDesk),
            (directory.malls, directory.malls_about, "/malls"),
        ),
        (
            (!is_provider).then_some(Right::SeeOrders),
            (layout.refunds, home.refunds_about, "/refunds"),
        ),
        (
            Some(Right::SeeApprovals),
            (layout.approvals, home.approvals_about, "/approvals"),
        ),
        (
            Some(Right::ChangeBrand),
            (layout.brand, home.brand_about, "/brand"),
        ),
        (
            Some(Right::ManageTeam),
            (layout.team, home.team_about, "/team"),
        ),
        (
            Some(Right::SeeAudit),
            (layout.audit, home.audit_about, "/audit"),
        ),
    ];
    let seen = all
        .into_iter()
        .filter(|(right, _)| right.is_some_and(|right| page.may(right)));
    let section = |(name, about, path)| Section {
        name,
        about,
        path: page.scope_path(path),
    };
    seen.map(|(_, words)| section(words)).collect()
}

/// The name of the first page.
pub(super) fn first(page: &PageContext<'_>) -> &'static str {
    if page.is_provider() && page.may(Right::SeeDesk) {
        page.text.work.title
    } else if page.has_takings() {
        page.text.today.title
    } else {
        page.text.layout.home
    }
}

impl PageContext<'_> {
    /// True on the pages of the provider's own console.
    pub(crate) fn is_provider(&self) -> bool {
        self.membership()
            .is_some_and(|of| of.scope == Scope::Provider)
    }
}
