//! From the raw, still percent-encoded path to a method and the names in it.

mod news;

use super::errors::Problem;
use super::method::{Method, Service};

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) method: Method,
    /// The identifiers in the path, decoded, in order.
    pub(super) ids: Vec<String>,
}

impl Route {
    /// The identifier of the conference that the path leads through.
    pub(super) fn conference(&self) -> Option<String> {
        let spaces_own =
            matches!(self.method.resource(), "Space" | "MeetingSpace" | "Member") || self.method.service() != Service::Meet;
        self.ids.first().filter(|_| !spaces_own).cloned()
    }
}

/// The custom verb that ends a conference.
const END: &str = ":endActiveConference";

/// Finds the route. `http_method` is the verb in capitals, `path` the path as it came.
pub(super) fn route(http_method: &str, path: &str) -> Result<Route, Problem> {
    if path.starts_with("/v2beta/") {
        return Err(Problem::method_not_found());
    }
    if let Some(rest) = path.strip_prefix("/v1/") {
        let parts: Vec<&str> = rest.split('/').collect();
        let (methods, ids) = news::find(&parts).ok_or_else(Problem::no_such_page)?;
        return choose(&methods, ids, http_method);
    }
    let rest = path.strip_prefix("/v2/").ok_or_else(Problem::no_such_page)?;
    let parts: Vec<&str> = rest.split('/').collect();
    let (methods, ids): (&[(&str, Method)], Vec<&str>) = match parts.as_slice() {
        ["spaces"] => (&[("POST", Method::CreateSpace)], vec![]),
        ["spaces", space] => match space.strip_suffix(END) {
            Some(space) => (&[("POST", Method::EndActiveConference)], vec![space]),
            None => (&[("GET", Method::GetSpace), ("PATCH", Method::UpdateSpace)], vec![*space]),
        },
        ["spaces", space, "members"] => (&[("GET", Method::ListMembers), ("POST", Method::CreateMember)], vec![*space]),
        ["spaces", space, "members:batchUpdate"] => (&[("POST", Method::BatchUpdateMembers)], vec![*space]),
        ["spaces", space, "members", member] => (
            &[("GET", Method::GetMember), ("PATCH", Method::UpdateMember), ("DELETE", Method::DeleteMember)],
            vec![*space, *member],
        ),
        ["conferenceRecords"] => (&[("GET", Method::ListConferenceRecords)], vec![]),
        ["conferenceRecords", conference] => (&[("GET", Method::GetConferenceRecord)], vec![*conference]),
        ["conferenceRecords", conference, "participants"] => (&[("GET", Method::ListParticipants)], vec![*conference]),
        ["conferenceRecords", conference, "participants", participant] => {
            (&[("GET", Method::GetParticipant)], vec![*conference, *participant])
        }
        ["conferenceRecords", conference, "participants", participant, "participantSessions"] => {
            (&[("GET", Method::ListParticipantSessions)], vec![*conference, *participant])
        }
        ["conferenceRecords", conference, "participants", participant, "participantSessions", session] => {
            (&[("GET", Method::GetParticipantSession)], vec![*conference, *participant, *session])
        }
        ["conferenceRecords", conference, "recordings"] => (&[("GET", Method::ListRecordings)], vec![*conference]),
        ["conferenceRecords", conference, "recordings", recording] => {
            (&[("GET", Method::GetRecording)], vec![*conference, *recording])
        }
        ["conferenceRecords", conference, "transcripts"] => (&[("GET", Method::ListTranscripts)], vec![*conference]),
        ["conferenceRecords", conference, "transcripts", transcript] => {
            (&[("GET", Method::GetTranscript)], vec![*conference, *transcript])
        }
        ["conferenceRecords", conference, "transcripts", transcript, "entries"] => {
            (&[("GET", Method::ListTranscriptEntries)], vec![*conference, *transcript])
        }
        ["conferenceRecords", conference, "transcripts", transcript, "entries", entry] => {
            (&[("GET", Method::GetTranscriptEntry)], vec![*conference, *transcript, *entry])
        }
        ["conferenceRecords", conference, "smartNotes"] => (&[("GET", Method::ListSmartNotes)], vec![*conference]),
        ["conferenceRecords", conference, "smartNotes", note] => (&[("GET", Method::GetSmartNote)], vec![*conference, *note]),
        _ => return Err(Problem::no_such_page()),
    };
    choose(methods, ids, http_method)
}

