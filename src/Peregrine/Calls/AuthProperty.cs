using System.Text;

namespace Peregrine;

/// <summary>One fact about an authenticated peer.</summary>
public sealed class AuthProperty
{
    private readonly byte[] _value;

    private AuthProperty(string name, byte[] value)
    {
        Name = name;
        _value = value;
    }

    /// <summary>What the fact is about, such as <c>x509_common_name</c>.</summary>
    public string Name { get; }

    /// <summary>The fact as text.</summary>
    public string Value => Encoding.UTF8.GetString(_value);

    /// <summary>The fact as bytes; a copy.</summary>
    public byte[] ValueBytes => _value.AsSpan().ToArray();

    /// <summary>Creates a property.</summary>
    public static AuthProperty Create(string name, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return new AuthProperty(name, value.AsSpan().ToArray());
    }
}
