//! Credentials, providers and settings: what a command does, what it is refused for, and that the log tells all of it.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_store::{
    AccessKeyStatus, Account, Applied, Call, CertificateCommand, Change, Command, CreateUser,
    CredentialCommand, Directory, Identity, MemoryJournal, PasswordPolicy, ProviderCommand, SettingCommand,
    Store, StoreError, Taggable, Tags,
};

const ID: &str = "111122223333";

fn call() -> Call {
    Call::new("admin".parse().unwrap(), "2026-05-01T10:00:00Z".parse().unwrap())
}

fn account() -> Account {
    let mut account = Account::new(ID.parse().unwrap());
    account.apply(&call(), Command::CreateUser(CreateUser::new("alice".parse().unwrap()))).unwrap();
    account
}

fn credential(account: &mut Account, command: CredentialCommand) -> Result<Applied, StoreError> {
    account.apply(&call(), Command::Credential(command))
}

fn serial() -> iamkit_store::MfaSerial {
    format!("arn:aws:iam::{ID}:mfa/phone").parse().unwrap()
}

fn alice() -> iamkit_store::UserName {
    "alice".parse().unwrap()
}

#[test]
fn a_device_is_one_users_and_follows_the_users_name() {
    let mut account = account();
    let create = || CredentialCommand::CreateVirtualMfaDevice { serial: serial(), tags: Tags::default() };
    let enable = || CredentialCommand::EnableMfaDevice { user: alice(), serial: serial() };
    assert_eq!(credential(&mut account, enable()).unwrap_err().code(), "NoSuchEntity");
    credential(&mut account, create()).unwrap();
    assert_eq!(credential(&mut account, create()).unwrap_err().code(), "EntityAlreadyExists");
    credential(&mut account, enable()).unwrap();
    assert_eq!(credential(&mut account, enable()).unwrap_err().code(), "EntityAlreadyExists");
    let renamed =
        Command::UpdateUser { name: alice(), new_path: None, new_name: Some("bob".parse().unwrap()) };
    account.apply(&call(), renamed).unwrap();
    assert_eq!(account.mfa_device(&serial()).unwrap().user().unwrap().as_str(), "bob");
    let delete = CredentialCommand::DeleteVirtualMfaDevice { serial: serial() };
    assert_eq!(credential(&mut account, delete.clone()).unwrap_err().code(), "DeleteConflict");
    let user = account.apply(&call(), Command::DeleteUser { name: "bob".parse().unwrap() });
    assert_eq!(user.unwrap_err().code(), "DeleteConflict");
    let end = CredentialCommand::DeactivateMfaDevice { user: "bob".parse().unwrap(), serial: serial() };
    credential(&mut account, end).unwrap();
    credential(&mut account, delete).unwrap();
    account.apply(&call(), Command::DeleteUser { name: "bob".parse().unwrap() }).unwrap();
    assert_eq!(account.mfa_devices().len(), 0);
}

#[test]
fn there_are_as_many_as_the_quotas_say() {
    let mut account = account();
    let upload = |n: usize| CredentialCommand::UploadSigningCertificate {
        user: alice(),
        body: format!("certificate {n}").into(),
    };
    for n in 0..2 {
        credential(&mut account, upload(n)).unwrap();
    }
    assert_eq!(credential(&mut account, upload(2)).unwrap_err().code(), "LimitExceeded");
    assert_eq!(credential(&mut account, upload(1)).unwrap_err().code(), "DuplicateCertificate");
    let key = |n: usize| CredentialCommand::UploadSshPublicKey {
        user: alice(),
        body: "ssh-rsa".into(),
        fingerprint: format!("{n}").into(),
    };
    for n in 0..5 {
        credential(&mut account, key(n)).unwrap();
    }
    assert_eq!(credential(&mut account, key(5)).unwrap_err().code(), "LimitExceeded");
    assert_eq!(credential(&mut account, key(1)).unwrap_err().code(), "DuplicateSSHPublicKey");
}

#[test]
fn what_was_seen_later_stays() {
    let mut account = account();
    account.apply(&call(), Command::CreateAccessKey { user: alice(), id: None }).unwrap();
    let key = account.user(&alice()).unwrap().access_keys().next().unwrap().id().clone();
    let seen = |date: &str, service: &str| CredentialCommand::RecordUse {
        identity: Identity::User(alice()),
        access_key: Some(key.clone()),
        service: service.parse().unwrap(),
        region: "us-east-1".parse().unwrap(),
        date: date.parse().unwrap(),
    };
    for (date, service) in [("2026-05-02", "iam"), ("2026-05-01", "sts"), ("2026-05-01", "iam")] {
        credential(&mut account, seen(date, service)).unwrap();
    }
    let user = account.user(&alice()).unwrap();
    assert_eq!(user.access_keys().next().unwrap().last_used().unwrap().service().as_str(), "iam");
    let services = user.services().iter().map(|(service, used)| format!("{service} {}", used.date()));
    let services = services.collect::<Vec<_>>();
    assert_eq!(services, ["iam 2026-05-02T00:00:00Z", "sts 2026-05-01T00:00:00Z"]);
}

