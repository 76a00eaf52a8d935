//! Conditions on tags of what has no tags.

super::room![];
