"""A DNS server on the loopback: UDP, TCP, EDNS; and the zones of a JSON test suite for it.

SPDX-License-Identifier: MIT

The suite's file says under "conventions" how it behaves: names that are not listed, and are not
ancestors of listed ones, do not exist; a name without the type asked for is answered as its
on_missing_type says; aliases are followed; what times out is never answered.

    with Responder(Zone(scenario["zone"])) as server:
        ask("127.0.0.1", server.port)

What answers need not be a Zone: anything with answer(question), which returns the response code, the
answers and the authority section, each record as (owner, type, data); or raises Silence or Truncated.
"""

import contextlib
import socket
import socketserver
import struct
import sys
import threading
import traceback

HEADER = struct.Struct(">6H")
TYPE_CNAME, TYPE_OPT, CLASS_IN = 5, 41, 1
RESPONSE, RECURSION_DESIRED, TRUNCATED = 0x8480, 0x0100, 0x0200  # with AA and RA
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
OPTION_EDE, DNSSEC_BOGUS = 15, 6  # RFC 8914 2, 4.7
PLAIN_SIZE = 512  # RFC 1035 4.2.1
LINKS_MAX = 20
SILENCE = 30  # seconds that a TCP connection without an answer stays open at most


class Silence(Exception):
    """There is no answer, ever."""


class Truncated(Exception):
    """The answer does not fit, however large the packet is (TC)."""


class Bogus(Exception):
    """The signatures do not verify: SERVFAIL, and an extended error (RFC 8914 4.7) for who takes EDNS."""


class Question:
    """The question of a message (RFC 1035 4.1), and what EDNS says about the answer's size."""

    def __init__(self, message):
        self.id, self.flags, questions, _, _, additional = HEADER.unpack_from(message)
        end = HEADER.size
        while message[end]:
            end += 1 + message[end]
        end += 1
        self.name = message[HEADER.size:end]
        self.type, _ = struct.unpack_from(">HH", message, end)
        self.wire = message[HEADER.size:end + 4]
        self.edns = additional == 1 and message[end + 4:end + 7] == struct.pack(">BH", 0, TYPE_OPT)
        self.size = PLAIN_SIZE
        if self.edns:
            self.size = max(PLAIN_SIZE, struct.unpack_from(">H", message, end + 7)[0])
        if questions != 1:
            raise ValueError("not one question")


class Zone:
    def __init__(self, entries):
        self.entries = {bytes.fromhex(entry["name_wire_hex"]).lower(): entry for entry in entries}
        self.nodes = set()  # names that exist, if only for what is below them
        for name in self.entries:
            while name:
                self.nodes.add(name)
                name = name[1 + name[0]:]

    def answer(self, question):
        """The response code, the answers as (owner, type, data), and no authority section."""
        owner, answers = question.name, []
        for _ in range(LINKS_MAX):
            entry = self.entries.get(owner.lower())
            if entry is None:
                return (NOERROR if owner.lower() in self.nodes else NXDOMAIN), answers, []
            records = self.records(entry, question.type)
            if records:
                return NOERROR, answers + [(owner, question.type, data) for data in records], []
            alias = self.records(entry, TYPE_CNAME)
            if not alias:
                return self.missing(entry["on_missing_type"]), answers, []
            answers.append((owner, TYPE_CNAME, alias[0]))
            owner = alias[0]
        return NOERROR, answers, []

    @staticmethod
    def records(entry, wanted):
        records = [record for record in entry["records"] if record["type_code"] == wanted]
        if any(record.get("timeout") for record in records):
            raise Silence
        return [bytes.fromhex(record["rdata_hex"]) for record in records]

    @staticmethod
    def missing(how):
        if how == "timeout":
            raise Silence
        return {"nodata": NOERROR, "servfail": SERVFAIL}[how]


def write(question, flags, answers, authority, options=b""):
    additional = struct.pack(">BHHIH", 0, TYPE_OPT, 4096, 0, len(options)) + options if question.edns else b""
    head = HEADER.pack(question.id, RESPONSE | (question.flags & RECURSION_DESIRED) | flags, 1,
                       len(answers), len(authority), bool(additional))
    body = b"".join(owner + struct.pack(">HHIH", kind, CLASS_IN, 300, len(data)) + data
                    for owner, kind, data in answers + authority)
    return head + question.wire + body + additional


def respond(zone, message, limited):
    question = Question(message)
    try:
        code, answers, authority = zone.answer(question)
    except Truncated:
        return write(question, TRUNCATED, [], [])
    except Bogus:
        return write(question, SERVFAIL, [], [], struct.pack(">HHH", OPTION_EDE, 2, DNSSEC_BOGUS))
    response = write(question, code, answers, authority)
    if limited and len(response) > question.size:
        response = write(question, code | TRUNCATED, [], [])
    return response


class DatagramHandler(socketserver.BaseRequestHandler):
    def handle(self):
        message, endpoint = self.request
        try:
            endpoint.sendto(respond(self.server.zone, message, True), self.client_address)
        except Silence:
            pass


class StreamHandler(socketserver.StreamRequestHandler):
    timeout = SILENCE

    def handle(self):
        while len(prefix := self.rfile.read(2)) == 2:
            message = self.rfile.read(struct.unpack(">H", prefix)[0])
            try:
                response = respond(self.server.zone, message, False)
                self.wfile.write(struct.pack(">H", len(response)) + response)
            except Silence:
                self.rfile.read(1)  # until the client has had enough


class Faults:
    """A server that keeps what it could not deal with; that a client hangs up is not a fault."""

    faults = ()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            self.faults += (traceback.format_exc(),)


class DatagramServer(Faults, socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = 65535

    def server_bind(self):
        # Thousands of questions may come at once.
        for option in (socket.SO_RCVBUF, getattr(socket, "SO_RCVBUFFORCE", 33)):
            with contextlib.suppress(OSError):
                self.socket.setsockopt(socket.SOL_SOCKET, option, 8 << 20)
        super().server_bind()


class StreamServer(Faults, socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


def open_servers(streams):
    """One port for both; one that is bound, but not listened at, refuses and stays ours."""
    for _ in range(20):
        datagrams = DatagramServer(("127.0.0.1", 0), DatagramHandler)
        try:
            server = StreamServer(datagrams.server_address, StreamHandler, False)
            server.server_bind()
            if streams:
                server.server_activate()
            return datagrams, server
        except OSError:
            datagrams.server_close()
    raise OSError("no port is free for UDP and TCP")


class Responder:
    """Answers from ZONE.  Without streams, TCP connections are refused."""

    def __init__(self, zone, streams=True):
        self.servers = open_servers(streams)
        self.port = self.servers[0].server_address[1]
        for server in self.servers[:1 + streams]:
            server.zone = zone
            server.block_on_close = False
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()

    def faults(self):
        return [fault for server in self.servers for fault in server.faults]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers:
            if hasattr(server, "zone"):
                server.shutdown()
            server.server_close()
