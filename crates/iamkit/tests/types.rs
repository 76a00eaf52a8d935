//! What a service keeps for as long as it runs can be asked by all its threads.

use iamkit::account::authorizer::Authorizer;
use iamkit::account::view::{AccessAnswer, AccessView};
use iamkit::aws::simulation::PrincipalPolicies;
use iamkit::listing::details::AuthorizationDetails;
use iamkit::managed::ManagedPolicies;
use iamkit::prover::{Access, Differences, Universe, Witness};
use iamkit::store::{Change, Directory, MemoryJournal, Snapshot, Store};
use iamkit::validate::lint::Lint;
use iamkit::{Catalog, CompiledPolicies, OwnedLayers, OwnedRequest, PolicyDocument};

/// Asks the compiler whether types can go from thread to thread and be asked by many at once.
macro_rules! is_shared {
    ($($type:ty),+ $(,)?) => {
        const _: () = {
            const fn is_shared<T: Send + Sync + 'static>() {}
            $(is_shared::<$type>();)+
        };
    };
}

is_shared!(
    PolicyDocument,
    CompiledPolicies,
    OwnedLayers,
    OwnedRequest,
    Catalog,
    ManagedPolicies,
    Access,
    Universe<'static>,
    Differences,
    Witness,
    Lint,
    Directory,
    Change,
    Snapshot,
    Store<MemoryJournal>,
    AccessView,
    Authorizer,
    AccessAnswer,
    AuthorizationDetails,
    PrincipalPolicies,
);

#[test]
fn the_embedded_data_is_shared_and_not_copied() {
    assert!(std::ptr::eq(Catalog::embedded(), Catalog::embedded()));
    assert!(std::ptr::eq(ManagedPolicies::embedded(), ManagedPolicies::embedded()));
}
