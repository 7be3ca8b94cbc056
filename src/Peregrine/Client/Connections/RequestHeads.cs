using System.Collections.Concurrent;
using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Client;

/// <summary>
/// The header fields of requests that do not vary from call to call, one list a method: each connection remembers the encoding of a list that it has
/// sent before. Any thread.
/// </summary>
internal sealed class RequestHeads(string scheme, string authority, string acceptEncoding)
{
    // Authorities and encodings given by calls could be without end; what does not fit is made anew each time.
    private const int MaxLists = 1024;

    private static readonly string s_userAgent =
        $"grpc-csharp-peregrine/{typeof(RequestHeads).Assembly.GetName().Version?.ToString(3)}";

    private readonly ConcurrentDictionary<(string Path, string? Authority, string? Encoding), HeaderList> _lists = new();

    // The list that was used last, found without hashing by a program that calls one method over and over.
    private Plain? _last;

    public HeaderList For(in CallHead head)
    {
        if (head.Authority is null && head.Encoding is null)
        {
            Plain? last = _last;
            if (last is not null && ReferenceEquals(last.Path, head.Path))
                return last.List;
            HeaderList found = Find((head.Path, null, null));
            _last = new Plain(head.Path, found);
            return found;
        }
        return Find((head.Path, head.Authority, head.Encoding));
    }

    private HeaderList Find((string Path, string? Authority, string? Encoding) key)
    {
        if (_lists.TryGetValue(key, out HeaderList? list))
            return list;
        list = Build(key.Path, key.Authority ?? authority, key.Encoding);
        return _lists.Count < MaxLists ? _lists.GetOrAdd(key, list) : list;
    }

    private HeaderList Build(string path, string callAuthority, string? encoding)
    {
        var fields = new HeaderFields();
        fields.Add(":method", "POST", HeaderIndexing.Index);
        fields.Add(":scheme", scheme, HeaderIndexing.Index);
        fields.Add(":path", path, HeaderIndexing.Index);
        fields.Add(":authority", callAuthority, HeaderIndexing.Index);
        fields.Add("te", "trailers", HeaderIndexing.Index);
        fields.Add("content-type", GrpcContentType.Value, HeaderIndexing.Index);
        fields.Add("user-agent", s_userAgent, HeaderIndexing.Index);
        fields.Add("grpc-accept-encoding", acceptEncoding, HeaderIndexing.Index);
        if (encoding is not null)
            fields.Add("grpc-encoding", encoding, HeaderIndexing.Index);
        return fields.ToList();
    }

    private sealed record Plain(string Path, HeaderList List);
}
