"""Ansible: a playbook makes what it says, and a second run changes nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from conftest import ENDPOINT, REGION

ANSIBLE = os.path.join(os.path.dirname(sys.executable), "ansible-playbook")
pytestmark = pytest.mark.skipif(not os.path.exists(ANSIBLE), reason="Ansible isn't installed")

PLAYBOOK = """
- hosts: localhost
  connection: local
  gather_facts: false
  module_defaults:
    group/aws:
      endpoint_url: {endpoint}
      region: {region}
  vars:
    ansible_python_interpreter: {python}
    document:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: [s3:GetObject, s3:ListBucket]
          Resource: "*"
    trust:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {{ Service: ec2.amazonaws.com }}
          Action: sts:AssumeRole
  tasks:
    - amazon.aws.iam_managed_policy:
        name: ansible-policy
        policy: "{{{{ document }}}}"
        state: {state}
      register: policy
      when: "'{state}' == 'present'"
    - amazon.aws.iam_group:
        name: ansible-group
        state: {state}
        users: {users}
        purge_users: true
      when: "'{state}' == 'absent'"
    - amazon.aws.iam_user:
        name: ansible-user
        state: {state}
        tags: {{ team: a }}
        managed_policies: {attached}
    - amazon.aws.iam_group:
        name: ansible-group
        state: {state}
        users: {users}
        managed_policies: {attached}
      when: "'{state}' == 'present'"
    - amazon.aws.iam_role:
        name: ansible-role
        state: {state}
        assume_role_policy_document: "{{{{ trust | to_json }}}}"
        create_instance_profile: true
        delete_instance_profile: true
        managed_policies: {attached}
    - amazon.aws.iam_policy:
        iam_type: user
        iam_name: ansible-user
        policy_name: own
        state: present
        policy_json: "{{{{ document }}}}"
      when: "'{state}' == 'present'"
    - amazon.aws.iam_managed_policy:
        name: ansible-policy
        state: absent
      when: "'{state}' == 'absent'"
"""


def played(folder, state: str) -> dict[str, int]:
    present = state == "present"
    text = PLAYBOOK.format(
        endpoint=ENDPOINT,
        region=REGION,
        python=sys.executable,
        state=state,
        users="[ansible-user]" if present else "[]",
        attached='["{{ policy.policy.arn }}"]' if present else "[]",
    )
    book = folder / f"{state}.yml"
    book.write_text(text)
    environment = dict(os.environ, ANSIBLE_NOCOLOR="1", ANSIBLE_LOCALHOST_WARNING="false", HOME=str(folder))
    done = subprocess.run([ANSIBLE, "-i", "localhost,", str(book)], capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    recap = re.search(r"ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", done.stdout)
    assert recap is not None, done.stdout
    return dict(zip(("ok", "changed", "unreachable", "failed"), map(int, recap.groups())))


def test_a_second_run_changes_nothing(tmp_path, iam):
    first = played(tmp_path, "present")
    assert first["changed"] == 5 and first["failed"] == 0, first
    assert iam.get_user(UserName="ansible-user")["User"]["Tags"] == [{"Key": "team", "Value": "a"}]
    assert played(tmp_path, "present")["changed"] == 0
    assert 0 < played(tmp_path, "absent")["changed"]
    assert played(tmp_path, "absent")["changed"] == 0
    names = [one["UserName"] for one in iam.list_users()["Users"]]
    assert "ansible-user" not in names
