using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf.Tests.Reflection;

public class FileDescriptorLoaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(99)]
    public void A_field_of_a_type_that_there_is_not_is_refused(byte type)
    {
        byte[] field = [0x0a, 1, (byte)'f', 0x18, 1, 0x20, 1, 0x28, type];
        byte[] message = [0x0a, 1, (byte)'M', 0x12, (byte)field.Length, .. field];
        byte[] file = [0x0a, 1, (byte)'a', 0x22, (byte)message.Length, .. message];
        byte[] set = [0x0a, (byte)file.Length, .. file];
        string reason = Assert.Throws<InvalidProtocolBufferException>(() => FileDescriptorLoader.Load(set)).Message;
        Assert.Contains($"there is no field type {type}", reason, StringComparison.Ordinal);
    }
}
