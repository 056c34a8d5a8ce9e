//! Every answer of the emulator is what Google's schema says, whoever asks and in whatever state things are.

use greenroom_conformance::schema::Schema;
use greenroom_conformance::{ANA, BO, Bench, CALENDAR, CHI};
use reqwest::Method;
use serde_json::{Value, json};

struct Tour {
    bench: Bench,
    schema: Schema,
    http: reqwest::Client,
}

impl Tour {
    fn new() -> Self {
        let bench = Bench::new();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { bench, schema: Schema::load(), http }
    }

    /// Calls a method and holds the answer against the schema.
    async fn call(&self, method: &str, token: &str, verb: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self.http.request(verb, format!("{}/v2/{path}", self.bench.emulator.endpoint()));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.bearer_auth(token).send().await.unwrap();
        let status = response.status();
        let value: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{method} {path}: {value:#}");
        let complaints = self.schema.complaints(self.schema.answer_of(method), &value);
        assert!(complaints.is_empty(), "{method} {path}: {complaints:#?} in {value:#}");
        value
    }

    /// Calls a method that refuses, and holds the error against the documented shape.
    async fn refused(&self, token: &str, verb: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self.http.request(verb, format!("{}/v2/{path}", self.bench.emulator.endpoint()));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.bearer_auth(token).send().await.unwrap();
        let code = response.status().as_u16();
        let value: Value = response.json().await.unwrap();
        let error = value["error"].as_object().unwrap();
        assert_eq!(error["code"], code);
        assert!(error["message"].is_string() && error["status"].is_string());
        for key in error.keys() {
            assert!(["code", "message", "status", "details", "errors"].contains(&key.as_str()), "{key}");
        }
        for detail in error.get("details").and_then(Value::as_array).into_iter().flatten() {
            assert!(detail["@type"].as_str().unwrap().starts_with("type.googleapis.com/google.rpc."));
        }
        value
    }
}

#[tokio::test]
async fn every_answer_about_spaces() {
    let tour = Tour::new();
    let (ana, bo) = (tour.bench.ana.clone(), tour.bench.bo.clone());
    let bare = tour.call("spaces.create", &ana, Method::POST, "spaces", Some(json!({}))).await;
    let config = json!({
        "accessType": "OPEN", "entryPointAccess": "ALL", "moderation": "ON",
        "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY", "reactionRestriction": "HOSTS_ONLY",
            "presentRestriction": "NO_RESTRICTION", "defaultJoinAsViewerType": "ON"},
        "attendanceReportGenerationType": "GENERATE_REPORT",
        "artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
            "smartNotesConfig": {"autoSmartNotesGeneration": "ON"}},
    });
    let full = tour.call("spaces.create", &ana, Method::POST, "spaces", Some(json!({"config": config}))).await;
    assert_eq!(full["config"], config);
    let (space, _) = tour.bench.busy_space();
    for name in [bare["name"].as_str().unwrap(), full["name"].as_str().unwrap(), &space] {
        for token in [&ana, &bo] {
            let seen = tour.call("spaces.get", token, Method::GET, name, None).await;
            let code = format!("spaces/{}", seen["meetingCode"].as_str().unwrap());
            assert_eq!(tour.call("spaces.get", token, Method::GET, &code, None).await, seen);
            let part = format!("{name}?fields=name,config/accessType");
            let part = tour.call("spaces.get", token, Method::GET, &part, None).await;
            assert_eq!(part["name"], name);
        }
        for mask in ["config.accessType", "config", "*", ""] {
            let body = json!({"config": {"accessType": "TRUSTED"}});
            let path = format!("{name}?updateMask={mask}");
            let seen = tour.call("spaces.patch", &ana, Method::PATCH, &path, Some(body)).await;
            assert_eq!(seen["config"]["accessType"], "TRUSTED");
        }
    }
    let end = format!("{space}:endActiveConference");
    tour.call("spaces.endActiveConference", &ana, Method::POST, &end, Some(json!({}))).await;
    tour.call("spaces.get", &ana, Method::GET, &space, None).await;
}

