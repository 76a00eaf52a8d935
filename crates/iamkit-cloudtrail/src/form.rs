//! Forms of ARNs, filled from what a call was given.

use iamkit_policy::glob::Glob;

use crate::parameters::Parameters;

/// Where a call was made, as ARNs have it
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'r> {
    pub(crate) partition: &'r str,
    pub(crate) region: &'r str,
    pub(crate) account: &'r str,
}

/// A form of ARNs
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pieces: Vec<Piece>,
    glob: Glob,
    is_of_bucket: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    Partition,
    Region,
    Account,
    Named(Box<str>),
}

/// What a form was filled to
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) arns: Vec<String>,
    /// Whether a path belongs into the ARN that the log doesn't tell.
    pub(crate) lacks_path: bool,
}

/// Placeholders whose parameters are called otherwise.
const OTHER_NAMES: [(&str, &str); 16] = [
    ("BucketName", "bucket"),
    ("ObjectName", "key"),
    ("SecurityGroupId", "groupId"),
    ("KeyPairName", "keyName"),
    ("DbInstanceName", "dBInstanceIdentifier"),
    ("DbClusterInstanceName", "dBClusterIdentifier"),
    ("SnapshotName", "dBSnapshotIdentifier"),
    ("ClusterSnapshotName", "dBClusterSnapshotIdentifier"),
    ("SubnetGroupName", "dBSubnetGroupName"),
    ("ParameterGroupName", "dBParameterGroupName"),
    ("ParameterNameWithoutLeadingSlash", "name"),
    ("StackName", "stackName"),
    ("FileSystemId", "fileSystemId"),
    ("TrailName", "name"),
    ("ClusterName", "cluster"),
    ("ServiceName", "service"),
];

/// Placeholders that a name alone doesn't fill: AWS puts something behind it that nobody knows.
const UNFILLED: [&str; 1] = ["SecretId"];

impl Form {
    pub(crate) fn new(template: &str) -> Self {
        let (mut pieces, mut pattern, mut rest) = (Vec::new(), String::new(), template);
        while let Some((literal, behind)) = rest.split_once("${") {
            let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
            if !literal.is_empty() {
                pieces.push(Piece::Text(literal.into()));
            }
            pieces.push(match name {
                "Partition" => Piece::Partition,
                "Region" => Piece::Region,
                "Account" | "AccountId" => Piece::Account,
                _ => Piece::Named(name.into()),
            });
            pattern.push_str(literal);
            pattern.push('*');
            rest = after;
        }
        pattern.push_str(rest);
        let last = match pieces.last() {
            Some(Piece::Named(name)) if rest.is_empty() => &**name,
            _ => "",
        };
        let is_of_bucket = last == "BucketName";
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.into()));
        }
        Self { pieces, glob: Glob::parse(&pattern), is_of_bucket }
    }

    /// Whether an ARN is of this form.
    pub(crate) fn fits(&self, arn: &str) -> bool {
        self.glob.matches(arn) && !(self.is_of_bucket && arn.contains('/'))
    }

    /// Whether the place of the call tells the ARN, without any name.
    pub(crate) fn is_fixed(&self) -> bool {
        !self.pieces.iter().any(|piece| matches!(piece, Piece::Named(_)))
    }

    /// The ARNs that the parameters name; none where one of them is missing.
    pub(crate) fn fill(&self, action: &str, parameters: &Parameters, scene: &Scene<'_>) -> Filled {
        let named = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Named(name) => Some(values(name, action, parameters)),
            _ => None,
        });
        let named = named.collect::<Vec<_>>();
        let lacks_path = named.iter().any(|values| values.lacks_path);
        let Some(first) = named.first() else {
            return Filled { arns: self.arn(&[], 0, scene).into_iter().collect(), lacks_path: false };
        };
        // Several names that belong together are told by one call at a time.
        let is_told = if named.len() == 1 {
            !first.texts.is_empty()
        } else {
            named.iter().all(|values| values.texts.len() == 1)
        };
        if !is_told {
            return Filled::default();
        }
        let count = if named.len() == 1 { first.texts.len() } else { 1 };
        let arns = (0..count).filter_map(|at| self.arn(&named, at, scene)).collect::<Vec<_>>();
        Filled { lacks_path: lacks_path && !arns.is_empty(), arns }
    }

    /// The form with `*` for all names: what AWS asks for before there is anything of that name.
    pub(crate) fn of_new(&self, scene: &Scene<'_>) -> Option<String> {
        let any = Values { texts: vec!["*".to_owned()], lacks_path: false };
        let named = vec![any; self.pieces.len()];
        self.arn(&named, 0, scene)
    }

    fn arn(&self, named: &[Values], at: usize, scene: &Scene<'_>) -> Option<String> {
        let (mut arn, mut next) = (String::new(), 0);
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => arn.push_str(text),
                Piece::Partition => arn.push_str(told(scene.partition)?),
                Piece::Region => arn.push_str(told(scene.region)?),
                Piece::Account => arn.push_str(told(scene.account)?),
                Piece::Named(_) => {
                    let texts = &named.get(next)?.texts;
                    arn.push_str(texts.get(at).or_else(|| texts.first())?);
                    next += 1;
                }
            }
        }
        Some(arn)
    }
}

