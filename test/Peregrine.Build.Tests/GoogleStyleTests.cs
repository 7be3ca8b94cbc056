using Microsoft.CodeAnalysis;
using Peregrine.Build.Tests.Driver;

namespace Peregrine.Build.Tests;

/// <summary>Code in the shapes of Google.Protobuf, compiled against the runtime and run: what code that moves over relies on.</summary>
public sealed class GoogleStyleTests
{
    private const string Proto = """
        syntax = "proto2";
        package shapes;
        import "google/protobuf/wrappers.proto";
        message Shape {
          optional int32 sides = 1 [default = 3];
          optional string name = 2 [default = "triangle"];
          optional bytes data = 3;
          optional Kind kind = 4 [default = CLOSED];
          required double area = 5;
          optional Point origin = 6;
          repeated Point points = 7;
          map<string, Point> named = 8;
          oneof fill { string colour = 9; Point pattern = 10; int32 grey = 11; google.protobuf.StringValue texture = 13; }
          optional google.protobuf.Int32Value count = 14;
          optional google.protobuf.StringValue note = 15;
          optional google.protobuf.BytesValue seal = 16;
          optional google.protobuf.DoubleValue weight = 17;
          optional group Frame = 12 { optional int32 width = 1; }
          enum Kind { OPEN = 0; CLOSED = 1; }
          message Point { optional sint32 x = 1; optional sint32 y = 2; }
          extensions 100 to 200;
        }
        extend Shape { optional Shape.Point centre = 100; }
        """;

    [Theory]
    [InlineData("s.HasSides", "False")]
    [InlineData("s.Sides", "3")]
    [InlineData("(s.Sides = 0, s.HasSides)", "(0, True)")]
    [InlineData("(s.Sides = 7, Clear(() => s.ClearSides()), s.Sides, s.HasSides)", "(7, done, 3, False)")]
    [InlineData("(s.Name, s.HasName, s.Name = \"\", s.HasName)", "(triangle, False, , True)")]
    [InlineData("(s.Data.Length, s.HasData)", "(0, False)")]
    [InlineData("(s.Kind, s.Kind = Shape.Types.Kind.Open, s.HasKind)", "(Closed, Open, True)")]
    [InlineData("s.Origin == null", "True")]
    [InlineData("(s.Origin = new Shape.Types.Point { X = -1 }).X", "-1")]
    [InlineData("(s.FillCase, s.Colour, s.HasColour)", "(None, , False)")]
    [InlineData("(s.Colour = \"red\", s.FillCase, s.Grey = 4, s.FillCase, s.Colour, s.HasGrey)", "(red, Colour, 4, Grey, , True)")]
    [InlineData("(s.Pattern = new Shape.Types.Point(), s.FillCase, Clear(() => s.ClearFill()), s.FillCase, s.Pattern == null)", "({}, Pattern, done, None, True)")]
    [InlineData("(s.Grey = 4, Clear(() => s.ClearColour()), s.FillCase, Clear(() => s.ClearGrey()), s.FillCase)", "(4, done, Grey, done, None)")]
    [InlineData("(s.Frame = new Shape.Types.Frame { Width = 2 }).HasWidth", "True")]
    [InlineData("(s.IsInitialized(), s.Area = 0, s.IsInitialized())", "(False, 0, True)")]
    [InlineData("RoundTrip(Plain()).Equals(Plain())", "True")]
    [InlineData("(RoundTrip(Full()).Points.Count, RoundTrip(Full()).Named[\"a\"].Y, RoundTrip(Full()).Frame.Width)", "(2, 9, 5)")]
    [InlineData("Full().Clone().Equals(Full())", "True")]
    [InlineData("RoundTrip(Full()).GetExtension(ShapeExtensions.Centre)!.X", "8")]
    [InlineData("Full().ToString()", "{\"sides\":4,\"name\":\"square\",\"kind\":\"CLOSED\",\"area\":16,\"points\":[{\"x\":1},{\"y\":2}],\"named\":{\"a\":{\"y\":9}},\"colour\":\"blue\",\"frame\":{\"width\":5},\"[shapes.centre]\":{\"x\":8}}")]
    [InlineData("(s.Count == null, s.Count = 0, s.Count, RoundTrip(s, 1).Count, s.Count = null, s.Count == null)", "(True, 0, 0, 0, , True)")]
    [InlineData("(s.Note == null, s.Note = \"\", s.Note.Length, RoundTrip(s, 1).Note, s.Note = null, s.Note == null)", "(True, , 0, , , True)")]
    [InlineData("(s.Seal.HasValue, (s.Seal = ByteString.CopyFrom(1, 2)).Value.Length, RoundTrip(s, 1).Seal.Value.Length)", "(False, 2, 2)")]
    [InlineData("(s.Texture = \"brick\", s.FillCase, RoundTrip(s, 1).Texture, s.Texture = null, s.FillCase, s.Grey = 1, s.Texture = null, s.FillCase)", "(brick, Texture, brick, , None, 1, , Grey)")]
    [InlineData("(new Shape { Weight = double.NaN }.Equals(new Shape { Weight = double.NaN }), new Shape { Weight = 0 }.Equals(new Shape()), new Shape { Count = 1 }.GetHashCode() == new Shape { Count = 1 }.GetHashCode())", "(True, False, True)")]
    [InlineData("new Shape { Count = 5, Note = \"n\", Seal = ByteString.CopyFrom(0), Weight = 1.5, Texture = \"t\" }.Clone().ToString()", "{\"texture\":\"t\",\"count\":5,\"note\":\"n\",\"seal\":\"AA==\",\"weight\":1.5}")]
    [InlineData("JsonParser.Default.Parse<Shape>(\"{\\\"count\\\":5,\\\"texture\\\":\\\"t\\\",\\\"area\\\":1}\").ToString()", "{\"area\":1,\"texture\":\"t\",\"count\":5}")]
    [InlineData("Shape.Descriptor.FullName + Shape.Types.Point.Descriptor.FullName", "shapes.Shapeshapes.Shape.Point")]
    public void Members_behave_as_those_of_Google_Protobuf(string expression, string expected)
    {
        GeneratorRunResult generated = new ProtoProject().WithProperty("PeregrineStyle", "GoogleProtobuf").With("shape.proto", Proto, "GrpcServices=None").Run();
        Assert.Empty(generated.Diagnostics);
        Assert.Equal(expected, GeneratedCode.Run(generated, $$"""
            #nullable disable
            using System;
            using Peregrine.Protobuf;
            using Shapes;

            public static class Use
            {
                public static string Run()
                {
                    var s = new Shape();
                    return FormattableString.Invariant($"{({{expression}})}");
                }

                private static string Clear(Action clear) { clear(); return "done"; }

                private static Shape RoundTrip(Shape shape) => Shape.Parser.ParseFrom(shape.ToByteArray());

                private static Shape RoundTrip(Shape shape, double area)
                {
                    shape.Area = area;
                    return RoundTrip(shape);
                }

                private static Shape Plain() => new Shape
                {
                    Sides = 4, Name = "square", Kind = Shape.Types.Kind.Closed, Area = 16, Colour = "blue",
                    Points = { new Shape.Types.Point { X = 1 }, new Shape.Types.Point { Y = 2 } },
                    Named = { ["a"] = new Shape.Types.Point { Y = 9 } },
                    Frame = new Shape.Types.Frame { Width = 5 },
                };

                private static Shape Full()
                {
                    Shape shape = Plain();
                    shape.SetExtension(ShapeExtensions.Centre, new Shape.Types.Point { X = 8 });
                    return shape;
                }
            }
            """));
    }
}
