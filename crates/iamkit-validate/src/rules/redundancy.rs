//! What says again what is said beside it.

super::room![];
