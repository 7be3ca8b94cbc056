using System.Globalization;

namespace Peregrine.Protobuf.Bench;

/// <summary>Parsing a message whose bytes refer to leased memory: as long for a mebibyte as for a kibibyte.</summary>
internal static class Leases
{
    public static void Report()
    {
        byte[] small = Message(1024);
        byte[] large = Message(1024 * 1024);
        Contest.Result result = Contest.Run(
            () => global::Shapes.Ours.Blobs.Parser.ParseLeased(large),
            () => global::Shapes.Ours.Blobs.Parser.ParseLeased(small),
            11,
            TimeSpan.FromMilliseconds(5));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"leased bytes: 1 MiB {result.Theirs:F0} ns, 1 KiB {result.Ours:F0} ns, ratio {result.Ratio:F2}; allocated {result.TheirBytes:F0} and {result.OurBytes:F0} bytes"));
    }

    private static byte[] Message(int length) => new global::Shapes.Ours.Blobs { Payload = ByteString.CopyFrom(new byte[length]) }.ToByteArray();
}
