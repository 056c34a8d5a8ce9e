//! The small pages that the browser shows at the end of a sign-in: no script, nothing loaded, every text escaped.

use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;

use super::error::AuthError;

/// What becomes of a sign-in: whose it is, or why there is none.
pub(super) type Outcome = Result<String, AuthError>;

const BACK: &str = "You can close this tab and go back to the terminal.";

/// The headers of all pages. The address that shows them holds a code: it must not be kept, nor told to anybody.
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

const STYLE: &str = "html{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto 0;\
                     padding:0 1.5rem}h1{font-size:1.5rem}";

fn page(status: StatusCode, title: &str, lines: &[&str]) -> Response<Full<Bytes>> {
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>greenroom</title><style>{STYLE}</style></head>\n<body><h1>{}</h1>\n",
        escape(title)
    );
    for line in lines {
        text.push_str("<p>");
        text.push_str(&escape(line));
        text.push_str("</p>\n");
    }
    text.push_str("</body></html>\n");
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response.headers_mut().extend(HEADERS);
    response
}

/// As text in HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// How it ended. Nothing came of it where the sign-in was given up meanwhile.
pub(super) fn ended(outcome: Option<&Outcome>) -> Response<Full<Bytes>> {
    match outcome {
        Some(Ok(email)) => page(StatusCode::OK, "You are signed in", &[&format!("greenroom works as {email} now."), BACK]),
        Some(Err(error)) => page(StatusCode::BAD_REQUEST, "You are not signed in", &[&error.why(), &error.next_step(), BACK]),
        None => over(),
    }
}

/// Nobody waits any more.
pub(super) fn over() -> Response<Full<Bytes>> {
    let lines = ["greenroom does not wait for it any more.", "Go back to the terminal and begin again."];
    page(StatusCode::GONE, "This sign-in is over", &lines)
}

/// The same once more.
pub(super) fn already() -> Response<Full<Bytes>> {
    page(StatusCode::GONE, "Already done", &["This sign-in has its answer already.", BACK])
}

/// Not the answer to this sign-in.
pub(super) fn wrong_state() -> Response<Full<Bytes>> {
    let error = AuthError::WrongState;
    let (why, next) = (error.why(), error.next_step());
    let lines = [&*why, &next, "greenroom still waits for the right one."];
    page(StatusCode::BAD_REQUEST, "That belongs to another sign-in", &lines)
}

/// Neither a code nor an error.
pub(super) fn no_code() -> Response<Full<Bytes>> {
    let lines = ["What came back holds no code.", "greenroom still waits: open the link from the terminal once more."];
    page(StatusCode::BAD_REQUEST, "That is no answer", &lines)
}

/// Another path.
pub(super) fn not_found() -> Response<Full<Bytes>> {
    page(
        StatusCode::NOT_FOUND,
        "There is nothing here",
        &["greenroom waits here for the end of a sign-in, and for nothing else."],
    )
}

/// Another method.
pub(super) fn no_method() -> Response<Full<Bytes>> {
    let mut response = page(StatusCode::METHOD_NOT_ALLOWED, "There is nothing here", &["Only GET is of use here."]);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
    response
}

/// Under another name than 127.0.0.1 and the port: a site whose name was made to lead here.
pub(super) fn wrong_host() -> Response<Full<Bytes>> {
    page(StatusCode::MISDIRECTED_REQUEST, "There is nothing here", &["greenroom answers at 127.0.0.1 alone."])
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    async fn text(response: Response<Full<Bytes>>) -> String {
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn what_others_say_is_text_and_not_html() {
        let said = Some("<script>alert(\"1\")</script> & 'so'".into());
        let html = text(ended(Some(&Err(AuthError::Consent { code: "access_denied".into(), said })))).await;
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;so&#39;"), "{html}");
        let html = text(ended(Some(&Ok("<b>@example.com".into())))).await;
        assert!(html.contains("&lt;b&gt;@example.com") && !html.contains("<b>"), "{html}");
    }

    #[tokio::test]
    async fn every_page_keeps_its_address_to_itself() {
        let signed_in: Outcome = Ok("ana@example.com".into());
        let all = [ended(Some(&signed_in)), over(), already(), wrong_state(), no_code(), not_found(), no_method(), wrong_host()];
        for page in all {
            let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), "text/html; charset=utf-8");
            assert_eq!(header("referrer-policy"), "no-referrer");
            assert_eq!(header("cache-control"), "no-store");
            assert!(header("content-security-policy").starts_with("default-src 'none'"));
            let html = text(page).await;
            assert!(!html.contains("<script") && !html.contains("src=") && !html.contains("href="), "{html}");
        }
    }
}
