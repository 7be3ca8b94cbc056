using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2.Transport;

/// <summary>TLS for one connection, in either role: the handshake, ALPN, and the rules of RFC 9113 §9.2. Failures are <see cref="TlsFailure"/>s.</summary>
internal static class TlsHandshake
{
    private static readonly List<SslApplicationProtocol> s_h2 = [SslApplicationProtocol.Http2];

    /// <summary>As a server. What comes back owns <paramref name="raw"/>'s bytes.</summary>
    public static async Task<(SslStream Stream, TlsFacts Facts)> AsServerAsync(RawConnection raw, Http2ServerTls tls, CancellationToken cancellationToken)
    {
        string? serverName = null;
        var sniffer = new SniffingStream(Open(raw), Role.Server);
        var stream = new SslStream(sniffer, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync(
                (_, hello, _, _) =>
                {
                    serverName = string.IsNullOrEmpty(hello.ServerName) ? null : hello.ServerName;
                    return ValueTask.FromResult(ServerOptions(tls, serverName));
                },
                null,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ByteChannel.IsFailure(e) || e is NotSupportedException or InvalidOperationException)
        {
            await AnswerPlaintextAsync(sniffer, cancellationToken).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            throw Failure(sniffer, e, cancellationToken);
        }

        return await CheckAsync(stream, serverName, Role.Server, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As a client.</summary>
    public static async Task<(SslStream Stream, TlsFacts Facts)> AsClientAsync(RawConnection raw, Http2ClientTls tls, string host, CancellationToken cancellationToken)
    {
        string serverName = tls.ServerName ?? host;
        var sniffer = new SniffingStream(Open(raw), Role.Client);
        var stream = new SslStream(sniffer, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(ClientOptions(tls, serverName), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ByteChannel.IsFailure(e) || e is NotSupportedException or InvalidOperationException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw Failure(sniffer, e, cancellationToken);
        }

        return await CheckAsync(stream, serverName, Role.Client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>RFC 9113 §9.2.2 with appendix A: below TLS 1.3 only suites with ephemeral keys and authenticated encryption.</summary>
    internal static bool IsAllowed(SslProtocols protocol, TlsCipherSuite suite)
    {
        if (protocol == SslProtocols.Tls13) return true;
        if (protocol != SslProtocols.Tls12) return false;
        string name = suite.ToString();
        bool ephemeral = name.StartsWith("TLS_ECDHE_", StringComparison.Ordinal) || name.StartsWith("TLS_DHE_", StringComparison.Ordinal);
        bool authenticated = name.Contains("_GCM_", StringComparison.Ordinal) || name.Contains("_CCM", StringComparison.Ordinal) || name.Contains("_POLY1305_", StringComparison.Ordinal);
        return ephemeral && authenticated;
    }

    private static Stream Open(RawConnection raw) => raw.Socket is { } socket ? new NetworkStream(socket, ownsSocket: true) : raw.Stream!;

    private static SslServerAuthenticationOptions ServerOptions(Http2ServerTls tls, string? serverName)
    {
        SslStreamCertificateContext certificate = tls.Certificates.Select(serverName)
            ?? throw new AuthenticationException(serverName is null ? "there is no certificate for a client that names no server" : $"there is no certificate for \"{serverName}\"");
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            ApplicationProtocols = s_h2,
            EnabledSslProtocols = tls.Protocols,
            AllowRenegotiation = false, // RFC 9113 §9.2.1
            ClientCertificateRequired = tls.ClientCertificates != ClientCertificates.None,
        };
        if (tls.ClientCertificates != ClientCertificates.None) options.RemoteCertificateValidationCallback = ClientCheck(tls);
        if (tls.ClientAuthorities is { } authorities) options.CertificateChainPolicy = Trusting(authorities);
        tls.Configure?.Invoke(options);
        return options;
    }

    private static RemoteCertificateValidationCallback ClientCheck(Http2ServerTls tls) => (sender, certificate, chain, errors) =>
    {
        if (certificate is null && tls.ClientCertificates == ClientCertificates.Allow) return true;
        return tls.ClientCertificateValidation is { } check ? check(sender, certificate, chain, errors) : errors == SslPolicyErrors.None;
    };

    private static SslClientAuthenticationOptions ClientOptions(Http2ClientTls tls, string serverName)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            ApplicationProtocols = s_h2,
            EnabledSslProtocols = tls.Protocols,
            AllowRenegotiation = false,
            RemoteCertificateValidationCallback = tls.CertificateValidation,
            ClientCertificateContext = tls.ClientCertificate?.Select(serverName),
        };
        if (tls.Authorities is { } authorities) options.CertificateChainPolicy = Trusting(authorities);
        tls.Configure?.Invoke(options);
        return options;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static async Task<(SslStream Stream, TlsFacts Facts)> CheckAsync(SslStream stream, string? serverName, Role role, CancellationToken cancellationToken)
    {
        TransportError? refused =
            stream.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2
                ? new(TransportErrorKind.Alpn, "TLS came up, but the peer did not agree on \"h2\" by ALPN (RFC 9113 §3.2)")
                : IsAllowed(stream.SslProtocol, stream.NegotiatedCipherSuite)
                    ? null
                    : new(TransportErrorKind.InadequateSecurity, $"{stream.SslProtocol} with {stream.NegotiatedCipherSuite} is not allowed for HTTP/2 (RFC 9113 §9.2)");
        if (refused is not null)
        {
            if (refused.Kind == TransportErrorKind.InadequateSecurity && role == Role.Server)
                await SayAsync(stream, WrongProtocol.AnswerToWeakTls(refused.Message), cancellationToken).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new TlsFailure(refused);
        }

        return (stream, new TlsFacts
        {
            Protocol = stream.SslProtocol,
            CipherSuite = stream.NegotiatedCipherSuite,
            ServerName = serverName,
            LocalCertificate = stream.LocalCertificate as X509Certificate2,
            RemoteCertificate = stream.RemoteCertificate as X509Certificate2,
        });
    }

    private static async Task AnswerPlaintextAsync(SniffingStream sniffer, CancellationToken cancellationToken)
    {
        if (sniffer.Found is not { } found) return;
        byte[] answer = WrongProtocol.AnswerOnTlsPort(found);
        if (answer.Length == 0) return;
        try
        {
            await sniffer.AnswerAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ByteChannel.IsFailure(e))
        {
            // The answer was a courtesy; the error that is reported stays the same.
        }
    }

    private static async Task SayAsync(SslStream stream, byte[] answer, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
            await stream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (ByteChannel.IsFailure(e))
        {
            // As above.
        }
    }

    private static TlsFailure Failure(SniffingStream sniffer, Exception e, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (sniffer.Error is { } wrong) return new TlsFailure(wrong);
        // What went wrong is said by the innermost one, in the TLS library's words.
        Exception innermost = e.GetBaseException();
        string message = innermost == e ? e.Message : $"{e.Message} ({innermost.Message})";
        return new TlsFailure(e is IOException or SocketException
            ? SocketErrors.From(e) with { Message = $"the peer ended the connection during the TLS handshake: {message}" }
            : new TransportError(TransportErrorKind.Tls, message, e));
    }
}
