//! The resources of an action as texts: those that its templates make, and what may be there beside them.

use std::cell::OnceCell;

use iamkit_policy::fact::{Fact, Facts};

use crate::domain::resource::beyond::Others;
use crate::domain::resource::form::{Form, components, example_of, is_of, widest};
use crate::domain::resource::reach::{Beyond, Resources};
use crate::domain::resource::template::service_of;
use crate::domain::resource::told;
use crate::language::Word;
use crate::language::arn::{ACCOUNT, PARTITION, REGION};
use crate::language::text::Text;

/// The resources of an action: texts that its templates make.
#[derive(Debug)]
pub(crate) struct Forms<'c> {
    templates: Vec<&'c str>,
    /// Forms that requests are seen to have.
    seen: Vec<&'c str>,
    all: Vec<Form>,
    words: OnceCell<Vec<Word>>,
    examples: OnceCell<Vec<String>>,
    /// The services in their ARNs; `None` where any can be.
    services: OnceCell<Option<Vec<&'c str>>>,
    can_be_star: bool,
    can_be_any: bool,
    /// What may be there beside, and what is worked out of it where it is asked for.
    beyond: Option<(Beyond<'c>, Facts)>,
    others: OnceCell<Option<Others<'c>>>,
}

/// Texts of more characters are long.
const LONG: usize = 256;

impl<'c> Forms<'c> {
    pub(crate) fn new(resources: &Resources<'c>) -> Self {
        let Resources { templates, seen, can_be_star, beyond, facts } = resources;
        let are_buckets_segments = facts.contains(Fact::BucketNames);
        let forms = templates.iter().map(|template| Form::all(template, are_buckets_segments));
        let forms = forms.collect::<Vec<_>>();
        let seen_forms = seen.iter().map(|form| Form::seen(form)).collect::<Vec<_>>();
        let can_be_any = forms.iter().any(Vec::is_empty);
        let all = widest(forms.into_iter().chain(seen_forms).flatten().collect());
        Self {
            templates: templates.clone(),
            seen: seen.clone(),
            beyond: beyond.clone().filter(|_| !can_be_any).map(|beyond| (beyond, *facts)),
            others: OnceCell::new(),
            can_be_any,
            all,
            words: OnceCell::new(),
            examples: OnceCell::new(),
            services: OnceCell::new(),
            can_be_star: *can_be_star,
        }
    }

