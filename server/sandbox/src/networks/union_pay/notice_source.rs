//! When UnionPay's notices are sent: five times at most, until HTTP 200 or 302
//! acknowledges them (wire facts 1.10).

use domain::clock::At;
use reqwest::StatusCode;

use super::UnionPay;
use super::notice_message::post;
use super::records::RecordChange;
use crate::jsonl_file::JsonlError;
use crate::networks::notice_source::{NoticeCall, NoticeSource};

/// Seconds between one sending and the next: sent 0, 1, 2, 4 and 5 minutes
/// after the first.
const GAPS_S: [i64; 4] = [60, 60, 120, 60];

impl NoticeSource for UnionPay {
    fn take_due(&self, now: At) -> Vec<u64> {
        self.state().records.notices.take_due(now)
    }

    fn next_due(&self) -> Option<At> {
        self.state().records.notices.next_due()
    }

    fn notice_call(&self, id: u64, _now: At) -> Option<NoticeCall> {
        let state = self.state();
        let notice = state.records.notices.get(id)?;
        let (url, body) = post(self, &state.records, notice)?;
        let form = "application/x-www-form-urlencoded;charset=UTF-8";
        Some(NoticeCall {
            url,
            headers: vec![("content-type", form.to_owned())],
            body,
        })
    }

    fn acknowledges(&self, status: StatusCode) -> bool {
        matches!(status, StatusCode::OK | StatusCode::FOUND)
    }

    fn notice_sent(&self, id: u64, acknowledged: bool, sent_at: At) -> Result<(), JsonlError> {
        let records = &mut self.state().records;
        let next = records.notices.again_at(id, acknowledged, &GAPS_S, sent_at);
        records.write(vec![RecordChange::Sent {
            id,
            next,
            acknowledged,
        }])
    }

    fn held_notices(&self) -> usize {
        self.state().records.notices.held().len()
    }

    fn release_notices(&self, now: At) -> Result<usize, JsonlError> {
        let records = &mut self.state().records;
        let ids = records.notices.held();
        let released = |id: &u64| RecordChange::Released { id: *id, at: now };
        records.write(ids.iter().map(released).collect())?;
        Ok(ids.len())
    }
}
