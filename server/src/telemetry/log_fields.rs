//! The fields of log lines: all but `otel.*`, which tell the trace exporter
//! about a span (`otel.kind`).

use std::fmt::{self, Debug};
use std::mem::take;
use tracing::field::{Field, Visit};
use tracing::span::Record;
use tracing_subscriber::field::{RecordFields, VisitOutput as _};
use tracing_subscriber::fmt::format::{DefaultVisitor, JsonFields, JsonVisitor, Writer};
use tracing_subscriber::fmt::{FormatFields, FormattedFields};

/// Formats fields as text.
pub(super) struct TextLogFields;

impl<'w> FormatFields<'w> for TextLogFields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut visitor = LogVisitor(DefaultVisitor::new(writer, true));
        fields.record(&mut visitor);
        visitor.0.finish()
    }
}

/// Formats fields as a JSON object.
pub(super) struct JsonLogFields;

impl<'w> FormatFields<'w> for JsonLogFields {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut visitor = LogVisitor(JsonVisitor::new(&mut writer));
        fields.record(&mut visitor);
        visitor.0.finish()
    }

    /// Merges into the object. No `otel.*` field is added to a span later.
    fn add_fields(
        &self,
        current: &'w mut FormattedFields<Self>,
        fields: &Record<'_>,
    ) -> fmt::Result {
        let mut merged = FormattedFields::<JsonFields>::new(take(&mut current.fields));
        JsonFields::new().add_fields(&mut merged, fields)?;
        current.fields = merged.fields;
        Ok(())
    }
}

/// Passes on every field but `otel.*`.
struct LogVisitor<V>(V);

macro_rules! pass_on {
    ($($method:ident($value:ty)),+ $(,)?) => {$(
        fn $method(&mut self, field: &Field, value: $value) {
            if !field.name().starts_with("otel.") {
                self.0.$method(field, value);
            }
        }
    )+};
}

impl<V: Visit> Visit for LogVisitor<V> {
    pass_on! {
        record_bool(bool),
        record_debug(&dyn Debug),
        record_error(&(dyn std::error::Error + 'static)),
        record_f64(f64),
        record_i64(i64),
        record_str(&str),
        record_u64(u64),
    }
}

#[cfg(test)]
mod tests {
    use crate::telemetry::{LogFormat, log_layer};
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::layer::SubscriberExt as _;

    /// Keeps what is written.
    #[derive(Clone, Default)]
    struct LogText(Arc<Mutex<Vec<u8>>>);

    impl Write for LogText {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").write(piece)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The line of an event in a span with `otel.kind`.
    fn line(format: LogFormat) -> String {
        let text = LogText::default();
        let to = text.clone();
        let layer = log_layer(format, false, move || to.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let span = tracing::error_span!(
                "request",
                otel.kind = "server",
                tries = 2,
                mall = tracing::field::Empty
            );
            span.record("mall", "mal_1");
            span.in_scope(|| tracing::info!(status = 200, "answered"));
        });
        let bytes = text.0.lock().expect("not poisoned").clone();
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn a_line_of_text_has_all_fields_but_those_of_the_exporter() {
        let line = line(LogFormat::Text);
        assert!(
            line.contains(r#"request{tries=2 mall="mal_1"}: answered status=200"#),
            "{line}"
        );
    }

    #[test]
    fn a_line_of_json_has_all_fields_but_those_of_the_exporter() {
        let line: serde_json::Value =
            serde_json::from_str(&line(LogFormat::Json)).expect("an object");
        assert_eq!(line["fields"]["status"], 200, "{line}");
        let span = serde_json::json!({ "name": "request", "tries": 2, "mall": "mal_1" });
        assert_eq!(line["span"], span, "{line}");
    }
}
