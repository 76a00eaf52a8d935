//! Who may come in from outside: anybody, accounts of others, and those by way of a service.

super::room![public_access, foreign_account, confused_service];
