//! What a service may do with the engine's types: share them between threads, copy small ones, and keep many.
//!
//! Sizes are those of a machine with pointers of eight bytes. A type that grows isn't wrong, but is chosen: a request is
//! made for every decision, and a decision is passed on by value.

use std::fmt::Debug;
use std::panic::{RefUnwindSafe, UnwindSafe};

use iamkit_engine::{
    About, ActionDecisions, ActionList, ActionName, Allowance, Allowed, CompileErrors, CompiledPolicies,
    Context, ContextValue, Decision, Dependency, Evaluation, Evaluations, Layer, LayerVerdict, Layers,
    PolicyKind, Principal, Remark, Request, RequestError, StatementRef, Value,
};

/// Asks the compiler whether types can go from thread to thread and be asked by many at once.
macro_rules! is_shared {
    ($($type:ty),+ $(,)?) => {
        const _: () = {
            const fn is_shared<T: Send + Sync + UnwindSafe + RefUnwindSafe + Debug>() {}
            $(is_shared::<$type>();)+
        };
    };
}

is_shared!(
    CompiledPolicies,
    CompileErrors,
    Principal,
    ActionName<'_>,
    Value<'_>,
    ContextValue<'_>,
    Context<'_>,
    Request<'_>,
    RequestError,
    Layers<'_>,
    ActionList,
    ActionDecisions,
    Allowance,
    Decision,
    Evaluation,
    Evaluations,
    LayerVerdict,
    StatementRef,
    Remark,
    Dependency,
);

/// Asks the compiler whether types are copied rather than moved.
macro_rules! is_copied {
    ($($type:ty),+ $(,)?) => {
        const _: () = {
            const fn is_copied<T: Copy + Eq>() {}
            $(is_copied::<$type>();)+
        };
    };
}

is_copied!(Decision, Allowed, Layer, PolicyKind, ActionName<'_>);

/// Each type with its size and the most it may have.
#[cfg(target_pointer_width = "64")]
macro_rules! sizes {
    ($($type:ty: $most:literal),+ $(,)?) => {
        [$((stringify!($type), size_of::<$type>(), $most)),+]
    };
}

#[cfg(target_pointer_width = "64")]
#[test]
fn hot_types_stay_small() {
    let sizes = sizes![
        About: 1,
        Allowed: 1,
        Decision: 1,
        ActionName<'_>: 40,
        Value<'_>: 48,
        ContextValue<'_>: 48,
        Context<'_>: 40,
        Request<'_>: 120,
        Principal: 112,
        Layers<'_>: 184,
        StatementRef: 48,
        Evaluation: 216,
        CompiledPolicies: 400,
    ];
    let grown = sizes.into_iter().filter(|(_, size, most)| most < size).collect::<Vec<_>>();
    assert_eq!(grown, []);
}

#[cfg(target_pointer_width = "64")]
#[test]
fn nothing_is_paid_for_an_absent_decision() {
    assert_eq!(size_of::<Option<Decision>>(), size_of::<Decision>());
    assert_eq!(size_of::<Option<StatementRef>>(), size_of::<StatementRef>());
}
