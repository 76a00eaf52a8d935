//! Which condition keys some action takes: the sources list others that none does.

use crate::catalog::Catalog;
use crate::id::KeyId;

/// The keys, by their ids
#[derive(Debug, Clone)]
pub(crate) struct TakenKeys(Box<[bool]>);

impl TakenKeys {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut taken = vec![false; catalog.condition_key_count() as usize];
        for action in catalog.actions() {
            for key in action.condition_keys() {
                if let Some(flag) = taken.get_mut(key.id().get() as usize) {
                    *flag = true;
                }
            }
        }
        Self(of_names(catalog, &taken))
    }

    pub(crate) fn contains(&self, id: KeyId) -> bool {
        self.0.get(id.get() as usize).copied().unwrap_or_default()
    }
}

/// A name that has several types is taken whichever of them is.
fn of_names(catalog: &Catalog, taken: &[bool]) -> Box<[bool]> {
    let keys = catalog.condition_keys().zip(taken.iter().copied()).collect::<Vec<_>>();
    let same_name = keys.chunk_by(|(one, _), (next, _)| one.name().eq_ignore_ascii_case(next.name()));
    same_name.flat_map(|keys| std::iter::repeat_n(keys.iter().any(|(_, taken)| *taken), keys.len())).collect()
}
