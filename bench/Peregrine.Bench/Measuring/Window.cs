namespace Peregrine.Bench.Measuring;

/// <summary>When is measured: operations count when they end while it is open.</summary>
internal sealed class Window
{
    private volatile bool _open;
    private volatile bool _over;

    public bool IsOpen => _open;

    public bool IsOver => _over;

    public void Open() => _open = true;

    public void Close()
    {
        _open = false;
        _over = true;
    }
}
