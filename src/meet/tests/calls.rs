//! What is sent, byte for byte, and what is read of a good answer.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::meet::names::ConferenceName;
use crate::meet::patch::SpacePatch;
use crate::meet::resources::{AccessType, Restriction, SpaceConfig, Switch};

fn conference() -> ConferenceName {
    "conferenceRecords/c-1_A".parse().unwrap()
}

async fn answering(body: &str) -> Server {
    Server::start(vec![Reply::json(200, body)]).await
}

#[tokio::test]
async fn a_request_says_who_asks_and_what_for() {
    let server = answering(SPACE).await;
    let space = client(&server).get_space(&space_ref()).await.unwrap();
    assert_eq!(space.meeting_code.as_deref(), Some("abc-mnop-xyz"));
    let [seen] = &server.seen()[..] else { panic!("one request") };
    assert_eq!((seen.line(), seen.body.as_str()), ("GET /v2/spaces/jQCFfuBOdN5z", ""));
    assert_eq!(seen.header("authorization"), [format!("Bearer {TOKEN}")]);
    assert_eq!(seen.header("user-agent"), [format!("greenroom/{} (gzip)", env!("CARGO_PKG_VERSION"))]);
    assert_eq!(seen.header("accept-encoding"), ["gzip"]);
    assert!(seen.header("cookie").is_empty() && seen.header("referer").is_empty());
}

#[tokio::test]
async fn a_space_is_got_by_its_code() {
    let server = answering(SPACE).await;
    client(&server).get_space(&"ABC-mnop-xyz".parse().unwrap()).await.unwrap();
    assert_eq!(server.seen()[0].line(), "GET /v2/spaces/abc-mnop-xyz");
}

#[rstest]
#[case::nothing(None, json!({}))]
#[case::an_empty_config(Some(SpaceConfig::default()), json!({}))]
#[case::a_config(
    Some(SpacePatch::new().access(AccessType::Open).moderation(Switch::On).config().clone()),
    json!({"config": {"accessType": "OPEN", "moderation": "ON"}}),
)]
#[case::the_unknown_stays_at_home(
    Some(serde_json::from_value(json!({"accessType": "FRIENDS", "moderation": "OFF", "new": 1})).unwrap()),
    json!({"config": {"moderation": "OFF"}}),
)]
#[tokio::test]
async fn a_space_is_made(#[case] config: Option<SpaceConfig>, #[case] body: Value) {
    let server = answering(SPACE).await;
    client(&server).create_space(config.as_ref()).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "POST /v2/spaces");
    assert_eq!(seen.header("content-type"), ["application/json"]);
    assert_eq!(serde_json::from_str::<Value>(&seen.body).unwrap(), body);
}

#[tokio::test]
async fn a_patch_carries_its_exact_mask_and_nothing_else() {
    let server = answering(SPACE).await;
    let patch = SpacePatch::new().chat(Restriction::HostsOnly).moderation(Switch::On);
    client(&server).patch_space(&space(), &patch).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(
        seen.line(),
        "PATCH /v2/spaces/jQCFfuBOdN5z?updateMask=config.moderation%2Cconfig.moderationRestrictions.chatRestriction"
    );
    assert_eq!(
        serde_json::from_str::<Value>(&seen.body).unwrap(),
        json!({"config": {"moderation": "ON", "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY"}}})
    );
}

#[tokio::test]
async fn a_patch_of_nothing_changes_nothing() {
    let server = answering(SPACE).await;
    client(&server).patch_space(&space(), &SpacePatch::new()).await.unwrap();
    assert_eq!(server.seen()[0].line(), "GET /v2/spaces/jQCFfuBOdN5z");
}

#[rstest]
#[case("{}")]
#[case("{\"later\": 1}")]
#[case("")]
#[tokio::test]
async fn a_conference_is_ended(#[case] answer: &str) {
    let server = answering(answer).await;
    client(&server).end_active_conference(&space()).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!((seen.line(), seen.body.as_str()), ("POST /v2/spaces/jQCFfuBOdN5z:endActiveConference", "{}"));
}

