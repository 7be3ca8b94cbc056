using System;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Writes what a service becomes in C#: its method table, the class that servers derive from, the stub that clients call.</summary>
internal sealed class ServiceGenerator
{
    /// <summary>
    /// The directive that files with services need. Names of the runtime are written <c>grpc::X</c>, which no message of the user's can hide.
    /// </summary>
    public const string Using = "using grpc = global::Peregrine;";

    private readonly ServiceDescriptor _service;
    private readonly CSharpOptions _options;
    private readonly ServiceNames _names;

    private ServiceGenerator(ServiceDescriptor service, CSharpOptions options)
    {
        _service = service;
        _options = options;
        _names = new ServiceNames(service, options.Style);
    }

    /// <summary>Writes the service's class, inside the namespace of its file. Nothing when no half is wanted.</summary>
    public static void Emit(CodeWriter w, ServiceDescriptor service, CSharpOptions options)
    {
        if (options.Services != GrpcServices.None)
            new ServiceGenerator(service, options).EmitHolder(w);
    }

    private void EmitHolder(CodeWriter w)
    {
        string access = _options.Access == CSharpAccess.Internal ? "internal" : "public";
        w.Emit($$"""
            {{XmlDocs.Summary(_service.Comments, $"The service <c>{_service.FullName}</c>.")}}
            {{Obsolete(_service.Options?.Deprecated)}}
            {{access}} static partial class {{_names.Holder}}
            {
                /// <summary>The name by which callers ask for the service.</summary>
                public const string {{_names.ServiceName}} = "{{_service.FullName}}";

                private const int Contract = grpc::RuntimeContract.V1;

                /// <summary>The service as its <c>.proto</c> declares it.</summary>
                public static global::Peregrine.Schema.ServiceDescriptor {{_names.Descriptor}} => {{CSharpNames.ReflectionType(_service.File)}}.Descriptor.Services[{{_service.Index}}];

                {{EmitMethodTable}}
                {{EmitServer}}
                {{EmitClient}}
            }
            """);
    }

    private void EmitMethodTable(CodeWriter w)
    {
        w.Emit($$"""
            /// <summary>The methods of the service.</summary>
            public static class {{_names.MethodTable}}
            {
                {{EmitMethods}}
            }
            """);
    }

    private void EmitMethods(CodeWriter w)
    {
        foreach (MethodDescriptor method in _service.Methods)
        {
            if (method.Index > 0)
                w.EmitLine();
            string request = _names.Type(method.InputType);
            string response = _names.Type(method.OutputType);
            w.Emit($$"""
                /// <summary>The method <c>/{{_service.FullName}}/{{method.Name}}</c>.</summary>
                public static readonly grpc::Method<{{request}}, {{response}}> {{_names.MethodField(method)}} = new(
                    grpc::MethodType.{{Kind(method)}}, {{_names.ServiceName}}, "{{method.Name}}", grpc::Marshallers.For<{{request}}>(), grpc::Marshallers.For<{{response}}>());
                """);
        }
    }

    private void EmitServer(CodeWriter w)
    {
        if ((_options.Services & GrpcServices.Server) == 0)
            return;
        w.EmitLine();
        ServerHalf.Emit(w, _service, _names);
    }

    private void EmitClient(CodeWriter w)
    {
        if ((_options.Services & GrpcServices.Client) == 0)
            return;
        w.EmitLine();
        ClientHalf.Emit(w, _service, _names);
    }

    /// <summary>The name of a method's kind, both in <c>MethodType</c> and in the verbs of the service binder.</summary>
    internal static string Kind(MethodDescriptor method) => (method.ClientStreaming, method.ServerStreaming) switch
    {
        (false, false) => "Unary",
        (true, false) => "ClientStreaming",
        (false, true) => "ServerStreaming",
        (true, true) => "DuplexStreaming",
    };

    internal static string Obsolete(bool? deprecated) => deprecated == true ? "[global::System.Obsolete]" : "";
}
