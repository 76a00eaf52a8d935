//! Conditions that guard nothing, and keys whose absence decides.

mod condition_part;

super::room![always_true, guards_nothing, deny_misses_absent_key, allow_opens_to_absent_key];
