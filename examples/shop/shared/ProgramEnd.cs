using System.Runtime.InteropServices;

namespace Shop;

/// <summary>
/// Tells a program when to stop: on Ctrl-C, when it is asked to terminate, and, if it was started by another program, when that one closes
/// its standard input or dies. The process lives until <see cref="Dispose"/>, so that there is time to stop cleanly.
/// </summary>
public sealed class ProgramEnd : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Begins to watch.</summary>
    /// <param name="withInput">Whether the end of standard input is the end of the program.</param>
    public ProgramEnd(bool withInput)
    {
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        if (withInput)
            WatchInput();
    }

    /// <summary>Cancelled when the program is to stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Otherwise the runtime ends the process at once.
        context.Cancel = true;
        _stop.Cancel();
    }

    // A thread of its own, in the background: reading standard input cannot be cancelled, and must not keep the process.
    private void WatchInput() => new Thread(() =>
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The program has come to its end on its own.
        }
    })
    { IsBackground = true }.Start();
}
