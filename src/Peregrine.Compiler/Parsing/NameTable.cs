using System;
using System.Text;

namespace Peregrine.Compiler.Parsing;

/// <summary>Gives equal names one string, found by their bytes: names repeat, and strings are what descriptors weigh most. One thread.</summary>
internal sealed class NameTable
{
    private string?[] _names = new string?[256];
    private int[] _hashes = new int[256];
    private int _count;

    public string Get(byte[] text, int start, int length)
    {
        var hash = Hash(text, start, length);
        var mask = _names.Length - 1;
        var slot = hash & mask;
        while (_names[slot] is { } name)
        {
            if (_hashes[slot] == hash && Matches(name, text, start, length))
                return name;
            slot = slot + 1 & mask;
        }

        var created = Encoding.ASCII.GetString(text, start, length);
        _names[slot] = created;
        _hashes[slot] = hash;
        if (++_count > _names.Length / 2)
            Grow();
        return created;
    }

    private static int Hash(byte[] text, int start, int length)
    {
        var hash = 2166136261u;
        for (var i = start; i < start + length; i++)
            hash = (hash ^ text[i]) * 16777619u;
        return (int)(hash ^ hash >> 15);
    }

    private static bool Matches(string name, byte[] text, int start, int length)
    {
        if (name.Length != length)
            return false;
        for (var i = 0; i < length; i++)
        {
            if (name[i] != text[start + i])
                return false;
        }

        return true;
    }

    private void Grow()
    {
        var (names, hashes) = (_names, _hashes);
        _names = new string?[names.Length * 2];
        _hashes = new int[names.Length * 2];
        var mask = _names.Length - 1;
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] is null)
                continue;
            var slot = hashes[i] & mask;
            while (_names[slot] is not null)
                slot = slot + 1 & mask;
            _names[slot] = names[i];
            _hashes[slot] = hashes[i];
        }
    }
}
