using System.Buffers.Binary;
using System.Diagnostics;
using Conformance;
using Peregrine.Protobuf;

namespace Peregrine.Conformance.Tests;

/// <summary>The program as the official runner sees it: lengths and messages over its standard input and output.</summary>
public sealed class RunnerProtocolTests : IDisposable
{
    private readonly Process _testee = Process.Start(new ProcessStartInfo("dotnet", [typeof(Testee).Assembly.Location])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    [Fact]
    public async Task It_knows_of_no_failures_answers_each_request_and_ends_with_its_input()
    {
        ConformanceResponse failures = await Ask(new ConformanceRequest { MessageType = "conformance.FailureSet", ProtobufPayload = ByteString.Empty, RequestedOutputFormat = WireFormat.Protobuf });
        Assert.Equal(0, failures.ProtobufPayload!.Value.Length);

        var request = new ConformanceRequest
        {
            MessageType = "protobuf_test_messages.proto3.TestAllTypesProto3", JsonPayload = """{"optionalInt32":5}""", RequestedOutputFormat = WireFormat.TextFormat,
        };
        Assert.Equal("optional_int32: 5\n", (await Ask(request)).TextPayload);
        request.JsonPayload = "{";
        Assert.NotNull((await Ask(request)).ParseError);

        _testee.StandardInput.Close();
        await _testee.WaitForExitAsync();
        Assert.Equal(0, _testee.ExitCode);
    }

    public void Dispose()
    {
        if (!_testee.HasExited)
            _testee.Kill();
        _testee.Dispose();
    }

    private async Task<ConformanceResponse> Ask(ConformanceRequest request)
    {
        byte[] bytes = request.ToByteArray();
        byte[] length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        Stream input = _testee.StandardInput.BaseStream;
        await input.WriteAsync(length);
        await input.WriteAsync(bytes);
        await input.FlushAsync();

        Stream output = _testee.StandardOutput.BaseStream;
        await output.ReadExactlyAsync(length);
        byte[] response = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        await output.ReadExactlyAsync(response);
        return ConformanceResponse.Parser.ParseFrom(response);
    }
}
