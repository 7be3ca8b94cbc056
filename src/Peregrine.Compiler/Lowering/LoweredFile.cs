using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>A descriptor as parsed, with the way back to its text.</summary>
/// <param name="Proto">The descriptor.</param>
/// <param name="Locations">Its locations, to be finished when options are interpreted; null without source info.</param>
/// <param name="Nodes">The nodes that <see cref="SchemaMessage.SourceNode"/> counts.</param>
/// <param name="Tree">The tree.</param>
internal sealed record LoweredFile(FileDescriptorProto Proto, LocationWriter? Locations, List<SyntaxNode> Nodes, SyntaxTree Tree);
