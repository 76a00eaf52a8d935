//! What a request may be about beside the resources that the reference lists, as texts and as words.

use std::cell::OnceCell;

use iamkit_policy::fact::{Fact, Facts};

use crate::domain::question::Atom;
use crate::domain::resource::form::{self, Form};
use crate::domain::resource::reach::{Beyond, OwnArns};
use crate::domain::resource::{template, told};
use crate::language::{self, Loop, Step, Word, word};
use crate::limits::{Budget, Exceeded};

/// Other resources of an action than those of its types.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one fact whether it is assumed")]
pub(crate) struct Others<'c> {
    own: OwnArns,
    foreign: bool,
    texts: bool,
    are_fields_formed: bool,
    are_names_colonless: bool,
    /// The most colons in the last field of a form of the service.
    colons: usize,
    /// The services whose ARNs are the action's own.
    services: Vec<String>,
    /// The action's own forms, under any Region.
    elsewhere: Vec<Form>,
    /// Types whose ARNs aren't meant unless they are those of the action: whatever stands in their first fields.
    excluded_types: Vec<&'c str>,
    excluded: OnceCell<Vec<Form>>,
    /// Whether the action is about buckets.
    is_about_buckets: bool,
    words: OnceCell<Words>,
}

#[derive(Debug)]
struct Words {
    /// ARNs of the action's own services.
    own: Vec<Word>,
    elsewhere: Vec<Word>,
    excluded: Vec<Word>,
    /// Texts of fewer fields than an ARN has.
    texts: Vec<Word>,
    /// All ARNs.
    arns: Vec<Word>,
}

/// A set of other resources: what the universe holds and none of the exceptions does.
pub(crate) type Search<'o> = (&'o [Word], Vec<Vec<Word>>);