#[tokio::test]
async fn every_answer_about_conferences() {
    let tour = Tour::new();
    let (ana, bo) = (tour.bench.ana.clone(), tour.bench.bo.clone());
    let (space, record) = tour.bench.busy_space();
    let (other, _) = tour.bench.busy_space();
    tour.bench.emulator.with(|world| world.end(&other)).unwrap();
    let list = tour.call("conferenceRecords.list", &ana, Method::GET, "conferenceRecords?pageSize=1", None).await;
    let next = format!("conferenceRecords?pageSize=1&pageToken={}", list["nextPageToken"].as_str().unwrap());
    tour.call("conferenceRecords.list", &ana, Method::GET, &next, None).await;
    assert_eq!(tour.call("conferenceRecords.list", &bo, Method::GET, "conferenceRecords", None).await, json!({}));
    let people = format!("{record}/participants");
    for token in [&ana, &bo] {
        let seen = tour.call("conferenceRecords.get", token, Method::GET, &record, None).await;
        assert_eq!(seen["space"], space);
        let method = "conferenceRecords.participants.list";
        let list = tour.call(method, token, Method::GET, &people, None).await;
        let everybody = list["participants"].as_array().unwrap();
        assert_eq!(everybody.len(), 3);
        for person in everybody {
            let name = person["name"].as_str().unwrap();
            let seen = tour.call("conferenceRecords.participants.get", token, Method::GET, name, None).await;
            assert_eq!(seen, *person);
        }
        let total = tour.call(method, token, Method::GET, &format!("{people}?fields=totalSize,participants"), None).await;
        assert_eq!(total["totalSize"], 3);
        let there = format!("{people}?filter=latest_end_time%20IS%20NULL");
        let there = tour.call(method, token, Method::GET, &there, None).await;
        assert_eq!(there["participants"].as_array().unwrap().len(), 2);
    }
}

/// Each method under a conference, with the key of its list.
const BELOW: [(&str, &str); 3] = [("recordings", "Recording"), ("transcripts", "Transcript"), ("smartNotes", "SmartNote")];

#[tokio::test]
async fn every_answer_about_what_conferences_leave_behind() {
    let tour = Tour::new();
    let (ana, bo) = (tour.bench.ana.clone(), tour.bench.bo.clone());
    let record = tour.bench.rich_conference();
    for token in [&ana, &bo] {
        for (key, kind) in BELOW {
            let method = |name: &str| format!("conferenceRecords.{key}.{name}");
            let path = format!("{record}/{key}");
            let list = tour.call(&method("list"), token, Method::GET, &path, None).await;
            let states: Vec<&Value> = list[key].as_array().unwrap().iter().map(|made| &made["state"]).collect();
            assert_eq!(states, ["FILE_GENERATED", "ENDED", "STARTED"]);
            let mut seen: Vec<&str> = list[key][0].as_object().unwrap().keys().map(String::as_str).collect();
            let mut known = tour.schema.properties(kind);
            seen.sort_unstable();
            known.sort_unstable();
            assert_eq!(seen, known, "a finished one has every property");
            for made in list[key].as_array().unwrap() {
                let one = tour.call(&method("get"), token, Method::GET, made["name"].as_str().unwrap(), None).await;
                assert_eq!(one, *made);
            }
            let first = tour.call(&method("list"), token, Method::GET, &format!("{path}?pageSize=2"), None).await;
            let next = format!("{path}?pageSize=2&pageToken={}", first["nextPageToken"].as_str().unwrap());
            let second = tour.call(&method("list"), token, Method::GET, &next, None).await;
            assert_eq!((second[key].as_array().unwrap().len(), second.get("nextPageToken")), (1, None));
            let part = format!("{path}?fields={key}(name,state,startTime),nextPageToken");
            tour.call(&method("list"), token, Method::GET, &part, None).await;
            assert_eq!(tour.schema.enum_values(kind, "state").unwrap().len(), 4, "no state has been added");
        }
        let path = format!("{record}/transcripts");
        let transcripts = tour.call("conferenceRecords.transcripts.list", token, Method::GET, &path, None).await;
        let entries = format!("{}/entries", transcripts["transcripts"][0]["name"].as_str().unwrap());
        let list = tour.call("conferenceRecords.transcripts.entries.list", token, Method::GET, &entries, None).await;
        let list = list["transcriptEntries"].as_array().unwrap();
        assert_eq!(list.len(), 3);
        for entry in list {
            let name = entry["name"].as_str().unwrap();
            let one = tour.call("conferenceRecords.transcripts.entries.get", token, Method::GET, name, None).await;
            assert_eq!(one, *entry);
            let who = entry["participant"].as_str().unwrap();
            tour.call("conferenceRecords.participants.get", token, Method::GET, who, None).await;
        }
        assert!(list[0].as_object().unwrap().len() == tour.schema.properties("TranscriptEntry").len(), "every property");
        let empty = format!("{}/entries", transcripts["transcripts"][2]["name"].as_str().unwrap());
        assert_eq!(tour.call("conferenceRecords.transcripts.entries.list", token, Method::GET, &empty, None).await, json!({}));

        let path = format!("{record}/participants");
        let people = tour.call("conferenceRecords.participants.list", token, Method::GET, &path, None).await;
        for person in people["participants"].as_array().unwrap() {
            let path = format!("{}/participantSessions", person["name"].as_str().unwrap());
            let method = |name: &str| format!("conferenceRecords.participants.participantSessions.{name}");
            let list = tour.call(&method("list"), token, Method::GET, &path, None).await;
            for session in list["participantSessions"].as_array().unwrap() {
                let one = tour.call(&method("get"), token, Method::GET, session["name"].as_str().unwrap(), None).await;
                assert_eq!(one, *session);
            }
            let open = format!("{path}?filter=end_time%20IS%20NULL&pageSize=1");
            let open = tour.call(&method("list"), token, Method::GET, &open, None).await;
            assert_eq!(open["participantSessions"].as_array().unwrap().len(), 1);
        }
    }
}

