//! A policy as several, each of which fits a quota.
//!
//! Policies of one attachment apply together, so statements may stand in any of them: a Deny reaches the Allows of the
//! others. A statement that is too large by itself is cut along its actions or its resources.

use iamkit_policy::SizeQuota;
use iamkit_policy::normal::PolicyKind;

use super::draft::{DraftStatement, List, PolicyDraft};
use super::print::quoted;

/// The most documents that a policy is split into: many more than AWS attaches anywhere
pub const MAX_DOCUMENTS: usize = 100;

/// Why a policy isn't split
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// Where policies of the kind are attached there is one of them.
    #[error(
        "a policy of the kind {} is alone where it is attached, so it can't be several",
        .kind.as_str()
    )]
    Alone {
        /// The kind.
        kind: PolicyKind,
    },
    /// A statement with one action and one resource, as far as it can be cut, is too large.
    #[error(
        "statement {statement} can't be cut into documents of {most} characters: a part of it takes {characters} in a \
         document of its own; {documents} documents hold {placed} of {statements} statements"
    )]
    TooLong {
        /// The statement, from 0.
        statement: usize,
        /// How many characters a document with the part alone has.
        characters: usize,
        /// How many a document may have.
        most: usize,
        /// How many documents there are so far.
        documents: usize,
        /// How many statements they hold.
        placed: usize,
        /// How many statements there are.
        statements: usize,
    },
    /// It takes more than [`MAX_DOCUMENTS`].
    #[error(
        "more than {MAX_DOCUMENTS} documents, which is the limit: they hold {placed} of {statements} statements"
    )]
    TooMany {
        /// How many statements they hold.
        placed: usize,
        /// How many statements there are.
        statements: usize,
    },
}

/// Splits a policy into documents that a quota holds each, as few as filling them with the largest statements first makes
///
/// Prove the result before it is used ([`prove_equal_together`](super::prove_equal_together)).
///
/// ```
/// use iamkit_policy::{PolicyDocument, SizeQuota};
/// use iamkit_prover::PolicyKind;
/// use iamkit_validate::rewrite::{PolicyDraft, split};
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
///     "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let texts = split(&PolicyDraft::from(&document), PolicyKind::Identity, SizeQuota::visible(120))?;
/// let texts = texts.iter().map(PolicyDraft::compact).collect::<Vec<_>>();
/// assert!(texts[0].contains(r#""Action":"s3:GetObject""#) && texts[1].contains(r#""Action":"s3:PutObject""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Policies of the kind stand alone, a statement is too large however it is cut, or it takes too many documents.
///
/// # Complexity
/// Linear in the text for each document that comes of it.
pub fn split(
    draft: &PolicyDraft,
    kind: PolicyKind,
    quota: SizeQuota,
) -> Result<Vec<PolicyDraft>, SplitError> {
    if quota.holds(&draft.compact()) {
        return Ok(vec![draft.clone()]);
    }
    if !is_beside_others(kind) {
        return Err(SplitError::Alone { kind });
    }
    let mut packing = Packing::new(draft, quota);
    let mut sized =
        draft.statements.iter().map(|it| (quota.size(&it.compact()), it)).enumerate().collect::<Vec<_>>();
    // Stable: of statements of one size the first comes first.
    sized.sort_by_key(|(_, (size, _))| std::cmp::Reverse(*size));
    for (index, (_, statement)) in sized {
        packing.add(index, statement.clone())?;
    }
    Ok(packing.finish(draft))
}

/// Whether several policies of a kind are attached to one thing and apply together.
fn is_beside_others(kind: PolicyKind) -> bool {
    matches!(
        kind,
        PolicyKind::Identity | PolicyKind::Session | PolicyKind::ServiceControl | PolicyKind::ResourceControl
    )
}

/// Documents that are being filled
struct Packing {
    quota: SizeQuota,
    /// What a document has around its statements.
    around: usize,
    documents: Vec<Filling>,
    placed: usize,
    statements: usize,
}

