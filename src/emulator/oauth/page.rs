//! What people see in the browser: the question, a refusal, and the way back.

use std::fmt::Write as _;

use url::Url;

use super::super::serve::Answer;
use super::super::world::World;
use super::authorize::{Wish, boxes};
use super::denial::Denial;
use super::scopes;
use super::state::Publishing;

/// Where the question is answered.
pub(super) const CONSENT: &str = "/o/oauth2/v2/auth/consent";

const STYLE: &str = "
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1.25rem}
h1{font-size:1.5rem;font-weight:600;margin:0 0 .25rem}
h2{font-size:1rem;margin:1.5rem 0 .25rem}
label{display:block;padding:.35rem 0}
small,.what{opacity:.7}
.warning{border-left:4px solid #b8860b;padding:.25rem .9rem;margin:1.25rem 0}
.foot{margin-top:2.5rem;font-size:.85rem;opacity:.7}
button{font:inherit;padding:.45rem 1.4rem;margin:1.5rem .6rem 0 0;border-radius:.4rem;border:1px solid;cursor:pointer}
code{overflow-wrap:anywhere}
";

/// The question: as whom, and which of the scopes.
pub(super) fn ask(world: &World, wish: &Wish, ticket: &str) -> Answer {
    let project = escape(&wish.project);
    let mut text = format!("<h1>Sign in to {project}</h1>\n");
    let testing = world.projects.get(&wish.project).is_some_and(|project| project.publishing == Publishing::Testing);
    if testing {
        let _ = writeln!(
            text,
            "<div class=warning><strong>This app has not been verified.</strong><br>{project} is being tested: only its test users \
             can go on, and what you allow ends after 7 days. Go on only if you know who made it.</div>"
        );
    }
    let _ = write!(
        text,
        "<form method=post action=\"{CONSENT}\">\n<input type=hidden name=ticket value=\"{}\">\n<h2>Choose an account</h2>\n",
        escape(ticket)
    );
    let hint = wish.hint.as_deref().and_then(|hint| world.known_user(hint));
    let chosen = hint.or_else(|| world.users.keys().next().cloned());
    for (email, user) in &world.users {
        let checked = if chosen.as_ref() == Some(email) { " checked" } else { "" };
        let _ = writeln!(
            text,
            "<label><input type=radio name=user value=\"{0}\"{checked} required> {1} <small>{0}</small></label>",
            escape(email),
            escape(&user.name)
        );
    }
    let boxes = boxes(wish);
    let _ = writeln!(text, "<h2>{project} would like to</h2>");
    for scope in &wish.scopes {
        let (purpose, name) = (escape(scopes::purpose(scope)), escape(scope));
        let _ = if boxes.contains(scope) {
            writeln!(
                text,
                "<label><input type=checkbox name=scope value=\"{name}\" checked> {purpose}<br><small><code>{name}</code></small></label>"
            )
        } else {
            writeln!(text, "<div class=what>{purpose}</div>")
        };
    }
    text.push_str(
        "<button name=decision value=allow>Continue</button>\
         <button name=decision value=deny formnovalidate>Cancel</button>\n</form>\n",
    );
    html(200, "Sign in", &text)
}

/// What is wrong, for the person: the app does not hear of it.
pub(super) fn refusal(denial: &Denial) -> Answer {
    let text = format!(
        "<h1>Access blocked</h1>\n<p>{}</p>\n<p class=what>Error {}: {}</p>\n<p>You can close this page.</p>\n",
        escape(&denial.description),
        denial.status,
        denial.error
    );
    html(denial.status, "Access blocked", &text)
}

/// Sends the browser on.
pub(super) fn redirect(url: &Url) -> Answer {
    let mut answer = html(302, "Signing in", "<p>Back to the app.</p>\n");
    answer.headers.push(("location", url.as_str().to_owned()));
    answer
}

fn html(status: u16, title: &str, text: &str) -> Answer {
    let body = format!(
        "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n{text}\
         <p class=foot>This is an emulator on your own machine. No Google account is touched.</p>\n</html>\n"
    );
    let headers = vec![
        ("cache-control", "no-store".to_owned()),
        // nobody may put this page into a frame and have somebody click on it
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
    ];
    Answer { status, content_type: "text/html; charset=UTF-8", headers, body: body.into_bytes() }
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}