#[tokio::test]
async fn every_answer_about_members() {
    let tour = Tour::new();
    let ana = tour.bench.ana.clone();
    let (space, _) = tour.bench.busy_space();
    let members = format!("{space}/members");
    assert_eq!(tour.call("spaces.members.list", &ana, Method::GET, &members, None).await, json!({}));
    let mut names = Vec::new();
    for body in [json!({"email": BO, "role": "COHOST"}), json!({ "email": CHI })] {
        let made = tour.call("spaces.members.create", &ana, Method::POST, &members, Some(body.clone())).await;
        let name = made["name"].as_str().unwrap().to_owned();
        assert_eq!((&made["email"], made.get("role")), (&body["email"], body.get("role")));
        assert_eq!(tour.call("spaces.members.get", &ana, Method::GET, &name, None).await, made);
        names.push(name);
    }
    let list = tour.call("spaces.members.list", &ana, Method::GET, &format!("{members}?pageSize=1"), None).await;
    let next = format!("{members}?pageSize=1&pageToken={}", list["nextPageToken"].as_str().unwrap());
    tour.call("spaces.members.list", &ana, Method::GET, &next, None).await;
    let part = format!("{members}?fields=members(name,email,role),nextPageToken");
    let part = tour.call("spaces.members.list", &ana, Method::GET, &part, None).await;
    assert_eq!(part["members"].as_array().unwrap().len(), 2);
    for (mask, body) in [("role", json!({})), ("", json!({"role": "COHOST"})), ("*", json!({"role": "COHOST"}))] {
        let path = format!("{}?updateMask={mask}", names[0]);
        let seen = tour.call("spaces.members.patch", &ana, Method::PATCH, &path, Some(body.clone())).await;
        assert_eq!(seen.get("role"), body.get("role"));
    }
    let requests = json!([{"member": {"name": names[0]}}, {"member": {"name": names[1], "role": "COHOST"}}]);
    for body in [json!({"updateMask": "role", "requests": requests}), json!({ "requests": requests })] {
        let path = format!("{members}:batchUpdate");
        let seen = tour.call("spaces.members.batchUpdate", &ana, Method::POST, &path, Some(body)).await;
        assert_eq!([seen["members"][0].get("role"), seen["members"][1].get("role")], [None, Some(&json!("COHOST"))]);
    }
    assert_eq!(tour.schema.properties("Member"), ["email", "name", "role"]);
    let seen = tour.call("spaces.members.get", &ana, Method::GET, &names[1], None).await;
    assert!(seen.as_object().unwrap().keys().eq(["email", "name", "role"]), "a co-host has every property: {seen}");
    for name in &names {
        assert_eq!(tour.call("spaces.members.delete", &ana, Method::DELETE, name, None).await, json!({}));
    }
}

