//! Items of `Action` and `NotAction`.

super::room![];
