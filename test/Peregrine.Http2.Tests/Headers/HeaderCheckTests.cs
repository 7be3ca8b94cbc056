using System.Text;
using Peregrine.Http2.Headers;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Headers;

[Spec("RFC9113 §8.2, §8.3")]
public sealed class HeaderCheckTests
{
    private const string Request = ":method=POST\n:scheme=http\n:path=/a\n";

    [Theory]
    [InlineData(Request)]
    [InlineData(Request + ":authority=a\nte=trailers\ncontent-length=5\ncontent-length=5")]
    [InlineData(":method=CONNECT\n:authority=a:1")]
    [InlineData(Request + "x=\ny=a b\tc")]
    [InlineData(Request + "x-utf8=\u00e9")]
    public void A_well_formed_request_is_taken(string fields) => Assert.Null(Check(HeaderBlockKind.Request, fields));

    [Theory]
    [InlineData(":scheme=http\n:path=/a", "without :method")]
    [InlineData(":method=GET\n:path=/a", "without :method, :scheme or :path")]
    [InlineData(":method=GET\n:scheme=http", "without :method, :scheme or :path")]
    [InlineData(":method=GET\n:scheme=http\n:path=", "empty :path")]
    [InlineData(":method=\n:scheme=http\n:path=/", "empty :method")]
    [InlineData(":method=GET\n" + Request, "twice")]
    [InlineData("a=b\n" + Request, "after a regular field")]
    [InlineData(Request + ":status=200", "unknown or out of place")]
    [InlineData(Request + ":protocol=websocket", "unknown or out of place")]
    [InlineData(Request + "Upper=1", "not allowed")]
    [InlineData(Request + "a b=1", "not allowed")]
    [InlineData(Request + "a:b=1", "not allowed")]
    [InlineData(Request + "a\u007f=1", "not allowed")]
    [InlineData(Request + "=1", "without a name")]
    [InlineData(Request + "a=1\r", "NUL, CR or LF")]
    [InlineData(Request + "a=1\0", "NUL, CR or LF")]
    [InlineData(Request + "a= 1", "space or tab")]
    [InlineData(Request + "a=1\t", "space or tab")]
    [InlineData(Request + "connection=close", "connection-specific")]
    [InlineData(Request + "keep-alive=1", "connection-specific")]
    [InlineData(Request + "proxy-connection=1", "connection-specific")]
    [InlineData(Request + "transfer-encoding=chunked", "connection-specific")]
    [InlineData(Request + "upgrade=h2c", "connection-specific")]
    [InlineData(Request + "te=gzip", "te field")]
    [InlineData(Request + "te=trailers, gzip", "te field")]
    [InlineData(Request + "content-length=1\ncontent-length=2", "content-length")]
    [InlineData(Request + "content-length=+1", "content-length")]
    [InlineData(Request + "content-length=", "content-length")]
    [InlineData(Request + "content-length=99999999999999999999", "content-length")]
    [InlineData(":method=CONNECT\n:authority=a\n:path=/", "CONNECT")]
    [InlineData(":method=CONNECT", "CONNECT")]
    public void A_malformed_request_says_why(string fields, string why) => Assert.Contains(why, Check(HeaderBlockKind.Request, fields), StringComparison.Ordinal);

    [Theory]
    [InlineData(":status=200", null)]
    [InlineData(":status=100", null)]
    [InlineData("", "without :status")]
    [InlineData(":status=20", "three-digit")]
    [InlineData(":status=2000", "three-digit")]
    [InlineData(":status=2x0", "three-digit")]
    [InlineData(":status=099", "three-digit")]
    [InlineData(":status=101", "101")]
    [InlineData(":status=200\n:status=200", "twice")]
    [InlineData(":status=200\n:path=/", "out of place")]
    public void A_response_has_one_status(string fields, string? why) => Expect(why, Check(HeaderBlockKind.Response, fields));

    [Theory]
    [InlineData("grpc-status=0", null)]
    [InlineData("", null)]
    [InlineData(":status=200", "pseudo-header in trailers")]
    [InlineData("Grpc-Status=0", "not allowed")]
    public void Trailers_have_no_pseudo_headers(string fields, string? why) => Expect(why, Check(HeaderBlockKind.Trailers, fields));

    private static void Expect(string? why, string? found)
    {
        if (why is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(why, found, StringComparison.Ordinal);
        }
    }

    private static string? Check(HeaderBlockKind kind, string fields)
    {
        var check = new HeaderCheck(kind);
        foreach (string line in fields.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (check.Add(new HeaderField(Encoding.UTF8.GetBytes(line[..at]), Encoding.UTF8.GetBytes(line[(at + 1)..]), default)) is { } wrong)
            {
                return wrong;
            }
        }
        return check.Finish();
    }
}
