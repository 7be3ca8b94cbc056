"""The user-service as the original has it: Python and grpcio, server and client. Usage: user_service.py STUBS PORT ORDER_SERVICE"""
import sys
from concurrent import futures

sys.path.insert(0, sys.argv[1])
import grpc
from orders.v1 import orders_pb2, orders_pb2_grpc
from user.v1 import user_pb2, user_pb2_grpc

USERS = [
    (1, "Petar", "Petrovic", "petar.petrovic@gmail.com"),
    (2, "Jovan", "Jovanovic", "jovan.jovanovic@gmail.com"),
    (3, "Jovica", "Jovic", "jovica.jovic@gamil.com"),
]


def to_message(row):
    return user_pb2.User(id=row[0], first_name=row[1], last_name=row[2], email=row[3])


class Users(user_pb2_grpc.UserServiceServicer):
    def __init__(self, orders):
        self.orders = orders

    def GetUserById(self, request, context):
        row = next((row for row in USERS if row[0] == request.id), None)
        if row is None:
            context.abort(grpc.StatusCode.NOT_FOUND, f"User with ID: {request.id} not found!")
        user = to_message(row)
        try:
            reply = self.orders.GetOrdersByUserId(orders_pb2.OrdersByUserIdRequest(user_id=user.id), timeout=context.time_remaining())
            user.orders.extend(reply.orders)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
        return user_pb2.GetUserResponse(user=user)

    def GetAllUsers(self, request, context):
        return user_pb2.GetAllUsersResponse(users=[to_message(row) for row in USERS])


channel = grpc.insecure_channel(sys.argv[3])
server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
user_pb2_grpc.add_UserServiceServicer_to_server(Users(orders_pb2_grpc.OrderServiceStub(channel)), server)
if server.add_insecure_port(f"127.0.0.1:{sys.argv[2]}") == 0:
    sys.exit("the port is taken")
server.start()
print(f"listening on 127.0.0.1:{sys.argv[2]}", flush=True)
server.wait_for_termination()
