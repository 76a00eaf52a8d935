//! Handing a role to a service that does what one tells it.

use super::row::{PASS, PASS_PROFILED, pass, some, through};
use super::service::{
    AGENT_CORE, AMPLIFY, APP_RUNNER, BEDROCK, CLOUDFORMATION, CODEBUILD, EC2, ECS, EMR_SERVERLESS, GLUE, IOT,
    LAMBDA, SAGEMAKER, SCHEDULER, SSM, STATES,
};
use crate::technique::Technique;

pub(super) const HANDED: &[Technique] = &[
    pass("Lambda", LAMBDA, &[PASS, some("lambda:CreateFunction"), some("lambda:InvokeFunction")]),
    pass(
        "Lambda by events",
        LAMBDA,
        &[PASS, some("lambda:CreateFunction"), some("lambda:CreateEventSourceMapping")],
    ),
    pass("Lambda for others", LAMBDA, &[PASS, some("lambda:CreateFunction"), some("lambda:AddPermission")]),
    pass(
        "Lambda by address",
        LAMBDA,
        &[
            PASS,
            some("lambda:CreateFunction"),
            some("lambda:CreateFunctionUrlConfig"),
            some("lambda:InvokeFunctionUrl"),
        ],
    ),
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
    pass("EC2 spot", EC2, &[PASS_PROFILED, some("ec2:RequestSpotInstances")]),
    pass(
        "EC2 launch configuration",
        EC2,
        &[
            PASS_PROFILED,
            some("autoscaling:CreateLaunchConfiguration"),
            some("autoscaling:CreateAutoScalingGroup"),
        ],
    ),
    through(
        "EC2 profile",
        EC2,
        "it can work on an instance without a profile",
        &[PASS_PROFILED, some("ec2:AssociateIamInstanceProfile")],
    ),
    through(
        "EC2 other profile",
        EC2,
        "it can work on an instance with another profile",
        &[PASS_PROFILED, some("ec2:ReplaceIamInstanceProfileAssociation")],
    ),
    pass("EMR", EC2, &[PASS_PROFILED, some("elasticmapreduce:RunJobFlow")]),
    pass(
        "Elastic Beanstalk",
        EC2,
        &[
            PASS_PROFILED,
            some("elasticbeanstalk:CreateApplicationVersion"),
            some("elasticbeanstalk:CreateEnvironment"),
        ],
    ),
    pass("CloudFormation", CLOUDFORMATION, &[PASS, some("cloudformation:CreateStack")]),
    pass(
        "CloudFormation change set",
        CLOUDFORMATION,
        &[PASS, some("cloudformation:CreateChangeSet"), some("cloudformation:ExecuteChangeSet")],
    ),
    pass(
        "CloudFormation stack set",
        CLOUDFORMATION,
        &[PASS, some("cloudformation:CreateStackSet"), some("cloudformation:CreateStackInstances")],
    ),
    through(
        "CloudFormation update with a role",
        CLOUDFORMATION,
        "a stack is there",
        &[PASS, some("cloudformation:UpdateStack")],
    ),
    through(
        "CloudFormation stack set update with a role",
        CLOUDFORMATION,
        "a stack set is there",
        &[PASS, some("cloudformation:UpdateStackSet")],
    ),
    pass("ECS", ECS, &[PASS, some("ecs:RegisterTaskDefinition"), some("ecs:RunTask")]),
    pass("ECS service", ECS, &[PASS, some("ecs:RegisterTaskDefinition"), some("ecs:CreateService")]),
    pass("ECS start", ECS, &[PASS, some("ecs:RegisterTaskDefinition"), some("ecs:StartTask")]),
    through(
        "ECS service update",
        ECS,
        "a service is there",
        &[PASS, some("ecs:RegisterTaskDefinition"), some("ecs:UpdateService")],
    ),
    through("ECS overrides", ECS, "a task definition is there", &[PASS, some("ecs:RunTask")]),
    through("ECS start with overrides", ECS, "a task definition is there", &[PASS, some("ecs:StartTask")]),
    through(
        "Batch",
        ECS,
        "a job queue is there",
        &[PASS, some("batch:RegisterJobDefinition"), some("batch:SubmitJob")],
    ),
    pass("CodeBuild", CODEBUILD, &[PASS, some("codebuild:CreateProject"), some("codebuild:StartBuild")]),
    pass(
        "CodeBuild batch",
        CODEBUILD,
        &[PASS, some("codebuild:CreateProject"), some("codebuild:StartBuildBatch")],
    ),
    through(
        "CodeBuild start with a role",
        CODEBUILD,
        "a project is there",
        &[PASS, some("codebuild:StartBuild")],
    ),
    through(
        "CodeBuild batch with a role",
        CODEBUILD,
        "a project is there",
        &[PASS, some("codebuild:StartBuildBatch")],
    ),
    pass("CodePipeline", "codepipeline.amazonaws.com", &[PASS, some("codepipeline:CreatePipeline")]),
    pass("Glue", GLUE, &[PASS, some("glue:CreateJob"), some("glue:StartJobRun")]),
    pass("Glue by trigger", GLUE, &[PASS, some("glue:CreateJob"), some("glue:CreateTrigger")]),
    through(
        "Glue job with a role",
        GLUE,
        "a job is there",
        &[PASS, some("glue:UpdateJob"), some("glue:StartJobRun")],
    ),
    through(
        "Glue job with a role by trigger",
        GLUE,
        "a job is there",
        &[PASS, some("glue:UpdateJob"), some("glue:CreateTrigger")],
    ),
    pass("Glue endpoint", GLUE, &[PASS, some("glue:CreateDevEndpoint")]),
    pass("Glue session", GLUE, &[PASS, some("glue:CreateSession"), some("glue:RunStatement")]),
    pass(
        "SageMaker notebook",
        SAGEMAKER,
        &[
            PASS,
            some("sagemaker:CreateNotebookInstance"),
            some("sagemaker:CreatePresignedNotebookInstanceUrl"),
        ],
    ),
    pass(
        "SageMaker new notebook with a lifecycle",
        SAGEMAKER,
        &[
            PASS,
            some("sagemaker:CreateNotebookInstance"),
            some("sagemaker:CreateNotebookInstanceLifecycleConfig"),
        ],
    ),
    pass("SageMaker training", SAGEMAKER, &[PASS, some("sagemaker:CreateTrainingJob")]),
    pass("SageMaker processing", SAGEMAKER, &[PASS, some("sagemaker:CreateProcessingJob")]),
    pass("SageMaker tuning", SAGEMAKER, &[PASS, some("sagemaker:CreateHyperParameterTuningJob")]),
    pass(
        "SageMaker transform",
        SAGEMAKER,
        &[PASS, some("sagemaker:CreateModel"), some("sagemaker:CreateTransformJob")],
    ),
    pass(
        "SageMaker model",
        SAGEMAKER,
        &[
            PASS,
            some("sagemaker:CreateModel"),
            some("sagemaker:CreateEndpointConfig"),
            some("sagemaker:CreateEndpoint"),
        ],
    ),
    pass(
        "SageMaker pipeline",
        SAGEMAKER,
        &[PASS, some("sagemaker:CreatePipeline"), some("sagemaker:StartPipelineExecution")],
    ),
    through(
        "SageMaker profile",
        SAGEMAKER,
        "a domain is there",
        &[PASS, some("sagemaker:CreateUserProfile"), some("sagemaker:CreatePresignedDomainUrl")],
    ),
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
    pass("App Runner", APP_RUNNER, &[PASS, some("apprunner:CreateService")]),
    pass(
        "Bedrock code interpreter",
        AGENT_CORE,
        &[
            PASS,
            some("bedrock-agentcore:CreateCodeInterpreter"),
            some("bedrock-agentcore:StartCodeInterpreterSession"),
            some("bedrock-agentcore:InvokeCodeInterpreter"),
        ],
    ),
    pass(
        "Bedrock agent runtime",
        AGENT_CORE,
        &[PASS, some("bedrock-agentcore:CreateAgentRuntime"), some("bedrock-agentcore:InvokeAgentRuntime")],
    ),
    pass(
        "Bedrock agent",
        BEDROCK,
        &[PASS, some("bedrock:CreateAgent"), some("bedrock:PrepareAgent"), some("bedrock:InvokeAgent")],
    ),
    pass("SSM automation", SSM, &[PASS, some("ssm:CreateDocument"), some("ssm:StartAutomationExecution")]),
    through(
        "SSM maintenance window",
        SSM,
        "a maintenance window is there",
        &[PASS, some("ssm:RegisterTaskWithMaintenanceWindow")],
    ),
    pass(
        "EventBridge rule",
        "events.amazonaws.com",
        &[PASS, some("events:PutRule"), some("events:PutTargets")],
    ),
    pass("EventBridge pipe", "pipes.amazonaws.com", &[PASS, some("pipes:CreatePipe")]),
    pass("EventBridge schedule", SCHEDULER, &[PASS, some("scheduler:CreateSchedule")]),
    through(
        "EventBridge other schedule",
        SCHEDULER,
        "a schedule is there",
        &[PASS, some("scheduler:UpdateSchedule")],
    ),
    pass(
        "IoT role alias",
        IOT,
        &[
            PASS,
            some("iot:CreateRoleAlias"),
            some("iot:CreateKeysAndCertificate"),
            some("iot:CreatePolicy"),
            some("iot:AttachPolicy"),
        ],
    ),
    pass("IoT rule", "iot.amazonaws.com", &[PASS, some("iot:CreateTopicRule"), some("iot:Publish")]),
    pass(
        "Amplify",
        AMPLIFY,
        &[PASS, some("amplify:CreateApp"), some("amplify:CreateBranch"), some("amplify:StartJob")],
    ),
    pass(
        "EMR Serverless",
        EMR_SERVERLESS,
        &[PASS, some("emr-serverless:CreateApplication"), some("emr-serverless:StartJobRun")],
    ),
    pass("Airflow", "airflow-env.amazonaws.com", &[PASS, some("airflow:CreateEnvironment")]),
    pass(
        "Flink",
        "kinesisanalytics.amazonaws.com",
        &[PASS, some("kinesisanalytics:CreateApplication"), some("kinesisanalytics:StartApplication")],
    ),
    pass(
        "Roles Anywhere",
        "rolesanywhere.amazonaws.com",
        &[PASS, some("rolesanywhere:CreateTrustAnchor"), some("rolesanywhere:CreateProfile")],
    ),
    through(
        "EKS pod identity",
        "pods.eks.amazonaws.com",
        "it can run pods in a cluster",
        &[PASS, some("eks:CreatePodIdentityAssociation")],
    ),
    pass(
        "AppSync",
        "appsync.amazonaws.com",
        &[
            PASS,
            some("appsync:CreateGraphqlApi"),
            some("appsync:CreateDataSource"),
            some("appsync:CreateResolver"),
        ],
    ),
];
