using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using Conformance;

namespace Peregrine.Conformance.Tests;

/// <summary>The recorded vectors. Their format is described in the README beside them.</summary>
internal static class ConformanceVectors
{
    public static string Folder { get; } = Path.Combine(
        typeof(ConformanceVectors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TestDataRoot").Value!,
        "protobuf-conformance");

    public static bool ArePresent => File.Exists(Path.Combine(Folder, "index.tsv"));

    public static byte[] Descriptors => File.ReadAllBytes(Path.Combine(Folder, "conformance-protos.protoset"));

    public static IReadOnlyList<ConformanceVector> Load()
    {
        byte[] pairs = File.ReadAllBytes(Path.Combine(Folder, "vectors.bin"));
        return [.. File.ReadLines(Path.Combine(Folder, "index.tsv")).Skip(1).Select(row => Parse(row.Split('\t'), pairs))];
    }

    private static ConformanceVector Parse(string[] columns, byte[] pairs)
    {
        int offset = int.Parse(columns[11], CultureInfo.InvariantCulture);
        ConformanceRequest request = ConformanceRequest.Parser.ParseFrom(Take(pairs, ref offset));
        ConformanceResponse response = ConformanceResponse.Parser.ParseFrom(Take(pairs, ref offset));
        return new ConformanceVector(columns[1], columns[2], columns[6], columns[8] == "1", columns[9], columns[10] == "pass", request, response);
    }

    private static byte[] Take(byte[] pairs, ref int offset)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(pairs.AsSpan(offset));
        byte[] taken = pairs.AsSpan(offset + sizeof(uint), length).ToArray();
        offset += sizeof(uint) + length;
        return taken;
    }
}
