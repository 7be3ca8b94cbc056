namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The cases that every implementation has, plaintext and TLS.</summary>
public static class CommonCases
{
    private static readonly string[] s_names =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata", "status_code_and_message",
        "special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    /// <summary>Each case without and with TLS.</summary>
    public static TheoryData<string, bool> PlaintextAndTls
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in s_names)
            {
                data.Add(name, false);
                data.Add(name, true);
            }
            return data;
        }
    }
}
