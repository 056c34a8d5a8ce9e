//! The query: system parameters and those of the method.

use super::errors::Problem;
use super::method::Method;
use super::schema::Violation;

/// The system parameters of Google's APIs; each may also be written with a `$` before it.
const SYSTEM: &[&str] = &[
    "$.xgafv",
    "access_token",
    "alt",
    "callback",
    "fields",
    "key",
    "oauth_token",
    "prettyPrint",
    "quotaUser",
    "uploadType",
    "upload_protocol",
];

/// The parameters of a call, decoded.
#[derive(Default)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
}

/// How the answer is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) enums_as_numbers: bool,
    pub(super) pretty: bool,
}

impl Params {
    pub(super) fn parse(query: &str) -> Self {
        Self { pairs: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }

    /// The first of that name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every one of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A name that is given more than once.
    pub(super) fn repeated(&self) -> Option<&str> {
        let mut names = self.pairs.iter().enumerate();
        names
            .find(|(index, (name, _))| self.pairs[..*index].iter().any(|(known, _)| known == name))
            .map(|(_, (name, _))| name.as_str())
    }

    /// A parameter of the method, in either spelling.
    pub(super) fn own(&self, camel: &str, snake: &str) -> Option<&str> {
        self.get(camel).or_else(|| self.get(snake))
    }

    fn system(&self, name: &str) -> Option<&str> {
        self.get(name).or_else(|| self.get(&format!("${name}")))
    }

    /// A token in the query.
    pub(super) fn token(&self) -> Option<&str> {
        self.system("access_token").or_else(|| self.system("oauth_token"))
    }

    /// Which fields of the answer are wanted.
    pub(super) fn fields(&self) -> Option<&str> {
        self.system("fields")
    }

    /// Refuses parameters that neither the method nor the system knows.
    pub(super) fn check(&self, method: Method) -> Result<(), Problem> {
        let unknown: Vec<Violation> = self
            .pairs
            .iter()
            .map(|(name, _)| name)
            .filter(|name| {
                let bare = name.strip_prefix('$').unwrap_or(name);
                !SYSTEM.contains(&name.as_str())
                    && !SYSTEM.contains(&bare)
                    && !method.parameters().contains(&name.as_str())
            })
            .map(|name| Violation {
                field: String::new(),
                description: format!(
                    "Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query parameter. Field '{name}' could not be found in request message."
                ),
            })
            .collect();
        if unknown.is_empty() { Ok(()) } else { Err(Problem::invalid(&unknown)) }
    }

    /// How the answer is to be written; anything but JSON is refused.
    pub(super) fn form(&self) -> Result<Form, Problem> {
        let refused = |what: &str, given: &str| {
            let description = format!("Invalid value at '{what}', \"{given}\"");
            Problem::invalid(&[Violation { field: what.to_owned(), description }])
        };
        let pretty = match self.system("prettyPrint") {
            None | Some("true" | "1" | "") => true,
            Some("false" | "0") => false,
            Some(other) => return Err(refused("prettyPrint", other)),
        };
        let mut form = Form { enums_as_numbers: false, pretty };
        let Some(alt) = self.system("alt") else {
            return Ok(form);
        };
        let mut parts = alt.split(';');
        if parts.next() != Some("json") {
            return Err(refused("alt", alt));
        }
        for part in parts {
            match part {
                "enum-encoding=int" => form.enums_as_numbers = true,
                "enum-encoding=string" => form.enums_as_numbers = false,
                _ => return Err(refused("alt", alt)),
            }
        }
        Ok(form)
    }
}
