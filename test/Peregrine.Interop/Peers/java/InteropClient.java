import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.BoolValue;
import io.grpc.testing.integration.Messages.EchoStatus;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.ResponseParameters;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingInputCallRequest;
import io.grpc.testing.integration.Messages.StreamingInputCallResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import io.grpc.testing.integration.UnimplementedServiceGrpc;
import java.io.File;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The official cases over grpc-java, each by its name. Prints one {@code ok NAME} or {@code failed NAME: why} per case. */
public final class InteropClient {
  private static final int REQUEST_SIZE = 271828;
  private static final int RESPONSE_SIZE = 314159;
  // How often the soak cases repeat.
  private static final int ITERATIONS = Integer.parseInt(System.getenv().getOrDefault("PEREGRINE_PEER_ITERATIONS", "20"));
  private static final Metadata.Key<String> INITIAL = Metadata.Key.of("x-grpc-test-echo-initial", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> TRAILING = Metadata.Key.of("x-grpc-test-echo-trailing-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private interface Case {
    void run() throws Exception;
  }

  /** What a call gave: its messages, then its status. */
  private static final class Recorder<Q, R> implements ClientResponseObserver<Q, R> {
    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> call) {}

    @Override
    public void onNext(R message) {
      events.add(message);
    }

    @Override
    public void onError(Throwable error) {
      events.add(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      events.add(Status.OK);
    }

    Object next() throws InterruptedException {
      Object event = events.poll(30, TimeUnit.SECONDS);
      check(event != null, "nothing came for 30 seconds");
      return event;
    }

    @SuppressWarnings("unchecked")
    R message() throws InterruptedException {
      Object event = next();
      check(!(event instanceof Status), "a message was due, not " + event);
      return (R) event;
    }

    Status status() throws InterruptedException {
      Object event = next();
      check(event instanceof Status, "the end was due, not a message");
      return (Status) event;
    }
  }

  private final TestServiceGrpc.TestServiceBlockingStub blocking;
  private final TestServiceGrpc.TestServiceStub async;
  private final Channel channel;
  private final Callable<ManagedChannel> open;

  private InteropClient(Channel channel, Callable<ManagedChannel> open) {
    this.channel = channel;
    this.open = open;
    blocking = TestServiceGrpc.newBlockingStub(channel);
    async = TestServiceGrpc.newStub(channel);
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> options = Options.parse(args);
    ChannelCredentials credentials = options.containsKey("ca")
        ? TlsChannelCredentials.newBuilder().trustManager(new File(options.get("ca"))).build()
        : InsecureChannelCredentials.create();
    Callable<ManagedChannel> open = () -> {
      ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(options.get("target"), credentials);
      if (options.containsKey("server_host_override")) {
        builder.overrideAuthority(options.get("server_host_override"));
      }
      return builder.build();
    };
    ManagedChannel channel = open.call();
    Map<String, Case> all = new InteropClient(channel, open).cases();
    boolean failed = false;
    for (String name : options.get("test_case").split(",")) {
      try {
        all.get(name).run();
        System.out.println("ok " + name);
      } catch (Throwable error) {
        failed = true;
        System.out.println("failed " + name + ": " + error);
        error.printStackTrace();
      }
    }
    channel.shutdownNow();
    System.exit(failed ? 1 : 0);
  }

  private Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("empty_unary", this::emptyUnary);
    cases.put("large_unary", this::largeUnary);
    cases.put("client_compressed_unary", this::clientCompressedUnary);
    cases.put("server_compressed_unary", this::serverCompressedUnary);
    cases.put("client_streaming", this::clientStreaming);
    cases.put("client_compressed_streaming", this::clientCompressedStreaming);
    cases.put("server_streaming", this::serverStreaming);
    cases.put("server_compressed_streaming", this::serverCompressedStreaming);
    cases.put("ping_pong", this::pingPong);
    cases.put("empty_stream", this::emptyStream);
    cases.put("custom_metadata", this::customMetadata);
    cases.put("status_code_and_message", () -> statusMessage("test status message"));
    cases.put("special_status_message", () -> statusMessage("\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \uD83D\uDE08\t\n"));
    cases.put("unimplemented_method", () -> fails(Status.Code.UNIMPLEMENTED, () -> blocking.unimplementedCall(Empty.getDefaultInstance())));
    cases.put("unimplemented_service", () -> fails(
        Status.Code.UNIMPLEMENTED, () -> UnimplementedServiceGrpc.newBlockingStub(channel).unimplementedCall(Empty.getDefaultInstance())));
    cases.put("cancel_after_begin", this::cancelAfterBegin);
    cases.put("cancel_after_first_response", this::cancelAfterFirstResponse);
    cases.put("timeout_on_sleeping_server", this::timeoutOnSleepingServer);
    cases.put("pick_first_unary", this::pickFirstUnary);
    cases.put("half_duplex", this::halfDuplex);
    cases.put("rpc_soak", this::rpcSoak);
    cases.put("channel_soak", this::channelSoak);
    cases.put("long_lived_channel", this::longLivedChannel);
    cases.put("concurrent_large_unary", this::concurrentLargeUnary);
    return cases;
  }

