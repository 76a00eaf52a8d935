//! A document that is JSON text in a string of a file, as plans of Terraform and answers of AWS's command have them.

use std::path::PathBuf;

use iamkit_policy::json::{self, Kind, Node};
use iamkit_policy::{RawPolicy, Span};

/// The string of a file that a document is the text of
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) file: PathBuf,
    /// The string, its quotes included.
    pub(super) span: Span,
}

impl Literal {
    /// The string that a document was found in; none where it isn't just the text of one, as where that is encoded again.
    pub(super) fn find(file: &str, whole: &str, policy: &RawPolicy) -> Option<Self> {
        policy.span.is_none().then_some(())?;
        let tape = json::parse(whole).ok()?;
        let node = at(tape.root(), &policy.pointer)?;
        let is_it = node.as_str().is_some_and(|text| text == policy.text);
        is_it.then(|| Self { file: file.into(), span: node.span() })
    }
}

/// The value at a JSON pointer.
fn at<'t>(root: Node<'t>, pointer: &str) -> Option<Node<'t>> {
    pointer.split('/').skip(1).try_fold(root, |node, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match node.kind() {
            Kind::Array => node.items().nth(step.parse().ok()?),
            _ => node.member(&step),
        }
    })
}
