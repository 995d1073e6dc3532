//! The state of every handler: the port, and what pages are rendered with.

use crate::scripts;
use domain::desk::{PayPage, SharedPayDesk, Visit};
use domain::ids::PayToken;
use std::ops::Deref;
use std::sync::Arc;
use ui::page_error::PageError;
use ui::page_renderer::PageRenderer;
use ui::pages;
use ui::settings::{PageAssets, PageSettings};

/// The largest form, in bytes.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// The state of the router.
#[derive(Clone)]
pub(super) struct Site(Arc<Parts>);

/// The parts of that state.
pub(super) struct Parts {
    pub desk: SharedPayDesk,
    pub pages: PageRenderer,
}

impl Site {
    pub(super) fn new(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Self {
        let fragments = pages::fragments(&settings.provider).chain(scripts::fragments());
        let fragments: Vec<_> = fragments.collect();
        let pages = PageRenderer::new(assets, settings, fragments);
        Self(Arc::new(Parts { desk, pages }))
    }

    /// The order's page data, by the text of a token, for what all visitors see
    /// alike.
    pub(super) async fn load(&self, token: &str) -> Result<PayPage, PageError> {
        let token = PayToken::parse(token).ok_or(PageError::UnknownOrder)?;
        Ok(self.desk.page(&token, &Visit::default()).await?)
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
