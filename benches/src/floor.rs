//! The floors: the least that any engine has to do, by itself.
//!
//! They decide nothing. A target is judged by how many floors it is made of.

/// Folds the action to lower case and mixes it into a hash: 24 bytes, three words of eight.
pub fn fold_and_hash(action: &[u8; 24]) -> u64 {
    let (words, _) = action.as_chunks::<8>();
    words
        .iter()
        .fold(0, |hash: u64, word| (hash ^ fold_word(u64::from_le_bytes(*word))).wrapping_mul(MULTIPLIER))
}

/// An odd number with well-spread bits.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// A byte's place in each of the eight bytes of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Eight ASCII bytes in lower case at once.
fn fold_word(word: u64) -> u64 {
    let low = word & (0x7f * EACH);
    let from_a = low.wrapping_add((0x80 - u64::from(b'A')) * EACH);
    let beyond_z = low.wrapping_add((0x7f - u64::from(b'Z')) * EACH);
    let is_upper = (from_a ^ beyond_z) & !word & (0x80 * EACH);
    word | (is_upper >> 2)
}

/// Whether the ARN starts with the prefix and the segment that follows is the wanted one.
pub fn prefix_and_segment(arn: &str, prefix: &str, segment: &str) -> bool {
    let rest = arn.as_bytes().strip_prefix(prefix.as_bytes());
    let rest = rest.and_then(|rest| rest.strip_prefix(segment.as_bytes()));
    rest.is_some_and(|rest| rest.first() == Some(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_as_bytes_do() {
        for byte in 0..=u8::MAX {
            let word = u64::from(byte) * EACH;
            let expected = u64::from(byte.to_ascii_lowercase()) * EACH;
            assert_eq!(fold_word(word), expected, "{byte}");
        }
    }

    #[test]
    fn letter_case_does_not_change_the_hash() {
        assert_eq!(fold_and_hash(b"ec2:DescribeInstanceData"), fold_and_hash(b"EC2:describeinstancedata"));
        assert_ne!(fold_and_hash(b"ec2:DescribeInstanceData"), fold_and_hash(b"ec2:DescribeInstanceDate"));
    }

    #[test]
    fn segment_must_end_where_it_ends() {
        let arn = "arn:aws:s3:::amzn-s3-demo-bucket/analytics/reports/2026/q1.csv";
        assert!(prefix_and_segment(arn, "arn:aws:s3:::amzn-s3-demo-bucket/", "analytics"));
        assert!(!prefix_and_segment(arn, "arn:aws:s3:::amzn-s3-demo-bucket/", "analytic"));
    }
}
