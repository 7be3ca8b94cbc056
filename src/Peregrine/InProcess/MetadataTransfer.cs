namespace Peregrine.InProcess;

/// <summary>Metadata as it passes from one side to the other: a read-only copy without what the protocol keeps for itself.</summary>
internal static class MetadataTransfer
{
    public static Metadata? Copy(Metadata? metadata)
    {
        if (metadata is null || metadata.Count == 0)
            return null;
        Metadata? copy = null;
        foreach (Metadata.Entry entry in metadata)
        {
            if (!MetadataKey.IsReserved(entry.Key))
                (copy ??= []).Add(entry);
        }
        return copy?.Freeze();
    }
}
