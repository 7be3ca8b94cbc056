using System.Globalization;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>
/// Prints a file descriptor as <c>.proto</c> text that declares the same: what one wants to see of a schema that came from a reflection service, a registry or a
/// binary. Comments are kept where the descriptor has them; types within a message stand before its fields.
/// </summary>
public sealed class ProtoPrinter
{
    private readonly ProtoText _text = new();
    private readonly ProtoOptionPrinter _options;
    private readonly FileDescriptor _file;

    private ProtoPrinter(FileDescriptor file, TypeRegistry registry)
    {
        _file = file;
        _options = new ProtoOptionPrinter(_text, registry);
    }

    /// <summary>Prints <paramref name="file"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="registry">Where custom options are found; those that it lacks are left out. Default: the file's own imports.</param>
    public static string Print(FileDescriptor file, TypeRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new ProtoPrinter(file, registry ?? TypeRegistry.Options(file)).Print();
    }

    private string Print()
    {
        PrintHeader();
        foreach (EnumDescriptor type in _file.Enums)
            new ProtoEnumPrinter(_text, _options).Print(type);
        var messages = new ProtoMessagePrinter(_text, _options);
        foreach (MessageDescriptor message in _file.Messages.Where(message => !ProtoMessagePrinter.IsGroupOfExtension(message, _file.Extensions)))
            messages.Print(message);
        messages.PrintExtensions(_file.Extensions);
        foreach (ServiceDescriptor service in _file.Services)
            PrintService(service);
        return _text.ToString();
    }

    private void PrintHeader()
    {
        _text.Line(_file.Syntax == "editions" ? $"edition = \"{EditionName(_file.Edition)}\";" : $"syntax = \"{_file.Syntax}\";");
        if (_file.Package.Length > 0)
            _text.Separate().Line($"package {_file.Package};");
        if (_file.Proto.Dependency.Count > 0)
            _text.Separate();
        for (int i = 0; i < _file.Proto.Dependency.Count; i++)
        {
            string kind = _file.Proto.PublicDependency.Contains(i) ? "public " : _file.Proto.WeakDependency.Contains(i) ? "weak " : "";
            _text.Line($"import {kind}{ProtoText.Quote(_file.Proto.Dependency[i])};");
        }

        foreach (string dependency in _file.OptionDependencies)
            _text.Line($"import option {ProtoText.Quote(dependency)};");
        _text.Separate();
        _options.PrintStatements(_file);
    }

    private void PrintService(ServiceDescriptor service)
    {
        _text.Separate().Comments(service).Begin($"service {service.Name}");
        _options.PrintStatements(service);
        foreach (MethodDescriptor method in service.Methods)
        {
            string input = Stream(method.Proto.ClientStreaming) + ProtoText.TypeName(method.InputType);
            string output = Stream(method.Proto.ServerStreaming) + ProtoText.TypeName(method.OutputType);
            _text.Comments(method);
            PrintMethod(method, $"rpc {method.Name}({input}) returns ({output})");
        }

        _text.End(service);
    }

    private void PrintMethod(MethodDescriptor method, string signature)
    {
        if (!_options.HasAny(method))
        {
            _text.Line($"{signature};", method);
            return;
        }

        _text.Begin(signature);
        _options.PrintStatements(method);
        _text.End(method);
    }

    private static string Stream(bool? streaming) => streaming == true ? "stream " : "";

    private static string EditionName(Schema.Edition edition) => edition switch
    {
        Schema.Edition.Unstable => "UNSTABLE",
        _ => edition.ToString().Replace("Edition", "", StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture),
    };
}
