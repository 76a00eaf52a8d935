//! What actions do to the power of whoever may do them.

/// On which resource an action has to be allowed
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The principal itself.
    Itself,
    /// Another user.
    OtherUser,
    /// A group that the principal is a member of.
    OwnGroup,
    /// A group that it isn't a member of.
    OtherGroup,
    /// A customer managed policy that the principal or one of its groups has attached.
    OwnPolicy,
    /// A role; of a service where the technique has one.
    Role,
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
    /// It has policies of its own choice.
    ChoosesItsPolicies,
    /// It is the other user.
    BecomesUser,
    /// It is the role.
    BecomesRole,
    /// It has the policies of the group.
    JoinsGroup,
    /// It is free of its permissions boundary, or has one of its own choice.
    ShedsItsBoundary,
}

/// Actions that together make more of a principal
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Technique {
    /// A name for it.
    pub name: &'static str,
    /// What has to be allowed, all of it.
    pub needs: &'static [Need],
    /// The service that has to be trusted by the role, where the role is handed to one.
    pub service: Option<&'static str>,
    /// What comes of it.
    pub effect: Effect,
}

const fn need(action: &'static str, on: Subject) -> Need {
    Need { action, on }
}

const PASS: Need = need("iam:PassRole", Subject::Role);

const fn on_itself(name: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: None, effect: Effect::ChoosesItsPolicies }
}

const fn on_boundary(name: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: None, effect: Effect::ShedsItsBoundary }
}

const fn on_user(name: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: None, effect: Effect::BecomesUser }
}

const fn by_service(name: &'static str, service: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: Some(service), effect: Effect::BecomesRole }
}

/// The techniques, in the order in which they are tried
///
/// Changing what oneself may do comes first, then becoming somebody else, then handing a role to a service that does
/// what one tells it. What a service needs besides – a subnet, an image – isn't looked at.
pub const TECHNIQUES: &[Technique] = &[
    on_itself("PutUserPolicy", &[need("iam:PutUserPolicy", Subject::Itself)]),
    on_itself("AttachUserPolicy", &[need("iam:AttachUserPolicy", Subject::Itself)]),
    on_itself("PutRolePolicy", &[need("iam:PutRolePolicy", Subject::Itself)]),
    on_itself("AttachRolePolicy", &[need("iam:AttachRolePolicy", Subject::Itself)]),
    on_itself("PutGroupPolicy", &[need("iam:PutGroupPolicy", Subject::OwnGroup)]),
    on_itself("AttachGroupPolicy", &[need("iam:AttachGroupPolicy", Subject::OwnGroup)]),
    on_itself("CreatePolicyVersion", &[need("iam:CreatePolicyVersion", Subject::OwnPolicy)]),
    on_boundary(
        "DeleteUserPermissionsBoundary",
        &[need("iam:DeleteUserPermissionsBoundary", Subject::Itself)],
    ),
    on_boundary("PutUserPermissionsBoundary", &[need("iam:PutUserPermissionsBoundary", Subject::Itself)]),
    on_boundary(
        "DeleteRolePermissionsBoundary",
        &[need("iam:DeleteRolePermissionsBoundary", Subject::Itself)],
    ),
    on_boundary("PutRolePermissionsBoundary", &[need("iam:PutRolePermissionsBoundary", Subject::Itself)]),
    Technique {
        name: "AddUserToGroup",
        needs: &[need("iam:AddUserToGroup", Subject::OtherGroup)],
        service: None,
        effect: Effect::JoinsGroup,
    },
    on_user("CreateAccessKey", &[need("iam:CreateAccessKey", Subject::OtherUser)]),
    on_user("CreateLoginProfile", &[need("iam:CreateLoginProfile", Subject::OtherUser)]),
    on_user("UpdateLoginProfile", &[need("iam:UpdateLoginProfile", Subject::OtherUser)]),
    Technique {
        name: "UpdateAssumeRolePolicy",
        needs: &[need("iam:UpdateAssumeRolePolicy", Subject::Role)],
        service: None,
        effect: Effect::BecomesRole,
    },
    by_service(
        "Lambda",
        "lambda.amazonaws.com",
        &[PASS, need("lambda:CreateFunction", Subject::Some), need("lambda:InvokeFunction", Subject::Some)],
    ),
    by_service("EC2", "ec2.amazonaws.com", &[PASS, need("ec2:RunInstances", Subject::Some)]),
    by_service(
        "CloudFormation",
        "cloudformation.amazonaws.com",
        &[PASS, need("cloudformation:CreateStack", Subject::Some)],
    ),
    by_service(
        "ECS",
        "ecs-tasks.amazonaws.com",
        &[PASS, need("ecs:RegisterTaskDefinition", Subject::Some), need("ecs:RunTask", Subject::Some)],
    ),
    by_service(
        "CodeBuild",
        "codebuild.amazonaws.com",
        &[PASS, need("codebuild:CreateProject", Subject::Some), need("codebuild:StartBuild", Subject::Some)],
    ),
    by_service(
        "Glue",
        "glue.amazonaws.com",
        &[PASS, need("glue:CreateJob", Subject::Some), need("glue:StartJobRun", Subject::Some)],
    ),
    by_service(
        "SageMaker",
        "sagemaker.amazonaws.com",
        &[
            PASS,
            need("sagemaker:CreateNotebookInstance", Subject::Some),
            need("sagemaker:CreatePresignedNotebookInstanceUrl", Subject::Some),
        ],
    ),
    by_service(
        "Step Functions",
        "states.amazonaws.com",
        &[
            PASS,
            need("states:CreateStateMachine", Subject::Some),
            need("states:StartExecution", Subject::Some),
        ],
    ),
    by_service(
        "Data Pipeline",
        "datapipeline.amazonaws.com",
        &[
            PASS,
            need("datapipeline:CreatePipeline", Subject::Some),
            need("datapipeline:PutPipelineDefinition", Subject::Some),
            need("datapipeline:ActivatePipeline", Subject::Some),
        ],
    ),
];
