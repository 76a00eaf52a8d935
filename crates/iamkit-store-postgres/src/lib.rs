//! Accounts kept in `PostgreSQL`.
