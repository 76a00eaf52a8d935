//! Taking over what runs as a role already.

use super::row::{some, through};
use super::service::{
    AGENT_CORE, AMPLIFY, APP_RUNNER, BEDROCK, CLOUDFORMATION, CODEBUILD, EC2, ECS, GLUE, IOT, LAMBDA,
    SAGEMAKER, STATES,
};
use crate::technique::Technique;

pub(super) const TAKEN_OVER: &[Technique] = &[
    through("Lambda code", LAMBDA, "a function has the role", &[some("lambda:UpdateFunctionCode")]),
    through(
        "Lambda layers",
        LAMBDA,
        "a function has the role",
        &[some("lambda:UpdateFunctionConfiguration")],
    ),
    through(
        "EC2 user data",
        EC2,
        "an instance has the role",
        &[some("ec2:ModifyInstanceAttribute"), some("ec2:StopInstances"), some("ec2:StartInstances")],
    ),
    through(
        "EC2 launch template",
        EC2,
        "instances with the role are launched from a template",
        &[some("ec2:CreateLaunchTemplateVersion"), some("ec2:ModifyLaunchTemplate")],
    ),
    through(
        "EC2 Instance Connect",
        EC2,
        "an instance has the role",
        &[some("ec2-instance-connect:SendSSHPublicKey")],
    ),
    through(
        "EC2 serial console",
        EC2,
        "an instance has the role",
        &[some("ec2-instance-connect:SendSerialConsoleSSHPublicKey")],
    ),
    through(
        "Elastic Beanstalk update",
        EC2,
        "the instances of an environment have the role",
        &[some("elasticbeanstalk:CreateApplicationVersion"), some("elasticbeanstalk:UpdateEnvironment")],
    ),
    through(
        "EMR step",
        EC2,
        "the instances of a cluster have the role",
        &[some("elasticmapreduce:AddJobFlowSteps")],
    ),
    through("CodeDeploy", EC2, "an instance has the role", &[some("codedeploy:CreateDeployment")]),
    through("SSM command", EC2, "a managed instance has the role", &[some("ssm:SendCommand")]),
    through("SSM session", EC2, "a managed instance has the role", &[some("ssm:StartSession")]),
    through("SSM association", EC2, "a managed instance has the role", &[some("ssm:CreateAssociation")]),
    through(
        "CloudFormation update",
        CLOUDFORMATION,
        "a stack has the role",
        &[some("cloudformation:UpdateStack")],
    ),
    through(
        "CloudFormation update by change set",
        CLOUDFORMATION,
        "a stack has the role",
        &[some("cloudformation:CreateChangeSet"), some("cloudformation:ExecuteChangeSet")],
    ),
    through(
        "CloudFormation stack set update",
        CLOUDFORMATION,
        "a stack set has the role",
        &[some("cloudformation:UpdateStackSet")],
    ),
    through("ECS command", ECS, "a task has the role", &[some("ecs:ExecuteCommand")]),
    through("Batch job", ECS, "a job definition has the role", &[some("batch:SubmitJob")]),
    through("CodeBuild build", CODEBUILD, "a project has the role", &[some("codebuild:StartBuild")]),
    through(
        "CodeBuild build batch",
        CODEBUILD,
        "a project has the role",
        &[some("codebuild:StartBuildBatch")],
    ),
    through("Glue job", GLUE, "a job has the role", &[some("glue:UpdateJob"), some("glue:StartJobRun")]),
    through(
        "Glue job by trigger",
        GLUE,
        "a job has the role",
        &[some("glue:UpdateJob"), some("glue:CreateTrigger")],
    ),
    through("Glue endpoint key", GLUE, "an endpoint has the role", &[some("glue:UpdateDevEndpoint")]),
    through("Glue statement", GLUE, "a session has the role", &[some("glue:RunStatement")]),
    through(
        "SageMaker notebook address",
        SAGEMAKER,
        "a notebook has the role",
        &[some("sagemaker:CreatePresignedNotebookInstanceUrl")],
    ),
    through(
        "SageMaker lifecycle",
        SAGEMAKER,
        "a notebook has the role",
        &[
            some("sagemaker:CreateNotebookInstanceLifecycleConfig"),
            some("sagemaker:StopNotebookInstance"),
            some("sagemaker:UpdateNotebookInstance"),
            some("sagemaker:StartNotebookInstance"),
        ],
    ),
    through(
        "SageMaker lifecycle update",
        SAGEMAKER,
        "a notebook with a lifecycle configuration has the role",
        &[
            some("sagemaker:UpdateNotebookInstanceLifecycleConfig"),
            some("sagemaker:StopNotebookInstance"),
            some("sagemaker:StartNotebookInstance"),
        ],
    ),
    through(
        "SageMaker domain address",
        SAGEMAKER,
        "a user profile has the role",
        &[some("sagemaker:CreatePresignedDomainUrl")],
    ),
    through(
        "Step Functions definition",
        STATES,
        "a state machine has the role",
        &[some("states:UpdateStateMachine"), some("states:StartExecution")],
    ),
    through("App Runner update", APP_RUNNER, "a service has the role", &[some("apprunner:UpdateService")]),
    through(
        "Bedrock code interpreter session",
        AGENT_CORE,
        "a code interpreter has the role",
        &[
            some("bedrock-agentcore:StartCodeInterpreterSession"),
            some("bedrock-agentcore:InvokeCodeInterpreter"),
        ],
    ),
    through(
        "Bedrock agent runtime update",
        AGENT_CORE,
        "an agent runtime has the role",
        &[some("bedrock-agentcore:UpdateAgentRuntime"), some("bedrock-agentcore:InvokeAgentRuntime")],
    ),
    through(
        "Bedrock agent update",
        BEDROCK,
        "an agent has the role",
        &[some("bedrock:UpdateAgent"), some("bedrock:PrepareAgent"), some("bedrock:InvokeAgent")],
    ),
    through(
        "IoT certificate",
        IOT,
        "a role alias has the role",
        &[some("iot:CreateKeysAndCertificate"), some("iot:CreatePolicy"), some("iot:AttachPolicy")],
    ),
    through(
        "Amplify build",
        AMPLIFY,
        "an app has the role",
        &[some("amplify:UpdateApp"), some("amplify:StartJob")],
    ),
];
