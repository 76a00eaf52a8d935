//! Where a statement stands, as AWS's simulator says it.
//!
//! In AWS's documented answers a statement begins where its parser stands before it: behind the `[` of the list, behind
//! the statement before it (INFER, no documented answer shows a second one), or, without a list, behind the statement's
//! own `{`. It ends behind its `}`.

use iamkit_policy::{PolicyDocument, Statement};

use super::response::StatementPosition;

/// Start and end of a statement, where `text` is what the document was read from.
pub(super) fn of(
    text: &str,
    document: &PolicyDocument,
    statement: &Statement,
) -> (StatementPosition, StatementPosition) {
    let span = statement.span();
    let before = text.get(..span.start).unwrap_or_default().trim_end_matches([' ', '\t', '\n', '\r', ',']);
    let start = match before.bytes().next_back() {
        Some(b'[' | b'}') => before.len(),
        _ => span.start + 1,
    };
    let place = |offset| {
        let position = document.position(offset);
        StatementPosition { line: position.line, column: position.column }
    };
    (place(start), place(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<[(u32, u32); 2]> {
        let document: PolicyDocument = text.parse().unwrap();
        let pair = |position: StatementPosition| (position.line, position.column);
        let places = document.statements().iter().map(|statement| of(text, &document, statement));
        places.map(|(start, end)| [pair(start), pair(end)]).collect()
    }

    #[test]
    fn a_statement_without_a_list_begins_behind_its_brace() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#;
        assert_eq!(places(text), [[(1, 38), (1, 167)]]);
    }

    #[test]
    fn white_space_before_the_document_counts() {
        assert_eq!(
            places("\n {\"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}"),
            [[(2, 17), (2, 67)]]
        );
    }

    #[test]
    fn a_statement_of_a_list_begins_behind_the_bracket_or_the_statement_before() {
        let text = "{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n        {\n            \"Effect\": \"Allow\",\n            \
                    \"Action\": \"codecommit:ListRepositories\",\n            \"Resource\": \"*\"\n        },\n        \
                    {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}\n    ]\n}";
        assert_eq!(places(text), [[(3, 19), (8, 10)], [(8, 10), (9, 59)]]);
    }
}
