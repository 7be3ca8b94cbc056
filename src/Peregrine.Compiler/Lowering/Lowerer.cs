using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Lowering;

/// <summary>
/// Turns one tree into the FileDescriptorProto that the reference parser would make: names as written, options not interpreted. The order of
/// everything, locations above all, is that parser's. Used once.
/// </summary>
internal sealed class Lowerer
{
    private readonly FileDescriptorProto _proto = new();
    private readonly LocationWriter? _locations;
    private readonly List<SyntaxNode> _nodes = [];

    private Lowerer(SyntaxTree tree, bool includeSourceInfo)
    {
        Tree = tree;
        _locations = includeSourceInfo ? new LocationWriter(tree.Tokens) : null;
    }

    public SyntaxTree Tree { get; }

    public static LoweredFile Lower(string importPath, SyntaxTree tree, bool includeSourceInfo)
    {
        var lowerer = new Lowerer(tree, includeSourceInfo);
        lowerer.Run(importPath);
        return new LoweredFile(lowerer._proto, lowerer._locations, lowerer._nodes, tree);
    }

    private void Run(string importPath)
    {
        _proto.Name = importPath;
        Bind(_proto, Tree.Root);
        _locations?.Start();
        _locations?.WriteRoot();
        var messages = new MessageLowering(this, _locations, Tree);
        foreach (var declaration in Tree.Root.Declarations)
            LowerTopLevel(declaration, messages);
    }

    /// <summary>Notes which node a message of the descriptor came from, so that the linker's errors find their place.</summary>
    public void Bind(SchemaMessage proto, SyntaxNode node)
    {
        proto.SourceNode = _nodes.Count;
        _nodes.Add(node);
    }

    private void LowerTopLevel(Declaration declaration, MessageLowering messages)
    {
        switch (declaration)
        {
            case EmptyDeclaration:
                _locations?.EndWithoutLocation(declaration.Last);
                break;
            case SyntaxDeclaration syntax:
                LowerSyntax(syntax);
                break;
            case ImportDeclaration import:
                LowerImport(import);
                break;
            case PackageDeclaration package:
                _proto.Package = package.Name;
                WriteDeclaration(2, package);
                break;
            case OptionSyntax option:
                new OptionLowering(this, _locations).LowerStatement(option, _proto.Options ??= new FileOptions(), 8);
                break;
            case MessageDeclaration message:
                messages.LowerNested(message, _proto.MessageType, 4);
                break;
            case EnumDeclaration enumeration:
                messages.Enums.Lower(enumeration, _proto.EnumType, 5);
                break;
            case ExtendDeclaration extend:
                messages.Fields.LowerExtend(extend, _proto.Extension, 7, _proto.MessageType, 4);
                break;
            case ServiceDeclaration service:
                new ServiceLowering(this, _locations).Lower(service, _proto.Service);
                break;
        }
    }

    private void LowerSyntax(SyntaxDeclaration declaration)
    {
        _proto.Syntax = declaration.Syntax;
        if (declaration.IsEdition)
            _proto.Edition = declaration.Edition;
        // The reference records the edition under the number of `syntax` too.
        WriteDeclaration(12, declaration);
    }

    private void WriteDeclaration(int field, Declaration declaration)
    {
        if (_locations is null)
            return;
        _locations.Push(field);
        _locations.WriteDeclaration(declaration.First, declaration.Last, declaration.Last);
        _locations.Pop(0);
    }

    private void LowerImport(ImportDeclaration import)
    {
        var index = _proto.Dependency.Count;
        switch (import.Kind)
        {
            case ImportKind.Option:
                WriteImport(15, _proto.OptionDependency.Count, import);
                _proto.OptionDependency.Add(import.Path);
                return;
            case ImportKind.Public:
                WriteImport(3, index, import);
                WriteImportKind(10, _proto.PublicDependency.Count, import);
                _proto.PublicDependency.Add(index);
                break;
            case ImportKind.Weak:
                WriteImport(3, index, import);
                WriteImportKind(11, _proto.WeakDependency.Count, import);
                _proto.WeakDependency.Add(index);
                break;
            default:
                WriteImport(3, index, import);
                break;
        }

        _proto.Dependency.Add(import.Path);
    }

    private void WriteImportKind(int field, int index, ImportDeclaration import)
    {
        _locations?.Push(field, index);
        _locations?.Write(import.KindToken, import.KindToken);
        _locations?.Pop(0);
    }

    private void WriteImport(int field, int index, ImportDeclaration import)
    {
        _locations?.Push(field, index);
        _locations?.WriteDeclaration(import.First, import.Last, import.Last);
        _locations?.Pop(0);
    }
}
