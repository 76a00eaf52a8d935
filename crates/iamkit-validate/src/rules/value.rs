//! Values of conditions.

super::room![];
