namespace Peregrine.Protocols;

/// <summary>The content-type of gRPC: <c>application/grpc</c>, alone or followed by <c>+codec</c> or <c>;parameters</c>.</summary>
internal static class GrpcContentType
{
    /// <summary>What we send.</summary>
    public const string Value = "application/grpc";

    public static bool Matches(ReadOnlySpan<byte> contentType)
    {
        ReadOnlySpan<byte> prefix = "application/grpc"u8;
        if (contentType.Length < prefix.Length || !System.Text.Ascii.EqualsIgnoreCase(contentType[..prefix.Length], prefix))
            return false;
        return contentType.Length == prefix.Length || contentType[prefix.Length] is (byte)'+' or (byte)';';
    }
}
