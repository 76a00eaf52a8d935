//! What a call is about: the resource that its caller must be allowed to act on, as it is in the store.

use iamkit_policy::id::{account_in, last_part};
use iamkit_store::{
    Analyzer, Group, InstanceProfile, MfaDevice, OidcProvider, Policy, PolicyArn, Role, SamlProvider,
    ServerCertificate, Tags, User,
};
use iamkit_wire::WireError;
use serde_json::Value;

use crate::access_analyzer::arn_of_named;
use crate::invocation::Invocation;
use crate::linked_role::name_of;
use crate::organizations::{arn_of, arn_of_new};

/// What an operation is about, by the members of its input
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// No resource: `*`
    Everything,
    /// The user that is named, or else the caller
    User,
    /// The user that has the access key
    UserOfKey,
    /// The group that is named
    Group,
    /// The role that is named
    Role,
    /// The managed policy whose ARN is given
    Policy,
    /// A managed policy that is made
    NewPolicy,
    /// The instance profile that is named
    InstanceProfile,
    /// All users, groups, roles, policies or instance profiles under a path
    Under(&'static str),
    /// The role whose ARN is given, of whichever account
    RoleArn,
    /// The user, group or role whose policies are asked about
    PolicySource,
    /// The MFA device whose serial number is given, or that is made
    MfaDevice,
    /// The `OpenID` Connect provider whose ARN is given, or that is made of a URL
    OidcProvider,
    /// The SAML provider whose ARN is given, or that is made of a name
    SamlProvider,
    /// The server certificate that is named
    ServerCertificate,
    /// The role that is made for a service
    ServiceLinkedRole,
    /// The role that a task ends
    DeletionTask,
    /// The user, group, role or policy whose ARN is given
    Entity,
    /// The federated user that is named
    FederatedUser,
    /// The analyzer that is named, or whose ARN is given
    Analyzer,
    /// The archive rule that is named, of such an analyzer
    ArchiveRule,
    /// A control policy that is made in an organisation
    NewControlPolicy,
    /// What a member has the id of in an organisation
    Organization(&'static str),
}

/// What a call is about, where it is there
#[derive(Debug, Clone, Copy)]
enum Found<'s> {
    User(&'s User),
    Group(&'s Group),
    Role(&'s Role),
    InstanceProfile(&'s InstanceProfile),
    Policy(&'s Policy),
    MfaDevice(&'s MfaDevice),
    OidcProvider(&'s OidcProvider),
    SamlProvider(&'s SamlProvider),
    ServerCertificate(&'s ServerCertificate),
    Analyzer(&'s Analyzer),
}

/// The resource of a call: its ARN, and what condition keys tell of it
#[derive(Debug)]
pub(crate) struct Resource<'s> {
    pub(crate) arn: String,
    pub(crate) tags: Option<&'s Tags>,
    pub(crate) permissions_boundary: Option<&'s PolicyArn>,
}

impl About {
    /// The resource of a call.
    pub(crate) fn resource<'s>(
        self,
        call: &'s Invocation<'_>,
        input: &Value,
    ) -> Result<Resource<'s>, WireError> {
        let found = self.found(call, input)?;
        let arn = found.map_or_else(|| self.arn_of_missing(call, input), |found| found.arn().to_owned());
        Ok(Resource {
            arn,
            tags: found.and_then(Found::tags),
            permissions_boundary: found.and_then(Found::permissions_boundary),
        })
    }

    fn found<'s>(self, call: &'s Invocation<'_>, input: &Value) -> Result<Option<Found<'s>>, WireError> {
        let account = call.account()?;
        let text = |member: &str| input.get(member).and_then(Value::as_str);
        let found = || {
            Some(match self {
                Self::User => {
                    let own = || call.caller.user().map(|user| user.name().as_str());
                    Found::User(account.user(&text("UserName").or_else(own)?.parse().ok()?).ok()?)
                }
                Self::UserOfKey => {
                    Found::User(account.user_with_access_key(&text("AccessKeyId")?.parse().ok()?)?)
                }
                Self::Group => Found::Group(account.group(&text("GroupName")?.parse().ok()?).ok()?),
                Self::Role => Found::Role(account.role(&text("RoleName")?.parse().ok()?).ok()?),
                Self::InstanceProfile => {
                    let name = text("InstanceProfileName")?.parse().ok()?;
                    Found::InstanceProfile(account.instance_profile(&name).ok()?)
                }
                Self::Policy => Found::Policy(account.policy(&text("PolicyArn")?.parse().ok()?).ok()?),
                Self::RoleArn => {
                    let arn = text("RoleArn")?;
                    let account = call.snapshot().account(&account_in(arn)?.parse().ok()?).ok()?;
                    let role = account.role(&last_part(arn).parse().ok()?).ok()?;
                    (role.arn() == arn).then_some(Found::Role(role))?
                }
                Self::MfaDevice => {
                    Found::MfaDevice(account.mfa_device(&text("SerialNumber")?.parse().ok()?).ok()?)
                }
                Self::OidcProvider => {
                    let arn = text("OpenIDConnectProviderArn")?.parse().ok()?;
                    Found::OidcProvider(account.oidc_provider(&arn).ok()?)
                }
                Self::SamlProvider => {
                    Found::SamlProvider(account.saml_provider(&text("SAMLProviderArn")?.parse().ok()?).ok()?)
                }
                Self::ServerCertificate => {
                    let name = text("ServerCertificateName")?.parse().ok()?;
                    Found::ServerCertificate(account.server_certificate(&name).ok()?)
                }
                Self::Analyzer => {
                    let arn = analyzer_arn(call, input)?;
                    Found::Analyzer(account.analyzers().find(|it| it.arn() == arn)?)
                }
                Self::Everything
                | Self::ArchiveRule
                | Self::NewPolicy
                | Self::Under(_)
                | Self::PolicySource
                | Self::ServiceLinkedRole
                | Self::DeletionTask
                | Self::Entity
                | Self::FederatedUser
                | Self::NewControlPolicy
                | Self::Organization(_) => return None,
            })
        };
        Ok(found())
    }

    /// The ARN of what isn't there, or not yet, or stands for many.
    fn arn_of_missing(self, call: &Invocation<'_>, input: &Value) -> String {
        let text = |member: &str| input.get(member).and_then(Value::as_str);
        let arn = |kind: &str, path: &str, name: Option<&str>| {
            let (partition, account) = (call.caller.partition, &call.caller.account);
            format!("arn:{partition}:iam::{account}:{kind}{path}{}", name.unwrap_or_default())
        };
        let new = |kind: &str, name: &str| arn(kind, text("Path").unwrap_or("/"), text(name));
        match self {
            Self::User => new("user", "UserName"),
            Self::Group => new("group", "GroupName"),
            Self::Role => new("role", "RoleName"),
            Self::InstanceProfile => new("instance-profile", "InstanceProfileName"),
            Self::NewPolicy => new("policy", "PolicyName"),
            Self::Under(kind) => arn(kind, text("PathPrefix").unwrap_or("/"), None),
            Self::Policy => text("PolicyArn").unwrap_or("*").to_owned(),
            Self::RoleArn => text("RoleArn").unwrap_or("*").to_owned(),
            Self::PolicySource => text("PolicySourceArn").unwrap_or("*").to_owned(),
            Self::Entity => text("Arn").unwrap_or("*").to_owned(),
            Self::MfaDevice => {
                let given =
                    text("SerialNumber").filter(|serial| serial.starts_with("arn:")).map(str::to_owned);
                given.unwrap_or_else(|| new("mfa", "VirtualMFADeviceName"))
            }
            Self::OidcProvider => text("OpenIDConnectProviderArn").map_or_else(
                || arn("oidc-provider/", "", text("Url").map(|url| url.trim_start_matches("https://"))),
                str::to_owned,
            ),
            Self::SamlProvider => {
                text("SAMLProviderArn").map_or_else(|| arn("saml-provider/", "", text("Name")), str::to_owned)
            }
            Self::ServerCertificate => new("server-certificate", "ServerCertificateName"),
            Self::ServiceLinkedRole => {
                let service = text("AWSServiceName").unwrap_or_default();
                let path = format!("/aws-service-role/{service}/");
                arn("role", &path, name_of(service, text("CustomSuffix")).as_deref())
            }
            Self::DeletionTask => {
                let role = text("DeletionTaskId").and_then(|id| id.strip_prefix("task")?.rsplit_once('/'));
                arn("role", "", role.map(|(role, _)| role))
            }
            Self::FederatedUser => {
                let (partition, account) = (call.caller.partition, &call.caller.account);
                let name = text("Name").unwrap_or_default();
                format!("arn:{partition}:sts::{account}:federated-user/{name}")
            }
            Self::Analyzer => analyzer_arn(call, input).unwrap_or_else(|| "*".to_owned()),
            Self::ArchiveRule => {
                let known = analyzer_arn(call, input).zip(text("ruleName"));
                known.map_or_else(|| "*".to_owned(), |(arn, rule)| format!("{arn}/archive-rule/{rule}"))
            }
            Self::NewControlPolicy => {
                let organization = call.snapshot().organization();
                let known = organization.zip(text("Type"));
                known.map_or_else(|| "*".to_owned(), |(it, kind)| arn_of_new(call.caller.partition, it, kind))
            }
            Self::Organization(member) => {
                let organization = call.snapshot().organization();
                let known = organization.zip(text(member));
                known.map_or_else(|| "*".to_owned(), |(it, id)| arn_of(call.caller.partition, it, id))
            }
            Self::Everything | Self::UserOfKey => "*".to_owned(),
        }
    }
}

/// The ARN of the analyzer that a call is about: of the one that it names, else the one that it gives.
fn analyzer_arn(call: &Invocation<'_>, input: &Value) -> Option<String> {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    let named = text("analyzerName").map(|name| arn_of_named(call, name));
    named.or_else(|| text("analyzerArn").or(text("resourceArn")).map(str::to_owned))
}

impl<'s> Found<'s> {
    fn arn(self) -> &'s str {
        match self {
            Self::User(user) => user.arn(),
            Self::Group(group) => group.arn(),
            Self::Role(role) => role.arn(),
            Self::InstanceProfile(profile) => profile.arn(),
            Self::Policy(policy) => policy.arn().as_str(),
            Self::MfaDevice(device) => device.serial().as_str(),
            Self::OidcProvider(provider) => provider.arn().as_str(),
            Self::SamlProvider(provider) => provider.arn().as_str(),
            Self::ServerCertificate(certificate) => certificate.arn(),
            Self::Analyzer(analyzer) => analyzer.arn(),
        }
    }

    fn tags(self) -> Option<&'s Tags> {
        match self {
            Self::User(user) => Some(user.tags()),
            Self::Role(role) => Some(role.tags()),
            Self::InstanceProfile(profile) => Some(profile.tags()),
            Self::Policy(policy) => Some(policy.tags()),
            Self::MfaDevice(device) => Some(device.tags()),
            Self::OidcProvider(provider) => Some(provider.tags()),
            Self::SamlProvider(provider) => Some(provider.tags()),
            Self::ServerCertificate(certificate) => Some(certificate.tags()),
            Self::Analyzer(analyzer) => Some(analyzer.tags()),
            Self::Group(_) => None,
        }
    }

    fn permissions_boundary(self) -> Option<&'s PolicyArn> {
        match self {
            Self::User(user) => user.permissions_boundary(),
            Self::Role(role) => role.permissions_boundary(),
            _ => None,
        }
    }
}
