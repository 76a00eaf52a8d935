//! ARN templates of the catalog, such as `arn:${Partition}:s3:::${BucketName}`.

use iamkit_policy::glob::Glob;

/// Whether an ARN has the form of a template, `${…}` standing for any text.
pub(crate) fn fits(template: &str, arn: &str) -> bool {
    let mut pattern = String::new();
    let mut rest = template;
    while let Some((literal, placeholder)) = rest.split_once("${") {
        pattern.push_str(literal);
        pattern.push('*');
        rest = placeholder.split_once('}').map_or("", |(_, behind)| behind);
    }
    pattern.push_str(rest);
    Glob::parse(&pattern).matches(arn)
}
