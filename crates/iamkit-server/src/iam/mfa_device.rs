//! MFA devices: virtual ones, which are made here, and others, which are known by their serial numbers alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iamkit_store::{Account, Command, CredentialCommand, IamPath, MfaDevice, MfaSerial, UserName};
use iamkit_wire::WireError;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::shape::UserShape;
use crate::invocation::Invocation;
use crate::listing::{Tag, tags, written_if_any};
use crate::material::{one_time, png};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

/// How many steps the clock of a device may be off when it is enabled, and when it is brought in step again.
const WHEN_ENABLED: i64 = 4;
const WHEN_RESYNCED: i64 = 120;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateDeviceRequest {
    path: Option<String>,
    #[serde(rename = "VirtualMFADeviceName")]
    name: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
pub(crate) struct CreateDeviceResponse {
    #[serde(rename = "VirtualMFADevice")]
    device: VirtualDeviceShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct VirtualDeviceShape {
    serial_number: String,
    #[serde(rename = "Base32StringSeed", skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    #[serde(rename = "QRCodePNG", skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<UserShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

impl VirtualDeviceShape {
    /// Without the seed, which only making a device tells.
    fn of(account: &Account, device: &MfaDevice) -> Result<Self, WireError> {
        let user = device.user().map(|name| account.user(name)).transpose().map_err(refused)?;
        Ok(Self {
            serial_number: device.serial().to_string(),
            seed: None,
            picture: None,
            user: user.map(|user| UserShape::of(user)),
            enable_date: device.enable_date().map(|date| date.to_string()),
            tags: None,
        })
    }
}

pub(crate) fn create_virtual_mfa_device(
    call: &Invocation<'_>,
    input: CreateDeviceRequest,
) -> Result<CreateDeviceResponse, WireError> {
    let serial = serial_of(call, input.path.as_deref().unwrap_or("/"), &input.name)?;
    if call.account()?.mfa_device(&serial).is_ok() {
        let message = "MFADevice entity at the same path and name already exists.";
        return Err(WireError::new("EntityAlreadyExists", 409, message));
    }
    let tags = tags(input.tags)?;
    let command = CredentialCommand::CreateVirtualMfaDevice { serial: serial.clone(), tags };
    let account = call.commit(Command::Credential(command))?;
    let device = account.mfa_device(&serial).map_err(refused)?;
    let seed = one_time::seed_text(&call.state.secrets, device);
    let label = format!("{}@{}", input.name, account.id());
    let label = utf8_percent_encode(&label, NON_ALPHANUMERIC);
    let text = format!(
        "otpauth://totp/Amazon%20Web%20Services:{label}?secret={seed}&issuer=Amazon%20Web%20Services"
    );
    Ok(CreateDeviceResponse {
        device: VirtualDeviceShape {
            seed: Some(STANDARD.encode(&seed)),
            picture: png::qr_code(&text).map(|picture| STANDARD.encode(picture)),
            tags: written_if_any(device.tags()),
            ..VirtualDeviceShape::of(&account, device)?
        },
    })
}

fn serial_of(call: &Invocation<'_>, path: &str, name: &str) -> Result<MfaSerial, WireError> {
    let invalid = |message: &str| WireError::new("ValidationError", 400, message);
    let path_problem = "The specified value for path is invalid. It must begin and end with / and contain only \
                        alphanumeric characters and/or / characters.";
    let path = path.parse::<IamPath>().ok().filter(|path| !path.as_str().contains("//"));
    let path = path.ok_or_else(|| invalid(path_problem))?;
    let (partition, account) = (call.caller.partition, call.account_id());
    let serial = format!("arn:{partition}:iam::{account}:mfa{path}{name}");
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    let serial = serial.parse().ok().filter(|_| is_name);
    serial.ok_or_else(|| invalid("The specified value for virtualMFADeviceName is invalid."))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SerialRequest {
    serial_number: MfaSerial,
}

pub(crate) fn delete_virtual_mfa_device(
    call: &Invocation<'_>,
    input: SerialRequest,
) -> Result<Nothing, WireError> {
    let serial = input.serial_number;
    if !call.account()?.mfa_device(&serial).is_ok_and(|device| device.is_virtual()) {
        let message = format!("VirtualMFADevice with serial number {serial} doesn't exist.");
        return Err(WireError::new("NoSuchEntity", 404, message));
    }
    call.commit(Command::Credential(CredentialCommand::DeleteVirtualMfaDevice { serial }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CodesRequest {
    user_name: UserName,
    serial_number: MfaSerial,
    authentication_code1: String,
    authentication_code2: String,
}

/// Makes sure of two codes of a virtual device; what another shows nobody here can know.
fn ensure_codes(call: &Invocation<'_>, input: &CodesRequest, lenience: i64) -> Result<(), WireError> {
    let Ok(device) = call.account()?.mfa_device(&input.serial_number) else { return Ok(()) };
    let codes = (&*input.authentication_code1, &*input.authentication_code2);
    let now = call.time.as_seconds();
    if !device.is_virtual() || one_time::are_consecutive(&call.state.secrets, device, codes, now, lenience) {
        return Ok(());
    }
    let message = "Authentication code for device is not valid.";
    Err(WireError::new("InvalidAuthenticationCode", 403, message))
}

pub(crate) fn enable_mfa_device(call: &Invocation<'_>, input: CodesRequest) -> Result<Nothing, WireError> {
    call.account()?.user(&input.user_name).map_err(refused)?;
    ensure_codes(call, &input, WHEN_ENABLED)?;
    let command = CredentialCommand::EnableMfaDevice { user: input.user_name, serial: input.serial_number };
    call.commit(Command::Credential(command))?;
    NOTHING
}

pub(crate) fn resync_mfa_device(call: &Invocation<'_>, input: CodesRequest) -> Result<Nothing, WireError> {
    let user = call.account()?.user(&input.user_name).map_err(refused)?;
    if !user.credentials().mfa_devices().any(|serial| *serial == input.serial_number) {
        return Err(unknown(&input.serial_number));
    }
    ensure_codes(call, &input, WHEN_RESYNCED)?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeviceOfUserRequest {
    user_name: Option<UserName>,
    serial_number: MfaSerial,
}

pub(crate) fn deactivate_mfa_device(
    call: &Invocation<'_>,
    input: DeviceOfUserRequest,
) -> Result<Nothing, WireError> {
    let user = call.user_name(input.user_name)?;
    let command = CredentialCommand::DeactivateMfaDevice { user, serial: input.serial_number };
    call.commit(Command::Credential(command))?;
    NOTHING
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeviceShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<String>,
    serial_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_date: Option<String>,
}

impl DeviceShape {
    fn of(device: &MfaDevice) -> Self {
        Self {
            user_name: device.user().map(ToString::to_string),
            serial_number: device.serial().to_string(),
            enable_date: device.enable_date().map(|date| date.to_string()),
        }
    }
}

pub(crate) fn get_mfa_device(
    call: &Invocation<'_>,
    input: DeviceOfUserRequest,
) -> Result<DeviceShape, WireError> {
    let device = call.account()?.mfa_device(&input.serial_number).map_err(refused)?;
    let named = input.user_name.or_else(|| call.caller.user().map(|user| user.name().clone()));
    // A device is looked for among those of whom the call is about.
    if named.is_some_and(|user| device.user() != Some(&user)) {
        return Err(unknown(&input.serial_number));
    }
    Ok(DeviceShape::of(device))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListDevicesRequest {
    user_name: Option<UserName>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ListDevicesResponse {
    #[serde(rename = "MFADevices")]
    devices: Vec<DeviceShape>,
}

pub(crate) fn list_mfa_devices(
    call: &Invocation<'_>,
    input: ListDevicesRequest,
) -> Result<ListDevicesResponse, WireError> {
    let (user, account) = (call.user_name(input.user_name)?, call.account()?);
    let serials = account.user(&user).map_err(refused)?.credentials().mfa_devices();
    let devices = serials.filter_map(|serial| account.mfa_device(serial).ok());
    Ok(ListDevicesResponse { devices: devices.map(|device| DeviceShape::of(device)).collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListVirtualDevicesRequest {
    assignment_status: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ListVirtualDevicesResponse {
    #[serde(rename = "VirtualMFADevices")]
    devices: Vec<VirtualDeviceShape>,
}

pub(crate) fn list_virtual_mfa_devices(
    call: &Invocation<'_>,
    input: ListVirtualDevicesRequest,
) -> Result<ListVirtualDevicesResponse, WireError> {
    let account = call.account()?;
    let is_wanted = |device: &MfaDevice| match input.assignment_status.as_deref() {
        Some("Assigned") => device.user().is_some(),
        Some("Unassigned") => device.user().is_none(),
        _ => true,
    };
    let devices = account.mfa_devices().filter(|device| device.is_virtual() && is_wanted(device));
    let devices = devices.map(|device| VirtualDeviceShape::of(account, device));
    Ok(ListVirtualDevicesResponse { devices: devices.collect::<Result<_, _>>()? })
}

fn unknown(serial: &MfaSerial) -> WireError {
    WireError::new("NoSuchEntity", 404, format!("MFA Device with serial number {serial} cannot be found."))
}
