using Peregrine.Health;
using Peregrine.Reflection;
using Peregrine.Reflection.V1;
using Peregrine.Schema;

namespace Peregrine.Tests.Server;

public class ReflectionServiceTests
{
    [Fact]
    public async Task Rule_85_all_services_are_listed_those_without_a_descriptor_too()
    {
        ServerReflectionResponse response = await Ask(new ServerReflectionRequest { ListServices = "" });

        Assert.Equal(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "test.Service"],
            response.ListServicesResponse!.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("grpc.health.v1.Health")]
    [InlineData("grpc.health.v1.Health.Check")]
    [InlineData("grpc.health.v1.HealthCheckResponse")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus")]
    [InlineData(".grpc.health.v1.HealthCheckRequest")]
    public async Task Rule_85_the_file_of_a_symbol_is_found(string symbol)
    {
        ServerReflectionResponse response = await Ask(new ServerReflectionRequest { FileContainingSymbol = symbol });
        Assert.Equal(["grpc/health/v1/health.proto"], Names(response));
        Assert.Equal(symbol, response.OriginalRequest!.FileContainingSymbol);
    }

    [Fact]
    public async Task Rule_85_a_file_comes_with_all_that_it_imports()
    {
        FileDescriptor rpc = Peregrine.Rpc.StatusReflection.Descriptor;
        FileDescriptor file = FileDescriptor.FromProto(
            new FileDescriptorProto
            {
                Name = "my.proto",
                Package = "my",
                Syntax = "proto3",
                Dependency = { rpc.Name },
                Service = { new ServiceDescriptorProto { Name = "S" } },
            },
            rpc);
        ServerReflectionResponse response = await Ask(new ServerReflectionRequest { FileByFilename = "my.proto" }, new ReflectionService(file.Services[0]));

        Assert.Equal(["my.proto", "google/rpc/status.proto", "google/protobuf/any.proto"], Names(response));
    }

    [Fact]
    public async Task Rule_85_what_is_unknown_is_an_error_response_and_the_stream_goes_on()
    {
        await using GrpcServer server = Serve();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        ServerReflectionRequest[] unknown =
        [
            new() { FileByFilename = "none.proto" },
            new() { FileContainingSymbol = "no.Symbol" },
            new() { FileContainingExtension = new ExtensionRequest { ContainingType = "grpc.health.v1.HealthCheckRequest", ExtensionNumber = 5 } },
            new() { AllExtensionNumbersOfType = "no.Type" },
        ];
        foreach (ServerReflectionRequest request in unknown)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal((int)StatusCode.NotFound, call.ResponseStream.Current.ErrorResponse!.ErrorCode);
        }

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "grpc.health.v1.HealthCheckRequest" });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Empty(call.ResponseStream.Current.AllExtensionNumbersResponse!.ExtensionNumber);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Rule_85_the_alpha_version_answers_alike()
    {
        await using GrpcServer server = Serve();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        using AsyncDuplexStreamingCall<Reflection.V1Alpha.ServerReflectionRequest, Reflection.V1Alpha.ServerReflectionResponse> call =
            new Reflection.V1Alpha.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Reflection.V1Alpha.ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.Health" });
        Assert.True(await call.ResponseStream.MoveNext());

        Assert.Single(call.ResponseStream.Current.FileDescriptorResponse!.FileDescriptorProto);
    }

    [Fact]
    public async Task Descriptors_are_linked_when_reflection_is_asked_for_them_and_not_before()
    {
        int asked = 0;
        var service = new DescribedService(() =>
        {
            asked++;
            return Health.Health.Descriptor;
        });
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(service).AddReflection().Start();
        Assert.Equal(0, asked);

        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.Health" });
        Assert.True(await call.ResponseStream.MoveNext());

        Assert.Equal(["grpc/health/v1/health.proto"], Names(call.ResponseStream.Current));
        Assert.Equal(1, asked);
    }

    private sealed class DescribedService(Func<ServiceDescriptor> descriptor) : IGrpcService
    {
        public void Bind(ServiceBinder binder) => binder.AddDescriptor(descriptor);
    }

    private static GrpcServer Serve() => new GrpcServer("http://127.0.0.1:0")
        .Add(new HealthService()).AddUnary(TestMethods.Unary, (request, _) => Task.FromResult(request)).AddReflection().Start();

    private static async Task<ServerReflectionResponse> Ask(ServerReflectionRequest request, ReflectionService? service = null)
    {
        await using GrpcServer server = service is null ? Serve() : new GrpcServer("http://127.0.0.1:0").Add(service).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext());
        return call.ResponseStream.Current;
    }

    private static IEnumerable<string?> Names(ServerReflectionResponse response) =>
        response.FileDescriptorResponse!.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parse(bytes.ToByteArray()).Name);
}
