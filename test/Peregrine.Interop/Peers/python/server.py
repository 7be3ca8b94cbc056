"""The interop service in Python (grpcio), for Peregrine's client to call. Prints `listening on 127.0.0.1:PORT`."""
import argparse
import signal
import sys
import threading
import time
from concurrent import futures

import grpc


class TestService:
    """Built against the generated stubs; see main()."""

    def __init__(self, pb, empty):
        self.pb = pb
        self.empty = empty
        self.lock = threading.Lock()
        self.answers = 0

    def EmptyCall(self, request, context):
        return self.empty.Empty()

    def UnaryCall(self, request, context):
        self._echo_metadata(context)
        if request.response_status.code:
            context.set_code(_code(request.response_status.code))
            context.set_details(request.response_status.message)
            return self.pb.SimpleResponse()
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        return self.pb.SimpleResponse(payload=self.pb.Payload(body=bytes(request.response_size)))

    def StreamingOutputCall(self, request, context):
        if any(parameters.compressed.value for parameters in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        for parameters in request.response_parameters:
            if not parameters.compressed.value:
                context.disable_next_message_compression()
            yield self._response(parameters)

    def StreamingInputCall(self, requests, context):
        return self.pb.StreamingInputCallResponse(aggregated_payload_size=sum(len(r.payload.body) for r in requests))

    def FullDuplexCall(self, requests, context):
        self._echo_metadata(context)
        for request in requests:
            if request.response_status.code:
                context.set_code(_code(request.response_status.code))
                context.set_details(request.response_status.message)
                return
            for parameters in request.response_parameters:
                yield self._response(parameters)

    def HalfDuplexCall(self, requests, context):
        for request in list(requests):
            for parameters in request.response_parameters:
                yield self._response(parameters)

    def CacheableUnaryCall(self, request, context):
        context.send_initial_metadata((("cache-control", "max-age=60, public"),))
        with self.lock:
            self.answers += 1
            return self.pb.SimpleResponse(payload=self.pb.Payload(body=str(self.answers).encode()))

    def _response(self, parameters):
        if parameters.interval_us:
            time.sleep(parameters.interval_us / 1e6)
        return self.pb.StreamingOutputCallResponse(payload=self.pb.Payload(body=bytes(parameters.size)))

    def _echo_metadata(self, context):
        for key, value in context.invocation_metadata():
            if key == "x-grpc-test-echo-initial":
                context.send_initial_metadata(((key, value),))
            elif key == "x-grpc-test-echo-trailing-bin":
                context.set_trailing_metadata(((key, value),))


def _code(number):
    return next(code for code in grpc.StatusCode if code.value[0] == number)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stubs", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--max_concurrent_streams", type=int)
    parser.add_argument("--tls_cert")
    parser.add_argument("--tls_key")
    options = parser.parse_args()
    sys.path.insert(0, options.stubs)
    import empty_pb2
    import messages_pb2
    import test_pb2_grpc

    service = type("Service", (TestService, test_pb2_grpc.TestServiceServicer), {})(messages_pb2, empty_pb2)
    arguments = [("grpc.so_reuseport", 0)]
    if options.max_concurrent_streams:
        arguments.append(("grpc.max_concurrent_streams", options.max_concurrent_streams))
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=arguments)
    test_pb2_grpc.add_TestServiceServicer_to_server(service, server)
    address = f"127.0.0.1:{options.port}"
    if options.tls_cert:
        with open(options.tls_key, "rb") as key, open(options.tls_cert, "rb") as certificate:
            credentials = grpc.ssl_server_credentials([(key.read(), certificate.read())])
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    stopped.wait()
    server.stop(grace=1).wait()


if __name__ == "__main__":
    main()
