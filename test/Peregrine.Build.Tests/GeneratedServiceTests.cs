using Microsoft.CodeAnalysis;
using Peregrine.Build.Tests.Driver;

namespace Peregrine.Build.Tests;

public sealed class GeneratedServiceTests
{
    [Fact]
    public void The_four_kinds_of_method_have_the_shapes_that_gRPC_users_know()
    {
        const string Use = """
            using System.Threading;
            using System.Threading.Tasks;
            using Greet;
            using Peregrine;

            public sealed class Service : Greeter.GreeterBase
            {
                public override Task<Reply> One(Request request, ServerCallContext context) => Task.FromResult(new Reply());
                public override Task Down(Request request, IServerStreamWriter<Reply> responseStream, ServerCallContext context) => responseStream.WriteAsync(new Reply());
                public override Task<Reply> Up(IAsyncStreamReader<Request> requestStream, ServerCallContext context) => Task.FromResult(new Reply());
                public override Task Both(IAsyncStreamReader<Request> requestStream, IServerStreamWriter<Reply> responseStream, ServerCallContext context) => Task.CompletedTask;
            }

            public sealed class Double : Greeter.GreeterClient
            {
                public override Reply One(Request request, CallOptions options) => new();
            }

            public static class Caller
            {
                public static async Task Call(GrpcChannel channel, CallInvoker invoker, Metadata headers, CancellationToken token)
                {
                    var client = new Greeter.GreeterClient(channel);
                    Reply reply = client.One(new Request());
                    reply = client.One(new Request(), new CallOptions(headers));
                    reply = await client.OneAsync(new Request(), headers, System.DateTime.UtcNow, token);
                    using AsyncUnaryCall<Reply> one = client.OneAsync(new Request(), new CallOptions());
                    using AsyncServerStreamingCall<Reply> down = client.Down(new Request(), cancellationToken: token);
                    using AsyncClientStreamingCall<Request, Reply> up = client.Up(deadline: System.DateTime.UtcNow);
                    using AsyncDuplexStreamingCall<Request, Reply> both = new Greeter.GreeterClient(invoker).Both(headers);
                    ServerServiceDefinition definition = Greeter.BindService(new Service());
                    string name = Greeter.ServiceName + Greeter.Descriptor.FullName + Greeter.Methods.One.FullName;
                }
            }
            """;

        Assert.Empty(Complaints("greet.proto", """
            syntax = "proto3";
            package greet;
            message Request {}
            message Reply {}
            // Greets.
            service Greeter {
              rpc One(Request) returns (Reply);
              rpc Down(Request) returns (stream Reply);
              rpc Up(stream Request) returns (Reply);
              rpc Both(stream Request) returns (stream Reply);
            }
            """, Use));
    }

    [Theory]
    [InlineData("a method called as its class", "service S { rpc SClient(M) returns (M); rpc SBase(M) returns (M); rpc Methods(M) returns (M); rpc S(M) returns (M); }")]
    [InlineData("a service called as its parts", "service Methods { rpc A(M) returns (M); } service Descriptor { rpc A(M) returns (M); } service ServiceName { rpc A(M) returns (M); } service BindService { rpc A(M) returns (M); }")]
    [InlineData("two methods whose stubs would be called alike", "service S { rpc Say(M) returns (M); rpc SayAsync(M) returns (M); }")]
    [InlineData("keywords and members of object", "service lock { rpc event(M) returns (M); rpc ToString(M) returns (M); rpc GetHashCode(M) returns (M); rpc Equals(M) returns (M); rpc GetType(stream M) returns (stream M); }")]
    [InlineData("members of the stub's own class", "service S { rpc WithHost(M) returns (M); rpc NewInstance(M) returns (M); rpc CallInvoker(M) returns (M); rpc Bind(M) returns (M); }")]
    [InlineData("messages called as types of the runtime", "message Task {} message Status {} message Metadata {} message CallOptions {} message ServerCallContext {} service S { rpc A(Task) returns (Status); rpc B(Metadata) returns (stream CallOptions); rpc C(stream ServerCallContext) returns (M); }")]
    [InlineData("messages called as parts of the service", "message SClient {} message SBase {} service S { rpc A(SClient) returns (SBase); }")]
    [InlineData("deprecated", "service S { option deprecated = true; rpc A(M) returns (M) { option deprecated = true; } rpc B(stream M) returns (M); }")]
    [InlineData("comments that are no XML", "// Less < more & \"quotes\" */ ///\n//\n// A second paragraph.\nservice S {\n  // <summary>&\n  rpc A(M) returns (M); // trailing\n}")]
    [InlineData("nested and well-known messages", "import \"google/protobuf/empty.proto\"; message O { message I { message J {} } } service S { rpc A(O.I) returns (O.I.J); rpc B(google.protobuf.Empty) returns (stream google.protobuf.Empty); }")]
    public void Generated_code_compiles_without_a_warning_for(string what, string declarations)
    {
        Assert.NotEmpty(what);
        string imports = declarations.StartsWith("import", StringComparison.Ordinal) ? declarations[..(declarations.IndexOf(';', StringComparison.Ordinal) + 1)] : "";
        string text = $"syntax = \"proto3\"; package p; {imports} message M {{}} {declarations[imports.Length..]}";

        Assert.Empty(Complaints("x.proto", text, ""));
        Assert.Empty(Complaints("x.proto", text, "", "GoogleProtobuf"));
    }

    [Fact]
    public void A_service_without_a_package_and_with_a_namespace_of_its_own_compiles() =>
        Assert.Empty(Complaints("x.proto", "syntax = \"proto3\"; option csharp_namespace = \"My.Own\"; message M {} service S { rpc A(M) returns (M); }", "class C : My.Own.S.SBase;"));

    private static IEnumerable<string> Complaints(string path, string text, string use, string style = "Peregrine")
    {
        GeneratorRunResult result = new ProtoProject().WithProperty("PeregrineStyle", style).With(path, text).Run();
        Assert.Null(result.Exception);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity > DiagnosticSeverity.Info);
        return GeneratedCode.Complaints(result, use);
    }
}
