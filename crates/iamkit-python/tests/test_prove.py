"""Comparisons, checks, validation, lint and summaries."""

from __future__ import annotations

import iamkit
import pytest
from iamkit import Relation

from conftest import ALICE, QUEUE, document, statement

NARROW = document(statement("sqs:SendMessage"))
WIDE = document(statement("sqs:*"))


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        (NARROW, NARROW, Relation.EQUAL),
        (NARROW, WIDE, Relation.NARROWER),
        (WIDE, NARROW, Relation.BROADER),
        (NARROW, document(statement("sqs:DeleteQueue")), Relation.INCOMPARABLE),
        ([NARROW, document(statement("sqs:*"))], WIDE, Relation.EQUAL),
        (WIDE, [WIDE, document(statement("sqs:DeleteQueue", "Deny"))], Relation.BROADER),
    ],
)
def test_the_relation_is_that_of_old_to_new(old, new, relation):
    assert iamkit.compare(old, new).relation is relation


def test_every_difference_has_a_witness_that_one_side_allows():
    old = document(statement("sqs:SendMessage", resource=QUEUE), statement("s3:GetObject"))
    new = document(statement("sqs:*", resource=QUEUE))
    found = iamkit.compare(iamkit.Policy(old, name="old"), iamkit.Policy(new, name="new"))
    assert found.relation is Relation.INCOMPARABLE and found.lost and found.gained
    assert (found["a"], found["b"], found["kind"]) == ("old", "new", "identity")
    for one in found.differences:
        witness = one["witness"]
        arn = witness["resource"] if isinstance(witness["resource"], str) else witness["resource"]["arn"]
        decide = lambda policy: bool(iamkit.decide(policy, witness["principal"], witness["action"], arn, witness["context"]))
        assert (decide(old), decide(new)) == ((True, False) if one["allowedBy"] == "a" else (False, True))


def test_a_comparison_is_no_truth_value():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(iamkit.compare(NARROW, NARROW))


def test_what_takes_too_much_is_unknown_and_says_why():
    found = iamkit.compare(NARROW, WIDE, max_work=1)
    assert found.relation is Relation.UNKNOWN and found.unknown and not found.is_equal


def test_layers_are_compared_around_somebody():
    layers = iamkit.Layers(WIDE, boundary=NARROW)
    assert iamkit.compare(layers, iamkit.Layers(NARROW), principal=ALICE).is_equal
    with pytest.raises(iamkit.RequestError, match="`principal` says who"):
        iamkit.compare(layers, iamkit.Layers(NARROW))


def test_policies_of_different_kinds_are_not_compared():
    with pytest.raises(iamkit.RequestError, match="`kind` says what both are") as raised:
        iamkit.compare(iamkit.Policy(WIDE, "scp"), NARROW)
    assert raised.value.code == "kinds"
    assert iamkit.compare(iamkit.Policy(WIDE, "scp"), NARROW, kind="scp").relation is Relation.BROADER


def test_differences_are_shown_and_escaped():
    old = iamkit.Policy(document(statement("sqs:SendMessage", resource="arn:aws:sqs:*:*:<b>x</b>")), name="<i>")
    found = iamkit.compare(old, iamkit.Policy(document(statement("s3:GetObject", resource="arn:aws:s3:::`|x`/*")), name="new"))
    page = found._repr_html_()
    assert "<b>x" not in page and "&lt;b&gt;x" in page and "<i>" not in page
    assert "incomparable" in page and "<table>" in page
    assert "```diff" in found._repr_markdown_()
    assert "neither narrower nor broader" in found.text


def test_checks_pass_or_say_why_not():
    assert iamkit.check_no_new_access(WIDE, NARROW)
    failed = iamkit.check_no_new_access(NARROW, WIDE)
    assert not failed and failed["result"] == "FAIL" and failed.reasons[0]["statementIndex"] == 0
    assert iamkit.check_access_not_granted(NARROW, ["s3:*"])
    assert not iamkit.check_access_not_granted(NARROW, ["sqs:SendMessage"], [QUEUE])
    assert iamkit.check_access_not_granted(NARROW, ["sqs:SendMessage"], ["arn:aws:s3:::b"])
    public = document(statement("s3:GetObject", resource="arn:aws:s3:::b/*", Principal="*"))
    assert not iamkit.check_no_public_access(public)
    assert not iamkit.check_no_public_access(public, "AWS::S3::Bucket")
    with pytest.raises(iamkit.InvalidValueError, match="AWS::No::Such"):
        iamkit.check_no_public_access(public, "AWS::No::Such")
    with pytest.raises(iamkit.InvalidValueError, match="limit"):
        iamkit.check_access_not_granted(NARROW, ["sqs:SendMessage"] * 101)


def test_validation_finds_what_aws_finds():
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Objekt", "Resource": "*"}}'
    found = iamkit.validate(text)
    assert found.codes == ["INVALID_ACTION"] and found and found.findings[0]["severity"] == "ERROR"
    assert found["policyType"] == "IDENTITY_POLICY"
    assert iamkit.validate("{").codes
    assert not iamkit.validate(NARROW)
    assert iamkit.validate(NARROW, "scp")["policyType"] == "SERVICE_CONTROL_POLICY"
    assert iamkit.validate(NARROW, "RESOURCE_POLICY", "AWS::S3::Bucket").codes
    for arguments in [("NO_POLICY",), ("IDENTITY_POLICY", "AWS::S3::Bucket"), ("RESOURCE_POLICY", "AWS::No::Such")]:
        with pytest.raises(iamkit.InvalidValueError):
            iamkit.validate(NARROW, *arguments)
    assert "INVALID_ACTION" in found._repr_html_()


def test_lint_proves_what_does_nothing():
    twice = document(statement("sqs:*"), statement("sqs:SendMessage"))
    found = iamkit.lint(iamkit.Policy(twice, name="twice"))
    assert found["policy"] == "twice" and found.codes
    code = found.codes[0]
    assert set(iamkit.lint(twice, select=[code]).codes) == {code}
    assert code not in iamkit.lint(twice, ignore=[code]).codes
    with pytest.raises(iamkit.InvalidValueError, match="the code of no rule"):
        iamkit.lint(twice, select=["no-such-rule"])


def test_summaries_tell_what_is_granted():
    summary = iamkit.summarize(document(statement("sqs:Send*", resource=QUEUE)))
    assert summary["kind"] == "identity" and "sqs:SendMessage" in str(summary["grants"])
    assert summary["permissiveness"]["actions"] >= 1
    assert iamkit.summarize(document(statement("sqs:*", "Deny")), kind="scp")["denials"]
    with pytest.raises(iamkit.InvalidValueError, match="universe"):
        iamkit.summarize(NARROW, universe="other")
