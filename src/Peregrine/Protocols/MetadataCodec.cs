using System.Text;
using Peregrine.Http2;

namespace Peregrine.Protocols;

/// <summary>Metadata to header fields and back.</summary>
internal static class MetadataCodec
{
    /// <summary>Whether a received field is the application's to see.</summary>
    public static bool IsApplication(in HeaderField field) => !MetadataKey.IsReserved(field.Name);

    /// <summary>The application's fields of a block; null when it has none. Read-only.</summary>
    public static Metadata? Read(in HeaderBlock block)
    {
        Metadata? metadata = null;
        foreach (HeaderField field in block)
            Append(ref metadata, field);
        return metadata?.Freeze();
    }

    /// <summary>The application's fields of a list; null when it has none. Read-only.</summary>
    public static Metadata? Read(HeaderList list)
    {
        Metadata? metadata = null;
        for (int i = 0; i < list.Count; i++)
            Append(ref metadata, list[i]);
        return metadata?.Freeze();
    }

    /// <summary>Adds the entries as fields. Reserved names are left out: the protocol sets those itself.</summary>
    public static void Write(Metadata? metadata, HeaderFields fields)
    {
        if (metadata is null)
            return;
        for (int i = 0; i < metadata.Count; i++)
        {
            Metadata.Entry entry = metadata[i];
            if (MetadataKey.IsReserved(entry.Key))
                continue;
            if (entry.IsBinary)
                WriteBinary(entry, fields);
            else
                // RFC 9113 §8.2.1: a value with space at either end is malformed, and would end the call. PROTOCOL-HTTP2, "Requests": it may be stripped.
                fields.Add(entry.Key, entry.Value.Trim(' '));
        }
    }

    private static void Append(ref Metadata? metadata, in HeaderField field)
    {
        if (IsApplication(field))
            Append(metadata ??= [], field);
    }

    /// <summary>Adds a field of the application's as an entry.</summary>
    public static void Append(Metadata metadata, in HeaderField field)
    {
        string key = Encoding.Latin1.GetString(field.Name);
        if (MetadataKey.IsBinary(key))
            AppendBinary(metadata, key, field.Value);
        else
            metadata.Add(Metadata.Entry.Received(key, Encoding.Latin1.GetString(field.Value)));
    }

    // Rule 66: intermediaries may join repeated headers with commas, and base64 has no comma: split first, then decode.
    // Rule 67: what does not decode is left out, the call goes on.
    private static void AppendBinary(Metadata metadata, string key, ReadOnlySpan<byte> joined)
    {
        foreach (Range part in joined.Split((byte)','))
            if (BinaryValue.TryDecode(joined[part], out byte[]? value))
                metadata.Add(Metadata.Entry.Received(key, value));
    }

    private static void WriteBinary(Metadata.Entry entry, HeaderFields fields)
    {
        Span<byte> name = entry.Key.Length <= 128 ? stackalloc byte[128] : new byte[entry.Key.Length];
        name = name[..Encoding.Latin1.GetBytes(entry.Key, name)];
        BinaryValue.Encode(entry.Bytes, fields.Add(name, BinaryValue.EncodedLength(entry.Bytes.Length)));
    }
}
