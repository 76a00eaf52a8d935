//! The maps of an account: persistent, so that a snapshot costs a pointer and a change a path through the tree.

use std::sync::Arc;

pub(crate) type Map<K, V> = rpds::RedBlackTreeMapSync<K, V>;
pub(crate) type Set<T> = rpds::RedBlackTreeSetSync<T>;

/// The entity under a key, to be changed: copied where a snapshot still shares it.
pub(crate) fn entity_mut<'m, K, V>(map: &'m mut Map<K, Arc<V>>, key: &K) -> Option<&'m mut V>
where
    K: Ord + Clone,
    V: Clone,
{
    map.get_mut(key).map(Arc::make_mut)
}
