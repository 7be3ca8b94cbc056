namespace Peregrine.Schema.Tests;

public sealed class DescriptorPoolTests
{
    [Fact]
    public void A_pool_finds_files_symbols_fields_and_extensions()
    {
        var pool = DescriptorPool.Build([MessageFile(), ExtensionFile()]);
        var message = pool.FindMessage("t.A")!;
        Assert.Equal("a.proto", message.File.Name);
        Assert.Equal("my_field", message.FindFieldByNumber(1)!.Name);
        Assert.Same(message.Fields[0], message.FindFieldByName("my_field"));
        Assert.Same(message.Fields[0], message.FindFieldByJsonName("myField"));
        Assert.Same(pool.FindExtension("t.ext"), pool.FindExtension(message, 100));
        Assert.Equal([100], pool.FindExtensions(message).Select(static field => field.Number));
        Assert.Null(pool.FindMessage("t.Nope"));
    }

    [Fact]
    public void Errors_are_values_that_name_the_rule_the_element_and_the_place()
    {
        var file = MessageFile();
        file.MessageType[0].Field[0].TypeName = ".t.Nope";
        file.MessageType[0].Field[0].Type = FieldType.Message;
        Assert.False(DescriptorPool.TryBuild([file], out var pool, out var errors));
        Assert.Empty(pool.Files);
        var error = Assert.Single(errors);
        Assert.Equal(("PG0214", "t.A.my_field", ErrorLocation.Type), (error.Id, error.Element, error.Location));
        Assert.Contains("t.Nope", Assert.Throws<SchemaException>(() => DescriptorPool.Build([file])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_links_by_itself_against_given_descriptors_and_keeps_their_identity()
    {
        var a = FileDescriptor.FromProto(MessageFile());
        var user = new FileDescriptorProto { Name = "u.proto", Syntax = "proto3" };
        user.Dependency.Add("a.proto");
        user.MessageType.Add(new DescriptorProto { Name = "U", Field = { new FieldDescriptorProto { Name = "a", Number = 1, Label = FieldLabel.Optional, Type = FieldType.Message, TypeName = ".t.A" } } });
        var linked = FileDescriptor.FromBytes(user.ToBytes(), a);
        Assert.Same(a.Messages[0], linked.Messages[0].Fields[0].MessageType);
        Assert.Same(a, linked.Dependencies[0]);
    }

    [Theory]
    [InlineData("proto2", false, FieldLabel.Optional, true, false)]
    [InlineData("proto2", false, FieldLabel.Repeated, false, false)]
    [InlineData("proto3", false, FieldLabel.Optional, false, false)]
    [InlineData("proto3", true, FieldLabel.Optional, true, false)]
    [InlineData("proto3", false, FieldLabel.Repeated, false, true)]
    public void Presence_and_packing_follow_from_the_syntax(string syntax, bool proto3Optional, FieldLabel label, bool hasPresence, bool isPacked)
    {
        var file = MessageFile();
        file.Syntax = syntax;
        var message = file.MessageType[0];
        message.Field[0].Label = label;
        message.ExtensionRange.Clear();
        if (proto3Optional)
        {
            message.Field[0].Proto3Optional = true;
            message.Field[0].OneofIndex = 0;
            message.OneofDecl.Add(new OneofDescriptorProto { Name = "_my_field" });
        }

        var linked = FileDescriptor.FromProto(file).Messages[0];
        Assert.Equal(hasPresence, linked.Fields[0].HasPresence);
        Assert.Equal(isPacked, linked.Fields[0].IsPacked);
        Assert.Empty(linked.RealOneofs);
        Assert.Null(linked.Fields[0].RealContainingOneof);
    }

    [Fact]
    public void Editions_features_decide_presence_openness_and_encoding()
    {
        var file = new FileDescriptorProto
        {
            Name = "e.proto",
            Syntax = "editions",
            Edition = Edition.Edition2023,
            Options = new FileOptions { Features = new FeatureSet { EnumType = EnumType.Closed, MessageEncoding = MessageFieldEncoding.Delimited } },
            EnumType = { new EnumDescriptorProto { Name = "E", Value = { new EnumValueDescriptorProto { Name = "Z", Number = 1 } } } },
        };
        var message = new DescriptorProto { Name = "M" };
        message.Field.Add(new FieldDescriptorProto { Name = "m", Number = 1, Label = FieldLabel.Optional, Type = FieldType.Message, TypeName = ".M" });
        message.Field.Add(new FieldDescriptorProto { Name = "i", Number = 2, Label = FieldLabel.Optional, Type = FieldType.Int32, Options = new FieldOptions { Features = new FeatureSet { FieldPresence = FieldPresence.LegacyRequired } } });
        file.MessageType.Add(message);
        var linked = FileDescriptor.FromProto(file);
        Assert.True(linked.Enums[0].IsClosed);
        Assert.Equal(FieldKind.Group, linked.Messages[0].Fields[0].Kind);
        Assert.True(linked.Messages[0].Fields[1].IsRequired);
    }

    [Theory]
    [InlineData(FieldType.Int32, "-5", -5)]
    [InlineData(FieldType.UInt64, "18446744073709551615", ulong.MaxValue)]
    [InlineData(FieldType.Bool, "true", true)]
    [InlineData(FieldType.Double, "inf", double.PositiveInfinity)]
    [InlineData(FieldType.Float, "1.5", 1.5f)]
    [InlineData(FieldType.String, "x", "x")]
    [InlineData(FieldType.Bytes, "\\001a\\377", new byte[] { 1, 97, 255 })]
    public void Defaults_have_the_type_of_their_field(FieldType type, string text, object value)
    {
        var file = MessageFile();
        file.MessageType[0].Field[0].Type = type;
        file.MessageType[0].Field[0].DefaultValue = text;
        Assert.Equal(value, FileDescriptor.FromProto(file).Messages[0].Fields[0].DefaultValue);
    }

    [Fact]
    public void The_path_of_a_descriptor_is_what_source_info_counts()
    {
        var file = MessageFile();
        file.MessageType[0].NestedType.Add(new DescriptorProto { Name = "N", EnumType = { new EnumDescriptorProto { Name = "E", Value = { new EnumValueDescriptorProto { Name = "Z", Number = 0 } } } } });
        var linked = FileDescriptor.FromProto(file);
        Assert.Equal([4, 0, 3, 0, 4, 0, 2, 0], linked.Messages[0].NestedMessages[0].NestedEnums[0].Values[0].Path);
        Assert.Equal([4, 0, 2, 0], linked.Messages[0].Fields[0].Path);
    }

    private static FileDescriptorProto MessageFile()
    {
        var message = new DescriptorProto { Name = "A" };
        message.Field.Add(new FieldDescriptorProto { Name = "my_field", Number = 1, Label = FieldLabel.Optional, Type = FieldType.Int32 });
        message.ExtensionRange.Add(new ExtensionRangeProto { Start = 100, End = 200 });
        return new FileDescriptorProto { Name = "a.proto", Package = "t", MessageType = { message } };
    }

    private static FileDescriptorProto ExtensionFile()
    {
        var file = new FileDescriptorProto { Name = "e.proto", Package = "t" };
        file.Dependency.Add("a.proto");
        file.Extension.Add(new FieldDescriptorProto { Name = "ext", Number = 100, Extendee = ".t.A", Label = FieldLabel.Optional, Type = FieldType.String });
        return file;
    }
}