#[tokio::test]
async fn every_role_has_the_schemas_place_as_its_number() {
    let tour = Tour::new();
    let (space, _) = tour.bench.busy_space();
    let name = tour.bench.emulator.with(|world| world.add_member(&space, BO, false)).unwrap();
    let roles = tour.schema.enum_values("Member", "role").unwrap();
    for (number, role) in roles.iter().enumerate() {
        let path = format!("{name}?updateMask=role");
        let seen =
            tour.call("spaces.members.patch", &tour.bench.ana, Method::PATCH, &path, Some(json!({ "role": number }))).await;
        assert_eq!(seen.get("role"), (number > 0).then_some(&json!(role)));
    }
    tour.refused(&tour.bench.ana, Method::PATCH, &name, Some(json!({"role": roles.len()}))).await;
}

#[tokio::test]
async fn every_refusal_has_googles_shape() {
    let tour = Tour::new();
    let (ana, bo) = (tour.bench.ana.clone(), tour.bench.bo.clone());
    let (space, record) = tour.bench.busy_space();
    let foreign = tour.bench.emulator.with(|world| world.create_space_for(ANA, CALENDAR)).unwrap();
    tour.bench.emulator.with(|world| world.add_member(&space, CHI, false)).unwrap();
    let empty = || Some(json!({}));
    for (token, verb, path, body, status) in [
        (&ana, Method::GET, "spaces/aaa-bbbb-ccc".to_owned(), None, "PERMISSION_DENIED"),
        (&bo, Method::PATCH, format!("{space}?updateMask=config"), empty(), "PERMISSION_DENIED"),
        (&ana, Method::POST, format!("{foreign}:endActiveConference"), empty(), "PERMISSION_DENIED"),
        (&ana, Method::POST, "spaces".to_owned(), Some(json!({"config": {"x": 1}})), "INVALID_ARGUMENT"),
        (&ana, Method::PATCH, format!("{space}?updateMask=x"), empty(), "INVALID_ARGUMENT"),
        (&ana, Method::GET, format!("{space}?fields=x"), None, "INVALID_ARGUMENT"),
        (&ana, Method::GET, format!("{record}/participants?filter=x"), None, "INVALID_ARGUMENT"),
        (&ana, Method::GET, format!("{record}/recordings/none"), None, "PERMISSION_DENIED"),
        (&ana, Method::GET, format!("{record}/transcripts/none/entries"), None, "PERMISSION_DENIED"),
        (&ana, Method::GET, format!("{record}/participants/none/participantSessions"), None, "PERMISSION_DENIED"),
        (&ana, Method::GET, format!("{record}/smartNotes?filter=x"), None, "INVALID_ARGUMENT"),
        (&ana, Method::GET, format!("{record}/recordings?pageToken=x"), None, "INVALID_ARGUMENT"),
        (&ana, Method::DELETE, space.clone(), None, "NOT_FOUND"),
        (&bo, Method::GET, format!("{space}/members"), None, "PERMISSION_DENIED"),
        (&ana, Method::GET, format!("{foreign}/members"), None, "PERMISSION_DENIED"),
        (&ana, Method::DELETE, format!("{space}/members/none"), None, "PERMISSION_DENIED"),
        (&ana, Method::POST, format!("{space}/members"), Some(json!({"email": "x@example.com"})), "INVALID_ARGUMENT"),
        (&ana, Method::POST, format!("{space}/members"), Some(json!({"email": CHI})), "ALREADY_EXISTS"),
        (&ana, Method::PATCH, format!("{space}/members/none?updateMask=x"), empty(), "INVALID_ARGUMENT"),
        (&ana, Method::POST, format!("{space}/members:batchUpdate"), empty(), "INVALID_ARGUMENT"),
        (&"nonsense".to_owned(), Method::GET, space.clone(), None, "UNAUTHENTICATED"),
    ] {
        let error = tour.refused(token, verb, &path, body).await;
        assert_eq!(error["error"]["status"], status, "{path}");
    }
}

