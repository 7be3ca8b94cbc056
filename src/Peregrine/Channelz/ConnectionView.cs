using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Protobuf;

namespace Peregrine.Channelz;

/// <summary>One connection as channelz tells of it.</summary>
internal sealed class ConnectionView(long id, Http2Connection connection, SocketCounters? counters)
{
    /// <summary>What channelz knows it by.</summary>
    public long Id => id;

    public SocketRef Ref => new() { SocketId = id, Name = $"{connection.LocalEndPoint} -> {connection.RemoteEndPoint}" };

    /// <param name="isSummary">Whether certificates are left out.</param>
    public Socket ToSocket(bool isSummary) => new()
    {
        Ref = Ref,
        Data = ToData(),
        Local = ToAddress(connection.LocalEndPoint),
        Remote = ToAddress(connection.RemoteEndPoint),
        Security = ToSecurity(connection.Tls, isSummary),
    };

    /// <summary>An address; null for none.</summary>
    public static Address? ToAddress(EndPoint? endPoint) => endPoint switch
    {
        null => null,
        IPEndPoint ip => new Address
        {
            TcpipAddress = new Address.TcpIpAddress
            {
                IpAddress = ByteString.CopyFrom((ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address).GetAddressBytes()),
                Port = ip.Port,
            },
        },
        UnixDomainSocketEndPoint unix => new Address { UdsAddress = new Address.UdsAddressType { Filename = unix.ToString() } },
        _ => new Address { OtherAddress = new Address.OtherAddressType { Name = endPoint.ToString() ?? "" } },
    };

    private SocketData ToData()
    {
        Http2Counters counted = connection.Counters;
        bool isServer = connection.Role == Role.Server;
        long succeeded = counters?.StreamsSucceeded ?? 0;
        return new SocketData
        {
            StreamsStarted = counted.StreamsOpened,
            StreamsSucceeded = succeeded,
            StreamsFailed = counters is null ? 0 : Math.Max(0, counted.StreamsOpened - succeeded - connection.OpenStreams),
            MessagesSent = counters?.MessagesSent ?? 0,
            MessagesReceived = counters?.MessagesReceived ?? 0,
            KeepAlivesSent = counted.KeepAlivesSent,
            LastLocalStreamCreatedTimestamp = isServer ? null : ChannelView.ToTimestamp(counters?.LastStream),
            LastRemoteStreamCreatedTimestamp = isServer ? ChannelView.ToTimestamp(counters?.LastStream) : null,
            LastMessageSentTimestamp = ChannelView.ToTimestamp(counters?.LastSent),
            LastMessageReceivedTimestamp = ChannelView.ToTimestamp(counters?.LastReceived),
            LocalFlowControlWindow = counted.SendWindowBytes,
            RemoteFlowControlWindow = counted.ReceiveWindowBytes,
            Option =
            {
                Counter("abuse_reports", counted.AbuseReports),
                Counter("streams_reset", counted.StreamsReset),
                Counter("bytes_queued", counted.BytesQueued),
                Counter("bytes_unconsumed", counted.BytesUnconsumed),
            },
        };
    }

    /// <summary>What channelz has no field for, told as it tells of socket options: a name and a number.</summary>
    public static SocketOption Counter(string name, long value) => new() { Name = name, Value = value.ToString(CultureInfo.InvariantCulture) };

    private static Security? ToSecurity(TlsFacts? tls, bool isSummary)
    {
        if (tls is null)
            return null;
        var facts = new Security.TlsType { StandardName = tls.CipherSuite.ToString() };
        if (!isSummary && tls.LocalCertificate is { } local)
            facts.LocalCertificate = ByteString.CopyFrom(local.RawData);
        if (!isSummary && tls.RemoteCertificate is { } remote)
            facts.RemoteCertificate = ByteString.CopyFrom(remote.RawData);
        return new Security { Tls = facts };
    }
}
