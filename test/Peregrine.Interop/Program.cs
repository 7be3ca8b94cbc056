using Peregrine.Interop.Client;
using Peregrine.Interop.Server;

try
{
    return args switch
    {
        ["server", .. string[] rest] => await ServerProgram.RunAsync(rest),
        ["client", .. string[] rest] => await ClientProgram.RunAsync(rest),
        _ => throw new FormatException("usage: server --port P [--use_tls] | client --server_host H --server_port P --test_case NAME[,NAME…]|all [--use_tls] [--use_test_ca] [--server_host_override NAME]"),
    };
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