/// The numbers and names that the emulator uses are those of the schema: every enum value is sent as a number and must
/// come back as the name in that place of the schema's list.
#[tokio::test]
async fn every_enum_value_has_the_schemas_place_as_its_number() {
    let tour = Tour::new();
    for (schema, field, path) in [
        ("SpaceConfig", "accessType", vec![]),
        ("SpaceConfig", "entryPointAccess", vec![]),
        ("SpaceConfig", "moderation", vec![]),
        ("SpaceConfig", "attendanceReportGenerationType", vec![]),
        ("ModerationRestrictions", "chatRestriction", vec!["moderationRestrictions"]),
        ("ModerationRestrictions", "reactionRestriction", vec!["moderationRestrictions"]),
        ("ModerationRestrictions", "presentRestriction", vec!["moderationRestrictions"]),
        ("ModerationRestrictions", "defaultJoinAsViewerType", vec!["moderationRestrictions"]),
        ("RecordingConfig", "autoRecordingGeneration", vec!["artifactConfig", "recordingConfig"]),
        ("TranscriptionConfig", "autoTranscriptionGeneration", vec!["artifactConfig", "transcriptionConfig"]),
        ("SmartNotesConfig", "autoSmartNotesGeneration", vec!["artifactConfig", "smartNotesConfig"]),
    ] {
        let values = tour.schema.enum_values(schema, field).unwrap();
        for (number, name) in values.iter().enumerate().skip(1) {
            let mut config = json!({ field: number });
            for outer in path.iter().rev() {
                config = json!({ *outer: config });
            }
            if field != "moderation" {
                config["moderation"] = "ON".into();
            }
            let made = tour.call("spaces.create", &tour.bench.ana, Method::POST, "spaces", Some(json!({"config": config}))).await;
            let found = path.iter().fold(&made["config"], |place, outer| &place[*outer]);
            assert_eq!(found[field], **name, "{field} {number}");
            let space = made["name"].as_str().unwrap();
            let numbers = tour
                .http
                .get(format!("{}/v2/{space}?$alt=json;enum-encoding=int", tour.bench.emulator.endpoint()))
                .bearer_auth(&tour.bench.ana)
                .send()
                .await
                .unwrap();
            let numbers: Value = numbers.json().await.unwrap();
            let found = path.iter().fold(&numbers["config"], |place, outer| &place[*outer]);
            assert_eq!(found[field], number, "{field} {name}");
        }
        let one_more = values.len();
        let mut config = json!({ field: one_more });
        for outer in path.iter().rev() {
            config = json!({ *outer: config });
        }
        tour.refused(&tour.bench.ana, Method::POST, "spaces", Some(json!({"config": config}))).await;
    }
}

/// The settings that a new space shows are all that the schema knows: nothing new has been added there unnoticed.
#[tokio::test]
async fn the_owner_sees_every_setting_of_the_schema() {
    let tour = Tour::new();
    let (space, _) = tour.bench.busy_space();
    let seen = tour.call("spaces.get", &tour.bench.ana, Method::GET, &space, None).await;
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for (schema, value) in [
        ("Space", &seen),
        ("SpaceConfig", &seen["config"]),
        ("ModerationRestrictions", &seen["config"]["moderationRestrictions"]),
        ("ArtifactConfig", &seen["config"]["artifactConfig"]),
        ("PhoneAccess", &seen["phoneAccess"][0]),
        ("GatewaySipAccess", &seen["gatewaySipAccess"][0]),
        ("ActiveConference", &seen["activeConference"]),
    ] {
        assert_eq!(keys(value), tour.schema.properties(schema), "{schema}");
    }
}
