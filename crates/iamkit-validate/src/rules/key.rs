//! Condition keys.

super::room![];
