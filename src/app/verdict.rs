//! What an error of one call says about the server as a whole.

use crate::meet::error::{Kind, MeetError, Phase};
use crate::meet::token::TokenError;

/// The server cannot be reached now: nothing else will reach it either.
pub(super) fn unreachable(error: &MeetError) -> bool {
    match error {
        MeetError::Unreachable { .. }
        // No token now, but a little later perhaps: nothing was sent, and nothing else would be.
        | MeetError::Token(TokenError::Unavailable { .. })
        | MeetError::TimedOut { phase: Phase::Connecting | Phase::Waiting | Phase::Overall, .. } => true,
        MeetError::OutcomeUnknown { cause } => unreachable(cause),
        _ => false,
    }
}

/// The token is refused: every other call would be refused as well.
pub(super) fn signed_out(error: &MeetError) -> bool {
    error.kind() == Kind::NotSignedIn
}

/// Every other call of the kind would end the same way: the server, the token or the project is at fault, and not the space.
pub(super) fn concerns_all(error: &MeetError) -> bool {
    unreachable(error)
        || signed_out(error)
        || matches!(
            error,
            MeetError::ScopeMissing { .. }
                | MeetError::ApiDisabled { .. }
                | MeetError::QuotaProjectDenied { .. }
                | MeetError::BillingDisabled { .. }
                | MeetError::ProjectInvalid { .. }
                | MeetError::ProjectSuspended { .. }
                | MeetError::SecurityPolicy { .. }
                | MeetError::Setup { .. }
        )
}

/// There was no conference to end.
pub(super) fn no_conference(error: &MeetError) -> bool {
    matches!(error, MeetError::FailedPrecondition { .. })
}

/// The server limits how much may be asked.
pub(super) fn rate_limited(error: &MeetError) -> bool {
    matches!(error, MeetError::RateLimited { .. })
}
