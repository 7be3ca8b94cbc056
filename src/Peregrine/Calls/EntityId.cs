namespace Peregrine.Calls;

/// <summary>The numbers by which channelz knows servers, channels, subchannels and sockets: positive, and unique in the process. Any thread.</summary>
internal static class EntityId
{
    private static long s_last;

    public static long Next() => Interlocked.Increment(ref s_last);
}
