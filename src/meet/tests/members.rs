//! The calls about members: what is sent, what is read, what is sent again, and what a refusal means.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::meet::email::Email;
use crate::meet::error::{About, Kind, Violation};
use crate::meet::names::MemberName;
use crate::meet::resources::{Member, Role};

const BO: &str = r#"{"name":"spaces/jQCFfuBOdN5z/members/bo","email":"bo@example.com","role":"COHOST"}"#;
const LIMITED: &str = r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}"#;

fn bo() -> MemberName {
    "spaces/jQCFfuBOdN5z/members/bo".parse().unwrap()
}

fn email() -> Email {
    "bo@example.com".parse().unwrap()
}

fn page(ids: std::ops::Range<usize>, next: &str) -> Reply {
    let members: Vec<Value> = ids.map(|n| json!({"name": format!("spaces/jQCFfuBOdN5z/members/m{n}")})).collect();
    Reply::json(200, &json!({"members": members, "nextPageToken": next}).to_string())
}

fn refusal(http: u16, status: &str, details: &Value) -> Reply {
    let error = json!({"error": {"code": http, "message": "No.", "status": status, "details": details}});
    Reply::json(http, &error.to_string())
}

async fn scripted(replies: Vec<Reply>) -> (Server, Client) {
    let server = Server::start(replies).await;
    let client = client(&server);
    (server, client)
}

fn lines(server: &Server) -> Vec<String> {
    server.seen().iter().map(|seen| seen.line().to_owned()).collect()
}

#[tokio::test]
async fn all_pages_are_read_and_each_member_is_there_once() {
    let (server, client) = scripted(vec![page(0..500, "a b&c"), page(0..0, "t2"), page(499..503, "")]).await;
    let members = client.list_members(&space()).await.unwrap();
    let ids: Vec<String> = members.iter().map(|member| member.name.as_str().to_owned()).collect();
    assert_eq!(ids, (0..503).map(|n| format!("spaces/jQCFfuBOdN5z/members/m{n}")).collect::<Vec<_>>());
    let start = "GET /v2/spaces/jQCFfuBOdN5z/members?pageSize=500";
    assert_eq!(lines(&server), [start.to_owned(), format!("{start}&pageToken=a+b%26c"), format!("{start}&pageToken=t2")]);
}

#[rstest]
#[case("{}")]
#[case(r#"{"members":null,"nextPageToken":""}"#)]
#[tokio::test]
async fn no_members_are_no_error(#[case] answer: &str) {
    let (_server, client) = scripted(vec![Reply::json(200, answer)]).await;
    assert_eq!(client.list_members(&space()).await, Ok(Vec::new()));
}

#[tokio::test]
async fn pages_that_go_round_or_never_end_are_given_up() {
    let (server, client) = scripted(vec![page(0..1, "again")]).await;
    let error = client.list_members(&space()).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 2);

    let (server, client) = scripted((0..100).map(|n| page(n..n + 1, &format!("t{n}"))).collect()).await;
    let error = client.list_members(&space()).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
    assert_eq!(server.seen().len(), crate::meet::client::MOST_PAGES);
}

