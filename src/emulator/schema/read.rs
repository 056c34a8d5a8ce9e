//! Reading the JSON of a request, as strictly as Google's JSON transcoding does.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use serde_json::{Map, Value};

use super::{Field, Kind, Message};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Violation {
    /// The path of the place, in `snake_case`; empty for the top.
    pub(in super::super) field: String,
    /// What is wrong there.
    pub(in super::super) description: String,
}

/// Parses a body into a JSON object. An empty body is an empty message.
pub(in super::super) fn parse_object(body: &[u8]) -> Result<Map<String, Value>, Violation> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Violation {
            field: String::new(),
            description: "Invalid JSON payload received. Unknown name \"\": Root element must be a message.".into(),
        }),
        Err(error) => Err(Violation { field: String::new(), description: format!("Invalid JSON payload received. {error}") }),
    }
}

/// Reads `given` as `message`: checks every name and value, and gives back camelCase names and enum names, without
/// what only the server may set.
///
/// `root` is the path of the message in the request, such as `space`; empty when the body is the whole request.
pub(in super::super) fn read(
    given: &Map<String, Value>,
    message: &Message,
    root: &str,
) -> Result<Map<String, Value>, Vec<Violation>> {
    let mut wrong = Vec::new();
    let read = read_message(given, message, root, &mut wrong);
    if wrong.is_empty() { Ok(read) } else { Err(wrong) }
}

fn read_message(given: &Map<String, Value>, message: &Message, path: &str, wrong: &mut Vec<Violation>) -> Map<String, Value> {
    let mut read = Map::new();
    let mut seen = Vec::new();
    for (name, value) in given {
        let Some(field) = message.field(name) else {
            wrong.push(unknown_name(name, path, "Cannot find field."));
            continue;
        };
        if seen.contains(&field.json) {
            wrong.push(unknown_name(name, path, "Proto field is already set."));
            continue;
        }
        seen.push(field.json);
        // in proto3 JSON null is the same as absent
        if value.is_null() {
            continue;
        }
        let inner = join(path, field.proto);
        let value = read_field(value, field, name, path, &inner, wrong);
        if let Some(value) = value
            && !field.output_only
        {
            read.insert(field.json.to_owned(), value);
        }
    }
    read
}

fn read_field(value: &Value, field: &Field, name: &str, outer: &str, path: &str, wrong: &mut Vec<Violation>) -> Option<Value> {
    if value.is_array() && !matches!(field.kind, Kind::List(_) | Kind::Texts) {
        wrong.push(unknown_name(name, outer, "Proto field is not repeating, cannot start list."));
        return None;
    }
    match (&field.kind, value) {
        (Kind::Text | Kind::Time, Value::String(_)) | (Kind::Bool, Value::Bool(_)) | (Kind::Object, Value::Object(_)) => {
            Some(value.clone())
        }
        (Kind::Int32, Value::Number(number)) if number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => Some(value.clone()),
        // numbers may come in quotes
        (Kind::Int32, Value::String(text)) if text.parse::<i32>().is_ok() => text.parse::<i32>().ok().map(Value::from),
        (Kind::Duration, Value::String(text)) if seconds(text).is_some() => Some(value.clone()),
        (Kind::Bytes, Value::String(text)) => {
            let bytes = decode(text);
            if bytes.is_none() {
                let description = format!("Invalid value at '{path}' (TYPE_BYTES), Base64 decoding failed for {value}");
                wrong.push(Violation { field: path.to_owned(), description });
            }
            bytes.map(|bytes| general_purpose::STANDARD.encode(bytes).into())
        }
        (Kind::Texts, Value::Array(items)) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_string()) {
                wrong.push(invalid_scalar(&format!("{path}[{index}]"), "TYPE_STRING", item));
            }
            Some(value.clone())
        }
        (Kind::Labels, Value::Object(map)) => {
            for (name, item) in map.iter().filter(|(_, item)| !item.is_string()) {
                wrong.push(invalid_scalar(&format!("{path}[{name}]"), "TYPE_STRING", item));
            }
            Some(value.clone())
        }
        (Kind::Enum(kind), Value::String(given)) if kind.values.contains(&given.as_str()) => Some(value.clone()),
        (Kind::Enum(kind), Value::Number(number)) => {
            let known = number.as_u64().and_then(|n| usize::try_from(n).ok()).and_then(|n| kind.values.get(n));
            if known.is_none() {
                wrong.push(invalid_value(path, kind.full_name, value));
            }
            known.map(|name| Value::from(*name))
        }
        (Kind::Message(message), Value::Object(map)) => Some(Value::Object(read_message(map, message, path, wrong))),
        (Kind::List(message), Value::Array(items)) => {
            let mut list = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}[{index}]");
                if let Value::Object(map) = item {
                    list.push(Value::Object(read_message(map, message, &path, wrong)));
                } else {
                    wrong.push(invalid_value(&path, message.full_name, item));
                }
            }
            Some(Value::Array(list))
        }
        (Kind::List(message) | Kind::Message(message), _) => {
            wrong.push(invalid_value(path, message.full_name, value));
            None
        }
        (Kind::Enum(kind), _) => {
            wrong.push(invalid_value(path, kind.full_name, value));
            None
        }
        (scalar, _) => {
            wrong.push(match scalar {
                Kind::Int32 => invalid_scalar(path, "TYPE_INT32", value),
                Kind::Bool => invalid_scalar(path, "TYPE_BOOL", value),
                Kind::Bytes => invalid_scalar(path, "TYPE_BYTES", value),
                Kind::Time => invalid_value(path, "google.protobuf.Timestamp", value),
                Kind::Duration => invalid_value(path, "google.protobuf.Duration", value),
                _ => invalid_scalar(path, "TYPE_STRING", value),
            });
            None
        }
    }
}

/// The seconds of a duration as protobuf writes it, without what is below one of them.
pub(in super::super) fn seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.strip_suffix('s').map(|number| number.split_once('.').unwrap_or((number, "0")))?;
    let digits = |text: &str| text.len() < 13 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let positive = whole.strip_prefix('-').unwrap_or(whole);
    (digits(positive) && digits(fraction)).then(|| whole.parse().ok())?
}

/// The bytes that a text of base64 stands for, in either alphabet, with or without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, config).decode(text).ok()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn unknown_name(name: &str, path: &str, why: &str) -> Violation {
    let at = if path.is_empty() { String::new() } else { format!(" at '{path}'") };
    Violation {
        field: path.to_owned(),
        description: format!("Invalid JSON payload received. Unknown name \"{name}\"{at}: {why}"),
    }
}

fn invalid_value(path: &str, full_name: &str, value: &Value) -> Violation {
    Violation {
        field: path.to_owned(),
        description: format!("Invalid value at '{path}' (type.googleapis.com/{full_name}), {value}"),
    }
}

fn invalid_scalar(path: &str, kind: &str, value: &Value) -> Violation {
    Violation { field: path.to_owned(), description: format!("Invalid value at '{path}' ({kind}), {value}") }
}
