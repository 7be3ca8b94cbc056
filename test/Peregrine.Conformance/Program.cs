using System.Buffers.Binary;
using Conformance;
using Peregrine.Conformance;
using Peregrine.Protobuf;

// The official runner starts this program and speaks over its standard input and output: a little-endian length, a ConformanceRequest; back the same with a
// ConformanceResponse; until the input ends.
// The runner of release 21 gives the path of this program as the first argument too.
string[] options = args is [var path, ..] && Path.GetFileName(path) == typeof(Testee).Assembly.GetName().Name ? args[1..] : args;
if (options is not ([] or ["--dynamic"]))
{
    await Console.Error.WriteLineAsync("usage: Peregrine.Conformance [--dynamic]\n  --dynamic: answer with dynamic messages instead of generated ones");
    return 2;
}

var testee = new Testee(options.Length == 0 ? SuiteTypes.Generated : SuiteTypes.Dynamic);
await using Stream input = Console.OpenStandardInput();
await using Stream output = Console.OpenStandardOutput();
byte[] length = new byte[sizeof(uint)];
while (await input.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false) == length.Length)
{
    byte[] request = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
    await input.ReadExactlyAsync(request);
    byte[] response = testee.Answer(ConformanceRequest.Parser.ParseFrom(request)).ToByteArray();
    BinaryPrimitives.WriteInt32LittleEndian(length, response.Length);
    await output.WriteAsync(length);
    await output.WriteAsync(response);
    await output.FlushAsync();
}

return 0;
