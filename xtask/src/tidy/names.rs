//! What a path in the code of a crate names: which item of which module, through all that hand it on.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{Modules, ROOT};
use super::source::Binding;

/// An item of the crate
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item {
    /// The module that defines it.
    pub(crate) module: String,
    /// Its name there.
    pub(crate) name: String,
}

/// What a path names: a module, items, something of another crate, or nothing that is known
#[derive(Debug, Clone, Default)]
struct Named {
    module: Option<String>,
    items: BTreeSet<Item>,
    is_known: bool,
}

/// The names of a crate
#[derive(Debug)]
pub(crate) struct Names<'m> {
    modules: &'m Modules<'m>,
    /// The modules of the macros that are seen from the root.
    exported: BTreeMap<&'m str, &'m str>,
}

/// The imports that are being followed: some lead back to themselves.
type Followed<'p> = Vec<(String, &'p str)>;

impl Named {
    fn module(path: impl Into<String>) -> Self {
        Self { module: Some(path.into()), is_known: true, ..Self::default() }
    }

    fn item(module: &str, name: &str) -> Self {
        let item = Item { module: module.to_owned(), name: name.to_owned() };
        Self { items: BTreeSet::from([item]), is_known: true, module: None }
    }

    fn add(&mut self, other: Self) {
        self.is_known |= other.is_known;
        self.module = self.module.take().or(other.module);
        self.items.extend(other.items);
    }
}

impl<'m> Names<'m> {
    /// The names of the crate with these modules.
    pub(crate) fn of(modules: &'m Modules<'m>) -> Self {
        let exported = modules
            .iter()
            .flat_map(|(path, module)| module.scope.exported.iter().map(move |name| (name.as_str(), path)));
        Self { modules, exported: exported.collect() }
    }

    /// The items of the crate that a path in a module names.
    pub(crate) fn items(&self, module: &str, path: &[String]) -> BTreeSet<Item> {
        let named = self.path(module, path, &mut Vec::new());
        if named.is_known {
            return named.items;
        }
        match path {
            [name] if name.ends_with('!') => self.macro_above(module, name).into_iter().collect(),
            _ => BTreeSet::new(),
        }
    }

    fn path<'p>(&'p self, module: &str, path: &'p [String], followed: &mut Followed<'p>) -> Named {
        let Some((first, rest)) = path.split_first() else { return Named::default() };
        let begin = match first.as_str() {
            "crate" => Named::module(ROOT),
            "self" => Named::module(module),
            "super" => above(module).map(Named::module).unwrap_or_default(),
            name => self.name(module, name, followed),
        };
        rest.iter().fold(begin, |named, name| self.step(named, name, followed))
    }

    /// What a name is in what the path before it names.
    fn step<'p>(&'p self, before: Named, name: &'p str, followed: &mut Followed<'p>) -> Named {
        // Members of an item are its own; what is not known has none that are.
        let Some(module) = before.module else { return before };
        match name {
            "self" => return Named::module(module),
            "super" => return above(&module).map(Named::module).unwrap_or_default(),
            _ => {}
        }
        let named = self.name(&module, name, followed);
        if named.is_known {
            return named;
        }
        if let Some(at) = self.exported.get(name).filter(|_| module == ROOT) {
            return Named::item(at, name);
        }
        let is_made = self.modules.get(&module).is_some_and(|module| module.scope.has_made_items);
        if is_made { Named::item(&module, name) } else { Named::default() }
    }

    /// What a name alone is in a module.
    fn name<'p>(&'p self, path: &str, name: &'p str, followed: &mut Followed<'p>) -> Named {
        let mut named = self.defined(path, name);
        let Some(module) = self.modules.get(path) else { return named };
        let plain = name.trim_end_matches('!');
        if followed.iter().any(|(module, name)| module == path && *name == plain) {
            return named;
        }
        followed.push((path.to_owned(), plain));
        for import in &module.scope.uses {
            if matches!(&import.binding, Binding::Name(bound) if bound == plain) {
                named.is_known = true;
                named.add(self.path(path, &import.path, followed));
            }
        }
        let all = module.scope.uses.iter().filter(|import| import.binding == Binding::All);
        for import in all.filter(|_| !named.is_known).collect::<Vec<_>>() {
            if let Some(from) = self.path(path, &import.path, followed).module {
                named.add(self.name(&from, name, followed));
            }
        }
        followed.pop();
        named
    }

    /// What a module itself defines by a name.
    fn defined(&self, path: &str, name: &str) -> Named {
        let mut named = Named::default();
        let child = format!("{path}::{name}");
        if self.modules.get(&child).is_some() {
            named.add(Named::module(child));
        }
        let scope = self.modules.get(path).map(|module| module.scope);
        for name in [name.to_owned(), format!("{name}!")] {
            if scope.is_some_and(|scope| scope.names.contains(&name)) {
                named.add(Named::item(path, &name));
            }
        }
        named
    }

    /// A macro is seen in all modules below its own.
    fn macro_above(&self, module: &str, name: &str) -> Option<Item> {
        let above = std::iter::successors(above(module), |module| above(module));
        above.map(|module| self.defined(module, name)).find_map(|named| named.items.into_iter().next())
    }
}

/// The module in which a module is.
fn above(module: &str) -> Option<&str> {
    module.rsplit_once("::").map(|(above, _)| above)
}
