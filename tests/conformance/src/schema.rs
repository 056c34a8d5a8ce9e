//! Google's discovery documents, and whether a JSON value is what they say.

use std::path::PathBuf;

use serde_json::Value;

/// Says where the Python package keeps the schemas.
const FIND: &str = "import googleapiclient, os; print(os.path.join(os.path.dirname(googleapiclient.__file__), \
                    'discovery_cache', 'documents', 'meet.v2.json'))";

/// The discovery document of an API.
pub struct Schema {
    document: Value,
}

impl Schema {
    /// Finds and reads that of the Meet API.
    ///
    /// # Panics
    ///
    /// When there is none, saying how to get one.
    #[must_use]
    pub fn load() -> Self {
        Self::load_of("meet", "v2")
    }

    /// The same of another API: it lies beside that of Meet.
    ///
    /// # Panics
    ///
    /// When there is none, saying how to get one.
    #[must_use]
    pub fn load_of(api: &str, version: &str) -> Self {
        let mut path = Self::path();
        if api != "meet" {
            path.set_file_name(format!("{api}.{version}.json"));
        }
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("cannot read Google's schema {}: {error}", path.display()));
        let document: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("Google's schema {} is no JSON: {error}", path.display()));
        assert_eq!(document["id"], format!("{api}:{version}"), "{} is not the schema of that API", path.display());
        Self { document }
    }

    /// The file.
    ///
    /// # Panics
    ///
    /// When neither the variable nor the package is there.
    #[must_use]
    pub fn path() -> PathBuf {
        if let Some(path) = std::env::var_os("GREENROOM_MEET_SCHEMA") {
            return path.into();
        }
        let found = super::python().args(["-c", FIND]).output();
        match found {
            Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().into(),
            _ => panic!(
                "Google's schema of the Meet API is missing: set GREENROOM_MEET_SCHEMA to its file meet.v2.json, or \
                 install google-api-python-client for python3 (or for the interpreter in GREENROOM_PYTHON)"
            ),
        }
    }

    /// The name of the type that a method answers with, such as `Space` for `spaces.get`.
    ///
    /// # Panics
    ///
    /// When there is no such method.
    #[must_use]
    pub fn answer_of(&self, method: &str) -> &str {
        let mut place = &self.document;
        let (resources, name) = method.rsplit_once('.').expect("resource.method");
        for resource in resources.split('.') {
            place = &place["resources"][resource];
        }
        place["methods"][name]["response"]["$ref"].as_str().unwrap_or_else(|| panic!("no method {method}"))
    }

    /// The values of an enum property in the order of their numbers, or `None` if there is no such property.
    #[must_use]
    pub fn enum_values(&self, schema: &str, property: &str) -> Option<Vec<&str>> {
        let values = self.document["schemas"][schema]["properties"][property]["enum"].as_array()?;
        values.iter().map(Value::as_str).collect()
    }

    /// The names of a type's properties.
    #[must_use]
    pub fn properties(&self, schema: &str) -> Vec<&str> {
        let properties = self.document["schemas"][schema]["properties"].as_object();
        properties.map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// What is wrong with a value that should be of that type; empty when nothing is.
    #[must_use]
    pub fn complaints(&self, schema: &str, value: &Value) -> Vec<String> {
        let mut complaints = Vec::new();
        self.check(&self.document["schemas"][schema], value, schema, &mut complaints);
        complaints
    }

    fn check(&self, schema: &Value, value: &Value, path: &str, complaints: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.check(&self.document["schemas"][reference], value, path, complaints);
        }
        let kind = schema["type"].as_str().unwrap_or("nothing");
        let fits = match kind {
            "any" => return,
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "boolean" => value.is_boolean(),
            _ => false,
        };
        if !fits {
            complaints.push(format!("{path}: {value} is no {kind}"));
            return;
        }
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let path = format!("{path}.{key}");
                    // of an object with properties of any name there is one schema for all
                    match schema["properties"].get(key).or_else(|| schema.get("additionalProperties")) {
                        Some(property) => self.check(property, value, &path, complaints),
                        None => complaints.push(format!("{path}: there is no such property")),
                    }
                }
            }
            Value::Array(items) => {
                if items.is_empty() {
                    complaints.push(format!("{path}: an empty list is left out"));
                }
                for (index, item) in items.iter().enumerate() {
                    self.check(&schema["items"], item, &format!("{path}[{index}]"), complaints);
                }
            }
            Value::String(text) => check_text(schema, text, path, complaints),
            Value::Number(number) if schema["format"] == "int32" && number.as_i64().is_none_or(|n| i32::try_from(n).is_err()) => {
                complaints.push(format!("{path}: {number} does not fit int32"));
            }
            _ => {}
        }
    }
}

