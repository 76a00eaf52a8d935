//! The forms of ARNs by the service in them, which may be another than the one whose documentation lists the type.

use crate::arn_form::{ArnForm, ArnForms};
use crate::catalog::Catalog;

impl Catalog {
    /// The forms of ARNs with this service in them, in the order of the catalog; letter case counts.
    ///
    /// The first call prepares those of all services, which takes a few milliseconds.
    pub fn arn_forms(&self, service: &str) -> &[ArnForm] {
        let forms = self.prepared_forms(|| prepare(self));
        forms.of(service)
    }
}

fn prepare(catalog: &Catalog) -> ArnForms {
    let mut forms = ArnForms::default();
    for resource_type in catalog.resource_types() {
        for template in resource_type.arn_templates() {
            let mut fields = template.as_str().splitn(6, ':').skip(2);
            let fields = [fields.next(), fields.next(), fields.next(), fields.next()];
            let [Some(service), Some(region), Some(account), Some(resource)] = fields else { continue };
            // A service that the template leaves open says nothing about any.
            if service.contains('$') {
                continue;
            }
            forms.push(service, ArnForm::new(resource_type.id(), region, account, resource));
        }
    }
    forms
}
