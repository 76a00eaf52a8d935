//! Sessions for whom a provider vouches, and sessions of users: who gets them, and what they may.

#![expect(clippy::unwrap_used, reason = "integration test")]

use crate::support::{Answer, Client};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use iamkit_server::{Clock, RunningServer, Server};
use sha2::Sha256;

const ISSUER: &str = "https://token.example.com";
const ROLE: &str = "arn:aws:iam::111122223333:role/Deploy";

fn server() -> RunningServer {
    let clock = Clock::Fixed("2026-05-01T10:00:00Z".parse().unwrap());
    Server::builder().account("111122223333".parse().unwrap()).clock(clock).spawn().unwrap()
}

fn signature(root: &Client, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(root.secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// A token that the holder of the root key signed.
fn token(root: &Client, claims: &serde_json::Value) -> String {
    let head = serde_json::json!({"alg": "HS256", "kid": root.id});
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&head), part(claims));
    format!("{signed}.{}", signature(root, &signed))
}

fn claims(subject: &str) -> serde_json::Value {
    serde_json::json!({"iss": ISSUER, "sub": subject, "aud": "web", "exp": 1_777_630_000})
}

fn allow(action: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#
    )
}

/// A role that a provider's users may assume, which may list users.
fn role(root: &Client, provider: &str, action: &str, condition: &str) {
    let trust = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": {action},
            "Principal": {{"Federated": "{provider}"}}, "Condition": {{"StringEquals": {{{condition}}}}}}}}}"#
    );
    root.did("CreateRole", &[("RoleName", "Deploy"), ("AssumeRolePolicyDocument", &trust)]);
    let list = allow("iam:ListUsers");
    root.did("PutRolePolicy", &[("RoleName", "Deploy"), ("PolicyName", "P"), ("PolicyDocument", &list)]);
}

const OIDC: &str = "arn:aws:iam::111122223333:oidc-provider/token.example.com";

fn with_token(root: &Client, token: &str) -> Answer {
    let given = [("RoleArn", ROLE), ("RoleSessionName", "build"), ("WebIdentityToken", token)];
    root.unsigned_sts("AssumeRoleWithWebIdentity", &given)
}

fn oidc(root: &Client, action: &str, condition: &str) {
    root.did("CreateOpenIDConnectProvider", &[("Url", ISSUER), ("ClientIDList.member.1", "web")]);
    role(root, OIDC, action, condition);
}

#[test]
fn the_trust_policy_decides_on_the_claims_of_a_token() {
    let server = server();
    let root = Client::root(&server);
    oidc(
        &root,
        r#""sts:AssumeRoleWithWebIdentity""#,
        r#""token.example.com:sub": "repo:main", "token.example.com:aud": "web""#,
    );
    let answer = with_token(&root, &token(&root, &claims("repo:main")));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.text("SubjectFromWebIdentityToken"), "repo:main");
    let session = Client::of_credentials(&server, &answer);
    session.did("ListUsers", &[]);
    assert_eq!(session.iam("ListRoles", &[]).code(), "AccessDenied");
    let arn = session.sts("GetCallerIdentity", &[]).text("Arn");
    assert_eq!(arn, "arn:aws:sts::111122223333:assumed-role/Deploy/build");
    assert_eq!(with_token(&root, &token(&root, &claims("repo:fork"))).code(), "AccessDenied");
}

