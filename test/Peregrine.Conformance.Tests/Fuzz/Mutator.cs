namespace Peregrine.Conformance.Tests.Fuzz;

/// <summary>Damages input: the same damage for the same seed, so that a failure can be looked at again.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> dictionary)
{
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        List<byte> input = [.. corpus[_random.Next(corpus.Count)]];
        for (int damage = _random.Next(1, 5); damage > 0; damage--)
            Damage(input);
        return [.. input];
    }

    private void Damage(List<byte> input)
    {
        int at = _random.Next(input.Count + 1);
        int length = Math.Min(_random.Next(1, 16), input.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                input.InsertRange(at, dictionary[_random.Next(dictionary.Count)]);
                break;
            default:
                byte[] other = corpus[_random.Next(corpus.Count)];
                int start = _random.Next(other.Length + 1);
                input.InsertRange(at, other.AsSpan(start, Math.Min(64, other.Length - start)).ToArray());
                break;
        }
    }
}
