//! The QR code of a preview's sample order: its address, and the picture that the
//! browser has instead of the code that draws one.

/// The address in the code, under a domain that is reserved for examples
/// (RFC 2606).
pub(crate) const ADDRESS: &str = "https://qr.example/sample";

/// The picture of the code, as a URL that contains it.
#[cfg(any(test, not(feature = "ssr")))]
pub(crate) const PICTURE: &str = include_str!("sample_qr_code.txt");

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{ADDRESS, PICTURE};
    use crate::qr_code;

    #[test]
    fn the_picture_is_that_of_the_address() {
        let picture = qr_code::data_url(ADDRESS).expect("it fits");
        assert_eq!(PICTURE, picture);
    }
}
