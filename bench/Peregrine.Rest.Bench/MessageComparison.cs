using System.Diagnostics;
using System.Text.Json;
using Peregrine.Protobuf;
using Peregrine.Rest.Bench.Apis;
using Peregrine.Rest.Bench.Protos;

namespace Peregrine.Rest.Bench;

/// <summary>The same message as protobuf and as JSON: bytes, and the time of one thread to write and to read it.</summary>
internal static class MessageComparison
{
    private const int Rounds = 7;
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(150);

    public static void Run()
    {
        Console.WriteLine();
        Console.WriteLine("The same message as protobuf and as JSON (System.Text.Json, generated code), one thread, nanoseconds, median of 7 turns");
        Console.WriteLine();
        Console.WriteLine("| message | protobuf bytes | JSON bytes | gzipped | write protobuf | write JSON | read protobuf | read JSON |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        UserRecord user = UserCatalog.Find(UserCatalog.IdOf(1))!;
        UserRecord bare = user with { Orders = [] };
        Compare("user without orders", UserCatalog.ToMessage(bare), User.Parser, () => JsonSerializer.SerializeToUtf8Bytes(bare, UserJsonContext.Default.UserRecord),
            bytes => JsonSerializer.Deserialize(bytes, UserJsonContext.Default.UserRecord));
        Compare("user with two orders", UserCatalog.ToMessage(user), User.Parser, () => JsonSerializer.SerializeToUtf8Bytes(user, UserJsonContext.Default.UserRecord),
            bytes => JsonSerializer.Deserialize(bytes, UserJsonContext.Default.UserRecord));
        UserPage page = UserCatalog.List(UserCatalog.Count);
        Compare("100 users", UserCatalog.ToMessage(page), ListUsersResponse.Parser, () => JsonSerializer.SerializeToUtf8Bytes(page, UserJsonContext.Default.UserPage),
            bytes => JsonSerializer.Deserialize(bytes, UserJsonContext.Default.UserPage));
    }

    private static void Compare<T>(string name, T message, MessageParser<T> parser, Func<byte[]> writeJson, Func<byte[], object?> readJson)
        where T : class, IMessage<T>, new()
    {
        byte[] protobuf = message.ToByteArray();
        byte[] json = writeJson();
        double[] times = Measure([() => message.ToByteArray(), () => writeJson(), () => parser.ParseFrom(protobuf), () => readJson(json)]);
        Console.WriteLine(
            $"| {name} | {protobuf.Length:N0} | {json.Length:N0} | {Gzipped(protobuf):N0} : {Gzipped(json):N0} | {times[0]:N0} | {times[1]:N0} | {times[2]:N0} | {times[3]:N0} |");
    }

    // In turns, so that whatever else the machine does meets all of them.
    private static double[] Measure(Action[] actions)
    {
        var rounds = new List<double>[actions.Length];
        for (int i = 0; i < actions.Length; i++)
            rounds[i] = [];
        for (int round = -2; round < Rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                double time = Turn(actions[i]);
                if (round >= 0)
                    rounds[i].Add(time);
            }
        }
        return [.. rounds.Select(times => times.Order().ElementAt(times.Count / 2))];
    }

    private static double Turn(Action action)
    {
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        TimeSpan took;
        do
        {
            for (int i = 0; i < 16; i++)
                action();
            count += 16;
            took = Stopwatch.GetElapsedTime(start);
        }
        while (took < s_turn);
        return took.TotalNanoseconds / count;
    }

    private static long Gzipped(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(result, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return result.Length;
    }
}
