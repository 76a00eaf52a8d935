//! Answers in pages, cut in one place for all operations as their models say.
//!
//! An operation gives all that there is; the page is cut from it. A marker says how much went before, and of which
//! operation it is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iamkit_wire::WireError;
use iamkit_wire::model::{ApiOperation, Model, Pages, ShapeKind};
use serde_json::Value;

/// How much a page holds where the client doesn't say.
const DEFAULT_LIMIT: usize = 100;

/// The page of an answer that a request asks for.
pub(crate) fn cut(
    model: &Model,
    operation: &ApiOperation,
    input: &Value,
    mut answer: Value,
) -> Result<Value, WireError> {
    let Some(pages) = operation.pages() else { return Ok(answer) };
    let skipped = skipped(model, operation, pages, input)?;
    let limit = pages.limit().and_then(|limit| input.get(limit)).and_then(Value::as_u64);
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(DEFAULT_LIMIT).max(1);
    let (mut to_skip, mut room) = (skipped, limit);
    let mut is_cut = false;
    for list in pages.lists() {
        let Some(Value::Array(elements)) = answer.get_mut(list) else { continue };
        let skipped_here = to_skip.min(elements.len());
        elements.drain(..skipped_here);
        to_skip -= skipped_here;
        is_cut |= room < elements.len();
        elements.truncate(room);
        room -= elements.len();
    }
    if let Value::Object(members) = &mut answer {
        if is_cut {
            members.insert(pages.next().to_owned(), marker(operation, skipped + limit).into());
        }
        if has_flag(model, operation) {
            members.insert("IsTruncated".to_owned(), is_cut.into());
        }
    }
    Ok(answer)
}

/// Whether the answer says if it was cut.
fn has_flag(model: &Model, operation: &ApiOperation) -> bool {
    let shape = operation.output().map(|output| model.shape(output).kind());
    matches!(shape, Some(ShapeKind::Structure(members)) if members.iter().any(|member| member.name() == "IsTruncated"))
}

fn marker(operation: &ApiOperation, skipped: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {skipped}", operation.name()))
}

fn skipped(
    model: &Model,
    operation: &ApiOperation,
    pages: &Pages,
    input: &Value,
) -> Result<usize, WireError> {
    let Some(marker) = input.get(pages.token()).and_then(Value::as_str) else { return Ok(0) };
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(marker).ok()?).ok()?;
        let (name, skipped) = text.split_once(' ')?;
        (name == operation.name()).then(|| skipped.parse().ok())?
    };
    let mut known = ["InvalidInputException", "ValidationException"].into_iter();
    let code = known.find(|code| model.error(code).is_some()).unwrap_or("ValidationError");
    read().ok_or_else(|| WireError::new(code, 400, format!("Invalid {}.", pages.token())))
}
