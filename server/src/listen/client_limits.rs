//! What a client of a listener is limited in, beside the limits of the desk
//! (`domain::rate_limits`). The table in `server/README.md` is compared with
//! this one by a test.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// Wait for a first request's head.
pub(super) const FIRST_REQUEST: Duration = Duration::from_secs(20);
/// Wait for a next request's head: longer than a proxy's usual 60 s.
pub(super) const NEXT_REQUEST: Duration = Duration::from_secs(75);
/// Wait for a next part of a request's body.
pub(super) const BODY: Duration = Duration::from_secs(30);
/// Wait for a client that does not read its answer.
pub(super) const ANSWER: Duration = Duration::from_secs(30);
/// Bytes of a request's head. A signed link has up to 8 KiB.
pub(super) const HEAD_BYTES: usize = 32 * 1024;
/// Connections of a listener; each uses about 20 KiB.
pub(super) const CONNECTIONS: usize = 10_000;

/// A limit of a client of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ClientLimit {
    /// No more connections: the one that was idle longest is closed.
    Connections,
    /// A first request did not come: the connection is closed.
    FirstRequest,
    /// The same of a next request.
    NextRequest,
    /// The next part of a body did not come: 400.
    Body,
    /// An answer is not read: the connection is closed.
    Answer,
    /// A head is too long: 431.
    Head,
}

impl ClientLimit {
    const ALL: [Self; 6] = [
        Self::Connections,
        Self::FirstRequest,
        Self::NextRequest,
        Self::Body,
        Self::Answer,
        Self::Head,
    ];

    /// The name in metrics.
    const fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::FirstRequest => "first_request",
            Self::NextRequest => "next_request",
            Self::Body => "body",
            Self::Answer => "answer",
            Self::Head => "head",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    listener: &'static str,
    limit: &'static str,
}

/// `paydesk_connections_limited_total`, by listener and limit. Clones share the
/// counters.
#[derive(Clone, Debug, Default)]
pub(crate) struct LimitedConnections(Family<Labels, Counter>);

impl LimitedConnections {
    pub(crate) fn register(&self, registry: &mut Registry) {
        let help = "Connections that a limit has closed, or answered with a refusal";
        registry.register("connections_limited", help, self.0.clone());
    }

    /// Those of a listener, each with a line from now on.
    pub(super) fn of(&self, listener: &'static str) -> ListenerCounts {
        let counts = ListenerCounts {
            all: self.0.clone(),
            listener,
        };
        for limit in ClientLimit::ALL {
            drop(counts.all.get_or_create(&counts.labels(limit)));
        }
        counts
    }
}

/// The counters of a listener.
#[derive(Debug)]
pub(super) struct ListenerCounts {
    all: Family<Labels, Counter>,
    pub(super) listener: &'static str,
}

impl ListenerCounts {
    pub(super) fn count(&self, limit: ClientLimit) {
        self.all.get_or_create(&self.labels(limit)).inc();
    }

    fn labels(&self, limit: ClientLimit) -> Labels {
        Labels {
            listener: self.listener,
            limit: limit.name(),
        }
    }

    /// The limits that have been counted, and how often.
    #[cfg(test)]
    pub(super) fn counted(&self) -> Vec<(ClientLimit, u64)> {
        let count = |limit| self.all.get_or_create(&self.labels(limit)).get();
        let all = ClientLimit::ALL.map(|limit| (limit, count(limit)));
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ANSWER, BODY, CONNECTIONS, ClientLimit, FIRST_REQUEST, HEAD_BYTES, NEXT_REQUEST};
    use std::time::Duration;

    #[test]
    fn the_readme_has_each_limit() {
        let readme = include_str!("../../README.md");
        let (_, after) = readme
            .split_once("\n### Of connections\n")
            .expect("a section");
        let (section, _) = after.split_once("\n## ").expect("its end");
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        assert_eq!(rows.count(), ClientLimit::ALL.len(), "{section}");
        for limit in ClientLimit::ALL {
            let seconds = |wait: Duration| format!("{} s", wait.as_secs());
            let most = match limit {
                ClientLimit::Connections => format!("{CONNECTIONS}"),
                ClientLimit::FirstRequest => seconds(FIRST_REQUEST),
                ClientLimit::NextRequest => seconds(NEXT_REQUEST),
                ClientLimit::Body => seconds(BODY),
                ClientLimit::Answer => seconds(ANSWER),
                ClientLimit::Head => format!("{} KiB", HEAD_BYTES / 1024),
            };
            let name = format!("| `{}` |", limit.name());
            let row = section.lines().find(|line| line.starts_with(&name));
            let row = row.unwrap_or_else(|| panic!("{name} is not in the README"));
            assert!(row.contains(&format!("| {most}")), "{row}: {most}");
        }
    }
}
