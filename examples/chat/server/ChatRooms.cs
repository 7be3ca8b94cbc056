using Chat.Server.Logs;
using Chat.V1;
using Peregrine;

namespace Chat.Server;

/// <summary>The service: one call is one member in one room.</summary>
internal sealed class ChatRooms(ChatLog log, Connections connections, int queue) : ChatService.ChatServiceBase
{
    public override async Task Chat(IAsyncStreamReader<ClientMessage> requestStream, IServerStreamWriter<ServerMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
            return;
        (Join join, Member member) = JoinRules.Check(requestStream.Current);
        var connection = new Connection(join.Room, member, queue);
        // It hears before it enters: what happens while its view of the room is read waits in its queue, and nothing falls between the two.
        connections.Add(connection);
        using CancellationTokenRegistration stopping = context.DrainToken.Register(() => connection.SendAway(new Status(StatusCode.Unavailable, "the server stops")));
        string reason = "connection lost";
        try
        {
            long entered = await log.EnterAsync(join.Room, member, connection.Id);
            RoomView view = await log.ReadAsync(join.Room, member, entered, join.After, join.After > 0 ? ChatLog.MaxHistory : Math.Min(join.History, ChatLog.MaxHistory));
            await responseStream.WriteAsync(new ServerMessage
            {
                Joined = new Joined { Me = member, Members = { view.Members }, History = { view.Messages }, IsIncomplete = view.IsIncomplete, LastNumber = view.LastNumber },
            });
            Task sending = SendAsync(connection, responseStream, entered);
            Task receiving = ReceiveAsync(connection, requestStream, view.LastNumber, context.CancellationToken);
            await await Task.WhenAny(sending, receiving);
            if (receiving.IsCompletedSuccessfully)
            {
                // The member leaves by itself: it still hears what happened until then, its own words included.
                connection.IsLeaving = true;
                await log.LeaveAsync(join.Room, member, connection.Id, reason = "left");
                await sending;
            }
        }
        catch (RpcException refused)
        {
            reason = refused.StatusCode == StatusCode.ResourceExhausted ? "read too slowly" : reason;
            throw;
        }
        finally
        {
            connections.Remove(connection);
            await log.LeaveAsync(join.Room, member, connection.Id, reason);
        }
    }

    public override async Task<ListRoomsResponse> ListRooms(ListRoomsRequest request, ServerCallContext context) => new() { Rooms = { await log.ListRoomsAsync() } };

    // Ends with the member's own leaving, or with the status that it is sent away with.
    private static async Task SendAsync(Connection connection, IServerStreamWriter<ServerMessage> stream, long entered)
    {
        await foreach (Event what in connection.Waiting.ReadAllAsync())
        {
            // What came before the member is in its view of the room.
            if (what.Id <= entered)
                continue;
            bool isEnd = what.Left is not null && what.Member!.Id == connection.Member.Id;
            if (isEnd && !connection.IsLeaving)
                throw new RpcException(new Status(StatusCode.Unavailable, "you were taken for gone: join again"));
            Task written = stream.WriteAsync(new ServerMessage { Event = what });
            // A write that waits for a reader who has stopped reading must not keep the member here.
            if (!written.IsCompletedSuccessfully && await Task.WhenAny(written, connection.SentAway) == written)
                await written;
            if (isEnd || connection.SentAway.IsCompleted)
                break;
        }
        if (connection.SentAway.IsCompleted)
            throw new RpcException(await connection.SentAway);
    }

    private async Task ReceiveAsync(Connection connection, IAsyncStreamReader<ClientMessage> stream, long lastNumber, CancellationToken cancellationToken)
    {
        // A number that the session has said before its connection was lost may come again; within the connection they rise.
        long last = 0;
        while (await stream.MoveNext(cancellationToken))
        {
            Say say = JoinRules.Check(stream.Current, last);
            last = say.Number;
            if (last > lastNumber)
                await log.SayAsync(connection.Room, connection.Member, last, say.Text);
        }
    }
}
