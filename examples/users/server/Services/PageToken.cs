using System.Buffers.Binary;
using System.Buffers.Text;
using Users.Store;

namespace Users.Server.Services;

/// <summary>Where a page ended: the last id, and the filter it was made with. Callers get it as an opaque text and give it back.</summary>
internal readonly record struct PageToken(long After, AccountStatus? Status)
{
    private const byte Version = 1;

    /// <summary>Reads a token; false when it is none of ours.</summary>
    public static bool TryParse(string text, out PageToken token)
    {
        token = default;
        Span<byte> bytes = stackalloc byte[16];
        if (text.Length > 16 || !Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text, bytes) != 10 || bytes[0] != Version)
            return false;
        token = new PageToken(BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]), bytes[9] == 0 ? null : (AccountStatus)bytes[9]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[10];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], After);
        bytes[9] = (byte)(Status ?? 0);
        return Base64Url.EncodeToString(bytes);
    }
}
