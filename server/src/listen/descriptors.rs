//! The limit of open file descriptors.

/// The limit that is requested, if the system allows it.
const WANTED: u64 = 65_536;

/// Raises the limit of open descriptors to what the system allows, at most
/// [`WANTED`]. Returns the limit.
#[cfg(unix)]
pub(super) fn raise_limit() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let is = getrlimit(Resource::Nofile);
    let most = is.maximum.unwrap_or(WANTED).min(WANTED);
    if is.current.is_some_and(|now| now < most) {
        let wanted = Rlimit {
            current: Some(most),
            ..is
        };
        if let Err(error) = setrlimit(Resource::Nofile, wanted) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
    getrlimit(Resource::Nofile).current.unwrap_or(WANTED)
}

/// There is no such limit on this system.
#[cfg(not(unix))]
pub(super) fn raise_limit() -> u64 {
    WANTED
}

#[cfg(all(test, unix))]
mod tests {
    use super::raise_limit;

    #[test]
    fn as_many_as_the_system_allows() {
        let (first, again) = (raise_limit(), raise_limit());
        assert!(first > 0);
        assert_eq!(first, again);
    }
}
