using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Peregrine;
using Peregrine.Health;
using Shop.Protos.Users;

namespace Shop.Gateway;

/// <summary>The REST API. Each request is one gRPC call, with a deadline, that ends when the browser goes away.</summary>
internal sealed class UserApi(UserService.UserServiceClient users, Health.HealthClient health, TimeSpan deadline, UserJson json)
{
    // The body is JSON and nothing else: an apostrophe needs no escape.
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task ListAsync(HttpContext http) => AnswerAsync(http, async options =>
    {
        using AsyncUnaryCall<GetAllUsersResponse> call = users.GetAllUsersAsync(new GetAllUsersRequest(), options);
        GetAllUsersResponse response = await call;
        PassWarningsOn(call.GetTrailers(), http);
        return json.Format(response);
    });

    public Task GetAsync(HttpContext http)
    {
        string id = (string)http.Request.RouteValues["id"]!;
        // What cannot be an id is not worth a call.
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number <= 0)
            return WriteErrorAsync(http, StatusCode.InvalidArgument, $"a user's id is a number above 0, not '{id}'");
        return AnswerAsync(http, async options =>
        {
            using AsyncUnaryCall<GetUserResponse> call = users.GetUserByIdAsync(new GetUserRequest { Id = number }, options);
            GetUserResponse response = await call;
            PassWarningsOn(call.GetTrailers(), http);
            return json.Format(response);
        });
    }

    public Task CheckHealthAsync(HttpContext http) => AnswerAsync(http, async options =>
    {
        HealthCheckResponse.ServingStatus status = (await health.CheckAsync(new HealthCheckRequest(), options)).Status;
        if (status != HealthCheckResponse.ServingStatus.Serving)
            throw new RpcException(new Status(StatusCode.Unavailable, "its database does not answer"));
        return """{"status":"SERVING"}"""u8.ToArray();
    });

    private async Task AnswerAsync(HttpContext http, Func<CallOptions, Task<byte[]>> call)
    {
        byte[] body;
        try
        {
            body = await call(new CallOptions(deadline: DateTime.UtcNow + deadline, cancellationToken: http.RequestAborted));
        }
        catch (RpcException failure)
        {
            // What the user-service says is for the caller; what the channel found out on its way there (addresses, sockets) is for the log.
            bool isItsWord = failure.Status.Origin == StatusOrigin.Peer;
            if (!isItsWord)
                Console.WriteLine($"the user-service: {failure.Status}");
            await WriteErrorAsync(http, failure.StatusCode, isItsWord ? failure.Status.Detail : failure.StatusCode switch
            {
                StatusCode.Unavailable => "the user-service is unavailable",
                StatusCode.DeadlineExceeded => "the user-service did not answer in time",
                _ => "the user-service could not be asked",
            });
            return;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads it; it stands in the log.
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static async Task WriteErrorAsync(HttpContext http, StatusCode code, string text)
    {
        http.Response.StatusCode = code switch
        {
            StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
            StatusCode.NotFound => StatusCodes.Status404NotFound,
            StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(new JsonObject { ["error"] = text, ["code"] = code.ToProtocolName() }.ToJsonString(s_readable), http.RequestAborted);
    }

    private static void PassWarningsOn(Metadata trailers, HttpContext http)
    {
        if (trailers.GetValue("warning") is { } warning)
            http.Response.Headers["x-warning"] = warning;
    }
}
