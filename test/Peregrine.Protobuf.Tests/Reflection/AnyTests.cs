using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests.Reflection;

public class AnyTests
{
    [Fact]
    public void A_packed_message_comes_out_the_same()
    {
        Any any = Any.Pack(new Address { City = "c" });
        Assert.Equal("type.googleapis.com/people.Address", any.TypeUrl);
        Assert.Equal("people.Address", any.TypeName);
        Assert.True(any.Is<Address>());
        Assert.Equal(new Address { City = "c" }, any.Unpack<Address>());
    }

    [Fact]
    public void Another_type_does_not_come_out()
    {
        Any any = Any.Pack(new Address());
        Assert.False(any.Is<Person>());
        Assert.False(any.TryUnpack<Person>(out _));
        InvalidProtocolBufferException error = Assert.Throws<InvalidProtocolBufferException>(() => any.Unpack<Person>());
        Assert.Contains("people.Address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_prefix_is_the_packer_s_choice()
    {
        Assert.Equal("example.com/x/people.Address", Any.Pack(new Address(), "example.com/x").TypeUrl);
        Assert.Equal("example.com/people.Address", Any.Pack(new Address(), "example.com/").TypeUrl);
        Assert.False(new Any { TypeUrl = "people.Address" }.Is<Address>());
    }

    [Fact]
    public void A_registry_finds_the_type_at_run_time()
    {
        Any any = Any.Pack(new Address { City = "c" });
        Assert.IsType<Address>(any.Unpack(TypeRegistry.From(PeopleReflection.Types)));
        Assert.IsType<DynamicMessage>(any.Unpack(TypeRegistry.From(PeopleReflection.Descriptor)));
        Assert.Null(any.Unpack(TypeRegistry.Empty));
    }
}
