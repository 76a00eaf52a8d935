"""Apache Spark: a master and three workers, each a process of its own, give what one process gives."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import iamkit
import pytest

from conftest import DENIED, event

pyspark = pytest.importorskip("pyspark", reason="PySpark isn't installed")
if shutil.which("java") is None:
    pytest.skip("there is no Java", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

from iamkit import spark  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")

WORKERS = 3
LOGS = 48


def started(folder: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A part of the cluster, in a group of processes of its own."""
    home = Path(pyspark.__file__).parent
    environment = dict(os.environ, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1", SPARK_WORKER_DIR=str(folder / name))
    command = [str(home / "bin" / "spark-class"), *arguments, "--host", "127.0.0.1", "--webui-port", "0"]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)


def told(folder: Path, name: str, pattern: str) -> str:
    """What a part of the cluster says of itself, once it does."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = re.search(pattern, (folder / f"{name}.log").read_text(errors="replace"))
        if found:
            return found.group(1)
        time.sleep(0.1)
    raise AssertionError((folder / f"{name}.log").read_text(errors="replace")[-2000:])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    # What executors run, too.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    deploy = "org.apache.spark.deploy"
    processes = [started(folder, "master", f"{deploy}.master.Master", "--port", "0")]
    session = None
    try:
        master = told(folder, "master", r"Starting Spark master at (spark://\S+)")
        for number in range(WORKERS):
            worker = f"{deploy}.worker.Worker"
            processes.append(started(folder, f"worker-{number}", worker, "--cores", "1", "--memory", "600m", master))
        for number in range(WORKERS):
            told(folder, f"worker-{number}", r"(Successfully registered with master)")
        builder = SparkSession.builder.master(master).appName("logs")
        for key, value in {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.executor.memory": "500m",
            "spark.ui.enabled": "false",
        }.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session, processes
    finally:
        if session is not None:
            session.stop()
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def logs(folder) -> Path:
    """Logs of many shares, with changes of policies in other shares than the denials behind them."""
    many = folder / "many"
    many.mkdir()
    for number in range(LOGS):
        records = [event(minute, ["SendMessage", "ReceiveMessage"][minute % 2]) for minute in range(number % 7, 40)]
        if number % 5 == 0:
            records.append(event(number, "PurgeQueue", DENIED))
        if number % 11 == 1:
            change = {"eventSource": "iam.amazonaws.com", "requestParameters": {"userName": "alice"}}
            records.append(event(number - 1, "PutUserPolicy") | change)
        for at, record in enumerate(records):
            record["eventID"] = f"{number}-{at}"
        with gzip.open(many / f"{number:03}.json.gz", "wt") as log:
            json.dump({"Records": records}, log)
    (many / "broken.json.gz").write_bytes(b"\x1f\x8b broken")
    (many / "notes.txt").write_text("no log")
    return many


def answers(account, changed, logs):
    """All that is asked of logs, or of what was read of them."""
    return [
        account.replay(logs, changed, unchanged=True),
        account.unused(logs),
        account.fit(logs, "Own", "alice"),
    ]


def without_paths(answer):
    """An answer without the paths of files, which Spark writes as addresses."""
    return json.loads(re.sub(r'(file:)?/[^" ]*/many/', "", json.dumps(answer)))


@pytest.fixture
def accounts(folder):
    account = iamkit.Account.open(folder / "account.json")
    return account, account.with_policy("user/alice:Own", (folder / "sends.json").read_text())


def test_a_cluster_answers_as_one_process_and_as_the_command(cluster, folder, logs, accounts, command):
    session, _ = cluster
    usage = spark.usage(session.sparkContext, f"file:{logs}/*", *accounts, partitions=12)
    assert (usage.tally["files"], usage.tally["otherFiles"]) == (LOGS + 1, 1)
    ours = answers(*accounts, usage)
    assert [without_paths(one) for one in ours] == [without_paths(one) for one in answers(*accounts, logs)]
    assert any(row["notKnown"] for row in ours[0].rows) and any(row["denied"] for row in ours[0].rows)
    arguments = ["--account", "account.json", "--change", "user/alice:Own=sends.json", "--format", "jsonl", "--unchanged"]
    _, out = command("trail", "replay", "many", *arguments)
    assert [json.loads(line) for line in out.splitlines()] == ours[0].rows


def test_a_worker_that_is_killed_changes_nothing(cluster, logs, accounts):
    session, processes = cluster
    context = session.sparkContext
    found: list[iamkit.Usage] = []
    asked = threading.Thread(target=lambda: found.append(spark.usage(context, f"file:{logs}/*", *accounts, partitions=LOGS)))
    asked.start()
    while asked.is_alive():
        tracker = context.statusTracker()
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        if any(stage is not None and 4 < stage.numCompletedTasks < stage.numTasks - 8 for stage in stages):
            break
        time.sleep(0.01)
    assert asked.is_alive(), "it was over before anything could be killed"
    os.killpg(processes[-1].pid, signal.SIGKILL)
    asked.join(120)
    assert [without_paths(one) for one in answers(*accounts, found[0])] == [
        without_paths(one) for one in answers(*accounts, logs)
    ]


class Otherwise:
    """Accounts as somebody with other data would send them."""

    def __init__(self, account: iamkit.Account, change) -> None:
        self.digest = account.digest
        self._snapshot = change(account.snapshot())

    def snapshot(self) -> bytes:
        return self._snapshot


def test_a_worker_that_knows_something_else_is_an_error(cluster, logs, accounts):
    session, _ = cluster
    own = iamkit.__version__.encode()
    for change, told in [
        (lambda sent: sent.replace(b"iamkit " + own, b"iamkit 0.0.9", 1), "were written by"),
        (lambda sent: sent.replace(b"SendMessage", b"SendMassage"), "not all of them"),
        (lambda sent: accounts[1].snapshot(), "were sent"),
    ]:
        with pytest.raises(Exception, match=told):
            spark.usage(session.sparkContext, f"file:{logs}/*.gz", Otherwise(accounts[0], change))


def test_no_log_is_an_error(cluster, folder, accounts):
    session, _ = cluster
    with pytest.raises(Exception, match="(?i)does not exist|matches 0 files|no log"):
        spark.usage(session.sparkContext, f"file:{folder}/nowhere/*", *accounts)


def test_columns_are_decided_where_they_are(cluster, folder):
    session, _ = cluster
    policy = iamkit.Policy((folder / "sends.json").read_text())
    shared = session.sparkContext.broadcast(policy)
    rows = [(f"sqs:{name}",) for name in ("SendMessage", "PurgeQueue", "sendmessage")] * 40

    def decided(batches):
        import pyarrow as pa

        from iamkit import arrow

        for batch in batches:
            answer = arrow.decide(shared.value, "arn:aws:iam::111122223333:user/alice", batch.column(0), "*")
            yield pa.RecordBatch.from_arrays([batch.column(0), pa.array(answer).cast(pa.string())], ["action", "decision"])

    frame = session.createDataFrame(rows, "action string").repartition(WORKERS)
    counts = frame.mapInArrow(decided, "action string, decision string").groupBy("action", "decision").count().collect()
    assert sorted(map(tuple, counts)) == [
        ("sqs:PurgeQueue", "implicitDeny", 40),
        ("sqs:SendMessage", "allowed", 40),
        ("sqs:sendmessage", "allowed", 40),
    ]
