//! Who may come in from outside: anybody, and others by way of a service.

super::room![public_access, confused_service];
