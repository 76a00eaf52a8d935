//! `iam:PassRole` and `iam:CreateServiceLinkedRole` on more than is meant.

super::room![];
