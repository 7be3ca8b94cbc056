import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.List;
import orders.v1.OrderServiceGrpc;
import orders.v1.Orders;

/** The order-service as the original has it: Java and grpc-java. It has no batched call, as the original has none. Usage: OrderServer PORT */
public final class OrderServer extends OrderServiceGrpc.OrderServiceImplBase {
  // 2023-05-01T00:00:00Z
  private static final long FIRST_DAY = 1682899200;

  private static final List<Orders.Order> ORDERS =
      List.of(order(1, 1, 1, "pencil", 0, 10), order(2, 1, 2, "book", 1, 25), order(3, 1, 3, "magic stick", 2, 12), order(4, 2, 2, "book", 3, 15));

  public static void main(String[] arguments) throws Exception {
    Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]))).addService(new OrderServer()).build().start();
    System.out.println("listening on 127.0.0.1:" + server.getPort());
    server.awaitTermination();
  }

  @Override
  public void getOrdersByUserId(Orders.OrdersByUserIdRequest request, StreamObserver<Orders.OrdersByUserIdResponse> observer) {
    if (request.getUserId() <= 0) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription("a user's id is above 0").asRuntimeException());
      return;
    }
    Orders.OrdersByUserIdResponse.Builder response = Orders.OrdersByUserIdResponse.newBuilder();
    ORDERS.stream().filter(order -> order.getUserId() == request.getUserId()).forEach(response::addOrders);
    observer.onNext(response.build());
    observer.onCompleted();
  }

  private static Orders.Order order(int id, int user, int item, String name, int day, int amount) {
    return Orders.Order.newBuilder()
        .setId(id)
        .setUserId(user)
        .setItem(Orders.Item.newBuilder().setId(item).setName(name))
        .setOrderDate(Timestamp.newBuilder().setSeconds(FIRST_DAY + day * 86400L))
        .setAmount(amount)
        .build();
  }
}
