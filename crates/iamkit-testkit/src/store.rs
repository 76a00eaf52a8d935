//! What the tests of accounts and of their journals share: random commands, and one suite for every kind of journal.
//!
//! A check panics where a journal fails it.

#![expect(clippy::unwrap_used, reason = "a failure here is the failure of a test")]

mod command;
mod suite;

use std::fmt::Debug;
use std::str::FromStr;

use iamkit_store::{AccountId, Call, Change, Command, Journal, RowChange};

pub use command::command;
pub use suite::{
    feed_and_history, neighbours, no_generation_for_nothing, readers, refused_transactions, reopening,
    rows_in_step, two_writers,
};

/// Where a journal is kept for a test
pub trait JournalHome: Sync {
    /// Opens the journal, again and again
    fn open(&self) -> Box<dyn Journal>;

    /// The rows that another tool would read, sorted; `None` where there are no tables
    fn rows(&self) -> Option<Vec<Row>>;
}

/// A row: the name of its table and its values
pub type Row = (String, Vec<iamkit_store::ColumnValue>);

/// The rows that inserts alone give, sorted
pub fn rows_of(changes: &[RowChange]) -> Vec<Row> {
    let inserted = changes.iter().filter_map(|change| match change {
        RowChange::Insert { table, values } => Some((table.name.to_owned(), values.clone())),
        RowChange::Delete { .. } => None,
    });
    let mut rows = inserted.collect::<Vec<_>>();
    rows.sort();
    rows
}

/// The account of all tests of journals
pub fn account() -> AccountId {
    parse("111122223333")
}

/// One caller at one time
pub fn call() -> Call {
    Call::new(parse("arn:aws:iam::111122223333:root"), parse("2026-05-01T10:00:00Z"))
}

/// A command in [`account`], called by [`call`]
pub fn change(command: Command) -> Change {
    Change::in_account(call(), account(), command)
}

fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Runs the suite on journals: the expression gives a check a home of its own, or says why it can't
#[macro_export]
macro_rules! journal_suite {
    ($run:expr) => {
        $crate::journal_suite! { $run =>
            reopening_gives_the_same_state = reopening,
            refused_transactions_leave_nothing = refused_transactions,
            a_transaction_that_changes_nothing_makes_no_generation = no_generation_for_nothing,
            two_writers_lose_no_update = two_writers,
            writers_judge_by_what_others_wrote = neighbours,
            readers_see_one_state_and_do_not_wait = readers,
            every_generation_is_the_fold_of_its_changes = feed_and_history,
            tables_say_what_the_state_is = rows_in_step,
        }
    };
    ($run:expr => $($test:ident = $check:ident,)*) => {
        $(#[test]
        fn $test() {
            let run: fn(fn(&dyn $crate::store::JournalHome)) = $run;
            run($crate::store::$check);
        })*
    };
}
