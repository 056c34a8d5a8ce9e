//! The errors of the Workspace Events API and of Pub/Sub.

use serde_json::{Value, json};

use super::super::method::Method;
use super::{Problem, call_metadata, error_info};

impl Problem {
    /// What a subscription to news is to be about is none of this person's, or not named as it must be.
    pub(in super::super) fn target_denied(method: Method) -> Self {
        Self::told_by(
            403,
            "PERMISSION_DENIED",
            "The caller has no access to the target resource.",
            "TARGET_RESOURCE_ACCESS_DENIED",
            method,
        )
    }

    /// The topic that news is to go to cannot take it. Google's own words for each cause are not known.
    pub(in super::super) fn bad_topic(why: &str, method: Method) -> Self {
        Self::told_by(400, "INVALID_ARGUMENT", why, "INVALID_PUBSUB_TOPIC", method)
    }

    fn told_by(code: u16, status: &'static str, message: &str, reason: &str, method: Method) -> Self {
        let mut problem = Self::new(code, status, message);
        let mut info = error_info(reason, &call_metadata(Some(method)));
        info["domain"] = method.service().host().into();
        problem.details.push(info);
        problem
    }

    /// What there is has changed meanwhile.
    pub(in super::super) fn stale_etag() -> Self {
        Self::new(409, "ABORTED", "The etag does not match that of the resource.")
    }

    /// It cannot be done as things are.
    pub(in super::super) fn precondition(message: &str) -> Self {
        Self::new(400, "FAILED_PRECONDITION", message)
    }

    /// Pub/Sub: the request is malformed, in the service's own words and without details.
    pub(in super::super) fn told_invalid(message: impl Into<String>) -> Self {
        Self::new(400, "INVALID_ARGUMENT", message)
    }

    /// Pub/Sub: no such topic or subscription, by the last part of its name.
    pub(in super::super) fn no_such_resource(id: &str) -> Self {
        Self::new(404, "NOT_FOUND", format!("Resource not found (resource={id})."))
    }

    /// Pub/Sub: there is one of that name.
    pub(in super::super) fn resource_exists(id: &str) -> Self {
        Self::new(409, "ALREADY_EXISTS", format!("Resource already exists in the project (resource={id})."))
    }

    /// Pub/Sub: no such Cloud project.
    pub(in super::super) fn no_such_project(project: &str) -> Self {
        Self::new(
            404,
            "NOT_FOUND",
            format!(
                "Requested project not found or user does not have access to it (project={project}). Make sure to specify the unique project identifier and not the Google Cloud Console display name."
            ),
        )
    }

    /// Pub/Sub: the caller may not.
    pub(in super::super) fn not_authorized() -> Self {
        Self::new(403, "PERMISSION_DENIED", "User not authorized to perform this action.")
    }

    /// The error as it stands in an operation that failed.
    pub(in super::super) fn rpc_status(&self) -> Value {
        // the number that each of these statuses has in gRPC
        let code = match self.status {
            "INVALID_ARGUMENT" => 3,
            "NOT_FOUND" => 5,
            "ALREADY_EXISTS" => 6,
            "PERMISSION_DENIED" => 7,
            "FAILED_PRECONDITION" => 9,
            "ABORTED" => 10,
            _ => 13,
        };
        let mut status = json!({"code": code, "message": self.message});
        if !self.details.is_empty() {
            status["details"] = Value::Array(self.details.clone());
        }
        status
    }
}
