//! From normal entries to bytes: ids are given out, then each table is written, then the header.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{REQUIRED, REQUIRED_KNOWN};
use crate::encode::entry::{ActionEntry, CatalogEntries, ResourceTypeEntry, ResourceUseEntry, ServiceEntry};
use crate::encode::lists::{Lists, id};
use crate::encode::pool::Pool;
use crate::error::EncodeError;
use crate::fold;
use crate::key::is_template;
use crate::key_type::KeyTypes;
use crate::layout::{
    ActionRecord, DependentRecord, FORMAT_VERSION, KeyRecord, MAGIC, NO_ACTION, PARTS, PERMISSION_ONLY,
    PREAMBLE, Part, RESOURCE_CONTROL, Record, ResourceRecord, ServiceRecord, StrRef, checksum, put_u16,
    put_u32,
};
use crate::slot::{slot_start, write_slot};

/// Bytes of the checksum, the last ones before the body
const CHECKSUM: usize = 8;

/// Makes the checksum of a catalog's bytes fit what they hold, for whoever tests what a forged one does
///
/// Bytes that are too few for a header stay as they are.
pub fn reseal(bytes: &mut [u8]) {
    let Some((preamble, body)) = bytes.split_at_mut_checked(PREAMBLE) else { return };
    if let Some(place) = preamble.last_chunk_mut::<CHECKSUM>() {
        *place = checksum(body).to_le_bytes();
    }
}

/// Writes normal entries
pub(super) fn write(entries: &CatalogEntries) -> Result<Vec<u8>, EncodeError> {
    let ids = Ids::new(entries)?;
    let mut writer = Writer { ids, pool: Pool::default(), lists: Lists::new(), parts: Default::default() };
    // Every lookup compares a prefix, so the prefixes lie together.
    for service in &entries.services {
        writer.pool.put(&service.prefix)?;
    }
    for service in &entries.services {
        writer.service(service)?;
    }
    writer.keys()?;
    writer.dependents()?;
    writer.sources(&entries.sources)?;
    writer.by_name(entries)?;
    writer.slots(entries)?;
    Ok(writer.finish())
}

/// The ids of everything, by name
struct Ids {
    /// By lower-case `service:name`, ids in the order of the catalog
    actions: BTreeMap<String, u16>,
    /// By lower-case name, spelling and types
    keys: BTreeMap<(String, String, u16), u16>,
    /// By lower-case name and spelling
    dependents: BTreeMap<(String, String), u16>,
}

impl Ids {
    fn new(entries: &CatalogEntries) -> Result<Self, EncodeError> {
        let (mut actions, mut keys, mut dependents) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        for service in &entries.services {
            keys.extend(service.condition_keys.iter().map(|key| key_id(&key.name, key.types)));
            for action in &service.actions {
                actions.insert(lookup_name(service, action), id("actions", actions.len())?);
                dependents.extend(action.dependent_actions.iter().map(|name| name_id(name)));
            }
        }
        Ok(Self {
            actions,
            keys: numbered("condition keys", keys)?,
            dependents: numbered("dependent actions", dependents)?,
        })
    }
}

fn numbered<T: Ord>(what: &'static str, names: BTreeSet<T>) -> Result<BTreeMap<T, u16>, EncodeError> {
    names.into_iter().enumerate().map(|(number, name)| Ok((name, id(what, number)?))).collect()
}

fn key_id(name: &str, types: KeyTypes) -> (String, String, u16) {
    (name.to_ascii_lowercase(), name.to_owned(), types.bits())
}

fn name_id(name: &str) -> (String, String) {
    (name.to_ascii_lowercase(), name.to_owned())
}

fn lookup_name(service: &ServiceEntry, action: &ActionEntry) -> String {
    format!("{}:{}", service.prefix, action.name).to_ascii_lowercase()
}

/// The tables under way
struct Writer {
    ids: Ids,
    pool: Pool,
    lists: Lists,
    parts: [Vec<u8>; PARTS],
}

/// What the names within one service stand for
struct Scope {
    service: u16,
    keys: BTreeMap<String, u16>,
    resource_types: BTreeMap<String, u16>,
}

