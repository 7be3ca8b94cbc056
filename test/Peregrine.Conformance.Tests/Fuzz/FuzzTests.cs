using System.Text;
using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Conformance.Tests.Fuzz;

/// <summary>Damaged input of every format, from checked-in seeds; a bounded number, so that the ordinary run has them.</summary>
public class FuzzTests
{
    private const int Count = 20_000;

    private const string Proto3 = "protobuf_test_messages.proto3.TestAllTypesProto3";
    private const string Proto2 = "protobuf_test_messages.proto2.TestAllTypesProto2";

    [Fact]
    public void Damaged_JSON_is_refused_or_comes_back_the_same()
    {
        string[] seeds = File.ReadAllLines(SeedFile("json.txt"));
        string[] dictionary = ["null", "true", "{", "}", "[", "]", "\"", ",", ":", "1e999", "-", "\\u", "\\ud800", "\"@type\":", "[[[[", "{\"n\":", "NaN", "\u00ff", "9223372036854775808"];
        var parser = new JsonParser(new JsonParserOptions { TypeRegistry = SuiteTypes.Dynamic });
        var formatter = new JsonFormatter(new JsonFormatterOptions { TypeRegistry = SuiteTypes.Dynamic });
        FuzzRun.Check(Count, seeds, dictionary, input =>
        {
            IMessage message = NewMessage(Proto3);
            parser.Merge(input, message);
            IMessage again = NewMessage(Proto3);
            parser.Merge(formatter.Format(message), again);
            Assert.Equal(message, again);
        });
    }

    [Fact]
    public void Every_error_in_JSON_has_its_place()
    {
        string[] seeds = File.ReadAllLines(SeedFile("json.txt"));
        FuzzRun.Check(2_000, seeds, ["}", "\"x\":"], input =>
        {
            try
            {
                new JsonParser(new JsonParserOptions { TypeRegistry = SuiteTypes.Dynamic }).Merge(input, NewMessage(Proto3));
            }
            catch (InvalidProtocolBufferException error)
            {
                Assert.Matches("^JSON error at line [0-9]+, column [0-9]+: ", error.Message);
                throw;
            }
        });
    }

    [Fact]
    public void Damaged_text_is_refused_or_comes_back_the_same()
    {
        string[] seeds = File.ReadAllLines(SeedFile("text.txt"));
        string[] dictionary = ["{", "}", "<", ">", "[", "]", "\"", "'", ",", ";", ":", "-", "inf", "nan", "0x", "\\U", "\\377", "#", "\n", "e99999", "[type.googleapis.com/", "optional_nested_message {"];
        var parser = new TextParser(new TextParserOptions { TypeRegistry = SuiteTypes.Dynamic });
        var formatter = new TextFormatter(new TextFormatterOptions { TypeRegistry = SuiteTypes.Dynamic });
        FuzzRun.Check(Count, seeds, dictionary, input =>
        {
            IMessage message = NewMessage(Proto2);
            parser.Merge(input, message);
            IMessage again = NewMessage(Proto2);
            parser.Merge(formatter.Format(message), again);
            Assert.Equal(message, again);
        });
    }

    [Fact]
    public void Damaged_binary_is_refused_or_comes_back_the_same()
    {
        byte[][] seeds = [.. Encode("json.txt", Proto3, ParseJson), .. Encode("text.txt", Proto2, ParseText)];
        byte[][] dictionary = [[0x0b], [0x0c], [0xff, 0xff, 0xff, 0xff, 0x0f], [0x80], [0x7f], [0x0a, 0x02], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]];
        FuzzRun.Check(Count, seeds, dictionary, input =>
        {
            MessageParser type = Find(input.Length % 2 == 0 ? Proto2 : Proto3);
            IMessage message = SuiteTypes.Dynamic.Parse(type, input);
            byte[] bytes = message.ToByteArray();
            // Compared as bytes: what has no place in a message set is gone once it was written.
            Assert.Equal(bytes, SuiteTypes.Dynamic.Parse(type, bytes).ToByteArray());
        });
    }

    [Fact]
    public void Generated_and_dynamic_messages_agree_on_damaged_binary()
    {
        byte[][] seeds = [.. Encode("json.txt", Proto3, ParseJson), .. Encode("text.txt", Proto2, ParseText)];
        FuzzRun.Check(Count, seeds, [[0x0b], [0x0c], [0x80], [0x0a, 0x02], [0xff, 0xff, 0xff, 0xff, 0x0f]], input =>
        {
            string type = input.Length % 2 == 0 ? Proto2 : Proto3;
            SuiteTypes.Generated.TryFind(type, out MessageParser? generated);
            IMessage? ours = TryParse(SuiteTypes.Generated, generated!, input, out InvalidProtocolBufferException? error);
            IMessage? theirs = TryParse(SuiteTypes.Dynamic, Find(type), input, out _);
            Assert.Equal(ours is null, theirs is null);
            if (error is not null)
                throw error;
            Assert.True(MessageComparer.Default.Equals(ours, theirs), $"{ours}\n{theirs}");
        });
    }

    [Fact]
    public void Damaged_descriptors_are_refused_or_link() =>
        FuzzRun.Check(300, [DescriptorSet()], [[0x0a], [0xff, 0xff, 0xff, 0x7f], [0x12, 0x00], Encoding.ASCII.GetBytes(".google.protobuf.Any")], input =>
            TypeRegistry.FromDescriptorSet(input));

    private static IMessage? TryParse(TypeRegistry types, MessageParser type, byte[] input, out InvalidProtocolBufferException? error)
    {
        error = null;
        try
        {
            return types.Parse(type, input);
        }
        catch (InvalidProtocolBufferException refused)
        {
            error = refused;
            return null;
        }
    }

    private static string SeedFile(string name) => Path.Combine(AppContext.BaseDirectory, "Fuzz", "Seeds", name);

    private static IEnumerable<byte[]> Encode(string seedFile, string type, Action<string, IMessage> parse)
    {
        foreach (string seed in File.ReadLines(SeedFile(seedFile)))
        {
            IMessage message = NewMessage(type);
            parse(seed, message);
            yield return message.ToByteArray();
        }
    }

    private static void ParseJson(string seed, IMessage message) => new JsonParser(new JsonParserOptions { TypeRegistry = SuiteTypes.Dynamic }).Merge(seed, message);

    private static void ParseText(string seed, IMessage message) => new TextParser(new TextParserOptions { TypeRegistry = SuiteTypes.Dynamic }).Merge(seed, message);

    private static MessageParser Find(string type) => SuiteTypes.Dynamic.TryFind(type, out MessageParser? parser) ? parser : throw new InvalidDataException(type);

    private static IMessage NewMessage(string type) => Find(type).CreateMessage();

    private static byte[] DescriptorSet()
    {
        var set = new Schema.FileDescriptorSet();
        set.File.AddRange(TypeRegistry.WellKnown.Types.Select(type => type.Descriptor.File).Append(Find(Proto2).Descriptor.File).Append(Find(Proto3).Descriptor.File)
            .Distinct().Select(file => file.Proto));
        return set.ToBytes();
    }
}
