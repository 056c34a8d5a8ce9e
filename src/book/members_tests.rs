use serde_json::json;

use super::*;

fn member(number: usize, email: &str, role: Option<&str>) -> Member {
    let mut value = json!({ "name": format!("spaces/a/members/{number}"), "email": email });
    if let Some(role) = role {
        value["role"] = role.into();
    }
    serde_json::from_value(value).unwrap()
}

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

fn trouble() -> Trouble {
    Trouble { what: "It failed".into(), why: "So.".into(), next: "Try.".into(), at: Timestamp::UNIX_EPOCH }
}

#[test]
fn a_list_is_in_order_and_never_shrinks_while_its_pages_arrive() {
    let mut members = Members::default();
    members.some(vec![member(1, "bo@x.test", None), member(2, "Al@x.test", None)]);
    assert!(members.learnt.is_none());
    let all = vec![
        member(1, "bo@x.test", None),
        member(2, "Al@x.test", None),
        member(3, "zoe@x.test", Some("COHOST")),
        member(4, "kim@x.test", Some("PANELIST")),
    ];
    members.learn(all, Timestamp::UNIX_EPOCH);
    let order = |members: &Members| -> Vec<String> { members.list().iter().filter_map(|member| member.email.clone()).collect() };
    assert_eq!(order(&members), ["zoe@x.test", "kim@x.test", "Al@x.test", "bo@x.test"]);
    members.some(vec![member(5, "new@x.test", None)]);
    assert_eq!(members.list().len(), 4, "a page of a later list waits for the whole");
    assert!(members.with_email(&email("AL@x.test")).is_some());
    assert_eq!(members.cohosts(), 1);
}

#[test]
fn one_change_goes_out_after_another() {
    let mut members = Members::default();
    members.add(email("bo@x.test"), Role::Cohost);
    members.add(email("BO@x.test"), Role::Cohost);
    members.add(email("al@x.test"), Role::Cohost);
    assert_eq!((members.waiting(), members.invites().len()), (2, 2), "the same twice is once");
    assert_eq!(members.send(), Some(&Change::Add(email("bo@x.test"))));
    assert_eq!(members.invite(&email("bo@x.test")).unwrap().state, InviteState::Sent);
    assert_eq!(members.send(), None, "never two at once");
    assert!(members.answered().is_some());
    members.drop_invite(&email("al@x.test"));
    assert!(members.is_idle(), "who is given up is not sent");
}

#[test]
fn what_is_stopped_stays_listed_and_can_be_tried_again() {
    let mut members = Members::default();
    for address in ["a@x.test", "b@x.test", "c@x.test"] {
        members.add(email(address), Role::Cohost);
    }
    members.take_away("spaces/a/members/1".parse().unwrap());
    members.send();
    assert_eq!(members.stop("stopped", &trouble()), 3);
    assert!(!members.is_idle() && members.waiting() == 0, "what is on its way stays so");
    assert!(matches!(members.invite(&email("c@x.test")).unwrap().state, InviteState::Failed { why: "stopped", .. }));
    assert_eq!(members.held_up(), [email("b@x.test"), email("c@x.test")]);
    members.add(email("c@x.test"), Role::Unspecified);
    assert_eq!((members.waiting(), &members.invite(&email("c@x.test")).unwrap().role), (1, &Role::Unspecified));
}

#[test]
fn while_an_answer_is_lost_nothing_is_sent_again_unseen() {
    let mut members = Members::default();
    members.add(email("a@x.test"), Role::Cohost);
    members.send();
    members.answered();
    members.set_invite(&email("a@x.test"), InviteState::Unknown { trouble: trouble(), again: false });
    assert!(members.is_in_doubt());
    members.add(email("a@x.test"), Role::Cohost);
    assert_eq!(members.waiting(), 0);
    assert!(matches!(members.invites()[0].state, InviteState::Unknown { again: true, .. }));
}

#[test]
fn what_is_to_come_is_known_of_each() {
    let mut members = Members::default();
    let names: Vec<MemberName> = (0..1200).map(|number| format!("spaces/a/members/{number}").parse().unwrap()).collect();
    let changes: Vec<(MemberName, Role)> = names.iter().map(|name| (name.clone(), Role::Cohost)).collect();
    members.change_roles(&changes);
    assert_eq!(members.waiting(), 3, "a batch takes 500");
    members.send();
    assert_eq!((members.coming_role(&names[0]), members.coming_role(&names[1199])), (Some(&Role::Cohost), Some(&Role::Cohost)));
    members.take_away(names[3].clone());
    assert!(members.is_going(&names[3]) && !members.is_going(&names[4]));
}
