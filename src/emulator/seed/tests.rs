use std::time::Duration;

use serde_json::json;

use super::super::{Artifact, Member};
use super::{Seed, SeedError, World, parse_age};

#[test]
fn the_demo_week_is_what_it_should_be() {
    let seed = Seed::demo().unwrap();
    assert_eq!(seed.main_user(), Some(("ana@example.com", "demo-ana")));
    let spaces = seed.spaces();
    assert_eq!(spaces.len(), 15);
    let world = World::from_seed(&seed).unwrap();
    let people: Vec<usize> = spaces.iter().map(|space| world.people_in(&space.name)).filter(|people| *people > 0).collect();
    assert_eq!(people, [4, 7, 2]);
    for space in &spaces {
        assert!(space.last_used <= space.created, "{space:?}");
        assert_eq!(world.space(&space.name).unwrap().code(), space.code);
    }
    assert!(spaces.iter().any(|space| space.label.is_none()));
    let review = world.space(&spaces[0].name).unwrap().config();
    assert_eq!(review["moderationRestrictions"]["presentRestriction"], "HOSTS_ONLY");
    assert_eq!(review["entryPointAccess"], "ALL");
    assert!(world.desktop_client().is_some(), "one can sign in");
    let hosts: Vec<usize> = spaces.iter().map(|space| world.hosts(&space.name).len()).collect();
    assert_eq!(hosts[..6], [3, 1, 1, 1, 2, 4]);
    let (review, stand_up) = (world.members(&spaces[0].name), world.members(&spaces[1].name));
    assert_eq!(review.iter().map(Member::is_cohost).collect::<Vec<_>>(), [true, true, false]);
    assert!(stand_up[0].is_cohost(), "one whose role has no effect");
}

#[test]
fn ages_are_sums() {
    let seconds = |text| parse_age(text).map(|age| age.0.as_secs());
    assert_eq!(seconds("90s"), Some(90));
    assert_eq!(seconds("1d2h3m"), Some(86_400 + 7200 + 180));
    assert_eq!(seconds("2w"), Some(14 * 86_400));
    for wrong in ["", "3", "d", "3y", "-3d", "3 d", "99999999999999999999d", "99999999999999w"] {
        assert_eq!(seconds(wrong), None, "{wrong}");
    }
    assert_eq!(parse_age("1h").unwrap().0, Duration::from_hours(1));
}

fn error(text: &str) -> SeedError {
    Seed::parse(text).and_then(|seed| World::from_seed(&seed).map(|_| ())).unwrap_err()
}

#[test]
fn a_wrong_form_is_told_with_its_place() {
    let found = error("{\n  \"users\": [\n    {\"email\": \"a@example.com\", \"nome\": \"A\"}\n  ]\n}");
    assert_eq!((found.line, found.why.contains("unknown field `nome`")), (3, true), "{found}");
    assert_eq!(error("{").line, 1);
    assert!(error("{\"users\": [],\n\"spaces\": 3}").to_string().starts_with("line 2, column "));
}

#[test]
fn a_contradiction_is_told_with_its_place() {
    let seed = |space: serde_json::Value| {
        let ana = json!({"email": "a@example.com", "name": "A"});
        let mut full = json!({"id": "x", "code": "a-b-c", "owner": "a@example.com", "project": "p",
            "created": "2d", "lastUsed": "1d"});
        for (key, value) in space.as_object().unwrap() {
            full[key] = value.clone();
        }
        format!("{{\"projects\": [{{\"id\": \"p\"}}],\n\"users\": [{ana}],\n\"spaces\": [\n{full}]}}")
    };
    assert!(Seed::parse(&seed(json!({}))).and_then(|seed| World::from_seed(&seed).map(|_| ())).is_ok());
    for (space, line, why) in [
        (json!({"owner": "nobody@example.com"}), 4, "there is no user nobody@example.com"),
        (json!({"project": "other"}), 4, "there is no project other"),
        (json!({"config": {"accessType": "CLOSED"}}), 4, "CLOSED"),
        (json!({"created": "soon"}), 4, "no age"),
        (json!({"members": [{"email": "nobody@example.com"}]}), 4, "there is no user nobody@example.com"),
        (json!({"members": [{"email": "a@example.com"}, {"email": "A@example.com"}]}), 4, "a@example.com is taken"),
        (json!({"members": [{"email": "a@example.com", "role": "HOST"}]}), 4, "unknown variant `HOST`"),
        (json!({"conferences": [{"people": []}]}), 4, "somebody who has not left"),
        (json!({"conferences": [{"people": [{"joined": "1h"}]}]}), 4, "one of user, anonymous and phone"),
    ] {
        let found = error(&seed(space));
        assert!(found.line == line && found.why.contains(why), "{found}");
    }
}

