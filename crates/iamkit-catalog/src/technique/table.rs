//! The techniques there are, as data.

mod handed;
mod iam;
mod taken_over;

use super::{Need, Subject, Technique, TechniqueEffect};

const fn need(action: &'static str, on: Subject) -> Need {
    Need { action, on }
}

const fn some(action: &'static str) -> Need {
    need(action, Subject::Some)
}

const LAMBDA: &str = "lambda.amazonaws.com";
const EC2: &str = "ec2.amazonaws.com";
const CLOUDFORMATION: &str = "cloudformation.amazonaws.com";
const ECS: &str = "ecs-tasks.amazonaws.com";
const CODEBUILD: &str = "codebuild.amazonaws.com";
const GLUE: &str = "glue.amazonaws.com";
const SAGEMAKER: &str = "sagemaker.amazonaws.com";
const STATES: &str = "states.amazonaws.com";
const APP_RUNNER: &str = "tasks.apprunner.amazonaws.com";
const AGENT_CORE: &str = "bedrock-agentcore.amazonaws.com";
const BEDROCK: &str = "bedrock.amazonaws.com";
const SSM: &str = "ssm.amazonaws.com";
const SCHEDULER: &str = "scheduler.amazonaws.com";
const IOT: &str = "credentials.iot.amazonaws.com";
const AMPLIFY: &str = "amplify.amazonaws.com";
const EMR_SERVERLESS: &str = "emr-serverless.amazonaws.com";

const PASS: Need = need("iam:PassRole", Subject::OtherRole);
const PASS_PROFILED: Need = need("iam:PassRole", Subject::ProfiledRole);

const fn iam(name: &'static str, effect: TechniqueEffect, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: None, supposes: None, effect }
}

const fn pass(name: &'static str, service: &'static str, needs: &'static [Need]) -> Technique {
    Technique { name, needs, service: Some(service), supposes: None, effect: TechniqueEffect::Becomes }
}

/// Through something that has the role, or that a role is given to.
const fn through(
    name: &'static str,
    service: &'static str,
    supposes: &'static str,
    needs: &'static [Need],
) -> Technique {
    Technique {
        name,
        needs,
        service: Some(service),
        supposes: Some(supposes),
        effect: TechniqueEffect::Becomes,
    }
}

/// The techniques, in the order in which they are tried
///
/// Changing what oneself may do comes first, then becoming somebody else, then handing a role to a service that does
/// what one tells it, then taking over what runs as a role already. What a service needs besides – a subnet, an image –
/// isn't looked at.
///
/// ```
/// use iamkit_catalog::technique::techniques;
///
/// let technique = techniques().find(|technique| technique.name == "Glue session").expect("is there");
/// let actions = technique.needs.iter().map(|need| need.action).collect::<Vec<_>>();
/// assert_eq!(actions, ["iam:PassRole", "glue:CreateSession", "glue:RunStatement"]);
/// assert_eq!(technique.service, Some("glue.amazonaws.com"));
/// ```
pub fn techniques() -> impl Iterator<Item = &'static Technique> {
    [iam::IAM, handed::HANDED, taken_over::TAKEN_OVER].into_iter().flatten()
}