  private void emptyUnary() {
    check(blocking.emptyCall(Empty.getDefaultInstance()).equals(Empty.getDefaultInstance()), "not empty");
  }

  private void largeUnary() {
    check(blocking.unaryCall(largeRequest().build()).getPayload().getBody().size() == RESPONSE_SIZE, "size of the response");
  }

  // The stub of a probe says that its message is compressed, which it is not.
  private void clientCompressedUnary() {
    SimpleRequest compressed = largeRequest().setExpectCompressed(flag(true)).build();
    fails(Status.Code.INVALID_ARGUMENT, () -> blocking.unaryCall(compressed));
    blocking.withCompression("gzip").unaryCall(compressed);
    blocking.unaryCall(largeRequest().setExpectCompressed(flag(false)).build());
  }

  private void serverCompressedUnary() {
    for (boolean wanted : new boolean[] {true, false}) {
      SimpleResponse response = blocking.unaryCall(largeRequest().setResponseCompressed(flag(wanted)).build());
      check(response.getPayload().getBody().size() == RESPONSE_SIZE, "size of the response");
    }
  }

  private void clientStreaming() throws Exception {
    Recorder<StreamingInputCallRequest, StreamingInputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingInputCallRequest> requests = async.streamingInputCall(recorder);
    for (int size : new int[] {27182, 8, 1828, 45904}) {
      requests.onNext(StreamingInputCallRequest.newBuilder().setPayload(payload(size)).build());
    }
    requests.onCompleted();
    check(recorder.message().getAggregatedPayloadSize() == 74922, "aggregated size");
    ended(recorder, Status.Code.OK);
  }

  private void clientCompressedStreaming() throws Exception {
    Recorder<StreamingInputCallRequest, StreamingInputCallResponse> probe = new Recorder<>();
    StreamObserver<StreamingInputCallRequest> probing = async.streamingInputCall(probe);
    probing.onNext(StreamingInputCallRequest.newBuilder().setPayload(payload(27182)).setExpectCompressed(flag(true)).build());
    probing.onCompleted();
    ended(probe, Status.Code.INVALID_ARGUMENT);

    Recorder<StreamingInputCallRequest, StreamingInputCallResponse> recorder = new Recorder<>();
    ClientCallStreamObserver<StreamingInputCallRequest> requests =
        (ClientCallStreamObserver<StreamingInputCallRequest>) async.withCompression("gzip").streamingInputCall(recorder);
    requests.setMessageCompression(true);
    requests.onNext(StreamingInputCallRequest.newBuilder().setPayload(payload(27182)).setExpectCompressed(flag(true)).build());
    requests.setMessageCompression(false);
    requests.onNext(StreamingInputCallRequest.newBuilder().setPayload(payload(45904)).setExpectCompressed(flag(false)).build());
    requests.onCompleted();
    check(recorder.message().getAggregatedPayloadSize() == 73086, "aggregated size");
    ended(recorder, Status.Code.OK);
  }

