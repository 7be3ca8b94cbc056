namespace Peregrine;

/// <summary>A method of a service, without its message types.</summary>
public interface IMethod
{
    /// <summary>Which sides stream.</summary>
    MethodType Type { get; }

    /// <summary>The full name of the service, such as <c>greet.Greeter</c>.</summary>
    string ServiceName { get; }

    /// <summary>The name of the method in its service, such as <c>SayHello</c>.</summary>
    string Name { get; }

    /// <summary>The path on the wire, such as <c>/greet.Greeter/SayHello</c>.</summary>
    string FullName { get; }
}
