using System.Diagnostics;

namespace Peregrine.Client;

/// <summary>Where and when a call was made, as far as somebody listens: what its notes begin with. Immutable; empty while nobody listens.</summary>
/// <param name="IsNoted">Whether anything is to be noted of the call.</param>
/// <param name="Started">The timestamp of its start.</param>
/// <param name="Span">The call's own span; null when nobody wants it.</param>
/// <param name="Parent">The span that it was made within; null for none.</param>
internal readonly record struct CallOrigin(bool IsNoted, long Started, Activity? Span, Activity? Parent);
