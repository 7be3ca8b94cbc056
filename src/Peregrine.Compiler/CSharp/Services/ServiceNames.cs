using System;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>
/// The C# names of a service and its parts: those that .NET gRPC users know. A name that C# forbids where it stands (a member called as its
/// class, a second member of the same signature) gets an underscore at its end.
/// </summary>
internal sealed class ServiceNames(ServiceDescriptor service, CSharpStyle style)
{
    private readonly string _namespace = CSharpNames.Namespace(service.File);

    /// <summary>The static class around everything.</summary>
    public string Holder => CSharpNames.Escape(service.Name);

    /// <summary>The abstract class that servers derive from.</summary>
    public string Base => service.Name + "Base";

    /// <summary>The stub.</summary>
    public string Client => service.Name + "Client";

    /// <summary>The constant with the service's full name.</summary>
    public string ServiceName => Within("ServiceName", service.Name);

    /// <summary>The property with the service's descriptor.</summary>
    public string Descriptor => Within("Descriptor", service.Name);

    /// <summary>The class with the method table.</summary>
    public string MethodTable => Within("Methods", service.Name);

    /// <summary>The method that makes a service definition.</summary>
    public string BindService => Within("BindService", service.Name);

    /// <summary>A method's entry in the method table.</summary>
    public string MethodField(MethodDescriptor method) => Within(method.Name, MethodTable);

    /// <summary>A method's handler in the class that servers derive from.</summary>
    public string Handler(MethodDescriptor method) => Within(method.Name, Base);

    /// <summary>A method's blocking or streaming form in the stub.</summary>
    public string Call(MethodDescriptor method) => Within(method.Name, Client);

    /// <summary>A unary method's asynchronous form in the stub.</summary>
    public string AsyncCall(MethodDescriptor method)
    {
        string name = method.Name + "Async";
        return service.Methods.Any(other => other.Name == name) ? name + "_" : Within(name, Client);
    }

    /// <summary>A message type: by its own name where nothing here can hide it, else in full.</summary>
    public string Type(MessageDescriptor message)
    {
        bool near = message.Parent is FileDescriptor && CSharpNames.Namespace(message.File) == _namespace;
        bool hidden = new[] { service.Name, Base, Client, MethodTable }.Contains(message.Name, StringComparer.Ordinal);
        return near && !hidden ? CSharpNames.Escape(message.Name) : CSharpNames.TypeName(message, style);
    }

    private static string Within(string name, string enclosingClass) => name == enclosingClass ? name + "_" : CSharpNames.Escape(name);
}
