//! Names that there are not: of actions, condition keys, regions and principals.

super::room![no_such_action, no_such_key, key_of_other_actions, no_such_region, no_such_principal];
