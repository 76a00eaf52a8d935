//! The fields of ARNs before the resource: partitions of AWS, and texts of the shape of a Region and an account.
//!
//! Shapes and not lists of Regions, so that a verdict outlives the next Region.

use iamkit_policy::value::fold_char;

use crate::language::step::{Loop, Step};
use crate::language::text::{Piece, Text};
use crate::language::word::Word;

/// The partitions of AWS.
pub(crate) const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

/// What stands for a partition, a Region and an account where none of them is named.
pub(crate) const PARTITION: &str = "aws";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const ACCOUNT: &str = "111122223333";

/// Two letters at least, words behind hyphens, and a number.
pub(crate) fn push_region(word: &mut Word) {
    word.push(Step::Lower);
    word.push(Step::Lower);
    word.push_loop(Loop::LowerOrHyphen);
    word.push(Step::Char('-'));
    word.push(Step::Digit);
    word.push_loop(Loop::Digit);
}

pub(crate) fn push_account(word: &mut Word) {
    (0..12).for_each(|_| word.push(Step::Digit));
}

pub(crate) fn push_partition(word: &mut Word) {
    word.push_choice(&PARTITIONS);
}

/// A pattern of names, which have neither colon nor slash.
pub(crate) fn push_name(word: &mut Word, pattern: &Text, is_any_case: bool) {
    for piece in pattern.pieces() {
        match piece {
            Piece::Literal(text) if is_any_case => {
                text.chars().for_each(|character| word.push(Step::Folded(fold_char(character))));
            }
            Piece::Literal(text) => word.push_text(text),
            Piece::AnyChar => word.push(Step::Segment),
            Piece::AnyString | Piece::Variable { .. } => word.push_loop(Loop::Segment),
        }
    }
}

/// Whether the text has the shape of a Region's name, such as `us-gov-west-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let words = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let Some(name) = words.strip_suffix('-').filter(|_| words.len() < text.len()) else { return false };
    let is_lower = |byte: u8| byte.is_ascii_lowercase();
    2 <= name.len()
        && name.bytes().take(2).all(is_lower)
        && name.bytes().all(|byte| is_lower(byte) || byte == b'-')
}

/// Whether the text is the number of an account.
pub(crate) fn is_account(text: &str) -> bool {
    iamkit_policy::id::is_account_id(text)
}

/// Whether the text is one of the partitions.
pub(crate) fn is_partition(text: &str) -> bool {
    PARTITIONS.contains(&text)
}

/// A pattern filled to a text whose fields read as those of an ARN, as far as the pattern leaves them open.
pub(crate) fn filled(pattern: &Text, filling: &str) -> String {
    let mut text = String::new();
    // How many colons the text has, and where what is behind the last of them begins.
    let (mut colons, mut start) = (0_usize, 0);
    for piece in pattern.pieces() {
        let usual = match colons {
            1 => PARTITION,
            3 => REGION,
            4 => ACCOUNT,
            _ => "",
        };
        let field = text.get(start..).unwrap_or_default();
        let rest = usual.strip_prefix(field).unwrap_or_default();
        let before = text.len();
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::AnyChar => text.push(rest.chars().next().unwrap_or('x')),
            Piece::AnyString | Piece::Variable { .. } => {
                text.push_str(if rest.is_empty() { filling } else { rest });
            }
        }
        let added = text.get(before..).unwrap_or_default();
        colons += added.matches(':').count();
        start = added.rfind(':').map_or(start, |at| before + at + 1);
    }
    text
}

#[cfg(test)]
mod tests {
    use iamkit_policy::glob::Glob;

    use super::*;
    use crate::language::partition::partition;
    use crate::language::word::of_plain;
    use crate::limits::{Budget, Limits};

    fn word(push: impl Fn(&mut Word)) -> Word {
        let mut word = Word::default();
        push(&mut word);
        word.finish()
    }

    #[test]
    fn fields_are_of_their_shape() {
        for region in ["us-east-1", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1", "ap-southeast-12"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["", "us-east", "us-east-", "u-east-1", "us-East-1", "1", "-1", "us-east-1a", "example"]
        {
            assert!(!is_region(other), "{other}");
        }
        assert!(is_account("012345678901") && !is_account("aws") && !is_account("1234567890123"));
        assert!(is_partition("aws-us-gov") && !is_partition("aws-") && !is_partition(""));
    }

    #[test]
    fn words_of_fields_read_what_is_of_their_shape() {
        let budget = Budget::new(&Limits::default());
        let lists = ["*-1", "us-*", "*9*", "aws*", "*w*", "?a*"]
            .map(|text| vec![of_plain(&Text::from_glob(&Glob::parse(text)))]);
        let classes = |word: Word| partition(&[word], &lists, &budget).unwrap();
        assert!(classes(word(push_region)).iter().all(|class| is_region(&class.witness)));
        assert!(classes(word(push_account)).iter().all(|class| is_account(&class.witness)));
        let partitions = partition(
            &[word(push_partition)],
            &PARTITIONS.map(|text| vec![word(|word| word.push_text(text))]),
            &budget,
        );
        let mut found = partitions.unwrap().into_iter().map(|class| class.witness).collect::<Vec<_>>();
        found.sort_unstable();
        let mut all = PARTITIONS.to_vec();
        all.sort_unstable();
        assert_eq!(found, all);
    }

    #[test]
    fn patterns_are_filled_to_well_formed_arns() {
        let filled = |text: &str| filled(&Text::from_glob(&Glob::parse(text)), "example");
        assert_eq!(filled("arn:*:sqs:*:*:jobs-*"), "arn:aws:sqs:us-east-1:111122223333:jobs-example");
        assert_eq!(filled("arn:aws:sqs:us-*:1111*:q"), "arn:aws:sqs:us-east-1:111122223333:q");
        assert_eq!(filled("arn:aws:s3:::*/*"), "arn:aws:s3:::example/example");
    }
}
