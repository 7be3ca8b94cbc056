using System.Text;
using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Tests.Protocols;

public class StatusMapTests
{
    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(431, StatusCode.Internal)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(200, StatusCode.Unknown)]
    [InlineData(500, StatusCode.Unknown)]
    public void Rule_2_http_statuses(int http, StatusCode code) => Assert.Equal(code, StatusMap.FromHttp(http));

    [Theory]
    [InlineData("0", StatusCode.OK)]
    [InlineData("5", StatusCode.NotFound)]
    [InlineData("16", StatusCode.Unauthenticated)]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("", StatusCode.Unknown)]
    [InlineData("OK", StatusCode.Unknown)]
    [InlineData("0x", StatusCode.Unknown)]
    [InlineData("99999999999", StatusCode.Unknown)]
    public void Rule_3_what_is_no_status_is_unknown(string text, StatusCode code) =>
        Assert.Equal(code, StatusMap.FromGrpcStatus(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(ErrorCode.NoError, StatusCode.Internal)]
    [InlineData(ErrorCode.ProtocolError, StatusCode.Internal)]
    [InlineData(ErrorCode.InternalError, StatusCode.Internal)]
    [InlineData(ErrorCode.FlowControlError, StatusCode.Internal)]
    [InlineData(ErrorCode.SettingsTimeout, StatusCode.Internal)]
    [InlineData(ErrorCode.FrameSizeError, StatusCode.Internal)]
    [InlineData(ErrorCode.CompressionError, StatusCode.Internal)]
    [InlineData(ErrorCode.ConnectError, StatusCode.Internal)]
    [InlineData(ErrorCode.RefusedStream, StatusCode.Unavailable)]
    [InlineData(ErrorCode.Cancel, StatusCode.Cancelled)]
    [InlineData(ErrorCode.EnhanceYourCalm, StatusCode.ResourceExhausted)]
    [InlineData(ErrorCode.InadequateSecurity, StatusCode.PermissionDenied)]
    public void Rule_6_resets(ErrorCode reset, StatusCode code) => Assert.Equal(code, StatusMap.FromReset(reset));
}
