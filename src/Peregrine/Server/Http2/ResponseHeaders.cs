using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Server;

/// <summary>The header blocks that never change, made once, so that each connection remembers their encoding.</summary>
internal static class ResponseHeaders
{
    private const int CodeCount = (int)StatusCode.Unauthenticated + 1;

    /// <summary>The response headers without compression.</summary>
    public static readonly HeaderList Head = HeaderList.Create((":status", "200"), ("content-type", GrpcContentType.Value));

    private static readonly HeaderList[] TrailersByCode = PerCode(static code => HeaderList.Create(("grpc-status", Text(code))));

    private static readonly HeaderList[] TrailersOnlyByCode = PerCode(static code => TrailersOnlyWith(200, code));

    /// <summary>The answer to a request whose headers are too large; <c>grpc-message</c> follows.</summary>
    public static readonly HeaderList RequestTooLarge = TrailersOnlyWith(431, (int)StatusCode.ResourceExhausted);

    /// <summary>The response headers with compression.</summary>
    public static HeaderList HeadWith(string encodingName) =>
        HeaderList.Create((":status", "200"), ("content-type", GrpcContentType.Value), ("grpc-encoding", encodingName));

    /// <summary>The constant part of trailers.</summary>
    public static HeaderList Trailers(StatusCode code) =>
        (uint)code < CodeCount ? TrailersByCode[(int)code] : HeaderList.Create(("grpc-status", Text((int)code)));

    /// <summary>The constant part of a response that is nothing but trailers.</summary>
    public static HeaderList TrailersOnly(int httpStatus, StatusCode code) =>
        httpStatus == 200 && (uint)code < CodeCount ? TrailersOnlyByCode[(int)code] : TrailersOnlyWith(httpStatus, (int)code);

    /// <summary>The part of trailers that varies; null when there is none.</summary>
    public static HeaderFields? Tail(in Status status, Metadata? trailers, string? acceptEncoding = null)
    {
        if (status.Detail.Length == 0 && trailers is not { Count: > 0 } && acceptEncoding is null)
            return null;
        var fields = new HeaderFields();
        if (status.StatusCode != StatusCode.OK && status.Detail.Length > 0)
            fields.Add("grpc-message", PercentEncoding.Encode(status.Detail));
        if (acceptEncoding is not null)
            fields.Add("grpc-accept-encoding", acceptEncoding);
        MetadataCodec.Write(trailers, fields);
        return fields;
    }

    private static HeaderList[] PerCode(Func<int, HeaderList> make)
    {
        var lists = new HeaderList[CodeCount];
        for (int code = 0; code < lists.Length; code++)
            lists[code] = make(code);
        return lists;
    }

    private static HeaderList TrailersOnlyWith(int httpStatus, int code) =>
        HeaderList.Create((":status", Text(httpStatus)), ("content-type", GrpcContentType.Value), ("grpc-status", Text(code)));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
