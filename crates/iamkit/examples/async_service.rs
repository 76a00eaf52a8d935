//! An async service: its tasks decide as they are, and what waits for a journal goes to threads that may block.
//!
//! `cargo run -p iamkit --example async_service`

use std::error::Error;
use std::io::Write;
use std::sync::Arc;

use iamkit::account::authorizer::Authorizer;
use iamkit::account::view::Wanted;
use iamkit::store::{AccountId, Call, Change, MemoryJournal, Store, StoreClient};
use iamkit::{CompiledPolicies, OwnedLayers, OwnedRequest, PolicyDocument, PolicyKind, Principal};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// What goes from thread to thread has to be able to.
type Failure = Box<dyn Error + Send + Sync>;

const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";
const READS: &str = r#"{"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "sqs:Receive*", "Resource": "*"}}"#;
const SENDS: &str = r#"{"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}}"#;

/// Decides what comes through a channel: nothing in a decision waits, so no task is held up by one.
async fn gate(
    mut requests: mpsc::Receiver<OwnedRequest>,
    layers: OwnedLayers,
) -> Result<Vec<String>, Failure> {
    let layers = layers.as_layers();
    let mut answers = Vec::new();
    while let Some(request) = requests.recv().await {
        let request = request.as_request();
        let decision = layers.evaluate(&request)?.decision();
        answers.push(format!("{}: {decision}", request.action()));
    }
    Ok(answers)
}

async fn at_the_gate() -> Result<Vec<String>, Failure> {
    let reads = PolicyDocument::from_slice(READS.as_bytes())?;
    let reads = CompiledPolicies::compile(PolicyKind::Identity, [("reads", reads)])?;
    let (sender, receiver) = mpsc::channel(8);
    let deciding = tokio::spawn(gate(receiver, OwnedLayers::default().identity(reads)));

    let alice: Arc<Principal> = Arc::new("arn:aws:iam::111122223333:user/alice".parse()?);
    for action in ["sqs:ReceiveMessage", "sqs:DeleteQueue"] {
        sender.send(OwnedRequest::new(Arc::clone(&alice), action, QUEUE)?).await?;
    }
    drop(sender);
    deciding.await?
}

/// Accounts in a store, and what is decided by them.
struct Accounts {
    store: Store<MemoryJournal>,
    authorizer: Authorizer,
    account: AccountId,
    call: Call,
}

impl Accounts {
    fn open() -> Result<Self, Failure> {
        let (account, store) = ("111122223333".parse()?, Store::open(MemoryJournal::default())?);
        let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
        let accounts =
            Self { authorizer: Authorizer::new(store.snapshot().directory())?, store, account, call };
        accounts.store.commit(&[Change::create_account(accounts.call.clone(), accounts.account.clone())])?;
        Ok(accounts)
    }

    /// Commits, and decides by it from then on: it waits for other writers and the journal.
    async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        operation: impl FnOnce(&StoreClient<'_, MemoryJournal>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let accounts = Arc::clone(self);
        let changing = spawn_blocking(move || {
            let made = operation(&accounts.store.client(accounts.account.clone(), accounts.call.clone()))?;
            accounts.authorizer.refresh(accounts.store.snapshot().directory())?;
            Ok(made)
        });
        changing.await?
    }

    /// Decides for a user of the account, in the task that asks.
    fn ask(&self, action: &str) -> Result<String, Failure> {
        let alice = "arn:aws:iam::111122223333:user/alice";
        let answer = self.authorizer.authorize(alice, &Wanted::new(action, QUEUE))?;
        Ok(format!("alice {action}: {}", answer.evaluation().decision()))
    }
}

async fn in_accounts() -> Result<Vec<String>, Failure> {
    let accounts = Arc::new(spawn_blocking(Accounts::open).await??);
    accounts.change(|iam| Ok(iam.create_user("alice".parse()?)?)).await?;
    let mut answers = vec![accounts.ask("sqs:SendMessage")?];

    let sends = Arc::new(SENDS.parse()?);
    accounts.change(move |iam| Ok(iam.put_user_policy("alice".parse()?, "Sends".parse()?, sends)?)).await?;
    answers.push(accounts.ask("sqs:SendMessage")?);

    let again =
        accounts.change(|iam| Ok(iam.create_user("Alice".parse()?).err().map(|error| error.code()))).await?;
    answers.extend(again.map(str::to_owned));
    Ok(answers)
}

/// What the service answers.
pub(crate) fn answers() -> Result<Vec<String>, Failure> {
    Builder::new_current_thread().build()?.block_on(async {
        let mut answers = at_the_gate().await?;
        answers.extend(in_accounts().await?);
        Ok(answers)
    })
}

pub(crate) fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout();
    answers()?.iter().try_for_each(|answer| Ok(writeln!(out, "{answer}")?))
}
