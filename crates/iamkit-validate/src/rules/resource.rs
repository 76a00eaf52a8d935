//! Items of `Resource` and `NotResource`, field by field of their ARNs.

super::room![];
