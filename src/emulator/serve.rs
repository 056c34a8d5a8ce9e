//! One request, from the raw path to the bytes of the answer. Pure: the socket is `server`'s business.
//!
//! What is asked of the OAuth side goes to `oauth`. For the rest, the order of the checks is Google's as far as it is known: routing, sign-in, the project's API, scopes, quota, and only
//! then what the request says.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::Problem;
use super::faults::{Paging, Struck, Trouble};
use super::fields::Selection;
use super::method::{Aim, Method, PubsubMethod, Scope, Service};
use super::methods::{self, Ask};
use super::oauth::{self, OAuth};
use super::params::{Form, Params};
use super::routes::{Route, route};
use super::schema::{self, PULLED, Violation, enums_to_numbers};
use super::world::{Grant, Request, World};

/// A request as it came.
pub(super) struct Call {
    /// The HTTP method.
    pub(super) verb: String,
    /// The path, still encoded.
    pub(super) path: String,
    /// The query, still encoded.
    pub(super) query: String,
    pub(super) authorization: Option<String>,
    pub(super) host: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) user_agent: Option<String>,
    /// Whether the client said how long the body is, or that it sends chunks.
    pub(super) has_length: bool,
    pub(super) body: Vec<u8>,
    /// The server's own address, `http://127.0.0.1:PORT`.
    pub(super) endpoint: String,
}

impl Call {
    /// Path and query for the log; of a parameter whose name is not harmless the name alone.
    pub(super) fn told(&self, harmless: fn(&str) -> bool) -> String {
        if self.query.is_empty() {
            return self.path.clone();
        }
        let parts: Vec<String> = self
            .query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if !harmless(name) => format!("{name}=…"),
                None if !harmless(pair) => "…".to_owned(),
                _ => pair.to_owned(),
            })
            .collect();
        format!("{}?{}", self.path, parts.join("&"))
    }
}

/// An answer, before anything goes wrong with it.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// A pull that found nothing, and waits for something to come.
pub(super) struct Waiting {
    queue: String,
    most: usize,
    selection: Option<Selection>,
    form: Form,
}

impl Waiting {
    /// The answer, if there is something by now, or if the queue is gone.
    pub(super) fn answer(&self, world: &mut World) -> Option<Answer> {
        let now = world.now();
        match world.pubsub.pull(&self.queue, self.most, now) {
            Some(received) if received.is_empty() => None,
            Some(received) => {
                let value = json!({ "receivedMessages": received });
                Some(write(value, self.selection.as_ref(), &PULLED, self.form))
            }
            None => Some(Problem::no_such_resource(self.queue.rsplit('/').next().unwrap_or_default()).into()),
        }
    }

    /// When it should look again, if nothing calls it sooner.
    pub(super) fn again(&self, world: &World) -> Option<Timestamp> {
        [world.next_release(&self.queue), world.next_due()].into_iter().flatten().min()
    }
}

/// What comes of a request.
pub(super) struct Served {
    pub(super) answer: Answer,
    /// What is to go wrong on the way back.
    pub(super) trouble: Option<Trouble>,
    /// What the answer may wait for.
    pub(super) waiting: Option<Waiting>,
}

/// Answers a request.
pub(super) fn serve(world: &mut World, call: &Call) -> Served {
    world.catch_up();
    let oauth = OAuth::at(&call.path);
    let params = Params::parse(&call.query);
    let routed = route(&call.verb, &call.path);
    let method = routed.as_ref().ok().map(|route| route.method);
    let token = token(call, &params);
    let grant = match token {
        Some(token) => world.tokens.get(token).cloned(),
        None => nobody(world, call, method),
    };
    let mut user = grant.as_ref().map(|grant| grant.user.clone());
    let struck = world.faults.strike(oauth.map(Aim::OAuth).or(method.map(Aim::Method)));

    let oddity = match struck {
        Some(Struck { trouble: Trouble::Paging(paging), .. }) => Some(paging),
        _ => None,
    };
    let mut waiting = None;
    let vanishes = struck.is_some_and(|struck| struck.trouble == Trouble::Vanish);
    let answer = match (struck, oauth) {
        (Some(Struck { processed: false, .. }), _) => Answer::from(Problem::internal()),
        (_, Some(oauth)) => {
            let (answer, whom) = oauth::answer(world, call, oauth);
            user = whom;
            answer
        }
        (_, None) => {
            let conference = routed.as_ref().ok().and_then(Route::conference);
            let signed = Signed { has_token: token.is_some(), grant: grant.as_ref() };
            let answer = match answer(world, call, routed, &params, &signed, oddity) {
                Ok((answer, waits)) => {
                    waiting = waits;
                    answer
                }
                Err(problem) => Answer::from(problem),
            };
            if let (true, Some(id)) = (vanishes, conference) {
                world.conferences.remove(&id);
            }
            answer
        }
    };
    let answer = match struck.map(|struck| struck.trouble) {
        Some(Trouble::Refuse(refusal)) => {
            let project = grant.as_ref().and_then(|grant| world.projects.get(&grant.project));
            let number = project.map_or("0", |project| project.number.as_str());
            let in_oauths_words = oauth.and_then(|_| oauth::ordered(refusal));
            in_oauths_words.unwrap_or_else(|| Answer::from(refusal.problem(method, number)))
        }
        Some(Trouble::Html) => Answer::from(Problem::page(502, "The server encountered a temporary error.")),
        Some(Trouble::HugeBody(_)) => Answer::json(200, Vec::new()),
        _ => answer,
    };
    let trouble = struck.map(|struck| struck.trouble);
    let silent = matches!(trouble, Some(Trouble::HangBeforeHeaders | Trouble::Reset));
    let (target, body) = match oauth {
        Some(_) => (oauth::target(call), oauth::body(call)),
        None => (call.told(|name| !is_token(name)), serde_json::from_slice(&call.body).ok()),
    };
    let request = Request {
        time: world.now(),
        verb: call.verb.clone(),
        target,
        method,
        oauth,
        user: user.filter(|user| !user.is_empty()),
        user_agent: call.user_agent.clone(),
        body,
        status: (!silent).then_some(answer.status),
    };
    world.note(request, call.body.len());
    let waiting =
        waiting.filter(|_| !silent && !matches!(trouble, Some(Trouble::Refuse(_) | Trouble::Html | Trouble::HugeBody(_))));
    Served { answer, trouble, waiting }
}

