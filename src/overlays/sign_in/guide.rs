//! What Google demands of a program before anybody can sign in with it: step by step, with the exact pages.

use crate::auth::scopes::Scope;

/// One step in Google's console.
#[derive(Debug)]
pub struct Step {
    /// What it is, as a heading.
    pub title: &'static str,
    /// What to do there.
    pub lines: &'static [&'static str],
    /// What there is to choose from.
    pub choices: &'static [&'static str],
    /// The page.
    pub link: &'static str,
}

/// The steps, in order; after the last one the file is given.
pub const STEPS: &[Step] = &[
    Step {
        title: "Make a Cloud project",
        lines: &[
            "Google gives Meet's data to programs that belong to a Cloud project. One of your own costs nothing and keeps your sign-in yours. Any name will do; one that you have can be used as well.",
        ],
        choices: &[],
        link: "https://console.cloud.google.com/projectcreate",
    },
    Step {
        title: "Switch on the Google Meet API",
        lines: &["In that project press Enable. It takes a few minutes until it is heard of everywhere."],
        choices: &[],
        link: "https://console.cloud.google.com/apis/library/meet.googleapis.com",
    },
    Step {
        title: "Say who may sign in",
        lines: &["Press Get started; give the app a name (greenroom will do) and your address. Then choose the audience:"],
        choices: &[
            "Internal, if your account belongs to a Workspace organisation. No warning, no end.",
            "External otherwise. Add your own address as a test user. While the app is in Testing each sign-in ends after seven days; Publish app makes it last, with a warning page before it.",
        ],
        link: "https://console.cloud.google.com/auth/overview",
    },
    Step {
        title: "Make a client of type Desktop app",
        lines: &[
            "Press Create client, choose Desktop app (no other type works), then Download JSON. Google shows the file this once.",
        ],
        choices: &[],
        link: "https://console.cloud.google.com/auth/clients",
    },
];

/// How gcloud is told to get a token that Meet takes.
#[must_use]
pub fn gcloud_command() -> String {
    let scopes: Vec<&str> = ["https://www.googleapis.com/auth/cloud-platform"]
        .into_iter()
        .chain(Scope::ALL.iter().map(|scope| scope.url()))
        .collect();
    format!("gcloud auth application-default login --client-id-file=CLIENT.json --scopes={}", scopes.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_googles() {
        for step in STEPS {
            assert!(step.link.starts_with("https://console.cloud.google.com/"), "{}", step.link);
        }
    }

    #[test]
    fn gcloud_is_asked_for_what_meet_needs_and_no_restricted_scope() {
        let command = gcloud_command();
        for scope in Scope::ALL {
            assert!(command.contains(scope.url()));
        }
        assert!(!command.contains("drive"));
    }
}
