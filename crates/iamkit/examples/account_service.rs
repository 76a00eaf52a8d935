//! A service with accounts of its own: every change is kept in a store, and an authorizer decides for their users.
//!
//! The store is in memory here; a file or a server takes its place without another change.
//!
//! `cargo run -p iamkit --example account_service`

use std::error::Error;
use std::io::Write;
use std::sync::Arc;

use iamkit::account::authorizer::Authorizer;
use iamkit::account::view::Wanted;
use iamkit::store::{
    AccountId, Call, Change, Command, CreateGroup, CreateUser, EmbeddedManagedPolicies, Identity,
    MemoryJournal, Store, StoreClient,
};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

/// Accounts, and what is decided by them.
struct Service {
    store: Store<MemoryJournal>,
    authorizer: Authorizer,
    account: AccountId,
}

impl Service {
    fn open() -> Result<Self, Box<dyn Error>> {
        let store = Store::open_with(MemoryJournal::default(), Arc::new(EmbeddedManagedPolicies))?;
        let authorizer = Authorizer::new(store.snapshot().directory())?;
        Ok(Self { store, authorizer, account: "111122223333".parse()? })
    }

    /// Who changes something, and when; the time comes from outside, so that the same changes give the same accounts.
    fn call() -> Result<Call, Box<dyn Error>> {
        Ok(Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?))
    }

    /// Makes all changes or none, and decides by them from then on.
    fn change(&self, commands: impl IntoIterator<Item = Command>) -> Result<(), Box<dyn Error>> {
        let call = Self::call()?;
        let in_account = |command| Change::in_account(call.clone(), self.account.clone(), command);
        let changes = commands.into_iter().map(in_account).collect::<Vec<_>>();
        self.commit(&changes)
    }

    /// The operations under AWS's names, each committed by itself.
    fn iam(&self) -> Result<StoreClient<'_, MemoryJournal>, Box<dyn Error>> {
        Ok(self.store.client(self.account.clone(), Self::call()?))
    }

    fn commit(&self, changes: &[Change]) -> Result<(), Box<dyn Error>> {
        let committed = self.store.commit(changes)?;
        Ok(self.authorizer.refresh(committed.snapshot().directory())?)
    }

    /// The decision, and the way on which the policy that decided came to the user.
    fn ask(&self, action: &str) -> Result<String, Box<dyn Error>> {
        let answer = self.authorizer.authorize(ALICE, &Wanted::new(action, QUEUE))?;
        let deciding = answer.deciding().iter().filter_map(|(_, policy)| policy.as_ref());
        let paths = deciding.map(|policy| format!(" by `{}` {}", policy.name(), policy.path()));
        Ok(format!("{action}: {}{}", answer.evaluation().decision(), paths.collect::<String>()))
    }
}

/// What the service answers while its account changes.
pub(crate) fn answers() -> Result<Vec<String>, Box<dyn Error>> {
    let service = Service::open()?;
    service.commit(&[Change::create_account(Service::call()?, service.account.clone())])?;
    service.change([Command::CreateUser(CreateUser::new("alice".parse()?))])?;
    let mut answers = vec![service.ask("sqs:GetQueueUrl")?];

    service.change([
        Command::CreateGroup(CreateGroup::new("Readers".parse()?)),
        Command::AddUserToGroup { group: "Readers".parse()?, user: "alice".parse()? },
        Command::AttachPolicy {
            to: Identity::Group("Readers".parse()?),
            arn: "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess".parse()?,
        },
    ])?;
    answers.push(service.ask("sqs:GetQueueUrl")?);
    answers.push(service.ask("sqs:SendMessage")?);

    // What the store refuses changes nothing, and is told as AWS tells it.
    let again = service.iam()?.create_user("Alice".parse()?);
    answers.extend(again.err().map(|refused| format!("{}: {refused}", refused.code())));
    Ok(answers)
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    answers()?.iter().try_for_each(|answer| Ok(writeln!(out, "{answer}")?))
}