impl Writer {
    fn put(&mut self, part: Part, record: &impl Record) {
        if let Some(out) = self.parts.get_mut(part as usize) {
            record.write(out);
        }
    }

    fn count(&self, part: Part) -> usize {
        self.parts.get(part as usize).map_or(0, |bytes| bytes.len() / part.width())
    }

    fn service(&mut self, service: &ServiceEntry) -> Result<(), EncodeError> {
        let scope = self.scope(service)?;
        let first_action = u32::from(id("actions", self.count(Part::Actions))?);
        let first_resource = u32::from(id("resource types", self.count(Part::Resources))?);
        let record = ServiceRecord {
            prefix: self.pool.put(&service.prefix)?,
            title: self.pool.put(&service.title)?,
            first_action,
            first_resource,
            keys: self.lists.put(scope.keys.values().copied().collect())?,
            flags: if service.supports_resource_control_policies { RESOURCE_CONTROL } else { 0 },
        };
        self.put(Part::Services, &record);
        service
            .resource_types
            .iter()
            .try_for_each(|resource_type| self.resource_type(&scope, resource_type))?;
        service.actions.iter().try_for_each(|action| self.action(&scope, action))
    }

    fn scope(&self, service: &ServiceEntry) -> Result<Scope, EncodeError> {
        let key = |key: &super::KeyEntry| {
            let id = self.ids.keys.get(&key_id(&key.name, key.types)).copied();
            (key.name.to_ascii_lowercase(), id.unwrap_or_default())
        };
        let first = self.count(Part::Resources);
        let resource_types = service.resource_types.iter().enumerate().map(|(offset, resource_type)| {
            Ok((resource_type.name.to_ascii_lowercase(), id("resource types", first + offset)?))
        });
        Ok(Scope {
            service: id("services", self.count(Part::Services))?,
            keys: service.condition_keys.iter().map(key).collect(),
            resource_types: resource_types.collect::<Result<_, EncodeError>>()?,
        })
    }

    fn resource_type(&mut self, scope: &Scope, entry: &ResourceTypeEntry) -> Result<(), EncodeError> {
        let arns = entry.arn_templates.iter().map(|arn| self.arn(arn)).collect::<Result<_, _>>()?;
        let record = ResourceRecord {
            name: self.pool.put(&entry.name)?,
            service: scope.service,
            arns: self.lists.put(arns)?,
            keys: self.key_list(scope, &entry.condition_keys)?,
        };
        self.put(Part::Resources, &record);
        Ok(())
    }

    fn arn(&mut self, arn: &str) -> Result<u16, EncodeError> {
        let number = id("ARN templates", self.count(Part::Arns))?;
        let text = self.pool.put(arn)?;
        self.put(Part::Arns, &text);
        Ok(number)
    }

    fn action(&mut self, scope: &Scope, entry: &ActionEntry) -> Result<(), EncodeError> {
        let mut resources = Vec::new();
        for used in &entry.resource_types {
            let keys = self.key_list(scope, &used.condition_keys)?;
            let resource_type = scope.resource_types.get(&used.name.to_ascii_lowercase()).copied();
            resources.extend([resource_type.unwrap_or_default(), required_flags(used), keys]);
        }
        let dependents = entry.dependent_actions.iter();
        let dependents =
            dependents.filter_map(|name| self.ids.dependents.get(&name_id(name)).copied()).collect();
        let record = ActionRecord {
            name: self.pool.put(&entry.name)?,
            service: scope.service,
            access: entry.access,
            flags: if entry.is_permission_only { PERMISSION_ONLY } else { 0 },
            resources: self.lists.put(resources)?,
            keys: self.key_list(scope, &entry.condition_keys)?,
            dependents: self.lists.put(dependents)?,
        };
        self.put(Part::Actions, &record);
        Ok(())
    }

    fn key_list(&mut self, scope: &Scope, names: &[String]) -> Result<u16, EncodeError> {
        let ids = names.iter().filter_map(|name| scope.keys.get(&name.to_ascii_lowercase()));
        self.lists.put(ids.copied().collect())
    }

