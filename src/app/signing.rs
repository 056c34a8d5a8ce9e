//! Signing in, as the app sees it: the first screen, the accounts, and what goes on after a sign-in that ran out.

use std::time::Duration;

use super::{App, Net};
use crate::auth::scopes::Scope;
use crate::book::{Access, Doing};
use crate::effect::{AuthMsg, AuthOp, Clip, Effect, Key, Next, Reply, Request, SignedInAs, Timer, Trouble};
use crate::keys::Action;
use crate::meet::names::{SpaceName, SpaceRef};
use crate::meet::resources::AccessType;
use crate::overlays::Overlay;
use crate::overlays::accounts::{self, Accounts};
use crate::overlays::confirm::{Confirm, Question};
use crate::overlays::sign_in::{Face, SignIn, Stage, Wish};

use super::verdict::signed_out;

/// So long before a sign-in ends it is announced.
const AHEAD: Duration = Duration::from_hours(24);

/// Something that was refused because nobody was signed in any more. A create is never among them: who knows whether it is
/// still wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// A change of who may join.
    Access(SpaceName, AccessType),
    /// A change of settings, as it is chosen.
    Settings(SpaceName),
    /// The end of a conference; it was asked about.
    End(SpaceName),
    /// A look-up.
    LookUp(SpaceRef),
}

impl App {
    /// Before the first message: who is not signed in is offered to, and an end that is near is told.
    pub(super) fn greet(&mut self, effects: &mut Vec<Effect>) {
        if (!self.session.signed_in || self.session.unproven) && self.spaces.total == 0 && !self.session.demo {
            self.overlays.push(Overlay::SignIn(Box::new(SignIn::first())));
        }
        self.watch_end(effects);
    }

    fn watch_end(&mut self, effects: &mut Vec<Effect>) {
        let Some(ends) = self.session.ends else { return };
        let left = Duration::try_from(ends.duration_since(self.clock.now)).unwrap_or_default();
        match left.checked_sub(AHEAD) {
            Some(after) => effects.push(Effect::Wake { after, timer: Timer::SignInEnds }),
            None => self.sign_in_ends(effects),
        }
    }

    /// The sign-in ends within a day.
    pub(super) fn sign_in_ends(&mut self, effects: &mut Vec<Effect>) {
        let Some(ends) = self.session.ends else { return };
        let trouble = self.trouble_of(
            &format!("This sign-in ends on {}", self.clock.at(ends)),
            "The Cloud project is in Testing, where a sign-in lives for seven days, or access was granted for a while only.",
            "‹accounts›, then s signs in again at any time. Publishing the app, or making it Internal, ends this.",
        );
        self.fail(trouble, effects);
    }

