//! [`Keymap`]: which key does what: the table's keys, or those that the person gave an action instead.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::{Action, BINDINGS, Binding, Chord, Context};

/// Stands with ctrl-c whatever the settings say.
const ALWAYS: &str = "ctrl-c";
/// Around the name of an action in a text that is shown: its key comes there.
const MARKS: (char, char) = ('‹', '›');

static DEFAULT: LazyLock<Keymap> = LazyLock::new(|| {
    let map = Table { own: HashMap::new(), by_key: HashMap::new() };
    // The table of the code has no clash: a test looks after it.
    map.filled().unwrap_or_else(|_| Keymap(Arc::new(Table::default())))
});

/// Keys to bindings, ready for dispatch, and back, ready to be shown. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keymap(Arc<Table>);

#[derive(Debug, Default)]
struct Table {
    /// The keys of actions that the person gave others.
    own: HashMap<Action, Vec<Chord>>,
    /// The keys of one place lie apart from those that hold everywhere.
    by_key: HashMap<(Option<Context>, Chord), &'static Binding>,
}

/// One key for two actions in one place.
#[derive(Debug, Clone, Copy)]
pub struct Clash {
    /// The key.
    pub key: Chord,
    /// Both actions, in the order of the table.
    pub of: [&'static Binding; 2],
}

impl Table {
    fn filled(mut self) -> Result<Keymap, Clash> {
        for binding in BINDINGS {
            let place = Some(binding.context).filter(|context| context.is_place());
            for chord in self.chords(binding) {
                if let Some(other) = self.by_key.insert((place, chord), binding)
                    && other.action != binding.action
                {
                    return Err(Clash { key: chord, of: [other, binding] });
                }
            }
        }
        // Nowhere may anything come before the key that always quits.
        let quit = always().and_then(|key| Some((key, *self.by_key.get(&(None, key))?)));
        let before = quit.and_then(|(key, quit)| {
            let binding = self.by_key.iter().find(|((place, chord), _)| place.is_some() && *chord == key)?.1;
            Some(Clash { key, of: [binding, quit] })
        });
        before.map_or_else(|| Ok(Keymap(Arc::new(self))), Err)
    }

    fn chords(&self, binding: &Binding) -> Vec<Chord> {
        let Some(own) = self.own.get(&binding.action) else {
            return binding.keys.iter().filter_map(|key| key.parse().ok()).collect();
        };
        let always = always().filter(|key| binding.action == Action::Quit && !own.contains(key));
        own.iter().copied().chain(always).collect()
    }
}

fn always() -> Option<Chord> {
    ALWAYS.parse().ok()
}

impl Default for Keymap {
    /// The table's own keys.
    fn default() -> Self {
        DEFAULT.clone()
    }
}

impl PartialEq for Keymap {
    fn eq(&self, other: &Self) -> bool {
        BINDINGS.iter().all(|binding| self.chords(binding) == other.chords(binding))
    }
}

impl Eq for Keymap {}

impl Keymap {
    /// The table with these keys for these actions, instead of their own.
    ///
    /// # Errors
    ///
    /// When a key would do two things in one place.
    pub fn with(own: impl IntoIterator<Item = (Action, Vec<Chord>)>) -> Result<Self, Clash> {
        Table { own: own.into_iter().collect(), by_key: HashMap::new() }.filled()
    }

    /// The binding of a key, if it has one; `place` says where the keys go, where that has keys of its own.
    #[must_use]
    pub fn get(&self, key: Chord, place: Option<Context>) -> Option<&'static Binding> {
        let special = place.and_then(|place| self.0.by_key.get(&(Some(place), key)));
        special.or_else(|| self.0.by_key.get(&(None, key))).copied()
    }

    /// The keys of a binding, the one that is shown first.
    #[must_use]
    pub fn chords(&self, binding: &Binding) -> Vec<Chord> {
        self.0.chords(binding)
    }

    /// True where the person gave the action other keys than the table does.
    #[must_use]
    pub fn is_own(&self, action: Action) -> bool {
        self.0.own.contains_key(&action)
    }

    /// The keys of a binding, as people read them.
    #[must_use]
    pub fn keys_of(&self, binding: &Binding) -> Vec<String> {
        self.chords(binding).iter().map(ToString::to_string).collect()
    }

    /// The first key of an action, as people read it; nothing where it has none.
    #[must_use]
    pub fn key_of(&self, action: Action) -> String {
        let binding = super::binding(action);
        binding.and_then(|binding| self.chords(binding).first().map(ToString::to_string)).unwrap_or_default()
    }

    /// A text that names keys by their actions, as in `‹refresh› asks`, with the keys. An action without a key is named as the
    /// palette finds it.
    #[must_use]
    pub fn in_words<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(MARKS.0) {
            return Cow::Borrowed(text);
        }
        let mut words = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(MARKS.0) {
            words.push_str(before);
            let binding = after.split_once(MARKS.1).and_then(|(name, after)| Some((super::named(name)?, after)));
            rest = if let Some((binding, after)) = binding {
                match self.key_of(binding.action) {
                    key if key.is_empty() => {
                        words.push_str(&self.key_of(Action::Palette));
                        words.push_str(binding.name);
                    }
                    key => words.push_str(&key),
                }
                after
            } else {
                words.push(MARKS.0);
                after
            };
        }
        words.push_str(rest);
        Cow::Owned(words)
    }
}
