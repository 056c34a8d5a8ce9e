//! `spaces.members.batchUpdate`.

use greenroom::emulator::{Member, Quota};
use serde_json::{Value, json};

use crate::bench::{Bench, masked};
use crate::members::{BO, two, violation};

/// A batch of roles, with the masks given.
pub fn batch(top: Option<&str>, child: Option<&str>, changes: &[(&str, Option<&str>)]) -> String {
    let requests: Vec<Value> = changes
        .iter()
        .map(|(name, role)| {
            let mut request = json!({"member": {"name": name}});
            if let Some(role) = role {
                request["member"]["role"] = (*role).into();
            }
            if let Some(child) = child {
                request["updateMask"] = child.into();
            }
            request
        })
        .collect();
    let mut body = json!({ "requests": requests });
    if let Some(top) = top {
        body["updateMask"] = top.into();
    }
    body.to_string()
}

#[tokio::test]
async fn the_masks_of_a_batch() {
    let bench = Bench::new();
    let name = bench.space();
    let (bo, chi) = two(&bench, &name);
    let path = format!("/v2/{name}/members:batchUpdate");
    let swap = [(bo.as_str(), None), (chi.as_str(), Some("COHOST"))];
    let cohosts = || bench.emulator.with(|world| world.members(&name).iter().map(Member::is_cohost).collect::<Vec<_>>());
    for (top, child, done) in [
        (Some("role"), None, [false, true]),
        (Some("role"), Some("role"), [false, true]),
        (Some("role"), Some(""), [false, true]),
        (Some("email,role"), Some("role,email"), [false, true]),
        (Some("*"), None, [false, true]),
        (Some("*"), Some("*"), [false, true]),
        (None, None, [false, true]),
        (Some(""), None, [false, true]),
        (Some("email"), None, [true, false]),
    ] {
        bench.ana.post(&path, &batch(Some("role"), None, &[(&bo, Some("COHOST")), (&chi, None)])).await.ok();
        assert_eq!(cohosts(), [true, false]);
        let answer = bench.ana.post(&path, &batch(top, child, &swap)).await.ok();
        assert_eq!(cohosts(), done, "{top:?} {child:?}");
        let names: Vec<&str> = answer["members"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
        assert_eq!(names, [bo.as_str(), chi.as_str()], "in the order of the requests");
    }
    bench.ana.post(&path, &batch(Some("role"), None, &[(&bo, Some("COHOST")), (&chi, None)])).await.ok();
    for (top, child, field) in [
        (None, Some("role"), "requests[0].update_mask"),
        (Some(""), Some("role"), "requests[0].update_mask"),
        (Some("role"), Some("email"), "requests[0].update_mask"),
        (Some("role"), Some("*"), "requests[0].update_mask"),
        (Some("role"), Some("bogus"), "requests[0].update_mask"),
        (Some("bogus"), None, "update_mask"),
    ] {
        assert_eq!(violation(&bench.ana.post(&path, &batch(top, child, &swap)).await), field, "{top:?} {child:?}");
    }
    assert_eq!(cohosts(), [true, false], "nothing was changed by those");
}

#[tokio::test]
async fn a_batch_is_done_as_a_whole_or_not_at_all() {
    let bench = Bench::new();
    let name = bench.space();
    let (bo, chi) = two(&bench, &name);
    let other = bench.space();
    let foreign = bench.emulator.with(|world| world.add_member(&other, BO, false)).unwrap();
    let code = bench.emulator.with(|world| world.space(&name).unwrap().code().to_owned());
    let by_code = chi.replacen(&name, &format!("spaces/{code}"), 1);
    let gone = format!("{name}/members/gone");
    let path = format!("/v2/{name}/members:batchUpdate");
    let send = async |second: &str| {
        let body = batch(Some("role"), None, &[(&chi, Some("COHOST")), (second, None)]);
        bench.ana.post(&path, &body).await
    };
    masked(&send(&gone).await, "Member");
    for wrong in [foreign.as_str(), &by_code, &chi, &name, "", "nonsense", &format!("{bo}/x")] {
        assert_eq!(violation(&send(wrong).await), "requests[1].member.name", "{wrong}");
    }
    let body =
        json!({"updateMask": "role,email", "requests": [{"member": {"name": chi, "email": "x@example.com", "role": "COHOST"}}]});
    assert_eq!(violation(&bench.ana.post(&path, &body.to_string()).await), "requests[0].member.email");
    for body in ["{}", r#"{"requests": []}"#] {
        assert_eq!(violation(&bench.ana.post(&path, body).await), "requests", "{body}");
    }
    assert_eq!(violation(&bench.ana.post(&path, r#"{"requests": [{}]}"#).await), "requests[0].member.name");
    for (body, field) in [
        (r#"{"requests": [3]}"#, "requests[0]"),
        (r#"{"requests": [{"member": {"role": "HOST"}}]}"#, "requests[0].member.role"),
        (r#"{"requests": [{"allowMissing": true}]}"#, "requests[0]"),
        (r#"{"updateMask": {"paths": ["role"]}}"#, "update_mask"),
    ] {
        assert_eq!(violation(&bench.ana.post(&path, body).await), field, "{body}");
    }
    let cohosts = bench.emulator.with(|world| world.members(&name).iter().map(Member::is_cohost).collect::<Vec<_>>());
    assert_eq!(cohosts, [true, false]);
}

#[tokio::test]
async fn a_batch_has_at_most_500_changes_and_counts_once() {
    let bench = Bench::new();
    let name = bench.space();
    let names: Vec<String> = bench.emulator.with(|world| {
        let add = |n| {
            let email = format!("m{n}@example.com");
            world.add_user(&email, "M");
            world.add_member(&name, &email, false).unwrap()
        };
        (0..501).map(add).collect()
    });
    bench.emulator.with(|world| world.set_quota(Quota { writes_per_user: 2, ..Quota::default() }));
    let all: Vec<(&str, Option<&str>)> = names.iter().map(|name| (name.as_str(), Some("COHOST"))).collect();
    let path = format!("/v2/{name}/members:batchUpdate");
    assert_eq!(violation(&bench.ana.post(&path, &batch(Some("role"), None, &all)).await), "requests");
    let done = bench.ana.post(&path, &batch(Some("role"), None, &all[1..])).await.ok();
    assert_eq!(done["members"].as_array().unwrap().len(), 500);
    assert_eq!(bench.emulator.with(|world| world.members(&name).iter().filter(|m| m.is_cohost()).count()), 500);
}
