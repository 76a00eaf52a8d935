//! ARN templates, such as `arn:${Partition}:s3:::${BucketName}`.

use std::fmt;

use iamkit_policy::glob::Glob;

/// The form of the ARNs of a resource type, with placeholders such as `${Region}`
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let bucket = Catalog::embedded().resource_type("s3", "bucket").expect("s3 has buckets");
/// let template = bucket.arn_templates().next().expect("buckets have ARNs");
/// assert_eq!(template.as_str(), "arn:${Partition}:s3:::${BucketName}");
/// assert!(template.fits("arn:aws:s3:::logs"));
/// assert!(!template.fits("arn:aws:sqs:us-east-1:111122223333:logs"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArnTemplate<'a>(&'a str);

impl<'a> ArnTemplate<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The template as AWS writes it.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether an ARN has this form, each placeholder standing for any text.
    ///
    /// # Complexity
    /// That of [`Glob::matches`], after making the glob.
    pub fn fits(self, arn: &str) -> bool {
        self.glob().matches(arn)
    }

    /// The glob that has `*` for each placeholder.
    pub fn glob(self) -> Glob {
        let mut pattern = String::new();
        let mut rest = self.0;
        while let Some((literal, placeholder)) = rest.split_once("${") {
            pattern.push_str(literal);
            pattern.push('*');
            rest = placeholder.split_once('}').map_or("", |(_, behind)| behind);
        }
        pattern.push_str(rest);
        Glob::parse(&pattern)
    }
}

impl fmt::Display for ArnTemplate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
