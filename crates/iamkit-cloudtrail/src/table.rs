//! Rows of a table as the JSON of records: what Athena and CloudTrail Lake write as the result of a query, in CSV.
//!
//! The columns are those of Athena's table of CloudTrail logs ("Query AWS CloudTrail logs", user guide of Athena) and of
//! event data stores ("Supported event schemas", user guide of CloudTrail), in any letter case and any selection of them, or
//! one with whole events as JSON. What a query prints as `{name=value, …}` is read for the identity alone, whose values have
//! neither commas followed by spaces nor braces; a printed map of parameters can't be told apart for sure and is refused.

use serde_json::value::RawValue;

/// What a column of a table holds
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// All of an event, as JSON.
    Event,
    /// A text.
    Text(&'static str),
    /// The time, in the form of records or of SQL.
    Time(&'static str),
    /// Who called: JSON, or as a query prints it.
    Identity(&'static str),
    /// JSON that requests are made of.
    Json(&'static str),
    /// JSON that is left out where it is printed otherwise: many records don't have it at all.
    Further(&'static str),
}

/// The columns that are taken, by their names in lower case, under which records are read as well.
const COLUMNS: [(&str, Column); 22] = [
    ("eventjson", Column::Event),
    ("event_json", Column::Event),
    ("cloudtrailevent", Column::Event),
    ("eventid", Column::Text("eventid")),
    ("eventtime", Column::Time("eventtime")),
    ("eventsource", Column::Text("eventsource")),
    ("eventname", Column::Text("eventname")),
    ("eventtype", Column::Text("eventtype")),
    ("eventcategory", Column::Text("eventcategory")),
    ("awsregion", Column::Text("awsregion")),
    ("sourceipaddress", Column::Text("sourceipaddress")),
    ("useragent", Column::Text("useragent")),
    ("errorcode", Column::Text("errorcode")),
    ("errormessage", Column::Text("errormessage")),
    ("recipientaccountid", Column::Text("recipientaccountid")),
    ("vpcendpointid", Column::Text("vpcendpointid")),
    ("vpcendpointaccountid", Column::Text("vpcendpointaccountid")),
    ("useridentity", Column::Identity("useridentity")),
    ("requestparameters", Column::Json("requestparameters")),
    ("responseelements", Column::Further("responseelements")),
    ("eventcontext", Column::Further("eventcontext")),
    ("resources", Column::Further("resources")),
];

/// What the columns of a table hold, in their order
#[derive(Debug)]
pub(crate) struct Columns(Vec<Option<Column>>);

impl Columns {
    /// The columns by their names; none where no records can be made of them.
    pub(crate) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let column = |name: &str| {
            let name = name.trim().to_ascii_lowercase();
            COLUMNS.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
        };
        let columns = names.map(column).collect::<Vec<_>>();
        let needed = ["eventsource", "eventname"].map(Column::Text).into_iter();
        let mut needed = needed.chain([Column::Time("eventtime")]);
        let has = |wanted: Column| columns.contains(&Some(wanted));
        (has(Column::Event) || needed.all(has)).then_some(Self(columns))
    }

    /// The record that a row holds, as JSON.
    ///
    /// # Errors
    /// Why it holds none, in words.
    pub(crate) fn record(&self, cells: &[&str]) -> Result<String, String> {
        // What a row lacks would be taken for what the call didn't have.
        if cells.len() != self.0.len() {
            return Err(format!("the table has {} columns, this row {} cells", self.0.len(), cells.len()));
        }
        let mut members = Vec::new();
        for (column, cell) in self.0.iter().zip(cells.iter().copied()) {
            let (Some(column), false) = (column, is_nothing(cell)) else { continue };
            let member = match *column {
                Column::Event => return Ok(cell.to_owned()),
                Column::Text(name) => Some((name, json_text(cell)?)),
                Column::Time(name) => Some((name, json_text(&time(cell)?)?)),
                Column::Identity(name) => Some((name, json(cell).map_or_else(|| printed(cell), Ok)?)),
                Column::Json(name) => {
                    let of =
                        || format!("`{name}` is no JSON: select it as `json_format(CAST({name} AS JSON))`");
                    Some((name, json(cell).ok_or_else(of)?))
                }
                Column::Further(name) => json(cell).map(|value| (name, value)),
            };
            members.extend(member.map(|(name, value)| format!("\"{name}\":{value}")));
        }
        Ok(format!("{{{}}}", members.join(",")))
    }
}

/// Whether a cell stands for no value.
fn is_nothing(cell: &str) -> bool {
    matches!(cell.trim(), "" | "null" | "-")
}

fn json_text(text: &str) -> Result<String, String> {
    serde_json::to_string(text).map_err(|error| error.to_string())
}

/// A cell that is an object or a list of JSON.
fn json(cell: &str) -> Option<String> {
    let value = serde_json::from_str::<&RawValue>(cell).ok()?.get();
    value.starts_with(['{', '[']).then(|| value.to_owned())
}

/// A time of SQL in the form of records: `2026-05-01 10:00:00.000` is in UTC, and no other zone is known here.
fn time(cell: &str) -> Result<String, String> {
    let cell = cell.trim();
    let Some((day, time)) = cell.split_once(' ') else { return Ok(cell.to_owned()) };
    let time = time.strip_suffix(" UTC").unwrap_or(time);
    let (second, fraction) = time.split_once('.').unwrap_or((time, ""));
    let is_plain = second.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    if is_plain && fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(format!("{day}T{second}Z"))
    } else {
        Err("`eventtime` is neither in the form of records nor `2026-05-01 10:00:00.000` in UTC".to_owned())
    }
}

/// A structure as a query prints it, as JSON.
fn printed(cell: &str) -> Result<String, String> {
    let mut rest = cell.trim();
    let object = structure(&mut rest, 0).filter(|_| rest.is_empty());
    object.ok_or_else(|| "`useridentity` is neither JSON nor `{name=value, …}`".to_owned())
}

/// Structures in structures are no deeper than those of records.
const MOST_DEEP: usize = 8;

fn structure(rest: &mut &str, depth: usize) -> Option<String> {
    *rest = rest.strip_prefix('{').filter(|_| depth < MOST_DEEP)?;
    let mut members = Vec::new();
    while !rest.starts_with('}') {
        let (name, behind) = rest.split_once('=')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return None;
        }
        *rest = behind;
        let value = if rest.starts_with('{') { structure(rest, depth + 1)? } else { simple(rest)? };
        if value != "null" {
            members.push(format!("\"{name}\":{value}"));
        }
        match rest.strip_prefix(", ") {
            Some(behind) => *rest = behind,
            None if rest.starts_with('}') => {}
            None => return None,
        }
    }
    *rest = rest.strip_prefix('}')?;
    Some(format!("{{{}}}", members.join(",")))
}

/// A value that is no structure: up to what ends it.
fn simple(rest: &mut &str) -> Option<String> {
    let end = rest.find('}')?;
    let end = rest.find(", ").map_or(end, |comma| comma.min(end));
    let (text, behind) = rest.split_at_checked(end)?;
    *rest = behind;
    if text.contains(['{', '[', ']']) {
        return None;
    }
    if is_nothing(text) { Some("null".to_owned()) } else { json_text(text).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(header: &[&str], cells: &[&str]) -> Result<serde_json::Value, String> {
        let columns = Columns::of(header.iter().copied()).expect("columns of records");
        columns.record(cells).map(|text| serde_json::from_str(&text).expect("JSON"))
    }

    const HEADER: [&str; 5] = ["eventTime", "eventsource", "EVENTNAME", "useridentity", "requestparameters"];

    #[test]
    fn what_a_query_prints_of_an_identity_is_read() {
        let identity = "{type=AssumedRole, principalid=AROAEXAMPLE:a=b,c, arn=arn:aws:sts::111122223333:assumed-role/R/a=b,c, \
                        invokedby=null, sessioncontext={attributes={mfaauthenticated=false, creationdate=2026-05-01T09:00:00Z}, \
                        sessionissuer={type=Role, username=R}, ec2roledelivery=}, username=null}";
        let cells = ["2026-05-01 10:00:00.000", "s3.amazonaws.com", "GetObject", identity, r#"{"key": "a"}"#];
        let expected = serde_json::json!({
            "eventtime": "2026-05-01T10:00:00Z",
            "eventsource": "s3.amazonaws.com",
            "eventname": "GetObject",
            "useridentity": {
                "type": "AssumedRole",
                "principalid": "AROAEXAMPLE:a=b,c",
                "arn": "arn:aws:sts::111122223333:assumed-role/R/a=b,c",
                "sessioncontext": {
                    "attributes": {"mfaauthenticated": "false", "creationdate": "2026-05-01T09:00:00Z"},
                    "sessionissuer": {"type": "Role", "username": "R"},
                },
            },
            "requestparameters": {"key": "a"},
        });
        assert_eq!(record(&HEADER, &cells), Ok(expected));
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let with = |identity: &str, parameters: &str| {
            record(&HEADER, &["2026-05-01T10:00:00Z", "s3.amazonaws.com", "GetObject", identity, parameters])
        };
        assert!(with("{type=Root}", "").is_ok());
        for identity in [
            "{type=Root",
            "Root",
            "{type=a, b}",
            "{type=[a]}",
            "{=a}",
            "{type=Root} more",
            "{a={a={a={a={a={a={a={a={a={}}}}}}}}}}",
        ] {
            let told = with(identity, "").expect_err(identity);
            assert_eq!(told, "`useridentity` is neither JSON nor `{name=value, …}`");
        }
        for time in
            ["2026-05-01 10:00:00.000 America/New_York", "2026-05-01 10:00:00+02:00", "2026-05-01 10:00 PM"]
        {
            let told = record(&HEADER, &[time, "s3.amazonaws.com", "GetObject", "{type=Root}", ""]);
            assert!(told.is_err_and(|told| told.starts_with("`eventtime`")), "{time}");
        }
        for cells in
            [&["2026-05-01T10:00:00Z", "s3.amazonaws.com", "GetObject", "{type=Root}"][..], &["a"; 6]]
        {
            let told = record(&HEADER, cells).expect_err("not as many cells as columns");
            assert_eq!(told, format!("the table has 5 columns, this row {} cells", cells.len()));
        }
        let told = with("{type=Root}", "{key=a, bucketName=b}").expect_err("two or one parameters");
        assert!(told.contains("json_format(CAST(requestparameters AS JSON))"), "{told}");
    }

    #[test]
    fn a_table_without_events_is_none() {
        assert!(Columns::of(["eventname", "count"].into_iter()).is_none());
        assert!(Columns::of(["eventJson"].into_iter()).is_some());
        assert!(Columns::of(["eventtime", "eventname", "eventsource"].into_iter()).is_some());
    }
}
