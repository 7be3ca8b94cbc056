using System;
using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>
/// The C# names of a service and its parts: those that .NET gRPC users know. A name that C# forbids where it stands (a member called as its
/// class, a second member of the same signature) gets an underscore at its end.
/// </summary>
internal sealed class ServiceNames(ServiceDescriptor service, CSharpStyle style)
{
    // Members that every class has, and those of the stub's base class: a field or a method of the name would hide them.
    private static readonly string[] s_objectMembers = ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];
    private static readonly string[] s_clientMembers = ["CallInvoker", "Configuration"];

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

    /// <summary>The method table, to be named from within the two halves.</summary>
    public string MethodTableReference => Visible(MethodTable) ? MethodTable : $"{HolderInFull}.{MethodTable}";

    /// <summary>The service's descriptor, to be named from within the two halves.</summary>
    public string DescriptorReference => $"{(Visible(service.Name) ? Holder : HolderInFull)}.{Descriptor}";

    /// <summary>A method's entry in the method table.</summary>
    public string MethodField(MethodDescriptor method) => Within(method.Name, MethodTable, s_objectMembers);

    /// <summary>A method's handler in the class that servers derive from.</summary>
    public string Handler(MethodDescriptor method) => Within(method.Name, Base);

    /// <summary>A method's blocking or streaming form in the stub.</summary>
    public string Call(MethodDescriptor method) => Within(method.Name, Client, s_clientMembers);

    /// <summary>A unary method's asynchronous form in the stub.</summary>
    public string AsyncCall(MethodDescriptor method)
    {
        string name = method.Name + "Async";
        return service.Methods.Any(other => other.Name == name) ? name + "_" : Within(name, Client);
    }

    /// <summary>The methods whose name something else has where one of their forms stands.</summary>
    public IEnumerable<NameChange> Changes()
    {
        foreach (MethodDescriptor method in service.Methods)
        {
            string[] forms = [MethodField(method), Handler(method), Call(method), AsyncCall(method)];
            string[] wanted = [method.Name, method.Name, method.Name, method.Name + "Async"];
            for (int i = 0; i < forms.Length; i++)
            {
                if (forms[i].TrimStart('@') != wanted[i])
                {
                    yield return new NameChange(method, wanted[i], forms[i]);
                    break;
                }
            }
        }
    }

    /// <summary>A message type: by its own name where nothing here can hide it, else in full.</summary>
    public string Type(MessageDescriptor message)
    {
        bool near = message.Parent is FileDescriptor && CSharpNames.Namespace(message.File) == _namespace;
        bool hidden = new[] { service.Name, Base, Client, MethodTable }.Contains(message.Name, StringComparer.Ordinal);
        return near && !hidden ? CSharpNames.Escape(message.Name) : CSharpNames.TypeName(message, style);
    }

    private string HolderInFull => _namespace.Length == 0 ? "global::" + Holder : $"global::{_namespace}.{Holder}";

    // A method of the service hides, within the two halves, what is called as it outside of them.
    private bool Visible(string name) => service.Methods.All(method => method.Name != name);

    private static string Within(string name, string enclosingClass, params string[] taken) =>
        name == enclosingClass || taken.Contains(name) ? name + "_" : CSharpNames.Escape(name);
}
