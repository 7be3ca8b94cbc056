using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance.Tests;

/// <summary>Replays the recorded cases of the official suite. There is no list of failures that are let pass.</summary>
public class ConformanceTests
{
    [ConformanceFact]
    public void Dynamic_messages_answer_every_binary_and_JSON_case_as_the_suite_demands() => Replay("binary_json", Dynamic);

    [ConformanceFact]
    public void Dynamic_messages_answer_every_text_case_as_the_suite_demands() => Replay("text", Dynamic);

    private static TypeRegistry Dynamic => ConformanceTypes.Dynamic;

    private static void Replay(string suite, TypeRegistry types)
    {
        ConformanceVector[] vectors = [.. ConformanceVectors.Load().Where(vector => vector.Suite == suite)];
        var testee = new Testee(types);
        var judge = new Judge(Dynamic);
        var faults = new List<string>();
        foreach (ConformanceVector vector in vectors)
        {
            if (judge.FindFault(vector, testee.Answer(vector.Request)) is { } fault)
                faults.Add($"{vector.Name}: {fault}");
        }

        Assert.NotEmpty(vectors);
        Assert.True(faults.Count == 0, $"{faults.Count} of {vectors.Length} cases failed:\n{string.Join('\n', faults.Take(50))}");
    }
}
