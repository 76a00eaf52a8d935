//! The tables: the same in every database.

/// What a column holds
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A text that is always there
    Text,
    /// A text that may be missing
    OptionalText,
    /// A whole number
    Integer,
}

/// A column of a table
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name
    pub name: &'static str,
    /// What it holds
    pub kind: ColumnKind,
}

/// A table
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name
    pub name: &'static str,
    /// Its columns
    pub columns: &'static [Column],
    /// How many of the columns, from the first, are the primary key
    pub n_keys: usize,
}

const fn column(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::Text }
}

const fn optional(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::OptionalText }
}

const fn number(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::Integer }
}

macro_rules! tables {
    ($($constant:ident = $name:literal, keys $n_keys:literal, $columns:expr;)*) => {
        $(pub(super) static $constant: Table = Table { name: $name, columns: &$columns, n_keys: $n_keys };)*
    };
}

tables! {
    ACCOUNTS = "accounts", keys 1,
        [column("account_id"), column("partition"), column("seed"), column("quotas")];
    USERS = "users", keys 2, [
        column("account_id"), column("name_key"), column("name"), column("path"), column("unique_id"), column("arn"),
        column("create_date"), optional("permissions_boundary"),
    ];
    MEMBERSHIPS = "memberships", keys 3, [column("account_id"), column("user_key"), column("group_key")];
    ACCESS_KEYS = "access_keys", keys 3, [
        column("account_id"), column("user_key"), column("access_key_id"), column("status"), column("create_date"),
    ];
    GROUPS = "groups", keys 2, [
        column("account_id"), column("name_key"), column("name"), column("path"), column("unique_id"), column("arn"),
        column("create_date"),
    ];
    ROLES = "roles", keys 2, [
        column("account_id"), column("name_key"), column("name"), column("path"), column("unique_id"), column("arn"),
        column("create_date"), optional("permissions_boundary"), optional("description"),
        number("max_session_duration"), column("trust_policy"), optional("last_used_date"),
        optional("last_used_region"),
    ];
    INSTANCE_PROFILES = "instance_profiles", keys 2, [
        column("account_id"), column("name_key"), column("name"), column("path"), column("unique_id"), column("arn"),
        column("create_date"), optional("role_name"),
    ];
    POLICIES = "policies", keys 2, [
        column("account_id"), column("name_key"), column("name"), column("path"), column("unique_id"), column("arn"),
        column("create_date"), column("update_date"), optional("description"), column("default_version"),
        number("attachment_count"), number("permissions_boundary_usage_count"),
    ];
    POLICY_VERSIONS = "policy_versions", keys 3, [
        column("account_id"), column("policy_key"), number("version"), number("is_default"), column("create_date"),
        column("document"),
    ];
    INLINE_POLICIES = "inline_policies", keys 4, [
        column("account_id"), column("holder_kind"), column("holder_key"), column("name"), column("document"),
    ];
    ATTACHMENTS = "attachments", keys 4, [
        column("account_id"), column("holder_kind"), column("holder_key"), column("policy_arn"),
    ];
    TAGS = "tags", keys 4, [
        column("account_id"), column("entity_kind"), column("entity_key"), column("tag_key"), column("tag_value"),
    ];
    RESOURCE_POLICIES = "resource_policies", keys 2, [
        column("account_id"), column("arn"), column("update_date"), column("document"),
    ];
    ORGANIZATIONS = "organizations", keys 1, [column("id"), column("root_id"), column("management_account")];
    UNITS = "organizational_units", keys 1, [column("id"), column("name"), column("parent")];
    MEMBERS = "organization_members", keys 1, [column("account_id"), column("parent"), column("joined")];
    CONTROL_POLICIES = "control_policies", keys 1, [
        column("id"), column("kind"), column("name"), optional("description"), column("document"),
        number("is_aws_managed"),
    ];
    CONTROL_ATTACHMENTS = "control_policy_attachments", keys 2, [column("target"), column("policy_id")];
}

/// Tables whose first column is the account.
pub(super) static ACCOUNT_TABLES: [&Table; 13] = [
    &ACCOUNTS,
    &USERS,
    &MEMBERSHIPS,
    &ACCESS_KEYS,
    &GROUPS,
    &ROLES,
    &INSTANCE_PROFILES,
    &POLICIES,
    &POLICY_VERSIONS,
    &INLINE_POLICIES,
    &ATTACHMENTS,
    &TAGS,
    &RESOURCE_POLICIES,
];

pub(super) static ORGANIZATION_TABLES: [&Table; 5] =
    [&ORGANIZATIONS, &UNITS, &MEMBERS, &CONTROL_POLICIES, &CONTROL_ATTACHMENTS];

/// All tables that other tools can read
pub static TABLES: [&Table; 18] = [
    &ACCOUNTS,
    &USERS,
    &MEMBERSHIPS,
    &ACCESS_KEYS,
    &GROUPS,
    &ROLES,
    &INSTANCE_PROFILES,
    &POLICIES,
    &POLICY_VERSIONS,
    &INLINE_POLICIES,
    &ATTACHMENTS,
    &TAGS,
    &RESOURCE_POLICIES,
    &ORGANIZATIONS,
    &UNITS,
    &MEMBERS,
    &CONTROL_POLICIES,
    &CONTROL_ATTACHMENTS,
];
