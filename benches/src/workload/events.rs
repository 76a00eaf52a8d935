//! Events as a trail has them: few actions very often, most of them seldom, each with the ARN of what it touched.

use super::question::{Question, Workload};
use super::random::actions_of_the_catalog;
use crate::Failure;

/// How many events there are.
pub const COUNT: usize = 10_000_000;

/// How many actions are seen: an account calls some hundreds, an organisation a few thousand.
const ACTIONS: usize = 2_000;

/// How many resources each action is seen on.
const RESOURCES: usize = 4;

/// The start of the sequence that events are drawn by, so that they are the same in every run.
const SEED: u64 = 0x5eed_0f00_7a11;

/// Events on `ReadOnlyAccess`, in the order of their time
#[derive(Debug)]
pub struct Events {
    /// The policy, and a question for every action and resource that is seen.
    pub workload: Workload,
    /// Which question each event asks.
    pub order: Vec<u32>,
}

impl Events {
    /// Draws the events: of every ten, some eight are of the hundred most frequent actions.
    ///
    /// Questions stand in the order of their actions' frequency, about as they would when first seen.
    ///
    /// # Errors
    /// When the policy can't be opened.
    pub fn draw(count: usize) -> Result<Self, Failure> {
        /// The step from one rank's action to the next, so that frequent ones are spread over all services.
        const STEP: usize = 7_919;
        let mut workload = actions_of_the_catalog()?;
        let actions = std::mem::take(&mut workload.questions);
        let by_rank = (0..ACTIONS).filter_map(|rank| actions.get(rank * STEP % actions.len()));
        workload.questions = by_rank.flat_map(on_resources).collect();
        let mut chance = Chance(SEED);
        let event = |_| {
            let (rank, resource) = (chance.rank(ACTIONS), chance.next() as usize % RESOURCES);
            u32::try_from(rank * RESOURCES + resource).unwrap_or_default()
        };
        Ok(Self { workload, order: (0..count).map(event).collect() })
    }
}

/// The question on each of the resources that its action is seen on.
fn on_resources(question: &Question) -> impl Iterator<Item = Question> {
    (0..RESOURCES).map(|number| {
        let mut seen = question.clone();
        if seen.resource != "*" {
            seen.resource.push_str(&number.to_string());
        }
        seen
    })
}

/// `SplitMix64`: a sequence without pattern that needs nothing but its start.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from(mixed >> 32).unwrap_or_default()
    }

    /// A rank below `count`, its logarithm the square of an even chance: the first ranks are most of all.
    fn rank(&mut self, count: usize) -> usize {
        let even = f64::from(self.next()) / f64::from(u32::MAX);
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies between 0 and count"
        )]
        let rank = (count.powf(even * even) - 1.0) as usize;
        rank
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_actions_are_most_of_the_events() {
        let events = Events::draw(100_000).expect("is embedded");
        let mut counts = vec![0_usize; events.workload.questions.len() / RESOURCES];
        for event in &events.order {
            counts[*event as usize / RESOURCES] += 1;
        }
        counts.sort_unstable_by(|count, other| other.cmp(count));
        let first = counts.iter().take(100).sum::<usize>();
        let distinct = counts.iter().filter(|count| 0 < **count).count();
        assert!((70_000..85_000).contains(&first), "{first}");
        assert!(1_900 < distinct, "{distinct}");
    }
}
