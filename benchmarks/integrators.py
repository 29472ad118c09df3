# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Integrators at work: creates a second over XML-RPC and JSON-2, and what that takes.

A server with two worker processes, as one runs in production, and one, four or eight
clients that create tickets one call after the other. The number of calls is bounded.
"""

import subprocess
import sys
import time
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import requests

from .desk import PASSWORD
from .subjects import AGENT

CLIENTS = (1, 4, 8)
WORKERS = 2
START_SECONDS = 180


@contextmanager
def server(desk, arguments, port, gevent_port, log):
    """Odoo with two workers on the subject's database."""
    command = [sys.executable, "-m", "odoo", "server", *arguments]
    command += ["--database", desk.subject.database, "--workers", str(WORKERS)]
    command += ["--http-port", str(port), "--gevent-port", str(gevent_port)]
    command += ["--http-interface", "127.0.0.1", "--max-cron-threads", "0"]
    command += ["--limit-time-real", "600", "--limit-time-cpu", "600"]
    with open(log, "a") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(process, address):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if requests.get(f"{address}/web/health", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")


def xmlrpc_caller(desk, address):
    """A client of the classic API; each thread makes its own."""
    proxy = xmlrpc.client.ServerProxy(f"{address}/xmlrpc/2/object")
    login = (desk.subject.database, desk.users[AGENT], PASSWORD)

    def create(vals):
        return proxy.execute_kw(*login, desk.subject.model, "create", [[vals]])

    return create


def json2_caller(desk, address):
    """A client of the JSON-2 API with a key of the agent's."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"bearer {desk.remember('key', _key)}"
    url = f"{address}/json/2/{desk.subject.model}/create"

    def create(vals):
        answer = session.post(url, json={"vals_list": [vals]}, timeout=120)
        answer.raise_for_status()
        return answer.json()

    return create


def _key(desk):
    return desk.api_key()


PROTOCOLS = {"xmlrpc_create": xmlrpc_caller, "json2_create": json2_caller}
WORKLOADS = (
    *(f"{protocol}_{clients}" for protocol in PROTOCOLS for clients in CLIENTS),
    "memory",
)


def throughput(desk, address, make_caller, clients, calls):
    """Seconds and errors of so many creates, shared among so many clients."""
    jobs = [
        [desk.subject.vals(desk.next()) for _call in range(calls // clients)]
        for _client in range(clients)
    ]

    def work(batch):
        create, errors = make_caller(desk, address), 0
        for vals in batch:
            try:
                create(vals)
            except (requests.RequestException, xmlrpc.client.Error, OSError):
                errors += 1
        return errors

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        errors = sum(pool.map(work, jobs))
    return time.perf_counter() - started, errors


def creates(desk, address, calls):
    """Rows of all protocols and numbers of clients, after a warm-up."""
    for protocol, make_caller in PROTOCOLS.items():
        throughput(desk, address, make_caller, 4, 8)
        for clients in CLIENTS:
            done = calls // clients * clients
            seconds, errors = throughput(desk, address, make_caller, clients, done)
            yield {
                "workload": f"{protocol}_{clients}",
                "subject": desk.subject.key,
                "tickets": desk.size,
                "ms": round(seconds * 1000 / done, 2),
                "queries": None,
                "per_second": round((done - errors) / seconds, 1),
                "errors": errors,
            }


def memory(desk, pid):
    """Resident memory of the largest HTTP worker, in MiB."""
    workers = psutil.Process(pid).children()
    largest = max(_resident(child) for child in workers)
    return {
        "workload": "memory",
        "subject": desk.subject.key,
        "tickets": desk.size,
        "ms": None,
        "queries": None,
        "mib": round(largest / 2**20, 1),
    }


def _resident(process):
    """Bytes of a worker; none of the gevent process, or of one that just ended."""
    try:
        serves_websockets = "gevent" in process.cmdline()
        return 0 if serves_websockets else process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
