using System.Net;
using System.Net.Http.Json;
using Peregrine.Rest.Bench.Protos;

namespace Peregrine.Rest.Bench.Apis;

/// <summary>A client of one of the servers. Answers are parsed into objects, and something of them is looked at.</summary>
internal abstract class ApiCaller : IAsyncDisposable
{
    public static ApiCaller Create(ApiKind kind, int port) =>
        kind == ApiKind.Grpc ? new Grpc(port) : new Rest(port, kind == ApiKind.RestHttp2 ? HttpVersion.Version20 : HttpVersion.Version11);

    /// <summary>Gets one user. Gives the number of items in the orders.</summary>
    public abstract Task<int> GetUserAsync(int number);

    /// <summary>Gets a page of users. Gives the number of users.</summary>
    public abstract Task<int> ListUsersAsync(int limit);

    public abstract ValueTask DisposeAsync();

    private sealed class Grpc : ApiCaller
    {
        private readonly GrpcChannel _channel;
        private readonly UserService.UserServiceClient _client;

        public Grpc(int port)
        {
            _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
            _client = new UserService.UserServiceClient(_channel);
        }

        public override async Task<int> GetUserAsync(int number) => (await _client.GetUserAsync(new GetUserRequest { Id = UserCatalog.IdOf(number) })).Orders.Sum(order => order.Items.Count);

        public override async Task<int> ListUsersAsync(int limit) => (await _client.ListUsersAsync(new ListUsersRequest { Limit = limit })).Users.Count;

        public override ValueTask DisposeAsync() => _channel.DisposeAsync();
    }

    private sealed class Rest : ApiCaller
    {
        private readonly HttpClient _http;

        public Rest(int port, Version version) => _http = new HttpClient(new SocketsHttpHandler())
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        public override async Task<int> GetUserAsync(int number) =>
            (await _http.GetFromJsonAsync($"/users/{UserCatalog.IdOf(number)}", UserJsonContext.Default.UserRecord))!.Orders.Sum(order => order.Items.Count);

        public override async Task<int> ListUsersAsync(int limit) => (await _http.GetFromJsonAsync($"/users?limit={limit}", UserJsonContext.Default.UserPage))!.Users.Count;

        public override ValueTask DisposeAsync()
        {
            _http.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
