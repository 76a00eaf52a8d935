//! `AssumeRoleWithSAML`: an assertion of a SAML provider of the role's account.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iamkit_policy::id::account_in;
use iamkit_store::{SamlProvider, Timestamp};
use iamkit_wire::WireError;
use roxmltree::{Document, Node};
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};

use super::assume_role::AssumedRoleUser;
use super::credentials::{Credentials, PolicyDescriptor};
use super::federated::{Asked, Claimed, assume, is_signed};
use crate::condition_keys::Circumstances;
use crate::state::State;

const ACTION: &str = "sts:AssumeRoleWithSAML";
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SamlRequest {
    role_arn: String,
    principal_arn: String,
    #[serde(rename = "SAMLAssertion")]
    assertion: String,
    #[serde(default)]
    policy_arns: Vec<PolicyDescriptor>,
    policy: Option<String>,
    duration_seconds: Option<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SamlResponse {
    credentials: Credentials,
    assumed_role_user: AssumedRoleUser,
    subject: String,
    subject_type: String,
    issuer: String,
    audience: String,
    name_qualifier: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<String>,
}

pub(crate) fn assume_role_with_saml(
    state: &State,
    circumstances: &Circumstances,
    input: SamlRequest,
) -> Result<SamlResponse, WireError> {
    let text = taken(state, &input.assertion)?;
    let document = Document::parse(&text).map_err(|_| malformed())?;
    let assertion = Assertion::read(document.root_element()).ok_or_else(malformed)?;
    let missing = || invalid("Specified provider doesn't exist");
    let account =
        account_in(&input.principal_arn).filter(|account| account_in(&input.role_arn) == Some(account));
    let account = account.and_then(|account| account.parse().ok()).ok_or_else(missing)?;
    let snapshot = state.snapshot();
    let account = snapshot.account(&account).map_err(|_| missing())?;
    let arn = input.principal_arn.parse().map_err(|_| missing())?;
    let provider = account.saml_provider(&arn).map_err(|_| missing())?;
    assertion.ensure_good(provider, state.clock.timestamp())?;
    let is_wanted = |pair: &String| {
        let mut arns = pair.split(',').map(str::trim).collect::<Vec<_>>();
        arns.sort_unstable();
        let mut wanted = [&*input.role_arn, &*input.principal_arn];
        wanted.sort_unstable();
        arns == wanted
    };
    if !assertion.values("Role").iter().any(is_wanted) {
        return Err(WireError::new("AccessDenied", 403, format!("Not authorized to perform {ACTION}")));
    }
    let qualifier = qualifier(&assertion.issuer, account.id().as_str(), provider);
    let claimed = assertion.claimed(provider, &qualifier, account.id().as_str())?;
    let stated =
        assertion.values("SessionDuration").first().map(|text| text.parse().map_err(|_| malformed()));
    // The shorter of what is asked for and what the provider says.
    let duration_seconds = match (input.duration_seconds, stated.transpose()?) {
        (Some(asked), Some(stated)) => Some(std::cmp::min::<u32>(asked, stated)),
        (asked, stated) => asked.or(stated),
    };
    let asked = Asked {
        action: ACTION,
        role_arn: &input.role_arn,
        policy: input.policy.as_deref(),
        policy_arns: &input.policy_arns,
        duration_seconds,
    };
    let (credentials, assumed_role_user) = assume(state, circumstances, &asked, &claimed)?;
    Ok(SamlResponse {
        credentials,
        assumed_role_user,
        subject: assertion.subject,
        subject_type: assertion.subject_type,
        issuer: assertion.issuer,
        audience: assertion.recipient,
        name_qualifier: qualifier,
        source_identity: claimed.source_identity,
    })
}

/// The text of an assertion that may be taken.
fn taken(state: &State, sent: &str) -> Result<String, WireError> {
    let (base64, is_taken) = match sent.split_once('.') {
        Some((base64, signature)) => (base64, is_signed(state, base64, signature)),
        None => (sent, state.has_test_api),
    };
    if !is_taken {
        return Err(invalid("Response signature invalid"));
    }
    let bytes = STANDARD.decode(base64).map_err(|_| malformed())?;
    Ok(String::from_utf8(bytes).map_err(|_| malformed())?.trim().to_owned())
}

/// What an assertion says
struct Assertion {
    issuer: String,
    subject: String,
    subject_type: String,
    recipient: String,
    begins: Option<Timestamp>,
    ends: Timestamp,
    /// The values of each attribute by its name.
    attributes: Vec<(String, Vec<String>)>,
}

impl Assertion {
    fn read(root: Node<'_, '_>) -> Option<Self> {
        let named = |of: Node<'_, '_>, name: &str| -> Option<roxmltree::NodeId> {
            of.descendants().find(|node| node.tag_name().name() == name).map(|node| node.id())
        };
        let tree = root.document();
        let find = |of: Node<'_, '_>, name: &str| named(of, name).and_then(|id| tree.get_node(id));
        let assertion = find(root, "Assertion")?;
        let text = |node: Node<'_, '_>| node.text().unwrap_or_default().trim().to_owned();
        let name = find(assertion, "NameID")?;
        let confirmed = find(assertion, "SubjectConfirmationData")?;
        let conditions = find(assertion, "Conditions");
        let time = |node: Option<Node<'_, '_>>, attribute: &str| {
            node.and_then(|node| node.attribute(attribute)).map(str::parse::<Timestamp>).transpose().ok()
        };
        let attributes = assertion.descendants().filter(|node| node.tag_name().name() == "Attribute");
        let attributes = attributes.filter_map(|node| {
            let values = node.children().filter(|child| child.tag_name().name() == "AttributeValue");
            Some((node.attribute("Name")?.to_owned(), values.map(text).collect()))
        });
        let of_conditions = time(conditions, "NotOnOrAfter")?;
        let of_subject = time(Some(confirmed), "NotOnOrAfter")??;
        Some(Self {
            issuer: text(find(assertion, "Issuer")?),
            subject: text(name),
            subject_type: kind(name.attribute("Format").unwrap_or_default()).to_owned(),
            recipient: confirmed.attribute("Recipient")?.to_owned(),
            begins: time(conditions, "NotBefore")?,
            ends: of_conditions.map_or(of_subject, |ends| ends.min(of_subject)),
            attributes: attributes.collect(),
        })
    }

    /// Makes sure that it is of a provider, for AWS, and good at a time.
    fn ensure_good(&self, provider: &SamlProvider, now: Timestamp) -> Result<(), WireError> {
        let metadata = Document::parse(provider.metadata()).map_err(|_| malformed())?;
        if metadata.root_element().attribute("entityID") != Some(&self.issuer) {
            return Err(invalid("Issuer not present in specified provider"));
        }
        let is_for_aws =
            self.recipient.starts_with("https://") && self.recipient.ends_with("signin.aws.amazon.com/saml");
        if !is_for_aws {
            return Err(invalid("The assertion is for another recipient than the sign-in of AWS"));
        }
        if self.ends <= now || provider.valid_until() <= now {
            return Err(WireError::new(
                "ExpiredTokenException",
                400,
                "Token must be redeemed within 5 minutes of issuance",
            ));
        }
        if self.begins.is_some_and(|begins| now < begins) {
            return Err(invalid("The assertion is not good yet"));
        }
        Ok(())
    }

    /// The values of an attribute of AWS.
    fn values(&self, name: &str) -> Vec<String> {
        let full = format!("{ATTRIBUTES}{name}");
        let found = self.attributes.iter().filter(|(known, _)| *known == full);
        found.flat_map(|(_, values)| values.iter().cloned()).collect()
    }

    fn claimed(&self, provider: &SamlProvider, qualifier: &str, account: &str) -> Result<Claimed, WireError> {
        let arn = provider.arn().to_string();
        let session_name = self.values("RoleSessionName").into_iter().next();
        let is_name = |name: &String| {
            (2..=64).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
        };
        let session_name = session_name.filter(is_name);
        let session_name = session_name.ok_or_else(|| {
            invalid("RoleSessionName in AuthnResponse must be 2 to 64 characters of [a-zA-Z_0-9+=,.@-]")
        })?;
        let tag = |(name, values): &(String, Vec<String>)| {
            let key = name.strip_prefix(ATTRIBUTES)?.strip_prefix("PrincipalTag:")?;
            Some((key.to_owned(), values.first()?.clone()))
        };
        let lasting = vec![
            ("saml:sub".to_owned(), self.subject.clone()),
            ("saml:sub_type".to_owned(), self.subject_type.clone()),
            ("saml:namequalifier".to_owned(), qualifier.to_owned()),
            ("aws:FederatedProvider".to_owned(), arn.clone()),
        ];
        let mut keys =
            lasting.iter().map(|(key, value)| (key.clone(), vec![value.clone()])).collect::<Vec<_>>();
        keys.push(("saml:aud".to_owned(), vec![self.recipient.clone()]));
        keys.push(("saml:iss".to_owned(), vec![self.issuer.clone()]));
        keys.push(("saml:doc".to_owned(), vec![format!("{account}/{}", provider.arn().own_name())]));
        Ok(Claimed {
            provider: arn,
            session_name,
            keys,
            lasting,
            tags: self.attributes.iter().filter_map(tag).collect(),
            transitive: self.values("TransitiveTagKeys"),
            source_identity: self.values("SourceIdentity").into_iter().next(),
        })
    }
}

/// The kind of subject: its format without what all formats begin with.
fn kind(format: &str) -> &str {
    ["persistent", "transient"].into_iter().find(|kind| format.ends_with(kind)).unwrap_or(format)
}

/// What is the same for a provider's users and no others: a digest of issuer, account and provider.
fn qualifier(issuer: &str, account: &str, provider: &SamlProvider) -> String {
    STANDARD.encode(Sha1::digest(format!("{issuer}{account}/{}", provider.arn().own_name())))
}

fn malformed() -> WireError {
    invalid("Invalid base64 SAMLResponse")
}

fn invalid(message: &str) -> WireError {
    WireError::new("InvalidIdentityToken", 400, message)
}
