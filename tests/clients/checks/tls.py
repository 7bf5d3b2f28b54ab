"""TLS: clients of several makes, with the versions and kinds of keys that there are."""

import itertools
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import time

from .curl import curl, expect_same, some_file
from .expect import Unexpected, expect, expect_equal

VERSIONS = ("1.2", "1.3")
KEYS = {"ECDSA": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), "RSA": ("rsa:2048",)}
RELOADS = int(os.environ.get("LOADEX_RELOADS", 30))
REQUEST = "GET /file HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def openssl(*words, given=None, code=0):
    """Runs its command; what it said."""
    done = subprocess.run(["openssl", *(str(word) for word in words)], input=given, capture_output=True, text=True, check=False,
                          timeout=30)
    expect(done.returncode == code or code is None, f"openssl {words[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout + done.stderr


def make_authority(folder):
    """Its certificate and key."""
    openssl("req", "-x509", "-newkey", *KEYS["ECDSA"], "-nodes", "-days", 2, "-subj", "/CN=Authority of a test", "-keyout",
            folder / "ca.key", "-out", folder / "ca.pem")


def issue(folder, kind):
    """A new certificate for localhost with such a key, by our authority, in one file that replaces the one before."""
    key, asked, made, together = (folder / f"{kind}.{part}" for part in ("key", "csr", "crt", "new"))
    openssl("req", "-newkey", *KEYS[kind], "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", key, "-out", asked)
    openssl("x509", "-req", "-in", asked, "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-days", 2, "-copy_extensions",
            "copy", "-out", made)
    together.write_text(made.read_text() + key.read_text())
    for left in (key, asked, made):
        left.unlink()
    os.replace(together, folder / f"{kind}.pem")


def prepare(folder):
    """What the listener's configuration names."""
    folder.mkdir()
    make_authority(folder)
    for kind in KEYS:
        issue(folder, kind)


def configuration(folder, files_port, demo_ports):
    """Two listeners that speak TLS, before the files and before the demo's backends."""
    certificates = ", ".join(f'"{folder / kind}.pem"' for kind in KEYS)
    demo = ", ".join(f'"http://127.0.0.1:{port}"' for port in demo_ports)
    return f"""\
[admin]
listen="127.0.0.1:0"
[global]
io="{os.environ.get("LOADEX_TESTS_IO", "auto")}"
[listeners]
files={{port=0, address=["127.0.0.1"], tls={{certificates=[{certificates}]}}, pool="files"}}
demo={{port=0, address=["127.0.0.1"], tls={{certificates=[{certificates}]}}, pool="demo"}}
[pools]
files={{backends=["http://127.0.0.1:{files_port}"]}}
demo={{backends=[{demo}]}}
"""


def url_of(stage):
    return f"https://localhost:{stage.secured.files}"


def trust(stage):
    return stage.secured.folder / "ca.pem"


def by_curl(stage):
    """curl: 3 MiB up and down by TLS 1.2 and 1.3, as they were sent"""
    for version in VERSIONS:
        sent, received = some_file(stage, 3 << 20), stage.folder / "download"
        how = ("-f", "--cacert", trust(stage), f"--tlsv{version}", "--tls-max", version, "--resolve",
               f"localhost:{stage.secured.files}:127.0.0.1")
        curl(*how, "-T", sent, f"{url_of(stage)}/file")
        expect_same(sent, stage.file_server.stored, "what the backend got")
        curl(*how, "-o", received, f"{url_of(stage)}/file")
        expect_same(sent, received, "what came back")


def have_little(stage):
    """A small file, as text."""
    stage.file_server.stored.write_text("little\n", encoding="utf-8")


def by_openssl(stage):
    """openssl s_client: TLS 1.2 and 1.3, by the ECDSA key and by the RSA key, verified"""
    have_little(stage)
    for version, kind in itertools.product(VERSIONS, KEYS):
        algorithms = "ECDSA+SHA256" if kind == "ECDSA" else "RSA-PSS+SHA256:RSA+SHA256"
        said = openssl("s_client", "-connect", f"127.0.0.1:{stage.secured.files}", "-servername", "localhost", "-CAfile",
                       trust(stage), "-verify_return_error", f"-tls{version.replace('.', '_')}", "-sigalgs", algorithms, "-ign_eof",
                       given=REQUEST)
        expect("HTTP/1.1 200" in said, f"TLS {version}, {kind}: no answer in {said[-300:]}")
        expect(f"Peer signature type: {'ECDSA' if kind == 'ECDSA' else 'RSA'}" in said, f"TLS {version}: not by {kind}")


def by_gnutls(stage):
    """gnutls-cli: TLS 1.2 and 1.3, verified"""
    have_little(stage)
    for version in VERSIONS:
        done = subprocess.run(["gnutls-cli", "--x509cafile", str(trust(stage)), "--priority",
                               f"NORMAL:-VERS-ALL:+VERS-TLS{version}", "-p", str(stage.secured.files), "localhost"],
                              input=REQUEST, capture_output=True, text=True, check=False, timeout=30)
        expect("HTTP/1.1 200" in done.stdout, f"TLS {version}: {(done.stdout + done.stderr)[-500:]}")


def by_python(stage):
    """Python's ssl: 200 connections, each resumed by the ticket of the one before"""
    have_little(stage)
    context = ssl.create_default_context(cafile=trust(stage))
    session = None
    for n in range(200):
        with socket.create_connection(("127.0.0.1", stage.secured.files), timeout=20) as plain, \
                context.wrap_socket(plain, server_hostname="localhost", session=session) as secured:
            secured.sendall(REQUEST.encode())
            expect(secured.recv(65536).startswith(b"HTTP/1.1 200"), f"connection {n} has no answer")
            expect_equal(secured.session_reused, n > 0, f"whether connection {n} was resumed")
            while secured.recv(65536):
                pass
            session = secured.session


def by_node(stage):
    """Node's https: 500 requests over 10 kept connections, verified"""
    have_little(stage)
    script = """
const https = require("https"), fs = require("fs");
const [port, ca] = process.argv.slice(1);
const agent = new https.Agent({keepAlive: true, maxSockets: 10, ca: fs.readFileSync(ca)});
let left = 500;
for (let n = 0; n < 500; ++n)
  https.get({port, host: "localhost", family: 4, path: "/file", agent}, (answer) => {
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
    answer.resume().on("end", () => --left || (console.log("all answered"), agent.destroy()));
  });
"""
    done = subprocess.run(["node", "-e", script, str(stage.secured.files), str(trust(stage))], capture_output=True, text=True,
                          check=False, timeout=60)
    expect("all answered" in done.stdout, f"node: {(done.stdout + done.stderr)[-500:]}")


def by_ab(stage):
    """ab: 1000 requests, each with a handshake of its own"""
    done = subprocess.run(["ab", "-q", "-l", "-n", "1000", "-c", "20", f"https://127.0.0.1:{stage.secured.demo}/"],
                          capture_output=True, text=True, check=False, timeout=60)
    expect(re.search(r"Complete requests: +1000\n", done.stdout) and re.search(r"Failed requests: +0\n", done.stdout),
           f"ab: {(done.stdout + done.stderr)[-500:]}")


def reloads(stage):
    """wrk by TLS: no request fails while certificates are exchanged and reloaded, again and again"""
    command = ["wrk", "-t1", "-c32", "-d60s", f"https://127.0.0.1:{stage.secured.demo}/"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as load:
        for n in range(RELOADS):
            issue(stage.secured.folder, "ECDSA" if n % 10 else "RSA")
            done = stage.secured.reloaded()
            stage.secured.signal(signal.SIGHUP)
            stage.secured.await_reload(done + 1)
        load.send_signal(signal.SIGINT)
        said, _ = load.communicate(timeout=30)
    trouble = re.search(r"Non-2xx.*|Socket errors:.*", said)
    expect(trouble is None, f"not every request was answered: {trouble and trouble[0]}")
    expect(re.search(r"[1-9]\d* requests in", said), f"no request was answered: {said}")


CHECKS = [by_curl, by_openssl, by_gnutls, by_python, by_node, by_ab, reloads]


class Secured:
    """The balancer that speaks TLS."""

    def __init__(self, folder, process, log):
        self.folder = pathlib.Path(folder)
        self._process = process
        self._log = pathlib.Path(log)
        self.files, self.demo = (int(process.await_line(rf'"listeners":"[^"]*\b{name} 127\.0\.0\.1:(\d+)')[1])
                                 for name in ("files", "demo"))

    def signal(self, number):
        self._process.signal(number)

    def reloaded(self):
        """How often it has been."""
        return self._log.read_text(encoding="utf-8").count('"msg":"configuration reloaded"')

    def await_reload(self, count):
        deadline = time.monotonic() + 20
        while self.reloaded() < count:
            if time.monotonic() > deadline:
                raise Unexpected(f"reload {count} has not come: {self._log.read_text(encoding='utf-8')[-500:]}")
            time.sleep(0.01)

