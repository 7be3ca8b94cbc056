using System.Buffers.Text;
using System.Text;
using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Client;

/// <summary>What a response's header blocks mean: pure functions over received blocks (rules 2, 3, 5, 10).</summary>
internal static class ResponseHead
{
    public static readonly CallEnd PlainSuccess = new(Status.FromPeer(StatusCode.OK, ""));

    // Memos that a connection keeps with a block it has seen before.
    private static readonly object s_plainHeaders = new();
    private static readonly object s_plainSuccess = new();
    private static readonly object s_other = new();

    /// <summary>Whether a block is the plainest there is: 200, gRPC, no compression, nothing of the application's.</summary>
    public static bool IsPlain(in HeaderBlock block)
    {
        if (block.Tail.Count > 0)
            return false;
        block.Prefix.Memo ??= CheckPlain(block) ? s_plainHeaders : s_other;
        return ReferenceEquals(block.Prefix.Memo, s_plainHeaders);
    }

    /// <summary>The HTTP status; 0 when it is missing or not a number.</summary>
    public static int HttpStatus(in HeaderBlock block) =>
        block.TryGet(":status"u8, out ReadOnlySpan<byte> text) && Utf8Parser.TryParse(text, out int status, out int used) && used == text.Length ? status : 0;

    /// <summary>Whether the content-type is one of gRPC's; a response without a body may lack it.</summary>
    public static bool IsGrpc(in HeaderBlock block) =>
        block.TryGet("content-type"u8, out ReadOnlySpan<byte> contentType) && GrpcContentType.Matches(contentType);

    /// <summary>Whether the block carries a status of gRPC's.</summary>
    public static bool HasGrpcStatus(in HeaderBlock block) => block.TryGet("grpc-status"u8, out _);

    /// <summary>What the block says ended the call.</summary>
    /// <param name="trailers">The last block of the response.</param>
    /// <param name="httpStatus">The HTTP status of the response, which counts when there is no grpc-status (rule 2).</param>
    /// <param name="text">What a response that is not gRPC had as its body (rule 5).</param>
    public static CallEnd ReadEnd(in HeaderBlock trailers, int httpStatus, string text)
    {
        if (trailers.Tail.Count == 0)
        {
            trailers.Prefix.Memo ??= CheckSuccess(trailers) ? s_plainSuccess : s_other;
            if (ReferenceEquals(trailers.Prefix.Memo, s_plainSuccess))
                return PlainSuccess;
        }
        Metadata? metadata = MetadataCodec.Read(trailers);
        if (!trailers.TryGet("grpc-status"u8, out ReadOnlySpan<byte> code))
            return new CallEnd(WithoutGrpcStatus(httpStatus, text), metadata);
        string detail = trailers.TryGet("grpc-message"u8, out ReadOnlySpan<byte> message) ? PercentEncoding.Decode(message) : "";
        return new CallEnd(Status.FromPeer(StatusMap.FromGrpcStatus(code), detail), metadata);
    }

    /// <summary>The status of a response that has no grpc-status: rule 2 by its HTTP status, rule 3 when that is 200.</summary>
    public static Status WithoutGrpcStatus(int httpStatus, string text)
    {
        string said = text.Length > 0 ? $": {text}" : "";
        return httpStatus == 200
            ? new Status(StatusCode.Unknown, $"the server sent no grpc-status{said}")
            : new Status(StatusMap.FromHttp(httpStatus), $"the server answered HTTP {httpStatus} without grpc-status{said}");
    }

    /// <summary>Bytes of a body that is not gRPC, for people.</summary>
    public static string ToText(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body).Trim();

    private static bool CheckPlain(in HeaderBlock block) =>
        HttpStatus(block) == 200 && IsGrpc(block) && !block.TryGet("grpc-encoding"u8, out _) && !HasApplicationFields(block);

    private static bool CheckSuccess(in HeaderBlock block) =>
        block.TryGet("grpc-status"u8, out ReadOnlySpan<byte> code) && code is [(byte)'0']
        && !block.TryGet("grpc-message"u8, out _) && !HasApplicationFields(block);

    private static bool HasApplicationFields(in HeaderBlock block)
    {
        foreach (HeaderField field in block)
        {
            if (MetadataCodec.IsApplication(field))
                return true;
        }
        return false;
    }
}
