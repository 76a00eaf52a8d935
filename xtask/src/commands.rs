//! Which program does a command, and with which features it is built.

/// The commands with what each does, in the order of the help.
pub(crate) const COMMANDS: &[(&str, &str)] = &[
    ("equivalence", "Check whether a customer managed policy gives the same access as an AWS managed policy"),
    ("compare", "Compare two policies exactly, and name everything that only one of them allows"),
    ("check", "Check that a policy grants no new access, none of some access, or no public access"),
    ("summarize", "Say what a policy allows: which actions, on what, under which conditions"),
    ("validate", "Find what AWS's policy validation finds"),
    ("lint", "Find what in policies does nothing"),
    ("fmt", "Write policies in one form"),
    ("expand", "Write a policy with each pattern of actions spelt out"),
    ("minimize", "Write a policy in fewer characters that allows and denies the same"),
    ("explain", "Decide one request and say why"),
    ("facts", "List what answers take for granted about the world; keep its page of the book"),
    ("rules", "Write or check the page of the book that lists the rules of validation"),
    ("simulate", "Answer a request of AWS's policy simulator"),
    ("conformance", "Run conformance cases against the naive evaluator and the engine"),
    ("catalog", "Fetch, build, check, show and compare the action catalog"),
    ("managed", "Fetch, build, check and show the AWS managed policies"),
    ("wire", "Build and check the tables of AWS's APIs"),
    ("account", "Take whole accounts in, and ask who can do what"),
    ("trail", "Replay CloudTrail logs: what a change would deny, what nobody uses"),
    ("serve", "Answer IAM and STS on the wire"),
    ("schema", "Print what answers in JSON look like"),
    ("completions", "Print what a shell needs to complete the arguments of `iamkit`"),
    ("man", "Write the pages of the manual of `iamkit`"),
    ("tidy", "Check the structure of the workspace: its crates, its files, their docs"),
    ("bench", "Run the benchmarks and record their results, or measure validators beside each other"),
    ("deny", "Check licences, duplicates and sources of all that is depended on"),
    ("package", "Pack what would be published, and try it outside of the workspace"),
    ("wheel", "Build the wheel of Python and run its tests"),
    ("ci", "Run every check that continuous integration runs"),
];

/// A program of the workspace and the features that a command needs of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) package: &'static str,
    pub(crate) binary: &'static str,
    pub(crate) features: Vec<&'static str>,
}

/// The program that does a command; none for what is no command.
pub(crate) fn program(name: &str, arguments: &[String]) -> Option<Program> {
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let data = || Program { package: "xtask", binary: "xtask-data", features: vec!["data"] };
    let program = match name {
        "catalog" | "managed" if has("fetch") || has("build") || has("--check") => data(),
        "facts" if has("--check") || has("--write") => data(),
        "rules" | "wire" => data(),
        "tidy" => Program { package: "xtask", binary: "xtask-tidy", features: vec!["tidy"] },
        "bench" => Program { package: "xtask", binary: "xtask-bench", features: vec!["bench"] },
        "catalog" if has("diff") => iamkit(&["catalog-diff"]),
        "account" => iamkit(&["account"]),
        "check" | "simulate" => iamkit(&["aws"]),
        "equivalence" => iamkit(&["equivalence"]),
        "explain" => iamkit(&["explain"]),
        "expand" | "fmt" | "minimize" => iamkit(&["rewrite"]),
        "lint" => iamkit(&["lint"]),
        "trail" if arguments.windows(2).any(|pair| pair == ["trail", "build"]) => data(),
        "trail" => iamkit(&["trail"]),
        "serve" => iamkit(&["serve"]),
        "validate" => iamkit(&["validate"]),
        // What they tell is of the whole command.
        "completions" | "man" => iamkit(&["default"]),
        "catalog" | "managed" | "compare" | "summarize" | "facts" | "conformance" | "schema" => iamkit(&[]),
        _ => return None,
    };
    Some(with_form(program, arguments))
}

fn iamkit(features: &[&'static str]) -> Program {
    Program { package: "iamkit-cli", binary: "iamkit", features: features.to_vec() }
}

/// Forms of answers that are compiled where they are asked for.
fn with_form(mut program: Program, arguments: &[String]) -> Program {
    let asks_for = |form: &str| {
        arguments.iter().any(|argument| argument == form || argument.strip_prefix("--format=") == Some(form))
    };
    if program.package == "iamkit-cli" {
        program.features.extend(asks_for("sarif").then_some("sarif"));
        program.features.extend((asks_for("svg") || asks_for("graph")).then_some("pictures"));
    }
    program
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Program> {
        let arguments = line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let name = arguments.iter().find(|argument| !argument.starts_with('-'))?;
        program(name, &arguments)
    }

    #[test]
    fn every_command_has_its_program() {
        for (name, _) in
            COMMANDS.iter().filter(|(name, _)| !["ci", "deny", "package", "wheel"].contains(name))
        {
            assert!(of(name).is_some(), "{name}");
        }
        assert_eq!(of("equivalense"), None);
    }

    #[test]
    fn a_command_is_built_with_what_it_needs() {
        let features = |line: &str| of(line).unwrap().features;
        assert_eq!(features("equivalence --cases 1"), ["equivalence"]);
        assert_eq!(features("--all lint a.json"), ["lint"]);
        assert_eq!(features("lint a.json --format sarif"), ["lint", "sarif"]);
        assert_eq!(features("lint a.json --format=sarif"), ["lint", "sarif"]);
        assert_eq!(features("catalog show s3:GetObject"), [""; 0]);
        assert_eq!(features("catalog build --check"), ["data"]);
        assert_eq!(features("facts --write"), ["data"]);
        assert_eq!(features("facts"), [""; 0]);
        assert_eq!(features("trail build --check"), ["data"]);
        assert_eq!(features("trail map build"), ["trail"]);
        assert_eq!(features("man target/man"), ["default"]);
    }
}
