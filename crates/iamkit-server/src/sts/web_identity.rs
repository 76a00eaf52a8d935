//! `AssumeRoleWithWebIdentity`: a token of an `OpenID` Connect provider of the role's account.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iamkit_policy::id::account_in;
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::assume_role::AssumedRoleUser;
use super::credentials::{Credentials, PolicyDescriptor};
use super::federated::{Asked, Claimed, assume, is_signed};
use crate::condition_keys::Circumstances;
use crate::state::State;

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
const TAGS: &str = "https://aws.amazon.com/tags";
const SOURCE: &str = "https://aws.amazon.com/source_identity";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WebIdentityRequest {
    role_arn: String,
    role_session_name: String,
    web_identity_token: String,
    provider_id: Option<String>,
    #[serde(default)]
    policy_arns: Vec<PolicyDescriptor>,
    policy: Option<String>,
    duration_seconds: Option<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WebIdentityResponse {
    credentials: Credentials,
    subject_from_web_identity_token: String,
    assumed_role_user: AssumedRoleUser,
    provider: String,
    audience: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<String>,
}

pub(crate) fn assume_role_with_web_identity(
    state: &State,
    circumstances: &Circumstances,
    input: WebIdentityRequest,
) -> Result<WebIdentityResponse, WireError> {
    if input.provider_id.is_some() {
        return Err(invalid("Access tokens of OAuth 2.0 are not supported here"));
    }
    let token = Token::read(state, &input.web_identity_token)?;
    let claimed = token.claimed(state, &input)?;
    let asked = Asked {
        action: ACTION,
        role_arn: &input.role_arn,
        policy: input.policy.as_deref(),
        policy_arns: &input.policy_arns,
        duration_seconds: input.duration_seconds,
    };
    let (credentials, assumed_role_user) = assume(state, circumstances, &asked, &claimed)?;
    Ok(WebIdentityResponse {
        credentials,
        subject_from_web_identity_token: token.subject,
        assumed_role_user,
        provider: token.issuer,
        audience: token.audience,
        source_identity: claimed.source_identity,
    })
}

/// What a token says, once it is known that it may be taken
struct Token {
    issuer: String,
    subject: String,
    /// Whom it is for: the authorised party where there is one.
    audience: String,
    audiences: Vec<String>,
    claims: Map<String, Value>,
}

impl Token {
    fn read(state: &State, text: &str) -> Result<Self, WireError> {
        let malformed = || {
            invalid(
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
            )
        };
        let mut parts = text.split('.');
        let (Some(head), Some(body), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed());
        };
        let object = |part: &str| {
            serde_json::from_slice::<Map<String, Value>>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        let (head, claims) = (object(head).ok_or_else(malformed)?, object(body).ok_or_else(malformed)?);
        ensure_signed(state, &head, text, signature)?;
        let claim = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let (issuer, subject) = (claim("iss").ok_or_else(malformed)?, claim("sub").ok_or_else(malformed)?);
        let audiences = texts(claims.get("aud"));
        let audience = claim("azp").or_else(|| audiences.first().cloned()).ok_or_else(malformed)?;
        let ends = claims.get("exp").and_then(Value::as_i64).ok_or_else(malformed)?;
        let now = state.clock.now();
        if ends <= now {
            return Err(WireError::new(
                "ExpiredTokenException",
                400,
                format!(
                    "Token expired: current date/time {now} must be before the expiration date/time {ends}"
                ),
            ));
        }
        Ok(Self { issuer, subject, audience, audiences, claims })
    }

    /// What it says of whom it is for, where the role's account takes its issuer's word.
    fn claimed(&self, state: &State, input: &WebIdentityRequest) -> Result<Claimed, WireError> {
        let unknown =
            || invalid("No OpenIDConnect provider found in your account for the issuer of the token");
        let account =
            account_in(&input.role_arn).and_then(|account| account.parse().ok()).ok_or_else(unknown)?;
        let snapshot = state.snapshot();
        let account = snapshot.account(&account).map_err(|_| unknown())?;
        let own = self.issuer.strip_prefix("https://").ok_or_else(unknown)?.trim_end_matches('/');
        let provider =
            account.oidc_providers().find(|provider| provider.issuer() == own).ok_or_else(unknown)?;
        let is_for = |audience: &String| provider.client_ids().any(|known| known == audience);
        if !is_for(&self.audience) {
            return Err(invalid("Incorrect token audience"));
        }
        let mut keys = vec![
            (format!("{own}:aud"), vec![self.audience.clone()]),
            (format!("{own}:sub"), vec![self.subject.clone()]),
        ];
        if self.claims.contains_key("azp") {
            keys.push((format!("{own}:oaud"), self.audiences.clone()));
        }
        let methods = texts(self.claims.get("amr"));
        if !methods.is_empty() {
            keys.push((format!("{own}:amr"), methods));
        }
        let arn = provider.arn().to_string();
        keys.push(("aws:FederatedProvider".to_owned(), vec![arn.clone()]));
        let (tags, transitive) = tags(self.claims.get(TAGS))?;
        Ok(Claimed {
            lasting: vec![("aws:FederatedProvider".to_owned(), arn.clone())],
            provider: arn,
            session_name: input.role_session_name.clone(),
            keys,
            tags,
            transitive,
            source_identity: self.claims.get(SOURCE).and_then(Value::as_str).map(str::to_owned),
        })
    }
}

fn ensure_signed(
    state: &State,
    head: &Map<String, Value>,
    text: &str,
    signature: &str,
) -> Result<(), WireError> {
    let member = |name: &str| head.get(name).and_then(Value::as_str);
    let signed = text.rsplit_once('.').map_or("", |(signed, _)| signed);
    let is_taken = match member("alg") {
        Some("none") => state.has_test_api && signature.is_empty(),
        Some("HS256") => member("kid") == Some(state.root_key.id()) && is_signed(state, signed, signature),
        _ => false,
    };
    if is_taken {
        Ok(())
    } else {
        Err(invalid(
            "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
        ))
    }
}

/// The texts of a claim that is a text or a list of them.
fn texts(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

type Tags = (Vec<(String, String)>, Vec<String>);

/// The tags of the session that a token gives.
fn tags(claim: Option<&Value>) -> Result<Tags, WireError> {
    let Some(claim) = claim else { return Ok((Vec::new(), Vec::new())) };
    let malformed = || invalid("The tags of the token are malformed");
    let given = claim.get("principal_tags").and_then(Value::as_object).ok_or_else(malformed)?;
    let tag = |(key, values): (&String, &Value)| match texts(Some(values)).as_slice() {
        [value] => Ok((key.clone(), value.clone())),
        _ => Err(malformed()),
    };
    let tags = given.iter().map(tag).collect::<Result<Vec<_>, _>>()?;
    Ok((tags, texts(claim.get("transitive_tag_keys"))))
}

fn invalid(message: &str) -> WireError {
    WireError::new("InvalidIdentityToken", 400, message)
}
