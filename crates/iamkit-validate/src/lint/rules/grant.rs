//! What is granted: everything, whole services, ways to more access, data and credentials, and what comes later.

mod exposed;
mod granted;
mod technique_ways;

super::room![
    administrator,
    service_administrator,
    escalation,
    exposes_data,
    exposes_credentials,
    manages_permissions,
    grants_all_others,
    never_works,
];
