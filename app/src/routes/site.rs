//! The state of every handler: the port, the settings, and what pages are
//! rendered with.

use crate::page_error::PageError;
use crate::pages;
use crate::render::StaticFragments;
use crate::settings::{PageAssets, PageSettings};
use domain::desk::{PayPage, SharedPayDesk};
use domain::ids::PayToken;
use std::ops::Deref;
use std::sync::Arc;

/// The largest form, in bytes.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// The state of the router.
#[derive(Clone)]
pub(super) struct Site(Arc<Parts>);

/// The parts of that state.
pub(super) struct Parts {
    pub desk: SharedPayDesk,
    pub assets: Arc<PageAssets>,
    pub fragments: StaticFragments,
    pub settings: PageSettings,
}

impl Site {
    pub(super) fn new(desk: SharedPayDesk, assets: PageAssets, settings: PageSettings) -> Self {
        let text = |fragment| pages::static_text(fragment, &assets);
        let fragments = StaticFragments::new(text);
        Self(Arc::new(Parts {
            desk,
            assets: Arc::new(assets),
            fragments,
            settings,
        }))
    }

    /// The order's page data, by the text of a token.
    pub(super) async fn load(&self, token: &str) -> Result<PayPage, PageError> {
        let token = PayToken::parse(token).ok_or(PageError::UnknownOrder)?;
        Ok(self.desk.page(&token).await?)
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