#[test]
fn only_tokens_that_may_be_taken_are() {
    let server = server();
    let root = Client::root(&server);
    oidc(&root, r#""sts:AssumeRoleWithWebIdentity""#, r#""token.example.com:aud": "web""#);
    let good = token(&root, &claims("a"));
    assert_eq!(with_token(&root, &good).status, 200);
    let with = |name: &str, value: serde_json::Value| {
        let mut claims = claims("a");
        claims[name] = value;
        with_token(&root, &token(&root, &claims)).code()
    };
    assert_eq!(with("exp", 1_777_629_600.into()), "ExpiredTokenException");
    assert_eq!(with("aud", "another".into()), "InvalidIdentityToken");
    assert_eq!(with("iss", "https://other.example.com".into()), "InvalidIdentityToken");
    let (signed, _) = good.rsplit_once('.').unwrap();
    let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let body = signed.split_once('.').unwrap().1;
    let other = Client { secret: "another".to_owned(), ..root.clone() };
    for forged in [
        format!("{signed}."),
        format!("{head}.{body}."),
        format!("{signed}.{}", signature(&other, signed)),
        "no.token".to_owned(),
        "????".to_owned(),
    ] {
        assert_eq!(with_token(&root, &forged).code(), "InvalidIdentityToken", "{forged}");
    }
}

#[test]
fn tags_in_a_token_take_a_permission_of_their_own() {
    let server = server();
    let root = Client::root(&server);
    oidc(&root, r#""sts:AssumeRoleWithWebIdentity""#, r#""token.example.com:aud": "web""#);
    let mut claims = claims("a");
    claims["https://aws.amazon.com/tags"] = serde_json::json!({"principal_tags": {"team": ["blue"]}});
    let tagged = token(&root, &claims);
    let denied = with_token(&root, &tagged);
    assert_eq!(denied.message(), "Not authorized to perform sts:TagSession");
    let trust = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"Federated": "{OIDC}"}},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]}}}}"#
    );
    root.did("UpdateAssumeRolePolicy", &[("RoleName", "Deploy"), ("PolicyDocument", &trust)]);
    let only_blue = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListRoles",
        "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}}"#;
    root.did(
        "PutRolePolicy",
        &[("RoleName", "Deploy"), ("PolicyName", "Blue"), ("PolicyDocument", only_blue)],
    );
    Client::of_credentials(&server, &with_token(&root, &tagged)).did("ListRoles", &[]);
}

const SAML: &str = "arn:aws:iam::111122223333:saml-provider/Idp";

fn metadata() -> String {
    format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
            <IDPSSODescriptor><X509Certificate>{}</X509Certificate></IDPSSODescriptor></EntityDescriptor>"#,
        "A".repeat(1_000)
    )
}

fn assertion(issuer: &str, ends: &str) -> String {
    let of = "https://aws.amazon.com/SAML/Attributes/";
    STANDARD.encode(format!(
        r#"<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion><Issuer>{issuer}</Issuer>
        <Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">alice</NameID>
        <SubjectConfirmation><SubjectConfirmationData NotOnOrAfter="{ends}"
            Recipient="https://signin.aws.amazon.com/saml"/></SubjectConfirmation></Subject>
        <AttributeStatement><Attribute Name="{of}Role"><AttributeValue>{SAML},{ROLE}</AttributeValue></Attribute>
        <Attribute Name="{of}RoleSessionName"><AttributeValue>alice@example</AttributeValue></Attribute>
        </AttributeStatement></Assertion></Response>"#
    ))
}

