"""Calls the interop service with grpcio's own generated stubs: the official cases, each by its name.

Prints one `ok NAME` or `failed NAME: why` per case and exits 0 when all held.
"""
import argparse
import os
import sys
import traceback

import grpc

# How often the soak cases repeat.
ITERATIONS = int(os.environ.get("PEREGRINE_PEER_ITERATIONS", "20"))


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


def empty_stream(stub, pb, empty):
    check(list(stub.FullDuplexCall(iter(()))) == [], "a message")


def status_of(call):
    """The status that a call ends with; its messages are dropped."""
    try:
        call()
    except grpc.RpcError as error:
        return error.code(), error.details()
    return grpc.StatusCode.OK, ""


def echo_status(stub, pb, message):
    status = pb.EchoStatus(code=2, message=message)
    expected = (grpc.StatusCode.UNKNOWN, message)
    check(status_of(lambda: stub.UnaryCall(pb.SimpleRequest(response_status=status))) == expected, "status of a unary call")
    requests = [pb.StreamingOutputCallRequest(response_status=status)]
    check(status_of(lambda: list(stub.FullDuplexCall(iter(requests)))) == expected, "status of a stream")


def status_code_and_message(stub, pb, empty):
    echo_status(stub, pb, "test status message")


def special_status_message(stub, pb, empty):
    echo_status(stub, pb, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n")


def unimplemented_method(stub, pb, empty):
    check(status_of(lambda: stub.UnimplementedCall(empty.Empty()))[0] == grpc.StatusCode.UNIMPLEMENTED, "status")


def unimplemented_service(stub, pb, empty):
    check(status_of(lambda: stub.unimplemented_service.UnimplementedCall(empty.Empty()))[0] == grpc.StatusCode.UNIMPLEMENTED, "status")


def cancel_after_begin(stub, pb, empty):
    import threading

    never = threading.Event()
    call = stub.StreamingInputCall.future(iter(lambda: never.wait(30), True))
    call.cancel()
    check(call.cancelled() and call.code() == grpc.StatusCode.CANCELLED, "status")
    never.set()


def cancel_after_first_response(stub, pb, empty):
    import queue

    requests = queue.Queue()
    call = stub.FullDuplexCall(iter(requests.get, None))
    requests.put(pb.StreamingOutputCallRequest(response_parameters=[pb.ResponseParameters(size=31415)], payload=pb.Payload(body=bytes(27182))))
    check(len(next(call).payload.body) == 31415, "size of the response")
    call.cancel()
    check(status_of(lambda: next(call))[0] == grpc.StatusCode.CANCELLED, "status")
    requests.put(None)


def timeout_on_sleeping_server(stub, pb, empty):
    import threading

    never = threading.Event()
    requests = iter(lambda: never.wait(30), True)
    check(status_of(lambda: list(stub.FullDuplexCall(requests, timeout=0.001)))[0] == grpc.StatusCode.DEADLINE_EXCEEDED, "status")
    never.set()


def pick_first_unary(stub, pb, empty):
    request = pb.SimpleRequest(response_size=1, fill_server_id=True)
    check(len({stub.UnaryCall(request).server_id for _ in range(20)}) == 1, "answers came from several servers")


def half_duplex(stub, pb, empty):
    sizes = [31415, 9, 2653, 58979]
    requests = [pb.StreamingOutputCallRequest(response_parameters=[pb.ResponseParameters(size=size)]) for size in sizes]
    check([len(r.payload.body) for r in stub.HalfDuplexCall(iter(requests))] == sizes, "sizes of the responses")


def rpc_soak(stub, pb, empty):
    for _ in range(ITERATIONS):
        large_unary(stub, pb, empty)


def channel_soak(stub, pb, empty):
    for _ in range(ITERATIONS):
        channel, fresh = stub.open()
        with channel:
            large_unary(fresh, pb, empty)


def long_lived_channel(stub, pb, empty):
    import time

    for _ in range(ITERATIONS):
        time.sleep(0.01)
        large_unary(stub, pb, empty)


def concurrent_large_unary(stub, pb, empty):
    request = pb.SimpleRequest(response_size=314159, payload=pb.Payload(body=bytes(271828)))
    for call in [stub.UnaryCall.future(request) for _ in range(ITERATIONS)]:
        check(len(call.result().payload.body) == 314159, "size of the response")


def gzip_both_ways(stub, pb, empty):
    request = pb.SimpleRequest(
        response_size=50000, payload=pb.Payload(body=bytes(50000)),
        expect_compressed=pb.BoolValue(value=True), response_compressed=pb.BoolValue(value=True))
    response = stub.UnaryCall(request, compression=grpc.Compression.Gzip)
    check(len(response.payload.body) == 50000, "size of the response")


CASES = [empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, custom_metadata, status_code_and_message,
         special_status_message, unimplemented_method, unimplemented_service, cancel_after_begin, cancel_after_first_response,
         timeout_on_sleeping_server, pick_first_unary, half_duplex, rpc_soak, channel_soak, long_lived_channel, concurrent_large_unary,
         gzip_both_ways]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stubs", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--test_case", required=True)
    parser.add_argument("--ca")
    parser.add_argument("--server_host_override")
    options = parser.parse_args()
    sys.path.insert(0, options.stubs)
    import empty_pb2
    import messages_pb2
    import test_pb2_grpc

    def open_channel():
        # Channels of one process share connections unless they are told apart.
        arguments = [("grpc.use_local_subchannel_pool", 1)]
        if not options.ca:
            channel = grpc.insecure_channel(options.target, options=arguments)
        else:
            with open(options.ca, "rb") as ca:
                credentials = grpc.ssl_channel_credentials(ca.read())
            channel = grpc.secure_channel(
                options.target, credentials, options=[*arguments, ("grpc.ssl_target_name_override", options.server_host_override)])
        return channel, test_pb2_grpc.TestServiceStub(channel)

    channel, stub = open_channel()
    with channel:
        stub.open = open_channel
        stub.unimplemented_service = test_pb2_grpc.UnimplementedServiceStub(channel)
        cases = {case.__name__: case for case in CASES}
        failed = False
        for name in options.test_case.split(","):
            try:
                cases[name](stub, messages_pb2, empty_pb2)
                print("ok", name, flush=True)
            except Exception as error:  # whatever it is, it is this case's failure, and the next one still runs
                failed = True
                print(f"failed {name}: {error!r}", flush=True)
                traceback.print_exc()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