    fn keys(&mut self) -> Result<(), EncodeError> {
        let keys: Vec<_> =
            self.ids.keys.iter().map(|((_, name, types), id)| (name.clone(), *types, *id)).collect();
        for (name, types, id) in keys {
            let record = KeyRecord { name: self.pool.put(&name)?, types: KeyTypes::from_bits(types) };
            self.put(Part::Keys, &record);
            if is_template(&name) {
                self.put_u16(Part::Templates, id);
            }
        }
        Ok(())
    }

    fn dependents(&mut self) -> Result<(), EncodeError> {
        let names: Vec<_> = self.ids.dependents.keys().cloned().collect();
        for (lower, name) in names {
            let action = self.ids.actions.get(&lower).copied().unwrap_or(NO_ACTION);
            let record = DependentRecord { name: self.pool.put(&name)?, action };
            self.put(Part::Dependents, &record);
        }
        Ok(())
    }

    fn sources(&mut self, sources: &[String]) -> Result<(), EncodeError> {
        for source in sources {
            let text: StrRef = self.pool.put(source)?;
            self.put(Part::Sources, &text);
        }
        Ok(())
    }

    fn by_name(&mut self, entries: &CatalogEntries) -> Result<(), EncodeError> {
        let actions = entries.services.iter().flat_map(|service| &service.actions);
        let ids = actions
            .enumerate()
            .map(|(number, action)| Ok((action.name.to_ascii_lowercase(), id("actions", number)?)));
        let mut ids = ids.collect::<Result<Vec<_>, EncodeError>>()?;
        ids.sort();
        for (_, id) in ids {
            self.put_u16(Part::ByName, id);
        }
        Ok(())
    }

    /// The open-addressing table, filled in the order of the catalog and at most three quarters full
    fn slots(&mut self, entries: &CatalogEntries) -> Result<(), EncodeError> {
        let actions = entries
            .services
            .iter()
            .flat_map(|service| service.actions.iter().map(move |it| lookup_name(service, it)));
        let mut slots = vec![0_u32; (self.count(Part::Actions) * 4 / 3 + 1).next_power_of_two()];
        for (number, name) in actions.enumerate() {
            let hash = fold::hash(name.as_bytes());
            let start = slot_start(hash, slots.len());
            let (before, from) = slots.split_at_mut(start);
            if let Some(slot) = from.iter_mut().chain(before).find(|slot| **slot == 0) {
                *slot = write_slot(id("actions", number)?, hash);
            }
        }
        if let Some(out) = self.parts.get_mut(Part::Slots as usize) {
            for slot in slots {
                put_u32(out, slot);
            }
        }
        Ok(())
    }

    fn put_u16(&mut self, part: Part, value: u16) {
        if let Some(out) = self.parts.get_mut(part as usize) {
            put_u16(out, value);
        }
    }

    fn finish(self) -> Vec<u8> {
        let mut parts = self.parts;
        let (starts, items) = self.lists.into_parts();
        let pool = self.pool.into_text().into_bytes();
        for (part, bytes) in [(Part::ListStarts, starts), (Part::ListItems, items), (Part::Pool, pool)] {
            if let Some(out) = parts.get_mut(part as usize) {
                *out = bytes;
            }
        }
        seal(&parts)
    }
}

fn required_flags(used: &ResourceUseEntry) -> u16 {
    match used.required {
        None => 0,
        Some(false) => REQUIRED_KNOWN,
        Some(true) => REQUIRED_KNOWN | REQUIRED,
    }
}

/// Header, lengths and parts
fn seal(parts: &[Vec<u8>; PARTS]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        // The limits of ids and text keep every part far below 4 GiB.
        put_u32(&mut body, u32::try_from(part.len()).unwrap_or(u32::MAX));
    }
    body.extend(parts.iter().flatten());
    let mut out = Vec::from(MAGIC);
    put_u32(&mut out, FORMAT_VERSION);
    put_u32(&mut out, u32::try_from(PARTS).unwrap_or(u32::MAX));
    out.extend([0; CHECKSUM]);
    out.extend(body);
    reseal(&mut out);
    out
}
