//! API operations that an action of another name authorises.

/// Operations and the actions that authorise them, sorted by the operations' names in lower case
///
/// From "Required permissions for Amazon S3 API operations" (S3 User Guide) and the actions of Lambda (Service
/// Authorization Reference), read 2026-12-01. No package that may be kept here tells it of all services.
const OPERATIONS: [(&str, &str); 49] = [
    ("lambda:GetLayerVersionByArn", "lambda:GetLayerVersion"),
    ("lambda:Invoke", "lambda:InvokeFunction"),
    ("lambda:InvokeWithResponseStream", "lambda:InvokeFunction"),
    ("s3:CompleteMultipartUpload", "s3:PutObject"),
    ("s3:CopyObject", "s3:PutObject"),
    ("s3:CreateMultipartUpload", "s3:PutObject"),
    ("s3:DeleteBucketAnalyticsConfiguration", "s3:PutAnalyticsConfiguration"),
    ("s3:DeleteBucketCors", "s3:PutBucketCORS"),
    ("s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:DeleteBucketInventoryConfiguration", "s3:PutInventoryConfiguration"),
    ("s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ("s3:DeleteBucketMetricsConfiguration", "s3:PutMetricsConfiguration"),
    ("s3:DeleteBucketReplication", "s3:PutReplicationConfiguration"),
    ("s3:DeleteBucketTagging", "s3:PutBucketTagging"),
    ("s3:DeleteObjects", "s3:DeleteObject"),
    ("s3:DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
    ("s3:GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration"),
    ("s3:GetBucketAnalyticsConfiguration", "s3:GetAnalyticsConfiguration"),
    ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3:GetBucketInventoryConfiguration", "s3:GetInventoryConfiguration"),
    ("s3:GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    ("s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("s3:GetBucketMetricsConfiguration", "s3:GetMetricsConfiguration"),
    ("s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
    ("s3:GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("s3:GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
    ("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:ListObjectVersions", "s3:ListBucketVersions"),
    ("s3:ListParts", "s3:ListMultipartUploadParts"),
    ("s3:PutBucketAccelerateConfiguration", "s3:PutAccelerateConfiguration"),
    ("s3:PutBucketAnalyticsConfiguration", "s3:PutAnalyticsConfiguration"),
    ("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:PutBucketInventoryConfiguration", "s3:PutInventoryConfiguration"),
    ("s3:PutBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ("s3:PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration"),
    ("s3:PutBucketMetricsConfiguration", "s3:PutMetricsConfiguration"),
    ("s3:PutBucketNotificationConfiguration", "s3:PutBucketNotification"),
    ("s3:PutBucketReplication", "s3:PutReplicationConfiguration"),
    ("s3:PutObjectLockConfiguration", "s3:PutBucketObjectLockConfiguration"),
    ("s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
    ("s3:SelectObjectContent", "s3:GetObject"),
    ("s3:UploadPart", "s3:PutObject"),
    ("s3:UploadPartCopy", "s3:PutObject"),
];

/// The action that authorises an operation, if it has another name.
pub(super) fn authorising(operation: &str) -> Option<&'static str> {
    let operation = operation.to_ascii_lowercase();
    let found = OPERATIONS.binary_search_by_key(&operation, |(name, _)| name.to_ascii_lowercase()).ok()?;
    OPERATIONS.get(found).map(|(_, action)| *action)
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::Catalog;

    use super::{OPERATIONS, authorising};

    #[test]
    fn operations_are_no_actions_and_what_authorises_them_is() {
        let catalog = Catalog::embedded();
        for (operation, action) in OPERATIONS {
            assert!(catalog.action(operation).is_none(), "{operation} is an action");
            assert!(catalog.action(action).is_some(), "{action} is no action");
            assert_eq!(authorising(operation), Some(action), "the rows aren't sorted");
        }
        assert_eq!(authorising("S3:listobjectsv2"), Some("s3:ListBucket"));
        assert_eq!(authorising("s3:GetObjekt"), None);
    }
}