    /// Why another account cannot be gone to now.
    fn busy(&self) -> Option<&'static str> {
        if self.bulk_runs() {
            return Some("several spaces are being worked on: wait, or stop it with ‹problems› and Esc");
        }
        let cards = self.book.order().iter().filter_map(|id| self.book.card(*id));
        cards.into_iter().find_map(|card| {
            let waits = card.access.is_some()
                || card.draft.sent.is_some()
                || !card.members.is_idle()
                || matches!(card.doing, Some(Doing::Creating | Doing::Ending { .. }));
            waits.then_some("something is being changed at Google: wait until it is answered")
        })
    }

    fn go_on(&mut self, next: Next, effects: &mut Vec<Effect>) {
        match self.busy() {
            Some(why) => self.refuse(why, effects),
            None => effects.push(Effect::GoOn(next)),
        }
    }

    /// `A`.
    pub(super) fn accounts(&mut self, effects: &mut Vec<Effect>) {
        if let Some(over) = &self.over
            && self.session.way.is_none()
        {
            let sign_in = SignIn::over(self.session.account.clone(), over.clone());
            return self.overlays.push(Overlay::SignIn(Box::new(sign_in)));
        }
        if !self.session.signed_in && self.session.account.is_none() {
            return self.overlays.push(Overlay::SignIn(Box::new(SignIn::asked())));
        }
        self.list_accounts(effects);
    }

    fn list_accounts(&mut self, effects: &mut Vec<Effect>) {
        self.overlays.push(Overlay::Accounts(Accounts::new(self.session.demo)));
        effects.push(Effect::Auth(AuthOp::Accounts));
    }

    fn sign_in(&mut self) -> Option<&mut SignIn> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::SignIn(sign_in) => Some(&mut **sign_in),
            _ => None,
        })
    }

    fn begin(&mut self, account: Option<String>, effects: &mut Vec<Effect>) {
        match self.sign_in() {
            Some(sign_in) => {
                sign_in.account.clone_from(&account);
                sign_in.go(Stage::Preparing);
            }
            None => self.overlays.push(Overlay::SignIn(Box::new(SignIn::begun(account.clone())))),
        }
        effects.push(Effect::Auth(AuthOp::Begin { account }));
    }

    /// What the window of signing in wants.
    pub(super) fn sign(&mut self, wish: Wish, effects: &mut Vec<Effect>) {
        match wish {
            Wish::Begin => {
                let account = self.sign_in().and_then(|sign_in| sign_in.account.clone());
                self.begin(account, effects);
            }
            Wish::GrantRest(email) => self.begin(Some(email), effects),
            Wish::Gcloud => effects.push(Effect::Auth(AuthOp::Gcloud)),
            Wish::Demo => self.go_on(Next::Demo, effects),
            Wish::UseGcloud => self.go_on(Next::Gcloud, effects),
            Wish::Client(text) => effects.push(Effect::Auth(AuthOp::Client(text))),
            Wish::Paste(text) => effects.push(Effect::Auth(AuthOp::Paste(text))),
            Wish::Browse => effects.push(Effect::Auth(AuthOp::Browse)),
            Wish::Console(link) => {
                self.tell("Opening the page in your browser", effects);
                effects.push(Effect::BrowseConsole(link));
            }
            Wish::Copy(text, what) => effects.push(Effect::Copy(Clip { text, what: what.into(), secret: false })),
            Wish::Cancel => {
                if self.sign_in().is_some_and(|sign_in| !sign_in.has_welcome()) {
                    self.overlays.pop();
                }
                effects.push(Effect::Auth(AuthOp::Cancel));
            }
            Wish::Stay(email) => {
                self.overlays.pop();
                effects.push(Effect::Auth(AuthOp::Stay(email)));
            }
            Wish::Accounts => {
                self.overlays.pop();
                self.list_accounts(effects);
            }
            Wish::Enter(email, other_client) => self.enter(email, other_client, effects),
        }
    }

    /// On to the list: this one where it is the same account, else that account's.
    fn enter(&mut self, email: String, other_client: bool, effects: &mut Vec<Effect>) {
        if self.is_here(&email) && !other_client {
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::SignIn(_) | Overlay::Accounts(_)));
        } else {
            self.go_on(Next::Account(email), effects);
        }
    }

    /// Whether the list on the screen is this account's, by a sign-in in the browser.
    fn is_here(&self, email: &str) -> bool {
        let account = self.session.account.as_deref();
        self.session.signed_in && self.session.way.is_none() && account.is_some_and(|here| here.eq_ignore_ascii_case(email))
    }

    /// What the window of accounts wants.
    pub(super) fn with_account(&mut self, wish: accounts::Wish, effects: &mut Vec<Effect>) {
        match wish {
            accounts::Wish::Switch(email) if self.is_here(&email) && self.over.is_some() => self.begin(Some(email), effects),
            accounts::Wish::Switch(email) if self.is_here(&email) => {
                self.overlays.pop();
                self.tell(format!("{email} is here already"), effects);
            }
            accounts::Wish::Switch(email) => self.go_on(Next::Account(email), effects),
            accounts::Wish::Another => self.begin(None, effects),
            accounts::Wish::Again(email) => self.begin(Some(email), effects),
            accounts::Wish::SignOut(email) => {
                let title = format!("Sign {email} out here?");
                let lines = vec![
                    "greenroom forgets this sign-in on this machine. Google is not told, and its list with your names stays."
                        .into(),
                ];
                self.overlays.push(Overlay::Confirm(Confirm::new(Question::SignOut(email), title, lines, "sign it out")));
            }
            accounts::Wish::Demo if self.session.demo => self.go_on(Next::Anyone, effects),
            accounts::Wish::Demo => self.go_on(Next::Demo, effects),
        }
    }

    /// What became of something of signing in.
    pub(super) fn signing(&mut self, msg: AuthMsg, effects: &mut Vec<Effect>) {
        match msg {
            AuthMsg::SignedIn(done) => return self.signed_in(*done, effects),
            AuthMsg::Accounts(list) => return self.accounts_known(list),
            AuthMsg::Forgot(result) => return self.forgot(result, effects),
            AuthMsg::Stayed(Ok(())) => return,
            AuthMsg::Stayed(Err(trouble)) => return self.fail(trouble, effects),
            AuthMsg::Failed(trouble) => {
                self.remember(trouble.clone());
                if let Some(sign_in) = self.sign_in().filter(|sign_in| sign_in.waits()) {
                    sign_in.go(Stage::Failed(trouble));
                }
                return;
            }
            _ => {}
        }
        let Some(sign_in) = self.sign_in() else { return };
        match (msg, &mut sign_in.stage) {
            (AuthMsg::NoClient, Stage::Preparing) => sign_in.go(Stage::Guide(0)),
            (AuthMsg::Client(Ok(_)), Stage::File { .. }) => {
                let account = sign_in.account.clone();
                self.begin(account, effects);
            }
            (AuthMsg::Client(Err(wrong)), Stage::File { busy, trouble, .. })
            | (AuthMsg::Gcloud(Err(wrong)), Stage::Gcloud { busy, trouble }) => (*busy, *trouble) = (false, Some(wrong)),
            (AuthMsg::Page { url, port, machine }, Stage::Preparing) => {
                sign_in.go(Stage::Waiting { url, port, machine, opened: None, face: Face::Page });
            }
            (AuthMsg::Opened(result), Stage::Waiting { opened, .. }) => *opened = Some(result),
            (AuthMsg::PasteRefused(wrong), Stage::Waiting { face: Face::Paste { trouble, .. }, .. }) => *trouble = Some(wrong),
            (AuthMsg::Gcloud(Ok(())), Stage::Gcloud { .. }) => self.go_on(Next::Gcloud, effects),
            // What is late for the stage that it belongs to is no news.
            (_, _) => {}
        }
    }

    fn signed_in(&mut self, done: SignedInAs, effects: &mut Vec<Effect>) {
        let (email, here) = (done.email.clone(), self.is_here(&done.email) && !done.other_client);
        if here {
            // The list stays: what was refused is asked again.
            (self.session.granted, self.session.ends) = (Some(done.granted.clone()), done.ends);
            self.take_up(effects);
        }
        match self.sign_in() {
            Some(sign_in) => sign_in.go(Stage::Done(Box::new(done))),
            None => self.tell(format!("Signed in as {email}"), effects),
        }
    }

    /// Signed in again: goes on where it stopped.
    fn take_up(&mut self, effects: &mut Vec<Effect>) {
        (self.net, self.over) = (Net::Unknown, None);
        self.watch_end(effects);
        for refused in std::mem::take(&mut self.refused) {
            match refused {
                Refused::Access(name, chosen) => {
                    if let Some(id) = self.book.find(&name) {
                        let card = self.book.card_mut(id);
                        (card.access, card.trouble) = (Some(Access { chosen, sent: None }), None);
                        self.access_rests(&name, effects);
                    }
                }
                Refused::Settings(name) => {
                    if let Some(id) =
                        self.book.find(&name).filter(|id| self.book.card(*id).is_some_and(|card| !card.draft.is_empty()))
                    {
                        self.patch_settings(id, effects);
                    }
                }
                Refused::End(name) => {
                    if let Some(id) = self.book.find(&name) {
                        self.end(id, effects);
                    }
                }
                Refused::LookUp(space) => effects.push(self.call(Key::LookUp, Request::Get(space))),
            }
        }
        if let Some(id) = self.current() {
            self.book.card_mut(id).reading = None;
            self.read(id, effects);
        }
        self.sweep_visible(effects);
    }

    /// Remembers what was refused for want of a sign-in.
    pub(super) fn note_refused(&mut self, key: &Key, reply: &Reply) {
        let (Reply::Space(Err(error)) | Reply::Ended(Err(error))) = reply else { return };
        if !signed_out(error) {
            return;
        }
        let refused = match key {
            Key::Access(name) => {
                let card = self.book.find(name).and_then(|id| self.book.card(id));
                card.and_then(|card| card.access.as_ref()).map(|access| Refused::Access(name.clone(), access.chosen.clone()))
            }
            Key::Settings(name) => Some(Refused::Settings(name.clone())),
            Key::End(name) => Some(Refused::End(name.clone())),
            Key::LookUp => self.looking_up.clone().map(Refused::LookUp),
            _ => None,
        };
        self.refused.extend(refused.filter(|refused| !self.refused.contains(refused)));
    }

    fn accounts_known(&mut self, list: Result<Vec<crate::effect::AccountLine>, Trouble>) {
        let here = self.session.account.clone();
        for overlay in &mut self.overlays {
            if let Overlay::Accounts(accounts) = overlay {
                return accounts.fill(list, here.as_deref());
            }
        }
    }

    fn forgot(&mut self, result: Result<String, Trouble>, effects: &mut Vec<Effect>) {
        match result {
            Ok(email) if self.is_here(&email) => self.go_on(Next::Anyone, effects),
            Ok(email) => {
                self.tell(format!("{email} is signed out here; its list stays"), effects);
                effects.push(Effect::Auth(AuthOp::Accounts));
            }
            Err(trouble) => self.fail(trouble, effects),
        }
    }

    /// Why this is not granted, if it is not.
    pub(super) fn not_granted(&self, action: Action) -> Option<String> {
        let granted = self.session.granted.as_ref()?;
        let any_of: &[Scope] = match action {
            Action::New | Action::NewForm | Action::End | Action::AddMember | Action::ChangeRole | Action::RemoveMember => {
                &[Scope::Created]
            }
            Action::NextAccess | Action::NextValue | Action::PreviousValue | Action::Send | Action::ApplyPreset => {
                &[Scope::Created, Scope::Settings]
            }
            Action::Refresh | Action::RefreshAll | Action::LookUp => &[Scope::Created, Scope::Readonly, Scope::Settings],
            _ => return None,
        };
        if any_of.iter().any(|scope| granted.has(*scope)) {
            return None;
        }
        let scope = any_of.first()?;
        Some(format!("not granted: to {} ({}); ‹accounts›, then g asks Google for the rest", scope.purpose(), scope.name()))
    }
}