#[test]
fn an_assertion_lets_in_whom_the_role_trusts() {
    let server = server();
    let root = Client::root(&server);
    root.did("CreateSAMLProvider", &[("Name", "Idp"), ("SAMLMetadataDocument", &metadata())]);
    let condition = r#""saml:aud": "https://signin.aws.amazon.com/saml", "saml:sub": "alice""#;
    role(&root, SAML, r#""sts:AssumeRoleWithSAML""#, condition);
    let ask = |assertion: &str| {
        let given = [("RoleArn", ROLE), ("PrincipalArn", SAML), ("SAMLAssertion", assertion)];
        root.unsigned_sts("AssumeRoleWithSAML", &given)
    };
    let signed = |bare: &str| format!("{bare}.{}", signature(&root, bare));
    let (issuer, later) = ("https://idp.example.com", "2026-05-01T10:05:00Z");
    let answer = ask(&signed(&assertion(issuer, later)));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!((answer.text("Subject"), answer.text("SubjectType")), ("alice".into(), "persistent".into()));
    let session = Client::of_credentials(&server, &answer);
    session.did("ListUsers", &[]);
    assert!(session.sts("GetCallerIdentity", &[]).text("Arn").ends_with("Deploy/alice@example"));
    assert_eq!(ask(&assertion(issuer, later)).code(), "InvalidIdentityToken", "unsigned");
    assert_eq!(ask(&signed(&assertion("https://other", later))).code(), "InvalidIdentityToken");
    let late = ask(&signed(&assertion(issuer, "2026-05-01T10:00:00Z")));
    assert_eq!(late.code(), "ExpiredTokenException");
    root.did("DeleteSAMLProvider", &[("SAMLProviderArn", SAML)]);
    assert_eq!(ask(&signed(&assertion(issuer, later))).code(), "InvalidIdentityToken");
}

#[test]
fn a_federated_user_may_what_both_sides_allow_and_nothing_of_iam() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let all = allow("*");
    root.did("PutUserPolicy", &[("UserName", "alice"), ("PolicyName", "P"), ("PolicyDocument", &all)]);
    let answer = alice.sts("GetFederationToken", &[("Name", "guest"), ("Policy", &all)]);
    assert_eq!(answer.text("Arn"), "arn:aws:sts::111122223333:federated-user/guest");
    let guest = Client::of_credentials(&server, &answer);
    let who = guest.sts("GetCallerIdentity", &[]);
    assert_eq!(
        (&*who.text("Arn"), &*who.text("UserId")),
        ("arn:aws:sts::111122223333:federated-user/guest", "111122223333:guest")
    );
    assert_eq!(guest.iam("ListUsers", &[]).code(), "InvalidClientTokenId");
    let again = guest.sts("GetFederationToken", &[("Name", "guest")]);
    assert_eq!(again.code(), "AccessDenied");
    // What is no IAM call is decided by both policies.
    let question = r#"{"policyDocument": "{}", "policyType": "IDENTITY_POLICY"}"#;
    let validates = |policy: Option<&str>| {
        let policy = policy.map(|policy| ("Policy", policy));
        let given = [("Name", "guest")].into_iter().chain(policy).collect::<Vec<_>>();
        let guest = Client::of_credentials(&server, &alice.sts("GetFederationToken", &given));
        guest.rest("/policy/validation", question).status
    };
    let (one, other) = (allow("access-analyzer:ValidatePolicy"), allow("access-analyzer:CheckNoNewAccess"));
    assert_eq!([validates(Some(&one)), validates(Some(&other)), validates(None)], [200, 403, 403]);
    root.did("DeleteUserPolicy", &[("UserName", "alice"), ("PolicyName", "P")]);
    let denied = alice.sts("GetFederationToken", &[("Name", "guest")]);
    assert_eq!(denied.code(), "AccessDenied");
}

#[test]
fn a_session_of_a_user_is_the_user_until_it_ends() {
    let server = server();
    let root = Client::root(&server);
    let alice = root.of_new_user(&server, "alice");
    let answer = alice.sts("GetSessionToken", &[]);
    assert_eq!(answer.text("Expiration"), "2026-05-01T22:00:00Z");
    let session = Client::of_credentials(&server, &answer);
    assert_eq!(session.sts("GetCallerIdentity", &[]).text("Arn"), "arn:aws:iam::111122223333:user/alice");
    assert_eq!(session.sts("GetSessionToken", &[]).code(), "AccessDenied");
    let of_root = root.sts("GetSessionToken", &[]);
    assert_eq!(of_root.text("Expiration"), "2026-05-01T11:00:00Z");
    root.did("DeleteAccessKey", &[("UserName", "alice"), ("AccessKeyId", &alice.id)]);
    root.did("DeleteUser", &[("UserName", "alice")]);
    assert_eq!(session.sts("GetCallerIdentity", &[]).code(), "InvalidClientTokenId");
}

#[test]
fn an_authorization_message_is_opened_in_its_own_account() {
    let server = server();
    let root = Client::root(&server);
    let sealed = root.sts("DecodeAuthorizationMessage", &[("EncodedMessage", "nothing")]);
    assert_eq!(sealed.code(), "InvalidAuthorizationMessageException");
    let alice = root.of_new_user(&server, "alice");
    let denied = alice.iam_explained("ListUsers");
    let (_, encoded) = denied.split_once("Encoded authorization failure message: ").unwrap();
    let encoded = encoded.split('<').next().unwrap();
    assert_eq!(
        alice.sts("DecodeAuthorizationMessage", &[("EncodedMessage", encoded)]).code(),
        "AccessDenied"
    );
    let decoded =
        root.sts("DecodeAuthorizationMessage", &[("EncodedMessage", encoded)]).text("DecodedMessage");
    let decoded = serde_json::from_str::<serde_json::Value>(&decoded).unwrap();
    assert_eq!(decoded["context"]["action"], "iam:ListUsers");
    assert_eq!(decoded["context"]["principal"]["arn"], "arn:aws:iam::111122223333:user/alice");
}