/// Whoever comes to Pub/Sub without a token, where that is allowed: only by a name of this machine, as on the OAuth side.
fn nobody(world: &World, call: &Call, method: Option<Method>) -> Option<Grant> {
    let open = world.pubsub.open && matches!(method, Some(Method::Pubsub(_))) && oauth::is_local(call);
    open.then(|| Grant {
        user: String::new(),
        project: String::new(),
        scopes: [Scope::Pubsub].into(),
        all: [Scope::Pubsub.url()].into(),
        client: None,
        expires: Timestamp::MAX,
    })
}

/// Who a call comes from.
struct Signed<'a> {
    has_token: bool,
    /// What the token is good for, if it was ever given out.
    grant: Option<&'a Grant>,
}

fn answer(
    world: &mut World,
    call: &Call,
    routed: Result<Route, Problem>,
    params: &Params,
    signed: &Signed,
    oddity: Option<Paging>,
) -> Result<(Answer, Option<Waiting>), Problem> {
    front_end(call)?;
    let Route { method, ids } = routed?;
    let grant = match signed.grant {
        None if signed.has_token => return Err(Problem::token_unknown(Some(method))),
        None => return Err(Problem::credentials_missing(Some(method))),
        Some(grant) => grant,
    };
    admit(world, method, grant)?;

    let form = params.form()?;
    params.check(method)?;
    let message = methods::answer_type(method);
    let selection = match params.fields() {
        None => None,
        Some(fields) => Some(Selection::parse(fields, message).map_err(|path| {
            let why = format!("Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'.");
            Problem::invalid_argument(&path, why)
        })?),
    };
    let ask = Ask { method, ids: &ids, grant, params, selection: selection.as_ref(), body: &call.body, oddity };
    let value = methods::perform(world, &ask)?;
    let waits = (method == Method::Pubsub(PubsubMethod::Pull)).then(|| methods::waits(&ask, &value)).flatten();
    let answer = write(value, selection.as_ref(), message, form);
    let waiting = waits.map(|(queue, most)| Waiting { queue, most, selection, form });
    Ok((answer, waiting))
}

/// A good answer in the form that was asked for.
fn write(mut value: Value, selection: Option<&Selection>, message: &schema::Message, form: Form) -> Answer {
    if let Some(selection) = selection {
        selection.apply(&mut value);
    }
    if form.enums_as_numbers {
        enums_to_numbers(&mut value, message);
    }
    let text = if form.pretty { format!("{value:#}\n") } else { value.to_string() };
    Answer::json(200, text.into_bytes())
}

/// What Google's front end refuses before any API sees it.
pub(super) fn front_end(call: &Call) -> Result<(), Problem> {
    match call.verb.as_str() {
        "GET" if !call.body.is_empty() => Err(Problem::page(400, "Your client has issued a malformed request.")),
        "POST" | "PATCH" | "PUT" if !call.has_length => Err(Problem::page(411, "Such requests need a Content-Length header.")),
        _ => Ok(()),
    }
}

/// Expiry, the project's API, scopes, quota.
fn admit(world: &mut World, method: Method, grant: &Grant) -> Result<(), Problem> {
    let now = world.now();
    if grant.expires <= now {
        return Err(Problem::token_expired(Some(method)));
    }
    if grant.user.is_empty() {
        return Ok(());
    }
    let project = world.projects.get(&grant.project).ok_or_else(Problem::internal)?;
    let enabled = match method.service() {
        Service::Meet => project.api_enabled,
        Service::Events => project.events_enabled,
        Service::Pubsub => project.pubsub_enabled,
    };
    if !enabled {
        return Err(Problem::service_disabled(method.service(), &project.number));
    }
    if !method.scopes().iter().any(|scope| grant.scopes.contains(scope)) {
        return Err(Problem::scope_insufficient(Some(method)));
    }
    world.meter.count(&world.quota, method.bucket(), (&project.id, &project.number), &grant.user, now)
}

/// The token of the header, else that of the query.
pub(super) fn token<'a>(call: &'a Call, params: &'a Params) -> Option<&'a str> {
    let header = call.authorization.as_deref().map(|header| {
        // a header of another scheme is a wrong token rather than none
        let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
        if scheme.eq_ignore_ascii_case("bearer") { rest.trim() } else { header }
    });
    header.filter(|token| !token.is_empty()).or_else(|| params.token())
}

fn is_token(name: &str) -> bool {
    name.ends_with("access_token") || name.ends_with("oauth_token")
}

impl Answer {
    pub(super) fn json(status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: "application/json; charset=UTF-8", headers: Vec::new(), body }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        Self { status: problem.code, content_type: problem.content_type(), body: problem.body(), headers: problem.headers }
    }
}

/// A body that is larger than any request of this API could be.
pub(super) fn too_large() -> Answer {
    let description = "Request payload size exceeds the limit.".to_owned();
    Problem::invalid(&[Violation { field: String::new(), description }]).into()
}
