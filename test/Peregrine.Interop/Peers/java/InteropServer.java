import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.TestServiceImpl;
import java.io.File;
import java.util.Map;
import java.util.concurrent.Executors;

/** grpc-java's own implementation of the interop service, for Peregrine's client to call. Prints {@code listening on 127.0.0.1:PORT}. */
public final class InteropServer {
  public static void main(String[] args) throws Exception {
    Map<String, String> options = Options.parse(args);
    ServerCredentials credentials = options.containsKey("tls_cert")
        ? TlsServerCredentials.create(new File(options.get("tls_cert")), new File(options.get("tls_key")))
        : InsecureServerCredentials.create();
    NettyServerBuilder builder = NettyServerBuilder.forPort(Integer.parseInt(options.getOrDefault("port", "0")), credentials);
    if (options.containsKey("max_concurrent_streams")) {
      builder.maxConcurrentCallsPerConnection(Integer.parseInt(options.get("max_concurrent_streams")));
    }
    Server server = builder
        .addService(ServerInterceptors.intercept(new TestServiceImpl(Executors.newSingleThreadScheduledExecutor()), TestServiceImpl.interceptors()))
        .build()
        .start();
    System.out.println("listening on 127.0.0.1:" + server.getPort());
    server.awaitTermination();
  }
}
