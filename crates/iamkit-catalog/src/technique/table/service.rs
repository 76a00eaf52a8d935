//! The services that a role is handed to, as trust policies name them.

pub(super) const LAMBDA: &str = "lambda.amazonaws.com";
pub(super) const EC2: &str = "ec2.amazonaws.com";
pub(super) const CLOUDFORMATION: &str = "cloudformation.amazonaws.com";
pub(super) const ECS: &str = "ecs-tasks.amazonaws.com";
pub(super) const CODEBUILD: &str = "codebuild.amazonaws.com";
pub(super) const GLUE: &str = "glue.amazonaws.com";
pub(super) const SAGEMAKER: &str = "sagemaker.amazonaws.com";
pub(super) const STATES: &str = "states.amazonaws.com";
pub(super) const APP_RUNNER: &str = "tasks.apprunner.amazonaws.com";
pub(super) const AGENT_CORE: &str = "bedrock-agentcore.amazonaws.com";
pub(super) const BEDROCK: &str = "bedrock.amazonaws.com";
pub(super) const SSM: &str = "ssm.amazonaws.com";
pub(super) const SCHEDULER: &str = "scheduler.amazonaws.com";
pub(super) const IOT: &str = "credentials.iot.amazonaws.com";
pub(super) const AMPLIFY: &str = "amplify.amazonaws.com";
pub(super) const EMR_SERVERLESS: &str = "emr-serverless.amazonaws.com";
