//! `POST /authorize`: whether somebody may, asked by other servers: one question, an array of them, or a line for each.

mod deciding;
mod question;

use iamkit_wire::WireError;
use iamkit_wire::signature::RequestParts;
use rayon::prelude::*;
use serde_json::value::RawValue;

use crate::answer::Answer;
use crate::asker::Asker;
use crate::condition_keys::Circumstances;
use crate::state::State;

pub(crate) use deciding::{Deciding, DecisionReply};
pub(crate) use question::DecisionQuestion;

/// Where questions are asked.
pub(crate) const PATH: &str = "/authorize";
/// The content type of a line for each question.
pub(crate) const LINES: &str = "application/x-ndjson";
/// How many questions one thread answers before it takes up others.
const AT_ONCE: usize = 128;

/// Whether a content type is that of lines.
pub(crate) fn is_lines(content_type: &str) -> bool {
    let name = content_type.split(';').next().unwrap_or_default().trim();
    [LINES, "application/jsonl", "application/json-lines"].iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Answers the questions in a request's body.
///
/// # Errors
/// Of a question that stands alone its own; of several, where the body isn't an array, or they can't be answered at all.
pub(crate) fn answer(
    state: &State,
    asker: &Asker,
    circumstances: &Circumstances,
    request: &RequestParts<'_>,
) -> Result<Answer, WireError> {
    let deciding = Deciding::new(state, asker, circumstances)?;
    if request.header("content-type").is_some_and(is_lines) {
        let body = lines(&deciding, request.body);
        return Ok(Answer { content_type: LINES, body, ..Answer::text(200, "") });
    }
    let is_several = request.body.trim_ascii_start().first() == Some(&b'[');
    if is_several {
        let body = several(&deciding, request.body)?;
        return Ok(Answer { content_type: "application/json", body, ..Answer::text(200, "") });
    }
    let question =
        serde_json::from_slice::<DecisionQuestion<'_>>(request.body).map_err(|error| unreadable(&error))?;
    let decided = deciding.decide(&question)?;
    state.metrics.decided(decided.decision(), 1);
    Ok(Answer::json(&decided))
}

/// The answers to questions in an array, in their order.
fn several(deciding: &Deciding<'_>, body: &[u8]) -> Result<Vec<u8>, WireError> {
    let questions = serde_json::from_slice::<Vec<&RawValue>>(body).map_err(|error| unreadable(&error))?;
    let parts = questions.par_chunks(AT_ONCE).map(|questions| {
        let replies = questions.iter().map(|question| deciding.reply(question.get().as_bytes()));
        written(deciding, replies.collect(), b',')
    });
    let parts = parts.collect::<Vec<_>>();
    Ok([b"[".as_slice(), &parts.join(&b','), b"]"].concat())
}

/// The answers to questions in lines, in their order; a line without a question has none.
fn lines(deciding: &Deciding<'_>, body: &[u8]) -> Vec<u8> {
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let parts = lines.collect::<Vec<_>>();
    let parts = parts.par_chunks(AT_ONCE).map(|lines| {
        let replies = lines.iter().map(|line| deciding.reply(line));
        let mut text = written(deciding, replies.collect(), b'\n');
        text.push(b'\n');
        text
    });
    parts.collect::<Vec<_>>().concat()
}

/// Lines of one who may ask everything.
///
/// # Errors
/// Where the policies can't be read.
pub(crate) fn trusted_lines(state: &State, body: &[u8]) -> Result<Vec<u8>, WireError> {
    let circumstances = Circumstances::default();
    Ok(lines(&Deciding::new(state, &Asker::Trusted, &circumstances)?, body))
}

/// The line that says why no others follow.
pub(crate) fn failed_line(error: &WireError) -> Vec<u8> {
    let mut line = serde_json::to_vec(&DecisionReply::from(error.clone())).unwrap_or_default();
    line.push(b'\n');
    line
}

fn written(deciding: &Deciding<'_>, replies: Vec<DecisionReply>, between: u8) -> Vec<u8> {
    let mut text = Vec::with_capacity(replies.len() * 128);
    for (at, reply) in replies.iter().enumerate() {
        if at != 0 {
            text.push(between);
        }
        // INVARIANT: a reply is text, numbers and truth values, which can be written to memory.
        let _ = serde_json::to_writer(&mut text, reply);
    }
    deciding.count(&replies);
    text
}

fn unreadable(error: &serde_json::Error) -> WireError {
    WireError::new("ValidationException", 400, error.to_string())
}
