//! What actions do to the power of whoever may do them.

/// On which resource an action has to be allowed
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The principal itself, where it is a user.
    User,
    /// The principal itself, where it is a role.
    Role,
    /// A group that the principal is a member of.
    OwnGroup,
    /// A group that it isn't a member of.
    OtherGroup,
    /// A customer managed policy that the principal or one of its groups has attached, or that bounds it.
    OwnPolicy,
    /// Another user.
    OtherUser,
    /// Another role; one that trusts the service where the technique has one.
    OtherRole,
    /// A role in an instance profile that trusts the service.
    ProfiledRole,
    /// Whatever there is of the kind: some resource is enough.
    Some,
}

/// An action and the resource that it has to be allowed on
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The action.
    pub action: &'static str,
    /// The resource.
    pub on: Subject,
}

/// What a technique makes of the principal
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It writes an inline policy of its own choice.
    WritesPolicy,
    /// It attaches a managed policy.
    AttachesPolicy,
    /// It writes a new version of a policy that it has.
    WritesVersion,
    /// It makes another version of a policy that it has the default.
    ChoosesVersion,
    /// It is rid of an attached policy that denies.
    DetachesPolicy,
    /// It is rid of an inline policy that denies.
    DeletesPolicy,
    /// It is free of its permissions boundary.
    ShedsBoundary,
    /// It has another permissions boundary.
    ReplacesBoundary,
    /// It has the policies of the group.
    JoinsGroup,
    /// It is rid of a group's policies that deny.
    LeavesGroup,
    /// It is the other user or role.
    Becomes,
    /// It is named by the trust policy of the role, and assumes it.
    RewritesTrust,
}

/// Actions that together make more of a principal
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Technique {
    /// A name for it.
    pub name: &'static str,
    /// What has to be allowed, all of it.
    pub needs: &'static [Need],
    /// The service that has to be trusted by the role, where one acts as it.
    pub service: Option<&'static str>,
    /// What has to be there and isn't listed among the entities of an account.
    pub supposes: Option<&'static str>,
    /// What comes of it.
    pub effect: Effect,
}

impl Technique {
    /// The need whose resource says whom the technique is used on; one that acts as a role through what is there
    /// already needs nothing of the role.
    pub(super) fn target(&self) -> Option<&Need> {
        self.needs.iter().find(|need| need.on != Subject::Some)
    }
}

const fn need(action: &'static str, on: Subject) -> Need {
    Need { action, on }
}

const fn some(action: &'static str) -> Need {
    need(action, Subject::Some)
}

const PASS: Need = need("iam:PassRole", Subject::OtherRole);
const PASS_PROFILED: Need = need("iam:PassRole", Subject::ProfiledRole);

const fn iam(name: &'static str, effect: Effect, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: None, supposes: None, effect }
}

const fn pass(name: &'static str, service: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: Some(service), supposes: None, effect: Effect::Becomes }
}

const fn take_over(
    name: &'static str,
    service: &'static str,
    supposes: &'static str,
    needs: &'static [Need],
) -> Technique {
    Technique { name, needs, service: Some(service), supposes: Some(supposes), effect: Effect::Becomes }
}

