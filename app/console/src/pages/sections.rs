//! The sections of a console that a role may see: for the navigation and the
//! first page.

use super::notifications::PATH;
use super::page_context::PageContext;
use crate::text::ConsoleText;
use domain::console::{Right, Scope};

/// A section.
pub(super) struct Section {
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    pub path: String,
}

/// The right that a section needs, and its name, what it is for, and its path.
type Known = (Right, (&'static str, &'static str, &'static str));

/// Those that the person may see in the page's scope, without the first page.
pub(super) fn of(page: &PageContext<'_>) -> Vec<Section> {
    let all = if page.is_provider() {
        of_provider(page.text)
    } else {
        of_merchant(page.text)
    };
    let seen = all.into_iter().filter(|(right, _)| page.may(*right));
    let section = |(_, (name, about, path))| Section {
        name,
        about,
        path: page.scope_path(path),
    };
    seen.map(section).collect()
}

fn of_provider(text: &ConsoleText) -> Vec<Known> {
    let (layout, home) = (&text.layout, &text.home);
    let (support, directory) = (&text.support, &text.directory);
    let (freezes, applications) = (&text.freezes, &text.applications);
    let approvals_about = text.approvals.provider_about;
    vec![
        (Right::SeeOrders, (support.title, support.about, "/support")),
        (
            Right::SeeOrders,
            (layout.orders, support.orders_about, "/orders"),
        ),
        (
            Right::SeeDesk,
            (directory.merchants, directory.merchants_about, "/merchants"),
        ),
        (
            Right::SeeDesk,
            (directory.malls, directory.malls_about, "/malls"),
        ),
        (
            Right::SeeApplications,
            (applications.title, applications.about, "/applications"),
        ),
        (Right::SeeDesk, (freezes.title, freezes.about, "/freezes")),
        (
            Right::SeeApprovals,
            (layout.approvals, approvals_about, "/approvals"),
        ),
        (Right::ManageTeam, (layout.team, home.team_about, "/team")),
        (Right::SeeAudit, (layout.audit, home.audit_about, "/audit")),
    ]
}

fn of_merchant(text: &ConsoleText) -> Vec<Known> {
    let (layout, home) = (&text.layout, &text.home);
    let (stores, notifications) = (&text.stores, &text.notifications);
    vec![
        (
            Right::SeeOrders,
            (layout.orders, home.orders_about, "/orders"),
        ),
        (
            Right::SeeRefunds,
            (layout.refunds, home.refunds_about, "/refunds"),
        ),
        (
            Right::SeeNotifications,
            (notifications.title, notifications.about, PATH),
        ),
        (
            Right::SeeApprovals,
            (layout.approvals, home.approvals_about, "/approvals"),
        ),
        (
            Right::ChangeBrand,
            (layout.brand, home.brand_about, "/brand"),
        ),
        (Right::ManageStores, (stores.title, stores.about, "/stores")),
        (Right::ManageTeam, (layout.team, home.team_about, "/team")),
        (Right::SeeAudit, (layout.audit, home.audit_about, "/audit")),
    ]
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
