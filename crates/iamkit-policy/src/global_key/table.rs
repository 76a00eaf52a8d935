//! The rows, by their names in lower case.
//!
//! From the IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys".

use super::key::Form::{
    Account, Any, OrganizationId, OrganizationPath, PrincipalArn, PrincipalType, Region, ServiceName,
    VpcEndpointId, VpcId,
};
use super::key::GlobalKeyType::{Arn, Bool, Date, IpAddress, Numeric, String};
use super::key::Origin::{
    CalledVia, Credentials, Endpoint, EndpointOrganization, Federation, Network, Principal,
    PrincipalOrganization, PrincipalTags, Request, Resource, ResourceOrganization, Session, Source,
    SourceOrganization, TokenRequest, Workload,
};
use super::key::Requester::{Anonymous, FederatedUser, Provider, Role, Root, Service, User};
use super::key::{GlobalKey, Requester, Requesters};

/// When the pages were last read
pub const DATE: &str = "2026-11-29";

/// To whose requests the key always comes, and to whose it never does.
type Comes = (Requesters, Requesters);

const ALL: Comes = (Requesters::ALL, Requesters::NONE);
const ANY: Comes = (Requesters::NONE, Requesters::NONE);
/// To none for sure, and to some of these alone.
const fn some<const N: usize>(never: [Requester; N]) -> Comes {
    (Requesters::NONE, Requesters::of(never))
}
/// Keys of principals of accounts.
const OF_ACCOUNTS: Comes =
    (Requesters::of([Root, User, Role, FederatedUser]), Requesters::of([Anonymous, Service, Provider]));
const SOME_OF_ACCOUNTS: Comes = some([Anonymous, Service, Provider]);
/// Of anonymous requests the user guide now says that it is `anonymous`, where S44 has it absent.
const ACCOUNT_OF_PRINCIPAL: Comes =
    (Requesters::of([Root, User, Role, FederatedUser]), Requesters::of([Service, Provider]));
const TAGGED: Comes = some([Anonymous, Service, Provider, Root]);
const SIGNED: Comes =
    (Requesters::of([Service, Root, User, Role, FederatedUser]), Requesters::of([Anonymous]));
const OF_SERVICES: Comes =
    (Requesters::of([Service]), Requesters::of([Anonymous, Provider, Root, User, Role, FederatedUser]));
const SOME_OF_SERVICES: Comes = some([Anonymous, Provider, Root, User, Role, FederatedUser]);
const OF_USERS: Comes =
    (Requesters::of([User]), Requesters::of([Anonymous, Service, Provider, Root, Role, FederatedUser]));
const TEMPORARY: Comes = (Requesters::of([Role, FederatedUser]), Requesters::of([Anonymous, Provider]));
const SOME_TEMPORARY: Comes = some([Anonymous, Provider]);
const OF_ROLES: Comes = some([Anonymous, Service, Provider, Root, User]);
const OF_ROOT_SESSIONS: Comes = some([Anonymous, Service, Provider, User, Role, FederatedUser]);
const ROLE_OR_ROOT: Comes = some([Anonymous, Service, Provider, User]);
const FEDERATED: Comes = some([Anonymous, Service, Root, User]);

macro_rules! rows {
    ($($name:literal = $folded:literal, $type:ident, $form:ident, $origin:ident, $comes:ident $(, $list:ident)?;)*) => {
        [$(GlobalKey {
            name: $name,
            folded: $folded,
            key_type: $type,
            form: $form,
            is_list: rows!(@ $($list)?),
            origin: $origin,
            always: $comes.0,
            never: $comes.1,
        },)*]
    };
    (@) => { false };
    (@ list) => { true };
}

/// How many keys there are with names of their own.
const N_ROWS: usize = 115;

