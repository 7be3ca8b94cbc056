"""The user service from Python: grpcio, with code that protoc generated from the .proto files.

    python3 client.py --stubs FOLDER [--target localhost:50051] [--ca ca.pem [--cert client.pem --key client.key]] [--token TOKEN]

Calls every method of both services, checks what comes back, prints a line for each, and exits 0 when all was as it should be.
"""
import argparse
import os
import queue
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--stubs", required=True, help="where user_pb2.py and the others are")
parser.add_argument("--target", default="localhost:50051")
parser.add_argument("--ca")
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--token")
options = parser.parse_args()
sys.path.insert(0, options.stubs)

import grpc  # noqa: E402
import community_pb2  # noqa: E402
import community_pb2_grpc  # noqa: E402
import user_pb2  # noqa: E402
import user_pb2_grpc  # noqa: E402


def read(path):
    return open(path, "rb").read() if path else None


def fails(code, call, *arguments, **more):
    try:
        result = call(*arguments, **more)
        if hasattr(result, "__next__"):
            for _ in result:
                pass
    except grpc.RpcError as error:
        assert error.code() == code, f"expected {code}, got {error.code()}: {error.details()}"
        return error
    raise AssertionError(f"the call succeeded, where {code} was expected")


class Bearer(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor, grpc.StreamStreamClientInterceptor):
    """Adds the token to every call, of whatever kind."""

    def __init__(self, token):
        self._entry = ("authorization", f"Bearer {token}")

    def _add(self, proceed, details, request):
        return proceed(details._replace(metadata=[*(details.metadata or []), self._entry]), request)

    intercept_unary_unary = intercept_unary_stream = intercept_stream_unary = intercept_stream_stream = _add


def unary(users, tag):
    page = users.ListUsers(user_pb2.ListUsersRequest(limit=3, status=user_pb2.USER_STATUS_ACTIVE), timeout=60)
    assert len(page.users) == 3 and page.total_count > 3
    after = users.ListUsers(user_pb2.ListUsersRequest(limit=3, status=user_pb2.USER_STATUS_ACTIVE, page_token=page.next_page_token), timeout=60)
    assert int(after.users[0].id) > int(page.users[2].id)
    fails(grpc.StatusCode.INVALID_ARGUMENT, users.ListUsers, user_pb2.ListUsersRequest(limit=-1), timeout=60)

    ann = users.CreateUser(user_pb2.CreateUserRequest(name="Ann", email=f"ann-{tag}@example.com"), timeout=60)
    assert ann.status == user_pb2.USER_STATUS_ACTIVE and abs(ann.created_at.seconds - time.time()) < 60
    fails(grpc.StatusCode.ALREADY_EXISTS, users.CreateUser, user_pb2.CreateUserRequest(name="Ann", email=ann.email), timeout=60)
    error = fails(grpc.StatusCode.INVALID_ARGUMENT, users.CreateUser, user_pb2.CreateUserRequest(), timeout=60)
    assert any(key == "grpc-status-details-bin" for key, _ in error.trailing_metadata())
    update = user_pb2.UpdateUserRequest(user=user_pb2.User(id=ann.id, status=user_pb2.USER_STATUS_SUSPENDED))
    update.update_mask.paths.append("status")
    changed = users.UpdateUser(update, timeout=60)
    assert (changed.name, changed.status) == ("Ann", user_pb2.USER_STATUS_SUSPENDED)
    users.DeleteUser(user_pb2.DeleteUserRequest(id=ann.id), timeout=60)
    assert fails(grpc.StatusCode.NOT_FOUND, users.GetUser, user_pb2.GetUserRequest(id=ann.id), timeout=60).details() == "User not found"
    print("ok unary")


def streams(users, tag):
    request = user_pb2.StreamUsersRequest(limit=5)
    request.pause.FromMilliseconds(5)
    assert len([one.name for one in users.StreamUsers(request, timeout=60)]) == 5
    print("ok server stream")

    requests = (user_pb2.CreateUserRequest(name=name, email=f"{name.lower()}-{tag}@example.com") for name in ["Bob", "Cleo", "Bob", ""])
    response = users.CreateUserStream(requests, timeout=60)
    assert response.created_count == 2
    assert [(failure.index, failure.code) for failure in response.failures] == [(2, 6), (3, 3)]
    for id in response.ids:
        users.DeleteUser(user_pb2.DeleteUserRequest(id=id), timeout=60)
    print("ok client stream")

    first = users.ListUsers(user_pb2.ListUsersRequest(limit=1), timeout=60).users[0].id
    slow = user_pb2.UserQuestion(question_id="slow", user_id=first)
    slow.patience.FromSeconds(3)
    questions = [slow, user_pb2.UserQuestion(question_id="quick", user_id=first), user_pb2.UserQuestion(question_id="bad", user_id="0")]
    answers = [(answer.question_id, answer.WhichOneof("answer")) for answer in users.BidirectionalStream(iter(questions), timeout=60)]
    assert sorted(answers[:2]) == [("bad", "problem"), ("quick", "user")] and answers[2:] == [("slow", "user")], answers
    print("ok duplex stream")

    never = user_pb2.StreamUsersRequest()
    never.pause.FromSeconds(60)
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, users.StreamUsers, never, timeout=0.2)
    print("ok deadline")


def community(members):
    fails(grpc.StatusCode.NOT_FOUND, members.GetUser, community_pb2.GetUserRequest(id=0), timeout=60)
    assert sum(1 for _ in members.ListUsers(community_pb2.ListUsersRequest(), timeout=60)) > 0
    says = queue.Queue()
    says.put(community_pb2.ChatMessage(user="Ann", text="Is anybody here?"))
    for heard in members.Chat(iter(says.get, None), timeout=60):
        assert heard.text == "Is anybody here?"
        says.put(None)
    print("ok community")


if options.ca:
    channel = grpc.secure_channel(options.target, grpc.ssl_channel_credentials(read(options.ca), read(options.key), read(options.cert)))
else:
    channel = grpc.insecure_channel(options.target)
if options.token:
    channel = grpc.intercept_channel(channel, Bearer(options.token))
unique = f"{time.time_ns():x}{os.getpid()}"
unary(user_pb2_grpc.UserServiceStub(channel), unique)
streams(user_pb2_grpc.UserServiceStub(channel), unique)
community(community_pb2_grpc.UserServiceStub(channel))