/// One of each command, in an order in which all of them are done.
fn commands() -> Vec<Command> {
    let arn = || format!("arn:aws:iam::{ID}:oidc-provider/token.example.com").parse().unwrap();
    let tags = || Tags::from_pairs([("team".parse().unwrap(), "blue".parse().unwrap())]).unwrap();
    let credentials = [
        CredentialCommand::CreateLoginProfile {
            user: alice(),
            password: "hash".parse().unwrap(),
            is_reset_required: false,
        },
        CredentialCommand::UpdateLoginProfile {
            user: alice(),
            password: Some("other".parse().unwrap()),
            is_reset_required: Some(true),
        },
        CredentialCommand::CreateVirtualMfaDevice { serial: serial(), tags: tags() },
        CredentialCommand::EnableMfaDevice { user: alice(), serial: serial() },
        CredentialCommand::UploadSshPublicKey { user: alice(), body: "k".into(), fingerprint: "f".into() },
        CredentialCommand::UploadSigningCertificate { user: alice(), body: "c".into() },
        CredentialCommand::CreateServiceSpecificCredential {
            user: alice(),
            service: "codecommit.amazonaws.com".into(),
            expiration: None,
        },
        CredentialCommand::RecordUse {
            identity: Identity::User(alice()),
            access_key: None,
            service: "iam".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
            date: "2026-05-01".parse().unwrap(),
        },
    ];
    let rest = [
        Command::Provider(ProviderCommand::CreateOidcProvider {
            issuer: "token.example.com".into(),
            client_ids: vec!["web".into()],
            thumbprints: vec!["a".repeat(40).into()],
            tags: tags(),
        }),
        Command::Provider(ProviderCommand::AddClientId { arn: arn(), client_id: "app".into() }),
        Command::Tag { entity: Taggable::OidcProvider(arn()), tags: tags() },
        Command::Provider(ProviderCommand::CreateSamlProvider {
            name: "Idp".parse().unwrap(),
            metadata: "<EntityDescriptor/>".into(),
            valid_until: "2036-05-01".parse().unwrap(),
            tags: tags(),
        }),
        Command::Certificate(CertificateCommand::Upload {
            name: "web".parse().unwrap(),
            path: "/".parse().unwrap(),
            body: "c".into(),
            chain: Some("d".into()),
            expiration: "2036-05-01".parse().unwrap(),
            tags: tags(),
        }),
        Command::Setting(SettingCommand::CreateAccountAlias { alias: "example-corp".parse().unwrap() }),
        Command::Setting(SettingCommand::UpdatePasswordPolicy { policy: PasswordPolicy::default() }),
    ];
    credentials.into_iter().map(Command::Credential).chain(rest).collect()
}

#[test]
fn the_log_tells_all_of_it() {
    let store = Store::open(MemoryJournal::default()).unwrap();
    let create = Change::create_account(call(), ID.parse().unwrap());
    let user = Command::CreateUser(CreateUser::new(alice()));
    store.commit(&[create, Change::in_account(call(), ID.parse().unwrap(), user)]).unwrap();
    for command in commands() {
        let change = Change::in_account(call(), ID.parse().unwrap(), command);
        assert_eq!(Change::from_json(&change.to_json().unwrap()).unwrap(), change);
        assert_eq!(store.commit(std::slice::from_ref(&change)).unwrap().applied().len(), 1, "{change:?}");
    }
    let mut again = Directory::default();
    for transaction in store.transactions(iamkit_store::Generation::ZERO).unwrap() {
        let lines = transaction.changes.iter().map(|change| change.to_json().unwrap());
        let changes = lines.map(|line| Change::from_json(&line).unwrap()).collect::<Vec<_>>();
        again.apply_all(&changes).unwrap();
    }
    assert_eq!(again, *store.snapshot().directory());
    let account = again.account(&ID.parse().unwrap()).unwrap();
    assert_eq!((account.oidc_providers().len(), account.saml_providers().len()), (1, 1));
    let status = account.user(&alice()).unwrap().credentials().ssh_public_keys().next().unwrap().status();
    assert_eq!(status, AccessKeyStatus::Active);
}
