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
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("PEREGRINE_CHAT_SOAK_SECONDS") ?? "8", CultureInfo.InvariantCulture));

    [Fact]
    public async Task With_200_members_slow_and_cut_off_ones_among_them_nothing_is_lost_nothing_comes_twice_and_memory_stays()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync("--queue", "25");
        SoakMember[] members = [.. Enumerable.Range(0, Members).Select(i => new SoakMember(server, i, $"room{i / MembersPerRoom}"))];
        try
        {
            await Task.WhenAll(members.Select(member => member.IsIn)).WaitAsync(ExampleProcess.Limit);
            foreach (SoakMember member in members)
                member.BeginToTalk();
            var memory = new List<long>();
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            using var time = new CancellationTokenSource(s_duration);
            try
            {
                while (await timer.WaitForNextTickAsync(time.Token))
                    memory.Add(WorkingSet(server.Process.Id));
            }
            catch (OperationCanceledException)
            {
                // The time is over.
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
            // Otherwise nothing was proved. How often a slow one is sent away depends on how fast the machine lets the others talk.
            Assert.All(members.Where(member => member.IsCutOff), member => Assert.True(member.Rejoined > 0, $"{member.Name} was never cut off"));
            Assert.Contains(members, member => member.IsSlow && member.Rejoined > 0);
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

    // Flat once it runs: the last quarter against the second one. The first is start-up; a history of 1,000 messages a room fills meanwhile.
    private static void CheckMemory(List<long> memory)
    {
        int skip = (int)s_warmUp.TotalSeconds;
        long[] steady = [.. memory.Skip(skip)];
        Assert.True(steady.Length >= 4, "the soak was too short to say anything of memory");
        double before = steady.Skip(steady.Length / 4).Take(steady.Length / 4).Average();
        double after = steady.TakeLast(steady.Length / 4).Average();
        Assert.True(after < before * 1.25 + (16 << 20), $"memory grew from {before / (1 << 20):0} to {after / (1 << 20):0} MB");
    }

    private static long WorkingSet(int process)
    {
        using System.Diagnostics.Process server = System.Diagnostics.Process.GetProcessById(process);
        return server.WorkingSet64;
    }
}