#[tokio::test]
async fn a_name_that_is_none_is_not_taken_for_one() {
    let (_server, client) = scripted(vec![Reply::json(200, r#"{"members":[{"name":"spaces/x/members/../.."}]}"#)]).await;
    let error = client.list_members(&space()).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
}

#[tokio::test]
async fn a_member_is_read() {
    let (server, client) = scripted(vec![Reply::json(200, BO)]).await;
    let member = client.get_member(&bo()).await.unwrap();
    assert_eq!((member.email.as_deref(), member.is_cohost()), (Some("bo@example.com"), true));
    assert_eq!(lines(&server), ["GET /v2/spaces/jQCFfuBOdN5z/members/bo"]);
}

#[rstest]
#[case::a_cohost(Role::Cohost, json!({"email": "bo@example.com", "role": "COHOST"}))]
#[case::no_role(Role::Unspecified, json!({"email": "bo@example.com"}))]
#[case::the_unknown_stays_at_home(Role::Other("CAPTAIN".into()), json!({"email": "bo@example.com"}))]
#[tokio::test]
async fn a_member_is_added(#[case] role: Role, #[case] body: Value) {
    let (server, client) = scripted(vec![Reply::json(200, BO)]).await;
    assert_eq!(client.create_member(&space(), &email(), &role).await.unwrap().name, bo());
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /v2/spaces/jQCFfuBOdN5z/members");
    assert_eq!(serde_json::from_str::<Value>(&seen.body).unwrap(), body);
}

#[rstest]
#[case("{}")]
#[case("")]
#[tokio::test]
async fn a_member_is_removed(#[case] answer: &str) {
    let (server, client) = scripted(vec![Reply::json(200, answer)]).await;
    client.delete_member(&bo()).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!((seen.line(), seen.body.as_str()), ("DELETE /v2/spaces/jQCFfuBOdN5z/members/bo", ""));
}

#[rstest]
#[case(Role::Cohost, "COHOST")]
#[case(Role::Unspecified, "ROLE_UNSPECIFIED")]
#[tokio::test]
async fn a_role_is_changed_with_its_exact_mask(#[case] role: Role, #[case] word: &str) {
    let (server, client) = scripted(vec![Reply::json(200, BO)]).await;
    client.patch_member(&bo(), &role).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "PATCH /v2/spaces/jQCFfuBOdN5z/members/bo?updateMask=role");
    assert_eq!(serde_json::from_str::<Value>(&seen.body).unwrap(), json!({ "role": word }));
}

#[tokio::test]
async fn an_unknown_role_is_never_sent() {
    let (server, client) = scripted(vec![Reply::json(200, BO)]).await;
    let strange = Role::Other("CAPTAIN".into());
    client.patch_member(&bo(), &strange).await.unwrap();
    assert_eq!(client.batch_update_members(&space(), &[(bo(), strange)]).await, Ok(Vec::new()));
    assert_eq!(client.batch_update_members(&space(), &[]).await, Ok(Vec::new()));
    assert_eq!(lines(&server), ["GET /v2/spaces/jQCFfuBOdN5z/members/bo"]);
}

#[tokio::test]
async fn many_roles_are_changed_at_once_with_one_mask_at_the_top() {
    let (server, client) = scripted(vec![Reply::json(200, &format!("{{\"members\":[{BO}]}}"))]).await;
    let chi: MemberName = "spaces/jQCFfuBOdN5z/members/chi".parse().unwrap();
    let changes = [(bo(), Role::Cohost), (bo(), Role::Other("CAPTAIN".into())), (chi.clone(), Role::Unspecified)];
    let members: Vec<Member> = client.batch_update_members(&space(), &changes).await.unwrap();
    assert_eq!(members.len(), 1);
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /v2/spaces/jQCFfuBOdN5z/members:batchUpdate");
    assert_eq!(
        serde_json::from_str::<Value>(&seen.body).unwrap(),
        json!({"updateMask": "role", "requests": [
            {"member": {"name": bo().as_str(), "role": "COHOST"}},
            {"member": {"name": chi.as_str(), "role": "ROLE_UNSPECIFIED"}},
        ]})
    );
}

#[tokio::test]
async fn more_than_five_hundred_at_once_are_not_sent() {
    let (server, client) = scripted(vec![Reply::json(200, "{}")]).await;
    let change = |n: usize| (format!("spaces/jQCFfuBOdN5z/members/m{n}").parse().unwrap(), Role::Cohost);
    let changes: Vec<_> = (0..=crate::meet::members::MOST_IN_BATCH).map(change).collect();
    let error = client.batch_update_members(&space(), &changes).await.unwrap_err();
    check_texts(&error);
    assert!(matches!(&error, MeetError::InvalidArgument { .. }) && error.why().contains("at most 500"), "{error}");
    assert_eq!(server.connections(), 0);
    client.batch_update_members(&space(), &changes[1..]).await.unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[rstest]
#[case::limited(Reply::json(429, LIMITED))]
#[case::server_error(Reply::json(503, "{}"))]
#[case::reset(Reply::Reset(Vec::new()))]
#[tokio::test]
async fn what_can_be_done_twice_is_repeated(#[case] bad: Reply) {
    let good = Reply::json(200, BO);
    let (server, client) = scripted(vec![bad.clone(), good.clone(), bad.clone(), good.clone(), bad.clone(), good]).await;
    client.get_member(&bo()).await.unwrap();
    client.patch_member(&bo(), &Role::Cohost).await.unwrap();
    client.delete_member(&bo()).await.unwrap();
    assert_eq!(server.seen().len(), 6);
    let list = Reply::json(200, &format!("{{\"members\":[{BO}]}}"));
    let (server, client) = scripted(vec![bad.clone(), list.clone(), bad, list]).await;
    client.list_members(&space()).await.unwrap();
    client.batch_update_members(&space(), &[(bo(), Role::Cohost)]).await.unwrap();
    assert_eq!(server.seen().len(), 4);
}

#[rstest]
#[case::limited(Reply::json(429, LIMITED), 2)]
#[case::server_error(Reply::json(500, "{}"), 1)]
#[case::reset(Reply::Reset(Vec::new()), 1)]
#[case::cut(Reply::json(200, r#"{"name":"spaces/jQ"#), 1)]
#[tokio::test]
async fn a_member_is_added_again_only_if_nobody_worked_on_it(#[case] bad: Reply, #[case] requests: usize) {
    let (server, client) = scripted(vec![bad, Reply::json(200, BO)]).await;
    let done = client.create_member(&space(), &email(), &Role::Cohost).await;
    assert_eq!(server.seen().len(), requests);
    match done {
        Ok(_) => assert_eq!(requests, 2),
        Err(error) => {
            check_texts(&error);
            assert!(matches!(error, MeetError::OutcomeUnknown { .. }), "{error:?}");
        }
    }
}

#[rstest]
#[case::gone(Reply::json(200, "{}"), true, 3)]
#[case::still_there(Reply::json(200, &format!("{{\"members\":[{BO}]}}")), false, 3)]
#[case::nobody_knows(refusal(403, "PERMISSION_DENIED", &json!([])), false, 3)]
#[tokio::test]
async fn a_lost_answer_to_a_removal_is_looked_up(#[case] list: Reply, #[case] done: bool, #[case] requests: usize) {
    let gone = refusal(403, "PERMISSION_DENIED", &json!([]));
    let (server, client) = scripted(vec![Reply::Reset(Vec::new()), gone, list]).await;
    let result = client.delete_member(&bo()).await;
    assert_eq!((result.is_ok(), server.seen().len()), (done, requests));
    if let Err(error) = result {
        check_texts(&error);
        assert!(matches!(error, MeetError::OutcomeUnknown { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_removal_that_is_refused_is_not_looked_up() {
    for first in [None, Some(Reply::json(429, LIMITED))] {
        let replies = first.into_iter().chain([refusal(403, "PERMISSION_DENIED", &json!([]))]).collect();
        let (server, client) = scripted(replies).await;
        let error = client.delete_member(&bo()).await.unwrap_err();
        assert!(matches!(error, MeetError::Hidden { .. }), "{error:?}");
        assert!(lines(&server).iter().all(|line| line.starts_with("DELETE")), "{:?}", lines(&server));
    }
}

#[tokio::test]
async fn a_refusal_without_a_reason_names_its_causes() {
    for (http, status, kind) in [(403, "PERMISSION_DENIED", Kind::NotPermitted), (404, "NOT_FOUND", Kind::NotFound)] {
        let (server, client) = scripted(vec![refusal(http, status, &json!([]))]).await;
        let role = Role::Cohost;
        for (error, about) in [
            (client.list_members(&space()).await.unwrap_err(), About::Members),
            (client.create_member(&space(), &email(), &role).await.unwrap_err(), About::Members),
            (client.batch_update_members(&space(), &[(bo(), role.clone())]).await.unwrap_err(), About::Members),
            (client.get_member(&bo()).await.unwrap_err(), About::Member),
            (client.delete_member(&bo()).await.unwrap_err(), About::Member),
            (client.patch_member(&bo(), &role).await.unwrap_err(), About::Member),
        ] {
            check_texts(&error);
            assert_eq!(error, MeetError::Hidden { about, http, said: Some("No.".into()) });
            assert_eq!(error.kind(), kind);
            let why = error.why();
            let causes = ["not the", "owner", "another OAuth client", "Calendar", "its code was given for its id"];
            assert!(causes.iter().all(|cause| why.contains(cause)), "{why}");
        }
        assert_eq!(server.seen().len(), 6, "a refusal is not asked for twice");
    }
}

#[rstest]
#[case::reads(true, "meetings.space.created, meetings.space.readonly.")]
#[case::writes(false, "one of: meetings.space.created.")]
#[tokio::test]
async fn a_missing_scope_is_named(#[case] reads: bool, #[case] scopes: &str) {
    let info = json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]);
    let (_server, client) = scripted(vec![refusal(403, "PERMISSION_DENIED", &info)]).await;
    let errors = if reads {
        vec![client.list_members(&space()).await.unwrap_err(), client.get_member(&bo()).await.unwrap_err()]
    } else {
        vec![
            client.create_member(&space(), &email(), &Role::Cohost).await.unwrap_err(),
            client.delete_member(&bo()).await.unwrap_err(),
            client.patch_member(&bo(), &Role::Cohost).await.unwrap_err(),
            client.batch_update_members(&space(), &[(bo(), Role::Cohost)]).await.unwrap_err(),
        ]
    };
    for error in errors {
        assert!(error.why().ends_with(scopes), "{error}");
    }
}

fn bad_request(field: &str) -> Value {
    let violations = json!([{"field": field, "description": "Wrong."}]);
    json!([{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}])
}

#[rstest]
#[case::no_details(json!(null))]
#[case::the_address_is_named(bad_request("member.email"))]
#[case::the_bare_field(bad_request("email"))]
#[tokio::test]
async fn an_address_without_an_account_is_told(#[case] details: Value) {
    let (server, client) = scripted(vec![refusal(400, "INVALID_ARGUMENT", &details)]).await;
    let error = client.create_member(&space(), &email(), &Role::Cohost).await.unwrap_err();
    check_texts(&error);
    assert_eq!(error, MeetError::NoSuchAccount { said: Some("No.".into()) });
    assert_eq!((error.kind(), server.seen().len()), (Kind::Failed, 1));
    assert!(error.why().contains("no Google account"), "{error}");
    // Of the other calls a 400 says no such thing.
    let error = client.patch_member(&bo(), &Role::Cohost).await.unwrap_err();
    assert!(matches!(error, MeetError::InvalidArgument { .. }), "{error:?}");
}

#[tokio::test]
async fn what_else_is_wrong_with_a_new_member_is_told_as_it_is() {
    let (_server, client) = scripted(vec![refusal(400, "INVALID_ARGUMENT", &bad_request("member.role"))]).await;
    let error = client.create_member(&space(), &email(), &Role::Cohost).await.unwrap_err();
    let violations = vec![Violation { field: "member.role".into(), description: "Wrong.".into() }];
    assert_eq!(error, MeetError::InvalidArgument { violations, said: Some("No.".into()) });
}

#[tokio::test]
async fn somebody_who_is_a_member_already() {
    let (_server, client) = scripted(vec![refusal(409, "ALREADY_EXISTS", &json!([]))]).await;
    let error = client.create_member(&space(), &email(), &Role::Cohost).await.unwrap_err();
    check_texts(&error);
    assert_eq!(error, MeetError::AlreadyExists { about: About::Members, said: Some("No.".into()) });
    assert!(error.why().contains("a member already"), "{error}");
}