#[tokio::test]
async fn a_conference_record_is_read() {
    let server = answering(r#"{"name":"conferenceRecords/c-1_A","startTime":"2026-11-02T12:04:00.123456789Z","x":[]}"#).await;
    let record = client(&server).conference_record(&conference()).await.unwrap();
    assert_eq!(server.seen()[0].line(), "GET /v2/conferenceRecords/c-1_A");
    assert_eq!(record.start_time.unwrap().to_string(), "2026-11-02T12:04:00.123456789Z");
    assert!(record.end_time.is_none());
}

#[tokio::test]
async fn people_are_counted_over_all_pages_each_once_and_only_who_is_there() {
    let server = Server::start(vec![
        Reply::json(200, r#"{"participants":[{"name":"p/1"},{"name":"p/2"}],"nextPageToken":"a b&c"}"#),
        // Short and empty pages may come before the end.
        Reply::json(200, r#"{"nextPageToken":"t2"}"#),
        Reply::json(
            200,
            r#"{"participants":[{"name":"p/2"},{"name":"p/3"},{"name":"p/4","latestEndTime":"2026-01-01T00:00:00Z"}]}"#,
        ),
    ])
    .await;
    assert_eq!(client(&server).people_present(&conference()).await, Ok(3));
    let start = "GET /v2/conferenceRecords/c-1_A/participants?filter=latest_end_time+IS+NULL&pageSize=250\
                 &fields=participants%28name%2ClatestEndTime%29%2CnextPageToken";
    let seen = server.seen();
    let lines: Vec<&str> = seen.iter().map(server::Seen::line).collect();
    assert_eq!(lines, [start.to_owned(), format!("{start}&pageToken=a+b%26c"), format!("{start}&pageToken=t2")]);
}

#[rstest]
#[case("{}")]
#[case(r#"{"participants":null,"nextPageToken":""}"#)]
#[tokio::test]
async fn nobody_is_zero(#[case] answer: &str) {
    let server = answering(answer).await;
    assert_eq!(client(&server).people_present(&conference()).await, Ok(0));
}

#[tokio::test]
async fn pages_that_go_round_are_not_read_for_ever() {
    let server = answering(r#"{"participants":[{"name":"p/1"}],"nextPageToken":"again"}"#).await;
    let error = client(&server).people_present(&conference()).await.unwrap_err();
    assert!(matches!(error, MeetError::WrongShape { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_root_with_a_path_stands_before_every_path() {
    let server = answering(SPACE).await;
    let endpoint = Endpoint::parse(&format!("{}/some/root/", server.endpoint())).unwrap();
    built(patient(endpoint)).get_space(&space_ref()).await.unwrap();
    assert_eq!(server.seen()[0].line(), "GET /some/root/v2/spaces/jQCFfuBOdN5z");
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let server = answering(SPACE).await;
    let client = Client::new(patient(server.endpoint()), Arc::new(NoToken(TokenError::NotSignedIn))).unwrap().client;
    let error = client.get_space(&space_ref()).await.unwrap_err();
    assert_eq!(error, MeetError::Token(TokenError::NotSignedIn));
    let error = client.create_space(None).await.unwrap_err();
    assert_eq!(error, MeetError::Token(TokenError::NotSignedIn));
    assert_eq!(server.connections(), 0);
}

#[rstest]
#[case("ya29.a\r\nX-Evil: 1")]
#[case("ya29.a\n")]
#[case("yä29")]
#[tokio::test]
async fn a_token_that_is_none_is_not_sent(#[case] token: &'static str) {
    let server = answering(SPACE).await;
    let client = Client::new(patient(server.endpoint()), Arc::new(BadToken(token))).unwrap().client;
    let error = client.create_space(None).await.unwrap_err();
    assert_eq!(error, MeetError::Token(TokenError::Malformed));
    assert!(!format!("{error:?} {error} {}", error.next_step()).contains("ya29.a"));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn debug_shows_no_token() {
    let server = answering(SPACE).await;
    let built = Client::new(patient(server.endpoint()), Arc::new(StaticToken::new(TOKEN))).unwrap();
    assert!(built.warning.is_none());
    let shown = format!("{built:?}");
    assert!(shown.contains("127.0.0.1") && !shown.contains(TOKEN), "{shown}");
}
