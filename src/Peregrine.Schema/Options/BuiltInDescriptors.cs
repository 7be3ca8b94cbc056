using System;
using System.IO;

namespace Peregrine.Schema;

/// <summary>descriptor.proto, linked, for files that do not import it.</summary>
internal static class BuiltInDescriptors
{
    private static readonly Lazy<DescriptorPool> s_pool = new(Load);

    public static MessageDescriptor FindMessage(string fullName) => s_pool.Value.FindMessage(fullName)!;

    private static DescriptorPool Load()
    {
        using var stream = typeof(BuiltInDescriptors).Assembly.GetManifestResourceStream("descriptor.pb")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return DescriptorPool.Build(FileDescriptorSet.Parse(bytes.ToArray()).File);
    }
}