/// The one of a path's methods that has the verb.
fn choose(methods: &[(&str, Method)], ids: Vec<&str>, http_method: &str) -> Result<Route, Problem> {
    let ids: Option<Vec<String>> = ids.into_iter().map(decode_id).collect();
    let ids = ids.ok_or_else(Problem::no_such_page)?;
    match methods.iter().find(|(verb, _)| *verb == http_method) {
        Some((_, method)) => Ok(Route { method: *method, ids }),
        None => Err(Problem::method_not_found()),
    }
}

/// Decodes one segment. An empty one, an encoded slash and broken encoding lead nowhere.
fn decode_id(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        rest = tail;
        // from_str_radix would take a sign as well
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.is_empty() && !text.contains('/')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::method::{EventsMethod, Method, PubsubMethod};
    use super::route;

    fn found(verb: &str, path: &str) -> (Method, Vec<String>) {
        let route = route(verb, path).unwrap();
        (route.method, route.ids)
    }

    #[test]
    fn every_method_has_its_path() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        for (verb, path, method, names) in [
            ("POST", "/v2/spaces", Method::CreateSpace, ids(&[])),
            ("GET", "/v2/spaces/jQCFfuBOdN5z", Method::GetSpace, ids(&["jQCFfuBOdN5z"])),
            ("GET", "/v2/spaces/abc%2Dmnop%2dxyz", Method::GetSpace, ids(&["abc-mnop-xyz"])),
            ("PATCH", "/v2/spaces/x", Method::UpdateSpace, ids(&["x"])),
            ("POST", "/v2/spaces/x:endActiveConference", Method::EndActiveConference, ids(&["x"])),
            ("GET", "/v2/spaces/x/members", Method::ListMembers, ids(&["x"])),
            ("POST", "/v2/spaces/x/members", Method::CreateMember, ids(&["x"])),
            ("POST", "/v2/spaces/x/members:batchUpdate", Method::BatchUpdateMembers, ids(&["x"])),
            ("GET", "/v2/spaces/x/members/m", Method::GetMember, ids(&["x", "m"])),
            ("PATCH", "/v2/spaces/x/members/m", Method::UpdateMember, ids(&["x", "m"])),
            ("DELETE", "/v2/spaces/x/members/bo%40example.com", Method::DeleteMember, ids(&["x", "bo@example.com"])),
            ("GET", "/v2/conferenceRecords", Method::ListConferenceRecords, ids(&[])),
            ("GET", "/v2/conferenceRecords/c", Method::GetConferenceRecord, ids(&["c"])),
            ("GET", "/v2/conferenceRecords/c/participants", Method::ListParticipants, ids(&["c"])),
            ("GET", "/v2/conferenceRecords/c/participants/p", Method::GetParticipant, ids(&["c", "p"])),
            (
                "GET",
                "/v2/conferenceRecords/c/participants/p/participantSessions",
                Method::ListParticipantSessions,
                ids(&["c", "p"]),
            ),
            (
                "GET",
                "/v2/conferenceRecords/c/participants/p/participantSessions/s",
                Method::GetParticipantSession,
                ids(&["c", "p", "s"]),
            ),
            ("GET", "/v2/conferenceRecords/c/recordings", Method::ListRecordings, ids(&["c"])),
            ("GET", "/v2/conferenceRecords/c/recordings/r", Method::GetRecording, ids(&["c", "r"])),
            ("GET", "/v2/conferenceRecords/c/transcripts", Method::ListTranscripts, ids(&["c"])),
            ("GET", "/v2/conferenceRecords/c/transcripts/t", Method::GetTranscript, ids(&["c", "t"])),
            ("GET", "/v2/conferenceRecords/c/transcripts/t/entries", Method::ListTranscriptEntries, ids(&["c", "t"])),
            ("GET", "/v2/conferenceRecords/c/transcripts/t/entries/e", Method::GetTranscriptEntry, ids(&["c", "t", "e"])),
            ("GET", "/v2/conferenceRecords/c/smartNotes", Method::ListSmartNotes, ids(&["c"])),
            ("GET", "/v2/conferenceRecords/c/smartNotes/n", Method::GetSmartNote, ids(&["c", "n"])),
        ] {
            assert_eq!(found(verb, path), (method, names), "{verb} {path}");
        }
    }

    #[test]
    fn news_has_its_paths_too() {
        let queue = ["p", "subscriptions", "s"];
        for (verb, path, method, names) in [
            ("POST", "/v1/subscriptions", Method::Events(EventsMethod::Create), &[][..]),
            ("GET", "/v1/subscriptions/meet-spaces-1", Method::Events(EventsMethod::Get), &["meet-spaces-1"]),
            ("POST", "/v1/subscriptions/x:reactivate", Method::Events(EventsMethod::Reactivate), &["x"]),
            ("GET", "/v1/operations/x", Method::Events(EventsMethod::GetOperation), &["x"]),
            ("GET", "/v1/projects/p/topics", Method::Pubsub(PubsubMethod::ListTopics), &["p"]),
            ("PUT", "/v1/projects/p/topics/t", Method::Pubsub(PubsubMethod::CreateTopic), &["p", "topics", "t"]),
            ("PUT", "/v1/projects/p/subscriptions/s", Method::Pubsub(PubsubMethod::CreateSubscription), &queue),
            ("POST", "/v1/projects/p/subscriptions/s:pull", Method::Pubsub(PubsubMethod::Pull), &queue),
            ("GET", "/v1/projects/p/subscriptions/s:getIamPolicy", Method::Pubsub(PubsubMethod::GetIamPolicy), &queue),
        ] {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(found(verb, path), (method, names), "{verb} {path}");
        }
    }

    #[test]
    fn all_else_is_404() {
        for (verb, path, html) in [
            ("GET", "/", true),
            ("GET", "/v2", true),
            ("GET", "/v2/", true),
            ("GET", "/v2/nonsense", true),
            ("GET", "/v2/spaces/", true),
            ("GET", "/v2/spaces/a/", true),
            ("GET", "/v2/spaces/spaces%2Fx", true),
            ("GET", "/v2/spaces%2Fx", true),
            ("GET", "/v2/spaces/https://meet.google.com/abc-mnop-xyz", true),
            ("GET", "/v2/spaces/%zz", true),
            ("GET", "/v2/spaces/%+1", true),
            ("GET", "/v2/spaces/%ff", true),
            ("GET", "/v2/spaces/%2", true),
            ("POST", "/v2/spaces/:endActiveConference", true),
            ("GET", "/V2/spaces/x", true),
            ("GET", "/v1/spaces/x", true),
            ("GET", "/v2/subscriptions/x", true),
            ("GET", "/v1/subscriptions/x/y", true),
            ("GET", "/v1/projects/p", true),
            ("GET", "/v1/projects/p/schemas", true),
            ("PUT", "/v1/subscriptions/x", false),
            ("POST", "/v1/subscriptions/x:activate", false),
            ("POST", "/v1/projects/p/topics/t:pull", false),
            ("POST", "/v1/projects/p/subscriptions/s:seek", false),
            ("GET", "/v2/spaces", false),
            ("DELETE", "/v2/spaces/x", false),
            ("PUT", "/v2/spaces/x", false),
            ("GET", "/v2/spaces/x:endActiveConference", false),
            ("POST", "/v2/spaces/x:connect", false),
            ("POST", "/v2/conferenceRecords", false),
            ("GET", "/v2beta/spaces/x/members", false),
            ("GET", "/v2/spaces/x/members/", true),
            ("GET", "/v2/spaces/x/members/m/n", true),
            ("GET", "/v2/spaces//members", true),
            ("POST", "/v2/spaces/x/members:batchDelete", true),
            ("GET", "/v2/spaces/x/members:batchUpdate", false),
            ("PUT", "/v2/spaces/x/members/m", false),
            ("DELETE", "/v2/spaces/x/members", false),
            ("GET", "/v2/conferenceRecords/c/participantSessions", true),
            ("GET", "/v2/conferenceRecords/c/entries", true),
            ("GET", "/v2/conferenceRecords/c/smart_notes", true),
            ("GET", "/v2/conferenceRecords/c/transcripts/t/entries/e/x", true),
            ("DELETE", "/v2/conferenceRecords/c/recordings/r", false),
            ("POST", "/v2/conferenceRecords/c/smartNotes", false),
            ("GET", "/v2beta/conferenceRecords/c/smartNotes", false),
        ] {
            let problem = route(verb, path).unwrap_err();
            assert_eq!(problem.code, 404, "{verb} {path}");
            assert_eq!(problem.content_type().starts_with("text/html"), html, "{verb} {path}");
        }
    }
}
