using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Http2;

/// <summary>Work that callbacks of the parse phase scheduled, in order. The connection's loop only.</summary>
internal sealed class LoopQueue
{
    private Place[] _items = new Place[4];
    private int _head;
    private int _count;

    /// <summary>Puts work at the end.</summary>
    public void Enqueue(IHttp2Work work)
    {
        if (_count == _items.Length)
        {
            var larger = new Place[_count * 2];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = _items[(_head + i) & (_items.Length - 1)];
            }
            _items = larger;
            _head = 0;
        }
        _items[(_head + _count++) & (_items.Length - 1)].Work = work;
    }

    /// <summary>Takes the first.</summary>
    public bool TryDequeue([NotNullWhen(true)] out IHttp2Work? work)
    {
        if (_count == 0)
        {
            work = null;
            return false;
        }
        work = _items[_head].Work!;
        _items[_head].Work = null;
        _head = (_head + 1) & (_items.Length - 1);
        _count--;
        return true;
    }

    // A struct, so that the runtime does not ask at each store whether the array takes such objects.
    private struct Place
    {
        public IHttp2Work? Work;
    }
}