pub(super) static ROWS: [GlobalKey; N_ROWS] = rows! {
    "accounts.google.com:aud" = "accounts.google.com:aud", String, Any, Federation, FEDERATED;
    "accounts.google.com:email" = "accounts.google.com:email", String, Any, Federation, FEDERATED;
    "accounts.google.com:oaud" = "accounts.google.com:oaud", String, Any, Federation, FEDERATED;
    "accounts.google.com:sub" = "accounts.google.com:sub", String, Any, Federation, FEDERATED;
    "aws:AssumedRoot" = "aws:assumedroot", Bool, Any, Session, OF_ROOT_SESSIONS;
    "aws:CalledVia" = "aws:calledvia", String, ServiceName, CalledVia, SOME_OF_ACCOUNTS, list;
    "aws:CalledViaAWSMCP" = "aws:calledviaawsmcp", String, ServiceName, CalledVia, SOME_OF_ACCOUNTS;
    "aws:CalledViaFirst" = "aws:calledviafirst", String, ServiceName, CalledVia, SOME_OF_ACCOUNTS;
    "aws:CalledViaLast" = "aws:calledvialast", String, ServiceName, CalledVia, SOME_OF_ACCOUNTS;
    "aws:ChatbotSourceArn" = "aws:chatbotsourcearn", Arn, Any, Session, OF_ROLES;
    "aws:CurrentTime" = "aws:currenttime", Date, Any, Request, ALL;
    "aws:Ec2InstanceSourcePrivateIPv4" = "aws:ec2instancesourceprivateipv4", IpAddress, Any, Workload, OF_ROLES;
    "aws:Ec2InstanceSourceVpc" = "aws:ec2instancesourcevpc", String, VpcId, Workload, OF_ROLES;
    "aws:EpochTime" = "aws:epochtime", Date, Any, Request, ALL;
    "aws:FederatedProvider" = "aws:federatedprovider", String, Any, Federation, FEDERATED;
    "aws:IsMcpServiceAction" = "aws:ismcpserviceaction", Bool, Any, Request, ANY;
    "aws:MultiFactorAuthAge" = "aws:multifactorauthage", Numeric, Any, Credentials, SOME_TEMPORARY;
    "aws:MultiFactorAuthPresent" = "aws:multifactorauthpresent", Bool, Any, Credentials, SOME_TEMPORARY;
    "aws:PrincipalAccount" = "aws:principalaccount", String, Account, Principal, ACCOUNT_OF_PRINCIPAL;
    "aws:PrincipalArn" = "aws:principalarn", Arn, PrincipalArn, Principal, OF_ACCOUNTS;
    "aws:PrincipalIsAWSService" = "aws:principalisawsservice", Bool, Any, Principal, SIGNED;
    "aws:PrincipalOrgID" = "aws:principalorgid", String, OrganizationId, PrincipalOrganization, SOME_OF_ACCOUNTS;
    // Not on the page; AWS's own policies have it.
    "aws:PrincipalOrgMasterAccountId" = "aws:principalorgmasteraccountid", String, Account, PrincipalOrganization, SOME_OF_ACCOUNTS;
    "aws:PrincipalOrgPaths" = "aws:principalorgpaths", String, OrganizationPath, PrincipalOrganization, SOME_OF_ACCOUNTS, list;
    "aws:PrincipalServiceName" = "aws:principalservicename", String, ServiceName, Principal, OF_SERVICES;
    "aws:PrincipalServiceNamesList" = "aws:principalservicenameslist", String, ServiceName, Principal, OF_SERVICES, list;
    "aws:PrincipalTag/${TagKey}" = "aws:principaltag/${tagkey}", String, Any, PrincipalTags, TAGGED;
    "aws:PrincipalType" = "aws:principaltype", String, PrincipalType, Principal, ALL;
    "aws:referer" = "aws:referer", String, Any, Request, ANY;
    "aws:RequestedRegion" = "aws:requestedregion", String, Region, Request, ALL;
    "aws:RequestTag/${TagKey}" = "aws:requesttag/${tagkey}", String, Any, Request, ANY;
    "aws:ResourceAccount" = "aws:resourceaccount", String, Account, Resource, ANY;
    "aws:ResourceOrgID" = "aws:resourceorgid", String, OrganizationId, ResourceOrganization, ANY;
    "aws:ResourceOrgPaths" = "aws:resourceorgpaths", String, OrganizationPath, ResourceOrganization, ANY, list;
    "aws:ResourceTag/${TagKey}" = "aws:resourcetag/${tagkey}", String, Any, Resource, ANY;
    "aws:SecureTransport" = "aws:securetransport", Bool, Any, Request, ALL;
    "aws:SignInSessionArn" = "aws:signinsessionarn", Arn, Any, Session, SOME_OF_ACCOUNTS;
    "aws:SourceAccount" = "aws:sourceaccount", String, Account, Source, SOME_OF_SERVICES;
    "aws:SourceArn" = "aws:sourcearn", Arn, Any, Source, SOME_OF_SERVICES;
    "aws:SourceIdentity" = "aws:sourceidentity", String, Any, Session, ROLE_OR_ROOT;
    "aws:SourceIp" = "aws:sourceip", IpAddress, Any, Network, ANY;
    "aws:SourceOrgID" = "aws:sourceorgid", String, OrganizationId, SourceOrganization, SOME_OF_SERVICES;
    "aws:SourceOrgPaths" = "aws:sourceorgpaths", String, OrganizationPath, SourceOrganization, SOME_OF_SERVICES, list;
    "aws:SourceOwner" = "aws:sourceowner", String, Account, Source, SOME_OF_SERVICES;
    "aws:SourceVpc" = "aws:sourcevpc", String, VpcId, Endpoint, ANY;
    "aws:SourceVpcArn" = "aws:sourcevpcarn", Arn, Any, Endpoint, ANY;
    "aws:SourceVpce" = "aws:sourcevpce", String, VpcEndpointId, Endpoint, ANY;
    "aws:TagKeys" = "aws:tagkeys", String, Any, Request, ANY, list;
    "aws:TokenIssueTime" = "aws:tokenissuetime", Date, Any, Credentials, TEMPORARY;
    "aws:UserAgent" = "aws:useragent", String, Any, Request, ALL;
    "aws:userid" = "aws:userid", String, Any, Principal, ALL;
    "aws:username" = "aws:username", String, Any, Principal, OF_USERS;
    "aws:ViaAWSMCPService" = "aws:viaawsmcpservice", Bool, Any, CalledVia, ANY;
    "aws:ViaAWSService" = "aws:viaawsservice", Bool, Any, Request, ALL;
    "aws:VpceAccount" = "aws:vpceaccount", String, Account, Endpoint, ANY;
    "aws:VpceOrgID" = "aws:vpceorgid", String, OrganizationId, EndpointOrganization, ANY;
    "aws:VpceOrgPaths" = "aws:vpceorgpaths", String, OrganizationPath, EndpointOrganization, ANY, list;
    "aws:VpcSourceIp" = "aws:vpcsourceip", IpAddress, Any, Endpoint, ANY;
    "codebuild:BuildArn" = "codebuild:buildarn", Arn, Any, Workload, OF_ROLES;
    "codebuild:ProjectArn" = "codebuild:projectarn", Arn, Any, Workload, OF_ROLES;
    "cognito-identity.amazonaws.com:amr" = "cognito-identity.amazonaws.com:amr", String, Any, Federation, FEDERATED, list;
    "cognito-identity.amazonaws.com:aud" = "cognito-identity.amazonaws.com:aud", String, Any, Federation, FEDERATED;
    "cognito-identity.amazonaws.com:sub" = "cognito-identity.amazonaws.com:sub", String, Any, Federation, FEDERATED;
    "ec2:RoleDelivery" = "ec2:roledelivery", Numeric, Any, Workload, OF_ROLES;
    "ec2:SourceInstanceArn" = "ec2:sourceinstancearn", Arn, Any, Workload, OF_ROLES;
    "glue:CredentialIssuingService" = "glue:credentialissuingservice", String, ServiceName, Workload, OF_ROLES;
    "glue:RoleAssumedBy" = "glue:roleassumedby", String, ServiceName, Workload, OF_ROLES;
    "graph.facebook.com:app_id" = "graph.facebook.com:app_id", String, Any, Federation, FEDERATED;
    "graph.facebook.com:id" = "graph.facebook.com:id", String, Any, Federation, FEDERATED;
    "identitystore:UserId" = "identitystore:userid", String, Any, Federation, FEDERATED;
    "lambda:SourceFunctionArn" = "lambda:sourcefunctionarn", Arn, Any, Workload, OF_ROLES;
    "saml:aud" = "saml:aud", String, Any, TokenRequest, ANY;
    "saml:cn" = "saml:cn", String, Any, TokenRequest, ANY, list;
    "saml:commonName" = "saml:commonname", String, Any, TokenRequest, ANY, list;
    "saml:doc" = "saml:doc", String, Any, TokenRequest, ANY;
    "saml:eduorghomepageuri" = "saml:eduorghomepageuri", String, Any, TokenRequest, ANY, list;
    "saml:eduorgidentityauthnpolicyuri" = "saml:eduorgidentityauthnpolicyuri", String, Any, TokenRequest, ANY, list;
    "saml:eduorglegalname" = "saml:eduorglegalname", String, Any, TokenRequest, ANY, list;
    "saml:eduorgsuperioruri" = "saml:eduorgsuperioruri", String, Any, TokenRequest, ANY, list;
    "saml:eduorgwhitepagesuri" = "saml:eduorgwhitepagesuri", String, Any, TokenRequest, ANY, list;
    "saml:edupersonaffiliation" = "saml:edupersonaffiliation", String, Any, TokenRequest, ANY, list;
    "saml:edupersonassurance" = "saml:edupersonassurance", String, Any, TokenRequest, ANY, list;
    "saml:edupersonentitlement" = "saml:edupersonentitlement", String, Any, TokenRequest, ANY, list;
    "saml:edupersonnickname" = "saml:edupersonnickname", String, Any, TokenRequest, ANY, list;
    "saml:edupersonorgdn" = "saml:edupersonorgdn", String, Any, TokenRequest, ANY;
    "saml:edupersonorgunitdn" = "saml:edupersonorgunitdn", String, Any, TokenRequest, ANY, list;
    "saml:edupersonprimaryaffiliation" = "saml:edupersonprimaryaffiliation", String, Any, TokenRequest, ANY;
    "saml:edupersonprimaryorgunitdn" = "saml:edupersonprimaryorgunitdn", String, Any, TokenRequest, ANY;
    "saml:edupersonprincipalname" = "saml:edupersonprincipalname", String, Any, TokenRequest, ANY;
    "saml:edupersonscopedaffiliation" = "saml:edupersonscopedaffiliation", String, Any, TokenRequest, ANY, list;
    "saml:edupersontargetedid" = "saml:edupersontargetedid", String, Any, TokenRequest, ANY, list;
    "saml:givenName" = "saml:givenname", String, Any, TokenRequest, ANY, list;
    "saml:iss" = "saml:iss", String, Any, TokenRequest, ANY;
    "saml:mail" = "saml:mail", String, Any, TokenRequest, ANY, list;
    "saml:name" = "saml:name", String, Any, TokenRequest, ANY, list;
    "saml:namequalifier" = "saml:namequalifier", String, Any, Federation, FEDERATED;
    "saml:organizationStatus" = "saml:organizationstatus", String, Any, TokenRequest, ANY, list;
    "saml:primaryGroupSID" = "saml:primarygroupsid", String, Any, TokenRequest, ANY, list;
    "saml:sub" = "saml:sub", String, Any, Federation, FEDERATED;
    "saml:sub_type" = "saml:sub_type", String, Any, Federation, FEDERATED;
    "saml:surname" = "saml:surname", String, Any, TokenRequest, ANY, list;
    "saml:uid" = "saml:uid", String, Any, TokenRequest, ANY, list;
    "saml:x500UniqueIdentifier" = "saml:x500uniqueidentifier", String, Any, TokenRequest, ANY, list;
    "ssm:SourceInstanceArn" = "ssm:sourceinstancearn", Arn, Any, Workload, OF_ROLES;
    "sts:AWSServiceName" = "sts:awsservicename", String, ServiceName, TokenRequest, ANY;
    "sts:DurationSeconds" = "sts:durationseconds", Numeric, Any, TokenRequest, ANY;
    "sts:ExternalId" = "sts:externalid", String, Any, TokenRequest, ANY;
    "sts:RequestContext/${ContextKey}" = "sts:requestcontext/${contextkey}", String, Any, TokenRequest, ANY;
    "sts:RequestContextProviders" = "sts:requestcontextproviders", Arn, Any, TokenRequest, ANY, list;
    "sts:RoleSessionName" = "sts:rolesessionname", String, Any, TokenRequest, ANY;
    "sts:SourceIdentity" = "sts:sourceidentity", String, Any, TokenRequest, ANY;
    "sts:TaskPolicyArn" = "sts:taskpolicyarn", Arn, Any, TokenRequest, ANY;
    "sts:TransitiveTagKeys" = "sts:transitivetagkeys", String, Any, TokenRequest, ANY, list;
    "www.amazon.com:app_id" = "www.amazon.com:app_id", String, Any, Federation, FEDERATED;
    "www.amazon.com:user_id" = "www.amazon.com:user_id", String, Any, Federation, FEDERATED;
};

/// The claims that any provider's users can have, whose keys begin with the provider's host and path.
pub(super) static PROVIDER: [GlobalKey; 5] = rows! {
    "${OidcProvider}:sub" = "${oidcprovider}:sub", String, Any, Federation, FEDERATED;
    "${OidcProvider}:aud" = "${oidcprovider}:aud", String, Any, Federation, FEDERATED;
    "${OidcProvider}:amr" = "${oidcprovider}:amr", String, Any, Federation, FEDERATED, list;
    "${OidcProvider}:email" = "${oidcprovider}:email", String, Any, Federation, FEDERATED;
    "${OidcProvider}:oaud" = "${oidcprovider}:oaud", String, Any, Federation, FEDERATED;
};
