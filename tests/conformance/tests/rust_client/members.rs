//! The members of a space.

use google_apps_meet_v2::client::SpacesService;
use google_apps_meet_v2::model::member::Role;
use google_apps_meet_v2::model::{Member, UpdateMemberRequest};
use google_cloud_gax::error::rpc::Code;
use google_cloud_gax::paginator::ItemPaginator as _;
use greenroom_conformance::{ANA, BO, Bench, CALENDAR, CHI};

use super::{mask, refusal, spaces, violation};

async fn add(client: &SpacesService, space: &str, email: &str, role: Role) -> google_apps_meet_v2::Result<Member> {
    let member = Member::new().set_email(email).set_role(role);
    client.create_member().set_parent(space).set_member(member).send().await
}

#[tokio::test]
async fn added_read_changed_and_removed() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let space = client.create_space().send().await.unwrap().name;
    let none = client.list_members().set_parent(&space).send().await.unwrap();
    assert!(none.members.is_empty() && none.next_page_token.is_empty());

    let bo = add(&client, &space, BO, Role::Cohost).await.unwrap();
    assert_eq!((bo.email.as_str(), &bo.role), (BO, &Role::Cohost));
    let chi = add(&client, &space, CHI, Role::Unspecified).await.unwrap();
    assert_eq!(chi.role, Role::Unspecified);
    assert_eq!(client.get_member().set_name(&bo.name).send().await.unwrap(), bo);
    assert_eq!(violation(&add(&client, &space, "", Role::Cohost).await.unwrap_err()), "member.email");
    assert_eq!(violation(&add(&client, &space, CHI, Role::from(9)).await.unwrap_err()), "member.role");
    let nobody = add(&client, &space, "nobody@example.com", Role::Cohost).await.unwrap_err();
    assert_eq!(refusal(&nobody).0, Code::InvalidArgument);
    let twice = add(&client, &space, BO, Role::Cohost).await.unwrap_err();
    assert_eq!((refusal(&twice).0, twice.http_status_code()), (Code::AlreadyExists, Some(409)));

    let mut all = client.list_members().set_parent(&space).set_page_size(1).by_item();
    let mut found = Vec::new();
    while let Some(member) = all.next().await {
        found.push(member.unwrap().email);
    }
    found.sort();
    assert_eq!(found, [BO, CHI]);

    let change = |role: Role| client.update_member().set_member(Member::new().set_name(&bo.name).set_role(role));
    let seen = change(Role::Unspecified).set_update_mask(mask(&["role"])).send().await.unwrap();
    assert_eq!((seen.role, seen.email.as_str()), (Role::Unspecified, BO));
    assert_eq!(change(Role::Cohost).send().await.unwrap(), bo, "no mask");
    let error = change(Role::Cohost).set_update_mask(mask(&["bogus"])).send().await.unwrap_err();
    assert_eq!(violation(&error), "update_mask");

    client.delete_member().set_name(&bo.name).send().await.unwrap();
    let error = client.delete_member().set_name(&bo.name).send().await.unwrap_err();
    assert_eq!(refusal(&error).0, Code::PermissionDenied);
    let left = client.list_members().set_parent(&space).send().await.unwrap().members;
    assert_eq!(left, [chi]);
}

#[tokio::test]
async fn changed_by_the_batch() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let space = client.create_space().send().await.unwrap().name;
    let bo = add(&client, &space, BO, Role::Cohost).await.unwrap();
    let chi = add(&client, &space, CHI, Role::Unspecified).await.unwrap();
    let request = |member: &Member, role: Role, child: &[&str]| {
        let request = UpdateMemberRequest::new().set_member(Member::new().set_name(&member.name).set_role(role));
        if child.is_empty() { request } else { request.set_update_mask(mask(child)) }
    };
    let send = async |top: &[&str], child: &[&str], roles: [Role; 2]| {
        let [first, second] = roles;
        let batch = client.batch_update_members().set_parent(&space);
        let batch = batch.set_requests([request(&bo, first, child), request(&chi, second, child)]);
        let batch = if top.is_empty() { batch } else { batch.set_update_mask(mask(top)) };
        let members = batch.send().await?.members;
        Ok(members.into_iter().map(|member| member.role).collect::<Vec<_>>())
    };
    for (top, child) in [(&["role"][..], &[][..]), (&["role"], &["role"]), (&["*"], &[]), (&[], &[])] {
        for roles in [[Role::Unspecified, Role::Cohost], [Role::Cohost, Role::Unspecified]] {
            let seen: google_apps_meet_v2::Result<Vec<Role>> = send(top, child, roles.clone()).await;
            assert_eq!(seen.unwrap(), roles, "{top:?} {child:?}");
        }
    }
    let both = [Role::Cohost, Role::Cohost];
    for (top, child) in [(&[][..], &["role"][..]), (&["role"], &["email"])] {
        assert_eq!(violation(&send(top, child, both.clone()).await.unwrap_err()), "requests[0].update_mask");
    }
    let empty = client.batch_update_members().set_parent(&space).set_update_mask(mask(&["role"])).send().await;
    assert_eq!(violation(&empty.unwrap_err()), "requests");
}

#[tokio::test]
async fn out_of_reach() {
    let bench = Bench::new();
    let client = spaces(&bench, &bench.ana).await;
    let made = client.create_space().send().await.unwrap();
    let foreign = bench.emulator.with(|world| world.create_space_for(ANA, CALENDAR)).unwrap();
    let guest = spaces(&bench, &bench.bo).await;
    let code = format!("spaces/{}", made.meeting_code);
    for (who, space) in [(&guest, &made.name), (&client, &foreign), (&client, &code)] {
        let list = who.list_members().set_parent(space).send().await.unwrap_err();
        let create = add(who, space, CHI, Role::Cohost).await.unwrap_err();
        for error in [list, create] {
            let (status, message, details) = refusal(&error);
            assert_eq!((status, details.len()), (Code::PermissionDenied, 0));
            assert!(message.contains("or it might not exist"), "{message}");
        }
    }
}
