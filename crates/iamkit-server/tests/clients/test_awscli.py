"""The aws CLI: what it sends and what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from conftest import ENDPOINT, REGION

# How its first and its second version end where the server refuses.
REFUSED = (255, 254)


def aws(*arguments: str) -> tuple[int, str, str]:
    command = [os.path.join(os.path.dirname(sys.executable), "aws"), "--endpoint-url", ENDPOINT, "--region", REGION]
    environment = dict(os.environ, AWS_PAGER="", AWS_MAX_ATTEMPTS="1")
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, env=environment, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_what_is_made_is_there(tmp_path):
    document = tmp_path / "policy.json"
    document.write_text(json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}))
    code, out, err = aws("iam", "create-user", "--user-name", "cli", "--tags", "Key=team,Value=a b")
    assert code == 0, err
    assert json.loads(out)["User"]["Tags"] == [{"Key": "team", "Value": "a b"}]
    code, out, err = aws("iam", "put-user-policy", "--user-name", "cli", "--policy-name", "own", "--policy-document", f"file://{document}")
    assert (code, out) == (0, ""), err
    code, out, _ = aws("iam", "get-user-policy", "--user-name", "cli", "--policy-name", "own")
    assert json.loads(out)["PolicyDocument"] == json.loads(document.read_text())
    code, out, _ = aws("iam", "list-users", "--query", "Users[?UserName=='cli'].Arn", "--output", "text")
    assert out.strip().endswith(":user/cli")
    code, out, _ = aws("iam", "list-user-policies", "--user-name", "cli", "--page-size", "1", "--output", "text")
    assert out.split() == ["POLICYNAMES", "own"]
    assert aws("iam", "delete-user", "--user-name", "cli")[0] in REFUSED
    assert aws("iam", "delete-user-policy", "--user-name", "cli", "--policy-name", "own")[0] == 0
    assert aws("iam", "delete-user", "--user-name", "cli")[0] == 0


def test_errors_are_told():
    code, _, err = aws("iam", "get-user", "--user-name", "nobody")
    assert code in REFUSED
    assert "An error occurred (NoSuchEntity) when calling the GetUser operation" in err


def test_a_wait_ends():
    assert aws("iam", "create-user", "--user-name", "awaited")[0] == 0
    assert aws("iam", "wait", "user-exists", "--user-name", "awaited")[0] == 0


def test_policies_are_validated_and_simulated():
    document = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}}'
    code, out, err = aws("accessanalyzer", "validate-policy", "--policy-type", "IDENTITY_POLICY", "--policy-document", document)
    assert code == 0, err
    assert [one["issueCode"] for one in json.loads(out)["findings"]] == ["INVALID_ACTION"]
    code, out, err = aws(
        "iam", "simulate-custom-policy", "--policy-input-list", document, "--action-names", "s3:GetObject"
    )
    assert code == 0, err
    assert json.loads(out)["EvaluationResults"][0]["EvalDecision"] == "implicitDeny"
    code, out, err = aws("sts", "get-caller-identity")
    assert code == 0 and json.loads(out)["Arn"].endswith(":root"), err