#[test]
fn what_stands_above_a_person_can_be_sown() {
    let seed = |more: &str| {
        format!("{{\"projects\": [{{\"id\": \"p\"}}],\n\"users\": [{{\"email\": \"a@example.com\", \"name\": \"A\", {more}}}]}}")
    };
    let good = seed(r#""policies": {"config.accessType": "TRUSTED"}, "without": ["recording", "cohosts"]"#);
    let mut world = Seed::parse(&good).and_then(|seed| World::from_seed(&seed)).unwrap();
    let space = world.create_space_for("a@example.com", "p").unwrap();
    assert_eq!(world.space(&space).unwrap().config()["accessType"], "TRUSTED");
    for (more, why) in [
        (r#""policies": {"config.bogus": "ON"}"#, "there is no setting config.bogus"),
        (r#""policies": {"config.accessType": "CLOSED"}"#, "config.accessType cannot be CLOSED"),
        (r#""without": ["coffee"]"#, "unknown variant `coffee`"),
    ] {
        let found = error(&seed(more));
        assert!(found.line == 2 && found.why.contains(why), "{found}");
    }
}

#[test]
fn what_one_signs_in_with_has_to_fit() {
    let seed = |more: serde_json::Value| {
        let ana = json!({"email": "a@example.com", "name": "A"});
        let client = json!({"id": "c", "secret": "hush", "project": "p", "kind": "desktop"});
        let mut project = json!({"id": "p"});
        for (key, value) in more["project"].as_object().into_iter().flatten() {
            project[key] = value.clone();
        }
        let (clients, accounts) = (&more["clients"], &more["accounts"]);
        let clients = if clients.is_null() { &json!([client]) } else { clients };
        let accounts = if accounts.is_null() { &json!([]) } else { accounts };
        format!("{{\"projects\": [{project}],\n\"users\": [{ana}],\n\"clients\": {clients},\n\"serviceAccounts\": {accounts}}}")
    };
    for good in [
        json!({}),
        json!({"project": {"publishing": "testing", "testUsers": ["a@example.com"]}}),
        json!({"project": {"publishing": {"internal": "example.com"}}}),
        json!({"clients": [{"id": "w", "secret": "s", "project": "p", "kind": "web", "redirectUris": ["https://x.example/"]}]}),
    ] {
        let world = Seed::parse(&seed(good.clone())).and_then(|seed| World::from_seed(&seed)).unwrap();
        assert_eq!(world.desktop_client().is_some(), good["clients"].is_null(), "{good}");
    }
    let account = |email: &str| json!({"accounts": [{"email": email, "clientId": "1", "publicKey": "none"}]});
    for (more, line, why) in [
        (json!({"project": {"publishing": "beta"}}), 1, "unknown variant `beta`"),
        (json!({"project": {"testUsers": ["b@example.com"]}}), 1, "there is no user b@example.com"),
        (json!({"clients": [{"id": "c", "secret": "s", "project": "q", "kind": "desktop"}]}), 3, "there is no project q"),
        (json!({"clients": [{"id": "c", "secret": "s", "project": "p", "kind": "phone"}]}), 3, "unknown variant `phone`"),
        (account("robot@q.iam.gserviceaccount.com"), 4, "there is no project"),
        (account("robot@p.iam.gserviceaccount.com"), 4, "is no public key"),
    ] {
        let found = error(&seed(more));
        assert!(found.line == line && found.why.contains(why), "{found}");
    }
    assert!(!format!("{:?}", Seed::parse(&seed(json!({}))).unwrap().file).contains("hush"));
}

#[test]
fn a_seed_shows_no_tokens() {
    let debug =
        format!("{:?}", Seed::parse(
        r#"{"projects": [{"id": "p"}], "users": [{"email": "a@example.com", "name": "A", "project": "p", "token": "hush"}]}"#
    ).unwrap().file);
    assert!(!debug.contains("hush"));
}

#[test]
fn what_is_sown_is_the_same_in_every_run_and_what_comes_later_is_not() {
    let seed = Seed::demo().unwrap();
    let (mut one, mut two) = (World::from_seed(&seed).unwrap(), World::from_seed(&seed).unwrap());
    let name = &seed.spaces()[0].name;
    let conference = |world: &World| world.space(name).unwrap().active_conference().unwrap();
    assert_eq!(conference(&one), conference(&two));
    let new = |world: &mut World| world.create_space_for("ana@example.com", "calendar").unwrap();
    assert_ne!(new(&mut one), new(&mut two));
}

#[test]
fn the_demos_conferences_are_believable() {
    let world = World::from_seed(&Seed::demo().unwrap()).unwrap();
    let now = world.now();
    let mut states = std::collections::BTreeMap::new();
    let mut languages = std::collections::BTreeSet::new();
    let mut most = (0, 0, 0);
    for conference in world.conferences.values() {
        assert!(!conference.is_gone(now));
        let people = conference.participants.len();
        let sessions = conference.participants.iter().map(|one| one.sessions.len()).max().unwrap_or(0);
        for made in &conference.made {
            let view = conference.artifact_view(made, now);
            *states
                .entry((view["name"].as_str().unwrap().split('/').nth(2).unwrap().to_owned(), view["state"].clone().to_string()))
                .or_insert(0) += 1;
            assert!(made.start >= conference.start && made.end.is_none_or(|end| conference.end.is_none_or(|last| end <= last)));
            for entry in &made.entries {
                let entry = conference.entry_view(made, entry);
                languages.insert(entry["languageCode"].as_str().unwrap().to_owned());
                let time = |key: &str| entry[key].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
                assert!(time("startTime") < time("endTime") && time("endTime") <= made.end.unwrap_or(now), "{entry}");
                let speaker =
                    conference.participants.iter().find(|one| entry["participant"].as_str().unwrap().ends_with(&one.id));
                assert!(speaker.unwrap().was_there_at(time("startTime")), "{entry}");
            }
            most.2 = most.2.max(made.entries.len());
        }
        most = (most.0.max(people), most.1.max(sessions), most.2);
    }
    assert!(most >= (180, 2, 17), "{most:?}");
    let review = world.space("spaces/kQ7dWnB2xLsA").unwrap().active_conference().unwrap();
    let review = &world.conferences[review.strip_prefix("conferenceRecords/").unwrap()];
    let entries = &review.made(Artifact::Transcript).next().unwrap().entries;
    assert!((15..30).contains(&entries.len()), "some of it is left to be said");
    assert!(languages.len() >= 7, "{languages:?}");
    let kinds =
        |state: &str| states.keys().filter(|(_, seen)| seen.contains(state)).map(|(kind, _)| kind.as_str()).collect::<Vec<_>>();
    assert_eq!(kinds("FILE_GENERATED"), ["recordings", "smartNotes", "transcripts"]);
    assert_eq!(kinds("STARTED"), ["recordings", "smartNotes", "transcripts"]);
    assert_eq!(kinds("ENDED"), ["recordings"]);
    assert!(world.conferences.len() >= 14, "{}", world.conferences.len());
}
