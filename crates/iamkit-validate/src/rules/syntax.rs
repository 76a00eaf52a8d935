//! What a kind of policy doesn't take, and principals that aren't written as such.

super::room![];