  private void serverStreaming() {
    int[] sizes = {31415, 9, 2653, 58979};
    StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
    for (int size : sizes) {
      request.addResponseParameters(ResponseParameters.newBuilder().setSize(size));
    }
    sizes(blocking.streamingOutputCall(request.build()), sizes);
  }

  private void serverCompressedStreaming() {
    StreamingOutputCallRequest request = StreamingOutputCallRequest.newBuilder()
        .addResponseParameters(ResponseParameters.newBuilder().setSize(31415).setCompressed(flag(true)))
        .addResponseParameters(ResponseParameters.newBuilder().setSize(92653).setCompressed(flag(false)))
        .build();
    sizes(blocking.streamingOutputCall(request), new int[] {31415, 92653});
  }

  private void pingPong() throws Exception {
    int[][] pairs = {{27182, 31415}, {8, 9}, {1828, 2653}, {45904, 58979}};
    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingOutputCallRequest> requests = async.fullDuplexCall(recorder);
    for (int[] pair : pairs) {
      requests.onNext(output(pair[0], pair[1]));
      check(recorder.message().getPayload().getBody().size() == pair[1], "size of a response");
    }
    requests.onCompleted();
    ended(recorder, Status.Code.OK);
  }

  private void emptyStream() throws Exception {
    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    async.fullDuplexCall(recorder).onCompleted();
    ended(recorder, Status.Code.OK);
  }

  private void customMetadata() throws Exception {
    Metadata sent = new Metadata();
    sent.put(INITIAL, "test_initial_metadata_value");
    sent.put(TRAILING, new byte[] {(byte) 0xab, (byte) 0xab, (byte) 0xab});
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    ClientInterceptor[] interceptors = {
      MetadataUtils.newAttachHeadersInterceptor(sent), MetadataUtils.newCaptureMetadataInterceptor(headers, trailers)
    };
    blocking.withInterceptors(interceptors).unaryCall(largeRequest().build());
    echoed(headers.get(), trailers.get());

    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingOutputCallRequest> requests = async.withInterceptors(interceptors).fullDuplexCall(recorder);
    requests.onNext(output(REQUEST_SIZE, RESPONSE_SIZE));
    requests.onCompleted();
    recorder.message();
    ended(recorder, Status.Code.OK);
    echoed(headers.get(), trailers.get());
  }

  private void statusMessage(String message) throws Exception {
    EchoStatus status = EchoStatus.newBuilder().setCode(2).setMessage(message).build();
    Status unary = fails(Status.Code.UNKNOWN, () -> blocking.unaryCall(SimpleRequest.newBuilder().setResponseStatus(status).build()));
    check(message.equals(unary.getDescription()), unary.getDescription());

    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingOutputCallRequest> requests = async.fullDuplexCall(recorder);
    requests.onNext(StreamingOutputCallRequest.newBuilder().setResponseStatus(status).build());
    requests.onCompleted();
    check(message.equals(ended(recorder, Status.Code.UNKNOWN).getDescription()), "message of the status");
  }

  private void cancelAfterBegin() throws Exception {
    Recorder<StreamingInputCallRequest, StreamingInputCallResponse> recorder = new Recorder<>();
    async.streamingInputCall(recorder).onError(new RuntimeException("enough"));
    ended(recorder, Status.Code.CANCELLED);
  }

  private void cancelAfterFirstResponse() throws Exception {
    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingOutputCallRequest> requests = async.fullDuplexCall(recorder);
    requests.onNext(output(27182, 31415));
    recorder.message();
    requests.onError(new RuntimeException("enough"));
    ended(recorder, Status.Code.CANCELLED);
  }

  private void timeoutOnSleepingServer() throws Exception {
    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingOutputCallRequest> requests = async.withDeadlineAfter(1, TimeUnit.MILLISECONDS).fullDuplexCall(recorder);
    try {
      requests.onNext(StreamingOutputCallRequest.newBuilder().setPayload(payload(27182)).build());
    } catch (IllegalStateException tooLate) {
      // The deadline may come first.
    }
    ended(recorder, Status.Code.DEADLINE_EXCEEDED);
  }

