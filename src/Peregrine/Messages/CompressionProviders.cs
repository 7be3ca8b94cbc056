using System.Text;

namespace Peregrine.Messages;

/// <summary>The compressions that one server or channel knows. Immutable.</summary>
internal sealed class CompressionProviders
{
    private readonly (byte[] Name, ICompressionProvider Provider)[] _providers;

    public CompressionProviders(IEnumerable<ICompressionProvider> providers)
    {
        var known = new List<(byte[] Name, ICompressionProvider Provider)>();
        List<string> accepted = ["identity"];
        foreach (ICompressionProvider provider in providers)
        {
            known.Add((Encoding.ASCII.GetBytes(provider.EncodingName), provider));
            accepted.Add(provider.EncodingName);
        }

        _providers = [.. known];
        AcceptEncoding = string.Join(',', accepted);
    }

    /// <summary>gzip, deflate and brotli.</summary>
    public static CompressionProviders Default { get; } =
        new([new GzipCompressionProvider(), new DeflateCompressionProvider(), new BrotliCompressionProvider()]);

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public string AcceptEncoding { get; }

    /// <summary>The provider of a name; null when it is not known. "identity" has none.</summary>
    public ICompressionProvider? Find(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] known, ICompressionProvider provider) in _providers)
            if (name.SequenceEqual(known))
                return provider;
        return null;
    }

    /// <summary>The provider of a name; null when it is not known.</summary>
    public ICompressionProvider? Find(string name) => Find(Encoding.ASCII.GetBytes(name));

    /// <summary>Whether a peer's <c>grpc-accept-encoding</c> names an encoding: a comma list, spaces allowed (rule 65).</summary>
    public static bool Accepts(ReadOnlySpan<byte> acceptEncoding, string name)
    {
        foreach (Range part in acceptEncoding.Split((byte)','))
            if (Ascii.Equals(acceptEncoding[part].Trim((byte)' '), name))
                return true;
        return false;
    }
}
