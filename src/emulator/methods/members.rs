//! `spaces.members`: get, list, create, delete, patch, batchUpdate.
//!
//! All of them are for the space's owner, in spaces of the token's project, by identifier; anybody and anything else gets the
//! masked 403. Known are its code and that it names `Member` or `MeetingSpace`; which one when is a guess. What else is not
//! documented is decided here on the strict side: adding somebody twice is 409, an address cannot be changed, and a batch does all
//! of its changes or none.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::errors::Problem;
use super::super::masks::Mask;
use super::super::pages::{Order, Page, Place, Sizes};
use super::super::schema::{BATCH_UPDATE_MEMBERS, MEMBER, parse_object, read};
use super::super::world::{Member, Space, World, WorldError};
use super::{Ask, answer, mask};

/// Most members of one batch.
const MOST: usize = 500;

/// `GET /v2/spaces/{space}/members/{member}`
pub(super) fn get(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    Ok(member(world, ask)?.view())
}

/// `GET /v2/spaces/{space}/members`
pub(super) fn list(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let question = format!("{}|{}|members", ask.grant.user, ask.id(0));
    let page = Page::read(ask, Sizes { default: 250, max: MOST }, Order::OldestFirst, question)?;
    let members = &own_space(world, ask, "MeetingSpace")?.members;
    // no order is promised, so theirs is one that nobody would have guessed
    let place = |member: &Member| Place { time: Timestamp::UNIX_EPOCH, name: member.id.clone() };
    let (sent, next) = page.cut(members.iter().map(|member| (place(member), member)).collect());
    Ok(answer("members", sent.into_iter().map(Member::view).collect(), next))
}

/// `POST /v2/spaces/{space}/members`
pub(super) fn create(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = sent_member(ask)?;
    let text = |field: &str| body.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let email = text("email").ok_or_else(|| Problem::invalid_argument("member.email", "Email must be set."))?;
    let space = own_space(world, ask, "MeetingSpace")?.id.clone();
    match world.enter(&space, email, text("role").unwrap_or("ROLE_UNSPECIFIED")) {
        Ok(member) => Ok(member.view()),
        Err(WorldError::UnknownUser(_)) => Err(Problem::no_such_account()),
        Err(WorldError::Taken(_)) => Err(Problem::already_exists()),
        Err(_) => Err(Problem::internal()),
    }
}

/// `DELETE /v2/spaces/{space}/members/{member}`
pub(super) fn delete(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let name = member(world, ask)?.name();
    world.remove_member(&name).map_err(|_| Problem::internal())?;
    Ok(json!({}))
}

/// `PATCH /v2/spaces/{space}/members/{member}`
pub(super) fn patch(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = sent_member(ask)?;
    let mask = mask(ask.params.own("updateMask", "update_mask"), &MEMBER, "update_mask")?;
    let member = member(world, ask)?;
    let role = changed_role(member, &mask, &body, "member.email")?;
    change(world, ask.id(0), &[(member.id.clone(), role)])?.pop().ok_or_else(Problem::internal)
}

/// `POST /v2/spaces/{space}/members:batchUpdate`
pub(super) fn batch_update(world: &mut World, ask: &Ask) -> Result<Value, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    let body = read(&body, &BATCH_UPDATE_MEMBERS, "").map_err(|wrong| Problem::invalid(&wrong))?;
    let requests = body.get("requests").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    match requests.len() {
        1..=MOST => {}
        0 => return Err(Problem::invalid_argument("requests", "At least one request must be set.")),
        _ => return Err(Problem::invalid_argument("requests", format!("At most {MOST} members can be updated in a batch."))),
    }
    let mask = batch_mask(&body, requests)?;
    let space = own_space(world, ask, "MeetingSpace")?;
    let mut changes = Vec::with_capacity(requests.len());
    let (mut seen, nothing) = (HashSet::new(), Map::new());
    for (index, request) in requests.iter().enumerate() {
        let field = |name: &str| format!("requests[{index}].member.{name}");
        let sent = request.get("member").and_then(Value::as_object).unwrap_or(&nothing);
        let name = sent.get("name").and_then(Value::as_str).unwrap_or_default();
        let id = name.strip_prefix(&space.name()).and_then(|rest| rest.strip_prefix("/members/"));
        let id = id.filter(|id| !id.is_empty() && !id.contains('/'));
        let id = id.ok_or_else(|| Problem::invalid_argument(&field("name"), "The member must be one of the parent's."))?;
        if !seen.insert(id) {
            return Err(Problem::invalid_argument(&field("name"), "The same member cannot be updated twice in a batch."));
        }
        let member = find(space, id)?;
        changes.push((id.to_owned(), changed_role(member, &mask, sent, &field("email"))?));
    }
    Ok(answer("members", change(world, ask.id(0), &changes)?, None))
}