/// The techniques, in the order in which they are tried
///
/// Changing what oneself may do comes first, then becoming somebody else, then handing a role to a service that does
/// what one tells it, then taking over what runs as a role already. What a service needs besides – a subnet, an image –
/// isn't looked at.
pub const TECHNIQUES: &[Technique] = &[
    iam("PutUserPolicy", Effect::WritesPolicy, &[need("iam:PutUserPolicy", Subject::User)]),
    iam("PutRolePolicy", Effect::WritesPolicy, &[need("iam:PutRolePolicy", Subject::Role)]),
    iam("PutGroupPolicy", Effect::WritesPolicy, &[need("iam:PutGroupPolicy", Subject::OwnGroup)]),
    iam("AttachUserPolicy", Effect::AttachesPolicy, &[need("iam:AttachUserPolicy", Subject::User)]),
    iam("AttachRolePolicy", Effect::AttachesPolicy, &[need("iam:AttachRolePolicy", Subject::Role)]),
    iam("AttachGroupPolicy", Effect::AttachesPolicy, &[need("iam:AttachGroupPolicy", Subject::OwnGroup)]),
    iam("CreatePolicyVersion", Effect::WritesVersion, &[need("iam:CreatePolicyVersion", Subject::OwnPolicy)]),
    iam(
        "SetDefaultPolicyVersion",
        Effect::ChoosesVersion,
        &[need("iam:SetDefaultPolicyVersion", Subject::OwnPolicy)],
    ),
    iam("DetachUserPolicy", Effect::DetachesPolicy, &[need("iam:DetachUserPolicy", Subject::User)]),
    iam("DetachRolePolicy", Effect::DetachesPolicy, &[need("iam:DetachRolePolicy", Subject::Role)]),
    iam("DetachGroupPolicy", Effect::DetachesPolicy, &[need("iam:DetachGroupPolicy", Subject::OwnGroup)]),
    iam("DeleteUserPolicy", Effect::DeletesPolicy, &[need("iam:DeleteUserPolicy", Subject::User)]),
    iam("DeleteRolePolicy", Effect::DeletesPolicy, &[need("iam:DeleteRolePolicy", Subject::Role)]),
    iam("DeleteGroupPolicy", Effect::DeletesPolicy, &[need("iam:DeleteGroupPolicy", Subject::OwnGroup)]),
    iam(
        "DeleteUserPermissionsBoundary",
        Effect::ShedsBoundary,
        &[need("iam:DeleteUserPermissionsBoundary", Subject::User)],
    ),
    iam(
        "DeleteRolePermissionsBoundary",
        Effect::ShedsBoundary,
        &[need("iam:DeleteRolePermissionsBoundary", Subject::Role)],
    ),
    iam(
        "PutUserPermissionsBoundary",
        Effect::ReplacesBoundary,
        &[need("iam:PutUserPermissionsBoundary", Subject::User)],
    ),
    iam(
        "PutRolePermissionsBoundary",
        Effect::ReplacesBoundary,
        &[need("iam:PutRolePermissionsBoundary", Subject::Role)],
    ),
    iam("AddUserToGroup", Effect::JoinsGroup, &[need("iam:AddUserToGroup", Subject::OtherGroup)]),
    iam("RemoveUserFromGroup", Effect::LeavesGroup, &[need("iam:RemoveUserFromGroup", Subject::OwnGroup)]),
    iam("CreateAccessKey", Effect::Becomes, &[need("iam:CreateAccessKey", Subject::OtherUser)]),
    iam("CreateLoginProfile", Effect::Becomes, &[need("iam:CreateLoginProfile", Subject::OtherUser)]),
    iam("UpdateLoginProfile", Effect::Becomes, &[need("iam:UpdateLoginProfile", Subject::OtherUser)]),
    iam(
        "UpdateAssumeRolePolicy",
        Effect::RewritesTrust,
        &[need("iam:UpdateAssumeRolePolicy", Subject::OtherRole)],
    ),
    pass("Lambda", LAMBDA, &[PASS, some("lambda:CreateFunction"), some("lambda:InvokeFunction")]),
    pass(
        "Lambda by events",
        LAMBDA,
        &[PASS, some("lambda:CreateFunction"), some("lambda:CreateEventSourceMapping")],
    ),
    pass("Lambda for others", LAMBDA, &[PASS, some("lambda:CreateFunction"), some("lambda:AddPermission")]),
    pass("EC2", EC2, &[PASS_PROFILED, some("ec2:RunInstances")]),
    pass(
        "EC2 with a profile",
        EC2,
        &[
            PASS,
            some("ec2:RunInstances"),
            some("iam:CreateInstanceProfile"),
            some("iam:AddRoleToInstanceProfile"),
        ],
    ),
    pass("CloudFormation", CLOUDFORMATION, &[PASS, some("cloudformation:CreateStack")]),
    pass(
        "CloudFormation change set",
        CLOUDFORMATION,
        &[PASS, some("cloudformation:CreateChangeSet"), some("cloudformation:ExecuteChangeSet")],
    ),
    pass("ECS", ECS, &[PASS, some("ecs:RegisterTaskDefinition"), some("ecs:RunTask")]),
    pass("ECS service", ECS, &[PASS, some("ecs:RegisterTaskDefinition"), some("ecs:CreateService")]),
    pass("CodeBuild", CODEBUILD, &[PASS, some("codebuild:CreateProject"), some("codebuild:StartBuild")]),
    pass("Glue", GLUE, &[PASS, some("glue:CreateJob"), some("glue:StartJobRun")]),
    pass("Glue by trigger", GLUE, &[PASS, some("glue:CreateJob"), some("glue:CreateTrigger")]),
    pass("Glue endpoint", GLUE, &[PASS, some("glue:CreateDevEndpoint")]),
    pass(
        "SageMaker notebook",
        SAGEMAKER,
        &[
            PASS,
            some("sagemaker:CreateNotebookInstance"),
            some("sagemaker:CreatePresignedNotebookInstanceUrl"),
        ],
    ),
    pass("SageMaker training", SAGEMAKER, &[PASS, some("sagemaker:CreateTrainingJob")]),
    pass("SageMaker processing", SAGEMAKER, &[PASS, some("sagemaker:CreateProcessingJob")]),
    pass("Step Functions", STATES, &[PASS, some("states:CreateStateMachine"), some("states:StartExecution")]),
    pass(
        "Data Pipeline",
        "datapipeline.amazonaws.com",
        &[
            PASS,
            some("datapipeline:CreatePipeline"),
            some("datapipeline:PutPipelineDefinition"),
            some("datapipeline:ActivatePipeline"),
        ],
    ),
    take_over("Lambda code", LAMBDA, "a function has the role", &[some("lambda:UpdateFunctionCode")]),
    take_over(
        "CloudFormation update",
        CLOUDFORMATION,
        "a stack has the role",
        &[some("cloudformation:UpdateStack")],
    ),
    take_over("CodeBuild build", CODEBUILD, "a project has the role", &[some("codebuild:StartBuild")]),
    take_over("Glue job", GLUE, "a job has the role", &[some("glue:UpdateJob"), some("glue:StartJobRun")]),
    take_over("Glue endpoint key", GLUE, "an endpoint has the role", &[some("glue:UpdateDevEndpoint")]),
    take_over(
        "SageMaker notebook address",
        SAGEMAKER,
        "a notebook has the role",
        &[some("sagemaker:CreatePresignedNotebookInstanceUrl")],
    ),
    take_over(
        "Step Functions definition",
        STATES,
        "a state machine has the role",
        &[some("states:UpdateStateMachine"), some("states:StartExecution")],
    ),
    take_over("SSM command", EC2, "a managed instance has the role", &[some("ssm:SendCommand")]),
    take_over("SSM session", EC2, "a managed instance has the role", &[some("ssm:StartSession")]),
];

const LAMBDA: &str = "lambda.amazonaws.com";
const EC2: &str = "ec2.amazonaws.com";
const CLOUDFORMATION: &str = "cloudformation.amazonaws.com";
const ECS: &str = "ecs-tasks.amazonaws.com";
const CODEBUILD: &str = "codebuild.amazonaws.com";
const GLUE: &str = "glue.amazonaws.com";
const SAGEMAKER: &str = "sagemaker.amazonaws.com";
const STATES: &str = "states.amazonaws.com";
