using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes the class that servers derive from. A method that is not overridden answers UNIMPLEMENTED.</summary>
internal static class ServerHalf
{
    private const string Task = "global::System.Threading.Tasks.Task";

    public static void Emit(CodeWriter w, ServiceDescriptor service, ServiceNames names)
    {
        w.Emit($$"""
            /// <summary>Derive from it to serve <c>{{service.FullName}}</c>. A method that is not overridden answers UNIMPLEMENTED.</summary>
            {{ServiceGenerator.Obsolete(service.Options?.Deprecated)}}
            public abstract partial class {{names.Base}} : grpc::IGrpcService
            {
                {{EmitHandlers}}
                void grpc::IGrpcService.Bind(grpc::ServiceBinder binder)
                {
                    binder.AddDescriptor(static () => {{names.DescriptorReference}});
                    {{EmitBindings}}
                }
            }

            /// <summary>The methods of a service with their handlers, to be added to a server.</summary>
            public static grpc::ServerServiceDefinition {{names.BindService}}({{names.Base}} service) => grpc::ServerServiceDefinition.For(service);
            """);

        void EmitHandlers(CodeWriter w)
        {
            foreach (MethodDescriptor method in service.Methods)
                EmitHandler(w, method, names);
        }

        void EmitBindings(CodeWriter w)
        {
            foreach (MethodDescriptor method in service.Methods)
                w.Emit($"binder.Add{ServiceGenerator.Kind(method)}({names.MethodTableReference}.{names.MethodField(method)}, {names.Handler(method)});");
        }
    }

    private static void EmitHandler(CodeWriter w, MethodDescriptor method, ServiceNames names)
    {
        w.Emit($$"""
            {{XmlDocs.Summary(method.Comments, $"Handles <c>{method.Name}</c>.")}}
            {{ServiceGenerator.Obsolete(method.Options?.Deprecated)}}
            public virtual {{ReturnType(method, names)}} {{names.Handler(method)}}({{Parameters(method, names)}}, grpc::ServerCallContext context) =>
                throw new grpc::RpcException(new grpc::Status(grpc::StatusCode.Unimplemented, "/{{method.Service.FullName}}/{{method.Name}} is not implemented"));

            """);
    }

    private static string ReturnType(MethodDescriptor method, ServiceNames names) =>
        method.ServerStreaming ? Task : $"{Task}<{names.Type(method.OutputType)}>";

    private static string Parameters(MethodDescriptor method, ServiceNames names)
    {
        string request = names.Type(method.InputType);
        string requests = method.ClientStreaming ? $"grpc::IAsyncStreamReader<{request}> requestStream" : $"{request} request";
        return method.ServerStreaming ? $"{requests}, grpc::IServerStreamWriter<{names.Type(method.OutputType)}> responseStream" : requests;
    }
}
