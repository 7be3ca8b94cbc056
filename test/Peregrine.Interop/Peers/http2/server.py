"""Starts gRPC's own misbehaving server (test/http2_test of its sources), each case on a free port of its own, with TLS if asked for.

Its main program does the same on consecutive ports, in plaintext only. What a connection meets is its code alone. Prints `CASE on 127.0.0.1:PORT` for each
case, then `listening on 127.0.0.1:PORT`; later what the server's cases say of clients, a failed assertion of theirs among it."""
import argparse
import logging
import sys


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True, help="the folder of http2_test_server.py")
    parser.add_argument("--stubs", required=True)
    parser.add_argument("--tls_cert")
    parser.add_argument("--tls_key")
    options = parser.parse_args()
    sys.path[:0] = [options.server, options.stubs]
    import http2_test_server
    from twisted.internet import reactor, ssl
    from twisted.python import log

    # The cases log every frame, and padding has a hundred thousand of them: these lines are what tests look for.
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    looked_for = ("New Connection", "Disconnect received", "sending ping", "ping acknowledged")
    logging.getLogger().handlers[0].addFilter(lambda record: record.getMessage().startswith(looked_for))
    log.addObserver(lambda event: event.get("isError") and print(log.textFromEventDict(event), flush=True))

    tls = None
    if options.tls_cert:
        with open(options.tls_key, "rb") as key, open(options.tls_cert, "rb") as certificate:
            pair = ssl.PrivateCertificate.loadPEM(key.read() + b"\n" + certificate.read())
        tls = ssl.CertificateOptions(privateKey=pair.privateKey.original, certificate=pair.original, acceptableProtocols=[b"h2"])
    port = None
    for case in sorted(http2_test_server._TEST_CASE_MAPPING):
        factory = http2_test_server.H2Factory(case)
        listener = reactor.listenSSL(0, factory, tls, interface="127.0.0.1") if tls else reactor.listenTCP(0, factory, interface="127.0.0.1")
        port = listener.getHost().port
        print(f"{case} on 127.0.0.1:{port}", flush=True)
    print(f"listening on 127.0.0.1:{port}", flush=True)
    reactor.run()


if __name__ == "__main__":
    main()
