using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.WellKnownTypes;
using Weather.V1;

namespace Examples.Tests.Weather;

public sealed class TypesTourTests
{
    private static readonly TypesTour s_tour = new()
    {
        Station = new() { Name = "Brocken", Scalars = Scalars() },
        CloudCover = CloudCover.Overcast,
        PackedReadings = { 1, -2, int.MaxValue },
        UnpackedReadings = { 3, 4 },
        StationNames = { "Brocken", "" },
        Stations = { new TypesTour.StationType { Name = "Zugspitze" } },
        RainfallByStation = { ["Brocken"] = 1.5, ["Zugspitze"] = 0 },
        StationsById = { [-7] = new TypesTour.StationType { Name = "Sonnblick" } },
        WindInBeaufort = 0,
        SnowDepth = 0,
        MeasuredAt = new DateTimeOffset(2024, 2, 29, 12, 30, 15, 250, TimeSpan.Zero),
        Sunshine = new Duration { Seconds = 3600, Nanos = 5 },
        Changed = new FieldMask { Paths = { "station.name", "wind_in_knots" } },
        Extras = new Struct { Fields = { ["webcam"] = new Value { StringValue = "on" }, ["count"] = new Value { NumberValue = 2 } } },
        Attachment = Any.Pack(new SensorOfflineError { SensorId = "s1" }),
        Confirmed = false,
    };

    [Fact]
    public void Every_type_survives_binary() => Assert.Equal(s_tour, TypesTour.Parser.ParseFrom(s_tour.ToByteArray()));

    [Fact]
    public void Every_type_survives_JSON()
    {
        TypeRegistry types = TypeRegistry.From(TypesTourReflection.Types).With(TypeRegistry.From(WeatherReflection.Types));
        string json = new JsonFormatter(new() { TypeRegistry = types }).Format(s_tour);
        Assert.Equal(s_tour, new JsonParser(new() { TypeRegistry = types }).Parse<TypesTour>(json));
        Assert.Contains("\"measuredAt\":\"2024-02-29T12:30:15.250Z\"", json.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Absent_and_zero_differ_where_the_field_says_optional()
    {
        TypesTour read = TypesTour.Parser.ParseFrom(s_tour.ToByteArray());
        Assert.Equal((0, null), (read.SnowDepth, read.Remark));
        Assert.Equal(TypesTour.WindOneofCase.WindInBeaufort, read.WindCase);
    }

    [Fact]
    public void An_unknown_enum_value_survives()
    {
        TypesTour read = TypesTour.Parser.ParseFrom(new TypesTour { CloudCover = (CloudCover)99 }.ToByteArray());
        Assert.Equal((CloudCover)99, read.CloudCover);
        Assert.Equal(read, JsonParser.Default.Parse<TypesTour>(JsonFormatter.Default.Format(read)));
    }

    [Fact]
    public void An_unknown_field_survives()
    {
        // Field 1000, a varint: as if a newer version of the file had it.
        byte[] bytes = [.. s_tour.ToByteArray(), 0xc0, 0x3e, 0x2a];
        TypesTour read = TypesTour.Parser.ParseFrom(bytes);
        Assert.Equal(bytes.Length, read.ToByteArray().Length);
        Assert.NotEqual(s_tour, read);
    }

    private static Scalars Scalars() => new()
    {
        DoubleField = 1.5,
        FloatField = -0.25f,
        Int32Field = int.MinValue,
        Int64Field = long.MinValue,
        Uint32Field = uint.MaxValue,
        Uint64Field = ulong.MaxValue,
        Sint32Field = -1,
        Sint64Field = -1,
        Fixed32Field = 7,
        Fixed64Field = 8,
        Sfixed32Field = -7,
        Sfixed64Field = -8,
        BoolField = true,
        StringField = "ß 🌪",
        BytesField = ByteString.CopyFrom(0, 0x80, 0xff),
    };
}