/// Enum values, formats, and the formats that only the descriptions tell of.
fn check_text(schema: &Value, text: &str, path: &str, complaints: &mut Vec<String>) {
    if let Some(values) = schema["enum"].as_array() {
        match values.iter().position(|value| value == text) {
            None => complaints.push(format!("{path}: {text} is no value of the enum")),
            // the first one is the unspecified value, which the descriptions say is never returned
            Some(0) => complaints.push(format!("{path}: {text} is never returned")),
            Some(_) => {}
        }
    }
    if schema["format"] == "google-datetime" && !is_google_time(text) {
        complaints.push(format!("{path}: {text} is no time as Google writes it"));
    }
    if schema["format"] == "google-duration" && !is_duration(text) {
        complaints.push(format!("{path}: {text} is no duration"));
    }
    if schema["format"] == "byte" && !is_base64(text) {
        complaints.push(format!("{path}: {text} is no base64"));
    }
    let field = path.rsplit('.').next().unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let good = match field {
        "meetingCode" => is_code(text),
        "meetingUri" => text.strip_prefix("https://meet.google.com/").is_some_and(is_code),
        "phoneNumber" => text.strip_prefix('+').is_some_and(digits),
        "pin" | "sipAccessCode" => digits(text),
        "uri" => {
            let user = text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:"));
            user.and_then(|rest| rest.split_once('@')).is_some_and(|(pin, _)| pin.len() == 13 && digits(pin))
        }
        "email" => text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')),
        "space" => is_name(text, "spaces"),
        "conferenceRecord" => is_name(text, "conferenceRecords"),
        "user" => is_name(text, "users"),
        "participant" => text
            .rsplit_once("/participants/")
            .is_some_and(|(record, id)| is_name(record, "conferenceRecords") && !id.is_empty() && !id.contains('/')),
        "file" | "document" => text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
        "exportUri" => ["https://drive.google.com/file/d/", "https://docs.google.com/document/d/"].iter().any(|start| {
            text.strip_prefix(start).and_then(|rest| rest.strip_suffix("/view")).is_some_and(|id| !id.contains('/'))
        }),
        "languageCode" => text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric())),
        _ => true,
    };
    if !good {
        complaints.push(format!("{path}: {text} is not of the described form"));
    }
}

fn is_name(text: &str, collection: &str) -> bool {
    text.split_once('/').is_some_and(|(first, id)| first == collection && !id.is_empty() && !id.contains('/'))
}

/// `[a-z]+-[a-z]+-[a-z]+`, at most 128 characters.
fn is_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let good = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    parts.len() == 3 && text.len() <= 128 && parts.iter().all(good)
}

/// Seconds with an `s`.
fn is_duration(text: &str) -> bool {
    text.strip_suffix('s').is_some_and(|number| number.parse::<f64>().is_ok())
}

/// The standard alphabet, padded.
fn is_base64(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - letters.len() < 3
        && letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

/// RFC 3339 in UTC with no, 3, 6 or 9 digits after the point.
fn is_google_time(text: &str) -> bool {
    let Some(text) = text.strip_suffix('Z') else {
        return false;
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let shape: String = whole.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00T00:00:00"
        && matches!(fraction.len(), 0 | 3 | 6 | 9)
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Schema;

    #[test]
    fn the_check_finds_what_is_wrong() {
        let schema = Schema::load();
        let good = json!({"name": "spaces/x", "meetingCode": "abc-mnop-xyz", "config": {"accessType": "OPEN"}});
        assert_eq!(schema.complaints("Space", &good), Vec::<String>::new());
        for (value, complaint) in [
            (json!({"title": "x"}), "Space.title: there is no such property"),
            (json!({"name": 3}), "Space.name: 3 is no string"),
            (json!({"config": {"accessType": "CLOSED"}}), "Space.config.accessType: CLOSED is no value of the enum"),
            (
                json!({"config": {"accessType": "ACCESS_TYPE_UNSPECIFIED"}}),
                "Space.config.accessType: ACCESS_TYPE_UNSPECIFIED is never returned",
            ),
            (json!({"phoneAccess": []}), "Space.phoneAccess: an empty list is left out"),
            (
                json!({"phoneAccess": [{"languageCode": "en_US"}]}),
                "Space.phoneAccess[0].languageCode: en_US is not of the described form",
            ),
            (json!({"meetingCode": "ABC-d-e"}), "Space.meetingCode: ABC-d-e is not of the described form"),
        ] {
            assert_eq!(schema.complaints("Space", &value), [complaint]);
        }
        let record = json!({"startTime": "2026-11-02 12:00:00", "name": "conferenceRecords/x"});
        assert_eq!(schema.complaints("ConferenceRecord", &record).len(), 1);
    }
}
