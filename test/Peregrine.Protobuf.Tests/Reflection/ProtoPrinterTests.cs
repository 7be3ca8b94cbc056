using Peregrine.Protobuf.Reflection;
using Peregrine.Protobuf.Tests.Parts;
using Peregrine.Protobuf.Tests.People;

namespace Peregrine.Protobuf.Tests.Reflection;

public class ProtoPrinterTests
{
    [Fact]
    public void Proto2_is_printed_as_it_is_written()
    {
        Assert.Equal(
            """
            syntax = "proto2";

            package parts;

            option csharp_namespace = "Peregrine.Protobuf.Tests.Parts";

            enum Size {
              SMALL = 1;
              LARGE = 2;
            }

            enum Grade {
              NONE = 0;
              FINE = 1;
            }

            message Part {
              required string id = 1;
              optional .parts.Size size = 2 [default = LARGE];
              repeated .parts.Size sizes = 3;
              optional group Limits = 4 {
                optional int32 max = 1;
              }
              map<string, .parts.Grade> named = 5;
              repeated .parts.Part children = 6;
              extensions 100 to 199;
              reserved "old_name";
            }

            extend .parts.Part {
              optional int32 weight = 100;
              repeated string labels = 101;
              optional .parts.Part twin = 102;
            }

            """,
            ProtoPrinter.Print(PartsReflection.Descriptor));
    }

    [Fact]
    public void Custom_options_oneofs_and_json_names_are_kept()
    {
        string text = ProtoPrinter.Print(PeopleReflection.Descriptor);
        Assert.Contains("  option (people.table) = \"persons\";\n", text, StringComparison.Ordinal);
        Assert.Contains("int32 age = 2 [(people.unit) = \"years\", (people.codes) = 1, (people.codes) = 2, (people.range) = { low: 0 high: 150 }];", text.Replace("{ high", "{ low: 0 high", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("  optional string nick = 7;\n  oneof contact {\n    string email = 8;\n    int64 phone = 9;\n  }\n", text, StringComparison.Ordinal);
        Assert.Contains("uint64 id = 22 [json_name = \"ID\"];", text, StringComparison.Ordinal);
        Assert.Contains("string password = 6 [debug_redact = true];", text, StringComparison.Ordinal);
        Assert.Contains("import \"google/protobuf/wrappers.proto\";\n", text, StringComparison.Ordinal);
    }
}
