using Peregrine.Protobuf.Tests.People;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests;

/// <summary>Messages that tests share.</summary>
internal static class Samples
{
    /// <summary>A person with every field set, one of the oneof.</summary>
    public static Person Person() => new()
    {
        Name = "Ada Lovelace",
        Age = 36,
        Home = new Address { StreetName = "St James's Square 12", City = "London", Lines = { "1", "2" } },
        Tags = { "math", "", "ünïcödé" },
        Scores = { ["chess"] = 3, ["whist"] = -1 },
        Password = "secret",
        Nick = "",
        Phone = 442071234567,
        Extra = Any.Pack(new Address { City = "Ockham" }),
        Created = new Timestamp { Seconds = -4852137600, Nanos = 500_000_000 },
        Kind = Kind.Admin,
        Note = new Value { StructValue = new Struct { Fields = { ["n"] = new Value { NumberValue = 1.5 }, ["z"] = new Value { NullValue = NullValue.NullValue } } } },
        Boss = new Person { Name = "Charles" },
        ShoeSize = 37,
        Shift = new Duration { Seconds = 3 },
        Visible = FieldMask.FromPaths("name", "home.street_name"),
        Photo = ByteString.CopyFrom(1, 2, 255),
        Weight = 55.5,
        Offices = { new Address { City = "A" }, new Address() },
        Visits = { [7] = new Address { City = "Turin" } },
        Id = ulong.MaxValue,
        Samples = { 0.1, double.NaN, double.NegativeInfinity, 1e100 },
    };
}
