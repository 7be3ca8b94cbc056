"""Calls the interop service with grpcio's own generated stubs: every kind of call, metadata, a status, a deadline.

Prints one `ok NAME` per check and exits 0 when all held; the first that does not ends it with a traceback.
"""
import argparse
import sys

import grpc


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def empty_unary(stub, pb, empty):
    check(stub.EmptyCall(empty.Empty()) == empty.Empty(), "not empty")


def large_unary(stub, pb, empty):
    request = pb.SimpleRequest(response_size=314159, payload=pb.Payload(body=bytes(271828)))
    check(len(stub.UnaryCall(request).payload.body) == 314159, "size of the response")


def client_streaming(stub, pb, empty):
    requests = (pb.StreamingInputCallRequest(payload=pb.Payload(body=bytes(size))) for size in (27182, 8, 1828, 45904))
    check(stub.StreamingInputCall(requests).aggregated_payload_size == 74922, "aggregated size")


def server_streaming(stub, pb, empty):
    sizes = [31415, 9, 2653, 58979]
    request = pb.StreamingOutputCallRequest(response_parameters=[pb.ResponseParameters(size=size) for size in sizes])
    check([len(r.payload.body) for r in stub.StreamingOutputCall(request)] == sizes, "sizes of the responses")


def ping_pong(stub, pb, empty):
    import queue

    pairs = [(27182, 31415), (8, 9), (1828, 2653), (45904, 58979)]
    requests = queue.Queue()
    call = stub.FullDuplexCall(iter(requests.get, None))
    for size, answer in pairs:
        requests.put(pb.StreamingOutputCallRequest(
            response_parameters=[pb.ResponseParameters(size=answer)], payload=pb.Payload(body=bytes(size))))
        check(len(next(call).payload.body) == answer, "size of a response")
    requests.put(None)
    check(next(call, None) is None, "a message after the last")


def custom_metadata(stub, pb, empty):
    metadata = (("x-grpc-test-echo-initial", "test_initial_metadata_value"), ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"))
    _, call = stub.UnaryCall.with_call(pb.SimpleRequest(response_size=1), metadata=metadata)
    check(metadata[0] in [tuple(m) for m in call.initial_metadata()], "initial metadata")
    check(metadata[1] in [tuple(m) for m in call.trailing_metadata()], "trailing metadata")


def status_code_and_message(stub, pb, empty):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    try:
        stub.UnaryCall(pb.SimpleRequest(response_status=pb.EchoStatus(code=2, message=message)))
        check(False, "no error")
    except grpc.RpcError as error:
        check(error.code() == grpc.StatusCode.UNKNOWN, error.code())
        check(error.details() == message, error.details())


def unimplemented_method(stub, pb, empty):
    try:
        stub.UnimplementedCall(empty.Empty())
        check(False, "no error")
    except grpc.RpcError as error:
        check(error.code() == grpc.StatusCode.UNIMPLEMENTED, error.code())


def timeout_on_sleeping_server(stub, pb, empty):
    request = pb.StreamingOutputCallRequest(response_parameters=[pb.ResponseParameters(size=1, interval_us=5_000_000)])
    try:
        list(stub.StreamingOutputCall(request, timeout=0.05))
        check(False, "no error")
    except grpc.RpcError as error:
        check(error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error.code())


def gzip_both_ways(stub, pb, empty):
    request = pb.SimpleRequest(
        response_size=50000, payload=pb.Payload(body=bytes(50000)),
        expect_compressed=pb.BoolValue(value=True), response_compressed=pb.BoolValue(value=True))
    response = stub.UnaryCall(request, compression=grpc.Compression.Gzip)
    check(len(response.payload.body) == 50000, "size of the response")


CASES = [empty_unary, large_unary, client_streaming, server_streaming, ping_pong, custom_metadata, status_code_and_message,
         unimplemented_method, timeout_on_sleeping_server, gzip_both_ways]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stubs", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--ca")
    parser.add_argument("--server_host_override")
    options = parser.parse_args()
    sys.path.insert(0, options.stubs)
    import empty_pb2
    import messages_pb2
    import test_pb2_grpc

    if options.ca:
        with open(options.ca, "rb") as ca:
            credentials = grpc.ssl_channel_credentials(ca.read())
        channel = grpc.secure_channel(
            options.target, credentials, options=(("grpc.ssl_target_name_override", options.server_host_override),))
    else:
        channel = grpc.insecure_channel(options.target)
    with channel:
        stub = test_pb2_grpc.TestServiceStub(channel)
        for case in CASES:
            case(stub, messages_pb2, empty_pb2)
            print("ok", case.__name__, flush=True)


if __name__ == "__main__":
    main()
