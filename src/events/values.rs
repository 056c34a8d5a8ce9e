//! Reading answers field by field: whatever is missing or of another type is as if it were not there.

use jiff::Timestamp;
use serde_json::Value;

/// Longest text that is kept of a field, in bytes.
const LONGEST: usize = 1024;

/// A text that is not empty.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty() && text.len() <= LONGEST)
}

/// The same under either of two spellings: lifecycle events come in snake case, others in camel case.
pub(super) fn either<'a>(value: &'a Value, camel: &str, snake: &str) -> Option<&'a str> {
    text(value, camel).or_else(|| text(value, snake))
}

/// A moment.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// The objects of a list.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The texts of a list.
pub(super) fn texts(value: &Value, key: &str) -> Vec<String> {
    list(value, key).filter_map(Value::as_str).map(str::to_owned).collect()
}
