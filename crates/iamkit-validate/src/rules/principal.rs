//! Principals that are let in too widely.

super::room![];
