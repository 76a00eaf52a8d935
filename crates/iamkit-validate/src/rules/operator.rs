//! Condition operators.

super::room![];
