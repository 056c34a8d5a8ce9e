//! A browser, as far as signing in needs one: it follows, keeps cookies, and fills in a form.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, Url, redirect};

/// What is looked at, with all cookies of this sign-in.
pub struct Browser {
    http: Client,
    cookies: BTreeMap<String, String>,
}

/// Where it ended.
#[derive(Debug)]
pub enum Page {
    /// A page, and the address it came from.
    Shown(Url, String),
    /// It was sent to the program, where it did not go yet.
    Sent(Url),
}

/// What there is to send of a form.
pub struct Form {
    action: Url,
    fields: Vec<(String, String)>,
}

impl Browser {
    pub fn new() -> Self {
        // An error only says that one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { http, cookies: BTreeMap::new() }
    }

    /// Opens an address, and goes wherever it is sent, as long as that is this server.
    pub async fn open(&mut self, url: &str) -> Page {
        let url = Url::parse(url).unwrap();
        let request = self.http.get(url.clone());
        self.follow(url, request).await
    }

    /// Sends a form, and goes on as [`Browser::open`] does.
    pub async fn send(&mut self, form: Form) -> Page {
        let request = self.http.post(form.action.clone()).form(&form.fields);
        self.follow(form.action, request).await
    }

    async fn follow(&mut self, mut url: Url, mut request: reqwest::RequestBuilder) -> Page {
        let server = url.origin();
        loop {
            let response = request.header(COOKIE, self.cookies()).send().await.unwrap();
            self.keep_cookies(&response);
            let Some(place) = response.headers().get(LOCATION) else {
                return Page::Shown(url, response.text().await.unwrap());
            };
            url = url.join(place.to_str().unwrap()).unwrap();
            if url.origin() != server {
                return Page::Sent(url);
            }
            request = self.http.get(url.clone());
        }
    }

    fn cookies(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&mut self, response: &Response) {
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
    }
}

impl Page {
    /// The page that is shown.
    #[track_caller]
    pub fn shown(self) -> (Url, String) {
        match self {
            Self::Shown(url, html) => (url, html),
            Self::Sent(url) => panic!("no page, but sent to {url}"),
        }
    }

    /// Where it is sent.
    #[track_caller]
    pub fn sent(self) -> Url {
        match self {
            Self::Sent(url) => url,
            Self::Shown(url, html) => panic!("a page of {url}:\n{html}"),
        }
    }

    /// The form with these words on the page that is shown, with what stands in it from the start.
    #[track_caller]
    pub fn form(self, words: &str) -> Form {
        let (url, html) = self.shown();
        let mut forms = html.split("<form").skip(1).map(|form| form.split_once("</form>").unwrap().0);
        let form = forms.find(|form| form.contains(words)).unwrap_or_else(|| panic!("no {words} in a form of\n{html}"));
        let action = url.join(&attribute(form, "action").unwrap()).unwrap();
        let hidden = form.split("<input").filter(|input| attribute(input, "type").as_deref() == Some("hidden"));
        let fields = hidden.map(|input| (attribute(input, "name").unwrap(), attribute(input, "value").unwrap())).collect();
        Form { action, fields }
    }
}

impl Form {
    /// Fills in a field.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// What an attribute says in the first tag that has it.
fn attribute(html: &str, name: &str) -> Option<String> {
    let value = html.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
