"""Columns of every kind of text, nulls and chunks, of every library that has them."""

from __future__ import annotations

import json
import threading
import time

import iamkit
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from iamkit import Layers, arrow

from conftest import ALICE, BOB, EVENTS, QUEUE, document, statement

SENDS = Layers(document(statement("sqs:SendMessage", resource="arn:aws:sqs:*:*:jobs*")))
ACTIONS = ["sqs:SendMessage", "sqs:PurgeQueue", None, "sqs:SendMessage"]
ANSWERS = ["allowed", "implicitDeny", None, "allowed"]

TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.int8(), pa.large_string()),
]


def plain(answer):
    return pa.chunked_array(answer).to_pylist() if hasattr(answer, "__arrow_c_stream__") else pa.array(answer).to_pylist()


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_texts_of_every_type(kind):
    actions = pa.array(ACTIONS, pa.string()).cast(kind) if not pa.types.is_dictionary(kind) else pa.array(ACTIONS, kind.value_type).dictionary_encode().cast(kind)
    assert plain(arrow.decide(SENDS, ALICE, actions, QUEUE)) == ANSWERS
    assert plain(arrow.is_allowed(SENDS, ALICE, actions, QUEUE)) == [True, False, None, True]
    assert plain(arrow.decide(SENDS, ALICE, actions.slice(1, 2), QUEUE)) == ANSWERS[1:3]


def test_chunks_need_not_fit_each_other():
    actions = pa.chunked_array([ACTIONS[:1], [], ACTIONS[1:]], pa.string())
    resources = pa.chunked_array([[QUEUE] * 3, [QUEUE]], pa.large_string())
    answer = arrow.decide(SENDS, pa.array([ALICE] * 4), actions, resources)
    assert hasattr(answer, "__arrow_c_stream__") and plain(answer) == ANSWERS
    assert pa.array(arrow.decide(SENDS, ALICE, pa.array(ACTIONS), QUEUE)).type == pa.string()


def test_lists_scalars_and_no_rows():
    assert plain(arrow.decide(SENDS, ALICE, ACTIONS, QUEUE)) == ANSWERS
    assert plain(arrow.decide(SENDS, ALICE, "sqs:SendMessage", QUEUE)) == ["allowed"]
    assert plain(arrow.decide(SENDS, ALICE, pa.array([], pa.string()), QUEUE)) == []
    assert plain(arrow.decide(SENDS, ALICE, pa.chunked_array([], pa.string()), QUEUE)) == []
    assert plain(arrow.decide(SENDS, None, ACTIONS, QUEUE)) == [None] * 4


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(iamkit.InvalidValueError, match="4 and 3 rows"):
        arrow.decide(SENDS, pa.array([ALICE] * 3), pa.array(ACTIONS), QUEUE)
    with pytest.raises(TypeError):
        arrow.decide(SENDS, ALICE, 7, QUEUE)


def test_rows_that_cannot_be_asked_raise_or_are_null():
    actions = ["sqs:SendMessage", "sqs:*"]
    with pytest.raises(iamkit.RequestError, match="row 1: `sqs:\\*` is no action") as raised:
        arrow.decide(SENDS, ALICE, actions, QUEUE)
    assert raised.value.code == "action"
    assert plain(arrow.decide(SENDS, ALICE, actions, QUEUE, invalid="null")) == ["allowed", None]
    with pytest.raises(iamkit.InvalidValueError):
        arrow.decide(SENDS, ALICE, actions, QUEUE, invalid="skip")


