namespace Peregrine.Server;

/// <summary>What a <see cref="CallLimiter"/> decides.</summary>
internal enum Admission
{
    Admitted,
    Queued,
    Refused,
}