    /// What may be there beside the listed resources.
    pub(crate) fn others(&self) -> Option<&Others<'c>> {
        let others = self.others.get_or_init(|| {
            let (beyond, facts) = self.beyond.as_ref()?;
            Some(Others::new(beyond, &self.templates, &self.all, *facts))
        });
        others.as_ref()
    }

    /// The templates and forms of what is listed.
    fn listed(&self) -> impl Iterator<Item = &'c str> {
        self.templates.iter().chain(&self.seen).copied()
    }

    /// Whether nothing but `*` is listed.
    pub(crate) fn lists_star_only(&self) -> bool {
        self.all.is_empty() && !self.can_be_any
    }

    /// The words of all listed resources.
    pub(crate) fn words(&self) -> &[Word] {
        self.words.get_or_init(|| {
            let star = self.can_be_star.then(|| Word::of_text("*"));
            let any = self.can_be_any.then(Word::of_any);
            star.into_iter().chain(any).chain(self.all.iter().map(Form::word)).collect()
        })
    }

    /// Resources that read well, one for each template, short ones first.
    pub(crate) fn examples(&self) -> &[String] {
        self.examples.get_or_init(|| {
            let arns = self.listed().filter(|template| template.starts_with("arn:"));
            // A `*` that is seen is a plain character, that of a type is any text.
            let mut examples = arns
                .flat_map(|template| ["example", "*"].map(|star| example_of(template, star)))
                .collect::<Vec<_>>();
            examples.retain(|example| self.list(example));
            examples.sort_by_key(String::len);
            examples.dedup();
            examples.extend(self.can_be_star.then(|| "*".to_owned()));
            examples
        })
    }

    /// Whether a pattern can match one of the resources, as far as the service that it names tells, or all of a long
    /// literal.
    pub(crate) fn may_match(&self, pattern: &Text) -> bool {
        let services = self.services.get_or_init(|| {
            let of_templates = self.listed().map(service_of);
            let of_others = self.beyond.iter().flat_map(|(beyond, _)| {
                if beyond.foreign {
                    vec![None]
                } else {
                    beyond.services(&self.templates).into_iter().map(Some).collect()
                }
            });
            of_templates.chain(of_others).collect()
        });
        let Some(services) = services else { return true };
        if self.can_be_any {
            return true;
        }
        let is_of_service = told::may_be_of(pattern, services);
        // A long text is sooner looked at than looked for.
        let literal = pattern.as_literal().filter(|literal| is_of_service && LONG < literal.len());
        literal.map_or(is_of_service, |literal| self.contain(literal))
    }

    /// Whether a text is one of the resources, or may be.
    pub(crate) fn contain(&self, text: &str) -> bool {
        self.list(text) || self.others().is_some_and(|others| others.contain(text))
    }

    /// Whether a text is one of the listed resources: what the words read.
    pub(crate) fn list(&self, text: &str) -> bool {
        self.can_be_any || (self.can_be_star && text == "*") || is_of(&self.all, text)
    }

    /// The resource with a usual partition, Region, account and name in place of others, as far as it stays one that is
    /// wanted.
    pub(crate) fn pleasant(&self, text: &str, mut is_wanted: impl FnMut(&str) -> bool) -> String {
        let Some((heads, tail)) = components(text) else { return text.to_owned() };
        let mut fields = heads.into_iter().chain([tail]).map(str::to_owned).collect::<Vec<_>>();
        let names = self.examples().iter().filter_map(|example| Some(components(example)?.1));
        let longer = tail.strip_suffix(['x', 'y']).map(|start| format!("{start}example"));
        let names = names.chain(longer.as_deref()).collect::<Vec<_>>();
        let usual: [(usize, &[&str]); 4] =
            [(1, &[PARTITION]), (3, &[REGION, "eu-west-1"]), (4, &[ACCOUNT, "444455556666"]), (5, &names)];
        for (place, better) in usual {
            let Some(before) = fields.get(place).filter(|field| !better.contains(&field.as_str())).cloned()
            else {
                continue;
            };
            for text in better.iter().copied().chain([before.as_str()]) {
                if let Some(field) = fields.get_mut(place) {
                    text.clone_into(field);
                }
                let changed = fields.join(":");
                if self.contain(&changed) && is_wanted(&changed) {
                    break;
                }
            }
        }
        fields.join(":")
    }
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::Catalog;
    use iamkit_policy::fact::Mark;
    use iamkit_policy::glob::Glob;

    use super::*;
    use crate::language::{partition, word};
    use crate::limits::{Budget, Limits};

    fn forms(template: &str) -> Forms<'_> {
        Forms::new(&Resources { templates: vec![template], ..Resources::default() })
    }

    #[test]
    fn policies_of_aws_have_its_name_in_place_of_an_account() {
        let forms = forms("arn:${Partition}:iam::${Account}:policy/${Name}");
        assert!(forms.contain("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        assert!(forms.contain("arn:aws-cn:iam::111122223333:policy/a/b"));
        for other in ["arn:aws:iam::x:policy/a", "arn:x:iam::aws:policy/a", "arn:aws:iam:::policy/a"] {
            assert!(!forms.contain(other), "{other}");
        }
    }

    #[test]
    fn a_resource_is_made_to_read_well_unless_that_changes_what_it_shows() {
        let forms = forms("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}");
        let ugly = "arn:aws-cn:sqs:xx-9:999999999999:x";
        assert_eq!(forms.pleasant(ugly, |_| true), "arn:aws:sqs:us-east-1:111122223333:example");
        let kept =
            forms.pleasant(ugly, |text| text.contains(":999999999999:") && text.starts_with("arn:aws-cn:"));
        assert_eq!(kept, "arn:aws-cn:sqs:us-east-1:999999999999:example");
    }

    #[test]
    fn examples_are_resources_of_every_action() {
        for action in Catalog::embedded().actions() {
            let resources = Resources::of(action, Facts::all());
            let forms = Forms::new(&resources);
            for example in forms.examples() {
                assert!(forms.contain(example), "{action}: {example}");
            }
        }
    }

    #[test]
    fn words_and_texts_of_other_resources_hold_the_same() {
        let catalog = Catalog::embedded();
        for name in
            ["s3:GetObject", "s3:ListBucket", "rds:DescribeDBInstances", "iam:ListPolicies", "sns:Publish"]
        {
            let resources = Resources::of(catalog.action(name).unwrap(), Facts::up_to(Mark::Observed));
            let forms = Forms::new(&resources);
            let others = forms.others().unwrap();
            let lists = ["*a", "*:x*", "arn:aws:*", "*/x*", "*::*", "*"]
                .map(|text| vec![word::of_plain(&Text::from_glob(&Glob::parse(text)))]);
            let budget = Budget::new(&Limits::default());
            for (universe, except) in others.searches() {
                let all = lists.iter().cloned().chain(except.clone()).collect::<Vec<_>>();
                for class in partition(universe, &all, &budget).unwrap() {
                    let is_meant = (lists.len()..all.len()).all(|at| !class.lists.contains(at));
                    assert!(!is_meant || others.contain(&class.witness), "{name}: {}", class.witness);
                }
            }
            let foreign = "arn:aws:example:us-east-1:111122223333:x/y";
            assert!(!others.contain(foreign) && others.contain("x"), "{name}");
        }
    }

    #[test]
    fn words_and_patterns_of_templates_hold_the_same() {
        let catalog = Catalog::embedded();
        for name in ["s3:GetObject", "iam:CreateUser", "logs:PutLogEvents", "ec2:RunInstances", "sns:Publish"]
        {
            let resources = Resources::of(catalog.action(name).unwrap(), Facts::all());
            let forms = Forms::new(&resources);
            let lists = ["*a", "*:x*", "arn:aws:*", "*"]
                .map(|text| vec![word::of_plain(&Text::from_glob(&Glob::parse(text)))]);
            let budget = Budget::new(&Limits::default());
            for class in partition(forms.words(), &lists, &budget).unwrap() {
                assert!(forms.list(&class.witness), "{name}: {}", class.witness);
            }
            for other in ["arn:aws:s3:::", "arn:aws:iam::x", "a", ""] {
                assert!(!forms.list(other), "{name}: {other}");
            }
        }
    }
}
