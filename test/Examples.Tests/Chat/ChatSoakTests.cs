using System.Diagnostics;
using System.Globalization;
using Examples.Tests.Programs;
using Xunit.Abstractions;

namespace Examples.Tests.Chat;

/// <summary>
/// Many members for a while, in rooms of 50: most read and talk, some stop reading so long that the server sends them away, again and again, some are cut off without
/// a goodbye now and then. What everybody heard is compared in the end. PEREGRINE_CHAT_SOAK_SECONDS makes it longer; 60 is the full run.
/// </summary>
public sealed class ChatSoakTests(ITestOutputHelper output)
{
    private const int Members = 200;
    private const int MembersPerRoom = 50;
    private const int WarmUpSeconds = 2;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("PEREGRINE_CHAT_SOAK_SECONDS") ?? "8", CultureInfo.InvariantCulture));

    [Fact]
    public async Task With_200_members_slow_and_cut_off_ones_among_them_nothing_is_lost_nothing_comes_twice_and_memory_stays()
    {
        // More than a room full of members that enter at once.
        await using ChatServerProcess server = await ChatServerProcess.StartFrugalAsync("--queue", "100");
        SoakRoom[] rooms = [.. Enumerable.Range(0, Members / MembersPerRoom).Select(_ => new SoakRoom())];
        SoakMember[] members = [.. Enumerable.Range(0, Members).Select(i => new SoakMember(server, i, $"room{i / MembersPerRoom}", rooms[i / MembersPerRoom]))];
        try
        {
            await Task.WhenAll(members.Select(member => member.IsIn)).WaitAsync(ExampleProcess.Limit);
            foreach (SoakMember member in members)
                member.BeginToTalk();
            var memory = new List<long>();
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            // Otherwise nothing were proved: how soon a slow one is sent away depends on how fast the machine lets the others talk.
            SoakMember[] tried = [.. members.Where(member => member.IsSlow || member.IsCutOff)];
            long began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < s_duration || memory.Count < s_duration.TotalSeconds || !Array.TrueForAll(tried, member => member.Rejoined > 0))
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < s_duration + ExampleProcess.Limit, $"{string.Join(", ", tried.Where(member => member.Rejoined == 0).Select(member => member.Name))} never joined again");
                await timer.WaitForNextTickAsync();
                memory.Add(WorkingSet(server.Process.Id));
            }
            // Everybody finishes the sentence, and then hears it all.
            await Task.WhenAll(members.Select(member => member.EndTalkAsync())).WaitAsync(ExampleProcess.Limit);
            foreach (SoakMember[] room in members.Chunk(MembersPerRoom))
                await Task.WhenAll(room.Select(member => member.HearUntilAsync(room.Sum(other => other.Said)))).WaitAsync(ExampleProcess.Limit);
            foreach (SoakMember[] room in members.Chunk(MembersPerRoom))
                Compare(room);
            output.WriteLine(
                $"{members.Sum(member => member.Said)} messages said, {members.Sum(member => member.Heard.Count)} heard; {members.Sum(member => member.Rejoined)} times a member joined again; "
                + $"server's memory in MB, each second: {string.Join(" ", memory.Select(bytes => bytes >> 20))}");
            CheckMemory(memory);
        }
        finally
        {
            await Task.WhenAll(members.Select(member => member.DisposeAsync().AsTask()));
        }
    }

    private static void Compare(SoakMember[] room)
    {
        // Rooms have one order; that it is the order of each speaker, without gaps, shows in any of the copies.
        IReadOnlyList<string> first = room[0].Heard;
        foreach (SoakMember member in room)
        {
            Assert.Equal(first, member.Heard);
            string prefix = member.Name + " ";
            Assert.Equal(Enumerable.Range(1, member.Said).Select(i => $"{prefix}{i}"), first.Where(text => text.StartsWith(prefix, StringComparison.Ordinal)));
        }
    }

    // Flat once it runs: the least of the last quarter against the most of the second one. The first is start-up; a history of 1,000 messages a room fills meanwhile.
    private static void CheckMemory(List<long> memory)
    {
        long[] steady = [.. memory.Skip(WarmUpSeconds)];
        Assert.True(steady.Length >= 4, "the soak was too short to say anything of memory");
        double before = steady.Skip(steady.Length / 4).Take(steady.Length / 4).Max();
        double after = steady.TakeLast(steady.Length / 4).Min();
        Assert.True(after < before * 1.25 + (16 << 20), $"memory grew from {before / (1 << 20):0} to {after / (1 << 20):0} MB");
    }

    private static long WorkingSet(int process)
    {
        using Process server = Process.GetProcessById(process);
        return server.WorkingSet64;
    }
}