def test_condition_keys_by_columns():
    inside = document(statement("*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    context = {"aws:SourceIp": pa.array(["10.1.1.1", "192.0.2.1", None])}
    assert plain(arrow.decide(inside, ALICE, "sqs:SendMessage", QUEUE, context)) == ["allowed", "implicitDeny", "depends"]
    assert plain(arrow.is_allowed(inside, ALICE, "sqs:SendMessage", QUEUE, context)) == [True, False, None]
    objects = pa.array(['{"aws:SourceIp": "10.1.1.1"}', "{}", '{"aws:SourceIp": null}', None])
    assert plain(arrow.decide(inside, ALICE, "sqs:SendMessage", QUEUE, objects)) == ["allowed", "implicitDeny", "depends", None]
    fixed = {"aws:SourceIp": "10.1.1.1", "aws:TagKeys": ["a", "b"]}
    assert plain(arrow.decide(inside, ALICE, ["sqs:SendMessage"] * 2, QUEUE, fixed)) == ["allowed"] * 2
    with pytest.raises(iamkit.RequestError, match="row 0: no object"):
        arrow.decide(inside, ALICE, "sqs:SendMessage", QUEUE, pa.array(["[]"]))


def test_condition_keys_of_truths_numbers_and_lists():
    policy = document(
        statement("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"s3:max-keys": "10"}}),
        statement("*", "Deny", Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "secret"}}),
    )
    context = {
        "aws:MultiFactorAuthPresent": pa.array([True, True, False, True]),
        "s3:max-keys": pa.array([5, 50, 5, 5], pa.int64()),
        "aws:TagKeys": pa.array([["a"], [], ["a"], ["a", "secret"]], pa.list_(pa.large_string())),
    }
    answers = plain(arrow.decide(policy, ALICE, "s3:ListBucket", "arn:aws:s3:::b", context))
    assert answers == ["allowed", "implicitDeny", "implicitDeny", "explicitDeny"]


def test_policies_by_a_column():
    documents = pa.array([json.dumps(document(statement(action))) for action in ["sqs:*", "s3:*"]] + [None])
    assert plain(arrow.decide(documents, ALICE, "sqs:SendMessage", QUEUE)) == ["allowed", "implicitDeny", None]
    with pytest.raises(iamkit.RequestError, match="row 0"):
        arrow.decide(pa.array(["{"]), ALICE, "sqs:SendMessage", QUEUE)


def test_every_row_is_decided_as_by_itself():
    policies = [document(statement("sqs:*", resource="arn:aws:sqs:*:*:${aws:username}*")), document(statement("sqs:Purge*", "Deny"))]
    rows = [(who, action, f"arn:aws:sqs:eu-west-1:111122223333:{queue}") for who in (ALICE, BOB) for action in ("sqs:SendMessage", "sqs:PurgeQueue", "s3:GetObject", "sts:GetCallerIdentity", "sqs:ListQueues") for queue in ("alice", "bob", "x")]
    who, what, where = (pa.array(column) for column in zip(*rows))
    assert plain(arrow.decide(policies, who, what, where)) == [str(iamkit.decide(policies, *row)) for row in rows]


def test_records_are_mapped_by_columns():
    texts = [json.dumps(one) for one in EVENTS] + ["{", None]
    mapped = plain(arrow.map_event(pa.array(texts)))
    for row, expected in zip(mapped, iamkit.map_events(EVENTS)):
        assert row.pop("error") is None
        assert row | {"context": json.loads(row["context"])} == expected
    assert mapped[5]["error"] and mapped[5]["actions"] is None
    assert set(mapped[6].values()) == {None}


def test_mapped_contexts_are_decided():
    mapped = pa.array(arrow.map_event(pa.array([json.dumps(one) for one in EVENTS[:4]])))
    inside = document(statement("sqs:*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}))
    actions = pc.list_element(mapped.field("actions"), 0)
    resources = pc.list_element(mapped.field("resources"), 0)
    answer = arrow.decide(inside, mapped.field("principal"), actions, resources, mapped.field("context"))
    assert plain(answer) == ["allowed"] * 4


def test_actions_of_patterns():
    assert plain(arrow.actions_of(pa.array(["s3:getobjectt*", None, "nothing:*"]))) == [
        ["s3:GetObjectTagging", "s3:GetObjectTorrent"],
        None,
        [],
    ]


def test_pandas():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"principal": [ALICE] * 4, "action": ACTIONS, "resource": [QUEUE] * 4})
    assert plain(arrow.decide_table(SENDS, frame)) == ANSWERS
    frame["decision"] = pandas.Series(pa.chunked_array(arrow.decide_table(SENDS, frame)).to_pandas())
    assert (frame["decision"] == "allowed").sum() == 2


def test_polars():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"principal": [ALICE] * 4, "action": ACTIONS, "resource": [QUEUE] * 4})
    assert polars.Series(arrow.decide_table(SENDS, frame)).to_list() == ANSWERS
    by_expression = frame.with_columns(
        polars.col("action").map_batches(lambda s: polars.Series(arrow.decide(SENDS, ALICE, s, QUEUE)), return_dtype=polars.String).alias("decision")
    )
    assert by_expression["decision"].to_list() == ANSWERS
    categories = frame["action"].cast(polars.Categorical)
    assert plain(arrow.decide(SENDS, ALICE, categories, QUEUE)) == ANSWERS


def test_duckdb():
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("numpy")

    def decide(action: str) -> str:
        return pa.chunked_array([pa.array(arrow.decide(SENDS, ALICE, action, QUEUE))]) if isinstance(action, pa.Array) else pa.chunked_array(arrow.decide(SENDS, ALICE, action, QUEUE))

    with duckdb.connect() as connection:
        connection.create_function("iam_decide", decide, ["VARCHAR"], "VARCHAR", type="arrow", null_handling="special")
        connection.register("asked", pa.table({"action": ACTIONS}))
        assert [row[0] for row in connection.sql("SELECT iam_decide(action) FROM asked").fetchall()] == ANSWERS
        table = connection.sql("SELECT action FROM asked").to_arrow_table()
        assert plain(arrow.decide(SENDS, ALICE, table["action"], QUEUE)) == ANSWERS


def test_datafusion():
    datafusion = pytest.importorskip("datafusion")
    context = datafusion.SessionContext()
    context.register_record_batches("asked", [pa.table({"action": ACTIONS}).to_batches()])
    decide = datafusion.udf(lambda action: pa.array(arrow.decide(SENDS, ALICE, action, QUEUE)), [pa.string()], pa.string(), "stable", name="iam_decide")
    context.register_udf(decide)
    batches = context.sql("SELECT iam_decide(arrow_cast(action, 'Utf8')) AS decision FROM asked").collect()
    assert [row for batch in batches for row in batch.column(0).to_pylist()] == ANSWERS


def test_others_work_meanwhile():
    actions = pa.array(["sqs:SendMessage", "sqs:PurgeQueue"] * 200_000)
    resources = pa.array([f"arn:aws:sqs:eu-west-1:111122223333:jobs{n % 1000}" for n in range(400_000)])
    ticks, is_over = [], threading.Event()

    def tick():
        while not is_over.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.0005)

    ticking = threading.Thread(target=tick)
    ticking.start()
    start = time.perf_counter()
    arrow.decide(SENDS, ALICE, actions, resources)
    end = time.perf_counter()
    is_over.set()
    ticking.join()
    within = [tick for tick in ticks if start < tick < end]
    # With the lock held nobody would have come to turn.
    assert len(within) >= min(3, (end - start) / 0.02)
