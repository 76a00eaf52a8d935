//! How far long work is, on terminals alone and not where nothing is to be printed.

use iamkit_console::output;
use indicatif::{ProgressBar, ProgressDrawTarget};

/// The bar, unless the user wants quiet.
pub(crate) fn unless_quiet(bar: ProgressBar) -> ProgressBar {
    if output::is_quiet() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}
