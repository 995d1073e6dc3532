//! Secrets of cookies and links: 128 random bits as 26 letters and digits. The
//! database has their hashes.

use crate::entropy::Entropy;
use crate::ids::random_text;
use std::fmt;

macro_rules! random_secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            pub fn new(entropy: &dyn Entropy) -> Self {
                Self(random_text(entropy))
            }

            /// Reads one from outside; `None` if it has another shape.
            pub fn parse(text: &str) -> Option<Self> {
                let valid = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
                valid.then(|| Self(text.to_owned()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

random_secret!(
    /// The secret of a session's cookie.
    SessionToken
);
random_secret!(
    /// The secret of a one-time link.
    OneTimeLink
);
random_secret!(
    /// The secret of the cookie by which a browser is known again.
    BrowserToken
);

impl OneTimeLink {
    /// The path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/console/invite/{}", self.0)
    }
}
