using Peregrine.Interop.Client;
using Peregrine.Interop.Misbehaving;
using Peregrine.Interop.Server;

try
{
    return args switch
    {
        ["server", .. string[] rest] => await ServerProgram.RunAsync(rest),
        ["client", .. string[] rest] => await ClientProgram.RunAsync(rest),
        ["negative-server", .. string[] rest] => await NegativeServerProgram.RunAsync(rest),
        ["reconnect-client", .. string[] rest] => await ReconnectProgram.RunAsync(rest),
        _ => throw new FormatException(
            """
            usage: server --port P [--use_tls]
                 | client --server_host H --server_port P --test_case NAME[,NAME…]|all [--use_tls] [--use_test_ca] [--server_host_override NAME]
                 | negative-server --base_port P [--use_tls]
                 | reconnect-client --server_control_port P --server_retry_port P [--max_reconnect_backoff_ms N] [--retry_seconds N]
            """),
    };
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
