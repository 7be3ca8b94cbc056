using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance.Tests;

/// <summary>Replays the recorded cases of the official suite. There is no list of failures that are let pass.</summary>
public class ConformanceTests
{
    [ConformanceFact]
    public void Generated_messages_answer_every_binary_and_JSON_case_as_the_suite_demands() => Replay("binary_json", SuiteTypes.Generated);

    [ConformanceFact]
    public void Generated_messages_answer_every_text_case_as_the_suite_demands() => Replay("text", SuiteTypes.Generated);

    [ConformanceFact]
    public void Dynamic_messages_answer_every_binary_and_JSON_case_as_the_suite_demands() => Replay("binary_json", SuiteTypes.Dynamic);

    [ConformanceFact]
    public void Dynamic_messages_answer_every_text_case_as_the_suite_demands() => Replay("text", SuiteTypes.Dynamic);

    [ConformanceFact]
    public void Descriptors_loaded_at_run_time_serve_as_well_as_compiled_ones() =>
        Replay("binary_json", TypeRegistry.FromDescriptorSet(ConformanceVectors.Descriptors));

    // The judge is always the dynamic implementation, so that generated code is not its own measure.
    private static void Replay(string suite, TypeRegistry types)
    {
        ConformanceVector[] vectors = [.. ConformanceVectors.Load().Where(vector => vector.Suite == suite)];
        var testee = new Testee(types);
        var judge = new Judge(SuiteTypes.Dynamic);
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
