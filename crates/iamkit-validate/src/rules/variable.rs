//! Policy variables.

super::room![];
