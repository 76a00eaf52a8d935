//! A question of a principal in the engine's types: the layers around it, and what its request is made of.

use std::borrow::Cow;

use iamkit_engine::{ActionError, Context, Layers, Principal, Request};

/// A question that is ready to be asked
#[derive(Debug)]
pub(crate) struct Posed<'v> {
    pub(super) layers: Layers<'v>,
    pub(super) principal: &'v Principal,
    pub(super) action: &'v str,
    pub(super) resource: &'v str,
    pub(super) is_about_star: bool,
    pub(super) resource_account: Option<&'v str>,
    pub(super) management_account: Option<&'v str>,
    /// The keys that are known of the principal.
    pub(super) known: &'v Context<'static>,
    /// The keys of the request.
    pub(super) context: Option<Cow<'v, Context<'v>>>,
}

impl<'v> Posed<'v> {
    /// The layers around the principal's request.
    pub(crate) fn layers(&self) -> &Layers<'v> {
        &self.layers
    }

    /// The request.
    ///
    /// # Errors
    /// The action is no name.
    pub(crate) fn request(&self) -> Result<Request<'_>, ActionError> {
        let mut request =
            Request::new(self.principal, self.action, self.resource)?.wildcard_only(self.is_about_star);
        if let Some(account) = self.resource_account {
            request = request.with_resource_account(account);
        }
        if let Some(account) = self.management_account {
            request = request.with_management_account(account);
        }
        request = request.with_principal_context(self.known);
        if let Some(context) = &self.context {
            request = request.with_context(context);
        }
        Ok(request)
    }
}
