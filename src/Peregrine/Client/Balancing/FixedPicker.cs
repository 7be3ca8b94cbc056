namespace Peregrine.Client;

/// <summary>The same answer for every call.</summary>
internal sealed class FixedPicker(PickResult result) : Picker
{
    public static readonly FixedPicker Queueing = new(PickResult.Queue);

    public override PickResult Pick(in CallSettings call) => result;
}
