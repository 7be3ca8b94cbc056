using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>Which messages can lack something required: those with a required field or extensions, or with a message like that within.</summary>
internal static class RequiredClosure
{
    private static readonly ConditionalWeakTable<MessageDescriptor, object> s_known = new();

    public static bool NeedsCheck(MessageDescriptor message) => (bool)s_known.GetValue(message, static m => Search(m));

    private static bool Search(MessageDescriptor message)
    {
        var seen = new HashSet<MessageDescriptor> { message };
        var open = new Stack<MessageDescriptor>();
        open.Push(message);
        while (open.Count > 0)
        {
            MessageDescriptor next = open.Pop();
            if (next.ExtensionRanges.Count > 0 || next.Fields.Any(static field => field.IsRequired))
                return true;
            foreach (FieldDescriptor field in next.Fields)
            {
                if (field.MessageType is { } type && seen.Add(type))
                    open.Push(type);
            }
        }

        return false;
    }
}
