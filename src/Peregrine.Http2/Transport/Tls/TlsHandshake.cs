using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2.Transport;

/// <summary>TLS for one connection, in either role: the handshake, ALPN, and the rules of RFC 9113 §9.2. Failures are <see cref="TlsFailure"/>s.</summary>
internal static class TlsHandshake
{
    /// <summary>RFC 9113 §9.2: TLS 1.2 or later.</summary>
    public const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private static readonly List<SslApplicationProtocol> s_h2 = [SslApplicationProtocol.Http2];

    /// <summary>Versions that a user chose; throws when one is too old.</summary>
    public static SslProtocols CheckVersions(SslProtocols chosen) => (chosen | Versions) == Versions
        ? chosen
        : throw new ArgumentException($"Protocols is {chosen}: HTTP/2 wants TLS 1.2 or later and nothing else (RFC 9113 §9.2)");

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
        catch (Exception e)
        {
            // Whatever it is: where certificates come from and how they are checked is the user's code, and its exception is the end of this handshake alone.
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
        catch (Exception e)
        {
            // As above.
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
        // A check of the user's own decides on certificates, not on whether one is needed.
        if (certificate is null) return tls.ClientCertificates == ClientCertificates.Allow;
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
            if (role == Role.Server)
            {
                byte[] answer = refused.Kind == TransportErrorKind.Alpn ? WrongProtocol.AnswerWithoutAlpn : WrongProtocol.AnswerToWeakTls(refused.Message);
                await SayAsync(stream, answer, cancellationToken).ConfigureAwait(false);
            }

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
            byte[] rest = new byte[1024];
            while (await stream.ReadAsync(rest, cancellationToken).ConfigureAwait(false) > 0)
            {
                // What the client has sent is read, because closing before that would reset the connection and take the answer away again.
            }
        }
        catch (Exception e) when (ByteChannel.IsFailure(e))
        {
            // The answer was a courtesy; the error that is reported stays the same.
        }
    }

    private static TlsFailure Failure(SniffingStream sniffer, Exception e, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (sniffer.Error is { } wrong) return new TlsFailure(wrong);
        // What went wrong is said by the innermost one, in the TLS library's words.
        Exception innermost = e.GetBaseException();
        string message = innermost == e ? e.Message : $"{e.Message} ({innermost.Message})";
        if (!ByteChannel.IsFailure(e) && e is not NotSupportedException) message = $"the certificate source or the check of certificates threw {e.GetType().Name}: {message}";
        return new TlsFailure(e is IOException or SocketException
            ? SocketErrors.From(e) with { Message = $"the peer ended the connection during the TLS handshake: {message}" }
            : new TransportError(TransportErrorKind.Tls, message, e));
    }
}
