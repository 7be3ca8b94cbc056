using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Peregrine.Bench.Servers;

/// <summary>The bench service on ASP.NET Core alone: no routing, no gRPC library, the same bytes.</summary>
internal static class KestrelServer
{
    public static async Task<(int Port, IAsyncDisposable Server)> StartAsync(ServerSettings settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = settings.MaxStreams;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, settings.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (settings.Tls) listen.UseHttps(BenchCertificate.Make());
            });
        });
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        var misbehaviour = new Misbehaviour(settings.BlockPermille, settings.BlockMilliseconds);
        app.Run(context => AnswerAsync(context, misbehaviour));
        await app.StartAsync();
        return (new Uri(app.Urls.First()).Port, app);
    }

    private static async Task AnswerAsync(HttpContext context, Misbehaviour misbehaviour)
    {
        context.Response.ContentType = "application/grpc";
        switch (context.Request.Path.Value)
        {
            case GrpcFrame.Unary:
                int size = (await ReadAsync(context.Request.BodyReader) ?? throw new InvalidDataException("no request")).First;
                misbehaviour.Act();
                Write(context, GrpcFrame.SimpleResponse(size));
                break;
            case GrpcFrame.Streaming:
                while (await ReadAsync(context.Request.BodyReader) is { } request)
                {
                    Write(context, GrpcFrame.SimpleResponse(request.First));
                    await context.Response.BodyWriter.FlushAsync();
                }

                break;
            case GrpcFrame.ServerStream:
                (int count, int each) = await ReadAsync(context.Request.BodyReader) ?? throw new InvalidDataException("no request");
                for (int i = 0; i < count; i++)
                {
                    Write(context, GrpcFrame.SimpleResponse(each));
                    await context.Response.BodyWriter.FlushAsync();
                }

                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static void Write(HttpContext context, byte[] framed) => context.Response.BodyWriter.Write(framed);

    private static async ValueTask<(int First, int Second)?> ReadAsync(PipeReader body)
    {
        while (true)
        {
            ReadResult read = await body.ReadAsync();
            if (TryTake(read.Buffer, out (int, int) request, out SequencePosition used))
            {
                body.AdvanceTo(used);
                return request;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    private static bool TryTake(in ReadOnlySequence<byte> buffer, out (int First, int Second) request, out SequencePosition used)
    {
        request = default;
        used = buffer.Start;
        if (buffer.Length < GrpcFrame.Prefix) return false;
        Span<byte> prefix = stackalloc byte[GrpcFrame.Prefix];
        buffer.Slice(0, GrpcFrame.Prefix).CopyTo(prefix);
        int length = GrpcFrame.Length(prefix);
        if (buffer.Length < GrpcFrame.Prefix + length) return false;
        ReadOnlySequence<byte> message = buffer.Slice(GrpcFrame.Prefix, length);
        request = GrpcFrame.Read(message.IsSingleSegment ? message.FirstSpan : message.ToArray());
        used = message.End;
        return true;
    }
}