/// The mask of a batch: the one at the top, which those below may repeat. None at all is `*`.
fn batch_mask(body: &Map<String, Value>, requests: &[Value]) -> Result<Mask, Problem> {
    let given = |value: Option<&Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let top = given(body.get("updateMask"));
    let mask = |text: Option<&str>, field: &str| mask(text, &MEMBER, field);
    let whole = mask(Some(top.as_deref().unwrap_or("*")), "update_mask")?;
    for (index, request) in requests.iter().enumerate() {
        let Some(child) = given(request.get("updateMask")) else {
            continue;
        };
        let field = format!("requests[{index}].update_mask");
        if top.is_none() {
            return Err(Problem::invalid_argument(&field, "A mask here needs the same mask in the batch."));
        }
        if !mask(Some(&child), &field)?.same_as(&whole) {
            return Err(Problem::invalid_argument(&field, "The mask differs from that of the batch."));
        }
    }
    Ok(whole)
}

/// The role that a member is to have. The address stays: one that is sent has to be the same.
fn changed_role(member: &Member, mask: &Mask, sent: &Map<String, Value>, email: &str) -> Result<String, Problem> {
    let new = mask.apply(&member.fields(), sent, &member.defaults());
    let text = |field: &str| new.get(field).and_then(Value::as_str).unwrap_or_default();
    if !text("email").eq_ignore_ascii_case(member.email()) {
        return Err(Problem::invalid_argument(email, "The email of a member cannot be changed."));
    }
    Ok(text("role").to_owned())
}

/// Sets roles and shows the members as they are then.
fn change(world: &mut World, space: &str, roles: &[(String, String)]) -> Result<Vec<Value>, Problem> {
    let members = &mut world.spaces.get_mut(space).ok_or_else(Problem::internal)?.members;
    let mut changed = Vec::with_capacity(roles.len());
    for (id, role) in roles {
        let member = members.iter_mut().find(|member| member.id == *id).ok_or_else(Problem::internal)?;
        member.set_role(role);
        changed.push(member.view());
    }
    Ok(changed)
}

/// The member of the body, checked.
fn sent_member(ask: &Ask) -> Result<Map<String, Value>, Problem> {
    let body = parse_object(ask.body).map_err(|wrong| Problem::invalid(&[wrong]))?;
    read(&body, &MEMBER, "member").map_err(|wrong| Problem::invalid(&wrong))
}

/// The space in the path, by identifier, for its owner in the project that made it.
fn own_space<'w>(world: &'w World, ask: &Ask, resource: &str) -> Result<&'w Space, Problem> {
    let space = world.spaces.get(ask.id(0));
    space
        .filter(|space| space.owner == ask.grant.user && space.project == ask.grant.project)
        .ok_or_else(|| Problem::masked(resource))
}

/// The member in the path.
fn member<'w>(world: &'w World, ask: &Ask) -> Result<&'w Member, Problem> {
    find(own_space(world, ask, "Member")?, ask.id(1))
}

fn find<'w>(space: &'w Space, id: &str) -> Result<&'w Member, Problem> {
    space.members.iter().find(|member| member.id == id).ok_or_else(|| Problem::masked("Member"))
}
