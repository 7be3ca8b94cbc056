using System.Buffers.Binary;

namespace Peregrine.Http2.Settings;

/// <summary>Reads the payload of a SETTINGS frame (RFC 9113 §6.5.1).</summary>
internal static class SettingsPayload
{
    private const int MaxFrameSizeCeiling = (1 << 24) - 1;

    /// <summary>Applies the entries in order to <paramref name="settings"/>. Unknown identifiers are ignored.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="receiver">Who received it: only a client's announcement may allow pushes.</param>
    /// <param name="settings">What was in force; then what is.</param>
    /// <param name="lowestTable">The smallest SETTINGS_HEADER_TABLE_SIZE that was in force on the way.</param>
    /// <returns>A connection error, or none.</returns>
    public static Http2Error Apply(ReadOnlySpan<byte> payload, Role receiver, ref Http2Settings settings, out int lowestTable)
    {
        lowestTable = settings.HeaderTableBytes;
        for (; payload.Length >= 6; payload = payload[6..])
        {
            var id = (SettingId)BinaryPrimitives.ReadUInt16BigEndian(payload);
            uint value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            if (Check(id, value, receiver) is { IsError: true } error)
            {
                return error;
            }
            int clamped = (int)Math.Min(value, int.MaxValue);
            settings = id switch
            {
                SettingId.HeaderTableSize => settings with { HeaderTableBytes = clamped },
                SettingId.EnablePush => settings with { EnablePush = value == 1 },
                SettingId.MaxConcurrentStreams => settings with { MaxConcurrentStreams = clamped },
                SettingId.InitialWindowSize => settings with { InitialWindowBytes = clamped },
                SettingId.MaxFrameSize => settings with { MaxFrameBytes = clamped },
                SettingId.MaxHeaderListSize => settings with { MaxHeaderListBytes = clamped },
                _ => settings,
            };
            lowestTable = Math.Min(lowestTable, settings.HeaderTableBytes);
        }
        return default;
    }

    private static Http2Error Check(SettingId id, uint value, Role receiver) => id switch
    {
        SettingId.EnablePush when value > 1 => Http2Error.Connection(ErrorCode.ProtocolError, $"SETTINGS_ENABLE_PUSH of {value} (RFC 9113 §6.5.2)"),
        SettingId.EnablePush when value == 1 && receiver == Role.Client =>
            Http2Error.Connection(ErrorCode.ProtocolError, "a server's SETTINGS_ENABLE_PUSH of 1 (RFC 9113 §6.5.2)"),
        SettingId.InitialWindowSize when value > int.MaxValue =>
            Http2Error.Connection(ErrorCode.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE of {value} (RFC 9113 §6.5.2)"),
        SettingId.MaxFrameSize when value is < 16384 or > MaxFrameSizeCeiling =>
            Http2Error.Connection(ErrorCode.ProtocolError, $"SETTINGS_MAX_FRAME_SIZE of {value} (RFC 9113 §6.5.2)"),
        _ => default,
    };
}
