using Peregrine.Protobuf;
using Peregrine.Reflection.V1;
using Peregrine.Schema;

namespace Peregrine.Reflection;

/// <summary>
/// The reflection service, versions v1 and v1alpha: tells tools what a server serves. <see cref="GrpcServer.AddReflection"/> adds it for
/// everything that its server has.
/// </summary>
public sealed class ReflectionService : IGrpcService
{
    // Both versions have the same bytes.
    private static readonly Method<ServerReflectionRequest, ServerReflectionResponse> AlphaMethod = new(
        MethodType.DuplexStreaming, V1Alpha.ServerReflection.ServiceName, "ServerReflectionInfo",
        Marshallers.For<ServerReflectionRequest>(), Marshallers.For<ServerReflectionResponse>());

    private readonly Func<IEnumerable<string>> _names;
    private readonly Lazy<ReflectionIndex> _index;

    /// <summary>Tells of these services.</summary>
    public ReflectionService(params IReadOnlyList<ServiceDescriptor> services)
        : this(() => services.Select(service => service.FullName), () => services)
    {
    }

    /// <param name="names">The names of all services, asked at each call.</param>
    /// <param name="services">Those of which the descriptor is known, asked at the first call.</param>
    internal ReflectionService(Func<IEnumerable<string>> names, Func<IEnumerable<ServiceDescriptor>> services)
    {
        _names = names;
        _index = new Lazy<ReflectionIndex>(() => new ReflectionIndex(services()));
    }

    /// <inheritdoc/>
    public void Bind(ServiceBinder binder)
    {
        binder.AddDescriptor(static () => ServerReflection.Descriptor);
        binder.AddDescriptor(static () => V1Alpha.ServerReflection.Descriptor);
        binder.AddDuplexStreaming(ServerReflection.Methods.ServerReflectionInfo, AnswerAll);
        binder.AddDuplexStreaming(AlphaMethod, AnswerAll);
    }

    private async Task AnswerAll(
        IAsyncStreamReader<ServerReflectionRequest> requests, IServerStreamWriter<ServerReflectionResponse> responses, ServerCallContext context)
    {
        while (await requests.MoveNext(context.CancellationToken).ConfigureAwait(false))
            await responses.WriteAsync(Answer(requests.Current)).ConfigureAwait(false);
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AnswerFile(response, _index.Value.FindFile(request.FileByFilename!), $"file '{request.FileByFilename}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AnswerFile(response, _index.Value.FindSymbol(request.FileContainingSymbol!), $"symbol '{request.FileContainingSymbol}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                ExtensionRequest extension = request.FileContainingExtension!;
                AnswerFile(
                    response,
                    _index.Value.FindExtension(extension.ContainingType, extension.ExtensionNumber),
                    $"extension {extension.ExtensionNumber} of '{extension.ContainingType}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                AnswerNumbers(response, request.AllExtensionNumbersOfType!);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                foreach (string name in _names().Distinct().Order(StringComparer.Ordinal))
                    response.ListServicesResponse.Service.Add(new ServiceResponse { Name = name });
                break;
            default:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "the request asks for nothing");
                break;
        }

        return response;
    }

    // Rule 85: what is not known is an answer, not the end of the stream; a file comes with all that it imports.
    private static void AnswerFile(ServerReflectionResponse response, FileDescriptor? file, string what)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, $"{what} is not known");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        foreach (FileDescriptor each in ReflectionIndex.WithImports(file))
            response.FileDescriptorResponse.FileDescriptorProto.Add(ByteString.CopyFrom(each.Proto.ToBytes()));
    }

    private void AnswerNumbers(ServerReflectionResponse response, string type)
    {
        if (_index.Value.FindExtensionNumbers(type) is not { } numbers)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, $"type '{type}' is not known");
            return;
        }

        response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type };
        response.AllExtensionNumbersResponse.ExtensionNumber.AddRange(numbers);
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