/// A document that is being filled: what may still come, and its statements with their places in the policy.
struct Filling {
    room: usize,
    statements: Vec<(usize, DraftStatement)>,
}

impl Packing {
    fn new(draft: &PolicyDraft, quota: SizeQuota) -> Self {
        let around = quota.size(&PolicyDraft { statements: Vec::new(), ..draft.clone() }.compact());
        Self { quota, around, documents: Vec::new(), placed: 0, statements: draft.statements.len() }
    }

    /// What a statement alone in its document may take.
    fn room(&self) -> usize {
        self.quota.characters().saturating_sub(self.around)
    }

    fn add(&mut self, index: usize, statement: DraftStatement) -> Result<(), SplitError> {
        let mut parts = vec![statement];
        while let Some(part) = parts.pop() {
            let size = self.quota.size(&part.compact());
            if size <= self.room() {
                self.place(index, part, size)?;
                continue;
            }
            let (first, rest) =
                cut(part, size, self.room(), self.quota).ok_or_else(|| self.too_long(index, size))?;
            parts.extend([rest, first]);
        }
        self.placed += 1;
        Ok(())
    }

    /// Into the first document that has room.
    fn place(&mut self, index: usize, part: DraftStatement, size: usize) -> Result<(), SplitError> {
        // One more for the comma.
        if let Some(document) = self.documents.iter_mut().find(|document| size < document.room) {
            document.room -= size + 1;
            document.statements.push((index, part));
            return Ok(());
        }
        if self.documents.len() == MAX_DOCUMENTS {
            return Err(SplitError::TooMany { placed: self.placed, statements: self.statements });
        }
        let room = self.room().saturating_sub(size);
        self.documents.push(Filling { room, statements: vec![(index, part)] });
        Ok(())
    }

    fn too_long(&self, statement: usize, size: usize) -> SplitError {
        SplitError::TooLong {
            statement,
            characters: self.around + size,
            most: self.quota.characters(),
            documents: self.documents.len(),
            placed: self.placed,
            statements: self.statements,
        }
    }

    /// The documents, and in each the statements, in the order in which they stood.
    fn finish(self, draft: &PolicyDraft) -> Vec<PolicyDraft> {
        let mut documents = self.documents.into_iter().map(|it| it.statements).collect::<Vec<_>>();
        for statements in &mut documents {
            statements.sort_by_key(|(index, _)| *index);
        }
        documents.sort_by_key(|statements| statements.first().map(|(index, _)| *index));
        let of = |statements: Vec<(usize, DraftStatement)>| PolicyDraft {
            statements: statements.into_iter().map(|(_, statement)| statement).collect(),
            ..draft.clone()
        };
        documents.into_iter().map(of).collect()
    }
}

/// Cuts a statement of a size along its actions or its resources, the longer list first, into what fits and the rest, which
/// has no name; none where there is nothing to cut.
fn cut(
    statement: DraftStatement,
    size: usize,
    room: usize,
    quota: SizeQuota,
) -> Option<(DraftStatement, DraftStatement)> {
    let mut lists = [Along::Action, Along::Resource];
    let length =
        |along: &Along| along.list(&statement).map_or(0, |list| list.texts.iter().map(String::len).sum());
    lists.sort_by_key(|along| std::cmp::Reverse::<usize>(length(along)));
    let is_several = |list: &&List| !list.is_negated && 1 < list.texts.len();
    let can_be_cut =
        lists.into_iter().filter_map(|along| Some((along, along.list(&statement).filter(is_several)?)));
    let fitting =
        can_be_cut.map(|(along, list)| (along, fitting(list, size, room, quota))).collect::<Vec<_>>();
    // Where one item is too much, it takes cutting along the other list too.
    let (along, count) = *fitting.iter().find(|(_, count)| *count != 0).or(fitting.first())?;
    let (mut first, mut rest) = (statement.clone(), DraftStatement { sid: None, ..statement });
    let texts = along.texts(&mut rest)?;
    let behind = texts.split_off(count.clamp(1, texts.len()));
    *along.texts(&mut first)? = std::mem::replace(texts, behind);
    Some((first, rest))
}

