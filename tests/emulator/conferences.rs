//! `conferenceRecords` and their participants.

use greenroom::emulator::{Person, Scope};
use jiff::SignedDuration;
use serde_json::json;

use crate::bench::{Bench, bo, detail, masked};

#[tokio::test]
async fn conferences_are_listed_newest_first_by_space_time_and_state() {
    let bench = Bench::new();
    let (first, second) = (bench.space(), bench.space());
    bench.emulator.with(|world| {
        for space in [&first, &second, &first] {
            world.join(space, &bo()).unwrap();
            world.advance(SignedDuration::from_mins(10));
            world.leave(space, &bo()).unwrap();
            world.advance(SignedDuration::from_mins(50));
        }
        world.join(&second, &bo()).unwrap();
    });
    // four hours on, the first token has run out
    let ana = bench.with_scopes(&Scope::ALL);
    let list = async |filter: &str| {
        let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let answer = ana.get(&format!("/v2/conferenceRecords?filter={filter}")).await.ok();
        let records = answer["conferenceRecords"].as_array().cloned().unwrap_or_default();
        records.into_iter().map(|record| record["space"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [&second, &first, &second, &first].map(String::as_str));
    assert_eq!(list(&format!("space.name = \"{first}\"")).await, [first.as_str(); 2]);
    let code = bench.emulator.with(|world| world.space(&second).unwrap().code().to_owned());
    assert_eq!(list(&format!("space.meeting_code=\"{code}\" AND end_time IS NULL")).await, [second.as_str()]);
    assert_eq!(list("endTime IS NOT NULL").await.len(), 3);
    let now = bench.emulator.with(|world| world.now());
    let recent = now - SignedDuration::from_mins(90);
    assert_eq!(list(&format!("start_time>=\"{recent}\"")).await, [second.as_str(), first.as_str()]);
    assert_eq!(list(&format!("startTime < {recent} AND end_time <= \"{now}\"")).await.len(), 2);
    let error = ana.get("/v2/conferenceRecords?filter=bogus%3D1").await.error(400, "INVALID_ARGUMENT");
    assert_eq!(detail(&error, "BadRequest")["fieldViolations"][0]["field"], "filter");
}

#[tokio::test]
async fn attended_conferences_need_a_filter_or_their_name() {
    let bench = Bench::new();
    let name = bench.space();
    bench.emulator.with(|world| world.join(&name, &bo())).unwrap();
    assert_eq!(bench.bo.get("/v2/conferenceRecords").await.ok(), json!({}));
    let filtered = format!("/v2/conferenceRecords?filter=space.name%3D%22{name}%22");
    let mine = bench.bo.get(&filtered).await.ok();
    let record = mine["conferenceRecords"][0]["name"].as_str().unwrap();
    assert_eq!(bench.bo.get(&format!("/v2/{record}")).await.ok()["space"], name);
    assert_eq!(bench.chi.get(&filtered).await.ok(), json!({}));
    masked(&bench.chi.get(&format!("/v2/{record}")).await, "ConferenceRecord");
    masked(&bench.ana.get("/v2/conferenceRecords/nonsense").await, "ConferenceRecord");
}

#[tokio::test]
async fn a_record_is_gone_thirty_days_after_the_end() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| {
        world.join(&name, &bo()).unwrap();
        let record = world.space(&name).unwrap().active_conference().unwrap();
        world.end(&name).unwrap();
        record
    });
    let seen = bench.ana.get(&format!("/v2/{record}")).await.ok();
    let time = |key: &str| seen[key].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(time("expireTime").duration_since(time("endTime")), SignedDuration::from_hours(720));
    bench.emulator.with(|world| {
        world.advance(SignedDuration::from_hours(721));
    });
    let ana = bench.sign_in("ana@example.com", "greenroom", &Scope::ALL);
    ana.get(&format!("/v2/{record}")).await.error(404, "NOT_FOUND");
    assert_eq!(ana.get("/v2/conferenceRecords").await.ok(), json!({}));
}

#[tokio::test]
async fn participants_of_every_kind_are_listed_page_by_page() {
    let bench = Bench::new();
    let name = bench.space();
    let record = bench.emulator.with(|world| {
        for person in [bo(), Person::Anonymous("小林".into()), Person::Phone("+1 555-•••-••99".into())] {
            world.join(&name, &person).unwrap();
            world.advance(SignedDuration::from_secs(5));
        }
        world.leave(&name, &bo()).unwrap();
        world.space(&name).unwrap().active_conference().unwrap()
    });
    let path = format!("/v2/{record}/participants");
    let all = bench.ana.get(&path).await.ok();
    assert!(all.get("totalSize").is_none() && all.get("nextPageToken").is_none());
    let people = all["participants"].as_array().unwrap();
    assert_eq!(people[0]["phoneUser"]["displayName"], "+1 555-•••-••99");
    assert_eq!(people[1]["anonymousUser"]["displayName"], "小林");
    assert_eq!(people[2]["signedinUser"]["displayName"], "Bo");
    let (user, id) = (people[2]["signedinUser"]["user"].as_str().unwrap(), people[2]["name"].as_str().unwrap());
    assert_eq!(user.rsplit('/').next(), id.rsplit('/').next());
    assert!(people[2].get("latestEndTime").is_some() && people[1].get("latestEndTime").is_none());
    assert_eq!(bench.ana.get(&format!("/v2/{id}")).await.ok(), people[2]);
    masked(&bench.ana.get(&format!("{path}/1")).await, "Participant");

    for filter in ["latest_end_time%20IS%20NULL", "latestEndTime+IS+NULL"] {
        let there = bench.ana.get(&format!("{path}?filter={filter}&fields=participants/name,totalSize")).await.ok();
        assert_eq!(there["totalSize"], 2);
        assert_eq!(there["participants"][0].as_object().unwrap().len(), 1);
    }
    let mut names = Vec::new();
    let mut token = String::new();
    loop {
        let page = bench.ana.get(&format!("{path}?pageSize=1&pageToken={token}")).await.ok();
        names.extend(page["participants"].as_array().unwrap().iter().map(|person| person["name"].clone()));
        match page["nextPageToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(names, people.iter().map(|person| person["name"].clone()).collect::<Vec<_>>());
    let wrong = bench.ana.get(&format!("{path}?pageToken=nonsense")).await.error(400, "INVALID_ARGUMENT");
    assert_eq!(detail(&wrong, "BadRequest")["fieldViolations"][0]["field"], "page_token");
    bench.ana.get(&format!("{path}?pageSize=-1")).await.error(400, "INVALID_ARGUMENT");
    bench.ana.get(&format!("{path}?pageSize=lots")).await.error(400, "INVALID_ARGUMENT");
}
