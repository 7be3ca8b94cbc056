namespace Peregrine.Http2.Transport;

/// <summary>The file of a Unix domain socket that we made. It is removed at the end only while it is still that one: a server that took the path over keeps its own.</summary>
internal sealed class SocketFile(string path)
{
    private readonly FileIdentity? _identity = FileIdentity.Of(path);

    public string Path => path;

    /// <summary>Whether a path is that of a socket. Where the operating system is not asked, an empty file is taken for one.</summary>
    public static bool IsSocket(string path) => FileIdentity.Of(path) is { } identity ? identity.IsSocket : File.Exists(path) && new FileInfo(path).Length == 0;

    public void Remove()
    {
        if (FileIdentity.Of(path) != _identity) return;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays as after a crash: the next server finds that nobody listens there, and replaces it.
        }
    }
}
