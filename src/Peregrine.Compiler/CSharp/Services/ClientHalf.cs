using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes the stub: one line a method over the call invoker, in the two forms that .NET gRPC users know.</summary>
internal static class ClientHalf
{
    private const string Trimmings =
        "grpc::Metadata? headers = null, global::System.DateTime? deadline = null, global::System.Threading.CancellationToken cancellationToken = default";

    public static void Emit(CodeWriter w, ServiceDescriptor service, ServiceNames names)
    {
        w.Emit($$"""
            /// <summary>Calls <c>{{service.FullName}}</c>. Any thread may use it, and one is enough for a channel.</summary>
            {{ServiceGenerator.Obsolete(service.Options?.Deprecated)}}
            public partial class {{names.Client}} : grpc::ClientBase<{{names.Client}}>
            {
                /// <summary>Creates a stub that calls over a channel.</summary>
                public {{names.Client}}(grpc::ChannelBase channel)
                    : base(channel)
                {
                }

                /// <summary>Creates a stub that calls through an invoker, which may intercept.</summary>
                public {{names.Client}}(grpc::CallInvoker callInvoker)
                    : base(callInvoker)
                {
                }

                /// <summary>For test doubles that override the calls.</summary>
                protected {{names.Client}}()
                {
                }

                /// <summary>For <c>WithHost</c>: creates a stub from a configuration.</summary>
                protected {{names.Client}}(grpc::ClientBase.ClientBaseConfiguration configuration)
                    : base(configuration)
                {
                }
                {{EmitCalls}}

                /// <inheritdoc />
                protected override {{names.Client}} NewInstance(grpc::ClientBase.ClientBaseConfiguration configuration) => new(configuration);
            }
            """);

        void EmitCalls(CodeWriter w)
        {
            foreach (MethodDescriptor method in service.Methods)
                EmitMethod(w, method, names);
        }
    }

    private static void EmitMethod(CodeWriter w, MethodDescriptor method, ServiceNames names)
    {
        string request = names.Type(method.InputType);
        string response = names.Type(method.OutputType);
        string call = names.Call(method);
        switch (method.ClientStreaming, method.ServerStreaming)
        {
            case (false, false):
                EmitCall(w, method, names, response, call, request, "BlockingUnaryCall");
                EmitCall(w, method, names, $"grpc::AsyncUnaryCall<{response}>", names.AsyncCall(method), request, "AsyncUnaryCall");
                break;
            case (false, true):
                EmitCall(w, method, names, $"grpc::AsyncServerStreamingCall<{response}>", call, request, "AsyncServerStreamingCall");
                break;
            case (true, false):
                EmitCall(w, method, names, $"grpc::AsyncClientStreamingCall<{request}, {response}>", call, null, "AsyncClientStreamingCall");
                break;
            case (true, true):
                EmitCall(w, method, names, $"grpc::AsyncDuplexStreamingCall<{request}, {response}>", call, null, "AsyncDuplexStreamingCall");
                break;
        }
    }

    private static void EmitCall(CodeWriter w, MethodDescriptor method, ServiceNames names, string returns, string name, string? request, string invoke)
    {
        string parameter = request is null ? "" : request + " request, ";
        string argument = request is null ? "" : "request, ";
        string last = request is null ? "" : ", request";
        string docs = XmlDocs.Summary(method.Comments, $"Calls <c>{method.Name}</c>.");
        string obsolete = ServiceGenerator.Obsolete(method.Options?.Deprecated);
        w.Emit($$"""

            {{docs}}
            {{obsolete}}
            public virtual {{returns}} {{name}}({{parameter}}{{Trimmings}}) =>
                {{name}}({{argument}}new grpc::CallOptions(headers, deadline, cancellationToken));

            {{docs}}
            {{obsolete}}
            public virtual {{returns}} {{name}}({{parameter}}grpc::CallOptions options) =>
                CallInvoker.{{invoke}}({{names.MethodTableReference}}.{{names.MethodField(method)}}, null, options{{last}});
            """);
    }
}