fn told(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// What stands for a placeholder.
#[derive(Debug, Clone, Default)]
struct Values {
    texts: Vec<String>,
    lacks_path: bool,
}

fn values(placeholder: &str, action: &str, parameters: &Parameters) -> Values {
    if UNFILLED.contains(&placeholder) {
        return Values::default();
    }
    if placeholder == "QueueName" {
        return queue_names(parameters);
    }
    if let Some(name) = placeholder.strip_suffix("WithPath") {
        return with_path(name, action, parameters);
    }
    let texts = named(placeholder, action, parameters);
    let texts = texts.into_iter().filter_map(|text| plain(placeholder, text)).collect();
    Values { texts, lacks_path: false }
}

/// A name as it stands in an ARN; nothing for what is none.
fn plain(placeholder: &str, text: &str) -> Option<String> {
    // An ARN of something else, a KMS alias in the place of a key, or nothing at all.
    let is_other =
        text.is_empty() || text.starts_with("arn:") || placeholder == "KeyId" && text.starts_with("alias/");
    let text = if placeholder.ends_with("WithoutLeadingSlash") || placeholder == "PathPrefix" {
        text.strip_prefix('/').unwrap_or(text)
    } else {
        text
    };
    (!is_other).then(|| text.to_owned())
}

fn named<'p>(placeholder: &str, action: &str, parameters: &'p Parameters) -> Vec<&'p str> {
    let own = parameters.texts(placeholder);
    if !own.is_empty() {
        return own;
    }
    let others = OTHER_NAMES.iter().filter(|(name, _)| *name == placeholder);
    let other = others.map(|(_, other)| parameters.texts(other)).find(|texts| !texts.is_empty());
    if let Some(texts) = other {
        return texts;
    }
    // `CreateTopic` calls a topic's name just `name`.
    let stem = placeholder.strip_suffix("Name").or_else(|| placeholder.strip_suffix("Id"));
    let is_subject = stem.is_some_and(|stem| !stem.is_empty() && action.contains(stem));
    let short = if placeholder.ends_with("Name") { "name" } else { "id" };
    if is_subject { parameters.texts(short) } else { Vec::new() }
}

/// Names of queues, whose URLs calls have.
fn queue_names(parameters: &Parameters) -> Values {
    let urls = parameters.texts("queueUrl");
    let names = urls.iter().filter_map(|url| url.rsplit('/').next());
    let mut texts = names.filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    if texts.is_empty() {
        texts = parameters.texts("queueName").into_iter().map(str::to_owned).collect();
    }
    Values { texts, lacks_path: false }
}