  private void pickFirstUnary() {
    List<String> servers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      servers.add(blocking.unaryCall(SimpleRequest.newBuilder().setResponseSize(1).setFillServerId(true).build()).getServerId());
    }
    check(servers.stream().distinct().count() == 1, "answers came from " + servers);
  }

  private void halfDuplex() throws Exception {
    int[] sizes = {31415, 9, 2653, 58979};
    Recorder<StreamingOutputCallRequest, StreamingOutputCallResponse> recorder = new Recorder<>();
    StreamObserver<StreamingOutputCallRequest> requests = async.halfDuplexCall(recorder);
    for (int size : sizes) {
      requests.onNext(output(0, size));
    }
    requests.onCompleted();
    for (int size : sizes) {
      check(recorder.message().getPayload().getBody().size() == size, "size of a response");
    }
    ended(recorder, Status.Code.OK);
  }

  private void rpcSoak() {
    for (int i = 0; i < ITERATIONS; i++) {
      largeUnary();
    }
  }

  private void channelSoak() throws Exception {
    for (int i = 0; i < ITERATIONS; i++) {
      ManagedChannel fresh = open.call();
      new InteropClient(fresh, open).largeUnary();
      fresh.shutdownNow();
    }
  }

  private void longLivedChannel() throws Exception {
    for (int i = 0; i < ITERATIONS; i++) {
      Thread.sleep(10);
      largeUnary();
    }
  }

  private void concurrentLargeUnary() throws Exception {
    List<Recorder<SimpleRequest, SimpleResponse>> recorders = new ArrayList<>();
    for (int i = 0; i < ITERATIONS; i++) {
      Recorder<SimpleRequest, SimpleResponse> recorder = new Recorder<>();
      async.unaryCall(largeRequest().build(), recorder);
      recorders.add(recorder);
    }
    for (Recorder<SimpleRequest, SimpleResponse> recorder : recorders) {
      check(recorder.message().getPayload().getBody().size() == RESPONSE_SIZE, "size of the response");
      ended(recorder, Status.Code.OK);
    }
  }

  private static void echoed(Metadata headers, Metadata trailers) {
    check("test_initial_metadata_value".equals(headers.get(INITIAL)), "initial metadata: " + headers);
    byte[] bytes = trailers.get(TRAILING);
    check(bytes != null && bytes.length == 3 && bytes[0] == (byte) 0xab, "trailing metadata: " + trailers);
  }

  private static void sizes(Iterator<StreamingOutputCallResponse> responses, int[] expected) {
    for (int size : expected) {
      check(responses.next().getPayload().getBody().size() == size, "size of a response");
    }
    check(!responses.hasNext(), "a message after the last");
  }

  private static Status ended(Recorder<?, ?> recorder, Status.Code code) throws InterruptedException {
    Status status = recorder.status();
    check(status.getCode() == code, code + " was due, not " + status);
    return status;
  }

  private static Status fails(Status.Code code, Callable<?> call) {
    try {
      call.call();
    } catch (StatusRuntimeException error) {
      check(error.getStatus().getCode() == code, code + " was due, not " + error.getStatus());
      return error.getStatus();
    } catch (Exception error) {
      throw new AssertionError(error);
    }
    throw new AssertionError("the call did not fail");
  }

  private static SimpleRequest.Builder largeRequest() {
    return SimpleRequest.newBuilder().setResponseSize(RESPONSE_SIZE).setPayload(payload(REQUEST_SIZE));
  }

  private static StreamingOutputCallRequest output(int size, int answer) {
    return StreamingOutputCallRequest.newBuilder()
        .setPayload(payload(size))
        .addResponseParameters(ResponseParameters.newBuilder().setSize(answer))
        .build();
  }

  private static Payload payload(int size) {
    return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
  }

  private static BoolValue flag(boolean value) {
    return BoolValue.newBuilder().setValue(value).build();
  }

  private static void check(boolean condition, String text) {
    if (!condition) {
      throw new AssertionError(text);
    }
  }
}
