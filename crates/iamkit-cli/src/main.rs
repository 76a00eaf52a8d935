//! Entry point of `iamkit`.

use std::process::ExitCode;

fn main() -> ExitCode {
    iamkit_cli::main()
}