/// Names of users and roles, whose paths only the call that makes them has.
fn with_path(name: &str, action: &str, parameters: &Parameters) -> Values {
    let names = named(name, action, parameters);
    let names = names.into_iter().filter(|text| !text.is_empty() && !text.starts_with("arn:"));
    let is_new = action.contains(":Create");
    let path = parameters.texts("path").first().copied().unwrap_or("/").trim_start_matches('/');
    let path = if is_new { path } else { "" };
    let texts = names.map(|name| format!("{path}{name}")).collect();
    Values { texts, lacks_path: !is_new }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: Scene<'_> = Scene { partition: "aws", region: "eu-west-1", account: "111122223333" };

    fn filled(template: &str, action: &str, parameters: &str) -> Filled {
        let raw: Box<serde_json::value::RawValue> = serde_json::from_str(parameters).unwrap();
        Form::new(template).fill(action, &Parameters::read(Some(&raw)), &SCENE)
    }

    fn arns(template: &str, action: &str, parameters: &str) -> Vec<String> {
        filled(template, action, parameters).arns
    }

    #[test]
    fn forms_are_filled_from_parameters_of_the_same_name() {
        let table = "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}";
        assert_eq!(
            arns(table, "dynamodb:GetItem", r#"{"tableName": "orders"}"#),
            ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]
        );
        assert!(arns(table, "dynamodb:GetItem", r#"{"key": {}}"#).is_empty());
        let instance = "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}";
        let two = r#"{"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}}"#;
        assert_eq!(arns(instance, "ec2:StopInstances", two).len(), 2);
        assert_eq!(
            Form::new(instance).of_new(&SCENE).unwrap(),
            "arn:aws:ec2:eu-west-1:111122223333:instance/*"
        );
    }

    #[test]
    fn names_of_other_parameters_are_known() {
        let object = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
        let parameters = r#"{"bucketName": "logs", "key": "a/b.txt"}"#;
        assert_eq!(arns(object, "s3:GetObject", parameters), ["arn:aws:s3:::logs/a/b.txt"]);
        let queue = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}";
        let url = r#"{"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}"#;
        assert_eq!(arns(queue, "sqs:SendMessage", url), ["arn:aws:sqs:eu-west-1:111122223333:jobs"]);
        let topic = "arn:${Partition}:sns:${Region}:${Account}:${TopicName}";
        assert_eq!(arns(topic, "sns:CreateTopic", r#"{"name": "news"}"#).len(), 1);
        assert!(arns(topic, "sns:Publish", r#"{"name": "news"}"#).is_empty());
    }

    #[test]
    fn what_is_no_whole_name_fills_nothing() {
        let key = "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}";
        assert!(arns(key, "kms:Decrypt", r#"{"keyId": "alias/mail"}"#).is_empty());
        let secret = "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}";
        assert!(arns(secret, "secretsmanager:GetSecretValue", r#"{"secretId": "mail"}"#).is_empty());
    }

    #[test]
    fn paths_are_told_by_what_makes_a_role_alone() {
        let role = "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}";
        let made = filled(role, "iam:CreateRole", r#"{"roleName": "deploy", "path": "/ci/"}"#);
        assert_eq!(
            (made.arns.concat().as_str(), made.lacks_path),
            ("arn:aws:iam::111122223333:role/ci/deploy", false)
        );
        let read = filled(role, "iam:GetRole", r#"{"roleName": "deploy"}"#);
        assert_eq!((read.arns.len(), read.lacks_path), (1, true));
    }

    #[test]
    fn an_object_is_no_bucket() {
        let bucket = Form::new("arn:${Partition}:s3:::${BucketName}");
        assert!(bucket.fits("arn:aws:s3:::logs") && !bucket.fits("arn:aws:s3:::logs/a"));
    }
}
