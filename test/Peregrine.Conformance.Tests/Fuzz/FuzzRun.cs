using System.Text;
using Peregrine.Protobuf;

namespace Peregrine.Conformance.Tests.Fuzz;

/// <summary>Feeds damaged input to a decoder and holds it to what bad input may do: an <see cref="InvalidProtocolBufferException"/>, and memory in proportion.</summary>
internal static class FuzzRun
{
    private const long BaseAllowance = 1 << 20;
    private const long AllowancePerByte = 2_000;

    public static void Check(int count, IReadOnlyList<string> corpus, IReadOnlyList<string> dictionary, Action<byte[]> decode) =>
        Check(count, [.. corpus.Select(Encoding.UTF8.GetBytes)], [.. dictionary.Select(Encoding.UTF8.GetBytes)], decode);

    /// <summary>Runs <paramref name="decode"/> on <paramref name="count"/> inputs and says how many it took.</summary>
    public static void Check(int count, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> dictionary, Action<byte[]> decode)
    {
        var mutator = new Mutator(20_261_120, corpus, dictionary);
        int accepted = 0;
        // What is made once a type is made now, so that it does not count as the input's.
        foreach (byte[] seed in corpus)
            IsAccepted(decode, seed);
        for (int i = 0; i < count; i++)
        {
            byte[] input = mutator.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                accepted += IsAccepted(decode, input) ? 1 : 0;
            }
            catch (Exception error)
            {
                Assert.Fail($"input {i}, {Convert.ToBase64String(input)}: {error}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < BaseAllowance + (AllowancePerByte * input.Length), $"input {i} of {input.Length} bytes took {allocated} bytes: {Convert.ToBase64String(input)}");
        }

        // A corpus that is refused as a whole, or never refused, would test nothing.
        Assert.InRange(accepted, 1, count - 1);
    }

    private static bool IsAccepted(Action<byte[]> decode, byte[] input)
    {
        try
        {
            decode(input);
            return true;
        }
        catch (InvalidProtocolBufferException error)
        {
            Assert.NotEmpty(error.Message);
            return false;
        }
    }
}