/// How many items of a list a statement of a size may keep, so that it fits.
fn fitting(list: &List, size: usize, room: usize, quota: SizeQuota) -> usize {
    // One more for the comma; brackets fall away with the last item but one, which makes no list too small.
    let sizes = || list.texts.iter().map(|text| quota.size(&quoted(text)) + 1);
    let without = size.saturating_sub(sizes().sum());
    let ends = sizes().scan(without, |end, size| {
        *end += size;
        Some(*end)
    });
    ends.take_while(|end| *end <= room).count()
}

/// The list along which a statement is cut
#[derive(Debug, Clone, Copy)]
enum Along {
    Action,
    Resource,
}

impl Along {
    fn list(self, statement: &DraftStatement) -> Option<&List> {
        match self {
            Self::Action => Some(&statement.action),
            Self::Resource => statement.resource.as_ref(),
        }
    }

    fn texts(self, statement: &mut DraftStatement) -> Option<&mut Vec<String>> {
        match self {
            Self::Action => Some(&mut statement.action.texts),
            Self::Resource => statement.resource.as_mut().map(|list| &mut list.texts),
        }
    }
}

#[cfg(test)]
mod tests {
    use iamkit_policy::PolicyDocument;

    use super::*;

    fn draft(statements: &str) -> PolicyDraft {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        PolicyDraft::from(&text.parse::<PolicyDocument>().expect("it is a policy"))
    }

    fn names(prefix: &str, count: usize) -> String {
        (0..count).map(|index| format!("\"{prefix}{index:03}\"")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_fits_stays_and_what_is_alone_is_not_split() {
        let small = draft(r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#);
        let split = |most: usize, kind: PolicyKind| split(&small, kind, SizeQuota::visible(most));
        assert_eq!(split(100, PolicyKind::Trust), Ok(vec![small.clone()]));
        assert_eq!(split(50, PolicyKind::Trust), Err(SplitError::Alone { kind: PolicyKind::Trust }));
        assert_eq!(
            split(50, PolicyKind::Identity).map_err(|error| error.to_string()),
            Err("statement 0 can't be cut into documents of 50 characters: a part of it takes 88 in a document of its \
                 own; 0 documents hold 0 of 1 statements"
                .to_owned())
        );
    }

    #[test]
    fn long_statements_are_cut_along_both_lists_and_each_document_fits() {
        let (actions, resources) = (names("s3:Action", 40), names("arn:aws:s3:::bucket-", 60));
        let both =
            format!(r#"{{"Sid": "A", "Effect": "Allow", "Action": [{actions}], "Resource": [{resources}]}}"#);
        let deny = r#"{"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}"#;
        let draft = draft(&format!("{both}, {deny}"));
        for most in [150, 151, 200, 400, 1_000, 2_000] {
            let quota = SizeQuota::visible(most);
            match split(&draft, PolicyKind::Identity, quota) {
                Ok(documents) => {
                    assert!(documents.iter().all(|it| quota.holds(&it.compact())), "{most}");
                    let pairs =
                        documents.iter().flat_map(|it| &it.statements).filter(|it| it.effect == "Allow");
                    let pairs = pairs.map(|it| {
                        it.action.texts.len() * it.resource.as_ref().map_or(0, |it| it.texts.len())
                    });
                    assert_eq!(pairs.sum::<usize>(), 40 * 60, "{most}");
                    let named = documents.iter().flat_map(|it| &it.statements).filter(|it| it.sid.is_some());
                    assert_eq!(named.count(), 1, "{most}");
                }
                Err(error) => assert_eq!(error, SplitError::TooMany { placed: 0, statements: 2 }, "{most}"),
            }
        }
        let count = |most| split(&draft, PolicyKind::Identity, SizeQuota::visible(most)).map(|it| it.len());
        assert_eq!(count(2_000), Ok(2));
    }
}
