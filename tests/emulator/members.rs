//! `spaces.members`: get, list, create, delete, patch; `batchUpdate` is in `members_batch`.

use std::collections::BTreeSet;
use std::time::Duration;

use greenroom::emulator::{Fault, Method, Quota, Refusal, Trouble};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::bench::{Answer, Bench, CREATED, Client, HOSTS, READONLY, bo, detail, masked};
use crate::members_batch::batch;

pub const BO: &str = "bo@example.com";
pub const CHI: &str = "chi@example.com";

/// Adds Bo as a co-host and Chi without a role, behind everybody's back.
pub fn two(bench: &Bench, space: &str) -> (String, String) {
    bench.emulator.with(|world| (world.add_member(space, BO, true).unwrap(), world.add_member(space, CHI, false).unwrap()))
}

/// The field that a 400 is about.
#[track_caller]
pub fn violation(answer: &Answer) -> String {
    let error = answer.error(400, "INVALID_ARGUMENT");
    detail(&error, "BadRequest")["fieldViolations"][0]["field"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_member_is_added_read_changed_and_removed() {
    let bench = Bench::new();
    let name = bench.space();
    let members = format!("/v2/{name}/members");
    assert_eq!(bench.ana.get(&members).await.ok(), json!({}));
    let made = bench.ana.post(&members, r#"{"email": "Bo@Example.com", "role": "COHOST", "name": "mine"}"#).await.ok();
    let bo = made["name"].as_str().unwrap().to_owned();
    assert!(bo.strip_prefix(&format!("{name}/members/")).is_some_and(|id| !id.is_empty() && !id.contains('/')), "{bo}");
    assert_eq!(made, json!({"name": bo, "email": BO, "role": "COHOST"}), "the address is the account's");
    let path = format!("/v2/{bo}");
    assert_eq!(bench.ana.get(&path).await.ok(), made);
    assert_eq!(bench.ana.get(&members).await.ok(), json!({ "members": [made] }));

    let chi = bench.ana.post(&members, &json!({ "email": CHI }).to_string()).await.ok();
    assert_eq!(chi.get("role"), None, "no role is no field");
    let unspecified = bench.ana.patch(&format!("{path}?updateMask=role"), r#"{"role": "ROLE_UNSPECIFIED"}"#).await.ok();
    assert_eq!(unspecified, json!({"name": bo, "email": BO}));

    let removed = bench.ana.delete(&path).await;
    assert_eq!(removed.ok(), json!({}));
    masked(&bench.ana.get(&path).await, "Member");
    masked(&bench.ana.delete(&path).await, "Member");
    assert_eq!(bench.ana.get(&members).await.ok()["members"].as_array().unwrap().len(), 1);
    let again = bench.ana.post(&members, &json!({ "email": BO }).to_string()).await.ok();
    assert_ne!(again["name"], made["name"]);
}

#[tokio::test]
async fn a_member_is_not_there_because_of_it() {
    let bench = Bench::new();
    let name = bench.space();
    two(&bench, &name);
    assert_eq!(bench.emulator.with(|world| world.people_in(&name)), 0);
    let seen = bench.bo.get(&format!("/v2/{name}")).await.ok();
    assert!(seen.get("config").is_none(), "nor an owner");
    let open = r#"{"config":{"accessType":"OPEN"}}"#;
    bench.bo.patch(&format!("/v2/{name}?updateMask=config.accessType"), open).await.error(403, "PERMISSION_DENIED");
    bench.bo.post(&format!("/v2/{name}:endActiveConference"), "{}").await.error(403, "PERMISSION_DENIED");
}

/// Every call, aimed at the space and the member; what is refused is so before anything is done.
async fn every_call(client: &Client, space: &str, member: &str, resources: [&str; 2]) {
    let [many, one] = resources;
    let members = format!("/v2/{space}/members");
    let batch = json!({"updateMask": "role", "requests": [{"member": {"name": member, "role": "COHOST"}}]});
    masked(&client.get(&members).await, many);
    masked(&client.post(&members, &json!({ "email": CHI }).to_string()).await, many);
    masked(&client.post(&members, r#"{"email": "nobody@example.com"}"#).await, many);
    masked(&client.post(&format!("{members}:batchUpdate"), &batch.to_string()).await, many);
    masked(&client.get(&format!("/v2/{member}")).await, one);
    masked(&client.patch(&format!("/v2/{member}?updateMask=role"), "{}").await, one);
    masked(&client.delete(&format!("/v2/{member}")).await, one);
}

#[tokio::test]
async fn members_are_the_owners_business_alone() {
    let bench = Bench::new();
    let name = bench.space();
    let member = bench.emulator.with(|world| {
        world.join(&name, &bo()).unwrap();
        world.add_member(&name, BO, true).unwrap()
    });
    for client in [&bench.bo, &bench.chi] {
        every_call(client, &name, &member, ["MeetingSpace", "Member"]).await;
    }
    masked(&bench.sign_in(BO, "greenroom", READONLY).get(&format!("/v2/{name}/members")).await, "MeetingSpace");
    assert_eq!(bench.emulator.with(|world| world.members(&name).len()), 1);
    assert!(bench.emulator.with(|world| world.members(&name)[0].is_cohost()));
    let readonly = bench.with_scopes(READONLY).get(&format!("/v2/{name}/members")).await;
    assert_eq!(readonly.ok()["members"][0]["email"], BO, "the owner may read them with either scope");
    bench.with_scopes(CREATED).delete(&format!("/v2/{member}")).await.ok();
}

#[tokio::test]
async fn members_of_what_another_project_made_are_out_of_reach() {
    let bench = Bench::new();
    let name = bench.space_of("calendar");
    let member = bench.emulator.with(|world| world.add_member(&name, BO, false)).unwrap();
    every_call(&bench.ana, &name, &member, ["MeetingSpace", "Member"]).await;
    every_call(&bench.with_scopes(CREATED), &name, &member, ["MeetingSpace", "Member"]).await;
    masked(&bench.with_scopes(READONLY).get(&format!("/v2/{name}/members")).await, "MeetingSpace");
}

#[tokio::test]
async fn a_meeting_code_is_no_space_here() {
    let bench = Bench::new();
    let name = bench.space();
    let (member, _) = two(&bench, &name);
    let code = bench.emulator.with(|world| world.space(&name).unwrap().code().to_owned());
    let by_code = member.replacen(&name, &format!("spaces/{code}"), 1);
    every_call(&bench.ana, &format!("spaces/{code}"), &by_code, ["MeetingSpace", "Member"]).await;
    every_call(&bench.ana, "spaces/none", "spaces/none/members/none", ["MeetingSpace", "Member"]).await;
    masked(&bench.ana.get(&format!("/v2/{name}/members/none")).await, "Member");
    let other = bench.space();
    masked(&bench.ana.get(&format!("/v2/{}", member.replacen(&name, &other, 1))).await, "Member");
}

#[tokio::test]
async fn an_address_has_to_be_a_google_account_and_new() {
    let bench = Bench::new();
    let name = bench.space();
    let members = format!("/v2/{name}/members");
    for address in ["nobody@example.com", "nonsense", "bo@example.com "] {
        let error = bench.ana.post(&members, &json!({ "email": address }).to_string()).await.error(400, "INVALID_ARGUMENT");
        assert!(error.get("details").is_none(), "nobody knows any");
    }
    for body in ["{}", r#"{"role": "COHOST"}"#, r#"{"email": ""}"#, r#"{"email": null}"#] {
        assert_eq!(violation(&bench.ana.post(&members, body).await), "member.email", "{body}");
    }
    bench.ana.post(&members, &json!({ "email": BO }).to_string()).await.ok();
    for again in [BO, "BO@EXAMPLE.COM"] {
        let twice = bench.ana.post(&members, &json!({"email": again, "role": "COHOST"}).to_string()).await;
        twice.error(409, "ALREADY_EXISTS");
    }
    assert!(bench.emulator.with(|world| world.members(&name).len() == 1 && !world.members(&name)[0].is_cohost()));
}

#[tokio::test]
async fn malformed_members_are_refused_with_their_place() {
    let bench = Bench::new();
    let name = bench.space();
    let (bo, _) = two(&bench, &name);
    let (members, member) = (format!("/v2/{name}/members"), format!("/v2/{bo}"));
    for (body, field) in [
        (r#"{"email": "chi@example.com", "role": "HOST"}"#, "member.role"),
        (r#"{"email": "chi@example.com", "role": 2}"#, "member.role"),
        (r#"{"email": 3}"#, "member.email"),
        (r#"{"email": "chi@example.com", "user": "users/1"}"#, "member"),
        ("[]", ""),
        ("{", ""),
    ] {
        assert_eq!(violation(&bench.ana.post(&members, body).await), field, "{body}");
        assert_eq!(violation(&bench.ana.patch(&member, body).await), field, "{body}");
    }
    for query in ["?updateMask=bogus", "?updateMask=role.x", "?updateMask=role,", "?update_mask=members"] {
        assert_eq!(violation(&bench.ana.patch(&format!("{member}{query}"), "{}").await), "update_mask", "{query}");
    }
    bench.ana.get(&format!("{members}?filter=role")).await.error(400, "INVALID_ARGUMENT");
    bench.ana.post(&format!("{members}?updateMask=role"), "{}").await.error(400, "INVALID_ARGUMENT");
    bench.ana.get(&format!("{members}?fields=members/user")).await.error(400, "INVALID_ARGUMENT");
    let part = bench.ana.get(&format!("{members}?fields=members/email")).await.ok();
    assert!(part["members"][0].as_object().unwrap().keys().eq(["email"]), "{part}");
    let number = bench.ana.get(&format!("{member}?$alt=json;enum-encoding=int")).await.ok();
    assert_eq!(number["role"], 1);
    assert_eq!(bench.emulator.with(|world| world.members(&name).len()), 2);
}

#[tokio::test]
async fn a_patch_changes_the_role_and_never_the_address() {
    let bench = Bench::new();
    let name = bench.space();
    let (bo, _) = two(&bench, &name);
    let cohost = json!({"role": "COHOST"});
    let patch = async |query: &str, body: &Value| bench.ana.patch(&format!("/v2/{bo}{query}"), &body.to_string()).await;
    for (query, body, role) in [
        ("?updateMask=role", json!({}), None),
        ("?updateMask=role", cohost.clone(), Some("COHOST")),
        ("?updateMask=", json!({}), Some("COHOST")),
        ("", json!({"role": "ROLE_UNSPECIFIED"}), Some("COHOST")),
        ("?updateMask=*", json!({}), None),
        ("", cohost.clone(), Some("COHOST")),
        ("?updateMask=name", json!({"name": "spaces/x/members/y", "role": "ROLE_UNSPECIFIED"}), Some("COHOST")),
        ("?updateMask=email,role", json!({"email": "BO@example.com"}), None),
        ("?updateMask=role", json!({"role": 1, "email": CHI}), Some("COHOST")),
    ] {
        let now = patch(query, &body).await.ok();
        assert_eq!((&now["name"], &now["email"], now["role"].as_str()), (&json!(bo), &json!(BO), role), "{query} {body}");
        assert_eq!(bench.ana.get(&format!("/v2/{bo}")).await.ok(), now);
    }
    for query in ["", "?updateMask=email", "?updateMask=*"] {
        assert_eq!(violation(&patch(query, &json!({"email": CHI, "role": "COHOST"})).await), "member.email", "{query}");
    }
}

#[tokio::test]
async fn pages_hold_250_or_what_is_asked_for_up_to_500() {
    let bench = Bench::new();
    let name = bench.space();
    bench.emulator.with(|world| {
        for n in 0..620 {
            let email = format!("m{n}@example.com");
            world.add_user(&email, "M");
            world.add_member(&name, &email, n % 2 == 0).unwrap();
        }
    });
    let path = format!("/v2/{name}/members");
    let page = async |query: &str| {
        let page = bench.ana.get(&format!("{path}?{query}")).await.ok();
        let names = page["members"].as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap().to_owned());
        (names.collect::<Vec<_>>(), page["nextPageToken"].as_str().map(str::to_owned))
    };
    for (query, length) in [("", 250), ("pageSize=0", 250), ("page_size=7", 7), ("pageSize=500", 500), ("pageSize=501", 500)] {
        assert_eq!(page(query).await.0.len(), length, "{query}");
    }
    let (first, token) = page("pageSize=500").await;
    let token = token.unwrap();
    let gone = first[3].clone();
    bench.emulator.with(|world| world.remove_member(&gone)).unwrap();
    let (rest, end) = page(&format!("pageSize=500&pageToken={token}")).await;
    assert_eq!((rest.len(), end), (120, None), "who leaves between two pages hides nobody");
    assert_eq!(first.iter().chain(&rest).collect::<BTreeSet<_>>().len(), 620);
    assert_eq!(violation(&bench.ana.get(&format!("{path}?pageSize=-1")).await), "page_size");
    assert_eq!(violation(&bench.ana.get(&format!("{path}?pageSize=many")).await), "page_size");
    assert_eq!(violation(&bench.ana.get(&format!("{path}?pageToken=nonsense")).await), "page_token");
    let other = bench.space();
    assert_eq!(violation(&bench.ana.get(&format!("/v2/{other}/members?pageToken={token}")).await), "page_token");
}

#[tokio::test]
async fn reads_and_writes_have_their_quotas() {
    let bench = Bench::new();
    let name = bench.space();
    let (bo, _) = two(&bench, &name);
    let (members, member) = (format!("/v2/{name}/members"), format!("/v2/{bo}"));
    bench.emulator.with(|world| world.set_quota(Quota { reads_per_user: 2, writes_per_user: 3, ..Quota::default() }));
    bench.ana.get(&members).await.ok();
    bench.ana.get(&member).await.ok();
    bench.ana.get(&members).await.error(429, "RESOURCE_EXHAUSTED");
    bench.ana.patch(&format!("{member}?updateMask=role"), "{}").await.ok();
    bench.ana.post(&format!("{members}:batchUpdate"), &batch(Some("role"), None, &[(&bo, None)])).await.ok();
    bench.ana.delete(&member).await.ok();
    let error = bench.ana.post(&members, &json!({ "email": BO }).to_string()).await.error(429, "RESOURCE_EXHAUSTED");
    assert_eq!(detail(&error, "ErrorInfo")["metadata"]["quota_metric"], "meet.googleapis.com/write_requests");
    bench.ana.post("/v2/spaces", "{}").await.ok();
    bench.emulator.with(|world| world.advance(SignedDuration::from_secs(61)));
    bench.ana.post(&members, &json!({ "email": BO }).to_string()).await.ok();
}

#[tokio::test]
async fn faults_befall_them_and_the_log_has_them() {
    let bench = Bench::new();
    let name = bench.space();
    let members = format!("/v2/{name}/members");
    let down = Trouble::Refuse(Refusal::Unavailable { retry_after: Some(Duration::from_secs(1)) });
    let email = json!({ "email": BO }).to_string();
    bench.emulator.with(|world| {
        world.add_fault(Fault::new(down).on(Method::CreateMember).times(1));
        world.add_fault(Fault::new(Trouble::Reset).on(Method::CreateMember).times(1).after_processing());
    });
    bench.ana.get(&members).await.ok();
    assert_eq!(bench.ana.post(&members, &email).await.status, 503);
    assert_eq!(bench.emulator.with(|world| world.members(&name).len()), 0);
    let lost = bench.ana.request(reqwest::Method::POST, &members).body(email.clone()).send().await.unwrap_err();
    assert!(lost.is_request(), "{lost:?}");
    assert_eq!(bench.emulator.with(|world| world.members(&name).len()), 1, "done, but nobody was told");
    bench.ana.post(&members, &email).await.error(409, "ALREADY_EXISTS");

    let log = bench.emulator.with(|world| world.requests());
    let seen: Vec<(Option<Method>, Option<u16>)> = log.iter().map(|request| (request.method, request.status)).collect();
    let create = Some(Method::CreateMember);
    assert_eq!(seen, [(Some(Method::ListMembers), Some(200)), (create, Some(503)), (create, None), (create, Some(409))]);
    assert_eq!(log[1].body, Some(json!({ "email": BO })));
    assert_eq!(bench.emulator.with(|world| world.count(Method::CreateMember)), 3);
}

#[tokio::test]
async fn a_role_without_moderation_is_kept_but_does_nothing() {
    let bench = Bench::new();
    let name = bench.space();
    let made = bench.ana.post(&format!("/v2/{name}/members"), &json!({"email": BO, "role": "COHOST"}).to_string()).await.ok();
    assert_eq!(made["role"], "COHOST");
    let hosts = || bench.emulator.with(|world| world.hosts(&name));
    assert_eq!(hosts(), ["ana@example.com"]);
    let on = json!({"config": {"moderation": "ON", "moderationRestrictions": {"chatRestriction": HOSTS}}}).to_string();
    bench.ana.patch(&format!("/v2/{name}"), &on).await.ok();
    assert_eq!(hosts(), ["ana@example.com", BO]);
    bench.ana.patch(&format!("/v2/{name}"), r#"{"config": {"moderation": "OFF"}}"#).await.ok();
    assert_eq!(hosts(), ["ana@example.com"]);
    assert_eq!(bench.ana.get(&format!("/v2/{}", made["name"].as_str().unwrap())).await.ok()["role"], "COHOST");
}
