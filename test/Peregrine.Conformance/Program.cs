using System.Buffers.Binary;
using Peregrine.Conformance;
using Peregrine.Protobuf.Reflection;

// The official runner starts this program and speaks over its standard input and output: a little-endian length, a ConformanceRequest; back the same with a
// ConformanceResponse; until the input ends.
if (args is not ["--descriptors", string path])
{
    await Console.Error.WriteLineAsync("usage: Peregrine.Conformance --descriptors FILE\n  FILE: a FileDescriptorSet with conformance.proto and the test messages");
    return 2;
}

var testee = new Testee(TypeRegistry.FromDescriptorSet(await File.ReadAllBytesAsync(path)));
await using Stream input = Console.OpenStandardInput();
await using Stream output = Console.OpenStandardOutput();
byte[] length = new byte[sizeof(uint)];
while (await input.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false) == length.Length)
{
    byte[] request = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
    await input.ReadExactlyAsync(request);
    byte[] response = testee.Answer(request);
    BinaryPrimitives.WriteInt32LittleEndian(length, response.Length);
    await output.WriteAsync(length);
    await output.WriteAsync(response);
    await output.FlushAsync();
}

return 0;