impl<'c> Others<'c> {
    pub(crate) fn new(beyond: &Beyond<'c>, templates: &[&'c str], forms: &[Form], facts: Facts) -> Self {
        let services = beyond.services(templates).into_iter().map(str::to_owned).collect();
        let is_excluded = |template: &&str| match beyond.own {
            OwnArns::Unlisted => true,
            OwnArns::AllButObjects => template::is_of_s3(template) && template.contains('/'),
            OwnArns::None | OwnArns::All => false,
        };
        let colons = beyond.listed().chain(templates.iter().copied()).map(template::colons_of).max();
        Self {
            own: beyond.own,
            foreign: beyond.foreign,
            texts: beyond.texts,
            are_fields_formed: facts.contains(Fact::ArnFields),
            are_names_colonless: facts.contains(Fact::ColonlessNames),
            colons: colons.unwrap_or_default(),
            services,
            elsewhere: forms.iter().flat_map(Form::elsewhere).collect(),
            excluded_types: beyond.listed().filter(is_excluded).collect(),
            excluded: OnceCell::new(),
            is_about_buckets: template::is_about_buckets(templates),
            words: OnceCell::new(),
        }
    }

    /// The forms of the types that aren't meant.
    fn excluded(&self) -> &[Form] {
        self.excluded.get_or_init(|| {
            let of_template = |template: &&str| {
                // A bucket's name has no slash, also where nothing stands behind it (S5).
                let can_be_empty = template::is_of_s3(template) && self.is_about_buckets;
                let forms = Form::all(template, true).into_iter();
                forms.map(move |form| if can_be_empty { form.or_empty() } else { form }.anywhere())
            };
            self.excluded_types.iter().flat_map(of_template).collect()
        })
    }

    /// Whether a text is one of them.
    pub(crate) fn contain(&self, text: &str) -> bool {
        let fields = text.splitn(6, ':').collect::<Vec<_>>();
        let ["arn", partition, service, region, account, tail] = *fields else {
            return self.texts && fields.len() < 6 && fields.first().is_some_and(|first| !first.is_empty());
        };
        if !self.services.iter().any(|own| own == service) {
            return self.foreign;
        }
        let is_formed =
            || [partition, region, account].into_iter().all(|field| field.chars().all(is_field_char));
        let can_be = (self.can_hold_colons(service) || tail.matches(':').count() <= self.colons)
            && (!self.are_fields_formed || is_formed());
        let is_excluded = || form::is_of(self.excluded(), text);
        self.own != OwnArns::None && can_be && (form::is_of(&self.elsewhere, text) || !is_excluded())
    }

    /// Whether a question about resources can be answered yes for one of them.
    pub(crate) fn may_answer(&self, atom: &Atom) -> bool {
        let services = self.services.iter().map(String::as_str).collect::<Vec<_>>();
        match atom {
            Atom::Resource(texts) => {
                self.foreign || texts.iter().any(|text| told::may_be_of(text, &services))
            }
            _ => true,
        }
    }

    fn can_hold_colons(&self, service: &str) -> bool {
        !self.are_names_colonless || form::can_hold_colons(service)
    }

    /// The words of ARNs of its own services, where some of them may be meant: of all, of those that are for certain, and
    /// of those that aren't unless they are for certain.
    pub(crate) fn own(&self) -> Option<(&[Word], &[Word], &[Word])> {
        let Words { own, elsewhere, excluded, .. } = self.words();
        (self.own != OwnArns::None).then_some((own, elsewhere, excluded))
    }

    /// The words of all other texts that may be meant, with words of texts that aren't.
    pub(crate) fn texts(&self) -> Vec<Search<'_>> {
        let Words { own, texts, arns, .. } = self.words();
        let others: Option<Search<'_>> = self.texts.then_some((texts, Vec::new()));
        let foreign: Option<Search<'_>> = self.foreign.then(|| (&**arns, vec![own.clone()]));
        others.into_iter().chain(foreign).collect()
    }

    /// One of them that all of the lists read and none of the exceptions.
    pub(crate) fn search(
        &self,
        lists: &[Vec<Word>],
        except: &[Vec<Word>],
        budget: &Budget,
    ) -> Result<Option<String>, Exceeded> {
        // Where no ARN of its own services fits, be it meant or not, the many forms needn't be looked at.
        let own = match self.own() {
            Some((universe, ..)) => language::search(universe, lists, except, budget)?,
            None => None,
        };
        if own.as_ref().is_some_and(|text| self.contain(text)) {
            return Ok(own);
        }
        let searches = if own.is_some() { self.searches() } else { self.texts() };
        for (universe, beside) in searches {
            let except = [except, &*beside].concat();
            if let Some(text) = language::search(universe, lists, &except, budget)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// The sets whose union they are.
    pub(crate) fn searches(&self) -> Vec<Search<'_>> {
        let mut searches: Vec<Search<'_>> = Vec::new();
        if let Some((own, elsewhere, excluded)) = self.own() {
            searches.extend((!elsewhere.is_empty()).then(|| (elsewhere, Vec::new())));
            searches.push((own, vec![excluded.to_vec()]));
        }
        searches.extend(self.texts());
        searches
    }

    /// All ARNs of a service.
    fn arns_of(&self, service: &str) -> Vec<Word> {
        let mut head = head(service, if self.are_fields_formed { Loop::IdChar } else { Loop::NotColon });
        if self.can_hold_colons(service) {
            head.push_loop(Loop::Any);
            return vec![head.finish()];
        }
        (0..=self.colons).map(|count| with_tail(head.clone(), count)).collect()
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            let own = self.services.iter().flat_map(|service| self.arns_of(service));
            Words {
                own: own.collect(),
                elsewhere: self.elsewhere.iter().map(Form::word).collect(),
                excluded: form::widest(self.excluded().to_vec()).iter().map(Form::word).collect(),
                texts: (0..5).map(with_colons).collect(),
                arns: vec![word::any_arn()],
            }
        })
    }
}

/// A character of the fields before the last.
fn is_field_char(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
}

/// The first fields of ARNs of a service, of such characters.
fn head(service: &str, field: Loop) -> Word {
    let mut word = Word::default();
    word.push_text("arn:");
    word.push_loop(field);
    word.push_text(&format!(":{service}:"));
    for _ in 0..2 {
        word.push_loop(field);
        word.push(Step::Char(':'));
    }
    word
}

/// All texts with so many colons, something before the first of them.
fn with_colons(count: usize) -> Word {
    let mut word = Word::default();
    word.push(Step::NotColon);
    with_tail(word, count)
}

/// A word and a text with so many colons behind it.
fn with_tail(mut word: Word, count: usize) -> Word {
    word.push_loop(Loop::NotColon);
    for _ in 0..count {
        word.push(Step::Char(':'));
        word.push_loop(Loop::NotColon);
    }
    word.finish()
}
