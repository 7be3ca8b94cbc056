using System.Text;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

public sealed class FirstBytesReaderTests
{
    [Theory]
    [InlineData("", "NeedMore")]
    [InlineData("P", "NeedMore")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r", "NeedMore")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Http2")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0", "Http2")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX", "Unknown")]
    [InlineData("GE", "NeedMore")]
    [InlineData("GET / HTTP/1.", "NeedMore")]
    [InlineData("GET / HTTP/1.1\r\n", "Http1")]
    [InlineData("GET / HTTP/1.0\n", "Http1")]
    [InlineData("GET / HTTP/3.0\r\n", "Unknown")]
    [InlineData("GET /\r\n", "Unknown")]
    [InlineData("HELO mail.example.org\r\n", "Unknown")]
    [InlineData("POST /x HTTP/1.1\r\n", "Http1")]
    [InlineData("OPTIONS * HTTP/1.1\r\n", "Http1")]
    [InlineData("\u0016", "NeedMore")]
    [InlineData("\u0016\u0003\u0001", "Tls")]
    [InlineData("\u0016\u0007", "Unknown")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "Unknown")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "Unknown")]
    [InlineData("\0\0\0", "Unknown")]
    public void A_client_is_known_by_its_first_bytes(string bytes, string expected) =>
        Assert.Equal(expected, FirstBytesReader.OfClient(Encoding.Latin1.GetBytes(bytes)).ToString());

    [Fact]
    public void A_request_line_that_does_not_end_is_judged_by_its_method() =>
        Assert.Equal(FirstBytes.Http1, FirstBytesReader.OfClient(Encoding.ASCII.GetBytes("GET /" + new string('x', 2000))));

    [Theory]
    [InlineData("", "NeedMore")]
    [InlineData("\0\0\u0006\u0004\0\0\0\0\0", "Http2")]
    [InlineData("\0\0\u0006\u0004\0\0\0\0", "NeedMore")]
    [InlineData("\0\0\0\u0004\u0001\0\0\0\0", "Unknown")]
    [InlineData("\0\0\u0008\u0007\0\0\0\0\0", "Unknown")]
    [InlineData("HTT", "NeedMore")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "Http1")]
    [InlineData("\u0015\u0003\u0003\0\u0002\u0002\u0046", "Tls")]
    [InlineData("220 smtp.example.org ESMTP\r\n", "Unknown")]
    public void A_server_is_known_by_its_first_bytes(string bytes, string expected) =>
        Assert.Equal(expected, FirstBytesReader.OfServer(Encoding.Latin1.GetBytes(bytes)).ToString());

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n", "\"GET / HTTP/1.1\"")]
    [InlineData("\0\u0001\u0002", "0x000102")]
    public void What_was_sent_is_shown_as_text_where_it_is_text(string bytes, string expected) =>
        Assert.Equal(expected, FirstBytesReader.Show(Encoding.Latin1.GetBytes(bytes)));
}
