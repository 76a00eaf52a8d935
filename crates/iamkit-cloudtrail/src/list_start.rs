//! The beginning of an object that holds a list of records.

/// How a record is wrapped.
#[derive(Clone, Copy)]
pub(crate) enum Wrapping {
    Plain,
    /// As the text in the member `CloudTrailEvent` of an event that was looked up.
    LookedUp,
}

/// What was found
pub(crate) enum Start {
    /// So many bytes, behind which a list of records begins.
    List(usize, Wrapping),
    Other,
    Unfinished,
}

/// What an object begins with.
pub(crate) fn list_start(bytes: &[u8]) -> Start {
    let name = match behind(bytes, b'{').and_then(|rest| behind(rest, b'"')) {
        Ok(name) => name,
        Err(start) => return start,
    };
    let Some(end) = memchr::memchr(b'"', name) else {
        return if name.len() <= "Records".len() { Start::Unfinished } else { Start::Other };
    };
    let wrapping = match name.get(..end) {
        Some(b"Records" | b"records") => Wrapping::Plain,
        Some(b"Events") => Wrapping::LookedUp,
        _ => return Start::Other,
    };
    let rest = name.get(end + 1..).unwrap_or_default();
    match behind(rest, b':').and_then(|rest| behind(rest, b'[')) {
        Ok(rest) => Start::List(bytes.len() - rest.len(), wrapping),
        Err(start) => start,
    }
}

/// What stands behind a sign that comes next.
fn behind(bytes: &[u8], sign: u8) -> Result<&[u8], Start> {
    match bytes.trim_ascii_start().split_first() {
        Some((first, rest)) if *first == sign => Ok(rest),
        Some(_) => Err(Start::Other),
        None => Err(Start::Unfinished),
    }
}
