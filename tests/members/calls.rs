//! One member, a crowd of them, and what goes wrong.

use std::sync::Arc;
use std::time::Duration;

use greenroom::emulator::{Emulator, Fault, Method, Scope, Trouble, World};
use greenroom::meet::client::{Client, RetryPolicy, Settings};
use greenroom::meet::email::Email;
use greenroom::meet::endpoint::Endpoint;
use greenroom::meet::error::{About, MeetError};
use greenroom::meet::members::MOST_IN_BATCH;
use greenroom::meet::names::{MemberName, SpaceName};
use greenroom::meet::resources::{Member, Role};
use greenroom::meet::token::StaticToken;

const ANA: &str = "ana@example.com";
const BO: &str = "bo@example.com";

/// Ana's client, and a space of hers.
struct Bench {
    emulator: Emulator,
    client: Client,
    space: SpaceName,
}

impl Bench {
    fn new() -> Self {
        Self::of("greenroom")
    }

    /// A space that an OAuth client of that project made.
    fn of(project: &str) -> Self {
        // another test of this process may have done it
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut world = World::empty();
        world.add_user(ANA, "Ana");
        world.add_user(BO, "Bo");
        world.add_project("greenroom");
        world.add_project("calendar");
        let space = world.create_space_for(ANA, project).unwrap().parse().unwrap();
        let token = world.issue_token(ANA, "greenroom", &Scope::ALL, Duration::from_hours(1)).unwrap();
        let emulator = Emulator::start(world).unwrap();
        let moment = Duration::from_millis(1);
        let settings = Settings {
            retry: RetryPolicy { first: moment, jitter: moment, ..RetryPolicy::default() },
            ..Settings::new(Endpoint::parse(&emulator.endpoint()).unwrap())
        };
        let client = Client::new(settings, Arc::new(StaticToken::new(&token))).unwrap().client;
        Self { emulator, client, space }
    }

    /// That many members more, without a role.
    fn crowd(&self, size: usize) -> Vec<MemberName> {
        self.emulator.with(|world| {
            let add = |n| {
                let email = format!("m{n}@example.com");
                world.add_user(&email, "M");
                world.add_member(self.space.as_str(), &email, false).unwrap().parse().unwrap()
            };
            (0..size).map(add).collect()
        })
    }

    fn cohosts(&self) -> usize {
        self.emulator.with(|world| world.members(self.space.as_str()).iter().filter(|member| member.is_cohost()).count())
    }
}

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

#[tokio::test]
async fn one_member_through_its_life() {
    let Bench { client, space, .. } = &Bench::new();
    assert_eq!(client.list_members(space).await, Ok(vec![]));
    let bo = client.create_member(space, &email("Bo <BO@example.com>"), &Role::Cohost).await.unwrap();
    assert_eq!((bo.email.as_deref(), bo.is_cohost(), bo.name.space()), (Some(BO), true, space.clone()));
    assert_eq!(client.get_member(&bo.name).await.as_ref(), Ok(&bo));
    assert_eq!(client.list_members(space).await.as_deref(), Ok(&[bo.clone()][..]));
    let plain = client.patch_member(&bo.name, &Role::Unspecified).await.unwrap();
    assert_eq!((plain.own_role(), plain.email.as_deref()), (None, Some(BO)));
    assert!(client.patch_member(&bo.name, &Role::Cohost).await.unwrap().is_cohost());
    client.delete_member(&bo.name).await.unwrap();
    assert_eq!(client.list_members(space).await, Ok(vec![]));
    let gone = client.get_member(&bo.name).await.unwrap_err();
    assert!(matches!(gone, MeetError::Hidden { about: About::Member, http: 403, .. }), "{gone:?}");
}

#[tokio::test]
async fn a_crowd_is_listed_in_few_reads_and_changed_in_few_writes() {
    let bench = Bench::new();
    let names = bench.crowd(1203);
    let listed = bench.client.list_members(&bench.space).await.unwrap();
    let mut found: Vec<MemberName> = listed.into_iter().map(|member| member.name).collect();
    found.sort();
    let mut wanted = names.clone();
    wanted.sort();
    assert!(found == wanted, "{} are not the {}", found.len(), wanted.len());
    assert_eq!(bench.emulator.with(|world| world.count(Method::ListMembers)), 3);
    let changes: Vec<(MemberName, Role)> = names.into_iter().map(|name| (name, Role::Cohost)).collect();
    for some in changes.chunks(MOST_IN_BATCH) {
        let seen = bench.client.batch_update_members(&bench.space, some).await.unwrap();
        assert!(seen.len() == some.len() && seen.iter().all(Member::is_cohost));
    }
    assert_eq!((bench.cohosts(), bench.emulator.with(|world| world.count(Method::BatchUpdateMembers))), (1203, 3));
    let last = changes.last().unwrap().0.clone();
    bench.client.batch_update_members(&bench.space, &[(last, Role::Unspecified)]).await.unwrap();
    assert_eq!(bench.cohosts(), 1202);
}

#[tokio::test]
async fn who_cannot_be_added_is_told_why() {
    let bench = Bench::new();
    let add = async |address: &str| bench.client.create_member(&bench.space, &email(address), &Role::Cohost).await;
    let nobody = add("nobody@example.com").await.unwrap_err();
    assert!(matches!(nobody, MeetError::NoSuchAccount { .. }), "{nobody:?}");
    add(BO).await.unwrap();
    let twice = add(BO).await.unwrap_err();
    assert!(matches!(twice, MeetError::AlreadyExists { about: About::Members, .. }), "{twice:?}");
    assert_eq!(bench.cohosts(), 1);
}

#[tokio::test]
async fn a_space_of_another_client_is_out_of_reach() {
    let bench = Bench::of("calendar");
    let member = bench.crowd(1).remove(0);
    for (error, about) in [
        (bench.client.list_members(&bench.space).await.unwrap_err(), About::Members),
        (bench.client.create_member(&bench.space, &email(BO), &Role::Cohost).await.unwrap_err(), About::Members),
        (bench.client.delete_member(&member).await.unwrap_err(), About::Member),
    ] {
        assert!(matches!(&error, MeetError::Hidden { about: found, .. } if *found == about), "{error:?}");
    }
}

#[tokio::test]
async fn a_lost_addition_is_unknown_and_a_lost_removal_is_found_out() {
    let bench = Bench::new();
    let swallow_answer = |method| {
        let fault = Fault::new(Trouble::Reset).on(method).times(1).after_processing();
        bench.emulator.with(|world| world.add_fault(fault));
    };
    swallow_answer(Method::CreateMember);
    let lost = bench.client.create_member(&bench.space, &email(BO), &Role::Cohost).await.unwrap_err();
    assert!(matches!(lost, MeetError::OutcomeUnknown { .. }), "{lost:?}");
    assert_eq!(bench.emulator.with(|world| world.count(Method::CreateMember)), 1);
    let bo = bench.client.list_members(&bench.space).await.unwrap().remove(0);
    assert_eq!(bo.email.as_deref(), Some(BO), "it was done all the same");

    swallow_answer(Method::DeleteMember);
    assert_eq!(bench.client.delete_member(&bo.name).await, Ok(()));
    assert_eq!(bench.emulator.with(|world| (world.count(Method::DeleteMember), world.count(Method::ListMembers))), (2, 2));
    assert_eq!(bench.cohosts(), 0);
}
