"""A server that is there already, and clients of it."""

from __future__ import annotations

import os
from typing import Any

import boto3
import pytest
from botocore.config import Config

ENDPOINT = os.environ["IAMKIT_ENDPOINT"]
REGION = "us-east-1"


def client(service: str, **more: Any) -> Any:
    """A client as the root user, or with the keys that are given."""
    config = Config(retries={"max_attempts": 0}, inject_host_prefix=False)
    return boto3.client(service, endpoint_url=ENDPOINT, region_name=REGION, config=config, **more)


@pytest.fixture(scope="session")
def iam() -> Any:
    return client("iam")


@pytest.fixture(scope="session")
def sts() -> Any:
    return client("sts")


@pytest.fixture(scope="session")
def account(sts: Any) -> str:
    return sts.get_caller_identity()["Account"]
